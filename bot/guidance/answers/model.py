"""What an answer to one question is made of. Nothing here says words: a unit names texts by their keys."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from bot.guidance.answers.asked import FactName, Focus
    from bot.guidance.rulebook.advice import Citation


class Basis(StrEnum):
    """How well an answer is founded."""

    STATED = "stated"
    """A source says so."""
    DERIVED = "derived"
    """It follows from what sources say."""
    SILENT = "silent"
    """No source at hand says anything."""
    UNCONFIRMED = "unconfirmed"
    """Something is written down that may not be told flatly: it is old, or of another day."""


class Polarity(StrEnum):
    """What a unit's proposition comes to. Whatever the question's form, the answer says the proposition in full."""

    YES = "yes"
    NO = "no"
    DEPENDS = "depends"


@dataclass(frozen=True, slots=True)
class Say:
    """A text by its key, with what fills its places: words, numbers, or texts again."""

    key: str
    values: Mapping[str, str | int | Say | Row] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """Several texts, one after the other, with ``by`` between them."""

    parts: tuple[str | Say | Row, ...]
    by: str = ", "


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer stands in the catalogue.

    Attributes:
        id: code and kind of the field.
        document: as it is shown to people.
        part: of the page, as people call it.
        day: the source's own day, or that of the copy.
        url: where it can be read, or None.
        confirmed: whether an official confirmed it.
        of_law: the document is a law, and the part an article of it; its wording was read in somebody else's copy.
        laws: what the page itself cites for it, like "khoản 2 Điều 14 Nghị định 104/2022/NĐ-CP".
    """

    id: str
    document: str
    part: str
    day: date
    url: str | None = None
    confirmed: bool = False
    of_law: bool = False
    laws: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """One of the cases that a procedure's papers differ by."""

    number: int
    name: str


@dataclass(frozen=True, slots=True)
class AnswerUnit:
    """The answer to one question.

    Attributes:
        id: topic, focus and proposition, like ``1.001193/fee/free``: what is told twice is told by it.
        topic: national code of the procedure, or None for what holds for all.
        focus: what is asked.
        short: the answer in one line; at most two sentences.
        basis: how well it is founded.
        long: the same with all conditions, for somebody who asks that alone; None: there is no more.
        brief: the same in its fewest words, for somebody who asks what is to be done at all; None: ``short`` is.
        yes_no: of its proposition, where a question wants yes or no; only with ``Basis.STATED``.
        about: phrases (folded) one of which a question has to have; empty: it answers every question of its focus.
        places: where it stands in the catalogue.
        citations: where it stands in the rulebook.
        fields: ids of the fields of its procedure that it stands on.
        later_copy: it is told of a moment before the first day that it is known for.
        maybe_changed: it is old.
        cases: which further cases there are, for a question back.
        needs_case: nothing can be told before the case is known.
        needs: the fact that would change it most, where that is not known.
        asks: it leaves something open that whoever takes the dossier in knows.
    """

    id: str
    topic: str | None
    focus: Focus
    short: Say
    basis: Basis
    long: Say | None = None
    brief: Say | None = None
    yes_no: Polarity | None = None
    about: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    citations: tuple[Citation, ...] = ()
    fields: tuple[str, ...] = ()
    later_copy: bool = False
    maybe_changed: bool = False
    cases: tuple[Case, ...] = ()
    needs_case: bool = False
    needs: FactName | None = None
    asks: bool = False

    @property
    def known(self) -> bool:
        """Whether it tells anything else than that nothing is known."""
        return self.basis is not Basis.SILENT

    @property
    def confirmed(self) -> bool:
        """Whether all it stands on was confirmed by officials."""
        return all(place.confirmed for place in self.places) and all(one.confirmed for one in self.citations)
