"""Who can be asked beside an answer: the deciding body, or the hotline with the choice to be called back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.messages import Choice
from bot.guidance.answers.fields import lower_first
from bot.guidance.answers.offices import AT_A_CENTRE
from bot.guidance.rulebook.text import ask_words
from bot.handlers.acting import acting_in, certifies
from bot.handlers.deciding import body_of, business_of, complains_of_officials, is_beside, is_required, name_of
from bot.handlers.finding import advise
from bot.handlers.of_the_matter import (
    belongs,
    is_against,
    is_certain,
    is_of_several,
    is_own,
    names_the_matter,
    told_before,
)
from bot.handlers.questions.memory import Memory
from bot.handlers.spoken_of import body_before, body_beside, nobody, note
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from bot.conversation.turn import Turn
    from bot.understanding.clauses import Clause

_NO_NAME = "Cơ quan "
"""Begins what the catalogue calls an office that has no name of its own."""
_COMMUNE = "Ủy ban nhân dân xã"
LINE = "line/"
"""Before the number of a line that was told, in what is remembered of answers."""


def call_choice(turn: Turn, key: str = "ways.call") -> Choice:
    """Return the choice that leaves a call-back request for the hotline's desk."""
    code = turn.state.topic.procedure
    known = code if code and code in turn.guidance.catalogue else ""
    return Choice(turn.words(key), f"#call.start:hotline/{known}")


def hotline_line(turn: Turn) -> str:
    """Return the hotline that is published for the moment, as it is told ("name: number"); empty where none is.

    Who was told its number within a day hears its name alone.
    """
    line = advise(turn).hotline
    if line is None:
        return ""
    return line.label if has_number(turn) else f"{line.label}: {line.value}"


def whom_to_ask(turn: Turn, code: str, asked: str = "") -> str:
    """Return who knows what the assistant does not.

    That is the body whose business the question speaks of, else the line that is published, else the office that
    takes the matter in: this one, too, where the line was told already, and the office is no centre, which that moment
    may not have had yet. Where several take it in, two are named, and who decides it where no desk is known; without a
    matter, what is under way says it, then what the talk is about.

    Args:
        turn: the turn.
        code: of the procedure, or empty where it is no matter of the catalogue's.
        asked: the words of the question, and of nothing beside it.
    """
    if asked and (other := _own_body(turn, asked) or _not_the_other_side(turn, code, asked)):
        return other
    if asked and code and (other := _of_another(turn, code, asked)):
        return other
    advice = advise(turn, code or None)
    office = turn.guidance.answers.office_to_ask(code or None, at=turn.moment, known_at=turn.received_at)
    if advice.hotline is not None and (office is None or office in AT_A_CENTRE or not has_number(turn)):
        return ask_words(advice, turn.guidance.rulebook)
    if office is not None:
        return turn.words(f"answers.office_{office.value}")
    if code:
        return receiver_of(turn, code) or body_beside(turn, asked) or turn.words("answers.office")
    return _under_way(turn) or body_beside(turn, asked) or body_before(turn, asked) or turn.words("unheard.place")


def whom_else(turn: Turn, asked: str = "") -> str:
    """Return who can be asked about what is no matter of the catalogue's.

    That is the body whose business the question speaks of, or the rest of its message, else the line, else who takes
    in the matter under way where the question clearly belongs to it, else the body that was spoken of last, else the
    matter's again where the question is not plainly of its own, and only then nobody in particular.
    """
    if asked and (body := _own_body(turn, asked) or _not_the_other_side(turn, "", asked) or body_beside(turn, asked)):
        return body
    advice = advise(turn)
    if advice.hotline is not None:
        return ask_words(advice, turn.guidance.rulebook)
    if asked and (code := turn.state.topic.procedure) and not complains_of_officials(asked):
        return _of_the_talk(turn, code, asked) or body_before(turn, asked) or nobody(turn, asked)
    return body_before(turn, asked) or nobody(turn, asked)


