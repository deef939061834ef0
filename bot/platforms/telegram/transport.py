"""Calls to a Bot API server, whose failures say what matters: was the message taken, will it ever be?"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, override

import httpx
from telegram import Bot
from telegram.error import NetworkError, TelegramError
from telegram.request import BaseRequest, HTTPXRequest

from bot.platforms.contract import (
    BadCredentials,
    ContactGone,
    MessageRefused,
    OutcomeUnknown,
    PlatformError,
    PlatformUnavailable,
    RateLimited,
)
from bot.platforms.telegram.redaction import without_tokens

if TYPE_CHECKING:
    import ssl
    from collections.abc import Sequence

    from telegram._utils.types import ODVInput
    from telegram.request import RequestData

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 15.0
"""A send must be over before the lease of its outbox row is."""

_CONNECTIONS = 32

_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)
"""Failures of httpx before a byte of the request went out."""

_RETRY_AFTER = re.compile(r"retry after (\d+)", re.IGNORECASE)

CALL_FAILURES = (TelegramError, AttributeError, KeyError, TypeError, ValueError)
"""What a call of the library may raise: its own errors, and Python's where an answer lacks what it should have."""

# Refusals (400) that are about the chat, not about the message.
_GONE = ("chat not found", "user not found", "peer_id_invalid")
_GONE_FROM_CHAT = ("have no rights to send", "not enough rights to send", "chat_write_forbidden")


class NotSent(TelegramError):
    """No connection: the server has seen nothing of the call."""


class NoAnswer(TelegramError):
    """The call went out, but no whole answer came back."""


class Refused(TelegramError):
    """The server answered with an error.

    Attributes:
        status: HTTP status, which is also the Bot API's ``error_code``.
        description: the Bot API's own words, or None.
        from_telegram: whether the Bot API answered, and not something before it (a proxy, a gateway).
        retry_after: seconds to wait (429), or None.
        moved_to: the chat's new id, where a group has become a supergroup.
    """

    def __init__(self, status: int, body: bytes) -> None:
        answer = _json_object(body)
        description = answer.get("description")
        parameters = answer.get("parameters")
        parameters = parameters if isinstance(parameters, dict) else {}
        self.status = status
        self.description = description if isinstance(description, str) else None
        self.from_telegram = answer.get("ok") is False
        self.retry_after = _seconds(parameters.get("retry_after"), self.description)
        moved = parameters.get("migrate_to_chat_id")
        self.moved_to = moved if isinstance(moved, int) else None
        super().__init__(self.description or f"HTTP {status}")


class Transport(HTTPXRequest):
    """The library's HTTP client with one pool of connections.

    Each call gives the Bot API's answer or raises one of ``NotSent``, ``NoAnswer`` and ``Refused``.
    """

    def __init__(self, tls: ssl.SSLContext, *, connections: int = _CONNECTIONS, answer_seconds: float) -> None:
        super().__init__(
            httpx_kwargs={"verify": tls},
            connection_pool_size=connections,
            connect_timeout=CONNECT_SECONDS,
            read_timeout=answer_seconds,
            write_timeout=CONNECT_SECONDS,
            pool_timeout=CONNECT_SECONDS,
        )

    @override
    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        if self._client.is_closed:
            raise NotSent("the connections are closed")
        try:
            status, body = await super().do_request(
                url, method, request_data, read_timeout, write_timeout, connect_timeout, pool_timeout
            )
        except NetworkError as error:
            cause = error.__cause__
            kind = NotSent if isinstance(cause, _NOT_SENT) else NoAnswer
            # "from None": the cause's request holds the address, and with it the token.
            raise kind(without_tokens(f"{type(cause).__name__}: {cause}")) from None
        if not httpx.codes.is_success(status):
            raise Refused(status, body)
        if _json_object(body).get("ok") is not True:
            raise NoAnswer("the answer is not the Bot API's")
        return status, body


class BotApi(Bot):
    """The library's bot, which can also fetch updates as they came."""

    async def fetch(self, offset: int | None, *, kinds: Sequence[str], most: int, seconds: int) -> list[object]:
        """Wait up to ``seconds`` for updates from ``offset`` on; what came before is acknowledged by that.

        They are returned as plain JSON: one that the library can't read must not hold up the others.
        """
        data = {"offset": offset, "limit": most, "timeout": seconds, "allowed_updates": list(kinds)}
        answer = await self._post("getUpdates", data, read_timeout=seconds + ANSWER_SECONDS)
        return answer if isinstance(answer, list) else []


def platform_error(error: Exception) -> PlatformError:  # noqa: PLR0911 - one line for each kind
    """Return the typed error for a failed call.

    Of 5xx, 500, 502 and 503 mean that the call was not handled: Telegram asks to repeat it. After any other (504: a
    gateway gave up waiting) the message may have gone out. An answer that the library can't read was an answer all
    the same, so the outcome is unknown too.
    """
    if isinstance(error, NotSent):
        return PlatformUnavailable(f"Telegram can't be reached: {error}")
    if not isinstance(error, Refused):
        return OutcomeUnknown(without_tokens(f"no readable answer from Telegram: {error or type(error).__name__}"))
    said = without_tokens(f"Telegram: {error.status} {error.description or ''}".rstrip())
    if error.status == httpx.codes.TOO_MANY_REQUESTS:
        return RateLimited(said, retry_after=error.retry_after)
    if error.status in {500, 502, 503}:
        return PlatformUnavailable(said, retry_after=error.retry_after)
    if error.status >= 500 or error.status == httpx.codes.REQUEST_TIMEOUT:  # noqa: PLR2004
        return OutcomeUnknown(said)
    if error.status == httpx.codes.UNAUTHORIZED or (error.status == httpx.codes.NOT_FOUND and error.from_telegram):
        return BadCredentials(said)
    if not error.from_telegram or error.status == httpx.codes.CONFLICT:
        # A proxy's page is not Telegram's word: it says nothing of the message or the person.
        return PlatformUnavailable(said)
    words = (error.description or "").lower()
    if error.status == httpx.codes.FORBIDDEN or any(phrase in words for phrase in (*_GONE, *_GONE_FROM_CHAT)):
        return ContactGone(said)
    return MessageRefused(said)


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _seconds(value: object, description: str | None) -> float | None:
    if isinstance(value, int | float) and not isinstance(value, bool) and value > 0:
        return float(value)
    found = _RETRY_AFTER.search(description or "")
    return float(found[1]) if found else None
