"""Citizens with the Zalo app: of the Official Account, with buttons, and of the Bot Platform, with numbers only."""

from __future__ import annotations

import abc
import re
from typing import TYPE_CHECKING, Any, override

from bot.conversation.messages import PlatformName
from tests.e2e.answers import Answer, Seen, stored_citations
from tests.e2e.citizens import Citizen

if TYPE_CHECKING:
    from tests.e2e.system import System
    from tests.fakes.zalo import BotUser, Follower
    from tests.fakes.zalo import Seen as Drawn

_NUMBERED = re.compile(r"^(\d+)\. (.+)$", re.MULTILINE)
ARRIVED = frozenset({"sent", "delivered", "seen"})


class _ZaloCitizen(Citizen):
    """What both have in common: events as Zalo posts them, and a chat as the app draws it."""

    longest_text = 2_000

    def __init__(self, system: System, user: Follower | BotUser) -> None:
        super().__init__(system)
        self.user = user
        self._menus: dict[int, list[Drawn]] = {}

    @property
    @override
    def sender(self) -> str:
        return self.user.id

    @override
    def _say(self, text: str) -> Answer:
        before = len(self.user.messages())
        return self._after(self.user.type(text)[-1], before)

    def _after(self, event: dict[str, Any], before: int) -> Answer:
        event_id = event["message"].get("msg_id") or event["message"]["message_id"]
        stored = self._settled(event_id)
        failed = [row for row in stored if row["status"] not in ARRIVED]
        assert not failed, failed
        return self._answer(stored, before)

    def _answer(self, stored: list[dict[str, Any]], before: int) -> Answer:
        """Match what is drawn with what was stored: a long reply fills several messages."""
        drawn = iter(self.user.messages()[before:])
        answer = []
        for row in stored:
            parts: list[Drawn] = []
            for seen in drawn:
                parts.append(seen)
                if seen.id == row["platform_message_id"]:
                    break
            text = "\n".join(part.text for part in parts)
            cited = stored_citations(row["body"])
            missing = [source.document for source in cited if source.document not in text]
            assert not missing, f"sources that are not shown: {missing}"
            choices = {c["label"]: c["payload"] for c in row["body"].get("choices", ())}
            buttons = {payload for part in parts for payload in part.payloads.values()}
            listed = {found[2] for found in _NUMBERED.finditer(text)}
            for label, payload in choices.items():
                assert payload in buttons or label in listed, f"{label!r} cannot be chosen"
            links = tuple(link["url"] for link in row["body"].get("links", ()))
            shown = {url for part in parts for url in part.urls.values()}
            assert all(url in shown or url in text for url in links), "a link that cannot be followed"
            self._menus[row["id"]] = parts
            answer.append(Seen(text, choices, cited, links, row["id"]))
        return Answer.of(answer)

    @override
    def _press(self, payload: str, message: int | None = None) -> Answer:
        before = len(self.user.messages())
        under = message or next(seen.id for seen in self.last if payload in seen.choices.values())
        if (event := self._push(payload, self._menus[under])) is not None:
            return self._after(event, before)
        label = next(label for label, held in self.last.choices.items() if held == payload)
        numbers = {
            found[1] for part in self._menus[under] for found in _NUMBERED.finditer(part.text) if found[2] == label
        }
        assert len(numbers) == 1, f"{label!r} has no number, or several: {numbers}"
        return self._say(numbers.pop())

    @abc.abstractmethod
    def _push(self, payload: str, parts: list[Drawn]) -> dict[str, Any] | None:
        """Push a button and return its event; None where there is none."""


class ZaloCitizen(_ZaloCitizen):
    """A person who talks with the Official Account."""

    platform = PlatformName.ZALO_OA

    def __init__(self, system: System) -> None:
        self.follower = system.zalo.follower()
        super().__init__(system, self.follower)

    @override
    def _push(self, payload: str, parts: list[Drawn]) -> dict[str, Any] | None:
        for part in parts:
            for label, held in part.payloads.items():
                if held == payload:
                    return self.follower.press(label, under=part)
        return None


class ZaloBotCitizen(_ZaloCitizen):
    """A person who talks with the bot of the Bot Platform, where a choice is a number."""

    platform = PlatformName.ZALO_BOT

    def __init__(self, system: System) -> None:
        super().__init__(system, system.zalo.bot_user())

    @override
    def _push(self, payload: str, parts: list[Drawn]) -> dict[str, Any] | None:
        return None
