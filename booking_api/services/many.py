"""Cancelling many bookings at once, after a look at them: what a script or a mistake has made is given back."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from booking_api.problems import SelectionChanged
from booking_api.repositories import openings, visits
from booking_api.schemas import CancelledOut, SelectionOut
from booking_api.services.booked import event
from booking_api.services.outcome import Outcome
from booking_api.services.views import booking_view

if TYPE_CHECKING:
    from collections.abc import Sequence

    from booking_api.context import Context
    from booking_api.database import Connection
    from booking_api.repositories.visits import BookingRow
    from booking_api.schemas import CancelManyBody, SelectionBody

MOST = 1000
"""Bookings at once: their openings are locked for a second or so."""
_SHOWN = 100


def _token(rows: Sequence[BookingRow]) -> str:
    """Name just these bookings, where they stand."""
    content = "\n".join(f"{row.code} {row.opening_id} {row.queue_number}" for row in rows)
    return hashlib.sha256(content.encode()).hexdigest()[:12]


async def _fitting(connection: Connection, context: Context, body: SelectionBody) -> list[BookingRow]:
    found = await visits.selected(connection, body.model_dump(exclude={"token"}), context.now, MOST + 1)
    return [row for row in found if context.covers(row.unit_id)]


async def preview(connection: Connection, context: Context, body: SelectionBody) -> SelectionOut:
    """Return the bookings to come that fit, without names and phones: codes and places are enough to judge by."""
    rows = await _fitting(connection, context, body)
    meant = rows[:MOST]
    return SelectionOut(
        token=_token(meant),
        count=len(meant),
        dossiers=sum(row.dossiers for row in meant),
        more=len(rows) > MOST,
        items=[booking_view(row, with_visitor=False) for row in meant[:_SHOWN]],
    )


async def cancel(connection: Connection, context: Context, body: CancelManyBody) -> Outcome:
    """Cancel what the preview with this token showed.

    Raises:
        SelectionChanged: other bookings fit by now, or some of them have moved.
    """
    rows = (await _fitting(connection, context, body))[:MOST]
    await openings.lock(connection, {row.opening_id for row in rows})
    rows = (await _fitting(connection, context, body))[:MOST]
    if _token(rows) != body.token:
        raise SelectionChanged(f"{len(rows)} bookings fit now", bookings=len(rows))
    codes = await visits.cancel_all(connection, [row.id for row in rows])
    if len(codes) != len(rows):
        raise SelectionChanged(f"{len(codes)} bookings fit now", bookings=len(codes))
    freed: dict[tuple[int, int], list[int]] = {}
    for row in rows:
        places = freed.setdefault((row.opening_id, row.window_index), [0, 0])
        places[0] += row.dossiers
        places[1] += row.people
    for (opening_id, window), (dossiers, people) in sorted(freed.items()):
        await openings.give_back(connection, opening_id, window, dossiers, people)
    by = sorted(name for name, value in body.model_dump(exclude={"token"}).items() if value)
    return Outcome(
        body=CancelledOut(count=len(rows), dossiers=sum(row.dossiers for row in rows), codes=codes),
        action="cancel-many",
        subject=body.token,
        details={"codes": codes, "by": by},
        events=tuple(event("cancelled", row, asker=None, many=True) for row in rows),
    )
