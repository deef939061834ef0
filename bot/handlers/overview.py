"""What is to be done for a matter, where somebody names it or asks no more than that: what most people ask next.

A line each for the ways, the papers, the fee and the time, in the words of the units that answer these questions. How
to hand in is told at length by ``ways.py``, to who asks that. What is asked of the matter and answered by no unit is
said back before it, and then hardly more than how it is handed in: no question is answered with something else.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.conversation.messages import Choice, Kind, Told
from bot.conversation.turn import Unanswered
from bot.guidance.answers import Focus
from bot.guidance.channels import Channel
from bot.guidance.steering.model import Appointment, StepState, Why
from bot.handlers import elsewhere, mentions, ways
from bot.handlers.booking.words import lower_first
from bot.handlers.finding import person_unit
from bot.handlers.hotline import call_choice, whom_to_ask
from bot.handlers.menu import BOOK, MOST_CHOICES, procedure_choices
from bot.handlers.online_and_post import portal_links
from bot.handlers.questions import case, in_short, repeating
from bot.handlers.questions.answering import units_of
from bot.handlers.questions.focuses import ONLY_WHETHER
from bot.handlers.questions.founded import caveats_of, lines_to_call, sources_of
from bot.handlers.questions.memory import Memory, Waiting
from bot.handlers.questions.naming import asks_what
from bot.handlers.questions.telling import case_choices
from bot.handlers.questions.unknown import names_nothing_else
from bot.handlers.quoting import asks, quoted
from bot.handlers.told_fields import note_fields
from bot.understanding.anger import is_angry
from bot.understanding.clauses import Act
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.conversation.turn import Turn
    from bot.guidance.answers import AnswerUnit
    from bot.guidance.procedures import Procedure
    from bot.guidance.steering.model import Ladder
    from bot.understanding.clauses import Clause

_CARD = "overview"
"""By which it is remembered that the ways of a matter were told in short."""
_WAYS = re.compile(
    r"\b(?:nop|gui|cach nop|hen|dat lich|lich|quay|truc tiep|online|truc tuyen|(?:qua|tren) mang|buu dien|buu chinh"
    r"|mang (?:len|toi|ra|den)|hand in|submit|send|book|appointment)\b"
)
"""Words of who asks by which way it goes, or when they may come."""
_WHAT_TO_DO = re.compile(
    r"\b(?:lam|tinh) (?:sao|the nao|nhu the nao|kieu gi|cach nao|gi)\b|\bthu tuc\b|\bhuong dan\b"
    r"|\bcan (?:gi|nhung gi)\b"
    r"|\b(?:the nao|ra sao|nhu nao|kieu gi|bat dau)\b|\b(?:chi|giup|lo|lam)(?: \w+){0,2} (?:giup|gium|dum|voi)\b"
    r"|\bhow (?:do|can|to|should)\b|\bwhat (?:do|should|must)\b"
)
"""Asks what is to be done, whatever else it was read as."""
_SO_WHAT = re.compile(r"\b(?<!lam )(?<!phai )thi sao\b")
"""Asks what becomes of something that is told ("hộ khẩu ở ngoài đó thì sao"), and not how a thing is done."""
_OF_NO_MATTER = re.compile(
    r"\bnghe (?:duoc|ro|hieu|noi)?(?: \w+)? ?(?:khong|hong|chua)\b"
    r"|\b(?:gi|ai|dau|nao) cung (?:khong|chua|vay|the|noi)\b"
)
"""Asks whether it is heard at all, or says that all and everything is so ("cái gì cũng không biết")."""
_A_DUTY = re.compile(r"\b(?:phai|can|bat buoc|buoc|khoi|mien|hay la|hay)\b")
"""Whether something has to be, or which of two: a question though it says nothing but the matter's name."""
_A_STORY = 8
"""Words of what is told before "làm được không" from which on it asks whether that may be."""


def tell(turn: Turn, procedure: Procedure) -> bool:
    """Tell what is to be done for ``procedure``, after what is asked of it that nobody can answer.

    Returns:
        Whether it was told, and not something else is to be: to who asks how to hand in, to who is hindered, and of
        what nothing but the name is known.
    """
    if procedure.imported or _asks_ways(turn) or _hindered(turn, procedure.code):
        return False
    if ways.tell_ended(turn, procedure):
        return True
    ladder, known = ways.climb(turn, procedure)
    if known.cannot or _one_thing_first(turn, ladder):
        return False
    _tell(turn, procedure, ladder, known)
    return True


