"""A question, and what a clause asks only together with the one before it."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.guidance.answers import Focus
from bot.handlers.questions.focuses import ONLY_WHETHER, lacks_a_paper
from bot.handlers.questions.topics import NOTHING, Topic, topic_of
from bot.handlers.quoting import quoted
from bot.understanding.clauses import Act
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.conversation.turn import Turn
    from bot.guidance.answers import FactName
    from bot.understanding.clauses import Clause

_IS_SOMEBODY = re.compile(
    r"\b(?:toi|em|minh|chau|con|anh|chi|day) la (?:con (?:dau|re|gai|trai|ruot|nuoi)|chau|vo|chong|dau|re|em|anh|chi"
    r"|me|ma|cha|ba|ong|ban|hang xom|chu nha|chu tro|bi thu|truong ap|nguoi (?:quen|nha|than))\b"
)
_DOES_IT = re.compile(r"^(?:\w+ ){0,3}?(?:khai|lam|nop|dang ky|xin|lanh|nhan|ky|di)\b.*\bduoc (?:khong|chua)\b")


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that a message asks.

    Attributes:
        focus: what.
        act: how.
        topic: about which procedure.
        text: the clause in plain form.
        start: its first character in the message.
        said: the clause as it is quoted.
        inherits: it names nothing itself; its topic is what was named before it, or in the whole message.
    """

    focus: Focus
    act: Act
    topic: Topic
    text: str
    start: int
    said: str = ""
    inherits: bool = False


def implied(
    turn: Turn, clauses: Sequence[Clause], facts: Mapping[FactName, str | int | bool], asking: set[int]
) -> list[Question]:
    """Return what clauses ask with those before them; those that begin at ``asking`` ask by themselves."""
    missing = _missing(clauses, asking)
    return [*([] if missing is None else [missing]), *_who_goes(turn, clauses, facts, asking)]


def _missing(clauses: Sequence[Clause], asking: set[int]) -> Question | None:
    """Return the question whether it can be done without a paper that is told to be lacking ("… có làm được không")."""
    told = next((clause for clause in clauses if clause.start not in asking and lacks_a_paper(clause)), None)
    asks = [clause for clause in clauses if clause.start not in asking and ONLY_WHETHER.match(canonical(clause.text))]
    if told is None or not asks:
        return None
    return Question(Focus.MISSING_PAPER, Act.ASKS_WHETHER, NOTHING, canonical(told.text), asks[0].start)


def _who_goes(
    turn: Turn,
    clauses: Sequence[Clause],
    facts: Mapping[FactName, str | int | bool],
    asking: set[int],
) -> list[Question]:
    """Return what asks whether somebody may do it who told who they are ("em là con dâu, đi khai được không")."""
    found = []
    for told, clause in itertools.pairwise(clauses):
        said = canonical(told.text)
        asks = clause.act is Act.ASKS_WHETHER and clause.start not in asking and clause.focus in {None, Focus.PROCEDURE}
        if asks and _IS_SOMEBODY.search(said) and _DOES_IT.search(canonical(clause.text)):
            under_way = turn.state.topic.procedure is not None
            topic = topic_of(
                turn.guidance.search,
                clause.text,
                focus=Focus.WHO_MAY_GO,
                act=clause.act,
                facts=facts,
                under_way=under_way,
            )
            text = f"{said} {canonical(clause.text)}"
            found.append(Question(Focus.WHO_MAY_GO, clause.act, topic, text, clause.start, quoted(clause.text)))
    return found
