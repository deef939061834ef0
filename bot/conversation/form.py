"""Forms: a table of what a dialogue has to know, in the order in which it is asked.

Pure: a form says what is asked next and takes what was said. Asking in words, calling services and committing are the
business of the dialogue whose form it is; where it stands lies in the conversation's row, so any process goes on.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import re
    from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Mapping


class Case(Protocol):
    """What a form is filled in for: what is known, and whatever the readers of its table look at."""

    @property
    def slots(self) -> dict[str, Any]:
        """What is known, by field; JSON values only."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What was said of a field and cannot be taken.

    Attributes:
        key: of the text that says why.
    """

    key: str


def always(_case: object) -> bool:
    """Always."""
    return True


def never(_case: object) -> bool:
    """Never."""
    return False


def nothing(_case: object) -> None:
    """Ask nothing: such a field is only kept where it is said."""


@dataclass(frozen=True, slots=True)
class Field[C: Case]:
    """One thing that a form has to know: a row of its table.

    A reader returns None for what says nothing of the field, a ``Problem``, or the JSON value that is kept.

    Attributes:
        name: of the question, and of the step that waits for its answer.
        ask: asks for it; one that finds the answer by itself returns True.
        slot: under which the value is kept; the name where None.
        read: reads a message that answers the question.
        beside: reads it out of a message while another question waits; what is bare there means something else.
        beside_at: the steps beside whose answers it is read; all where empty.
        said: reads it out of a message that says that it shall be another ("đổi tên thành …"); ``beside`` where None.
        at: the steps of other questions that this one is part of, so that their answers are read as its own.
        fix: by which names it is to be changed; the first is its own, of which the button's text is named.
        words: in a canonical text, what names it where it is to be changed ("sửa tên").
        button: action of the buttons under its question.
        press: the value that the argument of such a button stands for; None where it stands for none.
        needed: whether it has to be known, as far as the rest is; what is not known and needed is asked.
        known: whether it is known; None: a value is kept.
        when: it is asked, in words, where that is not until it is known.
        clears: slots whose values hold no longer when this one becomes another.
        anew: what other slots become when it is to be changed; None empties one.
        note: changes nothing that is read back for agreement.
        unclear: key of what is said of an answer that is none.
        told: key of its own line in a read-back, where the read-back's text does not name it.
    """

    name: str
    ask: Callable[[C], Awaitable[bool | None] | bool | None] = nothing
    slot: str | None = None
    read: Callable[[C], object] | None = None
    beside: Callable[[C], object] | None = None
    beside_at: tuple[str, ...] = ()
    said: Callable[[C], object] | None = None
    at: tuple[str, ...] = ()
    fix: tuple[str, ...] = ()
    words: re.Pattern[str] | None = None
    button: str = ""
    press: Callable[[C, str], object] | None = None
    needed: Callable[[C], bool] = always
    known: Callable[[C], bool] | None = None
    when: str = ""
    clears: tuple[str, ...] = ()
    anew: Mapping[str, Any] = MappingProxyType({})
    note: bool = False
    unclear: str = ""
    told: str = ""

    @property
    def kept(self) -> str:
        """The name of its slot."""
        return self.slot or self.name

    def is_known(self, case: C) -> bool:
        """Return whether it need not be asked any more."""
        return self.known(case) if self.known is not None else case.slots.get(self.kept) is not None


@dataclass(frozen=True, slots=True)
class Heard:
    """What a message says of a form.

    Attributes:
        values: by slot.
        problem: why the answer to the question that waits cannot be taken.
    """

    values: Mapping[str, Any]
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Form[C: Case]:
    """The table.

    Attributes:
        name: of the dialogue.
        fields: in the order in which they are asked. The last is never known: it is the read-back.
        waits: further steps of the dialogue, at which none of the fields is asked.
    """

    name: str
    fields: tuple[Field[C], ...]
    waits: tuple[str, ...] = ()

    @property
    def steps(self) -> Collection[str]:
        """All that may be waited for."""
        return frozenset((*(field.name for field in self.fields), *self.waits))

    def field(self, name: str) -> Field[C] | None:
        """Return the row of a name, or None."""
        return next((field for field in self.fields if field.name == name), None)

    def next(self, case: C) -> Field[C]:
        """Return what is asked now: the first that is needed and not known."""
        return next(field for field in self.fields if field.needed(case) and not field.is_known(case))

    def hear(self, case: C, step: str) -> Heard:
        """Return what a message says while ``step`` waits: the answer, and what is said of other fields beside it."""
        values: dict[str, Any] = {}
        problem = None
        for field in self.fields:
            answers = step in (field.name, *field.at)
            beside = field.beside if not field.beside_at or step in field.beside_at else None
            reader = field.read if answers else beside
            said = reader(case) if reader is not None else None
            if isinstance(said, Problem):
                problem = said if answers else problem
            elif said is not None:
                values[field.kept] = said
        return Heard(values, problem)

    def hear_change(self, case: C, fix: str) -> Heard:
        """Return what a message says of that which it says is to be changed."""
        said = {row.kept: (row.said or row.beside or nothing)(case) for row in self.fixed(fix)}
        problem = next((one for one in said.values() if isinstance(one, Problem)), None)
        values = {slot: one for slot, one in said.items() if one is not None and not isinstance(one, Problem)}
        return Heard(values, problem)

    def fixed(self, fix: str) -> tuple[Field[C], ...]:
        """Return the rows that are changed by a name."""
        return tuple(row for row in self.fields if fix in row.fix)

    def named(self, plain: str) -> str | None:
        """Return what a canonical text names that is to be changed; of several, what is asked last."""
        rows = (row for row in reversed(self.fields) if row.words is not None and row.words.search(plain))
        return next((row.fix[0] for row in rows), None)

    def changed(self, case: C, heard: Heard) -> tuple[Field[C], ...]:
        """Return the rows of which something else is said than is kept, but for notes."""
        rows = self._rows(heard)
        return tuple(row for row, value in rows if not row.note and case.slots.get(row.kept) != value)

    def answered(self, step: str, heard: Heard) -> bool:
        """Return whether a message answers the question of ``step``."""
        return any(step in (row.name, *row.at) for row, _ in self._rows(heard))

    def answers(self, heard: Heard) -> bool:
        """Return whether a message says something that the form asks for, and does not only note."""
        return any(not field.note for field, _ in self._rows(heard))

    def take(self, case: C, heard: Heard) -> None:
        """Keep what was said; the newest word counts, and what it unsettles is asked anew unless it was said too."""
        for field, value in self._rows(heard):
            if case.slots.get(field.kept) != value:
                self._unsettle(case, field, spared=heard.values)
        case.slots.update(heard.values)

    def forget(self, case: C, slot: str) -> None:
        """Let what is kept in a slot be asked anew, with what hangs on it."""
        case.slots.pop(slot, None)
        for field in self.fields:
            if field.kept == slot:
                self._unsettle(case, field, spared=())

    def reopen(self, case: C, rows: Iterable[Field[C]]) -> None:
        """Let rows be asked anew that are to be changed."""
        for row in rows:
            self.forget(case, row.kept)
            for slot, value in row.anew.items():
                case.slots.pop(slot, None)
                case.slots.update({slot: value} if value is not None else {})

    def _rows(self, heard: Heard) -> Iterator[tuple[Field[C], Any]]:
        return ((field, heard.values[field.kept]) for field in self.fields if field.kept in heard.values)

    def _unsettle(self, case: C, field: Field[C], *, spared: Collection[str]) -> None:
        for slot in field.clears:
            if slot not in spared and slot in case.slots:
                self.forget(case, slot)
