"""What somebody has to know for a visit: the rules of the visit's day, what to bring, when the result is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.guidance.rulebook.text import ask_words
from bot.handlers.booking.units import place_of
from bot.handlers.booking.words import lower_first
from bot.handlers.finding import catalogue_speaks
from bot.handlers.papers_check import left_of

if TYPE_CHECKING:
    from datetime import datetime

    from bot.conversation.turn import Turn
    from bot.guidance.rulebook.advice import Advice
    from bot.handlers.answers import Answer
    from bot.handlers.booking.draft import Draft


def advice_for(turn: Turn, unit_id: str, procedure: str, visit: datetime) -> Advice:
    """Return what holds for a visit: at its unit, on its day, for its procedure."""
    guidance = turn.guidance
    area = guidance.area(place_of(guidance.places, unit_id), visit)
    return guidance.rulebook.at(visit, area, guidance.offers.at(visit, procedure))


def crowd_limit(turn: Turn, draft: Draft) -> int | None:
    """Return how many people a rule of the visit's day lets in at once; None where none in force says."""
    chosen = draft.chosen
    return turn.guidance.crowd_limit(chosen.unit, chosen.start) if chosen is not None else None


def tell_changes(turn: Turn, answer: Answer, unit_id: str, visit: datetime) -> None:
    """Warn of what begins between now and the visit."""
    guidance = turn.guidance
    area = guidance.area(place_of(guidance.places, unit_id), visit)
    for warning in guidance.rulebook.new_warnings(turn.moment, visit, area):
        answer.say("booking.new_warning", text=lower_first(warning.text_vi))
        answer.cite(warning.citation)


def tell_entrance(answer: Answer, *, why: bool = True) -> None:
    """Tell what is demanded at the door on the visit's day: the 5K, where a rule in force says so."""
    answer.rules(answer.advice.about("5k")[:1], why=why)


def tell_bringing(turn: Turn, answer: Answer, procedure: str, visit: datetime) -> None:
    """Tell what to bring, as far as it is known."""
    duty = turn.guidance.offers.at(visit, procedure).duty
    if duty.note:
        answer.say("booking.bring", note=lower_first(duty.note), basis=f" ({duty.basis})" if duty.basis else "")
    left = left_of(turn, procedure)
    if left:
        answer.say("tick.to_bring", papers="; ".join(left))


def tell_result(turn: Turn, answer: Answer, procedure: str) -> None:
    """Tell when the result is due, as far as it is known, and whom to ask (letter 4708, point 1: the hotline)."""
    ask = ask_words(answer.advice, turn.guidance.rulebook)
    known = turn.guidance.catalogue.get(procedure)
    time = known.public_time if known is not None and catalogue_speaks(turn, known) else None
    if time:
        answer.say("booking.result_time", time=time)
        answer.say("facts.from_portal")
        answer.say("booking.bring_unknown", ask=ask)
        return
    answer.say("booking.result_unknown", ask=ask)
    telling = [advised for advised in answer.advice.about("result") if "hotline" in advised.rule.topics]
    answer.cite(*(advised.citation for advised in telling[:1]))


def tell_warnings(answer: Answer) -> None:
    """Tell what everybody who goes out on the visit's day must hear."""
    answer.warn(answer.advice.warnings, again=True)
