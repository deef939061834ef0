"""From rows to what the API answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from booking_api.clock import VIETNAM
from booking_api.kinds import HalfDay
from booking_api.roles import Role
from booking_api.schemas import (
    BookingOut,
    ClosureNotice,
    HoldOut,
    OpeningOut,
    VisitorOut,
    WindowOut,
)
from booking_api.timetable import Offer, State, offer

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from booking_api.context import Context
    from booking_api.repositories.openings import OpeningRow
    from booking_api.repositories.units import ClosureRow
    from booking_api.repositories.visits import BookingRow, HoldRow


_UNIT_GONE = "Đơn vị không hoạt động ngày này"


def local(moment: dt.datetime) -> dt.datetime:
    """Return a moment in Vietnam's zone, without fractions of a second."""
    return moment.astimezone(VIETNAM).replace(microsecond=0)


def window_view(window: tuple[dt.datetime, dt.datetime]) -> WindowOut:
    """Return a window as it is answered."""
    return WindowOut(start=window[0], end=window[1])


def covering(row: OpeningRow, closures: Iterable[ClosureRow]) -> ClosureRow | None:
    """Return the closure among ``closures`` that covers an opening, the one that ends last."""
    meeting = [
        closure
        for closure in closures
        if row.unit_id in closure.unit_ids
        and closure.starts_at < row.timetable.end
        and row.timetable.start < closure.ends_at
    ]
    return max(meeting, key=lambda closure: (closure.ends_at, closure.id), default=None)


def _notice(closure: ClosureRow) -> ClosureNotice:
    return ClosureNotice(
        id=closure.id, reason=closure.reason, start=local(closure.starts_at), end=local(closure.ends_at)
    )


def opening_view(
    row: OpeningRow,
    *,
    now: dt.datetime,
    dossiers: int = 1,
    people: int = 1,
    closures: Iterable[ClosureRow] = (),
) -> OpeningOut:
    """Return an opening as it stands for a visit of a size."""
    found = offer(row.timetable, row.offered, dossiers=dossiers, people=people, now=now)
    if not row.unit_exists and found.state is not State.PAST:
        found = Offer(State.CLOSED)
    usable = found.state in (State.OPEN, State.FULL)
    closure = covering(row, closures) if found.state is State.CLOSED else None
    notice = _notice(closure) if closure else None
    if not row.unit_exists and found.state is State.CLOSED:
        notice = ClosureNotice(id="unit-not-valid", reason=_UNIT_GONE, start=row.timetable.start, end=row.timetable.end)
    return OpeningOut(
        id=row.id,
        unit_id=row.unit_id,
        unit_name=row.unit_name,
        date=row.date,
        half_day=HalfDay(row.half_day),
        start=row.timetable.start,
        end=row.timetable.end,
        slot_minutes=row.timetable.slot_minutes,
        capacity=row.seats.capacity,
        places_left=row.seats.left if usable else 0,
        people_limit=row.seats.people_limit,
        state=found.state,
        next_window=window_view(row.timetable.window(found.window)) if found.window is not None else None,
        closure=notice,
    )


def hold_view(row: HoldRow) -> HoldOut:
    """Return a hold as it is answered."""
    return HoldOut(
        id=row.id,
        opening_id=row.opening_id,
        unit_id=row.unit_id,
        unit_name=row.unit_name,
        date=row.timetable.date,
        half_day=HalfDay(row.half_day),
        window=window_view(row.window),
        procedure=row.procedure,
        dossiers=row.dossiers,
        people=row.people,
        owner=row.owner,
        expires_at=local(row.expires_at),
    )


def is_theirs(row: BookingRow, *, owner: str | None, phone: str | None, last4: str | None = None) -> bool:
    """Tell whether an owner, a phone or its last digits show that a booking is somebody's."""
    if owner is not None and owner == row.owner:
        return True
    known = row.visitor_phone
    if known is None:
        return False
    return phone == known or (phone is None and last4 is not None and known.endswith(last4))


def sees_visitor(context: Context, row: BookingRow, *, owner: str | None = None, phone: str | None = None) -> bool:
    """Tell whether the caller may see who comes: staff for their units, the bot for whom it is theirs."""
    if context.caller.role is Role.BOT:
        return is_theirs(row, owner=owner, phone=phone)
    return context.covers(row.unit_id)


def booking_view(row: BookingRow, *, with_visitor: bool) -> BookingOut:
    """Return a booking as it is answered, with or without what tells who it is."""
    visitor = None
    if with_visitor and row.visitor_name is not None and row.visitor_phone is not None:
        visitor = VisitorOut(name=row.visitor_name, phone=row.visitor_phone)
    return BookingOut.model_validate(
        {
            "code": row.code,
            "status": row.status,
            "queue_number": row.queue_number,
            "opening_id": row.opening_id,
            "unit_id": row.unit_id,
            "unit_name": row.unit_name,
            "date": row.timetable.date,
            "half_day": row.half_day,
            "window": window_view(row.window),
            "procedure": row.procedure,
            "dossiers": row.dossiers,
            "people": row.people,
            "visitor": visitor,
            "owner": row.owner if with_visitor else None,
            "source": row.source,
            "created_by": row.created_by,
            "created_at": local(row.created_at),
            "checked_in_at": local(row.checked_in_at) if row.checked_in_at else None,
            "cancelled_at": local(row.cancelled_at) if row.cancelled_at else None,
        }
    )
