"""Who has handed a dossier in already: where it is, when it is due, whom to ask; never again how to hand it in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.conversation.messages import Kind, Told
from bot.conversation.turn import Outcome, Unanswered
from bot.guidance.answers import Focus
from bot.handlers import filed
from bot.handlers.answers import Answer
from bot.handlers.booking.words import lower_first
from bot.handlers.deciding import business_of
from bot.handlers.finding import advise, procedure_of, topic_procedure
from bot.handlers.hotline import call_choice
from bot.handlers.online_and_post import portal_links
from bot.handlers.questions import case
from bot.handlers.questions.answering import units_of
from bot.handlers.questions.beyond import asks_of_other_money
from bot.handlers.questions.founded import caveats_of, sources_of
from bot.handlers.questions.hearing import hear
from bot.handlers.questions.memory import Memory, Waiting
from bot.handlers.quoting import asks, questions_quoted
from bot.handlers.told_fields import note_fields
from bot.understanding.anger import is_angry
from bot.understanding.filed import PARTS, tells_filed
from bot.understanding.fold import canonical
from bot.understanding.reactions import ends_asking

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Sequence

    from bot.conversation.turn import Turn
    from bot.guidance.answers import AnswerUnit
    from bot.guidance.procedures import Procedure
    from bot.understanding.clauses import Clause

STATUS = "status"
"""Memo: when it was said last that no dossier can be seen here (seconds, real clock)."""
_ONCE_IN = 24 * 60 * 60
"""Seconds."""
_UNIT = "filed"
"""By which it is noted that a question was answered by what is told after a dossier is handed in."""
_WISHES = frozenset(
    {
        *("check_dossier_status", "ask_processing_time", "find_procedure", "nlu_fallback", "provide_info"),
        *("ask_submission_channel", "ask_procedure_authority", "ask_procedure_documents", "ask_result_delivery"),
        *("ask_unemployment_benefit", "ask_office_info", "out_of_scope", "ask_online_guide", "ask_postal_service"),
        *("check_appointment", "affirm", "deny"),
    }
)
"""Wishes as which such a message is read."""
_ANSWERED = frozenset(
    {
        *(Focus.CHANNEL, Focus.PLACE, Focus.PROCEDURE, Focus.LATENESS, Focus.CONTACT, Focus.AUTHORITY),
        *(Focus.APPOINTMENT,),
    }
)
"""What is asked behind it and answered by whom to ask: the ways in are no answer any more."""
_OF_UNITS = frozenset(
    {
        *(Focus.FEE, Focus.WHO_MAY_GO, Focus.PAPERS, Focus.MISSING_PAPER, Focus.FORM, Focus.DEADLINE),
        *(Focus.MUST_COME, Focus.RESULT, Focus.RULE, Focus.HOURS),
    }
)
"""What is asked of a matter after its dossier is handed in as well as before."""
_OF_A_WAY = frozenset({None, Focus.CHANNEL, Focus.PLACE, Focus.PROCEDURE, Focus.MUST_COME, Focus.APPOINTMENT})
_OF_THE_RECEIPT = re.compile(
    r"\b(?:giay|phieu) hen\b|\bbien nhan\b|\bma ho so\b|\bbo sung\b|\brut (?:lai|ho so|don)\b|\btra (?:lai|ve)\b"
    r"|\btoi dau\b|\bchua (?:co|thay|ra|ve)\b"
)
"""Asks of what only the place that took it in knows, however it sounds."""
_SAYS_NO_MORE = 8
"""Words up to which a part that tells it names no other matter."""
_HANDS_IN = re.compile(r"\b(?:nop|gui)\b")
_WAITS = re.compile(
    r"\b(?:cho|doi) (?:\w{1,9} ){0,3}(?:bao gio|chung nao|khi nao|bao lau|may ngay|thoi)\b"
    r"|\b(?:chung nao|bao gio|khi nao|bao lau)(?: \w{1,9}){0,2} (?:co|xong|ra|lay|tra)\b|\btoi dau\b"
)
"""Asks when what is waited for comes."""
_WITHDRAWS = re.compile(r"\brut (?:lai|ho so|don)\b")
"""Wants a dossier back: what such a matter is called by is no new one."""
_WHAT_NEXT = re.compile(r"\b(?:lam (?:gi|sao)|hoi ai|goi ai|hoi dau|coi (?:o )?dau|tra (?:cuu )?o dau)\b")


def first(otherwise: Callable[[Turn], Awaitable[bool]]) -> Callable[[Turn], Awaitable[bool]]:
    """Return what answers questions: those of who has handed a dossier in first, then ``otherwise``."""

    async def answer(turn: Turn) -> bool:
        if not (_is_ours(turn) or _goes_on(turn)):
            return await otherwise(turn)
        meant, named = _meant(turn)
        if any(map(_is_for_units, filter(lambda one: _asks(turn, one), turn.clauses))):
            _note(turn, meant)
            return await otherwise(turn)
        tell(turn, meant, named=named)
        turn.outcome = Outcome.UNDERSTOOD
        return True

    return answer


def _meant(turn: Turn) -> tuple[Procedure | None, bool]:
    """Return the matter that is spoken of, and whether the message names it; else it is the one under way."""
    current = topic_procedure(turn)
    if current is not None and _WITHDRAWS.search(canonical(turn.text)):
        return current, False
    if current is not None and any(asks_of_other_money(current, canonical(one.text)) for one in turn.clauses):
        return None, False
    with turn.reading(_without_the_receipt(turn.text)):
        named = turn.guidance.catalogue.get(hear(turn).topic.code or "")
        if named is None and current is None:
            named = procedure_of(turn).procedure
    if named is not None and current is None:
        turn.state.topic.procedure = named.code
    return named or current, named is not None


def _without_the_receipt(text: str) -> str:
    """Return a text without what it says of the receipt: who lost that wants nothing issued again."""
    parts = [one for one in PARTS.split(text) if tells_filed(one) or not _OF_THE_RECEIPT.search(canonical(one))]
    return ", ".join(parts) or text


def stands(turn: Turn, procedure: Procedure) -> bool:
    """Return whether it was told that the dossier of a matter is handed in, and it is not asked how another one is."""
    if turn.inbound.kind is not Kind.TEXT or _asks_the_way(turn):
        return False
    return tells_filed(turn.text) or filed.was_told(turn, procedure.code)


def tell(turn: Turn, procedure: Procedure | None, *, named: bool = True) -> None:
    """Tell what helps after a dossier is handed in; what was told within a day is not told again.

    Args:
        turn: the turn.
        procedure: what the dossier is of, as far as that is known.
        named: the message names it; one that only was talked of is not told of where the message says more.
    """
    _note(turn, procedure)
    if procedure is not None:
        turn.state.topic.procedure = procedure.code
    memory = Memory.of(turn.state, turn.received_at)
    of = procedure if named or _says_no_more(turn.text) else None
    due = [] if of is None else _due(turn, of, memory)
    open_ones = [one for one in turn.clauses if _asks(turn, one) and not _is_answered(one, due)]
    starts = {one.start for one in open_ones}
    turn.unanswered += [Unanswered(one.start, one.focus.value if one.focus else "") for one in open_ones]
    answer = Answer(turn, advise(turn))
    if of is not None:
        answer.say("answers.head", title=of.title)
    for unit in due:
        answer.say("answers.brief_time", said=lower_first(case.words(turn, unit.brief or unit.short)))
        memory.note(unit.id, turn.received_at)
    _say_where_it_is(turn, answer, starts)
    answer.add(caveats_of(turn, due))
    note_fields(turn, due)
    answer.send(
        choices=[call_choice(turn)],
        links=() if case.offline(turn) is not None else portal_links(turn, None),
        sources=sources_of(turn, due),
        told=[Told(one.start, _UNIT) for one in turn.clauses if one.act.asks and one.start not in starts],
    )
    memory.lines, memory.latest, memory.last, memory.live = turn.replies[-1].text, [], [], True
    memory.keep(turn.state)


def _says_no_more(text: str) -> bool:
    """Return whether hardly anything is told but that it is handed in: it is of the matter under way."""
    return all(len(one.split()) <= _SAYS_NO_MORE for one in PARTS.split(text) if tells_filed(one))


def _say_where_it_is(turn: Turn, answer: Answer, starts: Collection[int]) -> None:
    """Say who knows where a dossier is, and what is asked beside that; in short where it was said within a day."""
    also = {one.start for one in turn.clauses}
    asked = questions_quoted(turn.text, turn.clauses, also=starts, but=also.difference(starts)) if starts else ""
    if said_already(turn):
        thing = f" {turn.words('facts.status_asked', thing=asked)}" if asked else ""
        answer.say("facts.status_again", thing=thing)
        return
    answer.say("facts.status_unknown")
    answer.say("facts.filed_receipt")
    ruled = answer.advice.about("result")[:1]
    answer.rules(ruled)
    if not ruled:
        answer.say("facts.filed_ask")
    if asked:
        answer.say("facts.filed_unknown", what=asked)


def said_already(turn: Turn) -> bool:
    """Return whether it was said within a day that no dossier can be seen here; from now on it was."""
    told = float(turn.state.memo.get(STATUS) or 0)
    now = turn.received_at.timestamp()
    if now - told < _ONCE_IN:
        return True
    turn.state.memo[STATUS] = now
    return False


def _is_ours(turn: Turn) -> bool:
    """Return whether a text tells that a dossier is handed in, and wants nothing that somebody else answers."""
    if turn.inbound.kind is not Kind.TEXT or turn.dialogue is not None or not tells_filed(turn.text):
        return False
    if turn.understanding.intent not in _WISHES or is_angry(turn.text):
        return False
    return not _asks_the_way(turn) and not any(_of_another_body(turn, one) for one in turn.clauses)


def _goes_on(turn: Turn) -> bool:
    """Return whether a text asks no more than when, or what next, of a dossier that was told to be handed in."""
    code = turn.state.topic.procedure or ""
    if turn.inbound.kind is not Kind.TEXT or turn.dialogue is not None or not filed.was_told(turn, code):
        return False
    if turn.understanding.intent not in _WISHES or is_angry(turn.text):
        return False
    asking = [canonical(one.text) for one in turn.clauses if asks(turn.text, one)]
    heard = hear(turn).topic
    return (
        bool(asking)
        and heard.code in {None, code}
        and not heard.offered
        and all((_WAITS.search(one) or _WHAT_NEXT.search(one)) and not _HANDS_IN.search(one) for one in asking)
    )


def _of_another_body(turn: Turn, clause: Clause) -> bool:
    business = business_of(turn, clause.text) if clause.act.asks else None
    return business is not None and not business.dossiers and business.id != "lateness"


def _asks_the_way(turn: Turn) -> bool:
    """Return whether a text asks how, or where, something is handed in, beside what was."""
    asking = [one for one in turn.clauses if one.act.asks and not tells_filed(one.text) and one.focus in _OF_A_WAY]
    return any(_HANDS_IN.search(canonical(one.text)) for one in asking)


def _asks(turn: Turn, clause: Clause) -> bool:
    """Return whether a clause asks, and is not read so though it only tells that the dossier is handed in."""
    by_itself = clause.focus is Focus.TIME or ends_asking(clause.text) or not tells_filed(clause.text)
    return by_itself and asks(turn.text, clause)


def _is_for_units(clause: Clause) -> bool:
    """Return whether a question is one that the units of a matter answer as well after it is handed in."""
    plain = canonical(clause.text)
    return clause.focus in _OF_UNITS and not _OF_THE_RECEIPT.search(plain) and not _WHAT_NEXT.search(plain)


def _is_answered(clause: Clause, due: Sequence[AnswerUnit]) -> bool:
    """Return whether what is told answers a question: whom to ask, what next, and how long it takes where known."""
    if clause.focus is Focus.TIME:
        return bool(due)
    plain = canonical(clause.text)
    by_words = _WHAT_NEXT.search(plain) is not None
    return by_words or (clause.focus in _ANSWERED and not _WITHDRAWS.search(plain))


def _due(turn: Turn, procedure: Procedure, memory: Memory) -> list[AnswerUnit]:
    """Return how long the matter takes, where that is known and was not told."""
    found = units_of(turn, Waiting(Focus.TIME, procedure.code, ""), memory)[:1]
    return [one for one in found if one.known and not memory.times(one.id)]


def _note(turn: Turn, procedure: Procedure | None) -> None:
    code = procedure.code if procedure is not None else turn.state.topic.procedure
    filed.note(turn, code or "")
