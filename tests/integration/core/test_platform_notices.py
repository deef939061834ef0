"""What platforms tell besides messages: late, twice, and out of order."""

from __future__ import annotations

import asyncio
import json
import shutil
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from bot.conversation.messages import PlatformName
from bot.db.contacts import ReplyWindows
from bot.db.events import Events
from bot.delivery.notices import _AGAIN, Notices, NoticeSpool
from bot.delivery.taking import LEASE_SECONDS
from bot.delivery.upkeep import GRACE
from bot.platforms.notices import (
    AnsweredByHand,
    Echoed,
    Interacted,
    Left,
    PermissionRevoked,
    Receipts,
    from_json,
    to_json,
)
from bot.platforms.zalo_oa.transport import ANSWER_SECONDS
from tests.fakes.zalo import FakeZalo
from tests.fakes.zalo.webhooks import encode, sign
from tests.fakes.zalo.world import APP_ID, OA_ID
from tests.rows import Rows
from tests.waiting import wait_until

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
def notices(database, tmp_path):
    return Notices(database, Events(database.url), NoticeSpool(tmp_path / "notices"), by_hand_minutes=30)


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


@pytest.mark.parametrize(("settles", "fate"), [(True, "sent"), (False, "unknown")])
async def test_an_echo_settles_an_unknown_fate_where_it_may(rows, database, tmp_path, person, *, settles, fate):
    notices = Notices(
        database, Events(database.url), NoticeSpool(tmp_path / "n"), by_hand_minutes=30, echo_settles=settles
    )
    rows(
        "INSERT INTO outbox (conversation_id, platform, chat, body, status, finished_at)"
        " VALUES (%s, 'zalo_oa', '77', '{\"text\": \"Dạ\"}', 'unknown', now())",
        person,
    )
    await notices.take(Echoed(ZALO, "77", "m7", NOW))
    assert statuses(rows) == [fate]


def unknown_and(rows, person, status):
    """Put a message of unknown fate into the outbox, and one after it that is in ``status``."""
    rows(
        "INSERT INTO outbox (conversation_id, platform, chat, body, status, finished_at, attempts)"
        " SELECT %s, 'zalo_oa', '77', '{\"text\": \"Dạ\"}', s, CASE WHEN s = 'unknown' THEN now() END, 1"
        " FROM unnest(ARRAY['unknown', %s]) AS s",
        person,
        status,
    )


@pytest.mark.parametrize(
    "notice", [Receipts(ZALO, "77", ("m2",), False, NOW), Echoed(ZALO, "77", "m2", NOW)], ids=["receipt", "echo"]
)
async def test_what_overtakes_the_note_of_its_send_is_not_taken_for_another_messages(rows, notices, person, notice):
    unknown_and(rows, person, "sending")
    await notices.take(notice)
    assert statuses(rows) == ["unknown", "sending"]
    rows("UPDATE outbox SET status = 'sent', platform_message_id = 'm2', finished_at = now() WHERE status = 'sending'")
    await notices.take(notice)
    assert statuses(rows) == ["unknown", "delivered" if isinstance(notice, Receipts) else "sent"]


async def test_a_receipt_that_came_before_the_answer_was_given_up_settles_it(rows, notices, person, monkeypatch):
    """The platform took it and its answer was lost: until the time-out, or the end of the lease, it is being sent."""
    monkeypatch.setattr("bot.delivery.notices._AGAIN", tuple(pause / 20 for pause in _AGAIN))
    rows(
        "INSERT INTO outbox (conversation_id, platform, chat, body, status, created_at)"
        " VALUES (%s, 'zalo_oa', '77', '{\"text\": \"Dạ\"}', 'sending', now() - interval '1 minute')",
        person,
    )
    await notices.take(Receipts(ZALO, "77", ("m1",), False, NOW))
    await asyncio.sleep((ANSWER_SECONDS + 1) / 20)
    rows("UPDATE outbox SET status = 'unknown', finished_at = now()")
    await asyncio.sleep((GRACE - 1) / 20)
    assert statuses(rows) == ["delivered"]
    assert sum(_AGAIN) > LEASE_SECONDS


