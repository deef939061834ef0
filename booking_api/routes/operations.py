"""For whoever runs the service: is it alive, is it ready, its figures, its audit."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from booking_api.changes import json_response, settle
from booking_api.context import Context  # noqa: TC001 - FastAPI resolves annotations at run time
from booking_api.database import one
from booking_api.problems import Problem
from booking_api.repositories import events, journal
from booking_api.roles import EVERYBODY, RUNS, SPEAKS_FOR_OWNERS
from booking_api.routes.guards import LONGEST_KEY, parts, reading, refusals
from booking_api.schemas import PRINTABLE, AuditOut, BigId, EventOut, EventsOut, Items, ReadyOut, SettledOut

router = APIRouter(tags=["operations"])


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """Answer that the process runs."""
    return {"status": "ok"}


@router.get("/readyz", response_model=ReadyOut, responses={503: {"model": ReadyOut}})
async def readyz(request: Request) -> Response:
    """Answer whether requests can be served, with the reason where not, and whether tidying up goes on."""
    own = parts(request)
    tidied = own.housekeeper.state()
    try:
        async with own.database.reading() as connection:
            await one(connection, "SELECT 1")
    except Problem as problem:
        return json_response({"status": "not ready", "database": problem.detail, "housekeeping": tidied}, 503)
    return json_response({"status": "ready", "database": "ok", "housekeeping": tidied})


@router.get("/metrics", response_class=Response)
async def metrics(request: Request) -> Response:
    """Return the figures in Prometheus' text format."""
    return parts(request).metrics.exposition()


@router.get("/v1/audit", response_model=Items[AuditOut], responses=refusals())
async def list_audit(
    request: Request,
    context: Annotated[Context, Depends(reading(RUNS))],
    subject: Annotated[str | None, Query(max_length=200, pattern=PRINTABLE)] = None,
    before: BigId | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Response:
    """Return audit entries, the newest first."""
    context.require_all_units()
    async with parts(request).database.reading() as connection:
        rows = await journal.entries(connection, subject=subject, before=before, limit=limit)
    return json_response(Items[AuditOut](items=[AuditOut.model_validate(row) for row in rows]))


@router.post("/v1/changes/{key}/settle", response_model=SettledOut, responses=refusals())
async def settle_change(
    request: Request,
    key: Annotated[
        str, Path(max_length=LONGEST_KEY, pattern=r"^[!-~]+$", description="The Idempotency-Key of the change.")
    ],
    context: Annotated[Context, Depends(reading(EVERYBODY))],
) -> Response:
    """Tell what came of the caller's change under a key; one that was not made is never made afterwards."""
    return json_response(await settle(parts(request).database, context.caller.name, key))


@router.get("/v1/events", response_model=EventsOut, responses=refusals())
async def list_events(
    request: Request,
    context: Annotated[Context, Depends(reading(SPEAKS_FOR_OWNERS))],
    after: BigId | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Response:
    """Return what happened to bookings after a number, in its order; without one, only the number to begin from."""
    context.require_all_units()
    async with parts(request).database.transaction() as connection:
        await events.number_new(connection)
    async with parts(request).database.reading() as connection:
        rows = await events.after(connection, after, limit) if after is not None else []
        last = rows[-1]["number"] if rows else await events.latest(connection)
    return json_response(EventsOut(items=[EventOut.model_validate(row) for row in rows], next=last))
