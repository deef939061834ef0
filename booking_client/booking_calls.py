"""Holds, bookings and their owners: what one visit goes through."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack
from urllib.parse import quote

from booking_client.decode import decode, decode_list
from booking_client.models import Booking, Erasure, Hold, OwnerData, Selection
from booking_client.transport import ChangeOptions, ReadOptions, Transport

if TYPE_CHECKING:
    import datetime as dt


def _selection(
    owner: str | None, phone: str | None, created: tuple[dt.datetime, dt.datetime] | None, unit: str | None
) -> dict[str, Any]:
    first, last = created or (None, None)
    return {
        "owner": owner,
        "phone": phone,
        "created_from": first.isoformat() if first is not None else None,
        "created_to": last.isoformat() if last is not None else None,
        "unit": unit,
    }


class BookingCalls(Transport):
    """The calls about bookings; every one raises as ``Transport.change`` does."""

    async def hold(
        self,
        opening_id: int,
        *,
        procedure: str,
        dossiers: int = 1,
        people: int = 1,
        owner: str | None = None,
        newcomer: bool = False,
        **options: Unpack[ChangeOptions],
    ) -> Hold:
        """Keep places in an opening's earliest free window for some minutes.

        For a caller of role bot they take the place of what ``owner`` holds already, which is given back.

        Args:
            opening_id: where.
            procedure: code of what is to be handed in; the unit must receive it.
            dossiers: places needed, at least 1.
            people: how many come, at least 1.
            owner: the caller's opaque key of the person who books (letters, digits and ``:_.-``).
            newcomer: the caller knows nothing of this person: a web session that is new.
            **options: see ``ChangeOptions``.

        Raises:
            OpeningFull: not enough places, or no window for so many people.
            OpeningClosed: a closure covers it.
            OpeningPast: no window of it is left.
            OpeningNotFound: it was taken away.
            ProcedureNotReceived: not by this unit.
            UnitNotValid: the unit does not exist on that day.
            TooManyDossiers: for one booking of this caller.
            PersonalLimit: the owner has as much as one person may have.
            NewcomersLimit: new web sessions have had their share of the unit for now.
        """
        body = {
            "opening_id": opening_id,
            "procedure": procedure,
            "dossiers": dossiers,
            "people": people,
            "owner": owner,
            "newcomer": newcomer,
        }
        return decode(Hold, await self.change("POST", "/v1/holds", body=body, **options))

    async def release(self, hold_id: str, **options: Unpack[ChangeOptions]) -> None:
        """Give a hold's places back; does nothing when it has ended already.

        Raises:
            HoldNotFound: no such hold.
            HoldAlreadyConfirmed: it is a booking now; cancel that.
        """
        await self.change("DELETE", f"/v1/holds/{quote(hold_id, safe='')}", **options)

    async def confirm(
        self, hold_id: str, *, name: str, phone: str, phone_proven: bool = False, **options: Unpack[ChangeOptions]
    ) -> Booking:
        """Make a hold a booking with a code and a queue number.

        Args:
            hold_id: what to confirm.
            name: the visitor's name.
            phone: the visitor's phone, in any usual way of writing.
            phone_proven: a platform vouches that it is theirs. Only then it counts for the limits of its number.
            **options: see ``ChangeOptions``.

        Raises:
            HoldExpired: the hold ran out or was released.
            HoldAlreadyConfirmed: under another key; ``code`` tells the booking.
            HoldNotFound: no such hold.
            PersonalLimit: the owner, or the phone, has as much as one person may have.
        """
        path = f"/v1/holds/{quote(hold_id, safe='')}/confirm"
        body = {"name": name, "phone": phone, "phone_proven": phone_proven}
        return decode(Booking, await self.change("POST", path, body=body, **options))

    async def booking(self, code: str, *, owner: str | None = None, **options: Unpack[ReadOptions]) -> Booking:
        """Return a booking by its code, in whatever case and spacing it was typed.

        A caller of role bot sees ``visitor`` and ``owner`` only when ``owner`` is the booking's.

        Raises:
            BookingNotFound: no such code.
        """
        params = {"owner": owner} if owner is not None else None
        return decode(Booking, await self.read(f"/v1/bookings/{quote(code, safe='')}", params=params, **options))

    async def look_up(
        self,
        code: str,
        *,
        owner: str | None = None,
        phone_last4: str | None = None,
        **options: Unpack[ReadOptions],
    ) -> Booking:
        """Return a booking that is shown to be the asker's.

        Args:
            code: in whatever case and spacing it was typed.
            owner: who asks; proves it where the booking is theirs.
            phone_last4: the last four digits of the phone that booked.
            **options: see ``ReadOptions``.

        Raises:
            BookingNotFound: no such code, or not shown to be theirs; failed proofs by phone are counted.
            CodeMistyped: no code is written so.
            TooManyTries: too many proofs failed of late.
        """
        body = {"owner": owner, "phone_last4": phone_last4}
        path = f"/v1/bookings/{quote(code, safe='')}/lookup"
        return decode(Booking, await self.search(path, body=body, **options))

    async def select(
        self,
        *,
        owner: str | None = None,
        phone: str | None = None,
        created: tuple[dt.datetime, dt.datetime] | None = None,
        unit: str | None = None,
        newcomers_only: bool = False,
        **options: Unpack[ReadOptions],
    ) -> Selection:
        """Return the bookings to come that ``cancel_many`` would cancel (roles operator and admin).

        Args:
            owner: only this owner's.
            phone: only with this phone.
            created: only those made from one moment up to but not including another, on the real clock.
            unit: only of this unit.
            newcomers_only: only those of new web sessions.
            **options: see ``ReadOptions``.
        """
        body = _selection(owner, phone, created, unit) | {"newcomers_only": newcomers_only}
        return decode(Selection, await self.search("/v1/bookings/selection", body=body, **options))

    async def cancel_many(
        self,
        token: str,
        *,
        owner: str | None = None,
        phone: str | None = None,
        created: tuple[dt.datetime, dt.datetime] | None = None,
        unit: str | None = None,
        newcomers_only: bool = False,
        **options: Unpack[ChangeOptions],
    ) -> tuple[str, ...]:
        """Cancel just the bookings that ``select`` returned ``token`` for; returns their codes.

        Raises:
            SelectionChanged: other bookings fit by now; look again.
        """
        body = _selection(owner, phone, created, unit) | {"newcomers_only": newcomers_only, "token": token}
        answer = await self.change("POST", "/v1/bookings/cancel-many", body=body, **options)
        return tuple(answer["codes"])

    async def find_by_phone(
        self, phone: str, *, upcoming_only: bool = False, **options: Unpack[ReadOptions]
    ) -> tuple[Booking, ...]:
        """Return bookings by the visitor's phone, latest first (roles operator, admin, and unit for its own)."""
        body = {"phone": phone, "upcoming_only": upcoming_only}
        return decode_list(Booking, await self.search("/v1/bookings/search", body=body, **options))

    async def cancel(
        self,
        code: str,
        *,
        owner: str | None = None,
        phone: str | None = None,
        phone_last4: str | None = None,
        **options: Unpack[ChangeOptions],
    ) -> Booking:
        """Cancel a booking; its places are free at once, its number is not given again.

        A caller of role bot must show that the booking is the citizen's, by ``owner``, ``phone`` or its last digits.

        Raises:
            BookingNotFound: no such code, or not shown to be theirs.
            BookingNotActive: cancelled or checked in already.
            BookingPast: its half-day is over.
        """
        path = f"/v1/bookings/{quote(code, safe='')}/cancel"
        body = {"owner": owner, "phone": phone, "phone_last4": phone_last4}
        return decode(Booking, await self.change("POST", path, body=body, **options))

    async def move(
        self,
        code: str,
        *,
        opening_id: int | None = None,
        hold_id: str | None = None,
        owner: str | None = None,
        phone: str | None = None,
        phone_last4: str | None = None,
        **options: Unpack[ChangeOptions],
    ) -> Booking:
        """Move a booking: takes the new place and frees the old one together, or neither; the code stays.

        Args:
            code: what to move.
            opening_id: the new half-day, or
            hold_id: places held there before, for as many dossiers and people as the booking has.
            owner: as for ``cancel``.
            phone: as for ``cancel``.
            phone_last4: as for ``cancel``.
            **options: see ``ChangeOptions``.

        Raises:
            BookingNotFound, BookingNotActive, BookingPast: as for ``cancel``.
            OpeningFull, OpeningClosed, OpeningPast, OpeningNotFound: as for ``hold``; nothing is changed then.
            ProcedureNotReceived, UnitNotValid: as for ``hold``.
            HoldExpired, HoldNotFound, HoldAlreadyConfirmed: as for ``confirm``.
            SameOpening: it is there already.
        """
        path = f"/v1/bookings/{quote(code, safe='')}/move"
        body = {
            "opening_id": opening_id,
            "hold_id": hold_id,
            "owner": owner,
            "phone": phone,
            "phone_last4": phone_last4,
        }
        return decode(Booking, await self.change("POST", path, body=body, **options))

    async def check_in(self, code: str, **options: Unpack[ChangeOptions]) -> Booking:
        """Note that the visitor has come (roles unit, operator, admin).

        Raises:
            BookingNotFound: no such code.
            BookingNotActive: cancelled or checked in already.
            BookingNotToday: it is for another day.
        """
        path = f"/v1/bookings/{quote(code, safe='')}/check-in"
        return decode(Booking, await self.change("POST", path, **options))

    async def owner_data(self, owner: str, **options: Unpack[ReadOptions]) -> OwnerData:
        """Return all that is kept about an owner: bookings by date, and running holds (roles bot, admin)."""
        return decode(OwnerData, await self.read(f"/v1/owners/{quote(owner, safe='')}", **options))

    async def erase_owner(self, owner: str, *, cancel_future: bool = True, **options: Unpack[ChangeOptions]) -> Erasure:
        """Erase an owner: names and phones go, holds are released, future bookings are cancelled.

        Args:
            owner: whose data.
            cancel_future: False keeps future bookings, with the name and phone the visit needs.
            **options: see ``ChangeOptions``.
        """
        params = {"cancel_future": cancel_future}
        path = f"/v1/owners/{quote(owner, safe='')}"
        return decode(Erasure, await self.change("DELETE", path, params=params, **options))

    async def transfer_owner(self, owner: str, to: str, **options: Unpack[ChangeOptions]) -> int:
        """Give all bookings and holds of ``owner`` to the owner ``to``, when accounts are linked.

        Returns:
            How many bookings have another owner now.
        """
        path = f"/v1/owners/{quote(owner, safe='')}/transfer"
        answer = await self.change("POST", path, body={"to": to}, **options)
        return int(answer["bookings"])

    async def ready(self, *, timeout: float = 1.0) -> bool:  # noqa: ASYNC109 - as every call of this client
        """Tell whether the service says that it is ready; raises nothing but programming errors."""
        return await self.probe("/readyz", timeout=timeout)


__all__ = ["BookingCalls"]
