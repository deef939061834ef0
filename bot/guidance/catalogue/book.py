"""The fields of all procedures, and what of them may be told at a moment."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.guidance.catalogue.telling import Reason, Told, Untold, judged
from bot.guidance.moments import local

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import date, datetime

    from bot.guidance.catalogue.field import Field
    from bot.guidance.catalogue.values import FieldKind


class Reading(StrEnum):
    """How far a procedure's page was read."""

    TWICE = "twice"
    """By two readers apart from each other."""
    ONCE = "once"
    """By one reader: what he found waits for a second one or for an official, and citizens are told no more than of one
    that is only named."""
    NAMED = "named"
    """Not yet: it is named, and its page linked ("chỉ theo cổng")."""
    MISSING = "missing"
    """No page of it is at hand: it is named, its fields are unknown."""


@dataclass(frozen=True, slots=True)
class Repeal:
    """A code that is no longer valid.

    Attributes:
        since: first day on which it is not.
        replaced_by: codes that took its place.
        known_from: the instant from which that was known; None: from installation.
        known_to: the instant at which something else was said; None: it still stands.
    """

    since: date
    replaced_by: tuple[str, ...] = ()
    known_from: datetime | None = None
    known_to: datetime | None = None

    def known(self, moment: datetime) -> bool:
        """Whether that was what was known at ``moment``."""
        return not (self.known_from and moment < self.known_from) and not (self.known_to and moment >= self.known_to)


@dataclass(frozen=True, slots=True)
class ProcedureFields:
    """All that is written down of one procedure.

    Attributes:
        code: of the procedure.
        reading: how far its page was read.
        fields: in the order of the source; all versions.
        refused: kind → why the readers say that it cannot be told.
        decision: number of the decision that published it; empty: none is named, or it is another province's.
        repeal: where the code is no longer valid.
        repeals: the same as files said it, one after the other; it goes before the other while it was known.
    """

    code: str
    reading: Reading
    fields: tuple[Field, ...] = ()
    refused: Mapping[FieldKind, str] = field(default_factory=dict)
    decision: str = ""
    repeal: Repeal | None = None
    repeals: tuple[Repeal, ...] = ()

    def __post_init__(self) -> None:
        """Refuse fields of another procedure.

        Raises:
            ValueError: a field bears another code.
        """
        for one in self.fields:
            if one.code != self.code:
                raise ValueError(f"{self.code}: a field of {one.code}")

    def ended(self, at: datetime, known_at: datetime) -> Repeal | None:
        """Return when the code ceased to be valid, where it is not at a moment, as known at another."""
        known = (one for one in (*self.repeals, self.repeal) if one is not None and one.known(known_at))
        found = next(known, None)
        return found if found is not None and local(at).date() >= found.since else None


@dataclass(frozen=True, slots=True)
class Telling:
    """The answer to one question about a procedure: what may be told, or why nothing is.

    Attributes:
        code: of the procedure.
        kind: what was asked.
        told: what may be told, in the order of the source.
        untold: what is written down and may not be told, each with its reason.
        why: why nothing is told; None where something is.
        note: what the readers say on it, where they refused the kind.
    """

    code: str
    kind: FieldKind
    told: tuple[Told, ...]
    untold: tuple[Untold, ...]
    why: Reason | None
    note: str = ""

    @property
    def whole(self) -> bool:
        """Whether all that is written down is told: a list of papers that is not whole has to say so."""
        return bool(self.told) and not self.untold


_WEIGHTIEST = (
    Reason.REPEALED,
    Reason.AGENCY_GONE,
    Reason.AGENCY_NOT_YET,
    Reason.BEFORE_KNOWN,
    Reason.OVER,
    Reason.OTHER_PROVINCE,
    Reason.UNKNOWN_HERE,
    Reason.DISPUTED,
    Reason.NO_UNIT,
    Reason.TOO_OLD,
    Reason.HIDDEN,
    Reason.ONE_READER,
)
"""Which reason is given first where fields are held back for several."""


