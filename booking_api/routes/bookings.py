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
    CodeMistyped,
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
    SelectionChanged,
    TooManyTries,
    UnitNotValid,
)
from booking_api.roles import BOOKS, CANCELS_MANY, EVERYBODY, SEES_VISITORS, SPEAKS_FOR_OWNERS
from booking_api.routes.guards import changing, parts, reading, refusals
from booking_api.schemas import (
    BookingOut,
    CancelledOut,
    CancelManyBody,
    ErasureOut,
    Items,
    MoveBody,
    Owner,
    OwnerOut,
    ProofBody,
    SearchBody,
    SelectionBody,
    SelectionOut,
    TransferBody,
    TransferOut,
)
from booking_api.services import booked, many, owners

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


@router.get("/bookings/{code}", response_model=BookingOut, responses=refusals(BookingNotFound, CodeMistyped))
async def show(
    request: Request,
    code: _Code,
    context: Annotated[Context, Depends(reading(EVERYBODY))],
    owner: Owner | None = None,
) -> Response:
    """Return a booking; a caller of role bot sees visitor and owner only when ``owner`` fits."""
    async with parts(request).database.reading() as connection:
        return json_response(await booked.show(connection, context, code, owner))


@router.post(
    "/bookings/{code}/lookup",
    response_model=BookingOut,
    responses=refusals(BookingNotFound, CodeMistyped, TooManyTries),
)
async def look_up(
    request: Request, code: _Code, body: ProofBody, context: Annotated[Context, Depends(reading(EVERYBODY))]
) -> Response:
    """Return a booking that is shown to be the asker's, by owner or by the phone that booked; failed proofs count."""
    async with parts(request).database.transaction() as connection:
        found = await booked.look_up(connection, context, code, body)
    if isinstance(found, BookingNotFound):
        raise found
    return json_response(found)


@router.post("/bookings/selection", response_model=SelectionOut, responses=refusals())
async def preview_many(
    request: Request, body: SelectionBody, context: Annotated[Context, Depends(reading(CANCELS_MANY))]
) -> Response:
    """Return the bookings to come that would be cancelled, with the token that cancels just these."""
    async with parts(request).database.transaction() as connection:
        return json_response(await many.preview(connection, context, body))


@router.post("/bookings/cancel-many", response_model=CancelledOut, responses=refusals(SelectionChanged, change=True))
async def cancel_many(body: CancelManyBody, change: Annotated[Change, Depends(changing(CANCELS_MANY))]) -> Response:
    """Cancel the bookings that were previewed, all or none."""
    return await change.carry_out(lambda connection, context: many.cancel(connection, context, body), body=body)


_CHANGE_REFUSALS = (BookingNotFound, CodeMistyped, TooManyTries, BookingNotActive, BookingPast)


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
    responses=refusals(BookingNotFound, CodeMistyped, BookingNotActive, BookingNotToday, change=True),
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