def _of_the_talk(turn: Turn, code: str, asked: str) -> str:
    """Return who knows what is asked amid a matter: who takes that in, only where it clearly is of that; else empty."""
    receiver = receiver_of(turn, code)
    knows = bool(receiver) and (passes_on(turn, code) or is_certain(turn, code, asked))
    if knows and belongs(turn, code, asked):
        return receiver
    if (told := told_before(turn, code, asked)) is not None:
        return _told_of(turn, told) or nobody(turn, asked)
    before = body_before(turn, asked)
    return before or (receiver if knows and not is_own(turn, code, asked) else "")


def _of_another(turn: Turn, code: str, asked: str) -> str:
    """Return who can be asked instead of a matter's office, where a question is not certainly of that; else empty.

    A commune and a centre, which take in nearly everything and pass on the rest, stay.
    """
    if passes_on(turn, code) or is_certain(turn, code, asked):
        return ""
    told = told_before(turn, code, asked)
    if other := _told_of(turn, told) or ("" if told else body_beside(turn, asked)):
        return other
    advice = advise(turn, code)
    if advice.hotline is not None:
        return ask_words(advice, turn.guidance.rulebook)
    names_other = told is not None or is_of_several(turn, code, canonical(asked))
    return ("" if names_other else body_before(turn, asked)) or nobody(turn, asked)


def _told_of(turn: Turn, told: Clause | None) -> str:
    """Return whose business is told of right before a question that says little itself."""
    business = None if told is None else business_of(turn, told.text)
    return "" if business is None else name_of(turn, business)


def passes_on(turn: Turn, code: str) -> bool:
    """Return whether a commune or a centre takes a matter in, which knows of others, too, or nobody is known to."""
    answers = turn.guidance.answers
    offices = set(answers.offices_to_ask(code, at=turn.moment, known_at=turn.received_at))
    agency = answers.agency_to_ask(code, at=turn.moment)
    return offices <= AT_A_CENTRE if offices else not agency or agency.startswith(_COMMUNE)


def receiver_of(turn: Turn, code: str) -> str:
    """Return by name who takes a procedure in or decides it; empty where the catalogue and its own name say nothing."""
    answers = turn.guidance.answers
    offices = answers.offices_to_ask(code, at=turn.moment, known_at=turn.received_at)
    if offices:
        first, *others = (turn.words(f"answers.office_{one.value}") for one in offices)
        return turn.words("answers.either_office", one=first, other=others[0]) if others else first
    agency = answers.agency_to_ask(code, at=turn.moment)
    if agency and turn.profile.language == "vi":
        name = agency.partition(" (")[0]
        return lower_first(name) if name.startswith(_NO_NAME) else name
    procedure = turn.guidance.catalogue.get(code)
    return "" if procedure is None else body_of(turn, f"{procedure.title}. {procedure.name}")


def _under_way(turn: Turn) -> str:
    """Return who takes in what is talked of; empty where nothing is."""
    code = turn.state.topic.procedure
    return receiver_of(turn, code) if code else ""


def _own_body(turn: Turn, asked: str) -> str:
    """Return whose business a question speaks of by its own words, which is remembered, else whom it names as acting.

    A paper or benefit that is only there, lost or required beside the matter under way is asked where that matter goes.
    """
    if office := certifies(turn, asked):
        return office
    business = business_of(turn, asked)
    if business is None:
        return acting_in(turn, asked)
    if (is_required(asked) or (business.dossiers and is_beside(asked))) and (office := _under_way(turn)):
        return office
    if not business.dossiers and names_the_matter(turn, asked) and (office := _under_way(turn)):
        return office
    if name := name_of(turn, business):
        note(turn, business)
        return name
    return ""


def _not_the_other_side(turn: Turn, code: str, asked: str) -> str:
    """Return whom who complains of officials can ask: they are the other side; empty where nobody is complained of.

    What is only told around a complaint is of it, too. A complaint that is the matter itself goes where that goes.
    """
    plain = canonical(asked)
    alone = any(one.act.asks and canonical(one.text) in plain for one in turn.clauses)
    words = asked if alone else turn.text
    return nobody(turn, words) if complains_of_officials(words) and not is_against(turn, code) else ""


def has_number(turn: Turn) -> bool:
    """Return whether the person was told the number of the line within a day."""
    line = advise(turn).hotline
    memory = Memory.of(turn.state, turn.received_at)
    return line is not None and memory.times(f"{LINE}{line.value}") > 0
