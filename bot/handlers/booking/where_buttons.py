"""Buttons of the question where and when: the same in a booking and in the change of an appointment."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from booking_client import BookingError
from bot.guidance.places.gazetteer import MatchKind, PlaceMatch, Reason
from bot.handlers import area
from bot.handlers.booking.asking import Step
from bot.handlers.booking.calls import Calls
from bot.handlers.booking.draft import Draft
from bot.handlers.booking.places import ask_which, unit_topic
from bot.handlers.booking.problems import TAKEN, problem_key
from bot.handlers.booking.units import place_of
from bot.handlers.booking.where import choose, press, try_again
from bot.handlers.forms import Button

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.conversation.turn import Turn


class WhereButtons:
    """The buttons of places and half-days.

    Args:
        go_on: goes on with the form whose buttons they are.
        failed: says that the booking service cannot be used.
    """

    def __init__(
        self, go_on: Callable[[Turn, Calls | None], Awaitable[None]], failed: Callable[[Turn, BookingError], None]
    ) -> None:
        self._go_on = go_on
        self._failed = failed
        where, when = frozenset({Step.UNIT, Step.HALF_DAY}), frozenset({Step.HALF_DAY})
        self.table = {
            "unit": Button(where, self._unit),
            "at": Button(when, self._at),
            "from": Button(when, self._from),
            "look": Button(where, self._look),
            "elsewhere": Button(when, self._elsewhere),
        }

    async def _unit(self, turn: Turn, unit_id: str) -> bool:
        draft, place = Draft.of(turn), place_of(turn.guidance.places, unit_id)
        if place is None and draft.moving_from is not None:
            return False
        now = area.pick(turn, place.id) if place is not None else ()
        if place is not None and len(now) > 1:
            match = PlaceMatch(MatchKind.CANDIDATES, place.name, candidates=now, reason=Reason.SPLIT, via=place)
            ask_which(turn, match, Step.UNIT, unit_topic(draft))
            return True
        draft.unit = now[0].id if place is not None and len(now) == 1 else unit_id
        draft.unit_text = draft.elsewhere = draft.from_day = None
        await self._go_on(turn, None)
        return True

    async def _at(self, turn: Turn, opening: str) -> bool:
        if not opening.isdecimal():
            return False
        draft, calls = Draft.of(turn), Calls(turn)
        try:
            try:
                problem = await press(turn, draft, calls, int(opening))
            except TAKEN as error:
                problem = turn.words(problem_key(error), when="", unit="")
            if problem is not None:
                await choose(turn, draft, calls, lead=problem)
        except BookingError as error:
            self._failed(turn, error)
            return True
        if problem is None:
            await self._go_on(turn, calls)
        return True

    async def _from(self, turn: Turn, day: str) -> bool:
        try:
            date.fromisoformat(day)
        except ValueError:  # typed by hand
            return False
        draft = Draft.of(turn)
        draft.from_day, draft.wish = day, None
        await self._go_on(turn, None)
        return True

    async def _look(self, turn: Turn, _argument: str) -> None:
        try_again(Draft.of(turn))
        await self._go_on(turn, None)

    async def _elsewhere(self, turn: Turn, _argument: str) -> None:
        draft = Draft.of(turn)
        draft.unit = draft.unit_text = None
        draft.elsewhere = True
        await self._go_on(turn, None)
