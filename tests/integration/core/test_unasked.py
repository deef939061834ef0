"""Reminders and broadcasts that were queued in time and can go out only later: not too late, not at night, not between
the words of a clerk."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.conversation.messages import Outgoing, Reply
from bot.delivery.taking import Taken
from bot.delivery.unasked import held_back
from bot.guidance.moments import VIETNAM
from tests.integration.core.conftest import known
from tests.waiting import wait_until

NIGHT = datetime(2021, 8, 22, 23, tzinfo=VIETNAM)
DAY = datetime(2021, 8, 22, 9, tzinfo=VIETNAM)
HOUR = 3600.0


@pytest.fixture
def say(rows, telegram):
    """Queue a message to somebody new; gives who it is."""

    def queue(text, priority, *, useful=None, by_hand=None):
        citizen = known(telegram)
        menu = '{"menu": [["Vẫn đi", "#a"]], "menu_live": true}'
        rows(
            "INSERT INTO conversations (platform, chat, sender, by_hand_until, state)"
            " SELECT 'telegram', chat, chat, now() + %s::interval, %s FROM (SELECT %s AS chat) AS new",
            by_hand,
            menu,
            str(citizen.id),
        )
        rows(
            "INSERT INTO outbox (conversation_id, platform, chat, priority, body, expires_at)"
            " SELECT id, platform, chat, %s, jsonb_build_object('text', %s::text, 'choices', %s::jsonb),"
            " now() + %s::interval FROM conversations ORDER BY id DESC LIMIT 1",
            priority,
            text,
            '[{"label": "Vẫn đi", "payload": "#a"}]',
            useful,
        )
        return citizen

    return queue


def fates(rows):
    return rows(
        "SELECT status, error, attempts, extract(epoch FROM not_before - now()) / 3600 AS hours FROM outbox ORDER BY id"
    )


async def test_a_reminder_that_was_queued_in_time_does_not_go_out_at_night_or_too_late(start_bot, rows, say):
    waits = say("Nhắc hẹn chín giờ", 1, useful="10 hours")
    dropped = say("Nhắc hẹn sáu giờ rưỡi", 1, useful="7 hours 30 minutes")
    late = say("Nhắc hẹn đã qua", 1, useful="-1 second")
    answer = say("Dạ có", 0)
    start_bot(AS_OF="2021-08-22T23:00")
    wait_until(lambda: answer.last)
    wait_until(lambda: [row["status"] for row in fates(rows)] == ["queued", "failed", "failed", "sent"])
    first, second, third, _ = fates(rows)
    assert 7.9 < first["hours"] <= 8.0
    assert first["attempts"] == 0
    assert "21:00" in second["error"]
    assert "too late" in third["error"]
    assert [each.last for each in (waits, dropped, late)] == [None] * 3
    menus = rows("SELECT state ? 'menu' AS shown FROM conversations ORDER BY id")
    assert [row["shown"] for row in menus] == [False, False, False, True], "a menu that nobody saw answers numbers"


async def test_nothing_unasked_goes_out_while_a_clerk_answers_by_hand(start_bot, rows, say):
    held = [say("Nhắc hẹn", 1, useful="5 hours", by_hand="30 minutes"), say("Thông báo", 2, by_hand="30 minutes")]
    of_no_use = say("Nhắc hẹn", 1, useful="10 minutes", by_hand="30 minutes")
    answer = say("Dạ có", 0, by_hand="30 minutes")
    over = say("Thông báo", 2, by_hand="-1 second")
    start_bot()
    wait_until(lambda: answer.last and over.last)
    wait_until(lambda: [row["status"] for row in fates(rows)] == ["queued", "queued", "failed", "sent", "sent"])
    assert all(0.4 < row["hours"] <= 0.5 for row in fates(rows)[:2])
    assert [each.last for each in (*held, of_no_use)] == [None] * 3
    rows("UPDATE conversations SET by_hand_until = now()")
    rows("UPDATE outbox SET not_before = now() WHERE status = 'queued'")
    rows("NOTIFY motcua_outbox, 'telegram'")
    wait_until(lambda: all(each.last for each in held))


async def test_what_was_taken_to_try_the_platform_and_held_back_lets_the_next_one_try(start_bot, rows, say):
    held = say("Nhắc hẹn", 1, useful="10 hours")
    free = say("Thông báo", 2)
    rows(
        "INSERT INTO platforms (platform, failures, open_since, open_until)"
        " VALUES ('telegram', 5, now() - interval '1 minute', now() - interval '1 s')"
    )
    start_bot(AS_OF="2021-08-22T23:00")
    wait_until(lambda: free.last, 25)
    assert held.last is None


@pytest.mark.parametrize(
    ("now", "useful", "by_hand", "wait"),
    [
        (DAY, None, None, 0),
        (DAY, 2 * HOUR, -5.0, 0),
        (DAY, 2 * HOUR, HOUR, HOUR),
        (DAY, HOUR / 2, HOUR, None),
        (NIGHT, 9 * HOUR, None, 8 * HOUR),
        (NIGHT, 8 * HOUR, None, None),
        (NIGHT, None, None, 0),  # an urgent broadcast, or what staff try out themselves
        (NIGHT, None, HOUR, HOUR),
        (NIGHT - timedelta(hours=2, minutes=30), 20 * HOUR, HOUR, 10.5 * HOUR),
        (NIGHT + timedelta(hours=7, minutes=30), 2 * HOUR, None, HOUR / 2),
        (NIGHT + timedelta(hours=8), 2 * HOUR, None, 0),
        (DAY, 0.0, None, None),
    ],
)
def test_how_long_it_waits(now, useful, by_hand, wait):
    taken = Taken(Outgoing(1, "77", Reply("Nhắc"), None, 1, {"unasked": True}), 1.0, 0, now, useful, by_hand)
    back = held_back(taken, now)
    assert (0 if back is None else back.wait) == wait