class FieldCatalogue:
    """The fields of all procedures, by code."""

    def __init__(self, procedures: Iterable[ProcedureFields] = ()) -> None:
        self._by_code: dict[str, ProcedureFields] = {}
        for procedure in procedures:
            if procedure.code in self._by_code:
                raise ValueError(f"{procedure.code} stands twice among the fields of the catalogue")
            self._by_code[procedure.code] = procedure

    def __iter__(self) -> Iterator[ProcedureFields]:
        return iter(self._by_code.values())

    def __len__(self) -> int:
        return len(self._by_code)

    def get(self, code: str) -> ProcedureFields | None:
        """Return what is written down of a procedure, or None."""
        return self._by_code.get(code)

    def only(self, codes: Collection[str]) -> FieldCatalogue:
        """Return what is written down of some procedures."""
        return FieldCatalogue(one for one in self if one.code in codes)

    def with_all(self, others: FieldCatalogue) -> FieldCatalogue:
        """Return it with others in place of its own of the same codes, and new ones behind."""
        return FieldCatalogue({one.code: one for one in (*self, *others)}.values())

    def told(self, code: str, kind: FieldKind, *, at: datetime, known_at: datetime) -> Telling:
        """Return what may be told of a procedure.

        Args:
            code: of the procedure.
            kind: what is asked.
            at: the moment that is asked about.
            known_at: the real moment: only what was known then counts.
        """
        procedure = self._by_code.get(code)
        if procedure is None or (procedure.reading is Reading.MISSING and not procedure.fields):
            return Telling(code, kind, (), (), Reason.UNKNOWN)
        fields = [one for one in procedure.fields if one.kind is kind and one.known(known_at)]
        if procedure.ended(at, known_at) is not None:
            return Telling(code, kind, (), tuple(Untold(one, Reason.REPEALED) for one in fields), Reason.REPEALED)
        judgements = [judged(one, at=at, known_at=known_at) for one in fields]
        told = tuple(one for one in judgements if isinstance(one, Told))
        untold = tuple(one for one in judgements if isinstance(one, Untold))
        note = "" if procedure.reading is Reading.ONCE else procedure.refused.get(kind, "")
        if told:
            return Telling(code, kind, told, untold, None, note)
        return Telling(code, kind, (), untold, _why(procedure, untold, refused=bool(note)), note)

    def ended(self, code: str, *, at: datetime, known_at: datetime) -> Repeal | None:
        """Return when a code ceased to be valid, where it is not at a moment; None: it is, or nobody says otherwise."""
        procedure = self._by_code.get(code)
        return procedure.ended(at, known_at) if procedure is not None else None

    def with_version(self, field: Field, known_from: datetime) -> FieldCatalogue:
        """Return a catalogue in which this version of a field stands from a moment on, in place of the one before.

        What is told as known before that moment stays as it was. This is how staff confirm, correct or hide a field.

        Raises:
            ValueError: a later version of it is known already.
        """
        procedure = self._by_code.get(field.code, ProcedureFields(field.code, Reading.MISSING))
        kept = []
        for one in procedure.fields:
            if one.id == field.id and one.known_from and one.known_from >= known_from:
                raise ValueError(
                    f"{field.code} {field.id}: a later version is known since {one.known_from.isoformat()}"
                )
            ends = one.id == field.id and one.known(known_from)
            kept.append(replace(one, known_to=known_from) if ends else one)
        stands = replace(field, known_from=known_from, known_to=None)
        changed = replace(procedure, fields=(*kept, stands))
        return FieldCatalogue({**self._by_code, field.code: changed}.values())


def _why(procedure: ProcedureFields, untold: tuple[Untold, ...], *, refused: bool) -> Reason:
    reasons = {one.reason for one in untold}
    if procedure.reading is Reading.ONCE:
        reasons.discard(Reason.ONE_READER)
    for reason in _WEIGHTIEST:
        if reason in reasons:
            return reason
    if refused:
        return Reason.REFUSED
    return Reason.UNREAD if procedure.reading in {Reading.NAMED, Reading.ONCE} else Reason.UNKNOWN
