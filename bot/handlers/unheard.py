"""A question that nothing is known of: it is said back as it was understood, with whom to ask, never twice the same.

No procedure is offered beside it: what shares no word with the question only sends people the wrong way.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.conversation.turn import Unanswered
from bot.handlers import elsewhere
from bot.handlers.deciding import business_of
from bot.handlers.finding import topic_procedure
from bot.handlers.hotline import call_choice, whom_else, whom_to_ask
from bot.handlers.menu import other
from bot.handlers.questions import listening
from bot.handlers.quoting import NAMES_NOTHING, asks, questions_quoted, quoted, says_enough
from bot.handlers.rejected import just_now
from bot.handlers.weighing import UNHEARD
from bot.understanding.anger import is_angry
from bot.understanding.clauses import Act, Focus
from bot.understanding.clauses.told_only import says_what_is_unclear, tells_only
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.conversation.messages import Choice
    from bot.conversation.turn import Turn
    from bot.understanding.clauses import Clause

_WAYS = 3
"""Ways of saying once more that nothing is known; the texts are numbered."""
_FEWEST_SAID = 3
"""Words of a clause that only tells, from which on it is a matter of its own and not an answer."""
_FEWEST_ASKED = 5
"""Words of a question about the matter under way that names nothing itself."""
_PLAINLY = re.compile(r"\b(?:duoc|co|phai) hay (?:la )?(?:khong|hong)\b|\bnoi (?:ro|mot tieng|1 tieng)\b")
"""Asks for an answer to what was asked before, and names nothing itself."""
_TALE = re.compile(
    r"\b(?:roi|luon|qua|lam|nha|ne|do|het|that)$|^(?:gio|hom|hoi|nam|luc|may|dang|da|vua|moi|bi)\b|\b(?:chet|mat) roi\b"
)
"""What happened, in words too few to say whether they ask."""
_SAYS_IT = re.compile(
    r"^(?!(?:can bo|hang xom|nguoi ta|ho|no|xa|ap|cong an) hoi (?:toi|em|con|minh)\b)"
    r"(?:\w+ ){0,2}?(?:(?:muon|can|xin|dinh) )?hoi "
    r"(?!(?:nay|truoc|do|xua|lai|som|qua|them|xiu|chut)\b|(?:sang |qua )?(?:viec|chuyen|cai|cau) (?:khac|nay))"
)
"""Says what is asked: "tui hỏi khiếu nại quyết định bồi thường"."""


def tell(turn: Turn, *, about: bool = False) -> bool:
    """Say the question back and that nothing is known of it; False where the message names nothing.

    Args:
        turn: the turn.
        about: it is asked about the matter under way, which is named.
    """
    if not about and elsewhere.tell(turn):
        return True
    return _said_back(turn, about=about) or _listens(turn, about=about)


def _listens(turn: Turn, *, about: bool) -> bool:
    """Listen to what is only told in a talk of something: there is no question in it that could be said back."""
    talked = turn.state.topic.procedure is not None or bool(turn.state.memo.get(UNHEARD)) or elsewhere.told_any(turn)
    if turn.dialogue is not None or not talked or is_angry(turn.text):
        return False
    return _asked(turn.text, turn.clauses, about=about, tales=True) is not None and listening.meets(turn)


def tell_as_typed(turn: Turn, *, about: bool) -> bool:
    """Say a question back however little it says ("dịch ở đâu"), where what it sounds like would be answered else."""
    if tell(turn, about=about):
        return True
    asking = [clause for clause in turn.clauses if clause.act.asks] or list(turn.clauses[:1])
    if not asking or is_angry(turn.text):
        return False
    if asking[0].act.asks and not any(asks(turn.text, one) for one in asking):
        return _listens(turn, about=about)  # it was only read as a question
    procedure = topic_procedure(turn) if about else None
    turn.unanswered += [Unanswered(one.start, "", "" if procedure is None else procedure.code) for one in asking]
    thing = questions_quoted(turn.text, turn.clauses) or f"“{quoted(asking[0].text)}”"
    whom = whom_else(turn, turn.text) if procedure is None else whom_to_ask(turn, procedure.code, turn.text)
    turn.say("elsewhere.again", thing=thing, ask=whom, choices=[call_choice(turn)])
    return True


def _said_back(turn: Turn, *, about: bool) -> bool:
    # What is named instead of what is not meant is asked, however it is put.
    clause = None if is_angry(turn.text) else _asked(turn.text, turn.clauses, about=about, tales=just_now(turn))
    if clause is None or _PLAINLY.search(canonical(turn.text)):
        return False
    thing = questions_quoted(turn.text, turn.clauses, also=[clause.start]) or f"“{quoted(clause.text)}”"
    if any(thing in reply.text for reply in turn.replies):
        return True  # a second wish of the same message
    business = business_of(turn, clause.text) if about else None
    if business is not None and not business.dossiers and elsewhere.tell(turn):
        return True  # the matter under way has nothing to do with it
    topic = (turn.state.topic.procedure or "") if about else ""
    asking = [one for one in turn.clauses if asks(turn.text, one)] or [clause]
    turn.unanswered += [Unanswered(one.start, one.focus.value if one.focus else "", topic) for one in asking]
    times = int(turn.state.memo.get(UNHEARD) or 0)
    turn.state.memo[UNHEARD] = times + 1
    procedure = topic_procedure(turn) if about else None
    whom = whom_else(turn, clause.text) if procedure is None else whom_to_ask(turn, procedure.code, clause.text)
    choices: list[Choice] = [call_choice(turn)]
    if times and business is None:
        turn.say(f"unheard.again_{(times - 1) % _WAYS + 1}", thing=thing, ask=whom, choices=choices)
        return True
    if times:
        turn.say("elsewhere.again", thing=thing, ask=whom, choices=choices)
        return True
    lines = [] if procedure is None else elsewhere.lines_of(turn, asking, procedure.code)
    if len(lines) > 1:
        turn.reply("\n".join(lines), choices=choices)
    elif procedure is not None:
        turn.say("unheard.about", thing=thing, title=procedure.title, ask=whom, choices=choices)
    else:
        turn.say("unheard.told", thing=thing, ask=whom, choices=[*choices, other(turn)])
    return True


def asks_something(text: str, clauses: Sequence[Clause]) -> bool:
    """Return whether a text asks, denies or corrects something, and is no bare answer to the question what is meant."""
    return bool(_PLAINLY.search(canonical(text))) or any(
        clause.act in {Act.DENIES, Act.COMPLAINS, Act.LEAVES, Act.CORRECTS}
        or (clause.act.asks and clause.focus not in {None, Focus.PROCEDURE})
        for clause in clauses
    )


def _is_a_tale(text: str) -> bool:
    """Return whether a clause says what is so, and neither asks nor wants anything."""
    return tells_only(text) or _TALE.search(canonical(text)) is not None


def _asked(text: str, said: Sequence[Clause], *, about: bool, tales: bool = False) -> Clause | None:
    """Return the clause that is said back.

    That is the one that says what is asked ("tui hỏi khiếu nại …"), else the first that asks and names something, else
    a long one that asks, else what is told right before a short one that asks. What was only read as a question
    is none, nor is a tale but with ``tales``.
    """
    if any(clause.act is Act.COMPLAINS for clause in said):
        return None  # anger is no question
    said = [clause for clause in said if not clause.act.asks or asks(text, clause)]
    clauses = [
        clause for clause in said if clause.act not in NAMES_NOTHING and says_enough(clause) and not clause.facts
    ] or [clause for clause in said if clause.act.asks and says_enough(clause)]
    asks_at_length = [one for one in said if one.act.asks and len(one.text.split()) >= _FEWEST_ASKED]
    if not clauses and about:  # the matter under way says what "giấy đó" is
        clauses = asks_at_length
    asking = [clause for clause in clauses if clause.act.asks] or (asks_at_length if clauses else [])
    telling = [clause for clause in clauses if not clause.act.asks and len(clause.text.split()) >= _FEWEST_SAID]
    if not tales and not any(clause.act.asks for clause in said):
        telling = [clause for clause in telling if not _is_a_tale(clause.text)]
    says_it = [
        clause for clause in telling if _SAYS_IT.search(canonical(clause.text)) or says_what_is_unclear(clause.text)
    ]
    if not asking and (short := next((clause for clause in said if clause.act.asks), None)) is not None:
        telling = [clause for clause in telling if clause.start < short.start][-1:] or telling
    return next(iter((*says_it, *asking, *telling)), None)
