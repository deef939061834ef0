"""Running one turn: one message, one transaction."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from psycopg.types.json import Jsonb

from bot.conversation import courses, inbox, put_by
from bot.conversation.by_hand import is_for_the_bot
from bot.conversation.messages import FETCHING, Inbound, Kind, PlatformName, Reply
from bot.conversation.people import owner_key
from bot.conversation.posting import RELEASE, post
from bot.conversation.state import Profile, State
from bot.conversation.turn import PRIVATE_STEPS, Outcome, Turn
from bot.conversation.understood import PRESSED, Understanding
from bot.db.people import PersonRows, others_of
from bot.db.pool import INFRASTRUCTURE, Silent
from bot.faults import NO_FAULTS, FaultPoint, Faults
from bot.guidance.moments import VIETNAM
from bot.logs import message_context
from bot.surfaces import for_log

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

    from booking_client import BookingClient
    from bot.conversation.desk import Desk, Done
    from bot.conversation.erasures import Erasures
    from bot.conversation.inbox import Claimed
    from bot.conversation.router import Router
    from bot.conversation.snapshot import Guidance
    from bot.conversation.texts import Texts
    from bot.db.pool import Connection, Database

logger = logging.getLogger(__name__)

_ASKS = "#ask."
"""Choices that ask something begin so."""

STORED_IS_SENT = FETCHING
"""Platforms that fetch their messages themselves."""

# One statement instead of three: a turn's writes cost one round trip.
_WRITE = (
    b"""
WITH said AS (
    INSERT INTO outbox (conversation_id, platform, chat, inbox_id, position, body, in_reply_to, status, finished_at)
    SELECT %(conversation)s, %(platform)s, %(chat)s, %(inbox)s, said.position, said.body, %(in_reply_to)s, %(status)s,
        CASE WHEN %(status)s = 'sent' THEN now() END
    FROM unnest(%(bodies)s::jsonb[]) WITH ORDINALITY AS said (body, position)
), done AS (
    UPDATE inbox SET status = 'done', done_at = now() WHERE id = %(inbox)s AND status = 'open'
), marked AS (
    INSERT INTO nlu_marks (inbox_id, outcome, pressed)
    SELECT %(inbox)s, %(outcome)s::text, %(pressed)s::text
    WHERE %(outcome)s::text IS NOT NULL AND %(conversation)s::bigint IS NOT NULL
), came AS (
    INSERT INTO outcomes (day, person, wish, led, obstacles, procedure, area)
    SELECT %(day)s::date, %(person)s::uuid, %(wish)s::text, %(led)s::text, %(obstacles)s::text[], %(procedure)s::text,
        %(area)s::text
    WHERE %(wish)s::text IS NOT NULL
), asked AS (
    INSERT INTO contact_procedures AS p (contact_id, procedure_code)
    SELECT %(conversation)s::bigint, %(asked_procedure)s::text
    WHERE %(conversation)s::bigint IS NOT NULL AND %(asked_procedure)s::text IS NOT NULL
    ON CONFLICT (contact_id, procedure_code) DO UPDATE SET asked_at = now() WHERE p.asked_at < now() - interval '1 day'
), told AS (
    INSERT INTO told_rules AS k (conversation_id, rule, version)
    SELECT %(conversation)s::bigint, rule, %(rulebook)s FROM unnest(%(told)s::text[]) AS said (rule)
    WHERE %(conversation)s::bigint IS NOT NULL
    ON CONFLICT (conversation_id, rule, version) DO UPDATE SET told_at = now()
    WHERE k.told_at < now() - interval '1 hour'
), fields AS (
    INSERT INTO told_fields AS k (conversation_id, code, said, fields)
    SELECT %(conversation)s::bigint, code, md5(list), string_to_array(list, ' ')
    FROM unnest(%(field_codes)s::text[], %(field_lists)s::text[]) AS said (code, list)
    WHERE %(conversation)s::bigint IS NOT NULL
    ON CONFLICT (conversation_id, code, said) DO UPDATE SET told_at = now() WHERE k.told_at < now() - interval '1 hour'
), unknown AS (
    INSERT INTO unanswered (conversation_id, inbox_id, start, focus, topic, asked_at)
    SELECT %(conversation)s::bigint, %(inbox)s, start, nullif(focus, ''), nullif(topic, ''), %(received)s
    FROM unnest(%(unknown_starts)s::int[], %(unknown_focuses)s::text[], %(unknown_topics)s::text[])
        AS said (start, focus, topic)
    WHERE %(conversation)s::bigint IS NOT NULL
), released AS (
"""
    + RELEASE
    + b"""
)
UPDATE conversations SET state = %(state)s, profile = %(profile)s, last_turn_at = now(), stopped_at = NULL
WHERE id = %(conversation)s
"""
)

# What is said to somebody of the office is not for the bot to answer; a button of its own menu still is.
_LEAVE = b"""
WITH done AS (
    UPDATE inbox SET status = 'done', done_at = now() WHERE id = %(inbox)s AND status = 'open'
)
UPDATE conversations SET stopped_at = NULL WHERE id = %(conversation)s
"""


# A clerk's words to somebody stay with what was said to them, and go with it; here they would outlive an erasure.
_RELAYED = b"""
WITH done AS (
    UPDATE inbox SET status = 'done', done_at = now(), body = NULL, understanding = NULL
    WHERE id = %(inbox)s AND status = 'open'
)
UPDATE conversations SET stopped_at = NULL WHERE id = %(conversation)s
"""


class TurnTooLong(Exception):
    """A handler took longer than a turn may."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A turn that was committed: whose, and where its answers go."""

    inbox_id: int
    platform: str
    chat: str
    replies: int
    elsewhere: frozenset[str] = frozenset()
    """Wake-up calls for what was said in other conversations."""


