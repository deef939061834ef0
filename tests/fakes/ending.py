"""How the fakes' servers take callers that go away, and their own end: without a word, which a demo would show."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

from starlette.requests import ClientDisconnect
from starlette.responses import Response

if TYPE_CHECKING:
    from collections.abc import Mapping

    import uvicorn
    from starlette.requests import Request

_WITHIN = 5.0
"""Seconds for what is being answered."""

_PAUSE = 0.002


async def _nobody_there(_request: Request, _error: Exception) -> Response:
    return Response(status_code=400)


GONE: Mapping[Any, Any] = {ClientDisconnect: _nobody_there}
"""Starlette's handler for a caller that went away before it had said everything, as a bot that is ended does."""


async def cut_off(server: uvicorn.Server, transports: Mapping[Any, asyncio.Transport]) -> None:
    """Cut all connections of a server that has closed, and wait until whoever answers on them has noticed.

    A task that is cancelled instead is logged with all that it was about.
    """
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_WITHIN):
            while transports or server.server_state.tasks:
                for transport in list(transports.values()):
                    transport.abort()
                await asyncio.sleep(_PAUSE)