def _one_thing_first(turn: Turn, ladder: Ladder) -> bool:
    """Return whether something else has to be told: a lock-down is in the way, or an agency calls people itself."""
    locked = {Why.CITIZEN_LOCKED, Why.UNIT_LOCKED} & {reason.why for reason in ladder.why_not}
    home = person_unit(turn)
    coming = home is not None and turn.guidance.next_lock_of(home.id, turn.moment) is not None
    shut = locked or (coming and Channel.IN_PERSON in ladder.first) or ways.depends_on_area(turn, ladder)
    return bool(shut) or ladder.appointment is Appointment.AGENCY_CALLS


def _tell(turn: Turn, procedure: Procedure, ladder: Ladder, known: ways.Tried) -> None:
    left = _left_open(turn, procedure)
    memory = Memory.of(turn.state, turn.received_at)
    units = in_short.units(turn, procedure.code, memory)
    wanted = _wanted(turn, left, told_before=memory.times(f"{procedure.code}/{_CARD}") > 0)
    told = [focus for focus in wanted if units[focus] and units[focus][0].known]
    used = [units[focus][0] for focus in told]
    said = [turn.words("answers.head", title=procedure.title)]
    said += [] if left else filter(None, (ways.copy_enough(turn, procedure),))
    said += _said_back(turn, left, procedure)
    said += [in_short.line(turn, focus, unit) for focus, unit in zip(told, used, strict=True)]
    if not left:
        said += _unknown(turn, procedure, [focus for focus in in_short.TOLD if focus not in told])
    used += _place(turn, procedure, ladder, memory) if Focus.CHANNEL in told else []
    said += filter(None, (caveats_of(turn, used),))
    text = "\n".join(said)
    card = f"{_CARD} {[unit.id for unit in used]} {[one.text for one in left]}"
    again = procedure_choices([procedure], "find_procedure")[0].payload
    heard = in_short.take_if_so(turn, memory, procedure.code)
    memory.keep(turn.state)
    books = ladder.may_book
    if repeating.told_ways_already(turn, procedure, ladder.first, card, books=books, again=again, heard=heard):
        return
    turn.unanswered += [Unanswered(one.start, one.focus.value if one.focus else "", procedure.code) for one in left]
    note_fields(turn, used)
    _remember(turn, procedure.code, text)
    steps = [one for one in ways.steps(turn, ladder, procedure, known) if one.payload.startswith(("#way.", BOOK))]
    asked = [procedure.code] if left or len(told) < len(in_short.TOLD) else []
    turn.reply(
        text,
        choices=_choices(turn, procedure, steps, units, binding=ladder.binding, asks=bool(left)),
        citations=[*sources_of(turn, used), *lines_to_call(turn, asked)],
        links=portal_links(turn, procedure)[:1] if case.offline(turn, procedure.code) is None else (),
        told=[Told(one.start, used[0].id) for one in turn.clauses if used and asks_what_to_do(one)],
    )


def _wanted(turn: Turn, left: Sequence[Clause], *, told_before: bool) -> tuple[Focus, ...]:
    """Return what is told of a matter: beside a question that nobody can answer little, and nothing again."""
    if not left:
        return in_short.TOLD
    if told_before:
        return ()
    return in_short.TOLD[:2] if any(map(asks_what_to_do, turn.clauses)) else in_short.TOLD[:1]


def asks_what_to_do(clause: Clause) -> bool:
    """Return whether a clause asks what is to be done, or how ("làm sao", "thủ tục thế nào")."""
    plain = canonical(clause.text)
    if not clause.act.asks or _SO_WHAT.search(plain):
        return False
    return clause.act is Act.ASKS_HOW or asks_what(clause) or _WHAT_TO_DO.search(plain) is not None


def _asks_ways(turn: Turn) -> bool:
    """Return whether a text asks how it is handed in or when one may come, or wants a visit and asks nothing."""
    asking = [one for one in turn.clauses if one.act.asks or one.act is Act.COMMANDS]
    dropped = any(one.act in {Act.DENIES, Act.CORRECTS, Act.REFUSES} for one in turn.clauses)
    if any(one.focus in {Focus.CHANNEL, Focus.APPOINTMENT, Focus.MUST_COME} for one in asking):
        return True
    texts = [one.text for one in asking] or ([] if dropped else [turn.text])
    return any(_WAYS.search(canonical(text)) for text in texts)


def _hindered(turn: Turn, code: str) -> bool:
    """Return whether what somebody told shuts a way: that is what is told them first."""
    told = case.inside(turn, code) is not None or case.offline(turn, code) is not None
    return bool(mentions.obstacles(turn.text)) or told or case.shut_unit(turn, code) is not None


