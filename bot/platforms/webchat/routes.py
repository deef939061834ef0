"""The web chat's HTTP routes."""

from __future__ import annotations

import asyncio
import logging
import math
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from bot.platforms.bodies import read_body
from bot.platforms.contract import RawRequest, RequestRefused, TooManyRequests
from bot.platforms.webchat.assets import Assets
from bot.platforms.webchat.headers import secure_headers
from bot.platforms.webchat.limits import WebLimits
from bot.platforms.webchat.platform import MAX_BODY_BYTES, WebPlatform, whole_number
from bot.platforms.webchat.ports import IntakeUnavailable, MailboxUnavailable, TooManyWaiting
from bot.platforms.webchat.streams import EventStream, poll
from bot.platforms.webchat.wire import answer_date, item_to_wire

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from bot.platforms.webchat.config import WebChatConfig
    from bot.platforms.webchat.ports import Intake, Mailbox

_logger = logging.getLogger(__name__)
_HISTORY = 100
_RETRY_SECONDS = 3.0
_FOREVER = "public, max-age=31536000, immutable"

_REFUSALS = {
    400: "Yêu cầu không đọc được.",
    401: "Phiên trò chuyện đã hết hạn. Anh/chị tải lại trang giúp.",
    403: "Yêu cầu không đến từ trang này.",
    408: "Đường truyền chậm quá, tin chưa đến nơi.",
    413: "Tin nhắn dài quá. Xin chia thành vài tin ngắn hơn.",
    415: "Yêu cầu không đúng định dạng.",
    429: "Các tin trước chưa kịp trả lời. Tin này sẽ được gửi lại sau ít giây.",
    503: "Hệ thống đang gián đoạn. Tin nhắn sẽ được gửi lại sau ít giây.",
}


def build_routes(
    intake: Intake, mailbox: Mailbox, config: WebChatConfig, *, closing: asyncio.Event | None = None
) -> list[Route]:
    """Return the web chat's routes.

    Args:
        intake: where the person's messages go in.
        mailbox: where the bot's messages lie.
        config: the web chat's settings.
        closing: set it when the server is to stop: open streams and polls end at once, which a server that waits
            for its connections needs. Pages connect again by themselves.
    """
    chat = _WebChat(intake, mailbox, config, closing or asyncio.Event())
    pages = [("/", chat.page, "GET"), ("/static/webchat/{name}", chat.static, "GET")]
    calls = [
        ("/chat/start", chat.post, "POST"),
        ("/chat/messages", chat.post, "POST"),
        ("/chat/ack", chat.acknowledge, "POST"),
        ("/chat/history", chat.history, "GET"),
        ("/chat/poll", chat.poll, "GET"),
        ("/chat/events", chat.events, "GET"),
    ]
    return [Route(path, chat.guarded(endpoint), methods=[method]) for path, endpoint, method in (*pages, *calls)]


class _WebChat:
    def __init__(self, intake: Intake, mailbox: Mailbox, config: WebChatConfig, closing: asyncio.Event) -> None:
        self._intake = intake
        self._mailbox = mailbox
        self._config = config
        self._closing = closing
        self._platform = WebPlatform(config)
        self._assets = Assets()
        self._limits = WebLimits(streams=config.streams, address_per_second=config.address_per_second, now=config.now)

    def guarded(self, endpoint: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
        """Return ``endpoint`` with the security headers, and with refusals as answers a citizen can read."""

        async def answer(request: Request) -> Response:
            try:
                response = await endpoint(request)
            except TooManyRequests as refusal:
                response = _refusal(refusal.status, after=refusal.seconds)
            except RequestRefused as refusal:
                _logger.info("web chat request refused: %s", refusal, extra={"status": refusal.status})
                response = _refusal(refusal.status)
            except TooManyWaiting as error:
                _logger.info("web chat message not taken: %s", error)
                response = _refusal(429)
            except (IntakeUnavailable, MailboxUnavailable) as error:
                _logger.warning("web chat unavailable: %s", error, extra={"path": request.url.path})
                response = _refusal(503)
            secure_headers(response, https=self._config.secure)
            return response

        return answer

    async def page(self, request: Request) -> Response:
        response = HTMLResponse(self._assets.page(self._answers()), headers={"Cache-Control": "private, no-cache"})
        self._platform.sessions.set_cookie(response, self._platform.sessions.read(request.headers))
        return response

    async def static(self, request: Request) -> Response:
        found = self._assets.find(request.path_params["name"])
        if found is None:
            return Response(status_code=404)
        asset, current = found
        headers = {"Cache-Control": _FOREVER if current else "no-cache", "Vary": "Accept-Encoding"}
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(asset.packed, media_type=asset.media_type, headers={**headers, "Content-Encoding": "gzip"})
        return Response(asset.plain, media_type=asset.media_type, headers=headers)

    async def post(self, request: Request) -> Response:
        self._limits.say(self._platform.read_chat(request.headers), _address(request))
        for inbound in self._platform.receive(await _raw(request)):
            await self._intake.accept(inbound)
        return _json({}, 202)

    async def acknowledge(self, request: Request) -> Response:
        self._reader(request)
        chat, body = self._platform.read_post(await _raw(request))
        await self._mailbox.acknowledge(chat, whole_number(body, "up_to"))
        return Response(status_code=204)

    def _reader(self, request: Request) -> str:
        """Return the chat of a call that says nothing, having counted it."""
        chat = self._platform.read_chat(request.headers)
        self._limits.read(chat, _address(request))
        return chat

    async def history(self, request: Request) -> Response:
        chat = self._reader(request)
        items = await self._mailbox.history(chat, _HISTORY)
        return _json({"items": [item_to_wire(item) for item in items], "answers": self._answers()})

    async def poll(self, request: Request) -> Response:
        chat = self._reader(request)
        seconds = 0.0 if request.query_params.get("wait") == "0" else self._config.poll_seconds
        with self._limits.place(chat):
            messages = await poll(self._mailbox, chat, _after(request), seconds=seconds, closing=self._closing)
        return _json({"messages": messages, "answers": self._answers()})

    async def events(self, request: Request) -> Response:
        chat = self._reader(request)
        return EventStream(
            self._mailbox,
            chat,
            _after(request),
            config=self._config,
            closing=self._closing,
            greeting=self._answers,
            place=self._limits.place(chat),
        )

    def _answers(self) -> dict[str, Any]:
        return answer_date(self._config.answers_for(), datetime.now(UTC))


async def _raw(request: Request) -> RawRequest:
    return RawRequest(request.headers, await read_body(request, most=MAX_BODY_BYTES), _address(request))


def _after(request: Request) -> int:
    given = request.headers.get("last-event-id") or request.query_params.get("after") or "0"
    if not (given.isascii() and given.isdigit()):
        raise RequestRefused(400, "after is no whole number")
    return whole_number({"after": int(given[:20])}, "after")


def _json(content: dict[str, Any], status: int = 200) -> Response:
    return JSONResponse(content, status_code=status, headers={"Cache-Control": "no-store"})


def _address(request: Request) -> str | None:
    return request.client.host if request.client is not None else None


def _refusal(status: int, *, after: float | None = None) -> Response:
    response = _json({"error": _REFUSALS[status]}, status)
    if after is None and status in {429, 503}:
        after = _RETRY_SECONDS
    if after is not None:
        response.headers["Retry-After"] = str(math.ceil(after))
    return response
