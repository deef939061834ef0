"""Openings with places left, and closures."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from booking_api.changes import Change, json_response
from booking_api.context import Context  # noqa: TC001 - FastAPI resolves annotations at run time
from booking_api.kinds import MOST_PEOPLE
from booking_api.problems import ClosureNotFound, OpeningNotFound, UnitNotFound
from booking_api.repositories import units
from booking_api.roles import ANNOUNCES, EVERYBODY
from booking_api.routes.guards import changing, parts, reading, refusals
from booking_api.schemas import (
    AvailableDayOut,
    BigId,
    ClosureBody,
    ClosureOut,
    Day,
    Items,
    Moment,
    OpeningOut,
    ProcedureCode,
    Slug,
)
from booking_api.services import announcing, listing

router = APIRouter(prefix="/v1", tags=["openings"])
_Dossiers = Annotated[int, Query(ge=1, le=100)]
_People = Annotated[int, Query(ge=1, le=MOST_PEOPLE)]


@router.get("/openings", response_model=Items[OpeningOut], responses=refusals())
async def list_openings(
    request: Request,
    context: Annotated[Context, Depends(reading(EVERYBODY))],
    unit: Annotated[list[Slug], Query(min_length=1, max_length=200)],
    *,
    start: Day | None = None,
    end: Day | None = None,
    procedure: ProcedureCode | None = None,
    dossiers: _Dossiers = 1,
    people: _People = 1,
    only_open: bool = False,
) -> Response:
    """Return units' openings from start (today) to end (two weeks later), for a visit of that size."""
    async with parts(request).database.reading() as connection:
        found = await listing.list_openings(
            connection,
            context,
            unit_ids=unit,
            start=start,
            end=end,
            procedure=procedure,
            dossiers=dossiers,
            people=people,
            only_open=only_open,
        )
    return json_response(found)


@router.get("/availability", response_model=Items[AvailableDayOut], responses=refusals())
async def list_availability(
    request: Request,
    context: Annotated[Context, Depends(reading(EVERYBODY))],
    unit: Annotated[list[Slug], Query(min_length=1, max_length=200)],
    *,
    start: Day | None = None,
    end: Day | None = None,
    procedure: ProcedureCode | None = None,
    dossiers: _Dossiers = 1,
    people: _People = 1,
) -> Response:
    """Return the days from start (today) to end (two weeks later) on which units have places, small and fast."""
    async with parts(request).database.reading() as connection:
        found = await listing.availability(
            connection,
            context,
            unit_ids=unit,
            start=start,
            end=end,
            procedure=procedure,
            dossiers=dossiers,
            people=people,
        )
    return json_response(found)


@router.get("/openings/{opening_id}", response_model=OpeningOut, responses=refusals(OpeningNotFound))
async def show_opening(
    request: Request,
    opening_id: BigId,
    context: Annotated[Context, Depends(reading(EVERYBODY))],
    dossiers: _Dossiers = 1,
    people: _People = 1,
) -> Response:
    """Return one opening as it stands for a visit of that size."""
    async with parts(request).database.reading() as connection:
        found = await listing.show_opening(connection, context, opening_id, dossiers=dossiers, people=people)
    return json_response(found)


@router.get("/closures", response_model=Items[ClosureOut], responses=refusals())
async def list_closures(
    request: Request,
    _context: Annotated[Context, Depends(reading(EVERYBODY))],
    unit: Slug | None = None,
    at: Moment | None = None,
) -> Response:
    """Return closures, of one unit and at one moment where given."""
    async with parts(request).database.reading() as connection:
        found = await units.all_closures(connection, unit_id=unit, at=at)
    return json_response(Items[ClosureOut](items=[announcing.closure_view(row) for row in found]))


@router.put("/closures/{closure_id}", response_model=ClosureOut, responses=refusals(UnitNotFound, change=True))
async def put_closure(
    closure_id: Slug, body: ClosureBody, change: Annotated[Change, Depends(changing(ANNOUNCES))]
) -> Response:
    """Close units for a time, or change a closure; tells which bookings stand inside."""
    return await change.carry_out(
        lambda connection, context: announcing.put_closure(connection, context, closure_id, body), body=body
    )


@router.delete("/closures/{closure_id}", status_code=204, responses=refusals(ClosureNotFound, change=True))
async def delete_closure(closure_id: Slug, change: Annotated[Change, Depends(changing(ANNOUNCES))]) -> Response:
    """Lift a closure."""
    return await change.carry_out(
        lambda connection, context: announcing.delete_closure(connection, context, closure_id)
    )
