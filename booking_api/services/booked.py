"""Bookings after they are made: look up, find, cancel, move, check in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from booking_api.codes import Mistyped, read_code
from booking_api.contact import mask_numbers
from booking_api.problems import (
    BookingNotActive,
    BookingNotFound,
    BookingNotToday,
    BookingPast,
    CodeMistyped,
    InternalError,
    InvalidRequest,
    OpeningNotFound,
    SameOpening,
)
from booking_api.repositories import journal, openings, visits
from booking_api.roles import Role
from booking_api.schemas import BookingOut, Items
from booking_api.services import holding, limits, proofs
from booking_api.services.outcome import Outcome
from booking_api.services.views import booking_view, sees_visitor

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterable

    from booking_api.context import Context
    from booking_api.database import Connection
    from booking_api.repositories.visits import BookingRow, HoldRow
    from booking_api.schemas import MoveBody, ProofBody, SearchBody

_LOCK_TRIES = 10


def _code(context: Context, written: str) -> str:
    try:
        return read_code(written, context.settings.code_prefix)
    except Mistyped as error:
        raise CodeMistyped(str(error)) from error


async def _required(connection: Connection, context: Context, written_code: str) -> BookingRow:
    code = _code(context, written_code)
    row = await visits.read_booking(connection, code)
    if row is None:
        raise BookingNotFound(f"no booking {mask_numbers(code)}")
    return row


async def _shown(connection: Connection, context: Context, written_code: str, proof: ProofBody) -> BookingRow:
    """Return a booking that the caller may change: the bot must show that it is the citizen's, codes can be guessed."""
    if context.caller.role is Role.BOT:
        code = _code(context, written_code)
        row = await visits.read_booking(connection, code)
        await proofs.show(connection, context, code, row, proof)
    row = await _required(connection, context, written_code)
    context.require_unit(row.unit_id)
    return row


async def _locked(connection: Connection, row: BookingRow, others: Iterable[int] = ()) -> BookingRow:
    """Lock a booking after its opening (and ``others``), whatever moves it meanwhile, and return it as it is then."""
    for _ in range(_LOCK_TRIES):
        await openings.lock(connection, [row.opening_id, *others])
        await visits.lock_booking(connection, row.code)
        current = await _again(connection, row.code)
        if current.opening_id == row.opening_id:
            return current
        row = current
    raise InternalError(f"the booking {row.code} keeps moving")


async def _again(connection: Connection, code: str) -> BookingRow:
    row = await visits.read_booking(connection, code)
    if row is None:
        raise BookingNotFound(f"no booking {code}")
    return row


def _check_open(context: Context, row: BookingRow) -> None:
    if row.status != "booked":
        raise BookingNotActive(f"the booking {row.code} is {row.status}", booking_status=row.status)
    if row.timetable.end <= context.now:
        raise BookingPast(f"the booking {row.code} was for {row.timetable.date}")


async def show(connection: Connection, context: Context, code: str, owner: str | None) -> BookingOut:
    """Return a booking by its code."""
    row = await _required(connection, context, code)
    return booking_view(row, with_visitor=sees_visitor(context, row, owner=owner))


async def look_up(
    connection: Connection, context: Context, code: str, proof: ProofBody
) -> BookingOut | BookingNotFound:
    """Return a booking that was shown to be theirs, or the refusal: it is counted in the same transaction."""
    try:
        row = await _shown(connection, context, code, proof)
    except proofs.ProofFailed as problem:
        await proofs.note(connection, problem)
        return problem
    entry = journal.Entry(action="look-up", subject=row.code, details={})
    await journal.note(connection, context, entry)
    return booking_view(row, with_visitor=sees_visitor(context, row, owner=proof.owner))


async def find(connection: Connection, context: Context, body: SearchBody) -> Items[BookingOut]:
    """Return bookings by the visitor's phone; the audit notes who looked."""
    rows = [row for row in await visits.by_phone(connection, body.phone) if context.covers(row.unit_id)]
    if body.upcoming_only:
        rows = [row for row in rows if row.status == "booked" and row.timetable.end > context.now]
    entry = journal.Entry(action="find", subject="phone", details={"found": [row.code for row in rows]})
    await journal.note(connection, context, entry)
    return Items[BookingOut](items=[booking_view(row, with_visitor=True) for row in rows])


