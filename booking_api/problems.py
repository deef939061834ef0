"""What the service refuses, as problem documents (RFC 9457) with stable types."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Any, ClassVar

from fastapi import Response
from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import to_json

PREFIX = "urn:motcua:booking:"
MEDIA_TYPE = "application/problem+json"


class ProblemDocument(BaseModel):
    """A problem document; further members depend on its type."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="What went wrong, stable: programs go by it.")
    title: str = Field(description="The type in a few words.")
    status: int = Field(description="The HTTP status again.")
    detail: str = Field(description="This occurrence, for logs.")


class Problem(Exception):
    """A refusal. Subclasses fix ``slug``, ``status`` and ``title``; ``members`` names what they add."""

    slug: ClassVar[str] = ""
    status: ClassVar[int] = 500
    title: ClassVar[str] = ""
    members: ClassVar[tuple[str, ...]] = ()
    stored: ClassVar[bool] = True
    """Whether the refusal is the answer to its idempotency key for good; not so what a later try can cure."""

    def __init__(self, detail: str, **members: object) -> None:
        super().__init__(detail)
        self.detail = detail
        self.extra = members

    def document(self) -> dict[str, Any]:
        """Return the problem document."""
        fixed = {"type": PREFIX + self.slug, "title": self.title, "status": self.status, "detail": self.detail}
        return fixed | self.extra

    def response(self) -> Response:
        """Return the HTTP answer."""
        headers = {}
        if self.status == 503:  # noqa: PLR2004 - Service Unavailable
            headers["Retry-After"] = "1"
        if (until := self.extra.get("retry_at")) is not None:
            left = datetime.fromisoformat(str(until)) - datetime.now(UTC)
            headers["Retry-After"] = f"{max(1, math.ceil(left.total_seconds()))}"
        if self.status == 401:  # noqa: PLR2004 - Unauthorized
            headers["WWW-Authenticate"] = "Bearer"
        if self.status == 413:  # noqa: PLR2004 - Content Too Large
            headers["Connection"] = "close"  # the rest of the body is not read
        return Response(to_json(self.document()), self.status, headers, MEDIA_TYPE)


class _Unstored(Problem):
    stored = False


class NotAuthenticated(_Unstored):
    """No service token, an unknown or a revoked one."""

    slug, status, title = "not-authenticated", 401, "No valid service token"


class NotAllowed(_Unstored):
    """The token's role, or its units, do not cover the call."""

    slug, status, title = "not-allowed", 403, "Not allowed with this token"


class InvalidRequest(_Unstored):
    """A field is missing or out of range."""

    slug, status, title, members = "invalid-request", 422, "The request is not valid", ("errors",)


class IdempotencyKeyMissing(_Unstored):
    """A change without an Idempotency-Key header."""

    slug, status, title = "idempotency-key-missing", 400, "A change needs an Idempotency-Key"


class IdempotencyConflict(_Unstored):
    """The key was used before with another request."""

    slug, status, title = "idempotency-conflict", 422, "The key belongs to another request"


class BodyTooLarge(_Unstored):
    """A body of more than 64 KiB."""

    slug, status, title = "body-too-large", 413, "The body is too large"


class AsOfNotAllowed(_Unstored):
    """X-As-Of to a service not started for demo or test, or a moment without a zone."""

    slug, status, title = "as-of-not-allowed", 400, "X-As-Of is not accepted"


class NoSuchRoute(_Unstored):
    """No such address."""

    slug, status, title = "no-such-route", 404, "No such address"


class MethodNotAllowed(_Unstored):
    """The address does not know this method."""

    slug, status, title = "method-not-allowed", 405, "Method not allowed"


class Unavailable(_Unstored):
    """The database cannot be used now; the same request may be sent again."""

    slug, status, title = "unavailable", 503, "Temporarily unavailable"


class InternalError(_Unstored):
    """A fault of the service; the same request may be sent again under the same key."""

    slug, status, title = "internal-error", 500, "Internal error"


class OutcomeUnknown(_Unstored):
    """The database failed while it committed: the change was made, or it was not; the same key tells which."""

    slug, status, title = "outcome-unknown", 500, "Whether the change was made is not known"


class ChangeAbandoned(Problem):
    """The key was settled before the change was made: it is never made under this key."""

    slug, status, title = "change-abandoned", 409, "The change was given up"


