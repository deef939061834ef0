"""The web chat's ports in memory, and a browser without a network."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import httpx
from starlette.applications import Starlette

from bot.conversation.messages import Inbound, Outgoing, Reply
from bot.guidance.moments import VIETNAM
from bot.platforms.webchat import WebChatConfig, build_routes
from bot.platforms.webchat.ports import IntakeUnavailable, MailboxUnavailable, StoredMessage, StoredReply, Watcher

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

AS_OF = datetime(2021, 8, 22, 9, 0, tzinfo=VIETNAM)
KEY = b"0123456789abcdef0123456789abcdef"


class Box:
    """Inbox and outbox in memory."""

    def __init__(self) -> None:
        self.accepted: list[Inbound] = []
        self.items: list[StoredReply | StoredMessage] = []
        self.acknowledged: list[tuple[str, int]] = []
        self.watchers: set[asyncio.Event] = set()
        self.watched = asyncio.Event()
        self.broken = False

    def say(self, number: int, reply: Reply, answered_for: datetime | None = None) -> None:
        self.items.append(StoredReply(Outgoing(number, "any", reply), datetime.now(UTC), answered_for))
        for event in self.watchers:
            event.set()

    async def accept(self, inbound: Inbound) -> None:
        if self.broken:
            raise IntakeUnavailable("no disk")
        self.accepted.append(inbound)

    async def since(self, _chat: str, after: int, limit: int) -> list[StoredReply]:
        if self.broken:
            raise MailboxUnavailable("no database")
        replies = (item for item in self.items if isinstance(item, StoredReply))
        return [reply for reply in replies if reply.message.id > after][:limit]

    async def history(self, _chat: str, limit: int) -> list[StoredReply | StoredMessage]:
        if self.broken:
            raise MailboxUnavailable("no database")
        return self.items[-limit:]

    async def acknowledge(self, chat: str, up_to: int) -> None:
        self.acknowledged.append((chat, up_to))

    @contextlib.asynccontextmanager
    async def watch(self, _chat: str) -> AsyncIterator[Watcher]:
        event = asyncio.Event()
        self.watchers.add(event)
        self.watched.set()

        class Waiting:
            async def wait(self, timeout: float) -> bool:  # noqa: ASYNC109 - as the port has it
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(event.wait(), timeout)
                    event.clear()
                    return True
                return False

        try:
            yield Waiting()
        finally:
            self.watchers.discard(event)


def client_of(box: Box, *, base: str = "http://chat.test", **options: Any) -> httpx.AsyncClient:
    config = WebChatConfig(**{"session_key": KEY, "answers_for": lambda: AS_OF, "poll_seconds": 0.2, **options})
    app = Starlette(routes=build_routes(box, box, config))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=base)


def message(**content: Any) -> dict[str, Any]:
    return {"id": str(uuid.uuid4()), **content}
