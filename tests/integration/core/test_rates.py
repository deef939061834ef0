"""The platform's limits, kept together by two processes: nothing forbidden, nothing doubled, replies first."""

from __future__ import annotations

import os
import time

import pytest

from bot.delivery import outbox, taking
from bot.delivery.pace import Pace
from bot.platforms.contract import Limits
from tests.fakes.telegram import FakeTelegram, Trouble
from tests.fakes.telegram.rates import Rates
from tests.integration.core.conftest import known, left, queue
from tests.updates import TOKEN, Sender, post
from tests.waiting import wait_until


@pytest.fixture
def telegram():
    with FakeTelegram(token=TOKEN, rates=Rates()) as server:
        yield server


def assert_all_sent_once_within_limits(rows, telegram):
    assert rows("SELECT DISTINCT status, error FROM outbox") == [{"status": "sent", "error": None}]
    assert (telegram.floods, telegram.too_early) == (0, 0)
    assert telegram.doubles() == []


async def _overtake(start_bot, rows, telegram, client, *, people: int, rounds: int) -> tuple[int, float, float]:
    """Queue messages, let somebody write in the middle.

    Returns how many went out before the answer, the seconds until then, and the seconds that all took.
    """
    citizens = [known(telegram) for _ in range(people)]
    asking = known(telegram)
    bots = [start_bot(), start_bot()]
    queue(rows, citizens, [f"Thông báo {number}" for number in range(rounds)])
    total = people * rounds
    wait_until(lambda: telegram.statistics.sent)
    began = time.monotonic()
    wait_until(lambda: telegram.statistics.sent > total / 3, 600)
    before, started = telegram.statistics.sent, time.monotonic()
    await post(client, bots[0].url, Sender(asking.id).text("xin chào"))
    wait_until(lambda: asking.last)
    overtaken, waited = telegram.statistics.sent - before, time.monotonic() - started
    wait_until(lambda: telegram.statistics.sent > total, 600)
    seconds = time.monotonic() - began
    wait_until(lambda: left(rows) == 0)
    assert_all_sent_once_within_limits(rows, telegram)
    assert telegram.statistics.sent < before + total, "the answer waited for the broadcast"
    return overtaken, waited, seconds


async def test_a_broadcast_keeps_the_limits_and_lets_a_reply_pass(start_bot, rows, telegram, client):
    overtaken, _, _ = await _overtake(start_bot, rows, telegram, client, people=60, rounds=3)
    assert overtaken <= 60, "two seconds' worth of messages went out before the answer"


