"""What nothing is known of: in which words it is called, who can be asked, and that it is noted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.conversation.turn import Unanswered
from bot.guidance.answers import Focus
from bot.guidance.places.other_provinces import OTHER_PROVINCES
from bot.handlers import elsewhere
from bot.handlers.deciding import body_of
from bot.handlers.finding import advise
from bot.handlers.hotline import whom_to_ask
from bot.handlers.questions import case
from bot.handlers.questions.aims import asks_of_old_names
from bot.handlers.questions.focuses import BESIDE
from bot.handlers.quoting import asks
from bot.understanding.clauses.objects import SMALL, object_of
from bot.understanding.clauses.told_only import tells_only
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bot.conversation.turn import Turn
    from bot.guidance.procedures import Procedure
    from bot.handlers.questions.memory import Waiting
    from bot.handlers.questions.telling import Answered

_OWN, _OWN_WHETHER = 3, 1
"""Words from which on a question names something of its own: one is enough in what is asked of one certain thing."""
_PROVINCES = re.compile(rf"\b(?:{'|'.join(OTHER_PROVINCES)}|(?:o|len|ve|tren) (?:day|do))\b")
"""Another place, which is what such a question is about."""
_OTHER_HALF = re.compile(r"(?:con )?hay (?!la$)")


def focus_words(turn: Turn, question: Waiting) -> str:
    """Return how a question is called in a sentence."""
    return turn.words(f"answers.focus_{question.focus.value}")


def whom(turn: Turn, question: Waiting) -> str:
    """Return who can be asked what nothing is known of: by the words of the question, else by its matter."""
    return whom_to_ask(turn, question.code, question.said or question.text)


def by_whom(turn: Turn, unknown: Sequence[Answered], procedure: Procedure | None) -> dict[str, list[str]]:
    """Return what nothing is known of, by who can be asked: in its own words where it names more than its focus."""
    quotes = [own_words(one, procedure) for one in unknown]
    found: dict[str, list[str]] = {}
    for one, quote in zip(unknown, quotes, strict=True):
        asked = whom(turn, one.question)
        if quote is None and any(quotes) and asked == whom_to_ask(turn, one.question.code):
            continue  # it says no more than the question that is quoted
        found.setdefault(asked, []).append(quote or focus_words(turn, one.question))
    return found


def not_understood(turn: Turn, starts: Collection[int]) -> list[str]:
    """Return in its own words what else is asked, which nobody understood, and who can be asked that; note it."""
    asked = [clause for clause in turn.clauses if clause.start in starts and asks(turn.text, clause)]
    turn.unanswered += [Unanswered(clause.start) for clause in asked]
    return elsewhere.lines_of(turn, asked)


def own_words(one: Answered, procedure: Procedure | None) -> str | None:
    """Return a question that nothing is known of as it was typed, where it names more than its matter and its focus.

    "Giấy tờ: chưa biết" would say another thing than "con em chạy về có cần giấy đi đường không" asks.
    """
    said = one.question.said
    if said and one.question.focus is Focus.VALIDITY and not asks_of_old_names(one.question.text):
        return f"“{said}”"  # of which paper and for what it still holds is all that is asked
    if not said or procedure is None or one.question.focus in BESIDE or _half_or_told(said):
        return None
    if one.question.focus is Focus.ELIGIBILITY and one.question.whether:
        return f"“{said}”"  # whether something may be is another thing than what is given to whom
    named = set(canonical(" ".join((procedure.title, procedure.name, *procedure.names))).split())
    left = [word for word in object_of(said).split() if word not in SMALL and word not in named]
    of_a_thing = one.question.whether and not _PROVINCES.search(one.question.text)
    least = _OWN_WHETHER if of_a_thing else _OWN
    return f"“{said}”" if len(left) >= least else None


def _half_or_told(text: str) -> bool:
    """Return whether words are the other half of a question before them, or ask nothing: neither is quoted."""
    return _OTHER_HALF.match(canonical(text)) is not None or tells_only(text)


def asks_its_own(turn: Turn, one: Answered) -> bool:
    """Return whether a question names a thing of its own, of which a rule's silence about all matters says nothing."""
    return bool(one.units[0].citations) and own_words(one, turn.guidance.catalogue.get(one.question.code)) is not None


def note_unknown(turn: Turn, one: Answered) -> None:
    """Note a question of this message that nobody can answer; one that waited was noted with its own."""
    asked = one.question
    known = one.units and one.units[0].known
    if not known and one.start is not None and asked.text and asked.text in canonical(turn.text):
        turn.unanswered.append(Unanswered(one.start, asked.focus.value, asked.code))


def ask_words(turn: Turn, one: Answered, *, first: bool = False) -> str:
    """Return the sentence that says whom to ask: before going there, or by phone for somebody who cannot leave."""
    code = one.question.code
    if case.inside(turn, code) is None:
        return turn.words("case.ask_first" if first else "answers.ask", ask=whom(turn, one.question))
    known = advise(turn, code or None).hotline is not None or body_of(turn, one.question.said or one.question.text)
    return turn.words("case.inside_ask", ask=whom(turn, one.question) if known else turn.words("case.office_inside"))
