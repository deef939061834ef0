"""Takes the README's pictures of the web chat from a running demo.

make demo                                             # in one terminal; prints the address
.venv/bin/python scripts/screenshot.py http://127.0.0.1:8080 docs/images
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from playwright.async_api import async_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.browser import launch
from tests.e2e.chat_page import ChatPage

SIZES = {"webchat": (360, 740), "webchat-desktop": (1100, 760)}
"""Name of the picture's file, the README's first → width and height of the window."""
QUESTIONS = ("tui muon lam giay khai sanh cho con",)
"""What is asked unless ``--ask`` says otherwise: its answer shows choices and the letter as its source."""


async def picture(url: str, folder: Path, questions: list[str]) -> list[Path]:
    """Ask ``questions`` in each size, unfold the last citation there is, and return the pictures' files."""
    made = []
    async with async_playwright() as playwright:
        browser = await launch(playwright)
        for name, (width, height) in SIZES.items():
            context = await browser.new_context(
                viewport={"width": width, "height": height}, device_scale_factor=2, locale="vi-VN"
            )
            chat = ChatPage(await context.new_page(), url.rstrip("/"))
            await chat.open()
            await chat.reply(1)
            for question in questions:
                await chat.ask(question)
            sources = chat.page.locator("details.source summary")
            if await sources.count():
                await sources.last.click()
                await sources.last.blur()
            await chat.bot_messages.last.evaluate("message => message.scrollIntoView({block: 'start'})")
            path = folder / f"{name}.png"
            await chat.page.screenshot(path=path)
            made.append(path)
            await context.close()
        await browser.close()
    return made


def main() -> None:
    """Read the arguments and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url", help="the web chat's address")
    parser.add_argument("folder", type=Path, nargs="?", default=Path("docs/images"), help="where the pictures go")
    parser.add_argument("--ask", action="append", help="a question; may be given several times")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    for path in asyncio.run(picture(arguments.url, arguments.folder, arguments.ask or list(QUESTIONS))):
        print(path)


if __name__ == "__main__":
    main()
