"""What can go wrong, one class for each documented problem type of the booking API.

The tree::

    BookingError
    ├── BookingUnavailable        nothing is known or done: network, time-out, 5xx
    │   └── CircuitOpen           not even tried, because the last calls failed
    ├── UnexpectedAnswer          the service answered something this client does not know
    └── BookingProblem            the service understood and refused; one subclass a reason
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from collections.abc import Mapping

PROBLEM_PREFIX = "urn:motcua:booking:"


class BookingError(Exception):
    """Root of everything this package raises."""


class BookingUnavailable(BookingError):
    """The service could not be reached, did not answer in time, or failed inside.

    Attributes:
        outcome_unknown: True when a change may have been carried out although no answer came; repeating the
            call with the same key is safe and tells.
    """

    def __init__(self, message: str, *, outcome_unknown: bool = False) -> None:
        super().__init__(message)
        self.outcome_unknown = outcome_unknown


class CircuitOpen(BookingUnavailable):
    """Calls are refused at once because the service failed several times in a row.

    Attributes:
        retry_after: seconds until the next call is let through.
    """

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"the booking service failed repeatedly; next try in {retry_after:.1f} s")
        self.retry_after = retry_after


class UnexpectedAnswer(BookingError):
    """The service answered something that its contract does not contain."""


class BookingProblem(BookingError):
    """A refusal with a documented type.

    Attributes:
        slug: the last part of the problem's type URI.
        status: the HTTP status.
        detail: an English sentence for logs, never for citizens.
        extra: the problem's other members.
    """

    slug: ClassVar[str] = ""

    def __init__(self, detail: str, *, status: int = 0, extra: dict[str, Any] | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.status = status
        self.extra: dict[str, Any] = extra or {}


class NotAuthenticated(BookingProblem):
    """401: no service token, an unknown or a revoked one."""

    slug = "not-authenticated"


class NotAllowed(BookingProblem):
    """403: the token's role, or its units, do not cover this call."""

    slug = "not-allowed"


class InvalidRequest(BookingProblem):
    """422: a field is missing or out of range; ``extra["errors"]`` says which."""

    slug = "invalid-request"


class IdempotencyKeyMissing(BookingProblem):
    """400: a change without ``Idempotency-Key``."""

    slug = "idempotency-key-missing"


class IdempotencyConflict(BookingProblem):
    """422: the same key was used before with another request."""

    slug = "idempotency-conflict"


class ChangeAbandoned(BookingProblem):
    """409: the key was settled before the change was made; under this key it is never made."""

    slug = "change-abandoned"


class BodyTooLarge(BookingProblem):
    """413: a body of more than 64 KiB."""

    slug = "body-too-large"


class AsOfNotAllowed(BookingProblem):
    """400: ``X-As-Of`` sent to a service not started for demo or test, or a moment without a zone."""

    slug = "as-of-not-allowed"


class UnitNotFound(BookingProblem):
    """404: no such unit."""

    slug = "unit-not-found"


class UnitNotValid(BookingProblem):
    """409: the unit does not exist on that day (``valid_from``, ``valid_to``)."""

    slug = "unit-not-valid"


class ProcedureNotReceived(BookingProblem):
    """409: the unit does not receive that procedure."""

    slug = "procedure-not-received"


class OpeningNotFound(BookingProblem):
    """404: no such opening, or it was taken away."""

    slug = "opening-not-found"


class OpeningFull(BookingProblem):
    """409: not enough places left."""

    slug = "opening-full"

    @property
    def places_left(self) -> int:
        """Dossiers still free."""
        return int(self.extra.get("places_left", 0))

    @property
    def limit(self) -> str:
        """Which limit was met: ``dossiers`` or ``people``."""
        return str(self.extra.get("limit", "dossiers"))


class OpeningClosed(BookingProblem):
    """409: a closure covers the opening, for example a lock-down."""

    slug = "opening-closed"

    @property
    def closure_id(self) -> str:
        """Whose closure it is."""
        return str(self.extra.get("closure_id", ""))

    @property
    def reason(self) -> str:
        """The closure's reason, as staff wrote it."""
        return str(self.extra.get("reason", ""))

    @property
    def ends_at(self) -> dt.datetime | None:
        """When the closure ends."""
        value = self.extra.get("ends_at")
        return dt.datetime.fromisoformat(value) if value else None


class OpeningPast(BookingProblem):
    """409: the half-day is over, or no window of it is left."""

    slug = "opening-past"


