"""Turns as the core makes them, on the real guidance, with people kept in memory."""

from __future__ import annotations

import asyncio
import functools
import itertools
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.content.reference import load_reference
from bot.content.rulebook_loader import load_offers, load_rulebook
from bot.content.texts_loader import load_texts
from bot.conversation.caps import MOST_SUBSCRIPTIONS, Cap
from bot.conversation.courses import NOTHING, row_of
from bot.conversation.handover import Word
from bot.conversation.linking import Linked, Outcome
from bot.conversation.messages import Inbound, Kind, PlatformName, Reply
from bot.conversation.snapshot import AreaLock, Guidance
from bot.conversation.state import Profile, State
from bot.conversation.turn import Turn
from bot.conversation.understood import Entity, Reading, Understanding
from bot.guidance.moments import VIETNAM
from bot.handlers.registry import build_router
from bot.understanding.keywords import keyword_intent

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from booking_client import BookingClient
    from bot.conversation.people import CallbackRequest
    from bot.conversation.reminders import Visit

LETTER = datetime(2021, 8, 22, 9, tzinfo=VIETNAM)
TODAY = datetime(2026, 11, 24, 9, tzinfo=VIETNAM)
FALLBACK = "nlu_fallback"


@functools.cache
def reference() -> Any:
    return load_reference()


@functools.cache
def rulebook() -> Any:
    return load_rulebook()


@functools.cache
def offers() -> Any:
    return load_offers()


@functools.cache
def texts() -> Any:
    return load_texts()


def guidance(locks: Iterable[AreaLock] = ()) -> Guidance:
    parts = reference()
    return Guidance(
        version=1,
        rulebook=rulebook(),
        offers=offers(),
        places=parts.places,
        place_reader=parts.place_reader,
        catalogue=parts.catalogue,
        fields=parts.fields,
        search=parts.search,
        glossary=parts.glossary,
        life_events=parts.life_events,
        deciders=parts.deciders,
        law_answers=parts.law_answers,
        locks=tuple(locks),
    )


