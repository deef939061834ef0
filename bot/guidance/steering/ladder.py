"""The ladder: online first, then the post, then the counter.

Under letter 4708 it binds: the counter is open only for procedures offered neither online nor by post, and for those
whose law demands presence, always by appointment, never in a locked-down place. Without such a rule it is advice, and
what a unit announces can be booked. Which of the two holds follows from what the rules in force decide, not from names.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.guidance.channels import Channel, Offered, Presence
from bot.guidance.moments import local
from bot.guidance.rulebook.advice import Applies, Area
from bot.guidance.steering.counter import Counter, cite, counter_of, rules_deciding
from bot.guidance.steering.model import (
    Appointment,
    Desk,
    Ladder,
    Lock,
    Reason,
    Remedy,
    Rung,
    Situation,
    StepState,
    Why,
)

if TYPE_CHECKING:
    from datetime import datetime

    from bot.guidance.offers import Offering, Offers
    from bot.guidance.rulebook.advice import Advice
    from bot.guidance.rulebook.book import Rulebook

_NO_PROCEDURE = "-"
"""Code of no procedure: the offers table knows nothing of it, so every way stays unknown."""

_FAVOURABLE = frozenset(
    {Why.MUST_APPEAR, Why.NO_OTHER_WAY, Why.BY_APPOINTMENT, Why.UNITS_RECEIVE, Why.NO_RULE, Why.NOT_EVERYWHERE}
)
"""Reasons that speak for the counter; they are no answer to why there is no slot."""


def steer(
    rulebook: Rulebook,
    offers: Offers,
    moment: datetime,
    procedure: str | None = None,
    *,
    area: Area | None = None,
    situation: Situation | None = None,
) -> Ladder:
    """How to submit a procedure at a moment.

    Args:
        rulebook: the version in force.
        offers: which procedure is offered how.
        moment: now, aware.
        procedure: national code; None asks in general.
        area: the place in question, for rules about places.
        situation: locks, the visit's half-day, ways the person cannot use, their answer to the ladder's question.

    Returns:
        The ladder for the visit's half-day when one is given, else for `moment`.

    Raises:
        ValueError: a moment has no time zone.
    """
    known = situation or Situation()
    when = local(known.visit or moment)
    offering = _offering(offers.at(when, procedure if procedure is not None else _NO_PROCEDURE), known)
    locked = _covers(known.unit_lock, when), _covers(known.citizen_lock, when)
    place = area
    if any(locked):
        place = replace(area, locked=True) if area else Area("", locked=True)
    advice = rulebook.at(when, place, offering if procedure is not None else None)
    return _Steering(advice, offering, known, *locked).ladder()


class _Steering:
    def __init__(
        self, advice: Advice, offering: Offering, situation: Situation, unit_locked: bool, citizen_locked: bool
    ) -> None:
        self.advice = advice
        self.offering = offering
        self.situation = situation
        self.unit_locked = unit_locked
        self.citizen_locked = citizen_locked
        self.locked = unit_locked or citizen_locked
        self.binding = bool(advice.deciding("channel"))
        self.elsewhere = not self.binding and offering.in_person.offered is Offered.ELSEWHERE
        self.agency = rules_deciding(advice, "appointment", "agency_calls")
        self.by_appointment = rules_deciding(advice, "appointment", "required")

    def ladder(self) -> Ladder:
        online = self._sending(Channel.ONLINE)
        postal = self._sending(Channel.POSTAL)
        counter = counter_of(self.advice, self.offering)
        in_person = self._in_person(counter)
        may_book = counter.bookable and not self.locked and not self.agency
        no_exception = self._no_exception(online, postal, may_book=may_book)
        return Ladder(
            moment=self.advice.moment,
            procedure=self.advice.procedure,
            steps=(online, postal, in_person),
            first=self._first(online, postal, counter, may_book=may_book),
            binding=self.binding,
            may_book=may_book,
            appointment=self._appointment(),
            why_not=() if may_book else self._why_not(in_person),
            not_before=self._not_before() if counter.bookable and not self.agency else None,
            question=self._question(),
            no_exception=no_exception,
            remains=self._remains(online, postal, in_person, may_book=may_book, no_exception=no_exception),
            callback=self._callback(in_person, may_book=may_book, no_exception=no_exception),
            unsaid=tuple(
                silence
                for topic in self._unsaid_topics(counter, no_exception=no_exception)
                if (silence := self.advice.silence(topic)) is not None
            ),
            warnings=self.advice.warnings,
            basis=self.offering.bases,
            offering=self.offering,
            advice=self.advice,
        )

    # -- rungs

    def _sending(self, channel: Channel) -> Rung:
        offer = self.offering.offer(channel)
        usable = channel not in self.situation.cannot
        speaking = [
            advised
            for advised in self.advice.about(channel.value)
            if "channels" in advised.rule.topics and advised.applies is Applies.YES
        ]
        offered = Reason(Why.OFFERED, cite(speaking))
        if self.advice.procedure is None:
            if speaking:
                return Rung(channel, StepState.OPEN, (offered,), None, usable)
            return Rung(channel, StepState.UNKNOWN, (Reason(Why.PROCEDURE_OPEN),), None, usable)
        state, reason = {
            Offered.YES: (StepState.OPEN, offered),
            Offered.LIMITED: (StepState.OPEN, offered),
            Offered.NO: (StepState.CLOSED, Reason(Why.NOT_OFFERED)),
            Offered.ELSEWHERE: (StepState.CLOSED, Reason(Why.NOT_OFFERED)),
            Offered.UNKNOWN: (StepState.UNKNOWN, Reason(Why.OFFER_UNKNOWN)),
        }[offer.offered]
        return Rung(channel, state, (reason,), offer.note, usable)

    def _in_person(self, counter: Counter) -> Rung:
        note = self._in_person_note()
        usable = Channel.IN_PERSON not in self.situation.cannot
        if self.agency:
            calls = Reason(Why.AGENCY_CALLS, cite(self.agency))
            return Rung(Channel.IN_PERSON, StepState.CLOSED, (calls, *self._locks()), note, usable)
        if self.locked:
            return Rung(Channel.IN_PERSON, StepState.CLOSED, (*self._locks(), *counter.reasons), note, usable)
        return Rung(Channel.IN_PERSON, counter.state, counter.reasons, note, usable)

    def _in_person_note(self) -> str | None:
        """Where it is handed in, and what must be done there; who may go for somebody else is no such thing."""
        duty = self.offering.duty
        told = duty.note if duty.presence is not Presence.NOT_REQUIRED else None
        where = self.offering.in_person.note
        return " ".join(dict.fromkeys(note for note in (where, told) if note)) or None

    def _locks(self) -> tuple[Reason, ...]:
        lockdown = cite(rules_deciding(self.advice, "reception", "not_received"))
        locks = []
        if self.unit_locked:
            locks.append(Reason(Why.UNIT_LOCKED, lockdown))
        if self.citizen_locked:
            # The letter excepts units and says nothing of people who live there: the phrase says so, and this is where.
            locks.append(Reason(Why.CITIZEN_LOCKED, lockdown))
        return tuple(locks)

    # -- what follows

    def _appointment(self) -> Appointment:
        if self.agency:
            return Appointment.AGENCY_CALLS
        return Appointment.COMPULSORY if self.by_appointment else Appointment.NOT_REGULATED

    @staticmethod
    def _why_not(in_person: Rung) -> tuple[Reason, ...]:
        return tuple(reason for reason in in_person.reasons if reason.why not in _FAVOURABLE)

    def _not_before(self) -> datetime | None:
        locks = (self.situation.unit_lock, self.situation.citizen_lock)
        ends = [lock.until for lock in locks if lock is not None and lock.covers(self.advice.moment)]
        known = [end for end in ends if end is not None]
        return max(known) if known and len(known) == len(ends) else None

    def _question(self) -> str | None:
        conditional = self.offering.duty.presence is Presence.CONDITIONAL
        return self.offering.duty.question if conditional and not self.agency else None

    def _first(self, online: Rung, postal: Rung, counter: Counter, *, may_book: bool) -> tuple[Channel, ...]:
        if self.agency:
            return ()
        goes = may_book or (self.elsewhere and not self.locked)
        if counter.state is StepState.DUTY:
            declared = [Channel.ONLINE] if _can_use(online) else []
            return (*declared, Channel.IN_PERSON) if goes else ()
        ways = [rung.channel for rung in (online, postal) if _can_use(rung)]
        found = [*ways, Channel.IN_PERSON] if goes and counter.state is StepState.OPEN else ways
        # Sending that is open in named cases only is no way to tell first, where another is open to all.
        to_all = [
            channel
            for channel in found
            if channel is Channel.IN_PERSON or self.offering.offer(channel).offered is not Offered.LIMITED
        ]
        return tuple(to_all or found)

    def _no_exception(self, online: Rung, postal: Rung, *, may_book: bool) -> bool:
        open_ways = [rung for rung in (online, postal) if rung.state is StepState.OPEN]
        stuck = bool(open_ways) and not any(rung.usable for rung in open_ways)
        return self.binding and stuck and not may_book and not self.agency

    def _remains(
        self, online: Rung, postal: Rung, in_person: Rung, *, may_book: bool, no_exception: bool
    ) -> tuple[Remedy, ...]:
        remedies = []
        if self.agency:
            remedies.append(Remedy.AGENCY)
        else:
            remedies += [Remedy(rung.channel.value) for rung in (online, postal) if _can_use(rung)]
        if no_exception:
            remedies += [Remedy.POST_PICKUP] if postal.state is StepState.OPEN else []
            remedies.append(Remedy.RELATIVE)
        if may_book and in_person.usable:
            remedies.append(Remedy.IN_PERSON)
        callback = self._callback(in_person, may_book=may_book, no_exception=no_exception)
        if callback is not None and self.advice.hotline is not None:
            remedies.append(Remedy.HOTLINE)
        if self.locked and not self.agency:
            remedies.append(Remedy.WAIT_FOR_UNLOCK)
        if callback is not None:
            remedies.append(Remedy.CALLBACK)
        return tuple(remedies)

    def _callback(self, in_person: Rung, *, may_book: bool, no_exception: bool) -> Desk | None:
        if self.agency:
            return Desk.LABOUR
        unclear = in_person.state is StepState.UNKNOWN and not may_book and self.advice.procedure is not None
        cannot_come = may_book and not in_person.usable
        return Desk.HOTLINE if self.locked or no_exception or unclear or cannot_come else None

    def _unsaid_topics(self, counter: Counter, *, no_exception: bool) -> tuple[str, ...]:
        topics = []
        if self.agency:
            topics.append("unemployment_waiting")
        if self.locked:
            topics += ["inside_lockdown", "locked_area_list"]
        if no_exception:
            topics += ["no_exception", "authorise"]
        whys = {reason.why for reason in counter.reasons}
        about_presence = {Why.MUST_APPEAR, Why.PRESENCE_DEPENDS, Why.PRESENCE_UNKNOWN, Why.PRESENCE_UNRULED}
        if self.binding and not self.agency and whys & about_presence:
            topics.append("must_appear_list")
        if not self.binding:
            topics.append("appointment_duty")
        return tuple(topics)


def _can_use(rung: Rung) -> bool:
    return rung.state is StepState.OPEN and rung.usable


def _covers(lock: Lock | None, when: datetime) -> bool:
    return lock is not None and lock.covers(when)


def _offering(offering: Offering, situation: Situation) -> Offering:
    """The offering with a conditional duty to come settled by the person's answer, where they gave one."""
    if offering.duty.presence is not Presence.CONDITIONAL or situation.must_come is None:
        return offering
    presence = Presence.REQUIRED if situation.must_come else Presence.NOT_REQUIRED
    return replace(offering, duty=replace(offering.duty, presence=presence))
