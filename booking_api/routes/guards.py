"""What every route asks first: who calls, by which calendar, and for a change, under which key."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Awaitable, Callable  # noqa: TC003 - FastAPI resolves annotations at run time
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import unquote

from fastapi import Header, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from booking_api import clock
from booking_api.changes import Change
from booking_api.context import Context
from booking_api.problems import (
    PREFIX,
    AsOfNotAllowed,
    BodyTooLarge,
    ChangeAbandoned,
    IdempotencyConflict,
    IdempotencyKeyMissing,
    InternalError,
    InvalidRequest,
    NotAllowed,
    NotAuthenticated,
    OutcomeUnknown,
    Problem,
    Unavailable,
)
from booking_api.schemas import FIRST_DAY, LAST_DAY

if TYPE_CHECKING:
    from booking_api.app import Parts
    from booking_api.roles import Role

LONGEST_KEY = 200
_KEY = re.compile(rf"[!-~]{{1,{LONGEST_KEY}}}")
_LONGEST_NAME = 200
_bearer = HTTPBearer(auto_error=False, description="A service token.")
_Bearer = Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]
_AsOf = Annotated[
    str | None,
    Header(description="The moment the calendar goes by (ISO 8601 with zone); only where started for demo or test."),
]
_Staff = Annotated[str | None, Header(description="Who is behind the call, for the audit; percent-encoded UTF-8.")]
_Key = Annotated[str | None, Header(description="Names this change: the same key and body give the same answer.")]


def parts(request: Request) -> Parts:
    """Return what the application was built of."""
    found: Parts = request.app.state.parts
    return found


def _moment(given: str | None, *, allowed: bool) -> dt.datetime:
    if given is None:
        return clock.now()
    if not allowed:
        raise AsOfNotAllowed("this service was not started for demo or test")
    try:
        moment = dt.datetime.fromisoformat(given)
    except ValueError as error:
        raise AsOfNotAllowed("X-As-Of is not an ISO 8601 moment") from error
    if moment.tzinfo is None:
        raise AsOfNotAllowed("X-As-Of has no zone")
    if not FIRST_DAY <= moment.date() <= LAST_DAY:
        raise AsOfNotAllowed(f"X-As-Of must lie from {FIRST_DAY} to {LAST_DAY}")
    return moment.astimezone(clock.VIETNAM)


def _acting_staff(given: str | None) -> str | None:
    name = unquote(given).strip() if given else ""
    if any(unicodedata.category(letter).startswith("C") for letter in name):
        detail = "a name has no control characters"
        raise InvalidRequest(detail, errors=[{"loc": ["header", "X-Acting-Staff"], "msg": detail}])
    return name[:_LONGEST_NAME] or None


def reading(roles: frozenset[Role]) -> Callable[..., Awaitable[Context]]:
    """Return a dependency that lets callers of ``roles`` through and tells their circumstances."""

    async def guard(
        request: Request, _token: _Bearer = None, x_as_of: _AsOf = None, x_acting_staff: _Staff = None
    ) -> Context:
        own = parts(request)
        # Whoever sends a body was recognised before it was read; see admission.py.
        caller = getattr(request.state, "recognised", None)
        if caller is None:
            caller = await own.tokens.caller(request.headers.get("Authorization"))
        request.state.caller = caller.name
        if caller.role not in roles:
            raise NotAllowed(f"the role {caller.role} may not do this")
        return Context(
            caller=caller,
            acting_staff=_acting_staff(x_acting_staff),
            now=_moment(x_as_of, allowed=own.settings.allow_as_of),
            request_id=request.state.request_id,
            settings=own.settings,
        )

    return guard


def changing(roles: frozenset[Role]) -> Callable[..., Awaitable[Change]]:
    """Return a dependency as ``reading``, for changes: it asks for an idempotency key too."""
    read_guard = reading(roles)

    async def guard(
        request: Request,
        token: _Bearer = None,
        x_as_of: _AsOf = None,
        x_acting_staff: _Staff = None,
        idempotency_key: _Key = None,
    ) -> Change:
        context = await read_guard(request, token, x_as_of, x_acting_staff)
        if idempotency_key is None or not _KEY.fullmatch(idempotency_key):
            raise IdempotencyKeyMissing(f"send Idempotency-Key with 1 to {LONGEST_KEY} visible ASCII characters")
        target = f"{request.method} {request.url.path}?{request.url.query}"
        return Change(
            context=context,
            database=parts(request).database,
            key=idempotency_key,
            operation=f"{request.method} {request.scope['route'].path}",
            target=target,
        )

    return guard


_COMMON = (BodyTooLarge, NotAuthenticated, NotAllowed, AsOfNotAllowed, InvalidRequest, Unavailable, InternalError)
_COMMON_CHANGES = (*_COMMON, IdempotencyKeyMissing, IdempotencyConflict, OutcomeUnknown, ChangeAbandoned)


def refusals(*own: type[Problem], change: bool = False) -> dict[int | str, dict[str, Any]]:
    """Return what a route may answer besides success, for its OpenAPI description."""
    classes = {*own, *(_COMMON_CHANGES if change else _COMMON)}
    by_status: dict[int, list[type[Problem]]] = {}
    for cls in sorted(classes, key=lambda cls: cls.slug):
        by_status.setdefault(cls.status, []).append(cls)
    return {status: _response(found) for status, found in sorted(by_status.items())}


def _response(classes: list[type[Problem]]) -> dict[str, Any]:
    types = [PREFIX + cls.slug for cls in classes]
    schema = {
        "allOf": [
            {"$ref": "#/components/schemas/ProblemDocument"},
            {"type": "object", "properties": {"type": {"enum": types}}},
        ]
    }
    described = "; ".join(f"`{cls.slug}`: {cls.title}" for cls in classes)
    return {"description": described, "content": {"application/problem+json": {"schema": schema}}}
