"""Webhooks: verified on raw bytes, durable before they are acknowledged."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.conversation.intake import IntakeUnavailable
from bot.delivery.dispatcher import back_off
from bot.delivery.notices import NoticesUnavailable
from bot.platforms.bodies import read_body
from bot.platforms.contract import PlatformError, RawRequest, RequestRefused

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.requests import Request

    from bot.conversation.intake import Intake
    from bot.conversation.messages import Inbound
    from bot.metrics import Metrics
    from bot.platforms.contract import Platform
    from bot.platforms.telegram import TelegramPlatform
    from bot.platforms.zalo_bot import ZaloBotPlatform

logger = logging.getLogger(__name__)

LARGEST_BODY = 1024 * 1024


def webhook_routes(
    platforms: Mapping[str, Platform],
    intake: Intake,
    metrics: Metrics,
    *,
    accepted: Callable[[Platform, Inbound], None] | None = None,
    told: Callable[[bool], Awaitable[None] | None] | None = None,
) -> list[Route]:
    """Return a POST route for each path → platform.

    Args:
        platforms: path below ``/webhooks/`` → platform.
        intake: where updates go.
        metrics: counters of the process.
        accepted: called for each update that is durable now (typing signs, spinners); must not block.
        told: called right after ``receive``, with whether a message came; returns what is to be awaited until that is
            kept which the platform told besides, and raises ``NoticesUnavailable`` then where it can't be.
    """

    def route(path: str, platform: Platform) -> Route:
        async def receive(request: Request) -> Response:
            started = time.perf_counter()
            try:
                platform.check_caller(request.headers)
                body = await read_body(request, most=LARGEST_BODY)
                updates = platform.receive(RawRequest(dict(request.headers), body))
            except RequestRefused as error:
                metrics.refused.labels(platform.name, str(error.status)).inc()
                logger.warning("refused a webhook call", extra={"platform": platform.name, "reason": str(error)})
                return JSONResponse({"error": str(error)}, error.status)
            keeping = told(bool(updates)) if told is not None else None
            try:
                for update in updates:
                    await intake.accept(update)
                if keeping is not None:
                    await keeping
            except (IntakeUnavailable, NoticesUnavailable):
                metrics.refused.labels(platform.name, "503").inc()
                return JSONResponse({"error": "cannot store updates now; send it again"}, 503)
            metrics.received.labels(platform.name).inc(len(updates))
            metrics.acknowledge_seconds.observe(time.perf_counter() - started)
            if accepted is not None:
                for update in updates:
                    accepted(platform, update)
            return JSONResponse({"ok": True})

        return Route(f"/webhooks/{path}", receive, methods=["POST"])

    return [route(path, platform) for path, platform in platforms.items()]


async def set_webhook(platform: TelegramPlatform | ZaloBotPlatform, public_url: str) -> None:
    """Tell a platform where updates go, again and again until it takes it."""
    attempt = 0
    while True:
        try:
            await platform.set_webhook(public_url)
        except PlatformError as error:
            attempt += 1
            platform.problem = f"the webhook is not set: {error}"
            logger.warning("the webhook was not taken", extra={"platform": platform.name, "error": str(error)})
            await asyncio.sleep(back_off(attempt))
        else:
            platform.problem = None
            return
