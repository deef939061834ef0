"""How surely a message is about what it was found to name: it is taken, asked back, or left.

The search says what a text resembles, and what is told beside a wish resembles much. What was learned of whole talks
(``bot.understanding.search.meant``) says which of it somebody comes for.
"""

from __future__ import annotations

import enum
import re
from typing import TYPE_CHECKING

from bot.handlers import rejected
from bot.handlers.questions.topics import BARE_ACT, NOTHING, Topic
from bot.understanding.clauses import Act, Focus
from bot.understanding.clauses.denied import without_circumstances, without_denied, without_past
from bot.understanding.clauses.objects import object_of
from bot.understanding.fold import canonical
from bot.understanding.search.evidence import names_of

if TYPE_CHECKING:
    from bot.conversation.turn import Turn
    from bot.understanding.clauses import Clause

SURE, TAKEN, ASKED = 0.65, 0.0, -0.35
"""Scores from which on a procedure is meant though nothing else found it named, one that was found is, and one that was
found is asked back. Of what the search names anew in messages of hands that nothing was learned from, 47 of 248 below
``ASKED`` were meant, 47 of 102 between, 189 of 260 above; of what it did not name, 19 of 22 above
0.5.
"""


ASKED_BACK = "asked_back"
"""Memo: code of the one procedure that was asked back last; spoken of again without a denial it is meant."""
_FEW, _SHORT = 2, 14
"""Clauses, and words, up to which a text is no story."""


class Standing(enum.Enum):
    """What to make of a procedure that a message was found to name."""

    TAKEN = enum.auto()
    """It is meant."""
    ASKED = enum.auto()
    """It may be: ask back."""
    LEFT = enum.auto()
    """It is only mentioned, or not at all."""


def standing(turn: Turn, code: str) -> Standing:
    """Return what to make of a procedure that a turn's text was found to name.

    What nobody compared with the text was found by a rule, which knows why.
    """
    scores = dict(turn.candidates)
    if code == turn.state.topic.procedure or code not in scores or _is_plain(turn, code):
        return Standing.TAKEN
    if _is_not_there(turn, code):
        return Standing.LEFT
    if any(BARE_ACT.search(canonical(clause.text)) for clause in turn.clauses):
        return Standing.TAKEN  # "giờ muốn đổi thì đi đâu" is done with what the rest tells of
    stands = _standing(scores[code])
    if stands is Standing.ASKED and turn.state.memo.get(ASKED_BACK) == code and code not in rejected.codes(turn):
        return Standing.TAKEN
    return _LENIENT[stands] if _is_short(turn) or _begins(turn, code) else stands


def likeliest(turn: Turn) -> str | None:
    """Return the procedure that a turn's text is surely about, though nobody found it named; None as a rule.

    What is denied, done before, or a circumstance is nothing that somebody comes for, however it sounds.
    """
    meant = without_past(without_circumstances(without_denied(turn.text)))
    if not object_of(canonical(meant)) or not any(clause.act in _WANTS for clause in turn.clauses):
        return None
    if any(_is_of_a_paper(clause) for clause in turn.clauses):
        return None
    barred = rejected.codes(turn)
    best = next((one for one in turn.candidates if one.code not in barred), None)
    return best.code if best is not None and best.score >= SURE else None


def weighed(turn: Turn, topic: Topic) -> Topic:
    """Return what a text names, as far as it is likely to be what somebody comes for."""
    if topic.code is not None:
        stands = standing(turn, topic.code)
        if stands is Standing.ASKED:
            return Topic(offered=(topic.code,))
        return topic if stands is Standing.TAKEN else NOTHING
    story = turn.state.topic.procedure is not None or len(turn.clauses) > _FEW
    if topic.offered and story and all(standing(turn, code) is Standing.LEFT for code in topic.offered):
        return NOTHING
    return topic


def _is_not_there(turn: Turn, code: str) -> bool:
    """Return whether a text names a procedure only to tell that it is not wanted, or amid another one not done."""
    lacking = _NOT_WANTED if turn.state.topic.procedure is None else _NOT_DONE
    names = names_of(turn.guidance.search)
    naming = [clause for clause in turn.clauses if names.evidence(canonical(clause.text), code).said]
    return bool(naming) and all(
        (not clause.act.asks or clause.act in _OF_IT) and lacking.search(canonical(clause.text)) is not None
        for clause in naming
    )


