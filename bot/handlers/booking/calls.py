"""The calls that one turn makes to the booking service, within the time a turn has."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from booking_client import BookingNotFound, BookingUnavailable, CodeMistyped
from bot.handlers.calendar import as_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from booking_client import Booking, BookingClient, Hold, Opening, OwnerData, Unit
    from booking_client.transport import ChangeOptions, ReadOptions
    from bot.conversation.turn import Turn

TURN_SECONDS = 2.0
"""All calls of a turn together; a turn may take 3 s."""
RELEASE_SECONDS = 0.7
"""Giving places back waits no longer: they are free again by themselves, and what comes next needs the time."""
_LEAST = 0.1
DAYS_AHEAD = 14
"""How far ahead half-days are offered."""


class Calls:
    """One turn's calls.

    Every change carries the turn's idempotency key, so a repeated turn has one effect; the calendar of the service
    follows the turn's.

    Args:
        turn: whose calls they are.
    """

    def __init__(self, turn: Turn) -> None:
        self._turn = turn
        self._deadline: float | None = None

    @property
    def _client(self) -> BookingClient:
        if self._turn.booking is None:
            raise BookingUnavailable("no booking service is configured")
        return self._turn.booking

    def _read(self) -> ReadOptions:
        if self._deadline is None:  # what went by before the first call is not the service's
            self._deadline = time.monotonic() + TURN_SECONDS
        left = self._deadline - time.monotonic()
        if left < _LEAST:
            raise BookingUnavailable("no time is left in this turn")
        return {"as_of": as_of(self._turn), "timeout": left}

    def _change(self, key: str) -> ChangeOptions:
        return {**self._read(), "key": key}

    async def openings(
        self, units: Sequence[str], procedure: str, *, dossiers: int, people: int, only_open: bool = False
    ) -> tuple[Opening, ...]:
        """Return the announced half-days of units that receive a procedure, from today on."""
        if not units:
            return ()
        today: date = self._turn.moment.date()
        return await self._client.list_openings(
            units,
            start=today,
            end=today + timedelta(days=DAYS_AHEAD),
            procedure=procedure,
            dossiers=dossiers,
            people=people,
            only_open=only_open,
            **self._read(),
        )

    async def opening(self, opening_id: int) -> Opening:
        """Return one half-day."""
        return await self._client.opening(opening_id, **self._read())

    async def units(self) -> tuple[Unit, ...]:
        """Return the one-stop units that exist today."""
        return await self._client.list_units(on=self._turn.moment.date(), **self._read())

    async def unit(self, unit_id: str) -> Unit | None:
        """Return one unit, or None."""
        found = await self._client.list_units(ids=[unit_id], **self._read())
        return found[0] if found else None

    async def hold(self, opening_id: int, procedure: str, dossiers: int, people: int, *, again: bool = False) -> Hold:
        """Keep places.

        The key names what is held: a repeated turn that finds another half-day free conflicts with nothing.

        Args:
            opening_id: the half-day.
            procedure: what is handed in.
            dossiers: how many.
            people: how many come.
            again: the same was refused in this turn, and places were given back since.
        """
        key = self._turn.key(f"hold-{opening_id}-{dossiers}-{people}{'-again' if again else ''}")
        return await self._client.hold(
            opening_id,
            procedure=procedure,
            dossiers=dossiers,
            people=people,
            owner=self._turn.owner,
            newcomer=self._turn.newcomer,
            **self._change(key),
        )

    async def release(self, hold_id: str) -> None:
        """Give places back."""
        options = self._change(self._turn.key(f"release-{hold_id[:8]}"))
        options["timeout"] = min(options["timeout"] or RELEASE_SECONDS, RELEASE_SECONDS)
        await self._client.release(hold_id, **options)

    async def confirm(self, hold_id: str, *, name: str, phone: str, proven: bool, key: str) -> Booking:
        """Make a hold a booking, under a key that a later turn may have to repeat."""
        return await self._client.confirm(hold_id, name=name, phone=phone, phone_proven=proven, **self._change(key))

    async def booking(self, code: str) -> Booking:
        """Return a booking by its code; the visitor is shown only where it is this person's."""
        booking = await self._client.booking(code, owner=self._turn.owner, **self._read())
        for owner in self._turn.linked_owners:
            if booking.owner is not None:
                break
            booking = await self._client.booking(code, owner=owner, **self._read())
        return booking

    async def mine(self) -> OwnerData:
        """Return this person's bookings and holds, those made on platforms they have linked too."""
        found = [await self._client.owner_data(owner, **self._read()) for owner in self._turn.owners]
        bookings = sorted((booking for data in found for booking in data.bookings), key=_by_visit)
        return replace(found[0], bookings=tuple(bookings), holds=tuple(hold for data in found for hold in data.holds))

    async def _owner_of(self, code: str) -> str:
        """Return the key under which this person made a booking; their own where it is none of theirs."""
        if not self._turn.linked_owners:
            return self._turn.owner
        booking = await self.own(code)
        return (booking.owner if booking is not None else None) or self._turn.owner

    async def own(self, code: str) -> Booking | None:
        """Return a booking of this person's, made on whatever platform they have linked; None where it is none."""
        for owner in self._turn.owners:
            # A mistyped code is asked about as one of somebody else: what is said must not tell which codes there are.
            with suppress(BookingNotFound, CodeMistyped):
                return await self._client.look_up(code, owner=owner, **self._read())
        return None

    async def look_up(self, code: str, last4: str) -> Booking:
        """Return a booking by the last four digits of the phone that booked; failed looks are counted."""
        return await self._client.look_up(code, owner=self._turn.owner, phone_last4=last4, **self._read())

    async def cancel(self, code: str, *, last4: str | None, key: str) -> Booking:
        """Cancel a booking that is this person's, or that was made with a phone that ends so."""
        owner = await self._owner_of(code)
        return await self._client.cancel(code, owner=owner, phone_last4=last4, **self._change(key))

    async def move(self, code: str, opening_id: int, *, last4: str | None, key: str) -> Booking:
        """Move such a booking."""
        owner = await self._owner_of(code)
        options = self._change(key)
        return await self._client.move(code, opening_id=opening_id, owner=owner, phone_last4=last4, **options)


def _by_visit(booking: Booking) -> datetime:
    return booking.window.start
