"""Holding places, giving them back, and making them a booking."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from booking_api.codes import new_code
from booking_api.problems import (
    HoldAlreadyConfirmed,
    HoldExpired,
    HoldNotFound,
    InternalError,
    OpeningClosed,
    OpeningFull,
    OpeningNotFound,
    OpeningPast,
    Problem,
    ProcedureNotReceived,
    UnitNotValid,
)
from booking_api.repositories import openings, units, visits
from booking_api.repositories.visits import BookingRow, HoldRow
from booking_api.roles import Role
from booking_api.services import limits
from booking_api.services.outcome import Outcome
from booking_api.services.views import booking_view, covering, hold_view, local
from booking_api.timetable import State, offer

if TYPE_CHECKING:
    import datetime as dt

    from booking_api.context import Context
    from booking_api.database import Connection
    from booking_api.repositories.openings import OpeningRow
    from booking_api.schemas import ConfirmBody, HoldBody

_CODE_TRIES = 8


async def _closed(connection: Connection, row: OpeningRow) -> OpeningClosed:
    found = await units.closures(connection, [row.unit_id], row.timetable.start, row.timetable.end)
    closure = covering(row, found)
    return OpeningClosed(
        f"opening {row.id} is closed",
        closure_id=closure.id if closure else "",
        reason=closure.reason if closure else "",
        ends_at=local(closure.ends_at).isoformat() if closure else None,
    )


async def closed_opening(connection: Connection, opening_id: int) -> OpeningClosed:
    """Return the refusal that names the closure of an opening."""
    return await _closed(connection, await _required(connection, opening_id))


def _check_unit(row: OpeningRow, procedure: str) -> None:
    if row.unit_procedures is not None and procedure not in row.unit_procedures:
        raise ProcedureNotReceived(f"{row.unit_id} does not receive {procedure}")
    if not row.unit_exists:
        raise UnitNotValid(f"{row.unit_id} does not exist on {row.date}")


async def _choose(connection: Connection, context: Context, row: OpeningRow, dossiers: int, people: int) -> int:
    found = offer(row.timetable, row.offered, dossiers=dossiers, people=people, now=context.now)
    if found.window is not None:
        return found.window
    refusal: Problem
    if found.state is State.PAST:
        refusal = OpeningPast(f"opening {row.id} is over")
    elif found.state is State.CLOSED:
        refusal = await _closed(connection, row)
    else:
        refusal = OpeningFull(f"opening {row.id} is full", places_left=row.seats.left, limit=found.limit)
    raise refusal


async def _required(connection: Connection, opening_id: int, *, locked: bool = False) -> OpeningRow:
    read = openings.read_locked if locked else openings.read
    row = await read(connection, opening_id)
    if row is None:
        raise OpeningNotFound(f"no opening {opening_id}")
    return row


async def take_place(
    connection: Connection, context: Context, opening_id: int, *, procedure: str, dossiers: int, people: int
) -> tuple[OpeningRow, int]:
    """Take places in the earliest free window of an opening; returns the opening and the window.

    First without a lock: choose by what is seen, take by the conditional statement. Only when that fails
    (somebody was faster, or expired holds still count) the row is locked, tidied and looked at again.
    """
    row = await _required(connection, opening_id)
    context.require_unit(row.unit_id)
    _check_unit(row, procedure)
    window = await _choose(connection, context, row, dossiers, people)
    if await openings.take(connection, row, window, dossiers, people):
        return row, window
    await openings.lock(connection, [opening_id])
    row = await _required(connection, opening_id, locked=True)
    _check_unit(row, procedure)
    window = await _choose_locked(connection, context, row, dossiers, people)
    if await openings.take(connection, row, window, dossiers, people):
        return row, window
    raise InternalError(f"opening {opening_id} changed under its lock")


async def _choose_locked(connection: Connection, context: Context, row: OpeningRow, dossiers: int, people: int) -> int:
    """Choose a window of a locked opening; full only when no hold has run out since it was tidied."""
    while True:
        try:
            return await _choose(connection, context, row, dossiers, people)
        except OpeningFull:
            if not await openings.lock(connection, [row.id]):
                raise
            row = await _required(connection, row.id, locked=True)


async def hold(connection: Connection, context: Context, body: HoldBody) -> Outcome:
    """Keep places for some minutes, in the place of those that the same owner holds already.

    One who looks for another half-day lets the one before go. Where the new places cannot be had, those stay.
    """
    await limits.enter(connection, context, body.owner, dossiers=body.dossiers, people=body.people)
    newcomer = await limits.is_newcomer(connection, context, body.owner, said=body.newcomer)
    if newcomer:
        unit_id = (await _required(connection, body.opening_id)).unit_id
        await limits.queue_as_newcomer(connection, unit_id)
    await _release_before(connection, context, body)
    if newcomer:
        await limits.check_newcomers(connection, context, unit_id, wanted=max(body.dossiers, body.people))
    row, window = await take_place(
        connection,
        context,
        body.opening_id,
        procedure=body.procedure,
        dossiers=body.dossiers,
        people=body.people,
    )
    hold_id = uuid.uuid4()
    start, end = row.timetable.window(window)
    visit: dict[str, Any] = {
        "id": hold_id,
        "opening_id": row.id,
        "window_index": window,
        "window_start": start,
        "window_end": end,
        "procedure": body.procedure,
        "dossiers": body.dossiers,
        "people": body.people,
        "owner": body.owner,
        "source": context.source,
        "created_by": context.actor,
        "newcomer": newcomer,
    }
    held = HoldRow(
        **visit,
        unit_id=row.unit_id,
        unit_name=row.unit_name,
        half_day=row.half_day,
        timetable=row.timetable,
        state="open",
        running=True,
        expires_at=await visits.insert_hold(connection, visit, _keep_seconds(context, end)),
    )
    details: dict[str, object] = {"opening": row.id, "dossiers": body.dossiers, "people": body.people}
    return Outcome(body=hold_view(held), action="hold", subject=str(hold_id), details=details)


async def _release_before(connection: Connection, context: Context, body: HoldBody) -> None:
    """Give back what the owner holds already; their next request waits for this one (``limits.enter``)."""
    if context.caller.role is not Role.BOT or body.owner is None:
        return
    before = await visits.holds_of_owner(connection, body.owner)
    if not before:
        return
    await openings.lock(connection, [body.opening_id, *(held.opening_id for held in before)])
    for held in before:
        if await visits.end_hold(connection, held.id, "released"):
            await openings.give_back(connection, held.opening_id, held.window_index, held.dossiers, held.people)


def _keep_seconds(context: Context, window_end: dt.datetime) -> int:
    """How long places in a window are kept: no booking is made in a window that is over."""
    left = int((window_end - context.now).total_seconds())
    return min(context.settings.hold_seconds, left)


async def ended(connection: Connection, hold_id: uuid.UUID) -> Problem:
    """Return why a hold cannot be used."""
    code = await visits.code_of_hold(connection, hold_id)
    if code is not None:
        return HoldAlreadyConfirmed(f"hold {hold_id} is the booking {code}", code=code)
    row = await visits.read_hold(connection, hold_id)
    if row is None:
        return HoldNotFound(f"no hold {hold_id}")
    if row.state == "confirmed":
        return HoldExpired(f"hold {hold_id} was used for a move")
    return HoldExpired(f"hold {hold_id} has ended")


async def running_hold(connection: Connection, context: Context, hold_id: uuid.UUID) -> HoldRow:
    """Return a hold that still keeps its places, or refuse."""
    row = await visits.read_hold(connection, hold_id)
    if row is not None:
        context.require_unit(row.unit_id)
    if row is None or not row.running:
        raise await ended(connection, hold_id)
    return row


async def confirm(connection: Connection, context: Context, hold_id: uuid.UUID, body: ConfirmBody) -> Outcome:
    """Make a hold a booking; the places stay taken, so only the number comes from the opening's row."""
    held = await running_hold(connection, context, hold_id)
    size = {"dossiers": held.dossiers, "people": held.people}
    await limits.enter(connection, context, held.owner, **size)
    await limits.enter_phone(connection, context, body.phone, proven=body.phone_proven, **size)
    number, is_closed = await openings.draw_number(connection, held.opening_id, held.window_index)
    if is_closed:
        raise await closed_opening(connection, held.opening_id)
    last = await visits.end_hold(connection, hold_id, "confirmed")
    if last is None:
        raise await ended(connection, hold_id)
    visit: dict[str, Any] = {
        "opening_id": held.opening_id,
        "window_index": held.window_index,
        "window_start": held.window[0],
        "window_end": held.window[1],
        "procedure": held.procedure,
        "dossiers": held.dossiers,
        "people": held.people,
        "owner": last["owner"],
        "source": held.source,
        "created_by": context.actor,
        "queue_number": number,
        "visitor_name": body.name,
        "visitor_phone": body.phone,
        "hold_id": hold_id,
        "newcomer": held.newcomer,
    }
    proven = body.phone_proven or context.caller.role is not Role.BOT
    code, created_at = await _store(connection, context, {**visit, "phone_proven": proven})
    booked = BookingRow(
        **visit,
        id=0,
        code=code,
        status="booked",
        created_at=created_at,
        checked_in_at=None,
        cancelled_at=None,
        unit_id=held.unit_id,
        unit_name=held.unit_name,
        half_day=held.half_day,
        timetable=held.timetable,
    )
    details: dict[str, object] = {
        "opening": held.opening_id,
        "number": number,
        "window": window_details(held.window),
        "hold": str(hold_id),
    }
    return Outcome(
        body=booking_view(booked, with_visitor=True),
        action="confirm",
        subject=code,
        details=details,
        events=({"kind": "booked", "code": code, "owner": booked.owner, "asker": booked.owner},),
    )


