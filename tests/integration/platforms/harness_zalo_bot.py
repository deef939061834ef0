"""Zalo's Bot Platform for the contract suite: the adapter against the fake."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Self

from bot.conversation.messages import Inbound, PlatformName
from bot.platforms.contract import RawRequest
from bot.platforms.zalo_bot import LIMITS, ZaloBotPlatform, webhook_secret
from tests.fakes.zalo import FakeZalo, Trouble
from tests.fakes.zalo.webhooks import encode
from tests.integration.platforms.harness import Breakage, Harness, Shown

if TYPE_CHECKING:
    from tests.fakes.zalo import BotUser

_TROUBLES = {
    Breakage.FAILS_BEFORE_TAKING: Trouble("code", 403, "Internal server error"),
    Breakage.TOO_FAST: Trouble("code", 429, "Quota exceeded"),
    Breakage.REFUSED: Trouble("code", 400, "Bad request"),
    Breakage.ANSWER_LOST: Trouble("cut", taken=True),
    Breakage.TOKEN_REVOKED: Trouble("code", 401, "Unauthorized"),
}


class ZaloBotHarness(Harness):
    """A person with the Zalo app who talks with the bot: no buttons. Zalo documents no code for somebody who left."""

    name: ClassVar = PlatformName.ZALO_BOT
    breakages: ClassVar = frozenset(Breakage) - {Breakage.GONE}
    takes_files: ClassVar = False

    def __init__(self) -> None:
        self.zalo = FakeZalo()
        self.citizen: BotUser = self.zalo.bot_user()
        self.chat = self.citizen.id
        self._last: dict[str, Any] = {}

    async def __aenter__(self) -> Self:
        self.zalo.start()
        limits = replace(LIMITS, per_chat_per_second=0.0)
        self.platform: ZaloBotPlatform = ZaloBotPlatform(
            self.zalo.bot_token, api_url=self.zalo.url, limits=limits, answer_seconds=5.0, poll_pause=0.0
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.platform.close()
        self.zalo.stop()

    async def type(self, text: str) -> list[Inbound]:
        self.citizen.type(text)
        return self.arrive()

    async def press(self, label: str) -> list[Inbound]:
        raise AssertionError(f"there are no buttons, so no {label!r}")

    async def repeat(self) -> list[Inbound]:
        return self.platform.receive(_request(self._last))

    def screen(self) -> list[Shown]:
        return [Shown(seen.text, message_id=seen.id) for seen in self.citizen.messages()]

    def forged(self) -> list[RawRequest]:
        secret = webhook_secret(self.zalo.bot_token)
        given = ["", "no", secret[:-1], secret + "0", secret.upper(), self.zalo.bot_token, "é", "\udc80"]
        body = encode({"ok": True, "result": {}})
        return [RawRequest({}, body), *(RawRequest({"X-Bot-Api-Secret-Token": wrong}, body) for wrong in given)]

    def odd(self) -> list[RawRequest]:
        message = {"from": {"id": "1"}, "chat": {"id": "1", "chat_type": "PRIVATE"}, "message_id": "m", "date": 1}
        updates: list[Any] = [
            {},
            [],
            None,
            7,
            {"ok": True, "result": None},
            {"event_name": "message.text.received"},
            {"event_name": "message.unsupported.received", "message": None},
            {"event_name": "message.reaction.received", "message": message},
            {"event_name": "message.text.received", "message": {**message, "chat": {"id": "1", "chat_type": "GROUP"}}},
            {"event_name": "message.text.received", "message": {**message, "from": {"id": "1", "is_bot": True}}},
            {"event_name": "something.of.next.year", "message": {"deep": [[[{}]]]}},
        ]
        return [_request(update) for update in updates]

    def break_next(self, breakage: Breakage) -> None:
        if breakage is Breakage.UNREACHABLE:
            self.zalo.stop()
        else:
            self.zalo.trouble("sendMessage", _TROUBLES[breakage])

    def arrive(self) -> list[Inbound]:
        """Deliver what waits, oldest first, as webhook calls."""
        arrived: list[Inbound] = []
        updates, self.zalo.world.updates = self.zalo.world.updates, []
        for update in updates:
            self._last = {"ok": True, "result": update}
            arrived += self.platform.receive(_request(self._last))
        return arrived


def _request(update: Any) -> RawRequest:
    secret = webhook_secret(FakeZalo.bot_token)
    return RawRequest({"X-Bot-Api-Secret-Token": secret}, json.dumps(update).encode())
