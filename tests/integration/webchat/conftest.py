"""The small bot's server, and tabs of a real browser."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import time
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio
from playwright.async_api import async_playwright

from tests import forking
from tests.browser import launch
from tests.e2e.chat_page import ChatPage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
    from pathlib import Path

    from playwright.async_api import Browser, BrowserContext, Page

_PROGRAM = "tests.integration.webchat.small_bot"
_START_SECONDS = 30.0

PHONE = {"width": 360, "height": 640}
DESKTOP = {"width": 1280, "height": 800}


class SmallBot:
    """The small bot's process: it can be killed, started again on its journal, and given faults."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        self._options = options
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: forking.Forked | None = None
        self._begun = 0

    def start(self) -> None:
        options = ["--folder", str(self.folder), "--port", str(self.port), *self._options]
        with (self.folder / "server.log").open("ab") as log:
            self._process = forking.start(_PROGRAM, *options, env=forking.environment(), stdout=log, stderr=log)
        deadline = time.monotonic() + _START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((self.folder / "server.log").read_text())
            time.sleep(0.05)

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=1)
        try:
            connection.request("GET", "/")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def stop(self, sig: signal.Signals = signal.SIGKILL) -> int:
        if self._process is None:
            return 0
        if self._process.poll() is None:
            self._process.send_signal(sig)
        return self._process.wait(20)

    def wait_for_end(self) -> None:
        assert self._process is not None
        self._process.wait(20)

    def fault(self, **faults: Any) -> None:
        """Show these faults from now on, and no others."""
        draft = self.folder / "faults.draft"
        draft.write_text(json.dumps(faults))
        draft.replace(self.folder / "faults.json")

    def begin(self) -> None:
        """Begin a test: no faults, and nothing that was before is looked at."""
        self.fault()
        self._begun = 0
        self._begun = len(self.journal())

    def journal(self) -> list[dict[str, Any]]:
        path = self.folder / "journal.jsonl"
        lines = path.read_text().splitlines() if path.exists() else []
        return [json.loads(line) for line in lines[self._begun :]]

    def accepted(self) -> list[str]:
        """What people said, in the order of arrival: texts, payloads, /start."""
        inbound = [record["in"] for record in self.journal() if "in" in record]
        return [one.get("payload") or ("/start" if one["kind"] == "start" else one["text"]) for one in inbound]

    def acknowledged(self) -> int:
        return max((record["up_to"] for record in self.journal() if "ack" in record), default=0)


def _running(folder: Path) -> Iterator[SmallBot]:
    bot = SmallBot(folder, "--as-of", "2021-08-22")
    bot.start()
    yield bot
    bot.stop()
    assert "Traceback" not in (bot.folder / "server.log").read_text()


@pytest.fixture(scope="session")
def _shared_bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallBot]:
    yield from _running(tmp_path_factory.mktemp("small_bot"))


@pytest.fixture
def small_bot(_shared_bot: SmallBot) -> SmallBot:
    """The small bot, answering as of 22 August 2021; all tests share its process."""
    _shared_bot.begin()
    return _shared_bot


@pytest.fixture
def own_bot(tmp_path: Path) -> Iterator[SmallBot]:
    """A small bot for one test alone, to be killed."""
    yield from _running(tmp_path)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """A browser for the run."""
    async with async_playwright() as playwright:
        started = await launch(playwright)
        yield started
        await started.close()


@pytest_asyncio.fixture(loop_scope="session")
async def person(browser: Browser) -> AsyncIterator[Callable[..., Awaitable[BrowserContext]]]:
    """A function that gives a browser profile of its own: another person's phone."""
    async with AsyncExitStack() as stack:

        async def make(viewport: dict[str, int] = PHONE, **options: Any) -> BrowserContext:
            context = await browser.new_context(viewport=viewport, locale="vi-VN", **options)
            stack.push_async_callback(context.close)
            return context

        yield make


@pytest_asyncio.fixture(loop_scope="session")
async def tab(
    person: Callable[..., Awaitable[BrowserContext]], small_bot: SmallBot
) -> AsyncIterator[Callable[..., Awaitable[ChatPage]]]:
    """A function that opens the chat in a tab; pages in which something went wrong fail the test."""
    pages: list[ChatPage] = []

    async def make(
        context: BrowserContext | None = None,
        path: str = "/",
        *,
        bot: SmallBot = small_bot,
        page: Page | None = None,
        **options: Any,
    ) -> ChatPage:
        chat = ChatPage(page or await (context or await person(**options)).new_page(), bot.url)
        pages.append(chat)
        await chat.open(path)
        return chat

    yield make
    shots = os.environ.get("MOTCUA_TEST_SHOTS")
    if shots:
        for number, chat in enumerate(pages):
            if not chat.page.is_closed():
                name = os.environ["PYTEST_CURRENT_TEST"].split("::")[-1].split(" ")[0]
                await chat.page.screenshot(path=f"{shots}/{name}-{number}.png")
    assert [chat.errors for chat in pages] == [[] for _ in pages]
