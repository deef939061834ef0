"""Units and their days."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from booking_api.changes import Change, json_response
from booking_api.context import Context  # noqa: TC001 - FastAPI resolves annotations at run time
from booking_api.kinds import HalfDay  # noqa: TC001 - as above
from booking_api.problems import (
    CapacityBelowBooked,
    OpeningInUse,
    OpeningPast,
    UnitNotFound,
    UnitNotValid,
)
from booking_api.repositories import units
from booking_api.roles import ANNOUNCES, EVERYBODY, SEES_VISITORS
from booking_api.routes.guards import changing, parts, reading, refusals
from booking_api.schemas import (
    AnnounceBody,
    Day,
    DayOut,
    Items,
    OpeningOut,
    ProcedureCode,
    Slug,
    UnitBody,
    UnitsBody,
    UnitsOut,
    WithdrawnOut,
)
from booking_api.services import announcing, listing

router = APIRouter(prefix="/v1/units", tags=["units"])


@router.get("", response_model=Items[UnitBody], responses=refusals())
async def list_units(
    request: Request,
    _context: Annotated[Context, Depends(reading(EVERYBODY))],
    ids: Annotated[list[Slug] | None, Query(alias="id", max_length=500)] = None,
    area_id: Slug | None = None,
    procedure: ProcedureCode | None = None,
    on: Day | None = None,
) -> Response:
    """Return the units that match all filters given."""
    async with parts(request).database.reading() as connection:
        found = await units.listed(connection, ids=ids, area_id=area_id, procedure=procedure, on=on)
    return json_response(Items[UnitBody](items=[listing.unit_view(row) for row in found]))


@router.put("", response_model=UnitsOut, responses=refusals(change=True))
async def put_units(body: UnitsBody, change: Annotated[Change, Depends(changing(ANNOUNCES))]) -> Response:
    """Create or replace units; a caller of role unit only registers units of its own that are not known yet."""
    return await change.carry_out(
        lambda connection, context: announcing.put_units(connection, context, body), body=body
    )


@router.get("/{unit_id}/days/{date}", response_model=DayOut, responses=refusals(UnitNotFound))
async def show_day(
    request: Request, unit_id: Slug, date: Day, context: Annotated[Context, Depends(reading(SEES_VISITORS))]
) -> Response:
    """Return a unit's list for a date, by half-day and queue number."""
    async with parts(request).database.transaction() as connection:
        return json_response(await listing.show_day(connection, context, unit_id, date))


@router.put(
    "/{unit_id}/openings/{date}/{half_day}",
    response_model=OpeningOut,
    responses=refusals(UnitNotFound, UnitNotValid, OpeningPast, OpeningInUse, CapacityBelowBooked, change=True),
)
async def announce(
    unit_id: Slug,
    date: Day,
    half_day: HalfDay,
    body: AnnounceBody,
    change: Annotated[Change, Depends(changing(ANNOUNCES))],
) -> Response:
    """Announce a half-day, or raise or lower what was announced."""
    return await change.carry_out(
        lambda connection, context: announcing.announce(
            connection, context, body, unit_id=unit_id, date=date, half_day=half_day
        ),
        body=body,
    )


@router.delete(
    "/{unit_id}/openings",
    response_model=WithdrawnOut,
    responses=refusals(UnitNotFound, OpeningInUse, change=True),
)
async def withdraw(
    unit_id: Slug,
    start: Day,
    end: Day,
    change: Annotated[Change, Depends(changing(ANNOUNCES))],
    half_day: HalfDay | None = None,
    *,
    stop: Annotated[
        bool, Query(description="Take away what is free; let the others take nobody more instead of refusing.")
    ] = False,
) -> Response:
    """Take a unit's openings from start to end (both included) away, all of them or none."""
    return await change.carry_out(
        lambda connection, context: announcing.withdraw(
            connection, context, unit_id, days=listing.days(context, start, end), half_day=half_day, stop=stop
        )
    )
