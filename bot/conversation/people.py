"""The person of a turn: what a handler may ask of their rows, without SQL."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from bot.conversation.caps import Cap
    from bot.conversation.handover import Word
    from bot.conversation.linking import Linked
    from bot.conversation.messages import PlatformName, Reply
    from bot.conversation.reminders import Visit


@dataclass(frozen=True, slots=True)
class CallbackRequest:
    """A wish to be called back, left for people.

    Attributes:
        desk: whose list it goes to: ``labour`` (unemployment), ``hotline``, ``unit:<id>``.
        reason: why, in the person's own words or the bot's; shown to the operator.
        name: whom to ask for.
        phone: national digits, like ``0912000111``.
        procedure: national code, or None.
        area: id of an administrative unit, or None.
        details: further JSON values (what was tried, which obstacle).
    """

    desk: str
    reason: str
    name: str
    phone: str
    procedure: str | None = None
    area: str | None = None
    details: dict[str, Any] = field(default_factory=dict)


class People(Protocol):
    """What a handler may do with the rows of the person it talks to; each call joins the turn's transaction."""

    async def leave_callback(self, request: CallbackRequest) -> int:
        """Store a call-back request and return its number."""
        ...

    async def full_for_callback(self, phone: str | None = None) -> Cap | None:
        """Return what forbids one more call-back request, or None.

        Args:
            phone: that is to be called; None while it is not known.
        """
        ...

    async def full_for_ticket(self) -> Cap | None:
        """Return what forbids handing this conversation over to the staff chat, or None."""
        ...

    async def full_for_subscription(self) -> Cap | None:
        """Return what forbids one more subscription, or None."""
        ...

    async def open_callbacks(self) -> list[dict[str, Any]]:
        """Return this person's call-back requests that are not closed (``id, reason, procedure, created_at``)."""
        ...

    async def withdraw_callback(self, number: int) -> bool:
        """Close a request of this person that nobody has closed yet; False where there is none of that number."""
        ...

    async def record_consent(self, purpose: str, version: str, text: str, *, given: bool) -> None:
        """Keep as evidence what text was agreed to (or withdrawn), and when."""
        ...

    async def plan_reminders(self, visit: Visit) -> None:
        """Plan the reminders of an appointment, in place of those planned for it before."""
        ...

    async def drop_reminders(self, code: str) -> None:
        """Remind this person of that appointment no more."""
        ...

    async def owe(self, what: str, key: str, *, code: str | None, procedure: str | None) -> None:
        """Note that this person is to be told what came of a change (``confirm``, ``move``, ``cancel``) under a key."""
        ...

    async def owe_no_more(self, key: str) -> None:
        """Note that they were told."""
        ...

    async def subscriptions(self) -> list[dict[str, Any]]:
        """Return what this person is told of by itself (``id, topic, area_id, procedure_code, granted_at``)."""
        ...

    async def subscribe(self, topic: str, *, area: str | None, procedure: str | None, text: str, version: str) -> None:
        """Tell this person of a topic from now on; the text they agreed to is kept. Twice the same is once."""
        ...

    async def unsubscribe(self, number: int | None = None) -> int:
        """End one of this person's subscriptions, or all; return how many were ended. The evidence stays."""
        ...

    def linked(self) -> tuple[PlatformName, ...]:
        """Return the platforms of the other conversations that this person has linked."""
        ...

    async def make_link_code(self) -> str:
        """Return a new code that links this conversation with the one where it is typed."""
        ...

    async def use_link_code(self, code: str, question: Callable[[int], Reply]) -> Linked:
        """Ask the conversation where ``code`` was said whether this one belongs to its person.

        Args:
            code: its characters, upper case.
            question: makes what is said there of the question's number.
        """
        ...

    async def link_question(self) -> int | None:
        """Return the number of the question whether a link is meant, where this conversation is asked one."""
        ...

    async def confirm_link(self, request: int) -> Linked:
        """Link this conversation with the one that typed its code: its person says so."""
        ...

    async def end_link(self, request: int, last_words: Reply) -> bool:
        """End a question of this conversation, asked or asking, without a link; False where there is none.

        Args:
            request: its number.
            last_words: said on the other side.
        """
        ...

    async def unlink(self) -> None:
        """Let this conversation stand alone again."""
        ...

    async def part_from(self, conversations: Collection[int], last_words: Reply) -> tuple[PlatformName, ...]:
        """Let other conversations that this person has linked stand alone again; return their platforms.

        Args:
            conversations: their ids; others than this person's are left alone.
            last_words: said in them.
        """
        ...

    async def recent(self, most: int) -> list[Word]:
        """Return the latest words of this conversation, the person's and the bot's, oldest first."""
        ...

    async def open_ticket(self, platform: str, chat: str) -> int:
        """Hand this conversation over to the staff chat; return the ticket's number."""
        ...

    async def open_tickets(self) -> list[int]:
        """Return the numbers of this person's open tickets."""
        ...

    async def tell_desk(self, ticket: int, reply: Reply, *, lasting: bool = True) -> None:
        """Say something about a ticket of this person in the staff chat.

        Args:
            ticket: its number.
            reply: what is said.
            lasting: False for what has to arrive although the ticket is erased with its person.
        """
        ...

    async def pass_on(self, ticket: int, reply: Reply) -> bool:
        """Pass this person's words on to the staff chat; False where too much of theirs waits there already.

        Args:
            ticket: its number.
            reply: the words.
        """
        ...

    async def close_ticket(self, ticket: int) -> None:
        """End a ticket of this conversation: the person has had enough."""
        ...

    async def tell_linked(
        self, reply: Reply, *, only: Collection[int] | None = None, but: Collection[int] = ()
    ) -> None:
        """Say something in the other conversations that this person has linked.

        Args:
            reply: what is said.
            only: ids of those in which it is said; None for all.
            but: ids of those in which it is not.
        """
        ...

    async def export(self) -> dict[str, Any]:
        """Return everything stored of this person in the bot's own database."""
        ...

    async def erase(self, last_words: Reply | None = None) -> None:
        """Erase this person from the bot's own database when the turn is committed; its replies still go out.

        Args:
            last_words: said in the other conversations that the person has linked, which are erased too.
        """
        ...


def owner_key(secret: bytes, platform: str, sender: str) -> str:
    """Return the key by which the booking service knows a person without knowing who it is."""
    return hmac.digest(secret, f"owner\n{platform}\n{sender}".encode(), hashlib.sha256).hex()[:32]
