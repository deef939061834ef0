"""Calls of the Zalo Bot API: each gives ``result`` or raises a typed error that holds no token.

``{"ok": true, "result": …}``, or ``{"ok": false, "error_code": …, "description": …}``; ``ok`` decides, not the status.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx

from bot.platforms.contract import (
    BadCredentials,
    MessageRefused,
    OutcomeUnknown,
    PlatformError,
    PlatformUnavailable,
    RateLimited,
)
from bot.platforms.hiding import blot, hide_in_logs
from bot.platforms.zalo_oa.transport import NOT_HANDLED, http_client, read_json, request, without_answer

if TYPE_CHECKING:
    from collections.abc import Mapping

RETRY_AFTER = 60.0
"""Seconds to wait after 429: Zalo tells none."""

_SERVER_ERROR = httpx.codes.FORBIDDEN
"""403 is described as "Internal server error" in Zalo's own table of codes."""


class Timeout(OutcomeUnknown):
    """408: of a long poll the sign that nothing came, of anything else no answer."""


class BotApi:
    """Calls methods with the bot's token, which stands in the address.

    Args:
        token: of the bot.
        api_url: root of the API, without ``/bot…``.
        answer_seconds: how long a call waits for its answer.
        not_handled: HTTP statuses by which a call was surely not handled.
    """

    def __init__(
        self, token: str, api_url: str, *, answer_seconds: float, not_handled: frozenset[int] = NOT_HANDLED
    ) -> None:
        hide_in_logs(token)
        self._token = token
        self._root = f"{api_url.rstrip('/')}/bot{token}"
        self._answer_seconds = answer_seconds
        self._not_handled = not_handled
        self._client = http_client(answer_seconds)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def call(self, method: str, body: Mapping[str, Any], *, longer: float = 0.0) -> object:
        """Call a method and return its ``result``.

        Args:
            method: as the documents write it; names are case-sensitive.
            body: parameters.
            longer: seconds that a long poll takes on top.

        Raises:
            PlatformError: one of the typed errors; ``Timeout`` for 408.
        """
        timeout = httpx.Timeout(self._answer_seconds + longer, connect=self._answer_seconds)
        answer = await request(self._client, "POST", f"{self._root}/{method}", json=body, timeout=timeout)
        envelope = read_json(answer)
        if envelope is not None and envelope.get("ok") is True:
            return envelope.get("result")
        if envelope is None or envelope.get("ok") is not False:
            raise without_answer(answer, self._not_handled)
        raise self._error(envelope, answer)

    def _error(self, envelope: Mapping[str, Any], answer: httpx.Response) -> PlatformError:
        code = envelope.get("error_code")
        status = code if isinstance(code, int) and not isinstance(code, bool) else answer.status_code
        said = f"Zalo Bot: {status} {blot(str(envelope.get('description', ''))[:200], {self._token})}".rstrip()
        if status == httpx.codes.TOO_MANY_REQUESTS:
            return RateLimited(said, retry_after=_seconds(answer.headers.get("retry-after")), whole_platform=True)
        if status == httpx.codes.REQUEST_TIMEOUT:
            return Timeout(said)
        if status == httpx.codes.UNAUTHORIZED:
            return BadCredentials(said)
        if status == _SERVER_ERROR:
            return PlatformUnavailable(said)
        if httpx.codes.is_client_error(status):
            return MessageRefused(said)
        return OutcomeUnknown(said)


def _seconds(header: str | None) -> float:
    return float(header) if header is not None and header.isdecimal() and int(header) > 0 else RETRY_AFTER