_OF_IT = frozenset({Act.ASKS_HOW, Act.ASKS_WHETHER})
"""What is asked of its not being done ("chưa đăng ký kết hôn thì sao")."""
_NOT_WANTED = re.compile(r"\b(?:khong|dau co|dau) (?:hoi|xin|muon|doi)\b")
_NOT_DONE = re.compile(rf"{_NOT_WANTED.pattern}|\b(?:chua|khong (?:co|can|phai|lam))\b(?! (?:biet|ro|hieu))")


def _is_of_a_paper(clause: Clause) -> bool:
    """Return whether a clause is about a paper that is there, lacks or is needed; it may be called like a matter."""
    whether = clause.focus is Focus.PAPERS and clause.act is Act.ASKS_WHETHER
    return whether or clause.focus is Focus.MISSING_PAPER or _LACKS.search(canonical(clause.text)) is not None


_LACKS = re.compile(r"\bthieu\b|\b(?:giay|so|the)\b.*\bco (?:roi|san)\b")


def _is_short(turn: Turn) -> bool:
    """Return whether a text begins a matter in few words, which tell no story: asking back does no harm."""
    return turn.state.topic.procedure is None and len(turn.text.split()) <= _SHORT


def _begins(turn: Turn, code: str) -> bool:
    """Return whether a question begins with a procedure's name ("khai tử ở Bình Dương hay ở Cái Nước")."""
    names = names_of(turn.guidance.search)
    return any(
        clause.act.asks and names.begins(clause.text, code) and names.evidence(canonical(clause.text), code).paired > 0
        for clause in turn.clauses
    )


def _is_plain(turn: Turn, code: str) -> bool:
    """Return whether a text only asks, and says nothing but a procedure's name ("khai sinh phí?").

    A story around a name may want something else. Amid a matter the name has to begin the question, or put it right:
    "có cần giấy khai sinh không" asks of a paper.
    """
    said = [clause for clause in turn.clauses if clause.act not in _BESIDE]
    asked = [clause.text for clause in said if clause.act in _WANTS or _ASKS.search(canonical(clause.text))]
    marked = _marked(turn)
    names = names_of(turn.guidance.search)
    if turn.state.topic.procedure is not None:
        marked = []
        if not any(clause.act in _PUTS_RIGHT for clause in turn.clauses):
            asked = [text for text in asked if names.begins(text, code)]
    if len(said) > max(_FEW, len(asked)):
        return False
    whole = [turn.text] if asked else []
    texts = (text for text in (*whole, *asked, *marked) if names.has_own(text, code))
    known = (names.evidence(canonical(text), code) for text in texts)
    return any(not one.uncovered and (one.whole or one.paired == 1) for one in known)


def _marked(turn: Turn) -> list[str]:
    """Return what the NLU marked as procedures in a text that is no story; of three clauses, in one that asks."""
    values = turn.understanding.values("procedure")
    if len(turn.clauses) <= _FEW:
        return values
    asked = [clause.text.lower() for clause in turn.clauses if clause.act.asks]
    return [value for value in values if len(turn.clauses) <= _FEW + 1 and any(value.lower() in one for one in asked)]


_WANTS = frozenset({*(act for act in Act if act.asks), Act.COMMANDS, Act.CORRECTS})
_PUTS_RIGHT = frozenset({Act.CORRECTS, Act.DENIES})
_ASKS = re.compile(r"\b(?:toi|em|con|minh|chau) hoi\b")
_BESIDE = frozenset({Act.COURTESY, Act.COMPLAINS, Act.DENIES, Act.ACCEPTS, Act.REFUSES, Act.LEAVES})
"""What a question is told apart from at once."""


_LENIENT = {Standing.TAKEN: Standing.TAKEN, Standing.ASKED: Standing.TAKEN, Standing.LEFT: Standing.ASKED}


def _standing(score: float) -> Standing:
    if score >= TAKEN:
        return Standing.TAKEN
    return Standing.ASKED if score >= ASKED else Standing.LEFT