async def cancel(connection: Connection, context: Context, code: str, proof: ProofBody) -> Outcome:
    """Cancel a booking and free its places."""
    row = await _shown(connection, context, code, proof)
    row = await _locked(connection, row)
    _check_open(context, row)
    row = await cancel_locked(connection, row)
    return Outcome(
        body=booking_view(row, with_visitor=True),
        action="cancel",
        subject=row.code,
        details={
            "opening": row.opening_id,
            "number": row.queue_number,
            "window": holding.window_details(row.window),
        },
        events=(event("cancelled", row, asker=proof.owner),),
    )


def event(kind: str, row: BookingRow, *, asker: str | None, **details: object) -> dict[str, object]:
    """Return what those who follow are told of a booking; never a name or a phone."""
    return {"kind": kind, "code": row.code, "owner": row.owner, "asker": asker, "details": details}


async def cancel_locked(connection: Connection, row: BookingRow) -> BookingRow:
    """Cancel an open booking whose opening and row are locked."""
    moment = await visits.set_status(connection, row.id, "cancelled")
    await openings.give_back(connection, row.opening_id, row.window_index, row.dossiers, row.people)
    return replace(row, status="cancelled", cancelled_at=moment)


async def _held_for(connection: Connection, context: Context, hold_id: uuid.UUID, row: BookingRow) -> HoldRow:
    held = await holding.running_hold(connection, context, hold_id)
    if (held.dossiers, held.people, held.procedure) != (row.dossiers, row.people, row.procedure):
        detail = "the hold is not for the booking's procedure, dossiers and people"
        raise InvalidRequest(detail, errors=[{"loc": ["body", "hold_id"], "msg": detail}])
    return held


async def move(connection: Connection, context: Context, code: str, body: MoveBody) -> Outcome:
    """Take the new place and free the old one, both or neither; the code stays, the number is new."""
    row = await _shown(connection, context, code, body)
    held = await _held_for(connection, context, body.hold_id, row) if body.hold_id is not None else None
    target = held.opening_id if held is not None else body.opening_id
    if target is None:
        raise OpeningNotFound("no opening was named")
    if row.newcomer and context.caller.role is Role.BOT:
        await _enter_as_newcomer(connection, context, row, target)
    row = await _locked(connection, row, [target])
    _check_open(context, row)
    if target == row.opening_id:
        raise SameOpening(f"the booking {row.code} is in opening {target} already")
    if held is None:
        opening, index = await holding.take_place(
            connection,
            context,
            target,
            procedure=row.procedure,
            dossiers=row.dossiers,
            people=row.people,
        )
        window = opening.timetable.window(index)
    else:
        index, window = held.window_index, held.window
        if not await visits.end_hold(connection, held.id, "confirmed"):
            raise await holding.ended(connection, held.id)
    number, is_closed = await openings.draw_number(connection, target, index)
    if is_closed:
        raise await holding.closed_opening(connection, target)
    await openings.give_back(connection, row.opening_id, row.window_index, row.dossiers, row.people)
    await visits.relocate(connection, row.id, target, (index, window), number)
    moved = await _again(connection, row.code)
    details: dict[str, object] = {
        "from": {
            "opening": row.opening_id,
            "number": row.queue_number,
            "window": holding.window_details(row.window),
        },
        "to": {"opening": target, "number": number, "window": holding.window_details(window)},
    }
    return Outcome(
        body=booking_view(moved, with_visitor=True),
        action="move",
        subject=row.code,
        details=details,
        events=(event("moved", moved, asker=body.owner),),
    )


async def _enter_as_newcomer(connection: Connection, context: Context, row: BookingRow, target: int) -> None:
    """A newcomer's booking counts where it goes, or one unit could be emptied by what was taken of the others."""
    to = await openings.read(connection, target)
    if to is not None and to.unit_id != row.unit_id:
        await limits.queue_as_newcomer(connection, to.unit_id)
        await limits.check_newcomers(connection, context, to.unit_id, wanted=max(row.dossiers, row.people))


async def check_in(connection: Connection, context: Context, code: str) -> Outcome:
    """Note that the visitor has come."""
    row = await _required(connection, context, code)
    context.require_unit(row.unit_id)
    row = await _locked(connection, row)
    if row.status != "booked":
        raise BookingNotActive(f"the booking {row.code} is {row.status}", booking_status=row.status)
    day = row.timetable.date
    if day != context.now.date():
        raise BookingNotToday(f"the booking {row.code} is for {day}", date=day.isoformat())
    moment = await visits.set_status(connection, row.id, "checked_in")
    row = replace(row, status="checked_in", checked_in_at=moment)
    return Outcome(
        body=booking_view(row, with_visitor=True),
        action="check-in",
        subject=row.code,
        details={"opening": row.opening_id, "number": row.queue_number},
        events=(event("checked_in", row, asker=None),),
    )
