"""Telegram for the contract suite: the adapter against the fake Bot API server."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Self

from bot.conversation.messages import Inbound, PlatformName
from bot.platforms.contract import RawRequest
from bot.platforms.telegram import TelegramPlatform, webhook_secret
from bot.platforms.telegram.rendering import LIMITS
from tests.fakes.telegram import FakeTelegram, Trouble
from tests.fakes.telegram.rates import Rates
from tests.integration.platforms.harness import Breakage, Harness, Shown

if TYPE_CHECKING:
    from tests.fakes.telegram import User

_TROUBLES = {
    Breakage.FAILS_BEFORE_TAKING: Trouble.error(500, "Internal Server Error"),
    Breakage.TOO_FAST: Trouble.error(429, "Too Many Requests: retry after 7", 7),
    Breakage.REFUSED: Trouble.error(400, "Bad Request: can't parse entities"),
    Breakage.ANSWER_LOST: Trouble.cut(taken=True),
    Breakage.TOKEN_REVOKED: Trouble.error(401, "Unauthorized"),
}


class TelegramHarness(Harness):
    """A person with the Telegram app. Rates are off: pacing is the dispatcher's business."""

    name: ClassVar = PlatformName.TELEGRAM
    breakages: ClassVar = frozenset(Breakage)

    def __init__(self) -> None:
        self.telegram = FakeTelegram(rates=Rates(per_second=0, chat_per_second=0, group_per_minute=0))
        self.citizen: User = self.telegram.user()
        self.citizen.chat.open = True
        self.chat = self.citizen.address
        self._last: dict[str, Any] = {}

    async def __aenter__(self) -> Self:
        self.telegram.start()
        self.platform = TelegramPlatform(
            self.telegram.token,
            api_url=self.telegram.url,
            limits=replace(LIMITS, per_chat_per_second=0.0),
            answer_seconds=5.0,
        )
        await self.platform.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.platform.close()
        self.telegram.stop()

    async def type(self, text: str) -> list[Inbound]:
        self.citizen.send(text)
        return self._arrive()

    async def press(self, label: str) -> list[Inbound]:
        self.citizen.press(label)
        return self._arrive()

    async def repeat(self) -> list[Inbound]:
        self.telegram.world.repeat(self._last)
        return self._arrive()

    def screen(self) -> list[Shown]:
        return [
            Shown(
                seen.text,
                tuple(seen.payloads),
                tuple(seen.urls.values()),
                str(seen.id),
                (seen.file.name, seen.file.content) if seen.file else None,
            )
            for seen in self.citizen.messages()
        ]

    def forged(self) -> list[RawRequest]:
        update = b'{"update_id": 1}'
        secret = webhook_secret(self.telegram.token)
        given = ["", "no", secret[:-1], secret + "0", secret.upper(), self.telegram.token, "é", "\udc80"]
        return [RawRequest({}, update), *(RawRequest(_headers(wrong), update) for wrong in given)]

    def odd(self) -> list[RawRequest]:
        updates: list[Any] = [
            {},
            [],
            None,
            7,
            {"update_id": "1"},
            {"update_id": 1, "message": None},
            {"update_id": 1, "channel_post": {"message_id": 1, "chat": {"id": -100, "type": "channel"}, "text": "x"}},
            {"update_id": 1, "poll_answer": {"poll_id": "1"}},
            {"update_id": 1, "callback_query": {"id": "1", "data": "#a", "inline_message_id": "x"}},
            {"update_id": 1, "something_of_next_year": {"deep": [[[{}]]]}},
        ]
        headers = _headers(webhook_secret(self.telegram.token))
        return [RawRequest(headers, json.dumps(update).encode()) for update in updates]

    def break_next(self, breakage: Breakage) -> None:
        if breakage is Breakage.UNREACHABLE:
            self.telegram.stop()
        elif breakage is Breakage.GONE:
            self.citizen.block()
        else:
            self.telegram.trouble("sendMessage", _TROUBLES[breakage])

    def _arrive(self) -> list[Inbound]:
        """Deliver what waits, oldest first, as webhook calls."""
        arrived: list[Inbound] = []
        for update in self.telegram.pending:
            self._last = update
            body = json.dumps(update).encode()
            arrived += self.platform.receive(RawRequest(_headers(webhook_secret(self.telegram.token)), body))
        self.telegram.world.updates.clear()
        return arrived


def _headers(secret: str) -> dict[str, str]:
    return {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": secret}
