"""Reading the body of a call: not more than it can have, nor for ever."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.requests import ClientDisconnect

from bot.platforms.contract import RequestRefused

if TYPE_CHECKING:
    from starlette.requests import Request

_SECONDS = 30.0


async def read_body(request: Request, *, most: int) -> bytes:
    """Return the body of a call.

    Args:
        request: the call.
        most: bytes that it may have.

    Raises:
        RequestRefused: it is longer (413), does not arrive in half a minute (408), or the caller went away (400).
    """
    body = bytearray()
    try:
        async with asyncio.timeout(_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > most:
                    raise RequestRefused(413, "the body is too long")
    except TimeoutError as error:
        raise RequestRefused(408, "the body did not arrive in time") from error
    except ClientDisconnect as error:
        raise RequestRefused(400, "the caller went away before the body had arrived") from error
    return bytes(body)