async def test_a_receipt_tells_nothing_of_what_was_written_after_it(rows, notices, person, monkeypatch):
    monkeypatch.setattr("bot.delivery.notices._AGAIN", (0.5,))
    await notices.take(Receipts(ZALO, "77", ("by-hand",), False, NOW))
    await asyncio.sleep(0.1)
    rows(
        "INSERT INTO outbox (conversation_id, platform, chat, body, status, finished_at)"
        " VALUES (%s, 'zalo_oa', '77', '{\"text\": \"Dạ\"}', 'unknown', now())",
        person,
    )
    await asyncio.sleep(1)
    assert statuses(rows) == ["unknown"]


@pytest.mark.parametrize(
    "notice",
    [
        Interacted(ZALO, "77", NOW),
        AnsweredByHand(ZALO, "77", NOW),
        Receipts(ZALO, "77", ("a", "b"), True, NOW),
        Echoed(ZALO, "77", "a", NOW),
        Left(ZALO, "77", NOW),
        PermissionRevoked(ZALO, NOW),
    ],
)
def test_a_notice_comes_back_from_the_disk_as_it_was(notice):
    assert from_json(json.loads(json.dumps(to_json(notice)))) == notice


def told(url, name, **body):
    """Post an event of the account; gives the status."""
    stamp = str(milliseconds(datetime.now(UTC)))
    raw = encode({"app_id": APP_ID, "event_name": name, "timestamp": stamp, **body})
    answer = httpx.post(f"{url}/webhooks/zalo/oa", content=raw, headers=sign(raw, stamp), trust_env=False, timeout=20)
    return answer.status_code


def spool_part(url):
    return httpx.get(f"{url}/readyz", trust_env=False, timeout=20).json()["parts"]["spool"]


async def test_what_is_told_while_the_database_is_away_is_kept_or_refused(own_postgres, own_bot, tmp_path):
    rows = Rows(own_postgres.url("motcua"))
    rows(
        "INSERT INTO conversations (platform, chat, sender)"
        " SELECT 'zalo_oa', c, c FROM unnest(ARRAY['71', '72', '73']) AS c"
    )
    rows(
        "INSERT INTO outbox (platform, chat, body, status, platform_message_id, finished_at)"
        " VALUES ('zalo_oa', '73', '{\"text\": \"Dạ\"}', 'sent', 'm1', now())"
    )
    account = {"id": OA_ID}
    by_hand = {
        "sender": {**account, "admin_id": "5"},
        "recipient": {"id": "71"},
        "message": {"msg_id": "x", "text": "Dạ"},
    }
    with FakeZalo() as zalo:
        first = own_bot(**zalo.env())
        own_postgres.stop(immediate=True)
        assert told(first.url, "oa_send_text", **by_hand) == 200
        assert told(first.url, "unfollow", follower={"id": "72"}, oa_id=OA_ID) == 200
        seen = {"sender": {"id": "73"}, "recipient": account, "message": {"msg_ids": ["m1"]}}
        assert told(first.url, "user_seen_message", **seen) == 200
        part = spool_part(first.url)
        assert part == {"ok": True, "reason": "updates go to the disk"}
        first.kill()
        spool = tmp_path / "spool" / "notices"
        assert len(b"".join(path.read_bytes() for path in spool.glob("*.jsonl")).splitlines()) == 3
        own_postgres.start()
        second = own_bot(**zalo.env())
        wait_until(lambda: rows("SELECT 1 FROM conversations WHERE chat = '71' AND by_hand_until > now()"))
        wait_until(lambda: rows("SELECT 1 FROM conversations WHERE chat = '72' AND stopped_at IS NOT NULL"))
        wait_until(lambda: rows("SELECT 1 FROM outbox WHERE status = 'seen'"))
        wait_until(lambda: list(spool.glob("*.jsonl")) == [])

        own_postgres.stop(immediate=True)
        shutil.rmtree(spool)
        spool.write_text("no folder any more")
        assert told(second.url, "oa_send_text", **by_hand) == 503
        part = spool_part(second.url)
        assert not part["ok"]
        spool.unlink()
        assert told(second.url, "oa_send_text", **by_hand) == 200
