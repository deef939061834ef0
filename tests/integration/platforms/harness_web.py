"""The web chat for the contract suite: what its page posts, and what its page is handed."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from bot.conversation.messages import Inbound, Outgoing, PlatformName
from bot.platforms.contract import RawRequest, Receipt
from bot.platforms.text import split_text
from bot.platforms.webchat import WebChatConfig, WebPlatform
from bot.platforms.webchat.platform import MAX_TEXT_BYTES
from bot.platforms.webchat.ports import StoredReply
from bot.platforms.webchat.wire import reply_to_wire
from tests.integration.platforms.harness import Breakage, Harness, Shown

if TYPE_CHECKING:
    from collections.abc import Mapping

_SESSION = "s" * 43


class _Storing(WebPlatform):
    """The web chat, with the outbox that its messages lie in before anybody fetches them."""

    def __init__(self, config: WebChatConfig) -> None:
        super().__init__(config)
        self.stored: list[StoredReply] = []

    async def send(self, message: Outgoing) -> Receipt:
        self.stored.append(StoredReply(message, datetime.now(UTC)))
        return await super().send(message)


class WebHarness(Harness):
    """A person with the page open. Nothing breaks on the way out: what is stored is sent."""

    name: ClassVar = PlatformName.WEB
    breakages: ClassVar[frozenset[Breakage]] = frozenset()

    def __init__(self) -> None:
        config = WebChatConfig(session_key=b"k" * 32, answers_for=lambda: datetime.now(UTC))
        self._storing = self.platform = _Storing(config)
        self.chat = self._storing.sessions.chat_of(_SESSION)
        self._order = 0
        self._last = b""

    async def type(self, text: str) -> list[Inbound]:
        # The page refuses what is longer and asks to split it.
        parts = split_text(text, MAX_TEXT_BYTES, lambda part: len(part.encode()))
        return [inbound for part in parts for inbound in self._post({"text": part})]

    async def press(self, label: str) -> list[Inbound]:
        for message in reversed(self._page()):
            for choice in message["choices"]:
                if choice["label"] == label:
                    return self._post({"payload": choice["payload"], "under": message["id"]})
        raise AssertionError(f"no button {label!r}")

    async def repeat(self) -> list[Inbound]:
        return self.platform.receive(_request(self._last))

    def screen(self) -> list[Shown]:
        return [_shown(message) for message in self._page()]

    def forged(self) -> list[RawRequest]:
        return [_request(self._last, cookie=cookie) for cookie in ("", "motcua=short", f"other={_SESSION}")]

    def odd(self) -> list[RawRequest]:
        return []

    def break_next(self, breakage: Breakage) -> None:
        raise AssertionError(f"{breakage} cannot happen here")

    def _post(self, content: dict[str, Any]) -> list[Inbound]:
        self._order += 1
        self._last = json.dumps({"id": str(uuid.uuid4()), "order": self._order, **content}).encode()
        return self.platform.receive(_request(self._last))

    def _page(self) -> list[dict[str, Any]]:
        return [reply_to_wire(stored) for stored in self._storing.stored]


def _request(body: bytes, cookie: str = f"motcua={_SESSION}") -> RawRequest:
    return RawRequest({"content-type": "application/json", "cookie": cookie}, body)


def _shown(message: Mapping[str, Any]) -> Shown:
    """All that the page writes: the text, and each citation with what is folded under it."""
    sources = [
        "\n".join(str(source[part]) for part in ("document", "paragraph", "signed", "from", "quote") if source[part])
        for source in message["citations"]
    ]
    return Shown(
        text="\n".join([message["text"], *sources]),
        labels=tuple(choice["label"] for choice in message["choices"]),
        links=tuple(link["url"] for link in message["links"]),
        message_id=str(message["id"]),
        file=(message["file"]["name"], message["file"]["text"].encode("utf-8-sig")) if message["file"] else None,
    )
