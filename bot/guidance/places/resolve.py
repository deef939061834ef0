"""From a typed place to the administrative unit of a moment, or to the question that has to be asked.

Pure: the same text, moment and hint give the same match. Nothing is guessed where a wrong answer would send somebody
to the wrong office: a divided unit, a name that an old and a new unit share, and a district's name without its kind
give candidates.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.guidance.places.gazetteer import (
    SECOND_LEVEL_ENDS,
    AdminUnit,
    Gazetteer,
    Level,
    MatchKind,
    PlaceMatch,
    Reason,
    local_day,
)
from bot.guidance.places.names import NameFinder
from bot.guidance.places.other_provinces import OTHER_PROVINCES
from bot.guidance.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from bot.guidance.places.names import Mention

_NO_UNITS = re.compile(
    rf"\b(?:{'|'.join(OTHER_PROVINCES)})\b"
    r"|\b(?:chi|anh|em|ong|ba|bac|chu|co|di|cau|mo|thim|duong|me|ma|tia|cha|chau|con|vo|chong)"
    r" (?:hai|ba|tu|nam|sau|bay|tam|chin|muoi|ut|noi|ngoai|chau|tui|toi|em|con|minh|gai|trai|ruot)\b"
    r"|\b(?:chau|con|em) (?:hoi|xin|muon|can|chao|nho|la)\b"
)
"""What is no unit's name however near one it is spelled."""
Hint = AdminUnit | Level
"""What is known besides the text: the level that is asked for, or an area the person is known to live in."""


