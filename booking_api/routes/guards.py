"""What every route asks first: who calls, by which calendar, and for a change, under which key."""

from __future__ import annotations

import datetime as dt
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

if TYPE_CHECKING:
    from booking_api.app import Parts
    from booking_api.roles import Role

_LONGEST_KEY = 200
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
    return moment.astimezone(clock.VIETNAM)


def reading(roles: frozenset[Role]) -> Callable[..., Awaitable[Context]]:
    """Return a dependency that lets callers of ``roles`` through and tells their circumstances."""

    async def guard(
        request: Request, _token: _Bearer = None, x_as_of: _AsOf = None, x_acting_staff: _Staff = None
    ) -> Context:
        own = parts(request)
        caller = await own.tokens.caller(request.headers.get("Authorization"))
        request.state.caller = caller.name
        if caller.role not in roles:
            raise NotAllowed(f"the role {caller.role} may not do this")
        staff = unquote(x_acting_staff).strip() if x_acting_staff else ""
        return Context(
            caller=caller,
            acting_staff=staff[:_LONGEST_NAME] or None,
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
        if not idempotency_key or len(idempotency_key) > _LONGEST_KEY:
            raise IdempotencyKeyMissing(f"send Idempotency-Key with 1 to {_LONGEST_KEY} characters")
        target = f"{request.method} {request.url.path}?{request.url.query}"
        return Change(context=context, database=parts(request).database, key=idempotency_key, target=target)

    return guard


_COMMON = (NotAuthenticated, NotAllowed, AsOfNotAllowed, InvalidRequest, Unavailable, InternalError)
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