class TurnRunner:
    """Answers one message at a time.

    Args:
        database: pools of the process.
        router: who answers what.
        guidance: gives the current snapshot of rules, places and procedures.
        texts: what the bot says.
        booking: client of the booking service, or None.
        secret: key of the persons' opaque keys in the booking service.
        desk: takes what clerks write in the staff chat, or None.
        turn_seconds: how long a handler may take.
        newcomer_hours: how long a web session counts as new.
        faults: for tests that kill the process.
        erasures: takes the keys of those who are erased, or None.
    """

    def __init__(
        self,
        database: Database,
        router: Router,
        guidance: Callable[[], Guidance],
        texts: Texts,
        *,
        booking: BookingClient | None,
        secret: bytes,
        desk: Desk | None = None,
        turn_seconds: float = 3.0,
        newcomer_hours: float = 72.0,
        faults: Faults = NO_FAULTS,
        erasures: Erasures | None = None,
    ) -> None:
        self._database = database
        self._router = router
        self._guidance = guidance
        self._texts = texts
        self._booking = booking
        self._secret = secret
        self._desk = desk
        self._turn_seconds = turn_seconds
        self._newcomer_for = timedelta(hours=newcomer_hours)
        self._faults = faults
        self._erasures = erasures
        self._turns = inbox.Turns()

    async def run_one(self) -> Answered | None:
        """Answer the next message that is due; None when there is none.

        A handler that fails is counted against its message, in a transaction of its own; after three tries the
        message is parked and its sender told. A database that fails is not the message's fault.

        Raises:
            psycopg.Error, OSError: the database is away; nothing was counted.
        """
        try:
            self._guidance()
        except LookupError:
            return None  # started while the database was away: no message's fault; the next look wakes the turns
        claimed: Claimed | None = None
        try:
            async with self._database.transaction() as connection:
                claimed = await inbox.claim(connection, self._turns)
                if claimed is None:
                    return None
                self._faults.reach(FaultPoint.TURN_CLAIMED)
                with message_context(claimed.conversation_id, claimed.inbox_id):
                    answered = await self._turn(connection, claimed)
                self._faults.reach(FaultPoint.TURN_WRITTEN)
            self._faults.reach(FaultPoint.TURN_COMMITTED)
        except INFRASTRUCTURE:
            raise
        except Exception as error:
            if claimed is None:
                raise
            return await self._fail(claimed, error)
        return answered

    async def _turn(self, connection: Connection, claimed: Claimed) -> Answered:
        inbound = Inbound.from_json(claimed.body)
        if self._desk is not None and self._desk.is_its(inbound):
            done = await self._desk.take(connection, inbound)
            if done is not None:
                return await self._desk_turn(connection, claimed, inbound, done)
        if claimed.by_hand and not is_for_the_bot(inbound.kind, claimed.understanding):
            await connection.execute(_LEAVE, {"conversation": claimed.conversation_id, "inbox": claimed.inbox_id})
            return Answered(claimed.inbox_id, claimed.platform, claimed.chat, 0)
        person, own = claimed.person, claimed.conversation_id
        others = await others_of(connection, own, person) if person is not None else []
        owner = owner_key(self._secret, inbound.platform, inbound.sender)
        people = PersonRows(
            connection,
            own,
            claimed.as_of,
            person=person,
            others=others,
            secret=self._secret,
            who=owner,
            platform=inbound.platform,
            network=inbound.network,
        )
        state = State.from_json(claimed.state)
        if claimed.state_may_be_why:
            # Notes of another version in a shape that no handler here reads: the person is answered without them.
            logger.error("a conversation begins anew for a message that failed twice")
            state = state.begin_anew()
        turn = Turn(
            inbox_id=claimed.inbox_id,
            inbound=inbound,
            moment=claimed.as_of.astimezone(VIETNAM),
            understanding=Understanding.from_json(claimed.understanding) if claimed.understanding else PRESSED,
            profile=Profile.from_json(claimed.profile),
            state=state,
            guidance=self._guidance(),
            people=people,
            owner=owner,
            linked_owners=tuple(owner_key(self._secret, other.platform, other.sender) for other in others),
            texts=self._texts,
            received_at=claimed.received_at,
            ticket=claimed.ticket,
            booking=self._booking,
            newcomer=self._is_newcomer(claimed),
        )
        connection.interrupted = False
        try:
            async with asyncio.timeout(self._turn_seconds):
                await self._router.route(turn)
        except TimeoutError as error:
            if connection.interrupted:  # the database kept the turn waiting: not the message's fault
                raise Silent(f"the database kept a turn waiting longer than {self._turn_seconds} s") from error
            raise TurnTooLong(f"a turn took longer than {self._turn_seconds} s") from error
        if turn.profile.notifications != Profile.from_json(claimed.profile).notifications:
            await people.share_notifications(turn.profile.notifications)
        self._faults.reach(FaultPoint.TURN_HANDLED)
        gone = people.erased
        if gone and self._erasures is not None:
            await asyncio.to_thread(self._erasures.note, [owner, *turn.linked_owners])
        course = courses.NOTHING if gone else courses.row_of(turn)
        outcome, pressed = _mark(turn, claimed.state)
        await connection.execute(
            _WRITE,
            {
                "conversation": None if gone else claimed.conversation_id,
                "platform": inbound.platform,
                "chat": inbound.chat,
                "inbox": claimed.inbox_id,
                "in_reply_to": inbound.source_message,
                "status": "sent" if inbound.platform in STORED_IS_SENT else "queued",
                "bodies": [Jsonb(reply.to_json()) for reply in turn.replies],
                "asked_procedure": turn.state.topic.procedure,
                "state": Jsonb(turn.state.to_json()),
                "profile": Jsonb(turn.profile.to_json()),
                "outcome": outcome,
                "pressed": pressed,
                "told": sorted(turn.told | {source.rule for reply in turn.replies for source in reply.citations}),
                "rulebook": turn.guidance.rulebook_id,
                "field_codes": list(turn.told_fields),
                "field_lists": [_field_list(told) for told in turn.told_fields.values()],
                **_unknown(turn, outcome),
                "received": claimed.received_at,
                **course,
            },
        )
        return Answered(claimed.inbox_id, claimed.platform, claimed.chat, len(turn.replies), frozenset(people.woken))

    def _is_newcomer(self, claimed: Claimed) -> bool:
        """A web session costs nothing to make; accounts of the other platforms, and what is linked with one, do."""
        if claimed.platform != PlatformName.WEB or claimed.person is not None or claimed.since is None:
            return False
        return claimed.received_at - claimed.since < self._newcomer_for

    @staticmethod
    async def _desk_turn(
        connection: AsyncConnection[DictRow], claimed: Claimed, inbound: Inbound, done: Done
    ) -> Answered:
        """Finish a clerk's message; their own conversation with the bot stays as it is."""
        await connection.execute(_RELAYED, {"conversation": claimed.conversation_id, "inbox": claimed.inbox_id})
        for reply in done.replies:
            done.woken.add(await post(connection, inbound.platform, inbound.chat, reply))
        return Answered(claimed.inbox_id, claimed.platform, claimed.chat, len(done.replies), frozenset(done.woken))

    async def _fail(self, claimed: Claimed, error: Exception) -> Answered | None:
        where = {"conversation_id": claimed.conversation_id, "message_id": claimed.inbox_id}
        logger.error("a turn failed", exc_info=error, extra=where)
        why = for_log(f"{type(error).__name__}: {error}")
        async with self._database.transaction() as connection:
            if not await inbox.count_failure(connection, claimed.inbox_id, why):
                return Answered(claimed.inbox_id, claimed.platform, claimed.chat, 0)
            apology = Reply(self._texts.get(Profile.from_json(claimed.profile).language, "core.parked"))
            await connection.execute(
                b"INSERT INTO outbox (conversation_id, platform, chat, inbox_id, position, body, status, finished_at)"
                b" VALUES (%(conversation)s, %(platform)s, %(chat)s, %(inbox)s, 0, %(body)s, %(status)s,"
                b" CASE WHEN %(status)s = 'sent' THEN now() END)",
                {
                    "conversation": claimed.conversation_id,
                    "platform": claimed.platform,
                    "chat": claimed.chat,
                    "inbox": claimed.inbox_id,
                    "body": Jsonb(apology.to_json()),
                    "status": "sent" if claimed.platform in STORED_IS_SENT else "queued",
                },
            )
        logger.error("a message was parked after three tries", extra=where)
        return Answered(claimed.inbox_id, claimed.platform, claimed.chat, 1)