class UnitNotFound(Problem):
    """No such unit."""

    slug, status, title = "unit-not-found", 404, "No such unit"


class UnitNotValid(Problem):
    """The unit does not exist on that day."""

    slug, status, title = "unit-not-valid", 409, "The unit does not exist on that day"


class ProcedureNotReceived(Problem):
    """The unit does not receive the procedure."""

    slug, status, title = "procedure-not-received", 409, "The unit does not receive this procedure"


class OpeningNotFound(Problem):
    """No such opening, or it was taken away."""

    slug, status, title = "opening-not-found", 404, "No such opening"


class OpeningFull(Problem):
    """Not enough places for the dossiers, or no window for the people."""

    slug, status, title, members = "opening-full", 409, "Not enough places left", ("places_left", "limit")


class OpeningClosed(Problem):
    """A closure covers the opening."""

    slug, status, title = "opening-closed", 409, "The unit is closed then"
    members = ("closure_id", "reason", "ends_at")


class OpeningPast(Problem):
    """The half-day, or its last window, has begun or is over."""

    slug, status, title = "opening-past", 409, "The half-day is over"


class OpeningInUse(Problem):
    """Something is booked or held there."""

    slug, status, title, members = "opening-in-use", 409, "Something is booked there", ("bookings", "held")


class CapacityBelowBooked(Problem):
    """The announcement is below what is taken already."""

    slug, status, title, members = "capacity-below-booked", 409, "More is booked than that", ("taken", "people")


class TooManyDossiers(Problem):
    """More dossiers or people in one booking than this kind of caller may book."""

    slug, status, title, members = "too-many-dossiers", 409, "Too many for one booking", ("most", "limit")


class PersonalLimit(Problem):
    """The person, or the phone number, has as many bookings to come, or dossiers in some days, as one may have."""

    slug, status, title = "personal-limit", 409, "One person may have no more"
    members = ("limit", "scope", "taken", "most", "days")


class NewcomersLimit(Problem):
    """The unit has given new web sessions what it gives them in an hour or a day."""

    slug, status, title, members = "newcomers-limit", 409, "New web sessions have had their share", ("retry_at",)


class HoldNotFound(Problem):
    """No such hold."""

    slug, status, title = "hold-not-found", 404, "No such hold"


class HoldExpired(Problem):
    """The hold ran out or was released."""

    slug, status, title = "hold-expired", 410, "The hold has ended"


class HoldAlreadyConfirmed(Problem):
    """The hold is a booking already."""

    slug, status, title, members = "hold-already-confirmed", 409, "The hold is a booking already", ("code",)


class BookingNotFound(Problem):
    """No such code, or the caller has not shown that the booking is theirs."""

    slug, status, title = "booking-not-found", 404, "No such booking"


class CodeMistyped(_Unstored):
    """No code is written so: its length, a character or its check character does not fit."""

    slug, status, title = "code-mistyped", 404, "The code is mistyped"


class TooManyTries(_Unstored):
    """Too many proofs failed of late: of this code, by whoever asks, or of all; staff can still look."""

    slug, status, title, members = "too-many-tries", 429, "Too many failed proofs", ("scope", "retry_at")


class SelectionChanged(Problem):
    """The bookings that were previewed are not those that fit now; look again."""

    slug, status, title, members = "selection-changed", 409, "Other bookings fit now", ("bookings",)


class BookingNotActive(Problem):
    """The booking is cancelled or checked in already."""

    slug, status, title, members = "booking-not-active", 409, "The booking is not open", ("booking_status",)


class BookingNotToday(Problem):
    """Check-in on another day than the booking's."""

    slug, status, title, members = "booking-not-today", 409, "The booking is for another day", ("date",)


class BookingPast(Problem):
    """The booking's half-day is over."""

    slug, status, title = "booking-past", 409, "The booking's half-day is over"


class SameOpening(Problem):
    """A move to where the booking is already."""

    slug, status, title = "same-opening", 409, "The booking is there already"


class ClosureNotFound(Problem):
    """No such closure."""

    slug, status, title = "closure-not-found", 404, "No such closure"


def all_problems() -> list[type[Problem]]:
    """Return every documented problem, by status and slug."""
    classes = [*Problem.__subclasses__(), *_Unstored.__subclasses__()]
    return sorted((cls for cls in classes if cls.slug), key=lambda cls: (cls.status, cls.slug))
