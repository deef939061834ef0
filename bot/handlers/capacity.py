"""How many dossiers a half-day takes, and what is left: no rule has a number, units announce theirs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from booking_client import BookingError, HalfDay, OpeningState
from bot.conversation.messages import Kind
from bot.guidance.places.gazetteer import Level
from bot.handlers import area, which
from bot.handlers.answers import Answer
from bot.handlers.booking.phrases import lives_there
from bot.handlers.calendar import as_of
from bot.handlers.finding import advise, person_unit
from bot.handlers.menu import intent_choice
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from booking_client import Opening
    from bot.conversation.turn import Turn

UNIT_MEMO = "unit"
"""Memo: id of the one-stop unit that a deep link named, or a question ("tới phường Tân Thành làm được hông")."""
_GOES_TO = re.compile(
    r"\b(?:toi|den|ra|len|xuong|qua|ghe|vo|o|tai) (?:uy ban |mot cua |trung tam )?(?:xa|phuong|thi tran)\b"
)
_MOST = 4
_SECONDS = 1.5


def note_unit(turn: Turn) -> bool:
    """Note the office that a question would go to, for the visit that is booked next; a guard that answers nothing."""
    if turn.inbound.kind is not Kind.TEXT or turn.dialogue is not None or turn.ticket is not None:
        return False
    asked = [one.text for one in turn.clauses if one.act.asks and _GOES_TO.search(canonical(one.text))]
    if len(asked) == 1 and not lives_there(turn):
        match = turn.guidance.place_reader.resolve(asked[0], turn.moment)
        unit = area.settled(match) if match.exact else None
        if unit is not None and unit.level is Level.COMMUNE:
            turn.state.memo[UNIT_MEMO] = unit.id
    return False


async def ask_queue_capacity(turn: Turn) -> None:
    """Places left, maximum per half-day."""
    answer = Answer(turn, advise(turn))
    told = [advised for advised in answer.advice.about("capacity") if not advised.rule.scope.procedures][:1]
    answer.rules(told)
    if not told:
        answer.silence("capacity_number")
    choices = [intent_choice(turn, "book_appointment")]
    units = await _unit_ids(turn)
    if units:
        await _openings(turn, answer, units)
    answer.send(choices=choices)
    if not units and turn.booking is not None:
        which.ask_area(turn, "ask_queue_capacity")


async def _unit_ids(turn: Turn) -> list[str]:
    if turn.booking is None:
        return []
    named = area.settled(area.read_place(turn)) if turn.understanding.values("admin_unit") else None
    linked = turn.state.memo.get(UNIT_MEMO)
    if named is None and isinstance(linked, str):
        return [linked]
    place = named or person_unit(turn)
    if place is None:
        return []
    try:
        found = await turn.booking.list_units(
            area_id=place.id, on=turn.moment.date(), as_of=as_of(turn), timeout=_SECONDS
        )
    except BookingError:
        return []
    return [unit.id for unit in found]


async def _openings(turn: Turn, answer: Answer, units: list[str]) -> None:
    if turn.booking is None:
        return
    try:
        openings = await turn.booking.list_openings(
            units, start=turn.moment.date(), as_of=as_of(turn), timeout=_SECONDS
        )
    except BookingError:
        answer.say("capacity.unavailable")
        return
    told = (OpeningState.OPEN, OpeningState.FULL)
    shown = [one for one in openings if one.state in told and not _is_locked(turn, one)][:_MOST]
    if not shown:
        answer.say("capacity.none_announced")
        return
    answer.say("capacity.announced", unit=shown[0].unit_name)
    answer.add(*(_line(turn, opening) for opening in shown))


def _is_locked(turn: Turn, opening: Opening) -> bool:
    """Return whether the half-day lies in a lock-down, also one that the booking service was not told of yet."""
    known = turn.guidance.places.find(opening.unit_id) is not None
    return known and turn.guidance.lock_of(opening.unit_id, opening.start) is not None


def _line(turn: Turn, opening: Opening) -> str:
    half = turn.words("capacity.morning" if opening.half_day is HalfDay.MORNING else "capacity.afternoon")
    return turn.words(
        "capacity.opening", half=half, date=f"{opening.date:%d/%m/%Y}", left=opening.places_left, all=opening.capacity
    )
