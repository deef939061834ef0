"""Whether a slot may be booked at all: the ladder decides, here it is only asked and told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.messages import Choice
from bot.guidance.channels import Channel
from bot.guidance.steering.ladder import steer
from bot.guidance.steering.model import Situation, StepState, Why
from bot.guidance.steering.text import explain
from bot.handlers import ways
from bot.handlers.answers import Answer
from bot.handlers.booking.asking import Step
from bot.handlers.booking.units import place_of, unit_name
from bot.handlers.finding import person_unit
from bot.handlers.forms import ask

if TYPE_CHECKING:
    from datetime import datetime

    from bot.conversation.turn import Turn
    from bot.guidance.places.gazetteer import AdminUnit
    from bot.guidance.steering.model import Ladder
    from bot.handlers.booking.draft import Draft


def ladder_of(turn: Turn, draft: Draft, *, unit: AdminUnit | None = None, visit: datetime | None = None) -> Ladder:
    """Return the ladder for this person, procedure and, where known, unit and half-day."""
    guidance = turn.guidance
    when = visit or turn.moment
    home = person_unit(turn)
    tried = ways.Tried.of(turn, draft.procedure)
    situation = Situation(
        citizen_lock=guidance.lock_of(home.id, when) if home is not None else None,
        unit_lock=guidance.lock_of(unit.id, when) if unit is not None else None,
        visit=visit,
        cannot=frozenset(Channel(name) for name in tried.cannot),
        must_come=draft.must_come if draft.must_come is not None else tried.must_come,
    )
    place = unit or home
    return steer(
        guidance.rulebook,
        guidance.offers,
        turn.moment,
        draft.procedure,
        area=guidance.area(place, when),
        situation=situation,
    )


def may_go_on(turn: Turn, draft: Draft) -> bool | None:
    """Ask the ladder.

    Returns:
        True where a slot may be booked; None where a question decides, which is asked; False where none may be, then
        the reasons and what remains are still to be told (``refuse``).
    """
    ladder = ladder_of(turn, draft)
    locked = any(reason.why is Why.CITIZEN_LOCKED for reason in ladder.why_not)
    answered = draft.must_come is not None or ways.Tried.of(turn, draft.procedure).must_come is not None
    if ladder.question is not None and not answered and not locked:
        choices = [
            (turn.words("booking.yes"), "#book.presence:yes"),
            (turn.words("booking.no"), "#book.presence:no"),
        ]
        ask(turn, Step.PRESENCE, turn.words("booking.ask_presence", question=ladder.question), choices)
        return None
    if ladder.may_book:
        _lead(turn, draft, ladder)
    return ladder.may_book


def may_visit(turn: Turn, draft: Draft) -> bool:
    """Return whether rules and locked-down areas still leave the chosen half-day open to this person."""
    chosen = draft.chosen
    if chosen is None:
        return False
    unit = place_of(turn.guidance.places, chosen.unit)
    return ladder_of(turn, draft, unit=unit, visit=chosen.start).may_book


def refuse(turn: Turn, draft: Draft) -> None:
    """Say that there is no slot, why, what is open and what remains; the booking is over."""
    procedure = turn.guidance.catalogue.get(draft.procedure or "")
    if procedure is None:
        raise LookupError(draft.procedure)
    tried = ways.Tried.of(turn, procedure.code)
    if draft.must_come is not None:
        tried.must_come = draft.must_come
    turn.end()
    ways.show(turn, procedure, tried, lead=turn.words("booking.no_slot", title=procedure.title))


def _lead(turn: Turn, draft: Draft, ladder: Ladder) -> None:
    """Tell the ladder once, unless it was just told: whoever can stay at home should hear so before booking."""
    memo = turn.state.memo.get(ways.MEMO) or {}
    if draft.told or memo.get("procedure") == draft.procedure:
        draft.told = True
        return
    draft.told = True
    told = explain(ladder, turn.guidance.rulebook)
    procedure = turn.guidance.catalogue.get(draft.procedure or "")
    answer = Answer(turn, ladder.advice)
    if procedure is not None:
        answer.say("booking.about", title=procedure.title)
    answer.add(" ".join((told.first, *told.why)), " ".join(told.notes), told.basis)
    answer.warn(ladder.advice.warnings)
    answer.cite(*told.citations)
    answer.send(choices=_other_ways(turn, draft, ladder))


def _other_ways(turn: Turn, draft: Draft, ladder: Ladder) -> list[Choice]:
    """Return the ways without a visit, for those who need none."""
    if ladder.step(Channel.IN_PERSON).state is StepState.DUTY:
        return []
    ways_open = [rung.channel for rung in ladder.steps if rung.state is StepState.OPEN and rung.usable]
    keys = {Channel.ONLINE: ("ways.online", "online"), Channel.POSTAL: ("ways.post", "post")}
    return [
        Choice(turn.words(key), f"#way.{action}:{draft.procedure}")
        for channel, (key, action) in keys.items()
        if channel in ways_open
    ]


def tell_locked_unit(turn: Turn, draft: Draft, unit: AdminUnit) -> None:
    """Say why a unit in a locked-down area has no slots."""
    ladder = ladder_of(turn, draft, unit=unit)
    told = explain(ladder, turn.guidance.rulebook)
    answer = Answer(turn, ladder.advice)
    answer.say("booking.unit_locked", unit=unit_name(turn.guidance.places, unit.id, turn.moment))
    answer.add(" ".join(told.no_slot), " ".join(told.unsaid))
    answer.cite(*(citation for reason in ladder.why_not for citation in reason.citations))
    answer.send()
