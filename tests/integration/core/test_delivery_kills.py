"""Dispatchers that are killed, connections that break: nothing lost, nothing doubled beyond what is marked unknown."""

from __future__ import annotations

import asyncio
import os
import random

import pytest

from tests.fakes.telegram import FakeTelegram, Trouble
from tests.fakes.telegram.rates import Rates
from tests.integration.core.conftest import all_settled, known, left, queue
from tests.updates import TOKEN
from tests.waiting import wait_until


@pytest.fixture
def telegram():
    with FakeTelegram(token=TOKEN, rates=Rates()) as server:
        yield server


def assert_nothing_lost_or_guessed(rows, telegram, citizens):
    """What nobody knows the fate of is marked so; all else arrived once."""
    found = rows("SELECT chat, body ->> 'text' AS text, status FROM outbox WHERE resend_of IS NULL")
    assert {row["status"] for row in found} <= {"sent", "unknown"}
    seen = {(str(citizen.id), message.text) for citizen in citizens for message in citizen.messages()}
    lost = {(row["chat"], row["text"]) for row in found if row["status"] == "sent"} - seen
    assert not lost, "what is marked as sent never arrived"
    assert telegram.doubles() == []
    assert telegram.floods == 0


async def _kills(start_bot, rows, telegram, *, rounds: int, people: int) -> int:
    dice = random.Random(rounds)
    citizens = [known(telegram) for _ in range(people)]
    queue(rows, citizens, [f"Thông báo {number}" for number in range(3)])
    bots = [start_bot(), start_bot()]
    for _ in range(rounds):
        await asyncio.sleep(dice.uniform(0.3, 1.5))
        if left(rows) == 0:
            break
        victim = dice.randrange(2)
        bots[victim].kill()
        bots[victim] = await asyncio.to_thread(start_bot)
    wait_until(lambda: all_settled(rows), 600)
    assert_nothing_lost_or_guessed(rows, telegram, citizens)
    return rows("SELECT count(*) AS n FROM outbox WHERE status = 'unknown'")[0]["n"]


async def test_dispatchers_killed_while_they_send(start_bot, rows, telegram):
    assert await _kills(start_bot, rows, telegram, rounds=3, people=60) <= 3 * 8


@pytest.mark.soak
@pytest.mark.timeout(1800)
async def test_dispatchers_killed_for_minutes(start_bot, rows, telegram, table):
    rounds = int(os.environ.get("SOAK_ROUNDS", "100"))
    unknown = await _kills(start_bot, rows, telegram, rounds=rounds, people=rounds * 15)
    table(
        "Dispatchers killed while they send a broadcast",
        kills=rounds,
        messages=rounds * 15 * 3,
        of_unknown_fate=unknown,
        lost=0,
        doubles=0,
        forbidden_sends=telegram.floods,
    )
    assert unknown <= rounds * 8


async def test_resets_and_half_answers(start_bot, rows, telegram):
    citizens = [known(telegram) for _ in range(12)]
    troubles = [Trouble.cut(taken=False), Trouble.cut(taken=True), Trouble.half_answer(), Trouble.garbage()]
    for trouble, citizen in zip(troubles, citizens, strict=False):
        telegram.trouble("sendMessage", trouble, chat=citizen)
    start_bot()
    queue(rows, citizens, ["Thông báo"])
    wait_until(lambda: left(rows) == 0)
    assert_nothing_lost_or_guessed(rows, telegram, citizens)
    unknown = {row["chat"] for row in rows("SELECT chat FROM outbox WHERE status = 'unknown'")}
    assert unknown == {str(citizen.id) for citizen in citizens[: len(troubles)]}


async def test_health_tells_of_resets_while_they_last(start_bot, rows, telegram, client):
    citizens = [known(telegram) for _ in range(12)]
    telegram.trouble("sendMessage", Trouble.cut(taken=False), times=1000)
    bot = start_bot(RESEND_UNKNOWN="none")

    async def health() -> dict:
        return (await client.get(f"{bot.url}/readyz")).json()["parts"]["delivery_telegram"]

    assert (await health())["ok"]
    queue(rows, citizens, ["Thông báo"])
    wait_until(lambda: rows("SELECT 1 FROM platforms WHERE open_until > now()"))
    told = await health()
    assert not told["ok"]
    assert "OutcomeUnknown" in told["reason"]
    telegram.calm()
    late = known(telegram)  # all others may have been under way before the circuit opened
    queue(rows, [late], ["Thông báo"])
    rows("NOTIFY motcua_outbox, 'telegram'")
    wait_until(lambda: late.last and left(rows) == 0)
    assert (await health())["ok"]
    assert_nothing_lost_or_guessed(rows, telegram, [*citizens, late])
