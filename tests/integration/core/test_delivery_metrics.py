"""What /metrics tells of delivery: refusals, unknown fates, ages."""

from __future__ import annotations

import re

import pytest

from tests.fakes.telegram import FakeTelegram, Trouble
from tests.fakes.telegram.rates import Rates
from tests.integration.core.conftest import known, queue
from tests.updates import TOKEN
from tests.waiting import wait_until


@pytest.fixture
def telegram():
    with FakeTelegram(token=TOKEN, rates=Rates(chat_per_second=0)) as server:
        yield server


async def test_metrics_tell_of_refusals_unknown_fates_and_ages(start_bot, rows, telegram, client):
    bot = start_bot(RESEND_UNKNOWN="none")

    async def figure(name):
        shown = (await client.get(f"{bot.url}/metrics")).text
        found = re.findall(rf"^{re.escape(name)} (\S+)$", shown, re.MULTILINE)
        return float(found[0]) if found else None

    refused, broken, sent = known(telegram), known(telegram), known(telegram)
    assert await figure("motcua_outbox_oldest_seconds") == 0
    assert await figure("motcua_outbox_unknown") == 0
    telegram.trouble("sendMessage", Trouble.error(429, "Too Many Requests: retry after 1", retry_after=1), chat=refused)
    telegram.trouble("sendMessage", Trouble.cut(taken=True), chat=broken)
    queue(rows, [refused, broken], ["Dạ"], priority=0)
    rows(
        "INSERT INTO outbox (platform, chat, body, created_at)"
        " VALUES ('telegram', %s, '{\"text\": \"Dạ\"}', now() - interval '20 s')",
        str(sent.id),
    )
    rows("NOTIFY motcua_outbox, 'telegram'")
    wait_until(lambda: {row["status"] for row in rows("SELECT status FROM outbox")} == {"sent", "unknown"})
    assert await figure('motcua_rate_limited_total{platform="telegram"}') == 1
    assert await figure("motcua_outbox_unknown") == 1
    assert await figure('motcua_outbox_seconds_count{platform="telegram"}') == 2
    assert await figure('motcua_outbox_seconds_sum{platform="telegram"}') >= 20
    assert await figure("motcua_outbox_oldest_seconds") == 0

    rows("UPDATE outbox SET resent_at = now() WHERE status = 'unknown'")
    assert await figure("motcua_outbox_unknown") == 0
    old = "INSERT INTO outbox (platform, chat, priority, body, created_at, not_before) VALUES ('telegram', '1', %s,"
    old += " '{\"text\": \"Dạ\"}', now() - interval '90 s', now() + %s::interval)"
    rows(old, 1, "8 hours")
    assert await figure("motcua_outbox_oldest_seconds") == 0, "a reminder that waits for the morning is no backlog"
    rows(old, 0, "1 minute")
    assert 90 <= await figure("motcua_outbox_oldest_seconds") < 600