def _field_list(told: Mapping[str, str]) -> str:
    """Return the fields that were told of a procedure, each with a digest of what it said, in one line."""
    return " ".join(f"{name}={said}" for name, said in sorted(told.items()))


def _unknown(turn: Turn, outcome: Outcome | None) -> dict[str, list[int] | list[str]]:
    """Return what of a turn nobody could answer; nothing of one whose words are private."""
    found = [] if outcome is Outcome.PRIVATE else list(dict.fromkeys(turn.unanswered))
    return {
        "unknown_starts": [one.start for one in found],
        "unknown_focuses": [one.focus for one in found],
        "unknown_topics": [one.topic for one in found],
    }


def _mark(turn: Turn, before: object) -> tuple[Outcome | None, str | None]:
    """Return what the review of readings has to know of a turn: what became of it, and what was pressed.

    Args:
        turn: once it is answered.
        before: the conversation's state as it was when the message came, as the row has it.
    """
    dialogue = before.get("dialogue") if isinstance(before, dict) else None
    step = dialogue.get("step") if isinstance(dialogue, dict) else None
    if step is None and isinstance(before, dict):
        step = put_by.step_in(before.get("memo"))
    if turn.outcome is not None and isinstance(step, str) and step in PRIVATE_STEPS:
        return Outcome.PRIVATE, None
    payload = turn.inbound.payload
    if turn.inbound.kind is Kind.CHOICE and payload is not None and payload.startswith(_ASKS):
        return Outcome.PRESSED, payload
    return turn.outcome, None
