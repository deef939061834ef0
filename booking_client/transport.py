"""One call to the booking API: headers, deadline, safe retries, circuit breaker, problems to errors."""

from __future__ import annotations

import asyncio
import functools
import random
import uuid
from typing import TYPE_CHECKING, Any, Self, TypedDict, Unpack
from urllib.parse import quote

import httpx

from booking_client.breaker import CircuitBreaker
from booking_client.errors import (
    PROBLEM_PREFIX,
    BookingUnavailable,
    UnexpectedAnswer,
    problem_of,
)

if TYPE_CHECKING:
    import datetime as dt
    import ssl
    from collections.abc import Mapping
    from types import TracebackType

_FIRST_PAUSE = 0.05
_LONGEST_PAUSE = 0.8
_MAX_CONNECTIONS = 64
_OWN_SHARE = 0.95
_RETRIED_STATUSES = frozenset({500, 502, 503, 504})
# The request certainly did not reach the service with these.
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


@functools.cache
def _trusted() -> ssl.SSLContext:
    """The authorities of all clients of a process: reading them takes a twentieth of a second."""
    return httpx.create_ssl_context(trust_env=False)


class ReadOptions(TypedDict, total=False):
    """What every call takes besides its own arguments.

    Attributes:
        as_of: the moment the calendar goes by (aware); only for services started for demo or test.
        acting_staff: who is behind the call, for the service's audit.
        timeout: the deadline of this call in seconds, instead of the client's.
    """

    as_of: dt.datetime | None
    acting_staff: str | None
    timeout: float | None


class ChangeOptions(ReadOptions, total=False):
    """What every change takes besides its own arguments.

    Attributes:
        key: the idempotency key; without one each call is a new request (its retries are still safe).
    """

    key: str | None


