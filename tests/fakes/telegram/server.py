"""The fake as an HTTP server of its own, on 127.0.0.1."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import socket
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self, override
from urllib.parse import parse_qsl

import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from uvicorn.protocols.http.h11_impl import H11Protocol

from tests.closing import close
from tests.fakes.ending import GONE, cut_off
from tests.fakes.forms import multipart
from tests.fakes.telegram.checks import not_found
from tests.fakes.telegram.delivery import Delivery
from tests.fakes.telegram.errors import Refusal, Trouble
from tests.fakes.telegram.methods import Methods
from tests.fakes.telegram.people import Group, User
from tests.fakes.telegram.rates import Rates
from tests.fakes.telegram.world import BOT_ID, BOT_NAME, TOKEN, World

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from tests.fakes.telegram.delivery import Behaviour, Webhook
    from tests.fakes.telegram.world import Statistics


@dataclass(slots=True)
class _Ordered:
    method: str
    trouble: Trouble
    times: int
    chat: int | None


KEEP_ALIVE_SECONDS = 75
"""As real servers do. With uvicorn's own five seconds, which are the client's too, a call may meet a connection that is
just being closed: nobody knows then what became of its message, and tests that mean something else see it."""


class FakeTelegram:
    """A Bot API server with people in it. A context manager, or ``start`` and ``stop``.

    Args:
        port: 0 for any free one.
        token: the bot's.
        rates: flood limits; ``Rates(chat_per_second=0)`` lets a test talk faster than one message a second.
        clock: seconds, for rates and the life of pressed buttons.

    Attributes:
        url: root of the server, for ``TELEGRAM_API_URL``.
        token: for ``TELEGRAM_TOKEN``.
        bot_id: the bot's user id.
        bot_name: its user name, without ``@``.
    """

    def __init__(
        self,
        port: int = 0,
        *,
        token: str = TOKEN,
        rates: Rates | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.token = token
        self.bot_id = BOT_ID
        self.bot_name = BOT_NAME
        self.world = World(rates or Rates(), clock)
        self.url = ""
        self._port = port
        self._ordered: list[_Ordered] = []
        self._transports: dict[Any, asyncio.Transport] = {}
        self._ready = threading.Event()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event
        self._server: uvicorn.Server | None = None
        self._delivery: Delivery
        self._methods = Methods(self.world)

    # ── life ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def start(self) -> Self:
        listener = socket.socket(proto=socket.IPPROTO_TCP)  # asyncio sets TCP_NODELAY by it
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self._port))
        listener.listen(128)  # who comes before the server runs waits here
        self._port = listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self._port}"
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(listener)), daemon=True)
        self._thread.start()
        if not self._ready.wait(10):
            raise RuntimeError("the fake Telegram did not start")
        return self

    def stop(self) -> None:
        """Stop for good: hanging calls are cut off. May be called again."""
        thread, self._thread = self._thread, None
        if self._loop is not None and thread is not None:
            self._loop.call_soon_threadsafe(self._stopping.set)
            thread.join(10)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    async def _serve(self, listener: socket.socket) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        self._delivery = Delivery(self.world, self._stopping)
        self.world.on_update = self._wake
        app = Starlette(
            routes=[Route("/bot{token}/{method}", self._call, methods=["GET", "POST"])], exception_handlers=GONE
        )
        config = uvicorn.Config(
            app, http=self._protocol(), ws="none", lifespan="off", log_config=None, access_log=False, loop="asyncio",
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
        )  # fmt: skip
        config.load()
        server = self._server = uvicorn.Server(config)
        server.lifespan = config.lifespan_class(config)
        # Not serve(): that looks only every tenth of a second whether it should end.
        await server.startup(sockets=[listener])
        delivering = asyncio.create_task(self._delivery.run())
        self._ready.set()
        await self._stopping.wait()
        for listening in server.servers:
            await close(listening)
        for transport in list(self._transports.values()):
            transport.abort()
        await delivering
        await cut_off(server, self._transports)

    def _protocol(self) -> type[asyncio.Protocol]:
        transports = self._transports

        class Protocol(H11Protocol):
            """Remembers its transport by the peer's address, so that a trouble can cut it."""

            @override
            def connection_made(self, transport: Any) -> None:
                super().connection_made(transport)
                transports[self.client] = transport

            @override
            def connection_lost(self, exc: Exception | None) -> None:
                transports.pop(self.client, None)
                super().connection_lost(exc)

        return Protocol

    def _wake(self) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._delivery.wake)

    @property
    def answering(self) -> int:
        """How many calls are being answered."""
        return len(self._server.server_state.tasks) if self._server is not None else 0

    # ── for tests ────────────────────────────────────────────────────────────────────────────────────────────────

    def user(self, name: str = "Nguyễn Văn Demo", language: str = "vi") -> User:
        """A new person, who has not written to the bot yet."""
        return User(self.world, name, language)

    def group(self, title: str = "Tổ dân phố Demo") -> Group:
        """A new group with the bot in it."""
        return Group(self.world, title)

    @property
    def statistics(self) -> Statistics:
        return self.world.statistics

    @property
    def floods(self) -> int:
        """Messages refused with 429 because they came too fast."""
        return self.world.flood.refused

    @property
    def too_early(self) -> int:
        """Messages sent before a demanded ``retry_after`` had passed."""
        return self.world.flood.too_early

    def doubles(self) -> list[tuple[int, str]]:
        """(chat, text) of what the bot said twice."""
        return self.world.doubles()

    @property
    def webhook(self) -> Webhook:
        return self._delivery.webhook

    @property
    def webhooks(self) -> Behaviour:
        """How webhooks are delivered; change its fields to make them misbehave."""
        return self._delivery.behaviour

    @property
    def pending(self) -> list[dict[str, Any]]:
        """Updates that the bot has not acknowledged, oldest first."""
        with self.world.lock:
            return list(self.world.updates)

    def trouble(self, method: str, trouble: Trouble, *, times: int = 1, chat: User | Group | None = None) -> None:
        """Let the next ``times`` calls of ``method`` (to this chat, or any) go wrong."""
        with self.world.lock:
            self._ordered.append(_Ordered(method.lower(), trouble, times, chat.id if chat else None))

    def calm(self) -> None:
        """Forget all troubles that were ordered."""
        with self.world.lock:
            self._ordered.clear()

    # ── the server ───────────────────────────────────────────────────────────────────────────────────────────────

    async def _call(self, request: Request) -> Response:
        token, method = request.path_params["token"], request.path_params["method"].lower()
        if not re.fullmatch(r"\d+:[\w-]+", token):
            return _error(Refusal(404, "Not Found"))
        if token != self.token:
            return _error(Refusal(401, "Unauthorized"))
        try:
            parameters = await _parameters(request)
        except ClientDisconnect:
            return Response(status_code=400)  # a bot that was killed while it asked
        self.statistics.calls[method] += 1
        trouble = self._take_trouble(method, parameters)
        if trouble is None:
            return await self._answer(method, parameters)
        return await self._misbehave(trouble, method, parameters, request)

    async def _answer(self, method: str, parameters: dict[str, Any]) -> Response:
        try:
            return JSONResponse({"ok": True, "result": await self._result(method, parameters)})
        except Refusal as refusal:
            self.statistics.refused.append((method, refusal.description))
            return _error(refusal)

    async def _result(self, method: str, parameters: dict[str, Any]) -> Any:
        if method == "getupdates":
            return await self._delivery.get_updates(parameters)
        if method == "setwebhook":
            return self._delivery.set_webhook(parameters)
        if method == "deletewebhook":
            return self._delivery.delete_webhook(parameters)
        if method == "getwebhookinfo":
            return self._delivery.webhook_info()
        if method not in self._methods.table:
            raise not_found()
        with self.world.lock:
            return self._methods.table[method](parameters)

    async def _misbehave(self, trouble: Trouble, method: str, parameters: dict[str, Any], request: Request) -> Response:
        if trouble.kind == "late":
            await self._pause(trouble.seconds)
        answer = await self._answer(method, parameters) if trouble.taken else Response(status_code=500)
        if trouble.kind == "error":
            self.statistics.refused.append((method, trouble.description))
            more = {} if trouble.retry_after is None else {"retry_after": trouble.retry_after}
            if trouble.retry_after is not None:
                chat = str(parameters.get("chat_id", ""))
                self.world.flood.punish(int(chat) if chat else None, trouble.retry_after, self.world.clock())
            return _error(Refusal(trouble.code, trouble.description, **more))
        if trouble.kind == "page":
            return Response(f"<html><h1>{trouble.code}</h1></html>", trouble.code, media_type="text/html")
        if trouble.kind == "garbage":
            return Response("<html>maintenance</html>", media_type="text/html")
        if trouble.kind == "hang":
            await self._stopping.wait()
        elif trouble.kind in {"slow", "late"}:
            await self._pause(trouble.seconds if trouble.kind == "slow" else 0)
            return answer
        transport = self._transports.get(request.scope["client"])
        if transport is not None:
            if trouble.kind == "half":
                return _Half(answer.body, transport)
            transport.abort()
        return answer

    async def _pause(self, seconds: float) -> None:
        """Wait, unless the server stops."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)

    def _take_trouble(self, method: str, parameters: dict[str, Any]) -> Trouble | None:
        chat = str(parameters.get("chat_id", ""))
        with self.world.lock:
            for ordered in self._ordered:
                if ordered.method == method and (ordered.chat is None or str(ordered.chat) == chat):
                    ordered.times -= 1
                    if ordered.times <= 0:
                        self._ordered.remove(ordered)
                    return ordered.trouble
        return None


class _Half(Response):
    """Half of an answer, then a closed connection."""

    def __init__(self, body: bytes | memoryview, transport: asyncio.Transport) -> None:
        super().__init__(body, media_type="application/json")
        self._transport = transport

    @override
    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        half = bytes(self.body)[: len(self.body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})
        await asyncio.sleep(0.01)
        self._transport.abort()


def _error(refusal: Refusal) -> JSONResponse:
    return JSONResponse(refusal.body(), status_code=refusal.code)


async def _parameters(request: Request) -> dict[str, Any]:
    """Read the parameters as Telegram does: from the query, a form or JSON."""
    parameters: dict[str, Any] = dict(request.query_params)
    body = await request.body()
    kind = request.headers.get("content-type", "")
    if kind.startswith("multipart/form-data"):
        parameters |= multipart(kind, body)
    elif kind.startswith("application/json"):
        given = json.loads(body or b"{}")
        parameters |= given if isinstance(given, dict) else {}
    elif body:
        parameters |= dict(parse_qsl(body.decode(), keep_blank_values=True))
    return parameters
