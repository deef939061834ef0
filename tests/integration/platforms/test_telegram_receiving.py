"""Updates by webhook and by long polling: none lost, none out of order, no two pollers."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from typing import TYPE_CHECKING

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from bot.platforms.contract import PlatformError, RawRequest, RequestRefused
from bot.platforms.telegram import WEBHOOK_PATH, TelegramPlatform
from tests.fakes.telegram import FakeTelegram, Trouble
from tests.waiting import until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from starlette.requests import Request

    from bot.conversation.messages import Inbound


@contextlib.asynccontextmanager
async def polling(
    platform: TelegramPlatform, accept: Callable[[Inbound], Awaitable[object]]
) -> AsyncIterator[asyncio.Event]:
    stop = asyncio.Event()
    task = asyncio.create_task(platform.poll(accept, stop))
    try:
        yield stop
    finally:
        stop.set()
        await task


class Inbox:
    """Stores what arrives, as the real one does: each event once."""

    def __init__(self) -> None:
        self.stored: dict[str, Inbound] = {}
        self.offered = 0

    async def accept(self, inbound: Inbound) -> None:
        self.offered += 1
        self.stored.setdefault(inbound.event_id, inbound)

    @property
    def texts(self) -> list[str | None]:
        return [inbound.text for inbound in self.stored.values()]


async def test_polled_updates_arrive_in_order_and_are_acknowledged(
    telegram: FakeTelegram, platform: TelegramPlatform
) -> None:
    citizen, inbox = telegram.user(), Inbox()
    citizen.send("một")
    async with polling(platform, inbox.accept):
        await until(lambda: inbox.texts == ["một"])
        citizen.send("hai")
        citizen.send("ba")
        await until(lambda: len(inbox.texts) == 3 and telegram.pending == [])
        await until(lambda: citizen.typing_signs == 3)
    assert inbox.texts == ["một", "hai", "ba"]
    assert inbox.offered == 3


async def test_nothing_is_acknowledged_before_it_is_stored(telegram: FakeTelegram, platform: TelegramPlatform) -> None:
    citizen, inbox, storing = telegram.user(), Inbox(), asyncio.Event()
    for text in ("một", "hai", "ba"):
        citizen.send(text)

    async def dies_at_the_second(inbound: Inbound) -> None:
        if inbound.text == "hai":
            storing.set()
            await asyncio.Event().wait()
        await inbox.accept(inbound)

    task = asyncio.create_task(platform.poll(dies_at_the_second, asyncio.Event()))
    await storing.wait()
    task.cancel()  # the process is killed here
    with contextlib.suppress(asyncio.CancelledError):
        await task
    assert len(telegram.pending) == 3
    async with (
        TelegramPlatform(telegram.token, api_url=telegram.url) as successor,
        polling(successor, inbox.accept),
    ):
        await until(lambda: telegram.pending == [])
    assert inbox.texts == ["một", "hai", "ba"]


async def test_an_update_that_can_not_be_stored_is_tried_again_before_later_ones(
    telegram: FakeTelegram, platform: TelegramPlatform
) -> None:
    citizen, inbox = telegram.user(), Inbox()
    for text in ("một", "hai", "ba"):
        citizen.send(text)
    failures = [OSError("the disk is full")]

    async def accept(inbound: Inbound) -> None:
        if inbound.text == "hai" and failures:
            raise failures.pop()
        await inbox.accept(inbound)

    async with polling(platform, accept):
        await until(lambda: platform.problem)
        assert platform.problem == "updates can't be stored (OSError)"
        await until(lambda: telegram.pending == [] and platform.problem is None)
    assert inbox.texts == ["một", "hai", "ba"]
    assert inbox.offered == 3


async def test_odd_updates_hold_up_nobody(telegram: FakeTelegram, platform: TelegramPlatform) -> None:
    citizen, inbox = telegram.user(), Inbox()
    telegram.world.emit("message", {"message_id": "x", "from": 5, "chat": []})
    telegram.world.emit("message", {"chat": {"id": 1 << 80}})
    citizen.send("một")
    async with polling(platform, inbox.accept):
        await until(lambda: telegram.pending == [])
    assert inbox.texts == ["một"]


@pytest.mark.parametrize(
    "trouble",
    [Trouble.page(502), Trouble.cut(taken=False), Trouble.garbage(), Trouble.error(429, "Too Many Requests", 1)],
    ids=lambda trouble: trouble.kind,
)
async def test_polling_goes_on_after_trouble(
    telegram: FakeTelegram, platform: TelegramPlatform, trouble: Trouble
) -> None:
    citizen, inbox = telegram.user(), Inbox()
    telegram.trouble("getUpdates", trouble)
    citizen.send("một")
    async with polling(platform, inbox.accept):
        await until(lambda: inbox.texts == ["một"])


async def test_polling_takes_over_from_a_webhook(telegram: FakeTelegram, platform: TelegramPlatform) -> None:
    citizen, inbox = telegram.user(), Inbox()
    await platform.set_webhook("http://127.0.0.1:9")
    assert telegram.webhook.url.endswith(f":9{WEBHOOK_PATH}")
    citizen.send("một")
    async with polling(platform, inbox.accept):
        await until(lambda: inbox.texts == ["một"])
    assert telegram.webhook.url == ""


async def test_a_second_poller_is_told_of_plainly(telegram: FakeTelegram, platform: TelegramPlatform) -> None:
    inbox = Inbox()
    async with TelegramPlatform(telegram.token, api_url=telegram.url) as other, polling(platform, inbox.accept):
        await until(lambda: telegram.statistics.calls["getupdates"])
        async with polling(other, inbox.accept):
            await until(lambda: platform.problem or other.problem)
            assert "another program" in str(platform.problem or other.problem)


async def test_an_idle_poll_ends_at_once_when_told(telegram: FakeTelegram, platform: TelegramPlatform) -> None:
    async with asyncio.timeout(10):  # a long poll takes 25 seconds
        async with polling(platform, Inbox().accept):
            await until(lambda: telegram.statistics.calls["getupdates"])


@contextlib.asynccontextmanager
async def serving(platform: TelegramPlatform, accept: Callable[[Inbound], Awaitable[int]]) -> AsyncIterator[str]:
    """A bot's web server with Telegram's route; ``accept`` gives the status."""

    async def route(request: Request) -> Response:
        try:
            inbounds = platform.receive(RawRequest(dict(request.headers), await request.body()))
        except RequestRefused as refused:
            return Response(status_code=refused.status)
        statuses = [await accept(inbound) for inbound in inbounds]
        return Response(status_code=max(statuses, default=200))

    listener = socket.create_server(("127.0.0.1", 0))
    app = Starlette(routes=[Route(WEBHOOK_PATH, route, methods=["POST"])])
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", ws="none", log_config=None))
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task


async def test_webhooks_are_repeated_until_stored(telegram: FakeTelegram, platform: TelegramPlatform) -> None:
    citizen, inbox, statuses = telegram.user(), Inbox(), [503, 503]

    async def accept(inbound: Inbound) -> int:
        if statuses:
            return statuses.pop()
        await inbox.accept(inbound)
        return 200

    async with serving(platform, accept) as url:
        await platform.set_webhook(url)
        citizen.send("một")
        citizen.send("hai")
        await until(lambda: telegram.pending == [])
    assert inbox.texts == ["một", "hai"]
    assert telegram.webhook.answers == [503, 503, 200, 200]


async def test_twenty_copies_of_an_update_are_one_event(telegram: FakeTelegram, platform: TelegramPlatform) -> None:
    citizen, inbox = telegram.user(), Inbox()

    async def accept(inbound: Inbound) -> int:
        await inbox.accept(inbound)
        return 200

    telegram.webhooks.copies = 20
    async with serving(platform, accept) as url:
        await platform.set_webhook(url)
        citizen.send("một")
        await until(lambda: telegram.pending == [])
    assert (inbox.offered, inbox.texts) == (20, ["một"])


async def test_updates_out_of_order_tell_their_order(telegram: FakeTelegram, platform: TelegramPlatform) -> None:
    citizen, inbox = telegram.user(), Inbox()

    async def accept(inbound: Inbound) -> int:
        await inbox.accept(inbound)
        return 200

    telegram.webhooks.ordered = False
    telegram.webhooks.held = True
    async with serving(platform, accept) as url:
        await platform.set_webhook(url)
        for number in range(20):
            citizen.send(str(number))
        telegram.webhooks.held = False
        await until(lambda: telegram.pending == [])
    by_sequence = sorted(inbox.stored.values(), key=lambda inbound: inbound.sequence)
    assert [inbound.text for inbound in by_sequence] == [str(number) for number in range(20)]


async def test_a_webhook_of_somebody_else_is_refused(telegram: FakeTelegram, platform: TelegramPlatform) -> None:
    async def accept(_: Inbound) -> int:
        return 200

    async with serving(platform, accept) as url:
        await platform.set_webhook(url)
        telegram.webhook.secret = "guessed"
        telegram.user().send("một")
        await until(lambda: telegram.webhook.answers)
    assert set(telegram.webhook.answers) <= {401, 0}
    assert len(telegram.pending) == 1


async def test_unreadable_webhooks_are_refused(platform: TelegramPlatform, telegram: FakeTelegram) -> None:
    await platform.set_webhook("http://127.0.0.1:9")
    headers = {"X-Telegram-Bot-Api-Secret-Token": telegram.webhook.secret}
    for body in (b"", b"{", b"\xff\xfe", b"[" * 100_000):
        with pytest.raises(RequestRefused) as caught:
            platform.receive(RawRequest(headers, body))
        assert caught.value.status == 400


async def test_a_webhook_that_telegram_does_not_take(platform: TelegramPlatform) -> None:
    with pytest.raises(PlatformError, match="HTTPS"):
        await platform.set_webhook("http://bot.camau.gov.vn")
