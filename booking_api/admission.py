"""Who may make this process read a body, and how long a one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import Headers

from booking_api.problems import BodyTooLarge, Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from booking_api.tokens import TokenBook

LONGEST_BODY = 64 * 1024


class Admission:
    """ASGI middleware: a body is read only for callers whose token is known, and only to its longest.

    Args:
        app: what it stands before.
        tokens: the tokens that are known.
        refuse: makes the answer of a refusal.
    """

    def __init__(self, app: ASGIApp, tokens: TokenBook, refuse: Callable[[Problem], Response]) -> None:
        self._app = app
        self._tokens = tokens
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it by its head."""
        headers = Headers(scope=scope) if scope["type"] == "http" else Headers()
        length = headers.get("content-length", "0")
        if length == "0" and "transfer-encoding" not in headers:
            await self._app(scope, receive, send)
            return
        try:
            if not length.isdecimal() or int(length) > LONGEST_BODY:
                raise BodyTooLarge(f"a body has at most {LONGEST_BODY} bytes")
            caller = await self._tokens.caller(headers.get("authorization"))
        except Problem as problem:
            refused = self._refuse(problem)
            refused.headers["Connection"] = "close"  # the body is not read
            await refused(scope, receive, send)
            return
        scope.setdefault("state", {})["recognised"] = caller
        await self._app(scope, _limited(receive), send)


def _limited(receive: Receive) -> Receive:
    read = 0

    async def part() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > LONGEST_BODY:
            raise BodyTooLarge(f"a body has at most {LONGEST_BODY} bytes")
        return message

    return part
