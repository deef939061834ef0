"""The fake as an HTTP server of its own, on 127.0.0.1: OA API, OAuth, ZBS and Bot API under one address."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self, override
from urllib.parse import parse_qsl

import uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from uvicorn.protocols.http.h11_impl import H11Protocol

from tests.closing import close
from tests.fakes.ending import GONE, cut_off
from tests.fakes.forms import multipart
from tests.fakes.zalo import templates
from tests.fakes.zalo.bot import BotApi, BotRefusal
from tests.fakes.zalo.oa import OaApi
from tests.fakes.zalo.oauth import OauthApi
from tests.fakes.zalo.people import BotUser, Follower
from tests.fakes.zalo.webhooks import Webhooks, deliver_forever
from tests.fakes.zalo.world import (
    APP_ID,
    APP_SECRET,
    BOT_TOKEN,
    OA_ID,
    OA_SECRET,
    Refusal,
    Trouble,
    World,
)

if TYPE_CHECKING:
    from starlette.requests import Request

    from tests.fakes.zalo.page import Page

TOKENS = "/v4/oa/access_token"
CONSENT = "/v4/oa/permission"


@dataclass(slots=True)
class _Ordered:
    call: str
    trouble: Trouble
    times: int
    after: int


class FakeZalo:
    """Zalo with people in it. A context manager, or ``start`` and ``stop``.

    Attributes:
        url: root for ``ZALO_API_URL``, ``ZALO_OAUTH_URL``, ``ZALO_ZBS_URL`` and ``ZALO_BOT_API_URL``.
        world: everything it knows.
        oa: the OA API's own settings.
        oauth: what the console says of logins.
        bot: the Bot API's own settings.
        webhooks: how events are delivered.
        page: to play a person by hand, at the root; set it before the start.
    """

    app_id, app_secret, oa_id, oa_secret, bot_token = APP_ID, APP_SECRET, OA_ID, OA_SECRET, BOT_TOKEN

    def __init__(self, port: int = 0) -> None:
        self.world = World()
        self.oa = OaApi(self.world)
        self.oauth = OauthApi(self.world)
        self.bot = BotApi(self.world)
        self.webhooks = Webhooks()
        self.page: Page | None = None
        self.url = ""
        self._port = port
        self._ordered: list[_Ordered] = []
        self._transports: dict[Any, asyncio.Transport] = {}
        self._ready = threading.Event()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event
        self._server: uvicorn.Server | None = None

    # ── life ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def start(self) -> Self:
        listener = socket.socket(proto=socket.IPPROTO_TCP)  # asyncio sets TCP_NODELAY by it
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self._port))
        listener.listen(128)
        self._port = listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self._port}"
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(listener)), daemon=True)
        self._thread.start()
        if not self._ready.wait(10):
            raise RuntimeError("the fake Zalo did not start")
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
        routes = [
            Route("/bot{token}/{method}", self._bot_call, methods=["GET", "POST"]),
            Route(TOKENS, self._token_call, methods=["POST"]),
            Route(CONSENT, self._consent),
            *(Route(path, self._oa_call, methods=["GET", "POST"]) for path in self.oa.methods),
            *(self.page.routes() if self.page is not None else ()),
        ]
        config = uvicorn.Config(
            Starlette(routes=routes, exception_handlers=GONE), http=self._protocol(), ws="none", lifespan="off",
            log_config=None, access_log=False, loop="asyncio", timeout_keep_alive=75,
        )  # fmt: skip
        config.load()
        server = self._server = uvicorn.Server(config)
        server.lifespan = config.lifespan_class(config)
        await server.startup(sockets=[listener])
        delivering = asyncio.create_task(deliver_forever(self.world, self.webhooks, self.bot, self._stopping))
        self._ready.set()
        await self._stopping.wait()
        for listening in server.servers:
            await close(listening)
        self.bot.stopping = True
        if answering := set(server.server_state.tasks):
            await asyncio.wait(answering, timeout=0.5)  # polls that hang end by themselves
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

    @property
    def answering(self) -> int:
        """How many calls are being answered."""
        return len(self._server.server_state.tasks) if self._server is not None else 0

    # ── for tests ────────────────────────────────────────────────────────────────────────────────────────────────

    def follower(self, name: str = "Nguyễn Văn Demo") -> Follower:
        """A new person who can talk with the Official Account."""
        return Follower(self.world, name)

    def bot_user(self, name: str = "Trần Thị Demo") -> BotUser:
        """A new person who can talk with the bot."""
        return BotUser(self.world, name)

    def trouble(self, call: str, trouble: Trouble, *, times: int = 1, after: int = 0) -> None:
        """Let ``times`` calls of a path or method go wrong, ``after`` so many that go well."""
        with self.world.lock:
            self._ordered.append(_Ordered(call, trouble, times, after))

    def env(self) -> dict[str, str]:
        """Settings of a bot process that talks with this Zalo, without the prefix."""
        return {
            "ZALO_APP_ID": APP_ID,
            "ZALO_APP_SECRET": APP_SECRET,
            "ZALO_OA_ID": OA_ID,
            "ZALO_OA_SECRET_KEY": OA_SECRET,
            "ZALO_OA_REFRESH_TOKEN": self.world.first_refresh_token,
            "ZALO_API_URL": self.url,
            "ZALO_OAUTH_URL": self.url,
            "ZALO_ZBS_URL": self.url,
            "ZALO_BOT_TOKEN": BOT_TOKEN,
            "ZALO_BOT_API_URL": self.url,
        }

    # ── the server ───────────────────────────────────────────────────────────────────────────────────────────────

    async def _oa_call(self, request: Request) -> Response:
        path = request.url.path
        kind = request.headers.get("content-type", "")
        raw = await request.body()
        body = multipart(kind, raw) if kind.startswith("multipart/form-data") else _object(raw)

        def respond() -> Response:
            with self.world.lock:
                headers = self.oa.admission.headers()
                try:
                    self.oa.admission.check(request.headers, zbs=path == templates.PATH)
                    answer = {"data": self.oa.methods[path](body), "error": 0, "message": "Success"}
                except Refusal as refusal:
                    self.world.statistics.refused.append((path, refusal.code))
                    answer = {"error": refusal.code, "message": refusal.message}
            return JSONResponse(answer, headers=headers)

        return await self._perform(path, request, respond, _oa_error)

    async def _consent(self, request: Request) -> Response:
        try:
            return RedirectResponse(self.oauth.consent(request.query_params), 302)
        except Refusal as refusal:
            return _oa_error(refusal.code, refusal.message)

    async def _token_call(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode()))

        def respond() -> Response:
            with self.world.lock:
                return JSONResponse(self.oauth.tokens(form, request.headers.get("secret_key", "")))

        return await self._perform(TOKENS, request, respond, _oa_error)

    async def _bot_call(self, request: Request) -> Response:
        method = request.path_params["method"]
        if request.path_params["token"] != BOT_TOKEN:
            return _bot_error(401, "Unauthorized")
        body = _object(await request.body())
        if method == "getUpdates":
            self.world.statistics.calls[method] += 1
            try:
                return JSONResponse({"ok": True, "result": await self.bot.get_updates(body)})
            except BotRefusal as refusal:
                return _bot_error(refusal.code, refusal.description)

        def respond() -> Response:
            if method not in self.bot.methods:
                return _bot_error(404, "Not found")
            try:
                with self.world.lock:
                    return JSONResponse({"ok": True, "result": self.bot.methods[method](body)})
            except BotRefusal as refusal:
                return _bot_error(refusal.code, refusal.description)

        return await self._perform(method, request, respond, _bot_error)

    async def _perform(self, call: str, request: Request, respond: Any, error: Any) -> Response:
        self.world.statistics.calls[call] += 1
        trouble = self._take_trouble(call)
        if trouble is None:
            return respond()
        answer: Response = respond() if trouble.taken else Response(status_code=500)
        if trouble.kind == "code":
            self.world.statistics.refused.append((call, trouble.code))
            return error(trouble.code, trouble.message)
        if trouble.kind == "page":
            return Response(f"<html><h1>{trouble.code}</h1></html>", trouble.code, media_type="text/html")
        if trouble.kind == "garbage":
            return PlainTextResponse("bảo trì")
        if trouble.kind == "hang":
            await self._stopping.wait()
        transport = self._transports.get(request.scope["client"])
        if transport is not None:
            transport.abort()
        return answer

    def _take_trouble(self, call: str) -> Trouble | None:
        with self.world.lock:
            for ordered in self._ordered:
                if ordered.call == call and ordered.after > 0:
                    ordered.after -= 1
                elif ordered.call == call:
                    ordered.times -= 1
                    if ordered.times <= 0:
                        self._ordered.remove(ordered)
                    return ordered.trouble
        return None


def _object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body or b"{}")
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _oa_error(code: int, message: str) -> Response:
    return JSONResponse({"error": code, "message": message})


def _bot_error(code: int, description: str) -> Response:
    return JSONResponse({"ok": False, "error_code": code, "description": description}, status_code=code)
