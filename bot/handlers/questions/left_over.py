"""What a message asks beside what its answer is about: said back at the end, so that no question goes without a word.

Units answer a message's questions together. Where the handler of a wish answers instead, it answers one of them.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.conversation.messages import Kind
from bot.conversation.router import FALLBACK
from bot.conversation.turn import Outcome, Unanswered
from bot.guidance.answers import Focus
from bot.handlers import elsewhere
from bot.handlers.questions.focuses import asks_something, asks_why
from bot.handlers.questions.memory import Memory
from bot.handlers.questions.whose import DOUBTFUL
from bot.handlers.quoting import asks, quoted, says_enough
from bot.handlers.supported import has_words, speaks_of
from bot.understanding.anger import is_angry
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from bot.conversation.turn import Turn
    from bot.understanding.clauses import Clause

_WAYS = frozenset({Focus.CHANNEL, Focus.PROCEDURE, Focus.MUST_COME, Focus.APPOINTMENT, Focus.PLACE, Focus.WHO_MAY_GO})
_ANSWERS: Mapping[str, frozenset[Focus | None]] = MappingProxyType(
    {
        "ask_submission_channel": _WAYS,
        "ask_inperson_allowed": _WAYS,
        "ask_must_appear": _WAYS,
        "ask_online_guide": _WAYS,
        "ask_postal_service": _WAYS,
        "find_procedure": _WAYS,
        "ask_procedure_authority": frozenset({Focus.PLACE, Focus.AUTHORITY, Focus.TERRITORY}),
        "ask_office_info": frozenset({Focus.PLACE, Focus.HOURS, Focus.CONTACT}),
        "ask_hotline": frozenset({Focus.CONTACT}),
        "ask_rule_source": frozenset({Focus.RULE}),
        "check_dossier_status": frozenset({Focus.LATENESS, Focus.TIME, Focus.RESULT}),
        "ask_procedure_documents": frozenset({Focus.PAPERS, Focus.MISSING_PAPER}),
        "ask_procedure_fee": frozenset({Focus.FEE}),
        "ask_processing_time": frozenset({Focus.TIME}),
        "ask_form_download": frozenset({Focus.FORM}),
        "ask_result_delivery": frozenset({Focus.RESULT}),
    }
)
"""Wish → what its handler answers."""
_ANSWER_ALL = frozenset(
    {
        *("emergency", "privacy_request", "manage_notifications", "switch_language", "complaint_feedback"),
        *("greet", "affirm", "deny", "out_of_scope", "talk_to_human", "report_online_error", "thank_bye", FALLBACK),
        *("book_appointment", "ask_unemployment_benefit"),
    }
)
"""Wishes beside which nothing is said: they end, lead on, or say themselves what they make of the message."""
_OTHER_HALF = re.compile(r"(?:hay|hoac)(?: (?:la|thi))? (?:\w{1,9} ){0,3}\w{1,9}$")
"""The other of two in few words, which asks nothing else."""


def say_back(turn: Turn) -> None:
    """Say back what a text asks and nothing of the answer speaks of."""
    if turn.inbound.kind is not Kind.TEXT or turn.outcome is not Outcome.UNDERSTOOD or _waits(turn):
        return
    if not turn.replies or turn.understanding.intent in _ANSWER_ALL or is_angry(turn.text):
        return
    asking = [clause for clause in turn.clauses if _asks(turn, clause)]
    left = [clause for clause in asking if not _has_its_word(turn, clause)]
    if len(left) == len(asking):
        left = _beside_the_wish(turn, left)
    if not left:
        return
    lines = elsewhere.lines_of(turn, left)
    if not lines:
        return  # a word alone ("why?") is no question that can be said back
    turn.unanswered += [Unanswered(one.start, one.focus.value if one.focus else "") for one in left]
    turn.reply("\n".join(lines))
    if turn.dialogue is not None:
        turn.replies.insert(-1, turn.replies.pop())  # the last words say what is waited for


def _asks(turn: Turn, clause: Clause) -> bool:
    return asks_why(clause.text) or (asks_something(clause) and asks(turn.text, clause))


def _waits(turn: Turn) -> bool:
    """Return whether a dialogue of before waits, or one that takes the whole message up."""
    dialogue = turn.dialogue
    return dialogue is not None and (dialogue.name == "which" or dialogue.token != format(turn.inbox_id, "x"))


def wish_answers(turn: Turn, but: Collection[int]) -> bool:
    """Return whether the handler of the wish answers a question of the text other than those that begin at ``but``."""
    intent = turn.understanding.intent
    others = [one for one in turn.clauses if one.act.asks and one.start not in but]
    return turn.understanding.confidence >= DOUBTFUL and any(_answers(intent, one) for one in others)


def may_answer(intent: str, clause: Clause) -> bool:
    """Return whether the handler of a wish answers what a question asks of: "nộp đơn … trễ hẹn ở đâu" asks where."""
    return clause.focus in _ANSWERS[intent] if intent in _ANSWERS else _answers(intent, clause)


def _answers(intent: str, clause: Clause) -> bool:
    if asks_why(clause.text):
        return intent == "ask_rule_source"
    return clause.focus in _ANSWERS.get(intent, frozenset()) or speaks_of(intent, clause.text)


def _has_its_word(turn: Turn, clause: Clause) -> bool:
    """Return whether a clause was answered, said to be unknown, quoted, or waits."""
    starts = {one.start for reply in turn.replies for one in reply.told} | {one.start for one in turn.unanswered}
    said = quoted(clause.text)
    waiting = Memory.of(turn.state, turn.received_at).waiting
    return (
        clause.start in starts
        or any(said in reply.text for reply in turn.replies)
        or any(said == one.said for one in waiting)
    )


def _beside_the_wish(turn: Turn, asking: list[Clause]) -> list[Clause]:
    """Return the questions that the handler of the wish did not answer; none where that cannot be told.

    The only question is what was answered, unless it asks why, or has none of the words that such a wish has.
    """
    intent = turn.understanding.intent
    if len(asking) == 1:
        only = asking[0]
        strange = has_words(intent) and says_enough(only) and not _answers(intent, only)
        return asking if strange or (asks_why(only.text) and not _answers(intent, only)) else []
    meant = [one for one in asking if _answers(intent, one)]
    others = [one for one in asking if one not in meant]
    return [one for one in others if not _is_other_half(turn, one, meant)] if meant else []


def _is_other_half(turn: Turn, clause: Clause, meant: Collection[Clause]) -> bool:
    """Return whether a clause only says the other of two that was asked right before it ("…, hay nghỉ hết rồi")."""
    before = next((one for one in reversed(turn.clauses) if one.start < clause.start), None)
    return before in meant and _OTHER_HALF.match(canonical(clause.text)) is not None
