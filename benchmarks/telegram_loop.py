"""The peer: a plain loop over chats with python-telegram-bot's own AIORateLimiter, as its documentation suggests."""

from __future__ import annotations

import asyncio
import json
import sys

from telegram.ext import AIORateLimiter, ExtBot

TEXT = "Từ ngày mai Một cửa nhận hồ sơ theo lịch hẹn."


async def send(url: str, token: str, chats: list[int], per_second: float) -> None:
    """Send to each chat in turn."""
    limiter = AIORateLimiter(overall_max_rate=per_second, overall_time_period=1 if per_second else 0)
    bot = ExtBot(token, base_url=f"{url}/bot", rate_limiter=limiter)
    async with bot:
        for chat in chats:
            await bot.send_message(chat, TEXT)


def main() -> None:
    """Read ``{"url", "token", "chats", "per_second"}`` from stdin and send."""
    order = json.loads(sys.stdin.readline())
    asyncio.run(send(order["url"], order["token"], order["chats"], order["per_second"]))


if __name__ == "__main__":
    main()
