"""What a process does beside its requests goes on whatever happens to it, and /readyz tells what did not."""

from __future__ import annotations

import json

import httpx

from tests.integration.core.conftest import wait_until
from tests.updates import Sender, post


def ready(bot):
    return httpx.get(f"{bot.url}/readyz", trust_env=False, timeout=10)


def part(bot, name):
    return ready(bot).json()["parts"][name]


async def test_work_that_fails_is_told_and_begins_again(start_bot, rows):
    bot = start_bot()
    assert part(bot, "background") == {"ok": True, "reason": "at work"}
    bot.kill()
    rows("ALTER TABLE reminders RENAME TO put_away")
    bot = start_bot()
    wait_until(lambda: "reminders failed 2 times (UndefinedTable)" in part(bot, "background")["reason"])
    assert not part(bot, "background")["ok"]
    assert ready(bot).status_code == 200, "people are answered without it"
    rows("ALTER TABLE put_away RENAME TO reminders")
    async with httpx.AsyncClient(trust_env=False) as client:
        await post(client, bot.url, Sender().text("xin chào"))
    wait_until(lambda: rows("SELECT 1 FROM outbox"))
    failures = [json.loads(line) for line in bot.log.read_text().splitlines() if "begins again" in line]
    assert {failure["work"] for failure in failures} == {"reminders"}
