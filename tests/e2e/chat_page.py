"""The web chat's page as a person uses it, for tests against any server."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from playwright.async_api import expect

if TYPE_CHECKING:
    from playwright.async_api import ConsoleMessage, Error, Locator, Page

PATIENCE = 20.0


@dataclass
class ChatPage:
    """One tab with the web chat.

    Attributes:
        page: the browser's page.
        url: the server's root, without a slash at the end.
        errors: what went wrong in the page: exceptions, and what the content security policy stopped.
    """

    page: Page
    url: str
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        def on_error(error: Error) -> None:
            self.errors.append(str(error))

        def on_console(message: ConsoleMessage) -> None:
            if "Content Security Policy" in message.text or "TrustedHTML" in message.text:
                self.errors.append(message.text)

        self.page.on("pageerror", on_error)
        self.page.on("console", on_console)

    async def open(self, path: str = "/") -> None:
        """Open the page and wait until one can write."""
        await self.page.goto(self.url + path)
        await expect(self.text_box).to_be_enabled(timeout=PATIENCE * 1000)

    @property
    def text_box(self) -> Locator:
        """Where one writes."""
        return self.page.get_by_label("Nhập câu hỏi")

    @property
    def bot_messages(self) -> Locator:
        """The bot's messages, oldest first."""
        return self.page.locator(".message.bot")

    @property
    def person_messages(self) -> Locator:
        """The person's messages, oldest first."""
        return self.page.locator(".message.person")

    @property
    def notice(self) -> Locator:
        """The notice above the text box, empty where all is well."""
        return self.page.locator("#notice")

    async def send(self, text: str) -> None:
        """Write ``text`` and press Enter."""
        await self.text_box.fill(text)
        await self.text_box.press("Enter")

    async def press(self, label: str) -> None:
        """Press the newest choice with exactly this label: "Không đồng ý" holds "Đồng ý" too."""
        button = self.page.locator(".choice").filter(has_text=re.compile(rf"^\s*{re.escape(label)}\s*$")).last
        await button.click(timeout=PATIENCE * 1000)

    async def reply(self, number: int, *, patience: float = PATIENCE) -> str:
        """Wait for the ``number``-th message of the bot (from 1) and return its text."""
        message = self.bot_messages.nth(number - 1)
        await expect(message).to_be_visible(timeout=patience * 1000)
        return await message.locator(".body").inner_text()

    async def ask(self, text: str, *, patience: float = PATIENCE) -> list[str]:
        """Send ``text``; return the texts of what the bot says to it."""
        before = await self.bot_messages.count()
        await self.send(text)
        return await self.new_replies(before, patience=patience)

    async def choose(self, label: str, *, patience: float = PATIENCE) -> list[str]:
        """Press the newest choice with this label; return the texts of what the bot says to it."""
        before = await self.bot_messages.count()
        await self.press(label)
        return await self.new_replies(before, patience=patience)

    async def new_replies(self, before: int, *, patience: float = PATIENCE) -> list[str]:
        """Wait until there are more than ``before`` messages of the bot; return the texts of the new ones.

        The messages of one turn are stored together and come right after each other, so a breath later all are here.
        """
        await self.reply(before + 1, patience=patience)
        await self.page.wait_for_timeout(200)
        return (await self.replies())[before:]

    async def replies(self) -> list[str]:
        """Return the texts of the bot's messages."""
        return await self.bot_messages.locator(".body").all_inner_texts()

    async def said(self) -> list[str]:
        """Return the texts of the person's messages."""
        return await self.person_messages.locator(".body").all_inner_texts()

    async def conversation(self) -> list[str]:
        """Return all texts in the order of the page."""
        return await self.page.locator(".message .body").all_inner_texts()

    async def choices(self) -> list[str]:
        """Return the labels under the newest message that has choices."""
        labels = await self.page.locator(".choices").last.locator(".choice").all_inner_texts()
        return [label.removeprefix("✓ ").removesuffix(" (đã chọn)") for label in labels]

    async def unfold(self, document: str) -> str:
        """Unfold the newest citation whose heading holds ``document``; return all that it says."""
        citation = self.page.locator("details.source").filter(has_text=document).last
        if await citation.get_attribute("open") is None:
            await citation.locator("summary").click()
        return await citation.inner_text()

    async def settled(self) -> None:
        """Wait until everything written has been taken by the server."""
        unsent = self.page.locator(".meta .sending, .meta .failed")
        await expect(unsent).to_have_count(0, timeout=PATIENCE * 1000)

    async def widest_overflow(self) -> int:
        """Return by how many pixels the page is wider than the window."""
        wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        return int(await self.page.evaluate(wider))
