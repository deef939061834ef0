"""Zalo's Official Account for the contract suite: the adapter against the fake."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from bot.conversation.messages import Inbound, PlatformName
from bot.platforms.contract import RawRequest
from bot.platforms.zalo_oa import OAuth, Options, TokenKeeper, Transport, ZaloOaPlatform
from tests.fakes.zalo import FakeZalo, Trouble
from tests.fakes.zalo.webhooks import SAMPLE, encode, sign
from tests.fakes.zalo.world import APP_ID, OA_ID
from tests.integration.platforms.harness import Breakage, Harness, Shown
from tests.integration.platforms.zalo_memory import MemoryStore, Windows

if TYPE_CHECKING:
    from bot.platforms.notices import Notice
    from tests.fakes.zalo import Follower

CS = "/v3.0/oa/message/cs"

_TROUBLES = {
    Breakage.FAILS_BEFORE_TAKING: Trouble("page", 503),
    Breakage.TOO_FAST: Trouble("code", -32, "App or OA reached limit call api"),
    Breakage.REFUSED: Trouble("code", -201, "text is invalid!"),
    Breakage.ANSWER_LOST: Trouble("cut", taken=True),
}


class ZaloOaHarness(Harness):
    """A person with the Zalo app who talks with the Official Account."""

    name: ClassVar = PlatformName.ZALO_OA
    breakages: ClassVar = frozenset(Breakage)
    names_the_pressed: ClassVar = False

    def __init__(self) -> None:
        self.zalo = FakeZalo()
        self.citizen: Follower = self.zalo.follower()
        self.citizen.person.last_interaction = self.zalo.world.now()
        self.chat = self.citizen.id
        self.store = MemoryStore()
        self.windows = Windows()
        self.notices: list[Notice] = []
        self._last: RawRequest = RawRequest({}, b"")

    async def __aenter__(self) -> Self:
        self.zalo.start()
        self._oauth = OAuth(self.zalo.url, self.zalo.app_id, self.zalo.app_secret, answer_seconds=5.0)
        self.keeper = TokenKeeper(self._oauth, self.store, seed=self.zalo.world.first_refresh_token)
        self._transport = Transport(self.zalo.url, answer_seconds=5.0)
        self.platform: ZaloOaPlatform = self.with_options()
        return self

    def with_options(self, **more: Any) -> ZaloOaPlatform:
        options = Options(
            self.zalo.app_id, self.zalo.oa_secret, **{"oa_id": self.zalo.oa_id, "zbs_url": self.zalo.url, **more}
        )
        return ZaloOaPlatform(options, self._transport, self.keeper, self.windows, on_notice=self.notices.append)

    async def __aexit__(self, *_: object) -> None:
        await self.platform.close()
        await self._oauth.close()
        self.zalo.stop()

    async def type(self, text: str) -> list[Inbound]:
        self.citizen.type(text)
        return self.arrive()

    async def press(self, label: str) -> list[Inbound]:
        self.citizen.press(label)
        return self.arrive()

    async def repeat(self) -> list[Inbound]:
        return self.platform.receive(self._last)

    def screen(self) -> list[Shown]:
        return [
            Shown(
                seen.text,
                tuple(seen.labels),
                tuple(seen.urls.values()),
                seen.id,
                (seen.file.name, seen.file.content) if seen.file else None,
            )
            for seen in self._messages()
        ]

    def _messages(self) -> list[Any]:
        return self.citizen.messages()

    def forged(self) -> list[RawRequest]:
        event = {
            "app_id": APP_ID, "sender": {"id": "1"}, "recipient": {"id": OA_ID}, "event_name": "user_send_text",
            "message": {"text": "x", "msg_id": "m"}, "timestamp": str(self.zalo.world.milliseconds()),
        }  # fmt: skip
        body = encode(event)
        right = sign(body, event["timestamp"])
        mac = right["X-ZEvent-Signature"]
        given = ["", "mac=", mac[:-1], mac + "0", mac.removeprefix("mac=")[::-1], "é", "\udc80"]
        day_ago = {**event, "timestamp": str(int(event["timestamp"]) - 86_400_000 - 1)}
        other_app = {**event, "app_id": "999"}
        return [
            RawRequest({}, body),
            *(RawRequest({"X-ZEvent-Signature": wrong}, body) for wrong in given),
            RawRequest(right, body + b" "),
            RawRequest(sign(body, event["timestamp"], secret=self.zalo.app_secret), body),
            RawRequest(sign(encode(day_ago), day_ago["timestamp"]), encode(day_ago)),
            RawRequest(sign(encode(other_app), event["timestamp"]), encode(other_app)),
        ]

    def odd(self) -> list[RawRequest]:
        base = {"app_id": APP_ID, "timestamp": str(self.zalo.world.milliseconds())}
        person = {"sender": {"id": "1"}, "recipient": {"id": OA_ID}}
        events: list[dict[str, Any]] = [
            {},
            {"event_name": None},
            {"event_name": "user_send_text"},
            {"event_name": "user_send_text", **person},
            {"event_name": "user_send_text", **person, "message": None},
            {"event_name": "user_send_text", **person, "message": {"msg_id": "m", "text": ""}},
            {
                "event_name": "user_send_text",
                **person,
                "recipient": {"id": "5"},
                "message": {"msg_id": "m", "text": "x"},
            },
            {
                "event_name": "oa_send_text",
                "sender": {"id": OA_ID},
                "recipient": {"id": "1"},
                "message": {"msg_id": "m"},
            },
            {"event_name": "user_seen_message", "message": {"msg_ids": [None, {}, 7]}},
            {"event_name": "something_of_next_year", "deep": [[[{}]]]},
            {"event_name": "user_submit_info", **person, "info": {"phone": None}},
        ]
        bodies = [encode({**base, **event}) for event in events]
        return [RawRequest(sign(body, base["timestamp"]), body) for body in bodies] + [
            RawRequest(sign(encode(SAMPLE), SAMPLE["timestamp"]), encode(SAMPLE))
        ]

    def break_next(self, breakage: Breakage) -> None:
        if breakage is Breakage.UNREACHABLE:
            self.zalo.stop()
        elif breakage is Breakage.GONE:
            self.citizen.block()
        elif breakage is Breakage.TOKEN_REVOKED:
            self.zalo.world.tokens.revoke()
        else:
            self.zalo.trouble(CS, _TROUBLES[breakage])

    def arrive(self) -> list[Inbound]:
        """Deliver what waits, oldest first, as webhook calls."""
        arrived: list[Inbound] = []
        events, self.zalo.world.events = self.zalo.world.events, []
        for event in events:
            body = encode(event)
            request = RawRequest(sign(body, event["timestamp"]), body)
            if event["event_name"].startswith("user_send"):
                self._last = request
            arrived += self.platform.receive(request)
        return arrived