class MemoryPeople:
    """The rows of one person, kept in lists."""

    def __init__(self) -> None:
        self.callbacks: list[CallbackRequest] = []
        self.withdrawn: set[int] = set()
        self.consents: list[dict[str, Any]] = []
        self.messages: list[dict[str, Any]] = []
        self.owed: dict[str, dict[str, Any]] = {}
        self.answers: list[dict[str, Any]] = []
        self.visits: dict[str, Visit] = {}
        self.subscribed: list[dict[str, Any]] = []
        self.erased = False
        self.others: list[PlatformName] = []
        self.linking: list[str] = []
        """Codes that were used, most recent last."""
        self.outcome = Linked(Outcome.ASKED, request=7, host=PlatformName.ZALO_OA, host_id=3)
        self.asked: int | None = None
        self.full: Cap | None = None
        self.told: list[Reply] = []
        self.tickets: list[str] = []
        self.desk: list[tuple[int, Reply]] = []
        """What the staff chat was told, by ticket."""
        self.closed: list[int] = []

    async def recent(self, most: int) -> list[Word]:
        return [Word(True, row["text"]) for row in self.messages[-most:] if row["text"]]

    async def open_ticket(self, platform: str, chat: str) -> int:
        self.tickets.append(f"{platform}:{chat}")
        return len(self.tickets)

    async def open_tickets(self) -> list[int]:
        return []

    async def tell_desk(self, ticket: int, reply: Reply, *, lasting: bool = True) -> None:
        self.desk.append((ticket, reply if lasting else Reply(reply.text)))

    async def pass_on(self, ticket: int, reply: Reply) -> bool:
        if self.full is None:
            self.desk.append((ticket, reply))
        return self.full is None

    async def close_ticket(self, ticket: int) -> None:
        self.closed.append(ticket)

    def linked(self) -> tuple[PlatformName, ...]:
        return tuple(self.others)

    async def make_link_code(self) -> str:
        return "K7QM3XPB"

    async def use_link_code(self, code: str, question: Callable[[int], Reply]) -> Linked:
        self.linking.append(code)
        if self.outcome.request:
            self.told.append(question(self.outcome.request))
            self.asked = self.outcome.request
        return self.outcome

    async def link_question(self) -> int | None:
        return self.asked

    async def confirm_link(self, request: int) -> Linked:
        if request != self.asked:
            return Linked(Outcome.OVER)
        self.asked = None
        self.others.append(PlatformName.ZALO_OA)
        return Linked(Outcome.LINKED, joined=(7,))

    async def end_link(self, request: int, last_words: Reply) -> bool:
        ended, self.asked = request == self.asked, None
        if ended:
            self.told.append(last_words)
        return ended

    async def unlink(self) -> None:
        self.others.clear()

    async def part_from(self, conversations: Collection[int], last_words: Reply) -> tuple[PlatformName, ...]:
        gone, self.others = tuple(self.others) if conversations == [7] else (), []
        self.told.append(last_words)
        return gone

    async def tell_linked(
        self, reply: Reply, *, only: Collection[int] | None = None, but: Collection[int] = ()
    ) -> None:
        if only is not None or not but:
            self.told.append(reply)

    async def plan_reminders(self, visit: Visit) -> None:
        self.visits[visit.code] = visit

    async def drop_reminders(self, code: str) -> None:
        self.visits.pop(code, None)

    async def owe(self, what: str, key: str, *, code: str | None, procedure: str | None) -> None:
        self.owed[key] = {"what": what, "code": code, "procedure": procedure}

    async def owe_no_more(self, key: str) -> None:
        self.owed.pop(key, None)

    async def subscriptions(self) -> list[dict[str, Any]]:
        return [row for row in self.subscribed if row["withdrawn_at"] is None]

    async def subscribe(self, topic: str, *, area: str | None, procedure: str | None, text: str, version: str) -> None:
        about = {"topic": topic, "area_id": area, "procedure_code": procedure}
        if not any(about.items() <= row.items() for row in await self.subscriptions()):
            number = len(self.subscribed) + 1
            agreed = {"consent_text": text, "consent_version": version, "withdrawn_at": None}
            self.subscribed.append({"id": number, **about, **agreed})

    async def unsubscribe(self, number: int | None = None) -> int:
        ended = [row for row in await self.subscriptions() if number in (None, row["id"])]
        for row in ended:
            row["withdrawn_at"] = LETTER
        return len(ended)

    async def leave_callback(self, request: CallbackRequest) -> int:
        self.callbacks.append(request)
        return len(self.callbacks)

    async def full_for_callback(self, phone: str | None = None) -> Cap | None:
        return self.full if self.full is not Cap.PHONE or phone is not None else None

    async def full_for_ticket(self) -> Cap | None:
        return self.full

    async def full_for_subscription(self) -> Cap | None:
        return Cap.PERSON if len(await self.subscriptions()) >= MOST_SUBSCRIPTIONS else self.full

    async def open_callbacks(self) -> list[dict[str, Any]]:
        return [
            {"id": number, "reason": request.reason, "procedure": request.procedure, "created_at": LETTER}
            for number, request in enumerate(self.callbacks, 1)
            if number not in self.withdrawn
        ]

    async def withdraw_callback(self, number: int) -> bool:
        waiting = any(row["id"] == number for row in await self.open_callbacks())
        self.withdrawn.add(number)
        return waiting

    async def record_consent(self, purpose: str, version: str, text: str, *, given: bool) -> None:
        self.consents.append({"purpose": purpose, "version": version, "text": text, "given": given})

    async def export(self) -> dict[str, Any]:
        callbacks = [
            {"id": number, "reason": r.reason, "name": r.name, "phone": r.phone, "status": "open"}
            for number, r in enumerate(self.callbacks, 1)
        ]
        return {
            "profile": None,
            "messages": self.messages,
            "answers": self.answers,
            "consents": self.consents,
            "callbacks": callbacks,
            "subscriptions": self.subscribed,
        }

    async def erase(self, last_words: Reply | None = None) -> None:
        self.erased = True
        self.told += [last_words] if last_words is not None and self.others else []
        self.callbacks.clear()
        self.messages.clear()


