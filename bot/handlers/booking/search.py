"""Looking for a half-day: at the unit that is wanted, else at those near it, else anywhere in the province."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.booking.gate import ladder_of
from bot.handlers.booking.halfdays import Wish, in_order
from bot.handlers.booking.units import all_units, near_units, place_of
from bot.handlers.finding import person_unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from booking_client import Opening, Unit
    from bot.conversation.turn import Turn
    from bot.guidance.places.gazetteer import AdminUnit
    from bot.handlers.booking.calls import Calls
    from bot.handlers.booking.draft import Draft

ANY = Wish()
"""No wish: every half-day fits."""


class Search:
    """One turn's search.

    Args:
        turn: the turn.
        draft: the booking under way; its wish and counts are looked for.
        calls: the turn's calls.
    """

    def __init__(self, turn: Turn, draft: Draft, calls: Calls) -> None:
        self._turn = turn
        self._draft = draft
        self._calls = calls
        self._units: tuple[Unit, ...] | None = None
        self._may_visit: dict[tuple[str, date, str], bool] = {}

    async def units(self) -> tuple[Unit, ...]:
        """Return the one-stop units that exist today, as the booking service knows them."""
        if self._units is None:
            self._units = await self._calls.units()
        return self._units

    async def unit(self, wanted: str) -> Unit | None:
        """Return the unit with this id, or the one that serves the place with this id."""
        place = place_of(self._turn.guidance.places, wanted)
        units = await self.units()
        exact = next((unit for unit in units if unit.id == wanted), None)
        if exact is not None or place is None:
            return exact
        return next((unit for unit in units if unit.area_id == place.id), None)

    async def openings(self, unit_id: str) -> list[Opening]:
        """Return the half-days of a unit that this person may visit, of any state."""
        found = await self._ask([unit_id], only_open=False)
        return [o for o in found if o.id != self._draft.moving_from and self.may_visit(o)]

    async def first_free(self, units: Sequence[str], wish: Wish = ANY) -> list[Opening]:
        """Return the first free half-day that fits the wish of each unit that has one, in the order of ``units``."""
        found = await self._ask(units, only_open=True)
        fitting = (o for o in in_order(found) if wish.fits(o) and o.id != self._draft.moving_from)
        first: dict[str, Opening] = {}
        for opening in fitting:
            if opening.unit_id not in first and self.may_visit(opening):
                first[opening.unit_id] = opening
        return [first[unit] for unit in units if unit in first]

    async def _ask(self, units: Sequence[str], *, only_open: bool) -> tuple[Opening, ...]:
        draft = self._draft
        return await self._calls.openings(
            units,
            draft.procedure or "",
            dossiers=draft.dossiers or 1,
            people=draft.people or 1,
            only_open=only_open,
        )

    def may_visit(self, opening: Opening) -> bool:
        """Return whether rules and locked-down areas leave a half-day open to this person."""
        key = (opening.unit_id, opening.date, opening.half_day.value)
        if key not in self._may_visit:
            self._may_visit[key] = self._is_allowed(opening)
        return self._may_visit[key]

    def _is_allowed(self, opening: Opening) -> bool:
        turn = self._turn
        place = place_of(turn.guidance.places, opening.unit_id)
        if self._draft.moving_from is None:
            return ladder_of(turn, self._draft, unit=place, visit=opening.start).may_book
        # Who has a booking may come; only a lock-down stands between them and another day.
        home = person_unit(turn)
        concerned = [unit for unit in (place, home) if unit is not None]
        return all(turn.guidance.lock_of(unit.id, opening.start) is None for unit in concerned)

    async def near(self, place: AdminUnit | None, *, without: Iterable[str] = ()) -> list[str]:
        """Return the ids of the units near a place that receive the procedure, the nearest first."""
        places, moment = self._turn.guidance.places, self._turn.moment
        order = near_units(places, place, moment) if place is not None else []
        return await self._receiving(order, without)

    async def anywhere(self, *, without: Iterable[str] = ()) -> list[str]:
        """Return the ids of all units that receive the procedure."""
        return await self._receiving(all_units(self._turn.guidance.places, self._turn.moment), without)

    async def _receiving(self, order: Sequence[str], without: Iterable[str]) -> list[str]:
        left_out = set(without)
        by_area: dict[str, list[str]] = {}
        for unit in await self.units():
            receives = unit.procedures is None or self._draft.procedure in unit.procedures
            if receives and unit.id not in left_out:
                by_area.setdefault(unit.area_id, []).append(unit.id)
        return [unit_id for area in order for unit_id in by_area.get(area, ())]
