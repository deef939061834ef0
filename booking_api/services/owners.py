"""What an owner, the person behind the assistant's conversation, may see, take along and have erased."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from booking_api.repositories import events, journal, openings, people, visits
from booking_api.schemas import ErasureOut, OwnerOut, TransferOut
from booking_api.services.booked import cancel_locked
from booking_api.services.outcome import Outcome
from booking_api.services.views import booking_view, hold_view

if TYPE_CHECKING:
    from booking_api.context import Context
    from booking_api.database import Connection


def _pseudonym(owner: str) -> str:
    """How the audit names an owner: it outlives erasures, so it must not keep the key itself."""
    return "owner-" + hashlib.sha256(owner.encode()).hexdigest()[:12]


async def show(connection: Connection, context: Context, owner: str) -> OwnerOut:
    """Return all that is kept about an owner, by the units that the caller may act for."""
    booked = [row for row in await visits.of_owner(connection, owner) if context.covers(row.unit_id)]
    held = [row for row in await visits.holds_of_owner(connection, owner) if context.covers(row.unit_id)]
    entry = journal.Entry(action="show-owner", subject=_pseudonym(owner), details={"bookings": len(booked)})
    await journal.note(connection, context, entry)
    return OwnerOut(
        owner=owner,
        bookings=[booking_view(row, with_visitor=True) for row in booked],
        holds=[hold_view(row) for row in held],
    )


async def erase(connection: Connection, context: Context, owner: str, *, cancel_future: bool) -> Outcome:
    """Release an owner's holds, cancel or keep future bookings, and take name, phone and owner from all others."""
    context.require_all_units()
    seen = await visits.of_owner(connection, owner)
    held = await visits.holds_of_owner(connection, owner)
    await openings.lock(connection, [row.opening_id for row in (*seen, *held)])
    released = 0
    for hold in held:
        if await visits.end_hold(connection, hold.id, "released"):
            await openings.give_back(connection, hold.opening_id, hold.window_index, hold.dossiers, hold.people)
            released += 1
    locked = {row.opening_id for row in seen}
    cancelled, kept, gone = [], [], []
    for row in await visits.of_owner(connection, owner):
        future = row.status == "booked" and row.timetable.end > context.now
        # What was booked or moved in this very moment stands in an opening that is not locked: kept, and said so.
        if future and (not cancel_future or row.opening_id not in locked):
            kept.append(row.code)
            continue
        if future:
            await cancel_locked(connection, row)
            cancelled.append(row.code)
        gone.append(row)
    await people.anonymise(connection, [row.id for row in gone])
    await events.forget_people(connection, owner)
    hold_ids = await people.disown_ended_holds(connection, owner)
    await journal.forget(connection, [*(row.code for row in gone), *hold_ids])
    return Outcome(
        body=ErasureOut(anonymised=len(gone), cancelled=cancelled, kept=kept, released=released),
        action="erase-owner",
        subject=_pseudonym(owner),
        details={"anonymised": len(gone), "cancelled": cancelled, "kept": len(kept)},
        events=tuple({"kind": "cancelled", "code": code, "owner": None, "asker": None} for code in cancelled),
    )


async def transfer(connection: Connection, context: Context, owner: str, to: str) -> Outcome:
    """Give an owner's bookings and holds to another owner, when a person links two accounts."""
    context.require_all_units()
    booked, held = await people.transfer(connection, owner, to)
    return Outcome(
        body=TransferOut(bookings=booked, holds=held),
        action="transfer-owner",
        subject=_pseudonym(owner),
        details={"to": _pseudonym(to), "bookings": booked},
    )
