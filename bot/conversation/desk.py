"""What clerks write in the staff chat: answers to people, and the end of a ticket. Only that chat is listened to."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.conversation.messages import Kind, Reply
from bot.conversation.posting import post
from bot.conversation.turn import split_payload
from bot.db import tickets
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

    from bot.conversation.handover import StaffChat
    from bot.conversation.messages import Inbound
    from bot.conversation.texts import Texts
    from bot.db.tickets import Ticket

logger = logging.getLogger(__name__)

_NUMBERED = re.compile(r"#\s*(\d{1,12})(?!\d)[\s:.,;–-]*(.*)", re.DOTALL)
_ENDS = frozenset({"ket thuc", "ket thuc phieu", "xong", "dong", "dong phieu"})


@dataclass(slots=True)
class Done:
    """What came of a clerk's message.

    Attributes:
        replies: what the staff chat is told.
        woken: wake-up calls to be sent after the commit.
    """

    replies: list[Reply] = field(default_factory=list)
    woken: set[str] = field(default_factory=set)


class Desk:
    """Takes what clerks write.

    Args:
        place: the staff chat.
        texts: what the bot says.
        record: notes in the audit who did what to which ticket, within the same transaction.
    """

    def __init__(
        self,
        place: StaffChat,
        texts: Texts,
        record: Callable[[AsyncConnection[DictRow], Inbound, str, int, dict[str, object]], Awaitable[None]],
    ) -> None:
        self.place = place
        self._texts = texts
        self._record = record

    def is_its(self, inbound: Inbound) -> bool:
        """Return whether a message was written in the staff chat."""
        return inbound.platform is self.place.platform and inbound.chat == self.place.chat

    async def take(self, connection: AsyncConnection[DictRow], inbound: Inbound) -> Done | None:
        """Do what a clerk's message demands; None where it is none of the desk's matters.

        Args:
            connection: to the bot's database, in the message's own transaction.
            inbound: written in the staff chat.
        """
        if inbound.kind is Kind.CHOICE:
            topic, action, argument = split_payload(inbound.payload or "")
            if topic != "desk" or action != "close" or not argument.isdecimal():
                return None
            return await self._close(connection, inbound, await self._numbered(connection, argument), argument)
        text = (inbound.text or "").strip()
        numbered = _NUMBERED.fullmatch(text.lstrip())
        if numbered is not None:
            ticket = await self._numbered(connection, numbered[1])
            return await self._answer(connection, inbound, ticket, numbered[2].strip(), numbered[1])
        if inbound.reply_to is not None:
            place = self.place
            ticket = await tickets.by_note(connection, place.platform, place.chat, inbound.reply_to)
            if ticket is not None:
                return await self._answer(connection, inbound, ticket, text, str(ticket.id))
        return await self._hint(connection, inbound)

    async def _numbered(self, connection: AsyncConnection[DictRow], number: str) -> Ticket | None:
        if int(number) >= 1 << 63:
            return None
        return await tickets.by_number(connection, self.place.platform, self.place.chat, int(number))

    async def _hint(self, connection: AsyncConnection[DictRow], inbound: Inbound) -> Done | None:
        """In a chat of one clerk every word may be meant for somebody; in a group people talk with the bot too."""
        if inbound.kind is not Kind.TEXT or self.place.has_replies:
            return None
        numbers = await tickets.open_numbers(connection, self.place.platform, self.place.chat)
        if not numbers:
            return None
        return self._told("desk_hint", numbers=", ".join(f"#{number}" for number in numbers))

    async def _answer(
        self, connection: AsyncConnection[DictRow], inbound: Inbound, ticket: Ticket | None, text: str, number: str
    ) -> Done:
        if ticket is None:
            return self._told("desk_unknown", number=number)
        if canonical(text) in _ENDS:
            return await self._close(connection, inbound, ticket, number)
        if not ticket.is_open:
            return self._told("desk_was_closed", number=number)
        if not text:
            return self._told("desk_empty", number=number)
        if ticket.gone:
            return self._told("desk_gone", number=number)
        done = Done()
        key = "human.clerk_corrects" if inbound.edited else "human.clerk_says"
        said = Reply(self._texts.get(ticket.language or "vi", key, text=text))
        done.woken.add(await self._say(connection, ticket, said))
        await tickets.note_answer(connection, ticket.id)
        await self._record(connection, inbound, "desk.answer", ticket.id, {"characters": len(text)})
        return done

    async def _close(
        self, connection: AsyncConnection[DictRow], inbound: Inbound, ticket: Ticket | None, number: str
    ) -> Done:
        if ticket is None:
            return self._told("desk_unknown", number=number)
        if not await tickets.close_ticket(connection, ticket.id, "clerk"):
            return self._told("desk_was_closed", number=number)
        await self._record(connection, inbound, "desk.close", ticket.id, {})
        done = self._told("desk_closed", number=number)
        words = self._texts.get(ticket.language or "vi", "human.ended_by_clerk", number=number)
        done.woken.add(await self._say(connection, ticket, Reply(words)))
        return done

    @staticmethod
    async def _say(connection: AsyncConnection[DictRow], ticket: Ticket, reply: Reply) -> str:
        return await post(connection, ticket.platform, ticket.chat, reply, conversation=ticket.conversation_id)

    def _told(self, key: str, **values: object) -> Done:
        return Done([Reply(self._texts.get("vi", f"human.{key}", **values))])