@pytest.mark.soak
@pytest.mark.timeout(1800)
async def test_ten_thousand_messages(start_bot, rows, telegram, client, table):
    messages = int(os.environ.get("SOAK_MESSAGES", "10000"))
    overtaken, waited, seconds = await _overtake(start_bot, rows, telegram, client, people=messages // 5, rounds=5)
    used = telegram.statistics.sent / (30 + 30 * seconds)
    table(
        "A broadcast to a platform that allows 30/s with a burst of 30",
        messages=messages,
        seconds=f"{seconds:.0f}",
        of_the_allowed_rate=f"{used:.1%} (goal ≥ 97 %)",
        a_reply_overtook_after=f"{overtaken} messages, {waited:.2f} s (goal < 2 s)",
        forbidden_sends=telegram.floods,
        doubles=0,
    )
    assert used >= 0.97
    assert waited < 2


async def test_what_arrives_late_is_counted_when_it_arrives(start_bot, rows, telegram):
    """Eight are a second on their way: our count has paid for them by then, the platform's has not."""
    citizens = [known(telegram) for _ in range(68)]
    telegram.trouble("sendMessage", Trouble.late(1.0), times=8)
    start_bot()
    queue(rows, citizens, ["Thông báo"])
    wait_until(lambda: left(rows) == 0)
    assert_all_sent_once_within_limits(rows, telegram)


@pytest.mark.parametrize(("waiting", "at_once"), [(12, 9), (10, 10)])
async def test_the_last_of_a_broadcast_leave_nothing_to_replies(database, rows, telegram, waiting, at_once):
    """Of a burst of ten one is kept for replies, unless nothing else waits: then it is of no use to anybody."""
    pace = Pace.of(Limits(text=4096, choices=0, choice_label=0, per_second=0.2, burst=10))
    queue(rows, [known(telegram) for _ in range(waiting)], ["Thông báo"])
    async with database.turns.connection() as connection:
        assert await taking.take(connection, "telegram", pace) == taking.Later(0.0)  # makes the platform's row
        taken = 0
        while isinstance(found := await taking.take(connection, "telegram", pace), taking.Taken):
            await outbox.finish(connection, outbox.fate(found.message, "sent"))
            taken += 1
    assert taken == at_once


async def test_a_group_gets_its_messages_within_its_own_limit_and_holds_nobody_up(start_bot, rows):
    """Half of a minute's messages may go at once, then one in three seconds; the fake refuses what comes earlier."""
    with FakeTelegram(token=TOKEN, rates=Rates(chat_per_second=10, chat_burst=2, group_burst=11)) as telegram:
        start_bot(TELEGRAM_API_URL=telegram.url, TELEGRAM_CHAT_PER_SECOND="10")
        group, citizens = telegram.group(), [known(telegram) for _ in range(5)]
        queue(rows, [group], [f"Tin của tổ {number:02}" for number in range(13)])
        wait_until(lambda: len(group.messages()) == 10)
        wait_until(lambda: rows("SELECT 1 FROM outbox WHERE chat = %s AND status = 'sending'", str(group.id)) == [])
        queue(rows, citizens, ["Thông báo"])
        rows("SELECT pg_notify('motcua_outbox', 'telegram')")
        wait_until(lambda: all(citizen.last for citizen in citizens))
        assert len(group.messages()) < 13, "the others waited for the group"
        wait_until(lambda: left(rows) == 0)
        assert [message.text[:13] for message in group.messages()] == [f"Tin của tổ {n:02}" for n in range(13)]
        assert_all_sent_once_within_limits(rows, telegram)


async def test_one_chat_gets_its_messages_in_order_a_second_apart(start_bot, rows, telegram):
    citizen = known(telegram)
    start_bot()
    start_bot()
    queue(rows, [citizen], [f"Bong bóng {number}" for number in range(4)], priority=0)
    wait_until(lambda: left(rows) == 0)
    assert [message.text[:10] for message in citizen.messages()] == [f"Bong bóng {number}"[:10] for number in range(4)]
    assert_all_sent_once_within_limits(rows, telegram)


async def test_a_wait_for_the_whole_bot_stops_everything(start_bot, rows, telegram):
    """Two chats are told to wait, so it was the bot that was meant: nobody else is tried before the time."""
    citizens = [known(telegram) for _ in range(30)]
    start_bot()
    telegram.trouble("sendMessage", Trouble.error(429, "Too Many Requests: retry after 3", retry_after=3), times=2)
    queue(rows, citizens, ["Thông báo"])
    wait_until(lambda: rows("SELECT 1 FROM platforms WHERE blocked_until > now() + interval '1 s'"))
    sent = telegram.statistics.sent
    wait_until(lambda: rows("SELECT 1 FROM platforms WHERE blocked_until < now() + interval '1 s'"))
    assert telegram.statistics.sent - sent <= 8, "only what was under way may have gone out"
    wait_until(lambda: left(rows) == 0)
    assert rows("SELECT DISTINCT status FROM outbox") == [{"status": "sent"}]
    assert telegram.doubles() == []


async def test_a_platform_that_fails_is_left_alone_and_nothing_is_lost(start_bot, rows, telegram, client):
    """The circuit opens after a few failures; what waits does not use up its tries."""
    citizens = [known(telegram) for _ in range(20)]
    telegram.trouble("sendMessage", Trouble.page(502), times=1000)
    bot = start_bot()
    queue(rows, citizens, ["Thông báo"])
    wait_until(lambda: rows("SELECT 1 FROM platforms WHERE open_until > now()"))
    health = (await client.get(f"{bot.url}/readyz")).json()["parts"]["delivery_telegram"]
    assert not health["ok"]
    assert "502" in health["reason"]
    wait_until(lambda: left(rows) == 20)
    calls = telegram.statistics.calls["sendmessage"]
    assert calls <= 5 + 8, "an open circuit was tried again and again"
    telegram.calm()
    wait_until(lambda: left(rows) == 0)
    assert_all_sent_once_within_limits(rows, telegram)
    assert rows("SELECT failures FROM platforms") == [{"failures": 0}]


@pytest.mark.parametrize("hours", [-1, 1])
async def test_the_clock_jumps(start_bot, rows, telegram, client, hours):
    """Moving every stored moment by an hour is what a clock that jumps the other way does.

    All moments of delivery are the database's (``now()``), so this is all that a jump of its clock changes.
    """
    citizens = [known(telegram) for _ in range(8)]
    queue(rows, citizens, ["Một", "Hai"])
    telegram.trouble("sendMessage", Trouble.page(502), times=3)
    bot = start_bot()
    wait_until(lambda: telegram.statistics.sent >= 4)
    moved = f"{hours} hours"
    for table, columns in {
        "outbox": ("created_at", "finished_at", "not_before", "waits_since", "lease_until"),
        "platforms": ("next_at", "blocked_since", "blocked_until", "open_since", "open_until"),
        "chat_waits": ("since", "until", "group_next_at"),
        "inbox": ("received_at", "done_at", "retry_at"),
    }.items():
        rows(f"UPDATE {table} SET " + ", ".join(f"{name} = {name} + interval '{moved}'" for name in columns))
    told = (await client.get(f"{bot.url}/metrics")).text.splitlines()
    (age,) = (float(line.split()[1]) for line in told if line.startswith("motcua_outbox_oldest_seconds "))
    assert age >= 0, "an age told by another clock"
    wait_until(lambda: left(rows) == 0)
    assert rows("SELECT DISTINCT status FROM outbox") == [{"status": "sent"}]
    assert telegram.doubles() == []
    health = (await client.get(f"{bot.url}/readyz")).json()["parts"]
    assert health["delivery_telegram"]["ok"], "trouble that is over is still told"
