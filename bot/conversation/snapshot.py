"""Everything that a turn may look up without asking anybody: rules, places, procedures, offers, locked-down areas."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.guidance.answers import AnswerUnits
from bot.guidance.glossary import Glossary
from bot.guidance.law_answers import LawAnswers
from bot.guidance.rulebook.advice import Area

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.guidance.catalogue import FieldCatalogue
    from bot.guidance.deciders import Deciders
    from bot.guidance.life_events import LifeEvents
    from bot.guidance.offers import Offers
    from bot.guidance.places.gazetteer import AdminUnit, Gazetteer
    from bot.guidance.places.resolve import PlaceResolver
    from bot.guidance.procedures import Catalogue
    from bot.guidance.rulebook.book import Rulebook
    from bot.guidance.steering.model import Lock
    from bot.understanding.search.finder import ProcedureSearch


@dataclass(frozen=True, slots=True)
class AreaLock:
    """A locked-down area, as staff announced it."""

    area: str
    lock: Lock
    reason: str | None = None


VISITS_AHEAD = timedelta(days=14)
"""How far ahead visits are booked, so that a lock-down which begins until then is told."""


@dataclass(frozen=True, slots=True)
class TimedNotice:
    """What everybody who writes between two moments is told first, in an area or in the whole province.

    Attributes:
        id: of its row.
        area: id of an administrative unit; None for the province.
        texts: language → text.
        start: first moment.
        end: first moment after.
    """

    id: int
    area: str | None
    texts: Mapping[str, str]
    start: datetime
    end: datetime

    def holds(self, moment: datetime) -> bool:
        """Return whether it is told at ``moment``."""
        return self.start <= moment < self.end


@dataclass(frozen=True, slots=True)
class Guidance:
    """One state of the guidance; processes exchange it whole when staff change something.

    Attributes:
        version: raised by each change.
        rulebook_id: which version of the rulebook it is: its row.
        changed: of the newest versions by staff: number, and ids of the entries that each added, changed or hid.
        rulebook: rules, regimes, contacts by date.
        offers: which procedure is offered how, by date.
        places: administrative units of all eras.
        place_reader: finds the place in a text.
        catalogue: the procedures.
        fields: what is known of each procedure, field by field: papers, fee, days, who takes it in.
        search: finds the procedure that a text names.
        locks: locked-down areas, past and future ones too.
        notices: what is told first in a time window, past and future ones too.
        glossary: words of the law, by their day.
        life_events: what follows from something that happens to people; None: nothing is known.
        deciders: who decides what, beside the one-stop centres; None: nothing is known.
        law_answers: what laws answer and no page of the portal does.
    """

    version: int
    rulebook: Rulebook
    offers: Offers
    places: Gazetteer
    place_reader: PlaceResolver
    catalogue: Catalogue
    fields: FieldCatalogue
    search: ProcedureSearch
    locks: tuple[AreaLock, ...] = ()
    notices: tuple[TimedNotice, ...] = ()
    rulebook_id: int = 0
    changed: tuple[tuple[int, frozenset[str]], ...] = ()
    glossary: Glossary = field(default_factory=Glossary)
    life_events: LifeEvents | None = None
    deciders: Deciders | None = None
    law_answers: LawAnswers = field(default_factory=LawAnswers)

    @property
    def answers(self) -> AnswerUnits:
        """The units that answer single questions, compiled from this state."""
        return AnswerUnits(self.catalogue, self.fields, self.rulebook, self.offers, self.glossary)

    def changed_since(self, version: int) -> frozenset[str]:
        """Return the ids of rules, regimes, contacts that staff have changed or hidden after a version."""
        return frozenset(entry for number, entries in self.changed if number > version for entry in entries)

    def lock_of(self, unit_id: str, moment: datetime) -> Lock | None:
        """Return the lock-down that covers a unit at ``moment``; one of an area locks all that lies in it.

        Where a commune and its district are both locked down, it is the one that ends last: nobody may come before.
        """
        found = [
            entry.lock
            for entry in self.locks
            if entry.lock.covers(moment) and self.places.contains(entry.area, unit_id)
        ]
        endless = next((lock for lock in found if lock.until is None), None)
        return endless or max(found, key=lambda lock: lock.until or lock.since, default=None)

    def next_lock_of(self, unit_id: str, moment: datetime) -> Lock | None:
        """Return the lock-down that begins next for a unit after ``moment``, as far ahead as visits are booked."""
        last = moment + VISITS_AHEAD
        coming = [
            entry.lock
            for entry in self.locks
            if moment < entry.lock.since <= last
            and (entry.lock.until is None or entry.lock.until > entry.lock.since)
            and self.places.contains(entry.area, unit_id)
        ]
        return min(coming, key=lambda lock: lock.since, default=None)

    def locks_at(self, moment: datetime) -> list[AreaLock]:
        """Return the areas that are locked down at ``moment``."""
        return [entry for entry in self.locks if entry.lock.covers(moment)]

    def locks_ahead(self, moment: datetime) -> list[AreaLock]:
        """Return the areas that are locked down at ``moment``, or will be while visits can be booked for."""
        last = moment + VISITS_AHEAD
        return [
            entry
            for entry in self.locks
            if entry.lock.since <= last
            and (entry.lock.until is None or entry.lock.until > max(moment, entry.lock.since))
        ]

    def notices_for(self, home: AdminUnit | None, moment: datetime) -> list[TimedNotice]:
        """Return what somebody who lives in ``home`` is told first at ``moment``; None: only what all are told.

        A home of another era counts as what became of it: somebody whose commune was divided hears of every part.
        """
        places = self.places
        homes = places.at(home, moment) if home is not None else ()
        return [
            notice
            for notice in self.notices
            if notice.holds(moment)
            and (notice.area is None or any(places.contains(notice.area, unit.id) for unit in homes))
        ]

    def crowd_limit(self, unit_id: str, moment: datetime) -> int | None:
        """Return how many people a rule in force lets be at a one-stop unit at once; None where none says."""
        area = self.area(self.places.find(unit_id), moment)
        return self.rulebook.at(moment, area).crowd(0).limit

    def area(self, unit: AdminUnit | None, moment: datetime) -> Area | None:
        """Return a place as rules see it, or None for none."""
        if unit is None:
            return None
        line = self.places.ancestors(unit.id)
        keys = {name for step in line for name in (step.id, step.code, step.name)}
        return Area(
            name=unit.name,
            keys=frozenset(keys),
            province=line[-1].id if line else None,
            level=unit.level,
            locked=self.lock_of(unit.id, moment) is not None,
        )
