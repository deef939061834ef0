"""Buttons of an appointment's change: what acts carries the token of its read-back, the rest leads to one."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from booking_client import BookingError
from bot.handlers.appointments.change import Change, Step, Wanted
from bot.handlers.appointments.flow import failed
from bot.handlers.appointments.form import go_on
from bot.handlers.booking.calls import Calls
from bot.handlers.booking.problems import TAKEN, problem_key
from bot.handlers.booking.units import place_of
from bot.handlers.booking.where import choose, press, try_again
from bot.handlers.forms import Button

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.conversation.turn import Turn


async def leave(turn: Turn) -> None:
    """The appointment stays as it is; where a change may have been carried out, that is said."""
    unknown = Change.of(turn).pending is not None
    turn.end()
    turn.say("appointments.left_unknown" if unknown else "appointments.left")


async def switch(turn: Turn, wanted: Wanted) -> None:
    """Do something else with the same appointment."""
    change = Change.of(turn)
    change.wanted = wanted.value
    change.chosen = change.wish = None
    await go_on(turn)


async def _pick(turn: Turn, code: str) -> None:
    Change.of(turn).code = code
    await go_on(turn)


async def _unit(turn: Turn, unit: str) -> bool:
    if place_of(turn.guidance.places, unit) is None:
        return False
    change = Change.of(turn)
    change.unit = unit
    change.elsewhere = change.unit_text = None
    await go_on(turn)
    return True


async def _from(turn: Turn, day: str) -> bool:
    change = Change.of(turn)
    change.from_day, change.wish = day, None
    try:
        await go_on(turn)
    except ValueError:  # a day that is none, typed by hand
        change.from_day = None
        return False
    return True


async def _elsewhere(turn: Turn, _argument: str) -> None:
    change = Change.of(turn)
    change.unit, change.elsewhere = None, True
    await go_on(turn)


async def _look(turn: Turn, _argument: str) -> None:
    try_again(Change.of(turn))
    await go_on(turn)


async def _other(turn: Turn, _argument: str) -> None:
    change = Change.of(turn)
    change.chosen = change.wish = None
    await go_on(turn)


async def _at(turn: Turn, opening: str) -> bool:
    if not opening.isdecimal():
        return False
    change, calls = Change.of(turn), Calls(turn)
    try:
        try:
            problem = await press(turn, change, calls, int(opening))
        except TAKEN as error:
            problem = turn.words(problem_key(error), when="", unit="")
        if problem is not None:
            await choose(turn, change, calls, lead=problem)
    except BookingError as error:
        failed(turn, error)
        return True
    if problem is None:
        await go_on(turn, calls)
    return True


_WHERE, _WHEN, _MOVE = frozenset({Step.UNIT, Step.HALF_DAY}), frozenset({Step.HALF_DAY}), frozenset({Step.CONFIRM_MOVE})
_CANCEL = frozenset({Step.CONFIRM_CANCEL})

BUTTONS: Mapping[str, Button] = MappingProxyType(
    {
        "pick": Button(frozenset({Step.CHOOSE}), _pick),
        "unit": Button(_WHERE, _unit),
        "at": Button(_WHEN, _at),
        "from": Button(_WHEN, _from),
        "look": Button(_WHERE, _look),
        "elsewhere": Button(_WHEN, _elsewhere),
        "other": Button(_MOVE, _other),
        "confirm": Button(_MOVE | _CANCEL, lambda turn, _: go_on(turn, confirmed=True), acts=True),
        "instead": Button(_CANCEL, lambda turn, _: switch(turn, Wanted.MOVE), acts=True),
        "keep": Button(_MOVE | _CANCEL, lambda turn, _: leave(turn), acts=True),
        "retry": Button(frozenset({Step.RETRY}), lambda turn, _: go_on(turn), acts=True),
    }
)
