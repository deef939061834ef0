"""Pressed choices about appointments: what acts carries the token of its read-back, the rest leads to one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Protocol

from booking_client import BookingError, HalfDay
from bot.handlers.appointments.change import Change, Step, Wanted
from bot.handlers.appointments.flow import NAME, failed, go_on
from bot.handlers.booking.calls import Calls
from bot.handlers.booking.halfdays import Wish
from bot.handlers.booking.problems import TAKEN, problem_key
from bot.handlers.booking.units import place_of
from bot.handlers.booking.where import choose, press, try_again
from bot.handlers.reminding import coming

if TYPE_CHECKING:
    from bot.conversation.router import Router
    from bot.conversation.turn import Turn

_SELECTS = {
    "pick": frozenset({Step.CHOOSE}),
    "unit": frozenset({Step.UNIT, Step.HALF_DAY}),
    "at": frozenset({Step.HALF_DAY}),
    "from": frozenset({Step.HALF_DAY}),
    "look": frozenset({Step.HALF_DAY, Step.UNIT}),
    "elsewhere": frozenset({Step.HALF_DAY}),
    "other": frozenset({Step.CONFIRM_MOVE}),
}
_ACTS = {
    "confirm": frozenset({Step.CONFIRM_MOVE, Step.CONFIRM_CANCEL}),
    "instead": frozenset({Step.CONFIRM_CANCEL}),
    "keep": frozenset({Step.CONFIRM_MOVE, Step.CONFIRM_CANCEL}),
    "retry": frozenset({Step.RETRY}),
}


class Begins(Protocol):
    """Begins with an appointment, lists them, gives a change up."""

    async def begin(self, turn: Turn, wanted: Wanted, code: str | None = None, *, wish: Wish | None = None) -> None:
        """Begin."""
        ...

    async def check(self, turn: Turn) -> None:
        """List."""
        ...

    async def switch(self, turn: Turn, change: Change, wanted: Wanted) -> None:
        """Do something else with the same appointment."""
        ...

    async def leave(self, turn: Turn) -> None:
        """Give up."""
        ...


class AppointmentChoices:
    """Answers `#appt.…`.

    Args:
        router: tells old buttons.
        dialogue: the appointments' dialogue.
    """

    def __init__(self, router: Router, dialogue: Begins) -> None:
        self._router = router
        self._dialogue = dialogue

    async def choose(self, turn: Turn, action: str, argument: str) -> None:
        """Answer a pressed choice."""
        if action == "list":
            await self._dialogue.check(turn)
            await self._resume(turn)
        elif action == "coming":
            coming(turn, argument)
            await self._resume(turn)
        elif action == "back":
            await self._back(turn, argument)
        elif action in Wanted:
            await self._dialogue.begin(turn, Wanted(action), argument or None)
        elif not await self._within(turn, action, argument):
            await self._router.stale(turn)

    async def _back(self, turn: Turn, argument: str) -> None:
        """Begin to move an appointment back to where somebody else has taken it from."""
        code, _, where = argument.partition("/")
        day, _, half = where.partition("/")
        try:
            wish = Wish((date.fromisoformat(day),), HalfDay(half))
        except ValueError:  # typed by hand
            await self._router.stale(turn)
            return
        await self._dialogue.begin(turn, Wanted.MOVE, code, wish=wish)

    async def _resume(self, turn: Turn) -> None:
        dialogue = self._router.dialogues.get(turn.dialogue.name) if turn.dialogue is not None else None
        if dialogue is not None:
            await dialogue.prompt(turn)

    async def _within(self, turn: Turn, action: str, argument: str) -> bool:
        """Answer a choice of the dialogue under way; False where it is an old one."""
        dialogue = turn.dialogue
        if dialogue is None or dialogue.name != NAME:
            return False
        step, change = Step(dialogue.step), Change(dialogue.slots)
        if step in _ACTS.get(action, ()) and argument == dialogue.token:
            await self._act(turn, change, action)
            return True
        if step in _SELECTS.get(action, ()):
            return await self._select(turn, change, action, argument)
        return False

    async def _act(self, turn: Turn, change: Change, action: str) -> None:
        if action == "keep":
            await self._dialogue.leave(turn)
        elif action == "instead":
            await self._dialogue.switch(turn, change, Wanted.MOVE)
        else:
            await go_on(turn, Calls(turn), confirmed=action == "confirm")

    async def _select(self, turn: Turn, change: Change, action: str, argument: str) -> bool:
        if action == "at":
            return await self._at(turn, change, argument)
        if action == "pick":
            change.code = argument
        elif action == "unit":
            if place_of(turn.guidance.places, argument) is None:
                return False
            change.unit = argument
            change.elsewhere = None
        elif action == "from":
            change.from_day = argument
            change.wish = None
        elif action == "elsewhere":
            change.unit = None
            change.elsewhere = True
        elif action == "look":
            try_again(change)
        elif action == "other":
            change.chosen = None
            change.wish = None
        try:
            await go_on(turn, Calls(turn))
        except ValueError:  # a day that is none, typed by hand
            change.from_day = None
            return False
        return True

    async def _at(self, turn: Turn, change: Change, opening: str) -> bool:
        if not opening.isdecimal():
            return False
        calls = Calls(turn)
        try:
            problem = await press(turn, change, calls, int(opening))
        except TAKEN as error:
            problem = turn.words(problem_key(error), when="", unit="")
        except BookingError as error:
            failed(turn, error)
            return True
        if problem is None:
            await go_on(turn, calls)
            return True
        try:
            await choose(turn, change, calls, lead=problem)
        except BookingError as error:
            failed(turn, error)
        return True
