"""Processes killed one after the other while people write: bots, and the database under them."""

from __future__ import annotations

import asyncio
import os
import random
from collections import Counter
from dataclasses import dataclass

import pytest

from bot.embedded.postgres import EmbeddedPostgresError
from tests.integration.core.conftest import all_settled
from tests.load import Load, assert_all_answered_once_in_order
from tests.rows import Rows
from tests.waiting import wait_until

PEOPLE = 40
PER_SECOND = 20
KILL_EVERY = 3.0


@dataclass
class Victims:
    """Two bots and the database server; each can be killed and comes back.

    Attributes:
        kills: who was killed how often.
    """

    bots: list
    postgres: object
    start_bot: object
    kills: Counter

    async def kill_one(self, dice: random.Random, load: Load) -> None:
        """SIGKILL to one of them, the database one time in five."""
        if dice.random() < 0.2:
            self.kills["database"] += 1
            self.postgres.child.kill()
            await asyncio.to_thread(self.postgres.stop, immediate=True)
            await asyncio.to_thread(wait_until, self._back)
            return
        victim = dice.randrange(len(self.bots))
        self.kills[f"bot {victim + 1}"] += 1
        self.bots[victim].kill()
        self.bots[victim] = await asyncio.to_thread(self.start_bot)
        load.urls[victim] = self.bots[victim].url

    def _back(self) -> bool:
        """Start the database again; refused while processes of the killed server still end."""
        try:
            self.postgres.start()
        except EmbeddedPostgresError:
            return False
        return True


def compare(rows, side):
    """What the outbox says was sent beside what the platform has: (lost, arrived without the outbox knowing it)."""
    found = rows("SELECT chat, platform_message_id AS id, status FROM outbox")
    known = {(row["chat"], row["id"]) for row in found if row["status"] == "sent"}
    arrived = side.arrived()
    return known - arrived, arrived - known, Counter(row["status"] for row in found)


async def _storm(own_postgres, own_bot, side, seconds: float) -> tuple[Victims, Counter, int, Load]:
    dice = random.Random(4708)
    rows = Rows(own_postgres.url("motcua"))

    def start():
        # Saying things of unknown fate again is tested elsewhere; without it the sums are exact.
        return own_bot(**side.env, RESEND_UNKNOWN="none")

    victims = Victims([start(), start()], own_postgres, start, Counter())
    async with Load([bot.url for bot in victims.bots], side.wire) as load:
        messages = int(seconds * PER_SECOND / PEOPLE)
        writing = asyncio.create_task(load.run(side.people(PEOPLE), messages=messages, per_second=PER_SECOND))
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while (now := loop.time()) < end:
            await victims.kill_one(dice, load)
            await asyncio.sleep(max(0.0, now + KILL_EVERY - loop.time()))
        written = await writing
        total = sum(len(updates) for updates in written)
        await asyncio.to_thread(wait_until, lambda: rows("SELECT count(*) AS n FROM inbox")[0]["n"] >= total, 600)
        await asyncio.to_thread(wait_until, lambda: rows.open() == 0, 600)
    wait_until(lambda: all_settled(rows), 600)
    assert_all_answered_once_in_order(rows, written, side.wire)
    lost, unaccounted, fates = compare(rows, side)
    assert not lost, "what is marked as sent never arrived"
    assert len(unaccounted) <= fates["unknown"], "more arrived than is marked sent or unknown"
    assert set(fates) <= {"sent", "unknown"}
    assert side.forbidden() == 0
    return victims, fates, len(unaccounted), load


@pytest.mark.timeout(300)
async def test_kills_under_load(own_postgres, own_bot, make_side):
    victims, *_ = await _storm(own_postgres, own_bot, make_side("telegram"), 6)
    assert victims.kills


@pytest.mark.soak
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("platform", ["telegram", "zalo_oa"])
async def test_kills_for_minutes(own_postgres, own_bot, make_side, platform, table):
    seconds = float(os.environ.get("SOAK_SECONDS", "300"))
    side = make_side(platform)
    victims, fates, unaccounted, load = await _storm(own_postgres, own_bot, side, seconds)
    table(
        f"SIGKILL every {KILL_EVERY:.0f} s for {seconds:.0f} s, {PER_SECOND} a second by {side.name}, two bots",
        kills=dict(sorted(victims.kills.items())),
        messages=len(load.acknowledged),
        tries_of_the_platform=dict(sorted(load.statuses.items(), key=str)),
        answers_sent=fates["sent"],
        answers_of_unknown_fate=fates["unknown"],
        arrived_of_unknown_fate=unaccounted,
        lost=0,
        doubled_beyond_unknown=0,
    )
