"""A change of a rulebook: entries that are added or put in place of others, and what that does to the past.

Nothing is taken out: a rule ends on a day, or is hidden (`suspended`), and both are told when somebody asks later.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.guidance.moments import Interval, parse_moment
from bot.guidance.rulebook.schema import SECTIONS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from bot.guidance.rulebook.parse import Entry, Plain

DATED = {"rules": ("effective_from", "effective_to"), "regimes": ("effective_from", "effective_to")} | {
    "contacts": ("valid_from", "valid_to")
}
"""Sections whose entries hold from one moment to another, with the fields that say so."""

HARMLESS = frozenset({"documents", "actors", "groups", "phrases"})
"""Sections in which a new entry says nothing by itself."""
OF_THE_END = frozenset({"to_basis", "to_note", "past_vi", "past_en"})
"""Fields that are told only once an entry is over."""


class Did(enum.StrEnum):
    """What happened to an entry."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Change:
    """One entry that differs between two rulebooks."""

    section: str
    id: str
    before: Entry | None
    after: Entry | None

    @property
    def did(self) -> Did:
        """What happened to it."""
        if self.before is None:
            return Did.ADDED
        return Did.REMOVED if self.after is None else Did.CHANGED

    @property
    def fields(self) -> tuple[str, ...]:
        """Names of the fields that differ, in order."""
        before, after = self.before or {}, self.after or {}
        return tuple(sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name)))


def overlay(base: Plain, draft: Plain) -> Plain:
    """Return `base` with the entries of `draft` added, or put in place of those with the same id."""
    made = {}
    for section in SECTIONS:
        entries = {entry["id"]: entry for entry in base.get(section, ())}
        entries |= {entry["id"]: entry for entry in draft.get(section, ())}
        made[section] = [entries[entry_id] for entry_id in sorted(entries)]
    return made


def hidden(base: Plain, ids: Collection[str]) -> Plain:
    """Return `base` with the rules, regimes and contacts of these ids suspended."""
    made = dict(base)
    for section in DATED:
        made[section] = [
            {**entry, "status": "suspended"} if entry["id"] in ids else entry for entry in base.get(section, ())
        ]
    return made


def changes(before: Plain, after: Plain) -> tuple[Change, ...]:
    """Return the entries that differ, in the order of sections and ids."""
    return tuple(_changes(before, after))


def _changes(before: Plain, after: Plain) -> Iterable[Change]:
    for section in SECTIONS:
        old = {entry["id"]: entry for entry in before.get(section, ())}
        new = {entry["id"]: entry for entry in after.get(section, ())}
        for entry_id in sorted(old.keys() | new.keys()):
            if old.get(entry_id) != new.get(entry_id):
                yield Change(section, entry_id, old.get(entry_id), new.get(entry_id))


def past_changes(before: Plain, after: Plain, moment: datetime) -> tuple[Change, ...]:
    """Return the changes by which a question about a moment before `moment` has another answer than it had.

    Such a rulebook is a correction, and has to say so. An end that is set or moved ahead of `moment` is none.
    """
    return tuple(change for change in _changes(before, after) if _reaches_back(change, moment))


def _reaches_back(change: Change, moment: datetime) -> bool:
    if change.section not in DATED:
        return change.before is not None or change.section not in HARMLESS
    old, new = (_told(change.section, entry) for entry in (change.before, change.after))
    if old is None or new is None:
        told = old or new
        return told is not None and _begun(told, moment)
    if not _begun(old, moment) and not _begun(new, moment):
        return False
    return not _only_ends_later(change, old, new, moment)


def still_said(section: str, was: Entry | None, becomes: Entry | None, moment: datetime) -> bool:
    """Whether what was told by an entry of a dated section holds as it stands now.

    An end that is set or moved ahead of `moment` makes nothing wrong that was said.
    """
    old, new = (_told(section, entry) for entry in (was, becomes))
    if old is None or new is None:
        return False
    return was == becomes or _only_ends_later(Change(section, "", was, becomes), old, new, moment)


def _only_ends_later(change: Change, old: Interval, new: Interval, moment: datetime) -> bool:
    end = DATED[change.section][1]
    return set(change.fields) <= {end, *OF_THE_END} and _open_at(old, moment) and _open_at(new, moment)


def _told(section: str, entry: Entry | None) -> Interval | None:
    """When an entry is in force; None where it is told to nobody."""
    if entry is None or entry.get("status") != "published":
        return None
    start, end = (parse_moment(entry[name]) if name in entry else None for name in DATED[section])
    return Interval(start, end)


def _begun(interval: Interval, moment: datetime) -> bool:
    return interval.start is None or interval.start < moment


def _open_at(interval: Interval, moment: datetime) -> bool:
    return interval.end is None or interval.end >= moment


def interval_of(section: str, entry: dict[str, Any]) -> Interval:
    """Return from when to when an entry of a dated section holds, whatever its status."""
    start, end = (parse_moment(entry[name]) if name in entry else None for name in DATED[section])
    return Interval(start, end)
