"""Whether one has to arrange a time before coming: what the rules in force demand, or that no counter takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.guidance.answers.asked import Focus
from bot.guidance.answers.model import AnswerUnit, Basis, Polarity, Row, Say
from bot.guidance.channels import Channel
from bot.guidance.rulebook.text import hotline_words
from bot.guidance.steering.counter import cite, rules_deciding
from bot.guidance.steering.model import Appointment, StepState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.guidance.answers.fields import Asked
    from bot.guidance.rulebook.book import Rulebook
    from bot.guidance.steering.model import Ladder

_SENDING = (Channel.ONLINE, Channel.POSTAL)
_DUTY = ("phai", "can", "buoc", "khoi", "need", "must", "have to")
"""Words of a question that asks for the duty, and not whether a day is free ("đặt lịch thứ 7 tuần sau được không")."""
_REFUSED = "refused"
"""What rules say in ``params.walk_in`` of whoever comes without an appointment."""


def duty_units(asked: Asked) -> Iterator[AnswerUnit]:
    """Yield whether a visit for a procedure has to be booked, where a rule in force decides it."""
    ladder = asked.ladder
    ways = _ways(ladder)
    if ways and ladder.binding and ladder.step(Channel.IN_PERSON).state is StepState.CLOSED:
        if ladder.appointment is Appointment.COMPULSORY:
            said = Say("answers.book_no_visit", {"ways": Row(ways)})
            yield asked.of_ladder(Focus.APPOINTMENT, "no_visit", said)
        return
    yield from duty_in_general(asked.code, ladder, asked.rulebook)


def duty_in_general(code: str | None, ladder: Ladder, rulebook: Rulebook) -> Iterator[AnswerUnit]:
    """Yield whether visits have to be booked, where a rule in force decides it, else that this is not known.

    Of whom an agency calls the rule itself speaks.

    Args:
        code: national code of the procedure; None: of all.
        ladder: how it is submitted at the moment, or dossiers in general.
        rulebook: the rulebook that the ladder's advice is from.
    """
    if ladder.appointment is Appointment.NOT_REGULATED:
        unknown = f"{code or 'all'}/{Focus.APPOINTMENT}/duty_unknown"
        said = Say("answers.book_unknown")
        yield AnswerUnit(unknown, code, Focus.APPOINTMENT, said, Basis.SILENT, about=_DUTY)
    if ladder.appointment is not Appointment.COMPULSORY:
        return
    rules = rules_deciding(ladder.advice, "appointment", "required")
    refused = any(advised.rule.params.get("walk_in") == _REFUSED for advised in rules)
    key = "answers.book_first_or_refused" if refused else "answers.book_first"
    said = Say(key, {"line": hotline_words(ladder.advice, rulebook)})
    ways = _ways(ladder)
    if ways:
        said = Say("answers.book_first_unless_sent", {"said": said, "ways": Row(ways)})
    yield AnswerUnit(
        f"{code or 'all'}/{Focus.APPOINTMENT}/duty",
        code,
        Focus.APPOINTMENT,
        said,
        Basis.STATED,
        yes_no=Polarity.YES,
        citations=cite(rules),
    )


def _ways(ladder: Ladder) -> tuple[Say, ...]:
    return tuple(Say(f"answers.way_{way.value}") for way in _SENDING if ladder.step(way).state is StepState.OPEN)
