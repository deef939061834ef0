"""Breaking counts down without pointing at anybody: groups of fewer than five people are told only together.

A hidden group must not come out by subtraction either: what is told together stands for at least five people, and
where it cannot, nothing is broken down.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

LEAST = 5
"""People that a count must stand for to be told by itself."""


@dataclass(frozen=True, slots=True)
class Case:
    """One person's difficulty, wish or course, once.

    Attributes:
        person: tells people apart; leads to nobody.
        kind: which difficulty or course, like ``online.no_network``.
        procedure: national code, or None.
        area: id of an administrative unit, or None.
    """

    person: Hashable
    kind: str
    procedure: str | None = None
    area: str | None = None


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A count and what it is made of.

    Attributes:
        total: cases in all.
        groups: (key, cases) of the groups that are told, the largest first; each stands for five people or more.
        rest: cases of the others together; none, or of five people or more, or all of them.
    """

    total: int
    groups: tuple[tuple[str | None, int], ...]
    rest: int


def break_down(cases: Iterable[Case], key: Callable[[Case], str | None], *, most: int = 12) -> Breakdown:
    """Count cases by ``key``.

    Args:
        cases: each counts once.
        key: of which group a case is; None stands for what is not known.
        most: groups told at most; smaller ones go to the rest.
    """
    counted = list(cases)
    groups: dict[str | None, list[Case]] = {}
    for case in counted:
        groups.setdefault(key(case), []).append(case)
    ordered = sorted(groups, key=lambda name: (-len(groups[name]), name is None, name or ""))
    told = [name for name in ordered if _people(groups[name]) >= LEAST][:most]
    hidden = [case for name in ordered if name not in told for case in groups[name]]
    while told and hidden and _people(hidden) < LEAST:
        hidden += groups[told.pop()]
    return Breakdown(len(counted), tuple((name, len(groups[name])) for name in told), len(hidden))


def _people(cases: Iterable[Case]) -> int:
    return len({case.person for case in cases})
