"""What the web chat needs from the rest of the system: where messages go in, and where answers lie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bot.conversation.intake import IntakeUnavailable, TooManyWaiting

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime

    from bot.conversation.messages import Inbound, Outgoing

__all__ = [
    "HistoryItem",
    "Intake",
    "IntakeUnavailable",
    "Mailbox",
    "MailboxUnavailable",
    "StoredMessage",
    "StoredReply",
    "TooManyWaiting",
    "Watcher",
]


class MailboxUnavailable(Exception):
    """The stored messages cannot be read now. The page asks again later."""


@dataclass(frozen=True, slots=True)
class StoredReply:
    """A message of the bot as it lies in the outbox.

    Attributes:
        message: the outbox row.
        at: when it was stored, on the real clock, with a time zone.
        answered_for: the moment that the answer holds for, where it is not ``at`` (``AS_OF``).
    """

    message: Outgoing
    at: datetime
    answered_for: datetime | None = None


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A message of the person as it lies in the inbox; START too, by which the page knows that it has begun.

    Attributes:
        message: the parsed update; its ``event_id`` is the id that the page made.
        at: when it was stored, on the real clock, with a time zone.
    """

    message: Inbound
    at: datetime


type HistoryItem = StoredReply | StoredMessage


class Intake(Protocol):
    """Where a citizen's message goes in."""

    async def accept(self, inbound: Inbound) -> None:
        """Take ``inbound``; returns once it is durable. One with a known event id is dropped without an error.

        Raises:
            IntakeUnavailable: neither the database nor the spool can take it. The page keeps it and sends it
                again under the same id.
            TooManyWaiting: so much of this person waits that the page has to send it again later, likewise.
        """
        ...


class Watcher(Protocol):
    """Listens for what is stored for one chat."""

    async def wait(self, timeout: float) -> bool:  # noqa: ASYNC109 - a pause, not a deadline: it raises nothing
        """Return True when something may have been stored since the last call, False after ``timeout`` seconds.

        It remembers what happens between two calls, and also returns True when a notification may have been
        missed (the listening connection was lost): callers then look, and never poll on their own.
        """
        ...


class Mailbox(Protocol):
    """The outgoing messages of a chat. For the web chat stored is sent, and acknowledged is delivered.

    The ids of one chat must grow in the order in which its messages become visible: a page that has seen id 7
    asks for what comes after 7, and a 6 committed later would never be shown.
    """

    async def since(self, chat: str, after: int, limit: int) -> list[StoredReply]:
        """Return at most ``limit`` messages with an id above ``after``, by id, delivered or not.

        Raises:
            MailboxUnavailable: the store cannot be read.
        """
        ...

    async def history(self, chat: str, limit: int) -> list[HistoryItem]:
        """Return the last ``limit`` messages of both directions, oldest first.

        Raises:
            MailboxUnavailable: the store cannot be read.
        """
        ...

    async def acknowledge(self, chat: str, up_to: int) -> None:
        """Note that the page has shown everything up to ``up_to``. Repeating it, or going back, changes nothing.

        Raises:
            MailboxUnavailable: the store cannot be written.
        """
        ...

    def watch(self, chat: str) -> AbstractAsyncContextManager[Watcher]:
        """Listen for new messages of ``chat``, from the moment of entering."""
        ...
