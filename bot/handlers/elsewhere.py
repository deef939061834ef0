"""What other bodies decide: said back with whom to ask, a line for each, where nothing else is known of it."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.conversation.turn import Unanswered
from bot.guidance.rulebook.model import Purpose
from bot.guidance.rulebook.text import contact_words
from bot.guidance.text import composed
from bot.handlers.deciding import asks_of_our_words, business_of, line_of, name_of
from bot.handlers.finding import advise
from bot.handlers.hotline import call_choice, whom_else, whom_to_ask
from bot.handlers.menu import other
from bot.handlers.of_the_matter import names_the_matter
from bot.handlers.quoting import NAMES_NOTHING, asks, questions_quoted, says_enough
from bot.handlers.spoken_of import note
from bot.handlers.weighing import ELSEWHERE
from bot.understanding.clauses import Focus
from bot.understanding.clauses.told_only import tells_in_figures
from bot.understanding.deciding import DeciderReader
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.conversation.turn import Turn
    from bot.guidance.deciders import Business
    from bot.understanding.clauses import Clause

_NEED = "hunger"
_WHOM = re.compile(
    r"\b(?:keu|bao|goi|hoi|nho|xin|cau cuu)(?: \w+){0,2} (?:ai|dau)\b|\bai (?:lo|cho|giup|cuu)\b|\bsao (?:gio|day)?$"
)
"""Asks whom to tell, which was answered."""
_DIFFERING = "differing_papers"
_MOST_TOLD = 12
"""Words up to which a message that asks nothing may be about what it tells."""
_OF_A_DOSSIER = frozenset({Focus.WHO_MAY_GO, Focus.MUST_COME, Focus.PAPERS, Focus.MISSING_PAPER, Focus.FORM})
"""What is asked of something to be done, and not of what is told beside it."""
_INTRODUCES = re.compile(r"^(?:\w+ ){0,2}?(?:vu|chuyen|hoi|noi ve)\b")
"""Says what the question behind it is about."""
_REFERS = re.compile(r"\b(?:a new one|another one|get it|do it|about it)\b")
"""English that is about what was told before it."""


def asks_which_first(turn: Turn) -> bool:
    """Return whether a message asks which of two papers that disagree is mended first; it names both of them."""
    return any(business.id == _DIFFERING for clause, business in _asked(turn) if clause.act.asks)


def tell(turn: Turn, *, named: bool = False) -> bool:
    """Say whose business a message asks about; False where it is nobody's that is known.

    What else it asks is said to be unknown along with it, so that nothing is left without a word.

    Args:
        turn: the turn.
        named: the message names a procedure, or something like one: only what it asks counts, and of that only what no
            dossier is about.
    """
    if asks_of_our_words(turn, turn.text):
        turn.say("elsewhere.misread", choices=[other(turn)])
        return True
    asked = [(clause, business) for clause, business in _asked(turn) if clause.act.asks or not business.dossiers]
    asked = [one for one in asked if one[1].dossiers or not names_the_matter(turn, one[0].text)]
    if named:
        asked = [(clause, business) for clause, business in asked if clause.act.asks and not business.dossiers]
    return bool(asked) and tell_of(turn, asked)


def tell_of(turn: Turn, asked: Sequence[tuple[Clause, Business]]) -> bool:
    """Say whose business these clauses ask about, and what else is asked with it; True."""
    told = list(turn.state.memo.get(ELSEWHERE) or ())
    turn.state.memo[ELSEWHERE] = list(dict.fromkeys([*told, *(business.id for _, business in asked)]))
    note(turn, asked[-1][1])
    starts = {clause.start for clause, _ in asked}
    asking = [one for one in turn.clauses if asks(turn.text, one) and (one.start in starts or says_enough(one))] or [
        clause for clause, _ in asked
    ]
    turn.unanswered += [Unanswered(one.start, one.focus.value if one.focus else "") for one in asking]
    clause, business = asked[0]
    alone = len(asking) == 1 or not clause.act.asks
    lines = [] if alone else lines_of(turn, asking)
    said = "\n".join(lines) or _line(turn, business, again=business.id in told)
    turn.reply(said, choices=[other(turn)])
    return True


def told_any(turn: Turn) -> bool:
    """Return whether something in the talk was said to be another body's business."""
    return bool(turn.state.memo.get(ELSEWHERE))


