"""Sending to Zalo: codes, tokens that die, buttons that are not taken, files, parts."""

from __future__ import annotations

import asyncio
import logging
import traceback
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from bot.conversation.messages import Choice, File, Kind, Link, Outgoing, Reply
from bot.platforms.contract import (
    AccountRestricted,
    BadCredentials,
    ContactGone,
    MessageRefused,
    OutcomeUnknown,
    PartlySent,
    PlatformError,
    PlatformUnavailable,
    RateLimited,
    WindowClosed,
)
from bot.platforms.notices import AnsweredByHand, Echoed, Interacted, Receipts
from bot.platforms.zalo_oa.codes import (
    OA_CODES,
    ZBS_CODES,
    NightBlock,
    TokenRefused,
    Unpaid,
    oa_error,
    seconds_to_morning,
    zbs_error,
)
from bot.platforms.zalo_oa.rendering import ASK_IN_WORDS, Buttons
from tests.fakes.zalo import Trouble
from tests.integration.platforms.harness_zalo_oa import CS, ZaloOaHarness

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

TOKENS = "/v4/oa/access_token"
MENU = Reply("Chọn ạ:", (Choice("Một", "#m.1"), Choice("Hai", "#m.2")))


@pytest.fixture
async def oa() -> AsyncIterator[ZaloOaHarness]:
    async with ZaloOaHarness() as harness:
        yield harness


def to(harness: Any, reply: Reply | str, **extra: Any) -> Outgoing:
    return Outgoing(1, harness.chat, Reply(reply) if isinstance(reply, str) else reply, extra=extra)


