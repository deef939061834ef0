"""Waking other processes: NOTIFY after the commit, coalesced, on a connection of its own; LISTEN likewise.

NOTIFY inside the turn's transaction would take a database-wide lock at commit and so serialise all turns.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING

from psycopg import sql

from bot.db.pool import INFRASTRUCTURE
from pgkit.connections import connect

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import Any

    from pgkit.connections import WatchedConnection

logger = logging.getLogger(__name__)

INBOX = "motcua_inbox"
OUTBOX = "motcua_outbox"
GUIDANCE = "motcua_guidance"
NLU = "motcua_nlu"

_SENDING, _LISTENING = "sending", "listening"

_BEAT_EVERY = 5.0
"""Seconds after which a connection on which nothing happened asks the server whether it is there."""
_BEAT_SECONDS = 3.0
_LONGEST_PAYLOAD = 7000  # PostgreSQL refuses payloads of 8000 bytes and more


class Events:
    """Sends and receives wake-up calls between processes.

    Args:
        url: of the database itself; through a pooler nothing can be listened to.

    A callback given to ``on`` is called with the payloads that came together: an empty set means "look yourself".
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._callbacks: dict[str, list[Callable[[set[str]], None]]] = {}
        self._rooms: dict[str, Callable[[set[str]], bool]] = {}
        self._pending: dict[str, set[str]] = {}
        self._dirty = asyncio.Event()
        self._sender = 0
        self._up: set[str] = set()

    @property
    def connected(self) -> bool:
        """Whether calls are sent and heard: both connections are up."""
        return self._up == {_SENDING, _LISTENING}

    def on(
        self, channel: str, callback: Callable[[set[str]], None], *, room: Callable[[set[str]], bool] | None = None
    ) -> None:
        """Call ``callback`` whenever ``channel`` is notified, here or in another process.

        ``room`` tells whether what is called for would be begun here at once, so that nobody else has to look for it.
        """
        self._callbacks.setdefault(channel, []).append(callback)
        if room is not None:
            self._rooms[channel] = room

    def send(self, channel: str, *payloads: str) -> None:
        """Wake this process at once, and the others soon; calls in between are sent together."""
        self._pending.setdefault(channel, set()).update(payloads)
        self._dirty.set()
        self._deliver(channel, set(payloads))

    def offer(self, channel: str, *payloads: str) -> None:
        """Wake this process; the others only where there is no room here.

        For what any process can do: each call costs every process that hears it a look into the queue, so messages
        would cost the more the more processes there are. What is left undone here, as by a process that dies, the
        others find when they look by themselves (``bot.db.watch``).
        """
        room = self._rooms.get(channel)
        if room is not None and room(set(payloads)):
            self._deliver(channel, set(payloads))
        else:
            self.send(channel, *payloads)

    def _deliver(self, channel: str, payloads: set[str]) -> None:
        for callback in self._callbacks.get(channel, ()):
            callback(payloads)

    def _wake_all(self) -> None:
        """Let everybody look after a reconnect, when calls may have been missed; guidance is found by its version."""
        for channel in self._callbacks.keys() - {GUIDANCE}:
            self._deliver(channel, set())

    async def run(self) -> None:
        """Keep both connections up until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._keep(_SENDING, self._send_forever))
            group.create_task(self._keep(_LISTENING, self._listen_forever))

    async def _keep(self, name: str, work: Callable[[WatchedConnection[Any]], Awaitable[None]]) -> None:
        while True:
            try:
                async with await connect(self._url, application_name="motcua wake-ups") as connection:
                    connection.patience = _BEAT_SECONDS
                    try:
                        await work(connection)
                    finally:
                        self._up.discard(name)
            except INFRASTRUCTURE as error:
                logger.warning("lost the connection for wake-up calls", extra={"error": str(error).strip()})
                await asyncio.sleep(0.5)

    async def _send_forever(self, connection: WatchedConnection[Any]) -> None:
        self._sender = connection.info.backend_pid
        self._up.add(_SENDING)
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._dirty.wait(), _BEAT_EVERY)
            self._dirty.clear()
            pending, self._pending = self._pending, {}
            try:
                await self._tell(connection, pending)
            except BaseException:
                for channel, payloads in pending.items():  # nobody may have heard them: they are said again
                    self._pending.setdefault(channel, set()).update(payloads)
                self._dirty.set()
                raise

    @staticmethod
    async def _tell(connection: WatchedConnection[Any], pending: dict[str, set[str]]) -> None:
        if not pending:
            await connection.execute("SELECT 1")
        for channel, payloads in pending.items():
            for text in _texts(payloads):
                await connection.execute("SELECT pg_notify(%s, %s)", [channel, text])

    async def _listen_forever(self, connection: WatchedConnection[Any]) -> None:
        for channel in self._callbacks:
            await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
        self._up.add(_LISTENING)
        self._wake_all()
        while True:
            async for notification in connection.notifies(timeout=_BEAT_EVERY):
                if notification.pid != self._sender:
                    self._deliver(notification.channel, set(notification.payload.split()))
            await connection.execute("SELECT 1")


def _texts(payloads: set[str]) -> list[str]:
    """Return the texts of the notifications that carry these payloads; one empty text where there are none.

    More than one text holds become several: an empty one would have everybody look, thousands of open pages among them.
    """
    texts = [""]
    for payload in sorted(payloads):
        if texts[-1] and len(texts[-1]) + 1 + len(payload) > _LONGEST_PAYLOAD:
            texts.append("")
        texts[-1] = f"{texts[-1]} {payload}".strip()
    return texts
