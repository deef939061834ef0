"""What a refusal of the booking service means to a citizen."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from booking_client import (
    BookingNotActive,
    BookingNotFound,
    BookingPast,
    BookingProblem,
    BookingUnavailable,
    ChangeAbandoned,
    CodeMistyped,
    HoldAlreadyConfirmed,
    HoldExpired,
    HoldNotFound,
    InvalidRequest,
    NewcomersLimit,
    OpeningClosed,
    OpeningFull,
    OpeningNotFound,
    OpeningPast,
    PersonalLimit,
    ProcedureNotReceived,
    SameOpening,
    TooManyDossiers,
    TooManyTries,
    UnitNotFound,
    UnitNotValid,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from booking_client import BookingError

TAKEN = (OpeningFull, OpeningClosed, OpeningPast, OpeningNotFound)
"""A half-day cannot be had: the person chooses another one."""
WRONG_UNIT = (UnitNotFound, UnitNotValid, ProcedureNotReceived)
"""A unit does not do: the person chooses another one."""
HOLD_ENDED = (HoldExpired, HoldNotFound, ChangeAbandoned)
"""The places are no longer kept: they are taken again where they are free."""

_KEYS: Mapping[type[BookingError], str] = MappingProxyType(
    {
        OpeningFull: "full",
        OpeningClosed: "closed",
        OpeningPast: "past",
        OpeningNotFound: "withdrawn",
        UnitNotFound: "unit_gone",
        UnitNotValid: "unit_gone",
        ProcedureNotReceived: "not_received",
        HoldExpired: "hold_ended",
        HoldNotFound: "hold_ended",
        HoldAlreadyConfirmed: "already",
        BookingNotFound: "not_yours",
        CodeMistyped: "mistyped",
        TooManyTries: "tries",
        BookingNotActive: "not_active",
        BookingPast: "booking_past",
        SameOpening: "same",
        InvalidRequest: "invalid",
        ChangeAbandoned: "not_made",
        TooManyDossiers: "too_many",
        PersonalLimit: "personal",
        NewcomersLimit: "newcomers",
    }
)
_UNEXPECTED = "unexpected"
"""Refusals that the assistant itself has caused; the person can only be told that it does not work now."""


def problem_key(error: BookingError) -> str:
    """Return the key of what is said about an error."""
    if isinstance(error, OpeningFull) and error.limit == "people":
        return "booking.problem_crowd"
    if isinstance(error, BookingNotActive) and error.booking_status == "checked_in":
        return "booking.problem_checked_in"
    if isinstance(error, BookingUnavailable):
        return "booking.problem_unknown" if error.outcome_unknown else "booking.problem_down"
    name = next((name for kind, name in _KEYS.items() if isinstance(error, kind)), _UNEXPECTED)
    return f"booking.problem_{name}"


def fault_key(error: BookingError) -> str:
    """Return the key of what is said about an error that no other choice of the person's could cure."""
    return problem_key(error) if isinstance(error, BookingUnavailable) else f"booking.problem_{_UNEXPECTED}"


def is_ours(error: BookingError) -> bool:
    """Return whether an error is no answer to the person's wish but a fault to be looked into."""
    return not isinstance(error, (BookingUnavailable, *_KEYS)) or (
        isinstance(error, BookingProblem) and isinstance(error, InvalidRequest)
    )
