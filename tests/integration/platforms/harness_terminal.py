"""The terminal for the contract suite: a line of `motcua chat`, and what it prints for a reply."""

from __future__ import annotations

import itertools
import json
from typing import Any, ClassVar

from bot.conversation.messages import Inbound, Outgoing, PlatformName
from bot.platforms.contract import RawRequest, Receipt
from bot.platforms.rendering import plain_text
from bot.platforms.terminal import EVENT_HEADER, USER_HEADER, TerminalPlatform
from tests.integration.platforms.harness import Breakage, Harness, Shown

_USER = "khach-demo"


class _Printing(TerminalPlatform):
    """The terminal, with the outbox that the command reads before it prints."""

    def __init__(self) -> None:
        self.stored: list[Outgoing] = []

    async def send(self, message: Outgoing) -> Receipt:
        self.stored.append(message)
        return await super().send(message)


class TerminalHarness(Harness):
    """A person at the terminal: no buttons, choices are numbered lines. Nothing breaks: what is stored is printed."""

    name: ClassVar = PlatformName.TERMINAL
    breakages: ClassVar[frozenset[Breakage]] = frozenset()
    tells_the_order: ClassVar = False
    takes_files: ClassVar = False

    def __init__(self) -> None:
        self._printing = self.platform = _Printing()
        self.chat = _USER
        self._events = itertools.count(1)
        self._last = RawRequest({}, b"")

    async def type(self, text: str) -> list[Inbound]:
        # What holds a line break travels as JSON, as a program writes it; a person's line has none.
        return self._line(json.dumps({"text": text}) if "\n" in text else text)

    async def press(self, label: str) -> list[Inbound]:
        """Answer by a payload, as a program does; a person types the number."""
        for message in reversed(self._printing.stored):
            for choice in message.reply.choices:
                if choice.label == label:
                    return self._line(json.dumps({"payload": choice.payload}))
        raise AssertionError(f"no choice {label!r}")

    async def repeat(self) -> list[Inbound]:
        return self.platform.receive(self._last)

    def screen(self) -> list[Shown]:
        return [_printed(message) for message in self._printing.stored]

    def forged(self) -> list[RawRequest]:
        return [RawRequest({}, b"xin"), RawRequest({USER_HEADER: ""}, b"xin")]

    def odd(self) -> list[RawRequest]:
        lines: list[Any] = [b"", b"\n", b"  \t\r\n", b'{"text": ""}', b'{"text": " "}']
        return [RawRequest({USER_HEADER: _USER}, line) for line in lines]

    def break_next(self, breakage: Breakage) -> None:
        raise AssertionError(f"{breakage} cannot happen here")

    def _line(self, line: str) -> list[Inbound]:
        headers = {USER_HEADER: _USER, EVENT_HEADER: f"line-{next(self._events)}"}
        self._last = RawRequest(headers, line.encode())
        return self.platform.receive(self._last)


def _printed(message: Outgoing) -> Shown:
    links = tuple(link.url for link in message.reply.links)
    return Shown(plain_text(message.reply), links=links, message_id=str(message.id))
