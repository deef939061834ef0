"""How much of what the sources state the catalogue holds: per kind of field, and per procedure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from bot.guidance.catalogue.book import Reading
from bot.guidance.catalogue.field import State
from bot.guidance.catalogue.telling import Told, judged
from bot.guidance.moments import VIETNAM

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.guidance.catalogue.book import FieldCatalogue, ProcedureFields
    from bot.guidance.catalogue.field import Field
    from bot.guidance.catalogue.values import FieldKind


@dataclass(frozen=True, slots=True)
class Coverage:
    """What became of the entries that readers found in the sources.

    Attributes:
        stated: how many there are.
        settled: of them, those that two readers agree on, a third settled, or that are held back with a reason.
        told: of them, those that may be told while the source is fresh.
        confirmed: of them, those that an official confirmed.
    """

    stated: int
    settled: int
    told: int
    confirmed: int

    @property
    def share(self) -> float:
        """The share that is settled: 1 where nothing is stated."""
        return self.settled / self.stated if self.stated else 1.0


def coverage(catalogue: FieldCatalogue, kind: FieldKind) -> Coverage:
    """Return the coverage of a kind of field over all procedures whose page was read twice."""
    read = (procedure for procedure in catalogue if procedure.reading is Reading.TWICE)
    return _counted(one for procedure in read for one in procedure.fields if one.kind is kind)


def covered(procedure: ProcedureFields, kind: FieldKind) -> Coverage:
    """Return the coverage of a kind of field of one procedure."""
    return _counted(one for one in procedure.fields if one.kind is kind)


def _counted(fields: Iterable[Field]) -> Coverage:
    found = list(fields)
    return Coverage(
        len(found),
        sum(_settled(one) for one in found),
        sum(_told_fresh(one) for one in found),
        sum(one.state is State.CONFIRMED for one in found),
    )


def _settled(one: Field) -> bool:
    return one.state in {State.AGREED, State.CONFIRMED, State.HIDDEN} or (
        one.state is State.DISPUTED and "c" in one.readers
    )


def _told_fresh(one: Field) -> bool:
    day = datetime.combine(one.source.read_on + timedelta(days=1), time(12), VIETNAM)
    return isinstance(judged(one, at=day, known_at=day), Told)
