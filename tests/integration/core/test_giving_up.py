"""When a message has failed for good: tried too often, too old, or waited too long for its person."""

from __future__ import annotations

import json

import pytest

from bot.content.texts_loader import load_texts
from bot.db.events import Events
from bot.db.watch import Watch
from bot.delivery.dispatcher import back_off
from bot.delivery.held import Held
from bot.delivery.upkeep import Upkeep
from tests.fakes.telegram import Trouble
from tests.integration.core.conftest import known, queue
from tests.waiting import wait_until


def put(rows, text, **columns):
    """Put a message into the outbox, with SQL for its columns."""
    values = {"platform": "'telegram'", "chat": "'77'", **columns}
    rows(
        f"INSERT INTO outbox (body, {', '.join(values)}) VALUES (%s, {', '.join(values.values())})",
        json.dumps({"text": text}),
    )


def fates(rows):
    found = rows("SELECT body ->> 'text' AS text, status, error FROM outbox ORDER BY id")
    return {row["text"]: (row["status"], row["error"]) for row in found}


async def test_a_message_that_its_platform_fails_is_tried_so_often_and_no_more(start_bot, rows, telegram):
    failing, other = known(telegram), known(telegram)
    telegram.trouble("sendMessage", Trouble.page(502), times=50, chat=failing)
    start_bot(DELIVERY_TRIES="3")
    queue(rows, [failing], ["Dạ có"], priority=0)
    rows("NOTIFY motcua_outbox, 'telegram'")
    wait_until(lambda: rows("SELECT 1 FROM outbox WHERE status = 'failed'"))
    (row,) = rows("SELECT attempts, error, finished_at FROM outbox")
    assert row["attempts"] == 3
    assert row["error"].startswith("PlatformUnavailable")
    assert row["finished_at"] is not None
    queue(rows, [other], ["Dạ có"], priority=0)
    rows("NOTIFY motcua_outbox, 'telegram'")
    wait_until(lambda: other.last)
    assert failing.last is None


async def test_what_was_tried_in_vain_for_hours_has_failed(rows, database):
    old, young = "now() - interval '25 hours'", "now() - interval '23 hours'"
    put(rows, "tried, old", created_at=old, waits_since="now()", error="'PlatformUnavailable: 502'")
    put(rows, "tried, young", created_at=young, waits_since="now()")
    put(rows, "never tried", created_at=old)
    put(rows, "paused", created_at=old, waits_since="now()", platform="'zalo_oa'")
    put(rows, "sent", created_at=old, waits_since="now()", status="'sent'")
    rows("INSERT INTO platforms (platform, paused_at) VALUES ('telegram', NULL), ('zalo_oa', now())")
    watch = Watch(database)
    Upkeep(database, Events(database.url), load_texts(), watch, resend_unknown="none", give_up_hours=24)
    await watch.look()
    assert fates(rows) == {
        "tried, old": ("failed", "PlatformUnavailable: 502 (given up: too old)"),
        "tried, young": ("queued", None),
        "never tried": ("queued", None),
        "paused": ("queued", None),
        "sent": ("sent", None),
    }


async def test_what_waited_for_its_person_for_days_has_failed(rows, database):
    old, young = "now() - interval '8 days'", "now() - interval '6 days'"
    waiting = {"status": "'waiting'", "platform": "'zalo_oa'"}
    put(rows, "old", created_at=old, error="'WindowClosed'", **waiting)
    put(rows, "young", created_at=young, **waiting)
    put(rows, "over", created_at=young, expires_at="now() - interval '1 s'", **waiting)
    put(rows, "to come", created_at=young, expires_at="now() + interval '1 hour'", **waiting)
    watch = Watch(database)
    Held(database, Events(database.url), watch, days=7)
    await watch.look()
    assert fates(rows) == {
        "old": ("failed", "WindowClosed (nobody wrote)"),
        "young": ("waiting", None),
        "over": ("failed", " (too late)"),
        "to come": ("waiting", None),
    }


@pytest.mark.parametrize(
    ("attempt", "longest"), [(1, 1), (2, 2), (3, 4), (4, 8), (8, 128), (9, 256), (10, 300), (40, 300)]
)
def test_waits_double_with_jitter_up_to_five_minutes(attempt, longest):
    waits = [back_off(attempt) for _ in range(300)]
    assert longest / 2 <= min(waits) < max(waits) <= longest
    assert min(waits) < longest * 0.6, "no jitter"
    assert max(waits) > longest * 0.9, "no jitter"
