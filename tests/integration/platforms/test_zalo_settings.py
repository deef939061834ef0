"""What the settings of the account change in its calls, over HTTP: from the setting to what Zalo gets."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import SecretStr

from bot.conversation.messages import Outgoing, Reply
from bot.db.contacts import note_interaction
from bot.db.pool import Database
from bot.platforms.contract import BadCredentials
from bot.platforms.zalo_oa.rendering import ASK_IN_WORDS
from bot.settings import Settings
from bot.zalo import OfficialAccount
from tests.fakes.zalo import FakeZalo, Follower

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

CS = "/v3.0/oa/message/cs"
ZBS = "/message/template"
PICTURE = "https://motcua.example/phone.png"


@pytest.fixture
def zalo() -> Iterator[FakeZalo]:
    with FakeZalo() as zalo:
        yield zalo


@pytest.fixture
async def database(bot_database: str) -> AsyncIterator[Database]:
    database = Database(bot_database, size=4)
    await database.open()
    yield database
    await database.close()


@asynccontextmanager
async def account(zalo: FakeZalo, database: Database, **settings: Any) -> AsyncIterator[OfficialAccount]:
    """The account as a process with these settings has it."""
    of_zalo = {name.lower(): value for name, value in zalo.env().items()}
    made = OfficialAccount(
        Settings(**{**of_zalo, **settings}), database, secret=b"s" * 32, on_notice=lambda _notice: None
    )
    try:
        yield made
    finally:
        await made.close()


@pytest.fixture
async def citizen(zalo: FakeZalo, database: Database) -> Follower:
    """Somebody who has just written, to Zalo's knowledge and to ours."""
    citizen = zalo.follower()
    citizen.person.last_interaction = zalo.world.now()
    await database.fetch(
        "INSERT INTO conversations (platform, chat, sender) VALUES ('zalo_oa', %(chat)s, %(chat)s)",
        {"chat": citizen.id},
    )
    async with database.transaction() as connection:
        await note_interaction(connection, "zalo_oa", citizen.id, datetime.now(UTC))
    return citizen


def to(citizen: Follower, reply: Reply | str, **extra: Any) -> Outgoing:
    return Outgoing(1, citizen.id, Reply(reply) if isinstance(reply, str) else reply, extra=extra)


BY_PHONE = {"id": "7895417", "data": {"gio": "9 giờ"}, "phone": "0912 345 678"}


async def test_the_proof_is_sent_where_it_is_set(zalo: FakeZalo, database: Database, citizen: Follower) -> None:
    zalo.oa.admission.demands_proof = True
    async with account(zalo, database, zalo_secret_proof=True) as oa:
        await oa.platform.send(to(citizen, "một"))
        zalo.world.tokens.kill_access()
        await oa.platform.send(to(citizen, "hai"))  # the proof is of the token, so it changes with it
        await database.fetch("UPDATE conversations SET interacted_at = now() - interval '8 days'")
        assert (await oa.platform.send(to(citizen, "ba", template=BY_PHONE))).message_id
    assert [seen.text for seen in citizen.messages()] == ["một", "hai"]
    assert [code for _, code in zalo.world.statistics.refused] == [-216]


@pytest.mark.parametrize(("call", "code"), [(CS, -242), (ZBS, -1241)])
async def test_an_app_that_demands_a_proof_is_told_with_the_setting(
    zalo: FakeZalo, database: Database, citizen: Follower, call: str, code: int
) -> None:
    zalo.oa.admission.demands_proof = True
    extra = {}
    if call == ZBS:
        extra["template"] = BY_PHONE
        await database.fetch("UPDATE conversations SET interacted_at = now() - interval '8 days'")
    async with account(zalo, database) as oa:
        with pytest.raises(BadCredentials, match=rf"{code}.*MOTCUA_ZALO_SECRET_PROOF=true"):
            await oa.platform.send(to(citizen, "một", **extra))
    assert zalo.world.statistics.refused == [(call, code)]


async def test_a_proof_by_another_secret_is_refused(zalo: FakeZalo, database: Database, citizen: Follower) -> None:
    zalo.oa.admission.demands_proof = True
    async with account(zalo, database) as oa:
        await oa.tokens.access()  # with the right secret; afterwards somebody changes the setting
    wrong = SecretStr("another-secret")
    async with account(zalo, database, zalo_secret_proof=True, zalo_app_secret=wrong) as oa:
        with pytest.raises(BadCredentials, match="the app's secret is wrong"):
            await oa.platform.send(to(citizen, "một"))


ASKING = Reply("Xin số điện thoại ạ.", request_contact=True)


async def test_the_card_has_the_picture_that_is_set(zalo: FakeZalo, database: Database, citizen: Follower) -> None:
    zalo.world.request_info_wants_picture = True
    async with account(zalo, database, zalo_contact_image=PICTURE) as oa:
        await oa.platform.send(to(citizen, ASKING))
    assert citizen.last is not None
    assert (citizen.last.asks_contact, citizen.last.picture) == (True, PICTURE)


async def test_without_a_picture_the_card_has_none(zalo: FakeZalo, database: Database, citizen: Follower) -> None:
    async with account(zalo, database) as oa:
        await oa.platform.send(to(citizen, ASKING))
        assert citizen.last is not None
        assert (citizen.last.asks_contact, citizen.last.picture) == (True, None)
        zalo.world.request_info_wants_picture = True  # a Zalo that takes no card without one
        await oa.platform.send(to(citizen, ASKING))
    assert citizen.last.text == ASK_IN_WORDS
