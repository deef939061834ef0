"""The application, put together: settings → database, tokens, metrics → routes."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from booking_api.admission import Admission
from booking_api.database import Database
from booking_api.description import complete
from booking_api.housekeeping import Housekeeper
from booking_api.metrics import Metrics
from booking_api.middleware import Observed
from booking_api.problems import (
    InternalError,
    InvalidRequest,
    MethodNotAllowed,
    NoSuchRoute,
    Problem,
)
from booking_api.routes import bookings, holds, openings, operations, units
from booking_api.tokens import TokenBook

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from booking_api.settings import Settings

_logger = logging.getLogger(__name__)
_METHOD_NOT_ALLOWED = 405
_BAD_REQUEST = 400
_DESCRIPTION = """Openings that one-stop units announce, holds, bookings with codes and queue numbers.

Every change needs an `Idempotency-Key`: the same key with the same request gives the same answer and no second
effect; with another request it is refused. Errors are problem documents (RFC 9457); programs go by `type`."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What the application is built of."""

    settings: Settings
    database: Database
    tokens: TokenBook
    metrics: Metrics
    housekeeper: Housekeeper


def create_app(settings: Settings) -> FastAPI:
    """Build the application; it opens the database when it starts."""
    database = Database(settings)
    housekeeper = Housekeeper(database, settings)
    metrics = Metrics(database, housekeeper)
    parts = Parts(settings, database, TokenBook(settings, database, metrics), metrics, housekeeper)

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await database.open()
        tidying = asyncio.create_task(housekeeper.run())
        try:
            yield
        finally:
            tidying.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await tidying
            await database.close()

    app = FastAPI(
        title="Một Cửa booking API",
        version="1",
        description=_DESCRIPTION,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        separate_input_output_schemas=False,
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.parts = parts
    refuse = _refusing(metrics)
    app.add_middleware(Admission, tokens=parts.tokens, refuse=refuse)
    app.add_middleware(Observed, metrics=metrics)
    for router in (units.router, openings.router, holds.router, bookings.router, operations.router):
        app.include_router(router)
    _handle_errors(app, refuse)
    _describe(app)
    return app


def _refusing(metrics: Metrics) -> Callable[[Problem], Response]:
    def refuse(problem: Problem) -> Response:
        metrics.refusals.labels(problem.slug).inc()
        return problem.response()

    return refuse


def _handle_errors(app: FastAPI, refuse: Callable[[Problem], Response]) -> None:
    async def on_problem(_request: Request, error: Exception) -> Response:
        if not isinstance(error, Problem):
            raise error
        return refuse(error)

    async def on_invalid(_request: Request, error: Exception) -> Response:
        if not isinstance(error, RequestValidationError):
            raise error
        # Never the input itself: it may be a name or a phone.
        errors = [{"loc": list(item["loc"]), "msg": item["msg"], "type": item["type"]} for item in error.errors()]
        return refuse(InvalidRequest(f"{len(errors)} fields are not valid", errors=errors))

    async def on_http(_request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 0
        if status == _METHOD_NOT_ALLOWED:
            return refuse(MethodNotAllowed("the address does not know this method"))
        if status == _BAD_REQUEST:  # FastAPI's for a body that it cannot read
            if isinstance(error.__cause__, Problem):
                return refuse(error.__cause__)
            detail = "the body is not JSON"
            return refuse(InvalidRequest(detail, errors=[{"loc": ["body"], "msg": detail}]))
        return refuse(NoSuchRoute("no such address"))

    async def on_fault(request: Request, error: Exception) -> Response:
        _logger.error("fault", exc_info=error, extra={"request_id": request.state.request_id})
        return refuse(InternalError("the service failed; its log says why"))

    app.add_exception_handler(Problem, on_problem)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(Exception, on_fault)


def _describe(app: FastAPI) -> None:
    """Complete the OpenAPI description with what FastAPI does not know of: what is refused, and by which headers."""
    describe = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            complete(describe())
        return describe()

    app.openapi = described  # type: ignore[method-assign]  # FastAPI's documented way of extending the description