class Chat:
    """One person's conversation: state and profile go through JSON between turns, as in the database."""

    def __init__(
        self,
        moment: datetime = LETTER,
        *,
        locks: Iterable[AreaLock] = (),
        booking: BookingClient | None = None,
        introduced: bool = True,
        **router: Any,
    ) -> None:
        self.moment = moment
        self.received = datetime(2026, 11, 24, 2, tzinfo=UTC)
        self.guidance = guidance(locks)
        self.booking = booking
        self.people = MemoryPeople()
        self.profile = Profile(introduced=introduced)
        self.state = State()
        self.router = build_router(**({"flood_burst": 10_000} | router))
        self.seen: list[str] = []
        self.courses: list[dict[str, Any]] = []
        self._ids = itertools.count(1000)
        self.ticket: int | None = None
        """Of a clerk who has the conversation."""

    async def say(
        self,
        text: str,
        intent: str | None = None,
        entities: Mapping[str, str | Sequence[str]] | None = None,
        *,
        ranking: Sequence[tuple[str, float]] = (),
        secondary: Sequence[str] = (),
        source: str = "rasa",
        confidence: float = 0.95,
    ) -> list[Reply]:
        """Send a text; without an intent keywords read it, else nothing does."""
        if intent is None:
            intent = keyword_intent(text)
            source = "keywords" if intent is not None else "none"
        understanding = Understanding(
            intent or FALLBACK,
            confidence if intent else 0.0,
            entities=tuple(_entities(text, entities or {})),
            ranking=tuple(Reading(name, confidence) for name, confidence in ranking),
            secondary=tuple(Reading(name, 0.6) for name in secondary),
            source=source,
        )
        self.people.messages.append({"text": text, "payload": None})
        return await self.take(Kind.TEXT, understanding, text=text)

    async def press(self, label_or_payload: str) -> list[Reply]:
        """Press a choice: of the latest menu by its label, or any payload."""
        payload = label_or_payload
        if not payload.startswith("#"):
            payload = next(c.payload for c in self.state.menu if c.label == label_or_payload)
        return await self.take(Kind.CHOICE, Understanding("choice", 1.0, source="choice"), payload=payload)

    async def take(self, kind: Kind, understanding: Understanding | None = None, **fields: Any) -> list[Reply]:
        number = next(self._ids)
        chat = fields.pop("chat", "p1")
        inbound = Inbound(PlatformName.TERMINAL, f"e{number}", "p1", chat, kind, **fields)
        turn = Turn(
            inbox_id=number,
            inbound=inbound,
            moment=self.moment,
            understanding=understanding or Understanding(FALLBACK, 0.0, source="none"),
            profile=Profile.from_json(self.profile.to_json()),
            state=State.from_json(self.state.to_json()),
            guidance=self.guidance,
            people=self.people,
            owner="owner-1",
            texts=texts(),
            received_at=self.received,
            ticket=self.ticket,
            booking=self.booking,
        )
        async with asyncio.timeout(20):
            await self.router.route(turn)
        self.courses.append(NOTHING if self.people.erased else row_of(turn))  # as the runner does
        self.state, self.profile = turn.state, turn.profile
        self.people.answers += [{"text": reply.text} for reply in turn.replies]
        return turn.replies


def _entities(text: str, entities: Mapping[str, str | Sequence[str]]) -> Iterable[Entity]:
    for name, values in entities.items():
        for value in [values] if isinstance(values, str) else values:
            start = text.find(value)
            yield Entity(name, value, max(start, 0), max(start, 0) + len(value))


def said(replies: Iterable[Reply]) -> str:
    """All that was said, in one text."""
    return "\n".join(reply.text for reply in replies)


def cited(replies: Iterable[Reply]) -> set[str]:
    """Ids of the rules cited as in force."""
    return {source.rule for reply in replies for source in reply.citations if source.in_force}


def cited_past(replies: Iterable[Reply]) -> set[str]:
    """Ids of the rules cited as history."""
    return {source.rule for reply in replies for source in reply.citations if not source.in_force}


def told(replies: Iterable[Reply]) -> set[str]:
    """The ids of all answer units that were told."""
    return {one.unit for reply in replies for one in reply.told}


async def about(code: str, moment: datetime | None = None) -> Chat:
    """Somebody who has just asked for the papers of a procedure, today or at another moment."""
    chat = Chat(moment or TODAY)
    await chat.press(f"#ans.ask:{code}/papers")
    return chat


def payloads(replies: Iterable[Reply]) -> list[str]:
    """All payloads offered."""
    return [choice.payload for reply in replies for choice in reply.choices]
