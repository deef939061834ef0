"""What platforms tell besides messages: late, twice, and out of order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.conversation.messages import PlatformName
from bot.db.contacts import ReplyWindows
from bot.db.events import Events
from bot.delivery.notices import Notices
from bot.platforms.notices import Interacted, Left

ZALO = PlatformName.ZALO_OA
NOW = datetime.now(UTC)


def hours_ago(hours: float) -> datetime:
    return NOW - timedelta(hours=hours)


def milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


@pytest.fixture
def person(rows):
    (row,) = rows("INSERT INTO conversations (platform, chat, sender) VALUES ('zalo_oa', '77', '77') RETURNING id")
    return row["id"]


@pytest.fixture
def notices(database):
    return Notices(database, Events(database.url), by_hand_minutes=30)


def queue(rows, person):
    rows(
        "INSERT INTO outbox (conversation_id, platform, chat, body, status)"
        " SELECT %s, 'zalo_oa', '77', '{\"text\": \"Dạ\"}', s FROM unnest(ARRAY['queued', 'waiting']) AS s",
        person,
    )


def statuses(rows):
    return [row["status"] for row in rows("SELECT status FROM outbox ORDER BY id")]


def said(rows, person, at, *, received=None):
    """Put something into the inbox that a person wrote at ``at``."""
    rows(
        "INSERT INTO inbox (event_key, conversation_id, sequence, as_of, ready, received_at)"
        " VALUES (%s, %s, %s, now(), true, %s)",
        str(at).encode(),
        person,
        milliseconds(at),
        received or at,
    )


async def test_somebody_who_leaves_is_stopped(rows, notices, person):
    await notices.take(Interacted(ZALO, "77", hours_ago(3)))
    queue(rows, person)
    await notices.take(Left(ZALO, "77", hours_ago(2)))
    assert statuses(rows) == ["stopped", "stopped"]
    assert rows("SELECT 1 FROM conversations WHERE stopped_at IS NOT NULL")


@pytest.mark.parametrize("by", ["notice", "message"])
async def test_a_late_unfollow_does_not_stop_who_has_come_back(rows, notices, person, by):
    if by == "notice":
        await notices.take(Interacted(ZALO, "77", hours_ago(1)))
    else:
        said(rows, person, hours_ago(1))
    queue(rows, person)
    await notices.take(Left(ZALO, "77", hours_ago(2)))
    assert statuses(rows) == ["queued", "waiting"]
    assert rows("SELECT 1 FROM conversations WHERE stopped_at IS NOT NULL") == []


async def test_a_doubled_unfollow_does_not_stop_who_has_come_back(rows, notices, person):
    left = Left(ZALO, "77", hours_ago(2))
    await notices.take(left)
    assert rows("SELECT 1 FROM conversations WHERE stopped_at IS NOT NULL")
    said(rows, person, hours_ago(1))
    rows("UPDATE conversations SET stopped_at = NULL")  # as the turn does
    queue(rows, person)
    await notices.take(left)
    assert statuses(rows) == ["queued", "waiting"]
    assert rows("SELECT 1 FROM conversations WHERE stopped_at IS NOT NULL") == []


async def test_a_late_event_opens_the_window_from_when_it_was_said(rows, database, person):
    said(rows, person, hours_ago(20), received=NOW)
    last = await ReplyWindows(database, "zalo_oa").last_interaction("77")
    assert last is not None
    assert abs(last - hours_ago(20)) < timedelta(seconds=1)


async def test_a_platforms_clock_that_runs_ahead_opens_no_window_of_the_future(rows, database, person):
    said(rows, person, NOW + timedelta(hours=3), received=hours_ago(1))
    assert await ReplyWindows(database, "zalo_oa").last_interaction("77") == hours_ago(1)
