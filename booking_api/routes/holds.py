"""Holds: places kept for some minutes, then confirmed or given back."""

from __future__ import annotations

import uuid  # noqa: TC003 - FastAPI resolves annotations at run time
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from booking_api.changes import Change
from booking_api.problems import (
    HoldAlreadyConfirmed,
    HoldExpired,
    HoldNotFound,
    NewcomersLimit,
    OpeningClosed,
    OpeningFull,
    OpeningNotFound,
    OpeningPast,
    PersonalLimit,
    ProcedureNotReceived,
    TooManyDossiers,
    UnitNotValid,
)
from booking_api.roles import BOOKS
from booking_api.routes.guards import changing, refusals
from booking_api.schemas import BookingOut, ConfirmBody, HoldBody, HoldOut
from booking_api.services import holding

router = APIRouter(prefix="/v1/holds", tags=["holds"])
_Change = Annotated[Change, Depends(changing(BOOKS))]


@router.post(
    "",
    status_code=201,
    response_model=HoldOut,
    responses=refusals(
        OpeningNotFound,
        OpeningFull,
        OpeningClosed,
        OpeningPast,
        ProcedureNotReceived,
        UnitNotValid,
        TooManyDossiers,
        PersonalLimit,
        NewcomersLimit,
        change=True,
    ),
)
async def hold(body: HoldBody, change: _Change) -> Response:
    """Keep places in an opening's earliest free window for some minutes."""
    return await change.carry_out(
        lambda connection, context: holding.hold(connection, context, body), body=body, status=201
    )


@router.delete(
    "/{hold_id}", status_code=204, responses=refusals(HoldNotFound, HoldAlreadyConfirmed, HoldExpired, change=True)
)
async def release(hold_id: uuid.UUID, change: _Change) -> Response:
    """Give a hold's places back; does nothing when it has ended by itself."""
    return await change.carry_out(lambda connection, context: holding.release(connection, context, hold_id))


@router.post(
    "/{hold_id}/confirm",
    status_code=201,
    response_model=BookingOut,
    responses=refusals(
        HoldNotFound,
        HoldExpired,
        HoldAlreadyConfirmed,
        OpeningClosed,
        TooManyDossiers,
        PersonalLimit,
        change=True,
    ),
)
async def confirm(hold_id: uuid.UUID, body: ConfirmBody, change: _Change) -> Response:
    """Make a hold a booking with a code and a queue number."""
    return await change.carry_out(
        lambda connection, context: holding.confirm(connection, context, hold_id, body), body=body, status=201
    )