def window_details(window: tuple[dt.datetime, dt.datetime]) -> list[str]:
    """Return a visit's window as the audit keeps it: what somebody was told can be looked up later."""
    return [moment.isoformat() for moment in window]


async def _store(connection: Connection, context: Context, values: dict[str, object]) -> tuple[str, dt.datetime]:
    for _ in range(_CODE_TRIES):
        code = new_code(context.settings.code_prefix)
        created_at = await visits.insert_booking(connection, {**values, "code": code})
        if created_at is not None:
            return code, created_at
    raise InternalError("no free booking code was found")


async def release(connection: Connection, context: Context, hold_id: uuid.UUID) -> Outcome:
    """Give a hold's places back; nothing to do when it has ended by itself."""
    row = await visits.read_hold(connection, hold_id)
    if row is not None:
        context.require_unit(row.unit_id)
    if row is None or row.state == "confirmed":
        raise await ended(connection, hold_id)
    if row.running:
        await openings.lock(connection, [row.opening_id])
        if await visits.end_hold(connection, hold_id, "released"):
            await openings.give_back(connection, row.opening_id, row.window_index, row.dossiers, row.people)
        elif (code := await visits.code_of_hold(connection, hold_id)) is not None:
            raise HoldAlreadyConfirmed(f"hold {hold_id} is the booking {code}", code=code)
    return Outcome(body=None, action="release", subject=str(hold_id), details={"opening": row.opening_id})
