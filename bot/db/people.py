"""What a turn asks of its person's rows: consents, call-backs, subscriptions, links. Joins the turn's transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psycopg.types.json import Jsonb

from bot.conversation.messages import PlatformName
from bot.conversation.posting import MENU, post
from bot.db import caps, links, own_data, tickets, visits

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import datetime
    from uuid import UUID

    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

    from bot.conversation.caps import Cap
    from bot.conversation.handover import Word
    from bot.conversation.linking import Linked
    from bot.conversation.messages import Reply
    from bot.conversation.people import CallbackRequest
    from bot.conversation.reminders import Visit


@dataclass(frozen=True, slots=True)
class Other:
    """Another conversation of the same person."""

    id: int
    platform: str
    chat: str
    sender: str


async def others_of(connection: AsyncConnection[DictRow], conversation_id: int, person: UUID) -> list[Other]:
    """Return the other conversations that a person has linked, the oldest first."""
    cursor = await connection.execute(
        b"SELECT id, platform, chat, sender FROM conversations WHERE person = %s AND id <> %s ORDER BY id",
        [person, conversation_id],
    )
    return [Other(**row) for row in await cursor.fetchall()]


class PersonRows:
    """The rows of one person, within a turn's transaction (``bot.conversation.turn.People``).

    Args:
        connection: the turn's.
        conversation_id: whose turn it is.
        as_of: the moment for which it is answered.
        person: shared by the conversations that the person has linked, or None.
        others: those conversations, without this one.
        secret: key of link codes.
        who: key of this person that outlives an erasure.
        platform: where this conversation is.
        network: keyed hash of the network that the message came from, where the platform knows it.

    Attributes:
        erased: whether the person wants to be erased with this turn.
        woken: wake-up calls to be sent after the commit, for what was said elsewhere.
    """

    def __init__(
        self,
        connection: AsyncConnection[DictRow],
        conversation_id: int,
        as_of: datetime,
        *,
        person: UUID | None = None,
        others: Sequence[Other] = (),
        secret: bytes = b"",
        who: str = "",
        platform: str = "",
        network: str | None = None,
    ) -> None:
        self._connection = connection
        self._id = conversation_id
        self._as_of = as_of
        self._person = person
        self._others = list(others)
        self._secret = secret
        self._who = who
        self._platform = platform
        self._network = network
        self.erased = False
        self.woken: set[str] = set()

    @property
    def _ids(self) -> list[int]:
        return [self._id, *(other.id for other in self._others)]

    async def leave_callback(self, request: CallbackRequest) -> int:
        """Store a call-back request and return its number."""
        cursor = await self._connection.execute(
            b"INSERT INTO callbacks"
            b" (conversation_id, desk, reason, name, phone, procedure, area, details, as_of, network)"
            b" VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id",
            [
                self._id,
                request.desk,
                request.reason,
                request.name,
                request.phone,
                request.procedure,
                request.area,
                Jsonb(request.details),
                self._as_of,
                self._network,
            ],
        )
        row = await cursor.fetchone()
        return int(row["id"]) if row else 0

    async def full_for_callback(self, phone: str | None = None) -> Cap | None:
        """Return what forbids one more call-back request, or None."""
        return await caps.full_for_callback(
            self._connection, self._ids, self._platform, network=self._network, phone=phone
        )

    async def full_for_ticket(self) -> Cap | None:
        """Return what forbids handing this conversation over, or None."""
        return await caps.full_for_ticket(self._connection, self._id, self._ids, self._platform)

    async def full_for_subscription(self) -> Cap | None:
        """Return what forbids one more subscription, or None."""
        return await caps.full_for_subscription(self._connection, self._ids, self._platform)

    async def open_callbacks(self) -> list[dict[str, Any]]:
        """Return this person's call-back requests that are not closed, oldest first."""
        cursor = await self._connection.execute(
            b"SELECT id, desk, reason, procedure, status, created_at FROM callbacks"
            b" WHERE conversation_id = ANY(%s) AND status <> 'closed' ORDER BY id",
            [self._ids],
        )
        return await cursor.fetchall()

    async def withdraw_callback(self, number: int) -> bool:
        """Close a request of this person that nobody has closed yet; False where there is none of that number."""
        cursor = await self._connection.execute(
            b"UPDATE callbacks SET status = 'closed', closed_at = now(), outcome = %s"
            b" WHERE id = %s AND conversation_id = ANY(%s) AND status <> 'closed'",
            [own_data.WITHDRAWN, number, self._ids],
        )
        return cursor.rowcount > 0

    async def record_consent(self, purpose: str, version: str, text: str, *, given: bool) -> None:
        """Keep as evidence what text was agreed to or withdrawn, and when (Law 91/2025/QH15, Art. 9)."""
        await self._connection.execute(
            b"INSERT INTO consents (conversation_id, purpose, version, text, given) VALUES (%s, %s, %s, %s, %s)",
            [self._id, purpose, version, text, given],
        )

    async def plan_reminders(self, visit: Visit) -> None:
        """Plan the reminders of an appointment that still lie ahead, in place of those planned for it before."""
        await visits.plan(self._connection, self._id, self._ids, visit, self._as_of)

    async def drop_reminders(self, code: str) -> None:
        """Remind this person of that appointment no more."""
        await visits.drop(self._connection, self._ids, code)

    async def owe(self, what: str, key: str, *, code: str | None, procedure: str | None) -> None:
        """Note that this person is to be told what came of a change under a key, unless they find out before."""
        await self._connection.execute(
            b"INSERT INTO owed_answers (conversation_id, what, key, code, procedure_code, next_at)"
            b" VALUES (%s, %s, %s, %s, %s, now() + interval '20 seconds')"
            b" ON CONFLICT (key) DO UPDATE SET next_at = excluded.next_at",
            [self._id, what, key, code, procedure],
        )

    async def owe_no_more(self, key: str) -> None:
        """Note that they were told what came of a change."""
        await self._connection.execute(b"DELETE FROM owed_answers WHERE key = %s", [key])

    async def subscriptions(self) -> list[dict[str, Any]]:
        """Return this person's subscriptions that stand, oldest first."""
        cursor = await self._connection.execute(
            b"SELECT id, topic, area_id, procedure_code, granted_at FROM subscriptions"
            b" WHERE contact_id = ANY(%s) AND withdrawn_at IS NULL ORDER BY id",
            [self._ids],
        )
        return await cursor.fetchall()

    async def subscribe(self, topic: str, *, area: str | None, procedure: str | None, text: str, version: str) -> None:
        """Keep a subscription with the text that was agreed to; one that stands already stays as it is."""
        await self._connection.execute(
            b"INSERT INTO subscriptions (contact_id, topic, area_id, procedure_code, consent_text, consent_version)"
            b" SELECT %(own)s, %(topic)s, %(area)s, %(procedure)s, %(text)s, %(version)s WHERE NOT EXISTS ("
            b"SELECT FROM subscriptions WHERE contact_id = ANY(%(ids)s) AND topic = %(topic)s AND withdrawn_at IS NULL"
            b" AND area_id IS NOT DISTINCT FROM %(area)s::text AND procedure_code IS NOT DISTINCT FROM"
            b" %(procedure)s::text) ON CONFLICT DO NOTHING",
            {
                "own": self._id,
                "ids": self._ids,
                "topic": topic,
                "area": area,
                "procedure": procedure,
                "text": text,
                "version": version,
            },
        )

    async def unsubscribe(self, number: int | None = None) -> int:
        """End one subscription of this person, or all; return how many. Rows stay as evidence."""
        cursor = await self._connection.execute(
            b"UPDATE subscriptions SET withdrawn_at = now() WHERE contact_id = ANY(%(ids)s) AND withdrawn_at IS NULL"
            b" AND (%(number)s::bigint IS NULL OR id = %(number)s)",
            {"ids": self._ids, "number": number},
        )
        return cursor.rowcount

    async def share_notifications(self, wish: str | None) -> None:
        """Let a wish about notifications hold in all conversations that this person has linked."""
        if self._others:
            await self._connection.execute(
                b"UPDATE conversations SET profile = profile || jsonb_build_object('notifications', %s::text)"
                b" WHERE id = ANY(%s)",
                [wish, [other.id for other in self._others]],
            )

    # -- several platforms

    def linked(self) -> tuple[PlatformName, ...]:
        """Return the platforms of the other conversations that this person has linked."""
        return tuple(PlatformName(other.platform) for other in self._others)

    async def make_link_code(self) -> str:
        """Return a new code that links this conversation with the one where it is typed."""
        return await links.make_code(self._connection, self._secret, self._id)

    async def use_link_code(self, code: str, question: Callable[[int], Reply]) -> Linked:
        """Ask the conversation where ``code`` was said; ``question`` makes the words of the question's number."""
        guest = links.Guest(self._id, self._platform, self._person, self._who, self._network)
        linked = await links.use_code(self._connection, self._secret, guest, code)
        if linked.host_id:
            await self._say_in(linked.host_id, question(linked.request), menu=True)
        return linked

    async def link_question(self) -> int | None:
        """Return the number of the question whether a link is meant, where this conversation is asked one."""
        return await links.pending(self._connection, self._id)

    async def confirm_link(self, request: int) -> Linked:
        """Link this conversation with the one that typed its code."""
        linked = await links.confirm(self._connection, self._id, request)
        await self._look_again()
        return linked

    async def end_link(self, request: int, last_words: Reply) -> bool:
        """End a question without a link, and tell the other side; False where there is none."""
        other = await links.end(self._connection, self._id, request)
        if other is None:
            return False
        await self._say_in(other, last_words)
        return True

    async def _say_in(self, conversation: int, reply: Reply, *, menu: bool = False) -> None:
        """Say something in another conversation; ``menu`` where its choices are the latest menu there from now on."""
        find = b"SELECT platform, chat FROM conversations WHERE id = %s"
        row = await (await self._connection.execute(find, [conversation])).fetchone()
        if row is None:
            return
        self.woken.add(await post(self._connection, row["platform"], row["chat"], reply, conversation=conversation))
        if menu:
            choices = [[choice.label, choice.payload] for choice in reply.choices]
            await self._connection.execute(MENU, [Jsonb(choices), conversation])

    async def unlink(self) -> None:
        """Let this conversation stand alone again."""
        if self._person is not None:
            await links.unlink(self._connection, [self._id], self._person)
            await self._look_again()

    async def part_from(self, conversations: Collection[int], last_words: Reply) -> tuple[PlatformName, ...]:
        """Let other conversations of this person stand alone again, and tell them; return their platforms."""
        gone = [other for other in self._others if other.id in conversations]
        if self._person is None or not gone:
            return ()
        for other in gone:
            self.woken.add(await post(self._connection, other.platform, other.chat, last_words, conversation=other.id))
        await links.unlink(self._connection, [other.id for other in gone], self._person)
        await self._look_again()
        return tuple(PlatformName(other.platform) for other in gone)

    async def _look_again(self) -> None:
        row = await self._one(b"SELECT person FROM conversations WHERE id = %s")
        self._person = row["person"] if row is not None else None
        found = await others_of(self._connection, self._id, self._person) if self._person is not None else []
        self._others = found

    async def tell_linked(
        self, reply: Reply, *, only: Collection[int] | None = None, but: Collection[int] = ()
    ) -> None:
        """Say something in the other conversations that this person has linked: all, ``only`` some, or all ``but``."""
        for other in self._others:
            if other.id in but or (only is not None and other.id not in only):
                continue
            self.woken.add(await post(self._connection, other.platform, other.chat, reply, conversation=other.id))

    # -- a clerk instead of the bot

    async def recent(self, most: int) -> list[Word]:
        """Return the latest words of this conversation, the person's and the bot's, oldest first."""
        return await tickets.recent(self._connection, self._id, most)

    async def open_ticket(self, platform: str, chat: str) -> int:
        """Hand this conversation over to the staff chat; return the ticket's number."""
        return await tickets.open_ticket(self._connection, self._id, platform, chat)

    async def open_tickets(self) -> list[int]:
        """Return the numbers of this person's open tickets."""
        return await tickets.open_of(self._connection, self._ids)

    async def tell_desk(self, ticket: int, reply: Reply, *, lasting: bool = True) -> None:
        """Say something about a ticket of this person in the staff chat; ``lasting`` false survives an erasure."""
        self.woken.add(await tickets.tell_desk(self._connection, ticket, reply, lasting=lasting))

    async def pass_on(self, ticket: int, reply: Reply) -> bool:
        """Pass this person's words on to the staff chat; False where too much of theirs waits there already."""
        woken = await tickets.pass_on(self._connection, ticket, reply)
        if woken is not None:
            self.woken.add(woken)
        return woken is not None

    async def close_ticket(self, ticket: int) -> None:
        """End a ticket of this conversation: the person has had enough."""
        await tickets.close_ticket(self._connection, ticket, "person")

    # -- shown and erased

    async def export(self) -> dict[str, Any]:
        """Return everything stored of this person here, of all conversations that they have linked."""
        return await own_data.export(self._connection, self._id, self._ids, self._as_of)

    async def erase(self, last_words: Reply | None = None) -> None:
        """Erase this person when the turn is committed, with all conversations that they have linked.

        Args:
            last_words: said in those other conversations.
        """
        self.erased = True
        await own_data.erase(self._connection, self._ids)
        if last_words is not None:
            for other in self._others:
                self.woken.add(await post(self._connection, other.platform, other.chat, last_words))

    async def _one(self, query: bytes) -> DictRow | None:
        return await (await self._connection.execute(query, [self._id])).fetchone()
