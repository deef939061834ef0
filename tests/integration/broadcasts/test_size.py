"""A broadcast to a whole province: fixed in one statement, first batches out at once, counts at a glance."""

from __future__ import annotations

import os
import resource
import time

import pytest

from bot.broadcasts import switching
from bot.broadcasts.audience_sql import Reach
from bot.broadcasts.progress import status
from bot.broadcasts.starting import send
from tests.integration.broadcasts.conftest import RATES, approve, approver, author, drafted, feeder, statuses, tallies

_SEED = """
WITH people AS (
    INSERT INTO conversations (platform, chat, sender, profile, last_turn_at)
    SELECT CASE n %% 4 WHEN 0 THEN 'zalo_oa' ELSE 'telegram' END, n::text, n::text,
        '{"introduced": true, "area": "xa-tac-van_ca-mau"}', now()
    FROM generate_series(1, %s) AS n RETURNING id
)
INSERT INTO subscriptions (contact_id, topic, consent_text, consent_version)
SELECT id, 'rules', 'Đồng ý nhận', '1' FROM people
"""


async def _big(desk, rows, count: int) -> dict[str, float]:
    rows(_SEED, count)
    # As the server does by itself within a minute of so many rows.
    rows("ANALYZE conversations")
    rows("ANALYZE subscriptions")
    made = await drafted(desk, audience="topic=rules area='xã Tắc Vân, TP Cà Mau'")
    await approve(await approver(desk), made.id)
    office = await author(desk)
    look = feeder(desk, office).look
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.monotonic()
    await send(office, made.id, Reach())
    fixed = time.monotonic() - began
    for _ in range(3):  # each feeds a batch of 250 to a platform, while less than half of its room (600, 400) is taken
        await look()
    queued = time.monotonic() - began
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) / 1024
    assert statuses(rows, made.id) == {"queued": 500 + 250, "waiting": count - 750}
    assert tallies(rows, made.id) == statuses(rows, made.id)
    began = time.monotonic()
    counted = (await status(office, made.id, RATES)).to_json()
    glance = time.monotonic() - began
    assert (counted["total"], counted["queued"]) == (count, count)
    began = time.monotonic()
    await switching.cancel(office, made.id)
    cancelled = time.monotonic() - began
    counted = (await status(office, made.id, RATES)).to_json()
    assert (counted["state"], counted["skipped"], counted["queued"]) == ("cancelled", count, 0)
    return {"fixed": fixed, "queued": queued, "status": glance, "cancelled": cancelled, "memory": grown}


async def test_twenty_thousand_people(desk, rows):
    await _big(desk, rows, 20_000)


@pytest.mark.soak
@pytest.mark.timeout(1200)
async def test_a_million_people(desk, rows, table):
    count = int(os.environ.get("SOAK_AUDIENCE", "1000000"))
    found = await _big(desk, rows, count)
    table(
        f"A broadcast to {count:,} people is started",
        audience_fixed=f"{found['fixed']:.1f} s",
        first_batches_queued=f"{found['queued']:.1f} s (goal ≤ 30 s)",
        status=f"{found['status'] * 1000:.0f} ms (goal ≤ 50 ms)",
        cancelled=f"{found['cancelled']:.2f} s (goal ≤ 2 s)",
        memory_of_the_process=f"+{found['memory']:.0f} MB",
    )
