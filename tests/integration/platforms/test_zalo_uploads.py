"""Uploads to Zalo: types, sizes, quotas and how long they last; nothing of it stops what needs no upload."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.conversation.messages import File, Outgoing, Reply
from bot.platforms.contract import AccountRestricted, MessageRefused
from bot.platforms.zalo_oa import Transport
from tests.fakes.zalo import Trouble
from tests.integration.platforms.harness_zalo_oa import CS, ZaloOaHarness

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

IMAGE, GIF, FILE = (f"/v2.0/oa/upload/{kind}" for kind in ("image", "gif", "file"))
PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)
LIST = Reply("", file=File("a.csv", "Loại,Lúc\r\nTin,9:00\r\n"))


@pytest.fixture
async def oa() -> AsyncIterator[ZaloOaHarness]:
    async with ZaloOaHarness() as harness:
        yield harness


@pytest.fixture
async def transport(oa: ZaloOaHarness) -> AsyncIterator[Transport]:
    transport = Transport(oa.zalo.url, answer_seconds=5.0)
    yield transport
    await transport.close()


def picture(attachment_id: object) -> dict[str, object]:
    element = {"media_type": "image", "attachment_id": attachment_id}
    return {
        "text": "Bản đồ",
        "attachment": {"type": "template", "payload": {"template_type": "media", "elements": [element]}},
    }


async def test_an_uploaded_picture_can_be_shown_for_seven_days(oa: ZaloOaHarness, transport: Transport) -> None:
    token = await oa.keeper.access()
    uploaded = await transport.upload(IMAGE, "ban-do.png", PNG, token)
    body = {"recipient": {"user_id": oa.chat}, "message": picture(uploaded["attachment_id"])}
    await transport.post(CS, body, token)
    assert oa.citizen.messages()[-1].picture == "ban-do.png"
    oa.zalo.world.skip(7 * 86_400)
    oa.citizen.person.last_interaction = oa.zalo.world.now()
    token = await oa.keeper.renew(token)
    with pytest.raises(MessageRefused, match="-100"):
        await transport.post(CS, body, token)


@pytest.mark.parametrize(
    ("path", "content", "code"),
    [
        (IMAGE, PNG + bytes(1_000_000), -210),
        (IMAGE, b"GIF89a" + bytes(10), -201),
        (IMAGE, b"", -201),
        (GIF, PNG, -201),
        (GIF, b"GIF89a" + bytes(5_000_000), -210),
        (FILE, bytes(5_000_001), -210),
    ],
)
async def test_what_zalo_does_not_take_is_refused(
    oa: ZaloOaHarness, transport: Transport, path: str, content: bytes, code: int
) -> None:
    token = await oa.keeper.access()
    with pytest.raises(MessageRefused, match=str(code)):
        await transport.upload(path, "a.csv", content, token)
    assert oa.zalo.world.statistics.refused == [(path, code)]


async def test_uploads_beyond_the_months_quota_are_the_accounts_matter(oa: ZaloOaHarness, transport: Transport) -> None:
    oa.zalo.oa.uploads.a_month = 1
    token = await oa.keeper.access()
    await transport.upload(IMAGE, "a.png", PNG, token)
    with pytest.raises(AccountRestricted, match="-211"):
        await transport.upload(IMAGE, "b.png", PNG, token)
    await transport.upload(FILE, "a.csv", b"x", token)  # each kind has its own


async def test_a_reply_whose_file_is_beyond_the_quota_is_told_in_words(oa: ZaloOaHarness) -> None:
    oa.zalo.oa.uploads.a_month = 0
    await oa.platform.send(Outgoing(1, oa.chat, LIST))
    assert oa.zalo.world.statistics.refused == [(FILE, -211)]
    assert [shown.text for shown in oa.screen()] == ["📎 a.csv\nLoại,Lúc\nTin,9:00"]


async def test_a_file_that_is_too_large_is_told_in_words(oa: ZaloOaHarness) -> None:
    oa.zalo.oa.uploads.file_bytes = 10
    await oa.platform.send(Outgoing(1, oa.chat, LIST))
    assert [code for _, code in oa.zalo.world.statistics.refused] == [-210]
    assert oa.screen()[0].text.startswith("📎 a.csv")


async def test_an_account_that_is_gone_is_no_matter_of_the_file(oa: ZaloOaHarness) -> None:
    """Whatever is wrong with the account itself shows again with the words, and stops everything then."""
    oa.zalo.trouble(FILE, Trouble("code", -204))
    oa.zalo.trouble(CS, Trouble("code", -204))
    with pytest.raises(AccountRestricted, match="-204"):
        await oa.platform.send(Outgoing(1, oa.chat, LIST))
