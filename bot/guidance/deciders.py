"""Who decides what: bodies that the one-stop centres are not, by the words in which people speak of their business.

Data only. Which of them a sentence speaks of is read by ``bot.understanding.deciding``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from bot.guidance.moments import local

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_ID = re.compile(r"[a-z][a-z_]*")
_FIRST, _LAST = date.min, date.max
BOTH = "&"
"""Stands between the parts of a phrase that may be apart in a sentence, in any order."""


class DecidersError(ValueError):
    """The table cannot be used; the message names the entry and the field."""


class Basis(StrEnum):
    """What it stands on that a body decides something."""

    STATED = "stated"
    """A source says so, which is named."""
    KNOWN = "known"
    """Everybody knows it: a bank decides about its own loan. No source was read."""


@dataclass(frozen=True, slots=True)
class Body:
    """Who decides, for a time.

    Attributes:
        ask_vi: its name, as it stands behind "hỏi" or "việc của".
        ask_en: the same behind "ask".
        basis: what that stands on.
        source: national codes of procedures, or a document and its part; empty where nothing was read.
        since: the first day for which it is known; None: it always was.
        until: the first day for which it is not known any more; None: it still is.
    """

    ask_vi: str
    ask_en: str
    basis: Basis
    source: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    def holds(self, moment: datetime) -> bool:
        """Return whether it decides at a moment."""
        return (self.since or _FIRST) <= local(moment).date() < (self.until or _LAST)


@dataclass(frozen=True, slots=True)
class Business:
    """What people ask about, and who decides it.

    Attributes:
        id: for programs.
        matter_vi: what it is, as it begins a sentence.
        matter_en: the same in English.
        said: phrases by which people speak of it, in Vietnamese and English.
        written: phrases that mean it only where they are typed with their accents.
        but: phrases beside which none of the others means it.
        who: who decides, one at each moment; at a moment of none nobody is named.
        dossiers: the catalogue holds procedures of it: one that is named is answered first.
        urgent: somebody may be in the middle of it: who it is for comes first, and no apology.
        theme: what a message speaks of is what its other questions are about, and no circumstance of them.
        against: id of the business whose body is asked where somebody complains of this one; empty: there is none.
        doers: names of those whose own doing it is, and no office's.
        note_vi: one more sentence.
        note_en: the same in English.
    """

    id: str
    matter_vi: str
    matter_en: str
    said: tuple[str, ...]
    who: tuple[Body, ...]
    written: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    dossiers: bool = False
    urgent: bool = False
    theme: bool = False
    against: str = ""
    doers: tuple[str, ...] = ()
    note_vi: str = ""
    note_en: str = ""

    def body(self, moment: datetime) -> Body | None:
        """Return who decides at a moment, or None where nobody is known to."""
        return next((body for body in self.who if body.holds(moment)), None)


class Deciders:
    """All businesses, by id, in the order of the file."""

    def __init__(self, entries: Sequence[Business]) -> None:
        self._by_id = {entry.id: entry for entry in entries}
        if len(self._by_id) != len(entries):
            raise DecidersError("an entry stands twice")
        for entry in entries:
            if entry.against and entry.against not in self._by_id:
                raise DecidersError(f"{entry.id}: against: no entry {entry.against!r}")

    @classmethod
    def parse(cls, plain: object) -> Deciders:
        """Build them from the parsed YAML.

        Raises:
            DecidersError: a field is missing, unknown or empty, or two bodies decide the same at the same time.
        """
        rows = plain.get("deciders") if isinstance(plain, dict) else None
        if not isinstance(plain, dict) or not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise DecidersError("not a mapping with deciders")
        others = _phrases("all of them", plain, "dossiers_of_others")
        return cls([_business(row, others) for row in rows])

    def get(self, name: str) -> Business | None:
        """Return the business of an id, or None."""
        return self._by_id.get(name)

    def __iter__(self) -> Iterator[Business]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)


def _business(row: Mapping[str, Any], others: tuple[str, ...]) -> Business:
    where = str(row.get("id", "an entry without id"))
    optional = {"said_en", "written", "but", "dossiers", "urgent", "theme", "against", "doers", "note_vi", "note_en"}
    _fields(where, row, {"id", "matter_vi", "matter_en", "said", "who"}, optional)
    if not _ID.fullmatch(where):
        raise DecidersError(f"{where}: no id")
    if bool(row.get("note_vi")) != bool(row.get("note_en")):
        raise DecidersError(f"{where}: a note in one language")
    said, written, but, doers = (_phrases(where, row, name) for name in ("said", "written", "but", "doers"))
    who = sorted((_body(where, one) for one in row["who"]), key=lambda body: body.since or _FIRST)
    for earlier, later in pairwise(who):
        if (earlier.until or _LAST) > (later.since or _FIRST):
            raise DecidersError(f"{where}: who: two at the same time")
    if row.get("dossiers"):
        but = (*but, *(other for other in others if other not in said))
    return Business(
        id=where,
        matter_vi=row["matter_vi"],
        matter_en=row["matter_en"],
        said=(*said, *_phrases(where, row, "said_en")),
        who=tuple(who),
        written=written,
        but=but,
        dossiers=bool(row.get("dossiers", False)),
        urgent=bool(row.get("urgent", False)),
        theme=bool(row.get("theme", False)),
        against=row.get("against", ""),
        doers=doers,
        note_vi=row.get("note_vi", ""),
        note_en=row.get("note_en", ""),
    )


def _phrases(where: str, row: Mapping[str, Any], name: str) -> tuple[str, ...]:
    phrases = row.get(name, [])
    if not isinstance(phrases, list):
        raise DecidersError(f"{where}: {name}: no list")
    for phrase in phrases:
        if not isinstance(phrase, str) or not all(part.strip() for part in phrase.split(BOTH)):
            raise DecidersError(f"{where}: {name}: no phrase: {phrase!r}")
    return tuple(phrases)


def _body(entry: str, row: object) -> Body:
    where = f"{entry}: who"
    if not isinstance(row, dict):
        raise DecidersError(f"{where}: no mapping")
    _fields(where, row, {"ask_vi", "ask_en", "basis"}, {"source", "since", "until"})
    try:
        basis = Basis(row["basis"])
    except ValueError as error:
        raise DecidersError(f"{where}: basis: {row['basis']!r} is none of {', '.join(Basis)}") from error
    source = _phrases(where, row, "source")
    if bool(source) != (basis is Basis.STATED):
        raise DecidersError(f"{where}: what is stated has a source, and nothing else has one")
    return Body(row["ask_vi"], row["ask_en"], basis, source, _day(where, row, "since"), _day(where, row, "until"))


def _day(where: str, row: Mapping[str, Any], name: str) -> date | None:
    if name not in row:
        return None
    try:
        return date.fromisoformat(row[name])
    except (TypeError, ValueError) as error:
        raise DecidersError(f"{where}: {name}: no day: {row[name]!r}") from error


def _fields(where: str, row: Mapping[str, Any], needed: set[str], allowed: set[str]) -> None:
    missing = [name for name in sorted(needed) if not row.get(name)]
    strange = sorted(row.keys() - needed - allowed)
    if missing or strange:
        what = f"{', '.join(missing)} missing or empty" if missing else f"unknown field {strange[0]}"
        raise DecidersError(f"{where}: {what}")