def lines_of(turn: Turn, clauses: Iterable[Clause], code: str = "") -> list[str]:
    """Return a line for each who can be asked about what nothing is known of: the questions as typed, and whom to ask.

    Args:
        turn: the turn.
        clauses: what is asked.
        code: of the procedure that it is asked about, or empty. What was only read as a question gets no line.
    """
    groups: dict[str, set[int]] = {}
    for clause in clauses:
        if clause.act.asks and not asks(turn.text, clause):
            continue
        whom = whom_to_ask(turn, code, clause.text) if code else whom_else(turn, clause.text)
        groups.setdefault(whom, set()).add(clause.start)
    lines = []
    for whom, starts in groups.items():
        others = {clause.start for clause in turn.clauses} - starts
        what = questions_quoted(turn.text, turn.clauses, also=starts, but=others)
        if what:
            lines.append(turn.words("answers.unknown_many", what=what, ask=whom))
    return lines


def _line(turn: Turn, business: Business, *, again: bool) -> str:
    if business.urgent:
        return line_of(turn, business)
    asked = questions_quoted(turn.text, turn.clauses)
    if again and asked:
        return turn.words("elsewhere.again", thing=asked, ask=name_of(turn, business))
    key = "elsewhere.asked" if asked else "elsewhere.told"
    return turn.words(key, thing=asked, line=line_of(turn, business))


def need_first(turn: Turn) -> str | None:
    """Tell who has nothing left to eat whom to tell, before anything else; return the rest of the message in its place.

    Empty where it asks nothing else, None where nobody says so.
    """
    clauses = [clause for clause in turn.clauses if clause.act not in NAMES_NOTHING]
    found = [(clause, business) for clause, business in _of_bodies(turn, clauses) if business.id == _NEED]
    if not found:
        return None
    business = found[0][1]
    said = turn.words("elsewhere.need", ask=name_of(turn, business))
    turn.reply(" ".join((said, *_lines_of_need(turn))), choices=[call_choice(turn)])
    starts = {clause.start for clause, _ in found}
    turn.unanswered += [Unanswered(start) for start in starts]
    others = [one for one in clauses if one.act.asks and one.start not in starts and says_enough(one)]
    if all(_WHOM.search(canonical(one.text)) for one in others):
        return ""
    rest = composed(turn.text)
    for clause, _ in found:
        rest = f"{rest[: clause.start]}{' ' * (clause.end - clause.start)}{rest[clause.end :]}"
    return rest


def _lines_of_need(turn: Turn) -> list[str]:
    """Return the sentence that names the published lines of the moment beside who gives food."""
    advice = advise(turn)
    lines = [one for one in (advice.hotline, advice.contact(Purpose.INFORMATION)) if one is not None and one.value]
    named = "; ".join(contact_words(line) for line in lines)
    return [turn.words("elsewhere.need_lines", lines=named)] if named else []


def _asked(turn: Turn) -> list[tuple[Clause, Business]]:
    """Return the clauses that ask about somebody's business, else the one that tells what is asked about, with it.

    A short question is about what is told right before it, and any about what was said to be asked ("còn vụ thuế
    khoán, …"). Otherwise who asks something else is not answered with what their story tells of.
    """
    said = [clause for clause in turn.clauses if clause.act not in NAMES_NOTHING]
    asking = [clause for clause in said if clause.act.asks and not tells_in_figures(clause.text)]
    if not asking:
        # "Bị phạt thôi chớ có ra tòa đâu" is no business of the court's.
        said = [clause for clause in said if not tells_in_figures(clause.text) or _acts(turn, clause)]
        short = len(canonical(turn.text).split()) <= _MOST_TOLD
        return _of_bodies(turn, said)[:1] if short else []
    found = _of_bodies(turn, asking)
    if not found:
        found = _of_bodies(turn, (before for before, after in pairwise(said) if _is_about(before, after)))[:1]
    if not found and not any(says_enough(clause) for clause in asking):  # "báo ai giờ, tui bị mất trộm"
        found = _of_bodies(turn, (clause for clause in said if not clause.act.asks))[:1]
    return found


def _acts(turn: Turn, clause: Clause) -> bool:
    """Return whether somebody who is no office does what a clause tells ("bên … đòi nợ mà tui đâu có vay")."""
    deciders = turn.guidance.deciders
    return deciders is not None and DeciderReader.of(deciders).doer(clause.text, turn.moment) is not None


def _is_about(before: Clause, asks: Clause) -> bool:
    """Return whether a question is about what is told right before it."""
    if before.act.asks or not asks.act.asks or asks.focus in _OF_A_DOSSIER:
        return False
    refers = _REFERS.search(canonical(asks.text)) is not None
    return refers or not says_enough(asks) or _INTRODUCES.search(canonical(before.text)) is not None


def _of_bodies(turn: Turn, clauses: Iterable[Clause]) -> list[tuple[Clause, Business]]:
    """Return the clauses that speak of somebody's business, with it."""
    found = ((clause, business_of(turn, clause.text)) for clause in clauses)
    return [(clause, business) for clause, business in found if business is not None]
