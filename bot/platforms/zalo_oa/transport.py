"""One HTTP client for Zalo's Official Account: each call gives ``data`` or raises a typed error."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import httpx

from bot.certificates import trusted
from bot.platforms.contract import OutcomeUnknown, PlatformUnavailable
from bot.platforms.fields import mapping
from bot.platforms.hiding import blot
from bot.platforms.zalo_oa.codes import LIMIT_REACHED, oa_error

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.platforms.contract import PlatformError

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 15.0
NOT_HANDLED = frozenset({502, 503})
"""Statuses by which a gateway says that a call went no further; Zalo documents no 5xx."""

_CONNECTIONS = 20
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol, httpx.InvalidURL)

type Errors = Callable[[int, str, datetime], PlatformError]


def http_client(answer_seconds: float, *, connections: int = _CONNECTIONS) -> httpx.AsyncClient:
    """Return a client for a platform's API; proxies of the environment are honoured, redirects are not followed."""
    return httpx.AsyncClient(
        verify=trusted(),
        timeout=httpx.Timeout(answer_seconds, connect=CONNECT_SECONDS, pool=CONNECT_SECONDS),
        limits=httpx.Limits(max_connections=connections, max_keepalive_connections=connections),
    )


async def request(client: httpx.AsyncClient, method: str, url: str, **content: Any) -> httpx.Response:  # noqa: ANN401
    """Make one call; the error never quotes the address or the headers, which may hold secrets.

    Raises:
        PlatformUnavailable: it surely did not go out.
        OutcomeUnknown: the answer never came.
    """
    try:
        return await client.request(method, url, **content)
    except _NOT_SENT as error:
        raise PlatformUnavailable(f"Zalo can't be reached: {type(error).__name__}") from None
    except httpx.HTTPError as error:
        raise OutcomeUnknown(f"no answer from Zalo: {type(error).__name__}") from None
    except RuntimeError:
        raise PlatformUnavailable("the connections are closed") from None


def read_json(answer: httpx.Response) -> Mapping[str, Any] | None:
    """Return an answer's JSON object, or None where it is none."""
    try:
        value = answer.json()
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def without_answer(answer: httpx.Response, not_handled: frozenset[int] = NOT_HANDLED) -> PlatformError:
    """Return the error for an answer that is not Zalo's envelope.

    What a gateway says with one of ``not_handled`` was not handled; a wrong address is 404 with a text. Anything else
    may have been handled.
    """
    said = f"Zalo: HTTP {answer.status_code} without a readable answer"
    status = answer.status_code
    if status in not_handled or (httpx.codes.is_client_error(status) and status != httpx.codes.REQUEST_TIMEOUT):
        return PlatformUnavailable(said)
    return OutcomeUnknown(said)


class Transport:
    """Calls of the OA API with an access token.

    Args:
        api_url: root of ``openapi.zalo.me``.
        app_secret: adds ``appsecret_proof``, for accounts whose console demands it; None adds nothing.
        answer_seconds: how long a call waits for its answer.
        not_handled: HTTP statuses by which a call was surely not handled.
        now: the real clock.
    """

    def __init__(
        self,
        api_url: str,
        *,
        app_secret: str | None = None,
        answer_seconds: float = ANSWER_SECONDS,
        not_handled: frozenset[int] = NOT_HANDLED,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._root = api_url.rstrip("/")
        self._app_secret = app_secret
        self._not_handled = not_handled
        self._now = now
        self.client = http_client(answer_seconds)

    async def close(self) -> None:
        """Close the connections."""
        await self.client.aclose()

    async def post(
        self, path: str, body: Mapping[str, Any], token: str, *, root: str | None = None, errors: Errors = oa_error
    ) -> Mapping[str, Any]:
        """Post JSON and return ``data``.

        Raises:
            PlatformError: by the table of codes, or by how the connection failed.
        """
        answer = await request(
            self.client, "POST", f"{root or self._root}{path}", json=body, headers=self._headers(token)
        )
        return self._data(answer, token, errors)

    async def upload(self, path: str, name: str, content: bytes, token: str) -> Mapping[str, Any]:
        """Upload a file and return ``data``. Nobody has seen anything of it yet, whatever becomes of the call.

        Raises:
            PlatformError: by the table of codes, or ``PlatformUnavailable``.
        """
        try:
            answer = await request(
                self.client,
                "POST",
                f"{self._root}{path}",
                files={"file": (name, content)},
                headers=self._headers(token),
            )
            return self._data(answer, token, oa_error)
        except OutcomeUnknown as error:
            raise PlatformUnavailable(str(error)) from None

    def _headers(self, token: str) -> dict[str, str]:
        headers = {"access_token": token}
        if self._app_secret is not None:
            proof = hmac.digest(self._app_secret.encode(), token.encode(), hashlib.sha256).hex()
            headers["appsecret_proof"] = proof
        return headers

    def _data(self, answer: httpx.Response, token: str, errors: Errors) -> Mapping[str, Any]:
        """Failures come with HTTP 200: ``error`` decides."""
        envelope = read_json(answer)
        code = envelope.get("error") if envelope is not None else None
        if isinstance(code, str) and code.lstrip("-").isdecimal():
            code = int(code)
        if envelope is None or not isinstance(code, int) or isinstance(code, bool):
            raise without_answer(answer, self._not_handled)
        if code != 0:
            said = blot(str(envelope.get("message") or ""), {token})
            limit = answer.headers.get("X-RateLimit-Limit", "")
            if code == LIMIT_REACHED and limit.isascii() and limit.isdecimal():
                said = f"{said}; {limit[:9]} a minute"  # of an account by its package, which is published nowhere
            raise errors(code, said, self._now())
        return mapping(envelope.get("data"))