@pytest.mark.parametrize(
    ("trouble", "error"),
    [
        (Trouble("code", -32), RateLimited),
        (Trouble("code", -201), MessageRefused),
        (Trouble("code", -204), AccountRestricted),
        (Trouble("code", -213), ContactGone),
        (Trouble("code", -219), BadCredentials),
        (Trouble("code", -224), AccountRestricted),
        (Trouble("code", -227), ContactGone),
        (Trouble("code", -230), WindowClosed),
        (Trouble("code", -234), NightBlock),
        (Trouble("code", -321), Unpaid),
        (Trouble("code", -99999), PlatformUnavailable),
        (Trouble("page", 502), PlatformUnavailable),
        (Trouble("page", 404), PlatformUnavailable),
        (Trouble("page", 500), OutcomeUnknown),
        (Trouble("page", 504), OutcomeUnknown),
        (Trouble("garbage", taken=True), OutcomeUnknown),
        (Trouble("cut"), OutcomeUnknown),
    ],
    ids=lambda value: f"{value.kind}{value.code}" if isinstance(value, Trouble) else None,
)
async def test_failures_say_what_they_mean(
    oa: ZaloOaHarness, trouble: Trouble, error: type[PlatformError], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    oa.zalo.trouble(CS, trouble)
    with pytest.raises(PlatformError) as caught:
        await oa.platform.send(to(oa, "Dạ."))
    assert type(caught.value) is error
    told = "".join(traceback.format_exception(caught.value)) + caplog.text
    secrets = (oa.zalo.world.tokens.access, oa.zalo.world.tokens.refresh, oa.zalo.app_secret, oa.zalo.oa_secret)
    assert not any(secret in told for secret in secrets)


def test_every_code_makes_its_error() -> None:
    for code, meaning in OA_CODES.items():
        error = oa_error(code, "x", datetime.now(UTC))
        assert isinstance(error, (meaning.error, RateLimited))
        assert (error.retry_after is None) == (not isinstance(error, (RateLimited, NightBlock, Unpaid)))


BY_OPERATOR = {
    -101, -102, -103, -105, -115, -117, -120, -1201, -1202, -125, -126, -128, -129, -131, -135, -1351, -136, -137, -138,
    -1381, -142, -144, -1441, -145, -146, -147, -160,
}  # fmt: skip
OF_THE_TOKEN = {-104: BadCredentials, -124: TokenRefused, -1241: BadCredentials}
REFUSED = {
    -106, -107, -108, -109, -110, -111, -112, -1121, -1122, -1123, -1124, -113, -1131, -114, -116, -118, -119, -121,
    -122, -123, -127, -130, -132, -134, -139, -140, -141, -143, -1471, -1472, -148, -149, -1491, -150, -151, -152, -153,
    -158, -159, -161, -162,
}  # fmt: skip


def test_every_documented_code_of_templates_makes_its_error() -> None:
    expected: dict[int, type[PlatformError]] = {
        -100: PlatformUnavailable,
        -133: NightBlock,
        **dict.fromkeys(BY_OPERATOR, AccountRestricted),
        **OF_THE_TOKEN,
        **dict.fromkeys(REFUSED, MessageRefused),
    }
    assert set(ZBS_CODES) == set(expected)
    for code, kind in expected.items():
        error = zbs_error(code, "x", datetime.now(UTC))
        assert type(error) is kind, code
        assert str(code) in str(error)
    assert type(zbs_error(-99999, "x", datetime.now(UTC))) is MessageRefused


def test_the_night_ends_at_six_in_vietnam() -> None:
    assert seconds_to_morning(datetime(2026, 1, 1, 15, 30, tzinfo=UTC)) == 7.5 * 3600  # 22:30 there
    assert seconds_to_morning(datetime(2025, 12, 31, 22, 0, tzinfo=UTC)) == 3600  # 5:00 there


async def test_failed_sending_is_repeated_once(oa: ZaloOaHarness) -> None:
    oa.zalo.trouble(CS, Trouble("code", -200))
    await oa.platform.send(to(oa, "Dạ."))
    oa.zalo.trouble(CS, Trouble("code", -200), times=2)
    with pytest.raises(MessageRefused):
        await oa.platform.send(to(oa, "Dạ."))
    assert len(oa.screen()) == 1


async def test_a_dead_token_is_renewed_and_the_message_sent_once(oa: ZaloOaHarness) -> None:
    await oa.platform.send(to(oa, "một"))
    oa.zalo.world.tokens.kill_access()
    await oa.platform.send(to(oa, "hai"))
    oa.zalo.world.tokens.access_until = 0.0  # -220 instead of -216
    await oa.platform.send(to(oa, "ba"))
    assert [shown.text for shown in oa.screen()] == ["một", "hai", "ba"]
    assert len(oa.zalo.world.tokens.used) == 3
    assert oa.store.stored.pair is not None
    assert oa.store.stored.pair.access == oa.zalo.world.tokens.access


async def test_many_sends_share_one_renewal(oa: ZaloOaHarness) -> None:
    await oa.platform.send(to(oa, "một"))
    oa.zalo.world.tokens.kill_access()
    await asyncio.gather(*(oa.platform.send(to(oa, f"tin {number}")) for number in range(6)))
    assert len(oa.zalo.world.tokens.used) == 2


async def test_a_new_token_that_is_refused_too_is_told(oa: ZaloOaHarness) -> None:
    oa.zalo.trouble(CS, Trouble("code", -216), times=2)
    with pytest.raises(BadCredentials, match="motcua zalo login"):
        await oa.platform.send(to(oa, "Dạ."))


async def test_lost_tokens_ask_for_a_login_and_are_not_tried_on_and_on(oa: ZaloOaHarness) -> None:
    oa.zalo.world.tokens.revoke()
    for _ in range(3):
        with pytest.raises(BadCredentials, match="motcua zalo login"):
            await oa.platform.send(to(oa, "Dạ."))
    assert oa.zalo.world.statistics.calls[TOKENS] == 1
    assert "motcua zalo login" in (oa.platform.problem or "")


async def test_the_store_away_between_exchange_and_keeping_costs_nothing(oa: ZaloOaHarness) -> None:
    oa.store.away = 3
    await oa.platform.send(to(oa, "Dạ."))
    assert oa.store.kept[0].access == oa.zalo.world.tokens.access


async def test_a_lost_answer_of_the_exchange_needs_a_person_only_if_it_was_done(oa: ZaloOaHarness) -> None:
    oa.zalo.trouble(TOKENS, Trouble("cut"))
    with pytest.raises(PlatformUnavailable):
        await oa.platform.send(to(oa, "Dạ."))
    await oa.platform.send(to(oa, "Dạ."))  # it had never arrived
    oa.zalo.world.tokens.kill_access()
    oa.zalo.trouble(TOKENS, Trouble("cut", taken=True))
    with pytest.raises(PlatformUnavailable):
        await oa.platform.send(to(oa, "Dạ."))
    with pytest.raises(BadCredentials, match=r"broken off.*motcua zalo login"):
        await oa.platform.send(to(oa, "Dạ."))


async def test_busy_oauth_is_no_reason_to_log_in(oa: ZaloOaHarness) -> None:
    oa.zalo.trouble(TOKENS, Trouble("code", -32))
    with pytest.raises(PlatformUnavailable):
        await oa.platform.send(to(oa, "Dạ."))
    await oa.platform.send(to(oa, "Dạ."))


async def test_the_end_of_the_refresh_token_is_told_a_week_ahead(oa: ZaloOaHarness) -> None:
    await oa.platform.send(to(oa, "Dạ."))
    assert oa.platform.problem is None
    oa.keeper.refresh_until = datetime.now(UTC) + timedelta(days=6, hours=1)
    assert "in 6 days: run 'motcua zalo login'" in (oa.platform.problem or "")


async def test_a_revoked_permission_is_a_problem_at_once(oa: ZaloOaHarness) -> None:
    await oa.platform.send(to(oa, "Dạ."))
    oa.zalo.world.emit("permission_revoked", {"oa_id": oa.zalo.oa_id})
    assert oa.arrive() == []
    assert "revoked" in (oa.platform.problem or "")


async def test_buttons_that_are_not_taken_are_said_in_words(oa: ZaloOaHarness) -> None:
    oa.zalo.world.buttons_work = False
    reply = Reply(MENU.text, MENU.choices, links=(Link("Cổng", "https://dichvucong.gov.vn"),))
    await oa.platform.send(to(oa, reply))
    shown = oa.screen()[-1]
    assert shown.labels == ()
    assert shown.text == "Chọn ạ:\n\n1. Một\n2. Hai\n\nCổng: https://dichvucong.gov.vn"


@pytest.mark.parametrize("works", [True, False])
async def test_the_contact_is_asked_for_by_card_or_in_words(oa: ZaloOaHarness, works: bool) -> None:
    oa.zalo.world.request_info_works = works
    await oa.platform.send(to(oa, Reply("Xin số điện thoại ạ.", request_contact=True)))
    assert oa.screen()[0].text == "Xin số điện thoại ạ."
    assert oa.citizen.messages()[-1].asks_contact == works
    if not works:
        assert oa.screen()[-1].text == ASK_IN_WORDS
        return
    oa.citizen.share_contact("84900000001")
    (inbound,) = oa.arrive()
    assert (inbound.kind, inbound.phone) == (Kind.CONTACT, "84900000001")


async def test_a_file_that_is_not_taken_is_told_in_words(oa: ZaloOaHarness) -> None:
    oa.zalo.world.files_work = False
    await oa.platform.send(to(oa, Reply("Dữ liệu đây ạ.", file=File("a.csv", "Loại,Lúc\r\nTin,9:00\r\n"))))
    assert [shown.text for shown in oa.screen()] == ["Dữ liệu đây ạ.", "📎 a.csv\nLoại,Lúc\nTin,9:00"]


@pytest.mark.parametrize("trouble", [Trouble("cut", taken=True), Trouble("page", 504), Trouble("garbage")])
async def test_an_upload_without_an_answer_was_seen_by_nobody(oa: ZaloOaHarness, trouble: Trouble) -> None:
    oa.zalo.trouble("/v2.0/oa/upload/file", trouble)
    message = to(oa, Reply("", file=File("a.csv", "Loại\r\n")))
    with pytest.raises(PlatformUnavailable):
        await oa.platform.send(message)
    await oa.platform.send(message)
    assert [shown.file for shown in oa.screen()] == [("a.csv", b"\xef\xbb\xbfLo\xe1\xba\xa1i\r\n")]


async def test_without_buttons_choices_are_numbered(oa: ZaloOaHarness) -> None:
    platform = oa.with_options(buttons=Buttons.OFF)
    await platform.send(to(oa, MENU))
    assert platform.limits.choices == 0
    assert oa.screen()[-1].text == "Chọn ạ:\n\n1. Một\n2. Hai"


async def test_a_reply_in_parts_goes_on_where_it_stopped(oa: ZaloOaHarness) -> None:
    reply = Reply("\n\n".join("đoạn " * 300 for _ in range(4)))
    await oa.platform.send(to(oa, "trước"))
    oa.zalo.trouble(CS, Trouble("code", -32), after=2)
    with pytest.raises(PartlySent) as caught:
        await oa.platform.send(to(oa, reply))
    assert isinstance(caught.value.reason, RateLimited)
    before = len(oa.screen())
    await oa.platform.send(to(oa, reply, parts_sent=caught.value.parts_sent))
    assert before - 1 == caught.value.parts_sent
    assert len(oa.screen()) == 5


async def test_calls_of_a_minute_are_limited(oa: ZaloOaHarness) -> None:
    at_nine = datetime(2026, 11, 24, 2, 0, 20, tzinfo=UTC).timestamp()
    oa.zalo.world.skip(at_nine - oa.zalo.world.now())  # a minute with room in it
    token = await oa.keeper.access()
    oa.zalo.oa.admission.calls_a_minute = 2
    async with httpx.AsyncClient(trust_env=False) as client:
        for left in ("1", "0", "0"):
            answer = await client.post(f"{oa.zalo.url}/v2.0/oa/getoa", headers={"access_token": token})
            assert answer.headers["X-RateLimit-Limit"] == "2"
            assert answer.headers["X-RateLimit-Remain"] == left
    assert answer.json()["error"] == -32
    with pytest.raises(RateLimited, match="2 a minute") as caught:
        await oa.platform.send(to(oa, "Dạ."))
    assert caught.value.whole_platform
    assert 1 <= (caught.value.retry_after or 0) <= 61
    oa.zalo.world.skip(60)
    await oa.platform.send(to(oa, "Dạ."))
    assert len(oa.screen()) == 1


async def test_receipts_echoes_and_answers_by_hand_are_told(oa: ZaloOaHarness) -> None:
    oa.citizen.type("xin chào")
    receipt = await oa.platform.send(to(oa, "Dạ."))
    oa.citizen.sees()
    oa.citizen.is_answered_by_hand("Em là cán bộ đây ạ")
    arrived = oa.arrive()
    assert [inbound.text for inbound in arrived] == ["xin chào"]
    kinds = [type(notice) for notice in oa.notices]
    assert kinds == [Interacted, Echoed, Receipts, Receipts, AnsweredByHand]
    echoed, received, seen = oa.notices[1:4]
    assert isinstance(echoed, Echoed)
    assert isinstance(received, Receipts)
    assert isinstance(seen, Receipts)
    assert echoed.message_id == receipt.message_id
    assert (received.message_ids, received.seen) == ((receipt.message_id,), False)
    assert (seen.message_ids, seen.seen) == ((receipt.message_id,), True)
