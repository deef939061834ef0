"""Sending to Telegram: errors, long answers, pressed menus, groups, the token's secrecy."""

from __future__ import annotations

import asyncio
import logging
import traceback

import pytest

from bot.platforms.contract import (
    BadCredentials,
    ContactGone,
    MessageRefused,
    OutcomeUnknown,
    PartlySent,
    PlatformError,
    PlatformUnavailable,
    RateLimited,
    RawRequest,
)
from bot.platforms.telegram import TelegramPlatform, webhook_secret
from tests.fakes.telegram import FakeTelegram, Trouble
from tests.integration.platforms.conftest import UNLIMITED, arrive, to


@pytest.mark.parametrize(
    ("trouble", "error", "retry_after"),
    [
        (Trouble.error(429, "Too Many Requests: retry after 37", 37), RateLimited, 37.0),
        (Trouble.error(429, "Too Many Requests: retry after 5"), RateLimited, 5.0),
        (Trouble.error(429, "Too Many Requests"), RateLimited, None),
        (Trouble.error(403, "Forbidden: bot was blocked by the user"), ContactGone, None),
        (Trouble.error(403, "Forbidden: user is deactivated"), ContactGone, None),
        (Trouble.error(403, "Forbidden: bot can't initiate conversation with a user"), ContactGone, None),
        (Trouble.error(400, "Bad Request: chat not found"), ContactGone, None),
        (Trouble.error(400, "Bad Request: PEER_ID_INVALID"), ContactGone, None),
        (Trouble.error(400, "Bad Request: have no rights to send a message"), ContactGone, None),
        (Trouble.error(400, "Bad Request: message is too long"), MessageRefused, None),
        (Trouble.error(400, "Bad Request: BUTTON_DATA_INVALID"), MessageRefused, None),
        (Trouble.error(401, "Unauthorized"), BadCredentials, None),
        (Trouble.error(404, "Not Found"), BadCredentials, None),
        (Trouble.error(409, "Conflict: whatever"), PlatformUnavailable, None),
        (Trouble.error(500, "Internal Server Error"), PlatformUnavailable, None),
        (Trouble.page(502), PlatformUnavailable, None),
        (Trouble.page(503), PlatformUnavailable, None),
        (Trouble.page(504), OutcomeUnknown, None),
        (Trouble.page(403), PlatformUnavailable, None),
        (Trouble.page(404), PlatformUnavailable, None),
        (Trouble.cut(taken=True), OutcomeUnknown, None),
        (Trouble.cut(taken=False), OutcomeUnknown, None),
        (Trouble.half_answer(), OutcomeUnknown, None),
        (Trouble.garbage(), OutcomeUnknown, None),
    ],
    ids=lambda value: f"{value.kind}-{value.code}-{value.description[:24]}" if isinstance(value, Trouble) else None,
)
async def test_failures_say_what_they_mean(
    telegram: FakeTelegram,
    platform: TelegramPlatform,
    trouble: Trouble,
    error: type[PlatformError],
    retry_after: float | None,
) -> None:
    citizen = telegram.user()
    citizen.send("xin chào")
    telegram.trouble("sendMessage", trouble)
    with pytest.raises(PlatformError) as caught:
        await platform.send(to(citizen, "Dạ."))
    assert type(caught.value) is error
    assert caught.value.retry_after == retry_after
    assert telegram.token not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("taken", [True, False])
async def test_no_answer_in_time(telegram: FakeTelegram, taken: bool) -> None:
    citizen = telegram.user()
    citizen.send("xin chào")
    async with TelegramPlatform(telegram.token, api_url=telegram.url, answer_seconds=0.3) as platform:
        telegram.trouble("sendMessage", Trouble.hang(taken=taken))
        with pytest.raises(OutcomeUnknown):
            await platform.send(to(citizen, "Dạ."))
    assert len(citizen.messages()) == taken


async def test_nobody_there(platform: TelegramPlatform, telegram: FakeTelegram) -> None:
    citizen = telegram.user()
    citizen.send("xin chào")
    telegram.stop()
    with pytest.raises(PlatformUnavailable):
        await platform.send(to(citizen, "Dạ."))


async def test_a_closed_platform_sends_nothing(platform: TelegramPlatform, telegram: FakeTelegram) -> None:
    citizen = telegram.user()
    citizen.send("xin chào")
    await platform.close()
    with pytest.raises(PlatformUnavailable):
        await platform.send(to(citizen, "Dạ."))
    assert citizen.messages() == []


async def test_nothing_is_retried_inside(platform: TelegramPlatform, telegram: FakeTelegram) -> None:
    citizen = telegram.user()
    citizen.send("xin chào")
    telegram.trouble("sendMessage", Trouble.page(502), times=5)
    with pytest.raises(PlatformUnavailable):
        await platform.send(to(citizen, "Dạ."))
    assert telegram.statistics.calls["sendmessage"] == 1


async def test_a_reply_that_says_nothing_is_refused(platform: TelegramPlatform, telegram: FakeTelegram) -> None:
    with pytest.raises(MessageRefused):
        await platform.send(to(telegram.user(), " "))
    assert telegram.statistics.calls["sendmessage"] == 0


