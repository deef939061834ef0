"""Bookings by code and phone, and by their owners."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from booking_api.changes import Change, json_response
from booking_api.context import Context  # noqa: TC001 - FastAPI resolves annotations at run time
from booking_api.problems import (
    BookingNotActive,
    BookingNotFound,
    BookingNotToday,
    BookingPast,
    HoldAlreadyConfirmed,
    HoldExpired,
    HoldNotFound,
    NewcomersLimit,
    OpeningClosed,
    OpeningFull,
    OpeningNotFound,
    OpeningPast,
    ProcedureNotReceived,
    SameOpening,
    UnitNotValid,
)
from booking_api.roles import BOOKS, EVERYBODY, SEES_VISITORS, SPEAKS_FOR_OWNERS
from booking_api.routes.guards import changing, parts, reading, refusals
from booking_api.schemas import (
    BookingOut,
    ErasureOut,
    Items,
    MoveBody,
    Owner,
    OwnerOut,
    ProofBody,
    SearchBody,
    TransferBody,
    TransferOut,
)
from booking_api.services import booked, owners

router = APIRouter(prefix="/v1", tags=["bookings"])
_Code = Annotated[str, Path(max_length=32, description="In whatever case and spacing it was typed.")]


@router.post("/bookings/search", response_model=Items[BookingOut], responses=refusals())
async def find(
    request: Request, body: SearchBody, context: Annotated[Context, Depends(reading(SEES_VISITORS))]
) -> Response:
    """Return bookings by the visitor's phone, the latest visit first."""
    async with parts(request).database.transaction() as connection:
        found = await booked.find(connection, context, body)
    return json_response(found)


@router.get("/bookings/{code}", response_model=BookingOut, responses=refusals(BookingNotFound))
async def show(
    request: Request,
    code: _Code,
    context: Annotated[Context, Depends(reading(EVERYBODY))],
    owner: Owner | None = None,
) -> Response:
    """Return a booking; a caller of role bot sees visitor and owner only when ``owner`` fits."""
    async with parts(request).database.reading() as connection:
        return json_response(await booked.show(connection, context, code, owner))


_CHANGE_REFUSALS = (BookingNotFound, BookingNotActive, BookingPast)


@router.post("/bookings/{code}/cancel", response_model=BookingOut, responses=refusals(*_CHANGE_REFUSALS, change=True))
async def cancel(code: _Code, body: ProofBody, change: Annotated[Change, Depends(changing(BOOKS))]) -> Response:
    """Cancel a booking: its places are free at once, its number is not given again."""
    return await change.carry_out(lambda connection, context: booked.cancel(connection, context, code, body), body=body)


@router.post(
    "/bookings/{code}/move",
    response_model=BookingOut,
    responses=refusals(
        *_CHANGE_REFUSALS,
        SameOpening,
        OpeningNotFound,
        OpeningFull,
        OpeningClosed,
        OpeningPast,
        ProcedureNotReceived,
        UnitNotValid,
        HoldNotFound,
        HoldExpired,
        HoldAlreadyConfirmed,
        NewcomersLimit,
        change=True,
    ),
)
async def move(code: _Code, body: MoveBody, change: Annotated[Change, Depends(changing(BOOKS))]) -> Response:
    """Move a booking: takes the new place and frees the old one together, or neither."""
    return await change.carry_out(lambda connection, context: booked.move(connection, context, code, body), body=body)


@router.post(
    "/bookings/{code}/check-in",
    response_model=BookingOut,
    responses=refusals(BookingNotFound, BookingNotActive, BookingNotToday, change=True),
)
async def check_in(code: _Code, change: Annotated[Change, Depends(changing(SEES_VISITORS))]) -> Response:
    """Note that the visitor has come."""
    return await change.carry_out(lambda connection, context: booked.check_in(connection, context, code))


@router.get("/owners/{owner}", response_model=OwnerOut, responses=refusals())
async def show_owner(
    request: Request, owner: Owner, context: Annotated[Context, Depends(reading(SPEAKS_FOR_OWNERS))]
) -> Response:
    """Return all that is kept about an owner."""
    async with parts(request).database.transaction() as connection:
        return json_response(await owners.show(connection, context, owner))


@router.delete("/owners/{owner}", response_model=ErasureOut, responses=refusals(change=True))
async def erase_owner(
    owner: Owner,
    change: Annotated[Change, Depends(changing(SPEAKS_FOR_OWNERS))],
    cancel_future: bool = True,
) -> Response:
    """Erase an owner: names and phones go, holds are released, future bookings are cancelled or kept."""
    return await change.carry_out(
        lambda connection, context: owners.erase(connection, context, owner, cancel_future=cancel_future)
    )


@router.post("/owners/{owner}/transfer", response_model=TransferOut, responses=refusals(change=True))
async def transfer_owner(
    owner: Owner, body: TransferBody, change: Annotated[Change, Depends(changing(SPEAKS_FOR_OWNERS))]
) -> Response:
    """Give an owner's bookings and holds to another owner."""
    return await change.carry_out(
        lambda connection, context: owners.transfer(connection, context, owner, body.to), body=body
    )
