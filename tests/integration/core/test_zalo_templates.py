"""What Zalo has against a template (the night, quota, money) holds up that message, and never what others are told."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tests.fakes.zalo import FakeZalo
from tests.fakes.zalo.templates import TEMPLATE
from tests.waiting import wait_until

BY_USER = "/v3.0/oa/message/template"
VIETNAM = timedelta(hours=7)


@pytest.fixture
def zalo():
    with FakeZalo() as zalo:
        yield zalo


@pytest.fixture
def bot(zalo, start_bot):
    bot = start_bot(**zalo.env(), ZALO_TEMPLATE=TEMPLATE)
    zalo.webhooks.url = f"{bot.url}/webhooks/zalo/oa"
    return bot


def somebody_of_last_week(zalo, rows):
    citizen = zalo.follower()
    citizen.person.last_interaction = zalo.world.now() - 8 * 86_400
    rows(
        "INSERT INTO conversations (platform, chat, sender, interacted_at)"
        " SELECT 'zalo_oa', c, c, now() - interval '8 days' FROM (SELECT %s AS c) AS new",
        citizen.id,
    )
    return citizen


def remind(rows, *citizens):
    rows(
        "INSERT INTO outbox (conversation_id, platform, chat, priority, body, expires_at)"
        " SELECT id, platform, chat, 1, jsonb_build_object('text', 'Nhắc hẹn'), now() + interval '3 days'"
        " FROM conversations WHERE chat = ANY (%s)",
        [citizen.id for citizen in citizens],
    )
    rows("NOTIFY motcua_outbox, 'zalo_oa'")


def fates(rows):
    return [row["status"] for row in rows("SELECT status FROM outbox WHERE priority = 1 ORDER BY id")]


def to_hour(zalo, hour):
    """Move Zalo's clock to the nearest such hour of Vietnam."""
    local = datetime.fromtimestamp(zalo.world.now(), UTC) + VIETNAM
    away = (local.replace(hour=hour, minute=0, second=0) - local).total_seconds()
    zalo.world.skip(away - 86_400 if away > 43_200 else away + 86_400 if away < -43_200 else away)


def forbid(zalo, what):
    """Let Zalo refuse templates; gives the code it says, and how that ends."""
    if what == "money":
        zalo.world.has_balance = False
        return -321, lambda: setattr(zalo.world, "has_balance", True)
    to_hour(zalo, 23)
    zalo.oa.templates.not_at_night.add(TEMPLATE)
    return -234, zalo.oa.templates.not_at_night.clear


@pytest.mark.parametrize("what", ["night", "money"])
def test_what_holds_up_templates_holds_up_nobody_else(zalo, bot, rows, what):
    code, allow = forbid(zalo, what)
    first, second = somebody_of_last_week(zalo, rows), somebody_of_last_week(zalo, rows)
    remind(rows, first, second)
    wait_until(lambda: fates(rows) == ["waiting", "waiting"])
    assert zalo.world.statistics.refused == [(BY_USER, code)] * 2
    waits = rows("SELECT error, extract(epoch FROM not_before - now()) AS wait FROM outbox")
    assert all(str(code) in row["error"] and 0 < row["wait"] <= 86_400 for row in waits)
    told = httpx.get(f"{bot.url}/readyz", trust_env=False).json()["parts"]["zalo_oa"]
    assert told["ok"] == (what == "night"), "money is an operator's matter, and the night nobody's"

    stranger = zalo.follower()
    stranger.type("xin chào")
    stranger.wait(lambda: stranger.last)  # the platform is open for everybody else

    first.type("xin chào")
    first.wait(lambda: len(first.messages()) >= 2)
    assert [seen.template for seen in first.messages()[:2]] == [None, None]
    assert first.messages()[0].text == "Nhắc hẹn", "what waited comes before the answer"

    allow()
    rows("UPDATE outbox SET not_before = now() WHERE status = 'waiting'")  # the hour has come
    second.wait(lambda: second.last)
    assert second.last.template == TEMPLATE
    assert len(second.messages()) == 1


def test_what_waits_of_a_broadcast_that_staff_have_stopped_goes_on_waiting(zalo, bot, rows):
    _, allow = forbid(zalo, "night")
    citizen, other = somebody_of_last_week(zalo, rows), somebody_of_last_week(zalo, rows)
    remind(rows, citizen, other)
    wait_until(lambda: fates(rows) == ["waiting", "waiting"])
    allow()
    (stopped,) = rows(
        "INSERT INTO broadcasts (title, content, content_hash, state, author)"
        " VALUES ('Thử', '{}', '\\x00', 'paused', 'demo') RETURNING id"
    )
    rows("UPDATE outbox SET broadcast_id = %s WHERE chat = %s", stopped["id"], citizen.id)
    rows("UPDATE outbox SET not_before = now()")
    other.wait(lambda: other.last)
    assert citizen.last is None
    rows("UPDATE broadcasts SET state = 'sending', fed_at = now()")
    citizen.wait(lambda: citizen.last)


def test_a_clock_that_was_put_back_and_what_is_too_late_by_then(zalo, bot, rows):
    _, allow = forbid(zalo, "night")
    lucky, late = somebody_of_last_week(zalo, rows), somebody_of_last_week(zalo, rows)
    remind(rows, lucky, late)
    wait_until(lambda: fates(rows) == ["waiting", "waiting"])
    allow()
    rows("UPDATE outbox SET waits_since = now() + interval '2 days', not_before = now() + interval '2 days'")
    rows("UPDATE outbox SET expires_at = now() WHERE chat = %s", late.id)
    lucky.wait(lambda: lucky.last)
    wait_until(lambda: "failed" in fates(rows))
    (row,) = rows("SELECT error FROM outbox WHERE status = 'failed'")
    assert re.search("-234.*too late", row["error"])
    assert late.last is None
