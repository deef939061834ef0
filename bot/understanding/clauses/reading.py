"""Reading a message clause by clause: by rules, and by how a clause sounds where that is heard clearly enough.

What commits something (accepts, refuses, corrects, denies, commands) is read by rules alone. Elsewhere both together
find half of what hands ask that nothing was learned from, the rules alone a third (docs/conversation.md).
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Self

from bot.understanding.clauses.cues import (
    ASKS_WHETHER_NOT,
    NEVER,
    act_of,
    asks_for_a_paper,
    asks_surely,
    asks_the_conditions,
    asks_what_a_sum_is_for,
    focus_of,
)
from bot.understanding.clauses.facts import bare_of, facts_of
from bot.understanding.clauses.heard import NO_FOCUS, Heard, Sound
from bot.understanding.clauses.model import Act, Clause, Focus
from bot.understanding.clauses.splitting import asked_at, split
from bot.understanding.clauses.told_only import without_other_words
from bot.understanding.fold import canonical, has_diacritics
from bot.understanding.search.finder import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.understanding.search.finder import ProcedureSearch

LONGEST = 300
"""Characters of a clause that are read: a longer one says what it is about at its beginning or at its end."""

_SURE = 0.9
_GUESSES = -0.4
"""Below it, what a clause is about is hardly heard: the rules' word counts, and else none."""
_TOLD = 0.4
"""How clearly it has to be heard of what asks nothing: most of that is about nothing."""
_ENDS = 0.5
"""How clearly a complaint or a goodbye has to be heard."""
_BY_RULES_ALONE = frozenset({Act.ACCEPTS, Act.REFUSES, Act.DENIES, Act.CORRECTS, Act.COURTESY})
_NO_FOCUS = frozenset({Act.COURTESY, Act.ACCEPTS, Act.REFUSES, Act.LEAVES, Act.DENIES})


class ClauseReader:
    """Reads messages by rules and by how they sound.

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
        """Return the clauses of a message, in order; at most twelve. Places count characters of its composed form."""
        composed = unicodedata.normalize("NFC", text)
        return [self._clause(composed, start, end) for start, end in split(composed)]

    def _clause(self, text: str, start: int, end: int) -> Clause:
        said = text[start:end]
        heard = said if len(said) <= LONGEST else f"{said[: LONGEST // 2]} {said[-LONGEST // 2 :]}"
        plain = canonical(heard)
        asked = asked_at(text, end) or (plain.endswith(" a") and _asks_without_accents(text, plain))
        sound = Heard.packaged().sound(plain)
        by_rules = act_of(canonical(without_other_words(heard)), asked=asked)
        act = asks_surely(plain) or (Act.TELLS if not asked and NEVER.search(plain) else _act(by_rules, sound))
        if act.asks and not asked and by_rules is Act.TELLS and act_of(plain).asks:
            act = Act.TELLS  # it sounds like a question by a word that is another one
        if act is Act.ASKS_WHETHER and asks_for_a_paper(plain):
            focus: Focus | None = Focus.PAPERS
        elif asks_what_a_sum_is_for(plain):
            focus = Focus.FEE
        elif act.asks and asks_the_conditions(plain):
            focus = Focus.ELIGIBILITY
        else:
            focus = None if act in _NO_FOCUS else _focus(plain, sound, told=act is Act.TELLS)
        return Clause(
            start,
            end,
            said,
            _shares(act, Act.TELLS),
            {} if focus is None else {focus: _SURE},
            tuple(self._find(heard)),
            tuple(facts_of(bare_of(said[:LONGEST]), start)),
        )


def _act(by_rules: Act, sound: Sound | None) -> Act:
    if sound is None or by_rules in _BY_RULES_ALONE or sound.act_margin < _GUESSES:
        return by_rules
    if by_rules is Act.COMMANDS and sound.act_margin < _TOLD:
        return by_rules
    if by_rules is Act.LEAVES and not (Act(sound.act).asks and sound.act_margin > 0):
        return by_rules  # "thôi em về" leaves, "thôi em ký đại có sao không" asks
    heard = Act(sound.act)
    if heard is Act.TELLS and by_rules.asks and sound.act_margin < _TOLD:
        return by_rules  # a question that is taken for none goes without a word
    if heard.asks or heard is Act.TELLS:
        return heard
    return heard if heard in {Act.COMPLAINS, Act.LEAVES} and sound.act_margin >= _ENDS else by_rules


def _focus(plain: str, sound: Sound | None, *, told: bool) -> Focus | None:
    """Return what a clause is about; the rules are asked only where they have the word."""
    if sound is None:
        return focus_of(plain)
    if sound.focus_margin < (_TOLD if told else _GUESSES):
        return None if told else focus_of(plain)
    return None if sound.focus == NO_FOCUS else Focus(sound.focus)


def _asks_without_accents(text: str, plain: str) -> bool:
    """Return whether a last "a" is taken for "à" in a message without accents: behind "không phải", and a question.

    Somebody who means "ạ" and puts something right hears the same answer, since it says what is so in full.
    """
    return bool(ASKS_WHETHER_NOT.match(plain)) and not has_diacritics(text) and focus_of(plain) is not None


def _shares(act: Act, otherwise: Act) -> Mapping[Act, float]:
    return {act: 1.0} if act is otherwise else {act: _SURE, otherwise: round(1 - _SURE, 3)}