def _left_open(turn: Turn, procedure: Procedure) -> list[Clause]:
    """Return what a text asks of the matter that neither a unit has answered nor the overview does."""
    if turn.inbound.kind is not Kind.TEXT or is_angry(turn.text):
        return []
    done = {one.start for reply in turn.replies for one in reply.told} | {one.start for one in turn.unanswered}
    return [
        one
        for one in turn.clauses
        if one.start not in done
        and one.focus not in in_short.TOLD
        and asks(turn.text, one)
        and not asks_what_to_do(one)
        and not _OF_NO_MATTER.search(canonical(one.text))
        and not _only_names(turn, procedure, one)
    ]


def _said_back(turn: Turn, left: Sequence[Clause], procedure: Procedure) -> list[str]:
    """Return the lines that say of questions that nobody knows, and who does: each has its word, however it reads."""
    if not left:
        return []
    lines = elsewhere.lines_of(turn, left, procedure.code)
    what = ", ".join(f"“{quoted(one.text)}”" for one in left)
    whom = whom_to_ask(turn, procedure.code, left[0].text)
    return lines or [turn.words("answers.unknown_many", what=what, ask=whom)]


def _only_names(turn: Turn, procedure: Procedure, clause: Clause) -> bool:
    """Return whether a clause says what is wanted in the words of a question ("làm khai sinh cho con được không")."""
    plain = canonical(clause.text)
    if _A_DUTY.search(plain) or not names_nothing_else(clause.text, procedure):
        return False
    story = sum(len(one.text.split()) for one in turn.clauses if one.act is Act.TELLS)
    return not (ONLY_WHETHER.match(plain) and story >= _A_STORY)


def _unknown(turn: Turn, procedure: Procedure, focuses: Sequence[Focus]) -> list[str]:
    """Return the line that says what nobody knows, once for all of it, and who does."""
    if not focuses:
        return []
    first, *others = (turn.words(f"answers.focus_{focus.value}") for focus in focuses)
    what = ", ".join((first, *map(lower_first, others)))
    return [turn.words("answers.unknown_many", what=what, ask=whom_to_ask(turn, procedure.code))]


def _place(turn: Turn, procedure: Procedure, ladder: Ladder, memory: Memory) -> list[AnswerUnit]:
    """Return what tells the office at whose counter it is handed in, where the ways name one: they stand on it, too."""
    if ladder.step(Channel.IN_PERSON).state not in {StepState.OPEN, StepState.DUTY}:
        return []
    found = units_of(turn, Waiting(Focus.PLACE, procedure.code, ""), memory)
    return [unit for unit in found[:1] if unit.known and unit.places]


def _choices(
    turn: Turn,
    procedure: Procedure,
    steps: Sequence[Choice],
    units: Mapping[Focus, Sequence[AnswerUnit]],
    *,
    binding: bool,
    asks: bool,
) -> list[Choice]:
    """Return what goes on from here: the first open way, the papers, how it is handed in.

    Args:
        turn: the turn.
        procedure: what the overview is of.
        steps: the steps of its ladder.
        units: what answers each of the questions.
        binding: a rule closes the other ways: its steps go first.
        asks: something is asked that nobody here knows: whom to call goes first.
    """
    how = Choice(turn.words("intent.ask_submission_channel"), f"#way.show:{procedure.code}")
    in_short = Choice(turn.words(f"answers.focus_{Focus.PAPERS}"), f"#ans.ask:{procedure.code}/{Focus.PAPERS}")
    copy = turn.guidance.catalogue.get(procedure.copies)
    papers = units[Focus.PAPERS][0]
    its_papers = [in_short] if papers.known else []
    if asks or not units[Focus.CHANNEL][0].known:
        found = [call_choice(turn), *its_papers, *([how] if asks else [])]
    elif copy is not None:
        found = [Choice(copy.title, f"#way.show:{copy.code}"), *its_papers, how]
    elif binding:
        found = [*steps, how]
    elif papers.needs_case:
        found = [*case_choices(turn, papers, 0, most=MOST_CHOICES - 1), how]
    else:
        found = [*steps[: 1 if papers.known else MOST_CHOICES - 1], *its_papers, how]
    return found[:MOST_CHOICES]


def _remember(turn: Turn, code: str, text: str) -> None:
    """Keep what is said, so that "nói lại" is about it, and that the ways were told."""
    memory = Memory.of(turn.state, turn.received_at)
    memory.note(f"{code}/{_CARD}", turn.received_at)
    memory.lines, memory.latest, memory.last, memory.live = text, [], [], True
    memory.keep(turn.state)
