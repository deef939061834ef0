"""Reading a message clause by clause, by rules; the learned heads take the rules' place where they read better."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Self

from bot.understanding.clauses.cues import ACTS, ASKS_WHETHER_NOT, FOCUSES
from bot.understanding.clauses.facts import bare_of, facts_of
from bot.understanding.clauses.model import Act, Clause, Focus
from bot.understanding.clauses.splitting import asked_at, split
from bot.understanding.fold import canonical, has_diacritics
from bot.understanding.search.finder import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.understanding.search.finder import ProcedureSearch

LONGEST = 300
"""Characters of a clause that are read: a longer one says what it is about at its beginning or at its end."""

_SURE = 0.9
_NO_FOCUS = frozenset({Act.COURTESY, Act.ACCEPTS, Act.REFUSES, Act.LEAVES, Act.DENIES})


class ClauseReader:
    """Reads messages by rules.

    Args:
        find: gives the codes of the procedures that a text names, most likely first.
    """

    def __init__(self, find: Callable[[str], Sequence[str]] = lambda _text: ()) -> None:
        self._find = find

    @classmethod
    def naming(cls, search: ProcedureSearch) -> Self:
        """Return a reader that names the procedure of a clause where the search is sure of one."""

        def find(text: str) -> list[str]:
            decision = search.decide(text)
            return [decision.hits[0].code] if decision.outcome is Outcome.ONE else []

        return cls(find)

    def read(self, text: str) -> list[Clause]:
        """Return the clauses of a message, in order; at most six. Places count characters of its composed form."""
        composed = unicodedata.normalize("NFC", text)
        return [self._clause(composed, start, end) for start, end in split(composed)]

    def _clause(self, text: str, start: int, end: int) -> Clause:
        said = text[start:end]
        heard = said if len(said) <= LONGEST else f"{said[: LONGEST // 2]} {said[-LONGEST // 2 :]}"
        plain = canonical(heard)
        asked = asked_at(text, end) or (plain.endswith(" a") and _asks_without_accents(text, plain))
        act = act_of(plain, asked=asked)
        focus = None if act in _NO_FOCUS else focus_of(plain)
        return Clause(
            start,
            end,
            said,
            _shares(act, Act.TELLS),
            {} if focus is None else {focus: _SURE},
            tuple(self._find(heard)),
            tuple(facts_of(bare_of(said[:LONGEST]), start)),
        )


def _asks_without_accents(text: str, plain: str) -> bool:
    """Return whether a last "a" is taken for "à" in a message without accents: behind "không phải", and a question.

    Somebody who means "ạ" and puts something right hears the same answer, since it says what is so in full.
    """
    return bool(ASKS_WHETHER_NOT.match(plain)) and not has_diacritics(text) and focus_of(plain) is not None


def act_of(plain: str, *, asked: bool = False) -> Act:
    """Return what a clause does.

    Args:
        plain: its canonical text.
        asked: it is written as a question: with a question mark, or "à" for its last word.
    """
    found = next((act for act, pattern in ACTS if pattern.search(plain)), Act.TELLS)
    if asked and found is Act.CORRECTS and ASKS_WHETHER_NOT.match(plain):
        return Act.ASKS_WHETHER
    return Act.ASKS_WHETHER if asked and found in {Act.TELLS, Act.ACCEPTS} else found


def focus_of(plain: str) -> Focus | None:
    """Return what a clause is about, or None; ``plain`` is its canonical text."""
    return next((focus for focus, pattern in FOCUSES if pattern.search(plain)), None)


def _shares(act: Act, otherwise: Act) -> Mapping[Act, float]:
    return {act: 1.0} if act is otherwise else {act: _SURE, otherwise: round(1 - _SURE, 3)}