class Transport:
    """Speaks HTTP to one booking service over one connection pool.

    Retries only what is safe: reads, and changes under the same idempotency key, when the connection failed, no
    answer came in time or the service answered 5xx; until the deadline of the call.

    Args:
        base_url: address of the service.
        token: the service token.
        timeout: the deadline of a whole call in seconds, retries included.
        attempt_timeout: the most one attempt may take, in seconds.
        transport: another httpx transport, for tests.
        breaker: another circuit breaker.
    """

    def __init__(
        self,
        base_url: str,
        token: str,
        *,
        timeout: float = 2.5,
        attempt_timeout: float = 1.2,
        transport: httpx.AsyncBaseTransport | None = None,
        breaker: CircuitBreaker | None = None,
    ) -> None:
        self._timeout = timeout
        self._attempt_timeout = attempt_timeout
        self.breaker = breaker or CircuitBreaker()
        self._http = httpx.AsyncClient(
            base_url=base_url,
            transport=transport,
            verify=_trusted(),
            headers={"Authorization": f"Bearer {token}", "Accept": "application/json"},
            timeout=attempt_timeout,
            limits=httpx.Limits(max_connections=_MAX_CONNECTIONS, max_keepalive_connections=_MAX_CONNECTIONS),
            trust_env=False,
        )

    async def aclose(self) -> None:
        """Close the connection pool."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def read(self, path: str, *, params: Mapping[str, Any] | None = None, **options: Unpack[ReadOptions]) -> Any:  # noqa: ANN401 - JSON
        """GET ``path`` and return its JSON; raises as ``change``."""
        return await self._call("GET", path, options, params=params)

    async def search(self, path: str, *, body: Mapping[str, Any], **options: Unpack[ReadOptions]) -> Any:  # noqa: ANN401 - JSON
        """POST a question whose terms must not stand in an address; raises as ``change``."""
        return await self._call("POST", path, options, body=body)

    async def change(
        self,
        method: str,
        path: str,
        *,
        body: Mapping[str, Any] | None = None,
        params: Mapping[str, Any] | None = None,
        **options: Unpack[ChangeOptions],
    ) -> Any:  # noqa: ANN401 - JSON
        """Send a change under an idempotency key and return its JSON.

        Raises:
            BookingProblem: the service refused, in the subclass of its reason.
            BookingUnavailable: no answer within the deadline; CircuitOpen when not even tried.
            UnexpectedAnswer: an answer outside the contract.
        """
        key = options.get("key") or uuid.uuid4().hex
        return await self._call(method, path, options, params=params, body=body, key=key)

    async def probe(self, path: str, *, timeout: float) -> bool:  # noqa: ASYNC109 - one attempt of that length
        """Tell whether ``path`` answers 200, past the circuit breaker and without retries."""
        try:
            response = await self._http.get(path, timeout=timeout)
        except httpx.TransportError:
            return False
        return response.status_code == httpx.codes.OK

    async def _call(
        self,
        method: str,
        path: str,
        options: ReadOptions,
        *,
        params: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
        key: str | None = None,
    ) -> Any:  # noqa: ANN401 - JSON
        headers = _headers(options)
        if key is not None:
            headers["Idempotency-Key"] = key
        self.breaker.before()
        request = self._http.build_request(method, path, headers=headers, params=params, json=body)
        try:
            response = await self._attempts(request, options.get("timeout") or self._timeout)
        except BookingUnavailable:
            self.breaker.failed()
            raise
        self.breaker.succeeded()
        return _answer(response)

    async def _attempts(self, request: httpx.Request, limit: float) -> httpx.Response:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + limit
        pause = _FIRST_PAUSE
        outcome_unknown = False
        reason = "no time left"
        while (left := deadline - loop.time()) > 0:
            wait = pause * random.uniform(0.5, 1.5)  # noqa: S311 - spreads retries, guards nothing
            request.extensions["timeout"] = httpx.Timeout(min(left, self._attempt_timeout) * _OWN_SHARE).as_dict()
            dial = request.extensions["trace"] = _Dial()
            try:
                # Cancelling from outside can leave a socket behind, so httpx's own time-outs are to come first.
                async with asyncio.timeout(left):
                    response = await self._http.send(request)
            except _NOT_SENT as error:
                reason = repr(error)
            except (httpx.TransportError, TimeoutError) as error:
                reason = repr(error)
                outcome_unknown = outcome_unknown or not dial.under_way
            else:
                if response.status_code not in _RETRIED_STATUSES:
                    return response
                reason = f"status {response.status_code}"
                # A 503 is answered before or instead of a commit; other 5xx (outcome-unknown is one) tell nothing.
                outcome_unknown = outcome_unknown or response.status_code != httpx.codes.SERVICE_UNAVAILABLE
                wait = max(wait, _retry_after(response))
            if loop.time() + wait >= deadline:
                break
            await asyncio.sleep(wait)
            pause = min(pause * 2, _LONGEST_PAUSE)
        raise BookingUnavailable(
            f"{request.method} {request.url.path}: {reason}",
            outcome_unknown=outcome_unknown and request.method != "GET",
        )


class _Dial:
    """Follows an attempt, as httpcore's trace: while it connects, nothing of the request has gone out.

    A deadline that is over by then, on a busy machine say, leaves no outcome unknown.
    """

    under_way = False

    async def __call__(self, event: str, _info: object) -> None:
        """Take note of an event like ``connection.connect_tcp.started``."""
        if event.startswith("connection.connect_"):
            self.under_way = not event.endswith(".complete")


def _headers(options: ReadOptions) -> dict[str, str]:
    headers = {}
    as_of, acting_staff = options.get("as_of"), options.get("acting_staff")
    if as_of is not None:
        headers["X-As-Of"] = as_of.isoformat()
    if acting_staff is not None:
        headers["X-Acting-Staff"] = quote(acting_staff)  # header values are ASCII, names are Vietnamese
    return headers


def _retry_after(response: httpx.Response) -> float:
    value = response.headers.get("Retry-After", "")
    return float(value) if value.isdecimal() else 0.0


def _answer(response: httpx.Response) -> Any:  # noqa: ANN401 - JSON
    try:
        data = response.json() if response.content else None
    except ValueError as error:
        raise UnexpectedAnswer(f"status {response.status_code} without JSON") from error
    if response.is_success:
        return data
    if not isinstance(data, dict) or not str(data.get("type", "")).startswith(PROBLEM_PREFIX):
        raise UnexpectedAnswer(f"status {response.status_code} without a problem document")
    problem = problem_of({**data, "status": response.status_code})
    if problem is None:
        raise UnexpectedAnswer(f"status {response.status_code} with the unknown problem {data['type']}")
    raise problem