async def test_a_long_answer_that_breaks_off_is_not_begun_again(
    platform: TelegramPlatform, telegram: FakeTelegram
) -> None:
    citizen = telegram.user()
    citizen.send("kể hết đi")
    text = "\n\n".join(f"Phần {number}. " + "chữ " * 900 for number in range(3))
    telegram.trouble("sendMessage", Trouble.slow(0.0))
    telegram.trouble("sendMessage", Trouble.error(429, "Too Many Requests: retry after 3", 3))
    with pytest.raises(PartlySent) as caught:
        await platform.send(to(citizen, text))
    broken = caught.value
    assert (broken.parts_sent, type(broken.reason), broken.retry_after) == (1, RateLimited, 3.0)
    assert not broken.retryable  # as a whole: it would double its beginning
    assert broken.outcome_unknown
    receipt = await platform.send(to(citizen, text, extra={"parts_sent": broken.parts_sent}))
    assert [seen.text[:6] for seen in citizen.messages()] == ["Phần 0", "Phần 1", "Phần 2"]
    assert receipt.message_id == str(citizen.messages()[-1].id)
    assert telegram.doubles() == []


async def test_a_long_answer_keeps_to_one_message_a_second() -> None:
    with FakeTelegram() as telegram:
        citizen = telegram.user()
        citizen.send("kể hết đi")
        async with TelegramPlatform(telegram.token, api_url=telegram.url) as platform:
            await platform.send(to(citizen, "Phần một. " + "chữ " * 1500))
        assert len(citizen.messages()) == 2
        assert telegram.floods == 0


async def test_the_name_is_learnt_once_telegram_is_back() -> None:
    with FakeTelegram(rates=UNLIMITED) as telegram:
        telegram.trouble("getMe", Trouble.page(502))
        citizen, group = telegram.user(), telegram.group()
        async with TelegramPlatform(telegram.token, api_url=telegram.url) as platform:
            citizen.mention("một", group)
            assert arrive(telegram, platform) == []
            citizen.send("hai")
            await platform.acknowledge(arrive(telegram, platform)[-1])
            assert [inbound.text for inbound in arrive(telegram, platform)] == ["một", "hai"]


async def test_courtesies_wait_while_telegram_is_away() -> None:
    with FakeTelegram(rates=UNLIMITED) as telegram:
        telegram.trouble("sendChatAction", Trouble.page(502))
        citizen = telegram.user()
        async with TelegramPlatform(telegram.token, api_url=telegram.url, courtesy_pause=60) as platform:
            for _ in range(3):
                citizen.send("xin chào")
                await platform.acknowledge(arrive(telegram, platform)[-1])
            await platform.send(to(citizen, "Dạ."))
        assert telegram.statistics.calls["sendchataction"] == 1
        assert [seen.text for seen in citizen.messages()] == ["Dạ."]


async def test_courtesies_come_back_after_the_pause() -> None:
    with FakeTelegram(rates=UNLIMITED) as telegram:
        telegram.trouble("sendChatAction", Trouble.page(502))
        citizen = telegram.user()
        async with TelegramPlatform(telegram.token, api_url=telegram.url, courtesy_pause=0) as platform:
            await platform.typing(citizen.address)
            await platform.typing(citizen.address)
        assert telegram.statistics.calls["sendchataction"] == 2


async def test_the_token_is_in_no_log(telegram: FakeTelegram, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    citizen = telegram.user()
    citizen.send("xin chào")
    async with TelegramPlatform(telegram.token, api_url=telegram.url) as platform:
        await platform.send(to(citizen, "Dạ."))
        telegram.trouble("sendMessage", Trouble.error(401, "Unauthorized"))
        with pytest.raises(BadCredentials):
            await platform.send(to(citizen, "Dạ."))
    secret = telegram.token.partition(":")[2]
    # The fake is a web server of its own and logs what it is asked for.
    said = [record.getMessage() for record in caplog.records if not record.name.startswith("uvicorn")]
    assert any("/bot<token>/sendMessage" in line for line in said)
    assert not any(secret in line for line in said)


async def test_sends_side_by_side_share_the_connections(telegram: FakeTelegram, platform: TelegramPlatform) -> None:
    people = [telegram.user(f"Người Demo {number}") for number in range(40)]
    for person in people:
        person.send("xin chào")
    await asyncio.gather(*(platform.send(to(person, "Dạ.")) for person in people))
    assert [person.last.text for person in people if person.last] == ["Dạ."] * 40


async def test_the_secret_follows_the_token_and_is_one_telegram_takes() -> None:
    assert webhook_secret("1:a") == webhook_secret("1:a") != webhook_secret("1:b")
    assert len(webhook_secret("1:a")) == 64


async def test_the_bots_id_is_known_without_asking(telegram: FakeTelegram) -> None:
    assert TelegramPlatform(telegram.token, api_url=telegram.url).bot_id == telegram.bot_id


async def test_a_secret_of_ones_own_is_demanded(telegram: FakeTelegram) -> None:
    async with TelegramPlatform(telegram.token, api_url=telegram.url, secret="bí-mật".encode().hex()) as platform:
        headers = {"x-telegram-bot-api-secret-token": "bí-mật".encode().hex()}
        assert platform.receive(RawRequest(headers, b"{}")) == []


def test_a_malformed_token_is_refused_without_being_shown() -> None:
    with pytest.raises(ValueError, match="token looks like") as caught:
        TelegramPlatform("hoàn-toàn-bí-mật")
    assert "bí-mật" not in str(caught.value)