class PlaceResolver:
    """Resolves what people type. Built once from a gazetteer."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self._finder = NameFinder(gazetteer)

    def resolve(self, text: str, moment: date | datetime, hint: Hint | None = None) -> PlaceMatch:
        """Return what ``text`` names at ``moment``.

        Args:
            text: a place as typed, or a sentence with one in it.
            moment: when; an aware datetime is told in Việt Nam's time.
            hint: narrows what the text leaves open, never overrules it.
        """
        parsed = self._finder.parse(text)
        day = local_day(moment)
        mentions = () if self._names_only_others(text, parsed.mentions) else parsed.mentions
        targets, mismatch = self._targets(mentions)
        if not targets:
            match = PlaceMatch(MatchKind.NONE, text, reason=Reason.UNKNOWN)
        elif len(targets) > 1:
            units = _unique(unit for target in targets for unit in self._now(target.units, day))
            match = _candidates(text, units, Reason.SEVERAL)
        elif mismatch:
            match = _candidates(text, targets[0].units, Reason.MISMATCH)
        else:
            match = self._decide(targets[0], day, hint, text)
        guessed = any(not target.exact for target in targets)
        return replace(match, detail=parsed.detail, exact=match.exact and not guessed)

    def named(self, text: str) -> tuple[str, ...]:
        """Return the folded names of units, without their kinds, that ``text`` names as they are spelled."""
        return self._finder.names(text)

    def _names_only_others(self, text: str, mentions: Sequence[Mention]) -> bool:
        """Return whether what looks like a unit's name is another province's as it is spelled, or one of the family.

        A name that is spelled as a unit's is that unit's, whatever else is called so.
        """
        if not mentions or any(mention.exact for mention in mentions):
            return False
        plain = fold(text)
        left = _NO_UNITS.sub(" , ", plain)
        return left != plain and not self._finder.parse(left).mentions

    # ------------------------------------------------------------------ which of the names is the place itself

    def _targets(self, mentions: Sequence[Mention]) -> tuple[list[Mention], bool]:
        """Return the place named, narrowed by the names of what it lies in; and whether these contradict it."""
        if not mentions:
            return [], False
        for target in mentions:
            others = [mention for mention in mentions if mention is not target]
            for fits in (self._lies_in, self._came_from):
                narrowed = tuple(unit for unit in target.units if all(fits(unit, other) for other in others))
                if narrowed:
                    return [replace(target, units=narrowed)], False
        communes = [mention for mention in mentions if all(unit.level is Level.COMMUNE for unit in mention.units)]
        if len(communes) == 1:
            return communes, True
        return list(communes or mentions), False

    def _lies_in(self, unit: AdminUnit, area: Mention) -> bool:
        return any(self.gazetteer.contains(other.id, unit.id) for other in area.units if self._above(other, unit))

    def _came_from(self, unit: AdminUnit, area: Mention) -> bool:
        """Whether a unit of today is named with the district its area was in before."""
        return any(self._inside(unit, other) for other in area.units if self._above(other, unit))

    @staticmethod
    def _above(area: AdminUnit, unit: AdminUnit) -> bool:
        return list(Level).index(area.level) < list(Level).index(unit.level)

    def _inside(self, unit: AdminUnit, area: AdminUnit) -> bool:
        """Whether a unit lies in an area, also where the area is one of an earlier time."""
        if self.gazetteer.contains(area.id, unit.id):
            return True
        return any(self.gazetteer.contains(area.id, old.id) for old in self.gazetteer.predecessors(unit.id))

    # ------------------------------------------------------------------ what the name is at the moment

    def _decide(self, target: Mention, day: date, hint: Hint | None, text: str) -> PlaceMatch:
        units = self._hinted(target.units, hint)
        if day < SECOND_LEVEL_ENDS:
            if target.loose and not any(unit.exists_at(day) for unit in units):
                return replace(self._decide_with_districts(target.loose, day, text), exact=False)
            return self._decide_with_districts(units, day, text)
        if target.old and any(unit.ended_by(day) for unit in units):
            units = tuple(unit for unit in units if unit.ended_by(day))
        if target.new and any(unit.exists_at(day) for unit in units):
            units = tuple(unit for unit in units if unit.exists_at(day))
        return self._decide_today(units, day, text)

    def _hinted(self, units: tuple[AdminUnit, ...], hint: Hint | None) -> tuple[AdminUnit, ...]:
        if hint is None:
            return units
        if isinstance(hint, Level):
            return tuple(unit for unit in units if unit.level is hint) or units
        inside = tuple(unit for unit in units if unit is hint or self._inside(unit, hint))
        return inside or units

    def _decide_with_districts(self, units: tuple[AdminUnit, ...], day: date, text: str) -> PlaceMatch:
        home = self.gazetteer.province_at(day)
        existing = [unit for unit in units if unit.exists_at(day)]
        here = tuple(unit for unit in existing if self.gazetteer.contains(home.id, unit.id))
        if len(here) == 1:
            return PlaceMatch(MatchKind.UNIQUE, text, here[0])
        if here:
            same_level = len({unit.level for unit in here}) == 1
            return _candidates(text, here, Reason.SAME_NAME if same_level else Reason.LEVEL)
        if existing:
            return PlaceMatch(MatchKind.NONE, text, reason=Reason.OTHER_PROVINCE, via=existing[0])
        ended = [unit for unit in units if unit.ended_by(day)]
        if ended:
            return self._converted(text, ended[0], self.gazetteer.at(ended[0], day))
        later = units[0]
        before = tuple(
            unit
            for unit in self.gazetteer.predecessors(later.id)
            if unit.exists_at(day) and self.gazetteer.contains(home.id, unit.id)
        )
        return PlaceMatch(MatchKind.NONE, text, candidates=before, reason=Reason.NOT_YET, via=later)

    def _decide_today(self, units: tuple[AdminUnit, ...], day: date, text: str) -> PlaceMatch:
        existing = _unique(unit for unit in units if unit.exists_at(day))
        provinces = [unit for unit in existing if unit.level is Level.PROVINCE]
        if provinces:
            return PlaceMatch(MatchKind.UNIQUE, text, provinces[0])
        gone = [unit for unit in units if unit.ended_by(day)]
        districts = [unit for unit in gone if unit.level is Level.DISTRICT]
        others = [unit for unit in gone if unit.level is not Level.DISTRICT]
        if districts and not existing and not others:
            return _dissolved(text, districts[0], self.gazetteer.at(districts[0], day))
        if not existing and not districts:
            return self._decide_gone(others, day, text)
        different = [unit for unit in others if self.gazetteer.at(unit, day) != existing]
        if not different and not districts:
            return PlaceMatch(MatchKind.UNIQUE, text, existing[0])
        return _candidates(text, (*existing, *different, *districts), Reason.OLD_OR_NEW)

    def _decide_gone(self, gone: Sequence[AdminUnit], day: date, text: str) -> PlaceMatch:
        becomes = {self.gazetteer.at(unit, day) for unit in gone}
        if len(becomes) > 1:
            return _candidates(text, tuple(gone), Reason.SAME_NAME)
        return self._converted(text, gone[0], becomes.pop())

    def _converted(self, text: str, old: AdminUnit, today: tuple[AdminUnit, ...]) -> PlaceMatch:
        if len(today) == 1:
            return PlaceMatch(MatchKind.UNIQUE, text, today[0], reason=Reason.CONVERTED, via=old)
        return PlaceMatch(MatchKind.CANDIDATES, text, candidates=today, reason=Reason.SPLIT, via=old)

    def _now(self, units: Iterable[AdminUnit], day: date) -> Iterable[AdminUnit]:
        for unit in units:
            yield from self.gazetteer.at(unit, day)


def _dissolved(text: str, district: AdminUnit, today: tuple[AdminUnit, ...]) -> PlaceMatch:
    return PlaceMatch(MatchKind.CANDIDATES, text, candidates=today, reason=Reason.DISSOLVED, via=district)


def _candidates(text: str, units: Iterable[AdminUnit], reason: Reason) -> PlaceMatch:
    return PlaceMatch(MatchKind.CANDIDATES, text, candidates=_unique(units), reason=reason)


def _unique(units: Iterable[AdminUnit]) -> tuple[AdminUnit, ...]:
    return tuple({unit.id: unit for unit in units}.values())