class OpeningInUse(BookingProblem):
    """409: something is booked or held there, so it cannot be taken away or get other hours."""

    slug = "opening-in-use"

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of the bookings that stand in the way."""
        return tuple(item["code"] for item in self.extra.get("bookings", ()))

    @property
    def held(self) -> int:
        """Dossiers held by people who are just booking."""
        return int(self.extra.get("held", 0))


class CapacityBelowBooked(BookingProblem):
    """409: an announcement below what is taken already."""

    slug = "capacity-below-booked"

    @property
    def taken(self) -> int:
        """Dossiers booked or held."""
        return int(self.extra.get("taken", 0))

    @property
    def people(self) -> int:
        """People in the fullest window."""
        return int(self.extra.get("people", 0))


class TooManyDossiers(BookingProblem):
    """409: more dossiers or people in one booking than a caller of this role may book."""

    slug = "too-many-dossiers"

    @property
    def most(self) -> int:
        """As many may be in one booking."""
        return int(self.extra.get("most", 1))

    @property
    def limit(self) -> str:
        """Of what there are too many: ``dossiers`` or ``people``."""
        return str(self.extra.get("limit", "dossiers"))


class PersonalLimit(BookingProblem):
    """409: the person, or the phone number, has as much as one may have."""

    slug = "personal-limit"

    @property
    def limit(self) -> str:
        """Of what: ``bookings`` to come, or ``dossiers`` within ``days``."""
        return str(self.extra.get("limit", "bookings"))

    @property
    def scope(self) -> str:
        """Whose limit: the ``owner``'s, or the ``phone``'s."""
        return str(self.extra.get("scope", "owner"))

    @property
    def taken(self) -> int:
        """How much they have."""
        return int(self.extra.get("taken", 0))

    @property
    def most(self) -> int:
        """How much one may have."""
        return int(self.extra.get("most", 0))

    @property
    def days(self) -> int:
        """Over how many days dossiers are counted."""
        return int(self.extra.get("days", 0))


class NewcomersLimit(BookingProblem):
    """409: the unit has given new web sessions what it gives them in an hour or a day."""

    slug = "newcomers-limit"

    @property
    def retry_at(self) -> dt.datetime | None:
        """When some of it is free for them again."""
        value = self.extra.get("retry_at")
        return dt.datetime.fromisoformat(value) if value else None


class HoldNotFound(BookingProblem):
    """404: no such hold."""

    slug = "hold-not-found"


class HoldExpired(BookingProblem):
    """410: the hold ran out, or was released; its places are free again."""

    slug = "hold-expired"


class HoldAlreadyConfirmed(BookingProblem):
    """409: the hold became a booking already."""

    slug = "hold-already-confirmed"

    @property
    def code(self) -> str:
        """The booking's code."""
        return str(self.extra.get("code", ""))


class BookingNotFound(BookingProblem):
    """404: no such code, or the caller has not shown that it is theirs (``owner`` or ``phone``)."""

    slug = "booking-not-found"


class CodeMistyped(BookingProblem):
    """404: no code is written so; it was mistyped."""

    slug = "code-mistyped"


class TooManyTries(BookingProblem):
    """429: too many failed of late who tried to show that a booking is theirs; staff can still look."""

    slug = "too-many-tries"

    @property
    def scope(self) -> str:
        """Of what: this ``code``, whoever asks (``asker``), or ``all``."""
        return str(self.extra.get("scope", "all"))

    @property
    def retry_at(self) -> dt.datetime | None:
        """When the next one may be tried."""
        value = self.extra.get("retry_at")
        return dt.datetime.fromisoformat(value) if value else None


class SelectionChanged(BookingProblem):
    """409: other bookings fit than were previewed."""

    slug = "selection-changed"


class BookingNotActive(BookingProblem):
    """409: the booking is cancelled or checked in already."""

    slug = "booking-not-active"

    @property
    def booking_status(self) -> str:
        """Where it stands: ``cancelled`` or ``checked_in``."""
        return str(self.extra.get("booking_status", ""))


class BookingNotToday(BookingProblem):
    """409: check-in on another day than the booking's."""

    slug = "booking-not-today"

    @property
    def date(self) -> dt.date | None:
        """The booking's day."""
        value = self.extra.get("date")
        return dt.date.fromisoformat(value) if value else None


class BookingPast(BookingProblem):
    """409: the booking's half-day is over; it can no longer be moved or cancelled."""

    slug = "booking-past"


class SameOpening(BookingProblem):
    """409: a move to where the booking is already."""

    slug = "same-opening"


class ClosureNotFound(BookingProblem):
    """404: no such closure."""

    slug = "closure-not-found"


def problem_of(document: Mapping[str, Any]) -> BookingProblem | None:
    """Return the error that a problem document stands for, or None where this client does not know its type."""
    slug = str(document.get("type", "")).removeprefix(PROBLEM_PREFIX)
    kind = problem_classes().get(slug)
    known = {"type", "title", "status", "detail"}
    extra = {name: value for name, value in document.items() if name not in known}
    status = document.get("status", 0)
    return kind(str(document.get("detail", "")), status=status, extra=extra) if kind is not None else None


@cache
def problem_classes() -> dict[str, type[BookingProblem]]:
    """Return the class of each documented problem, by slug."""
    return {cls.slug: cls for cls in BookingProblem.__subclasses__()}
