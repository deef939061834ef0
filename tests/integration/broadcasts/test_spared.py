"""Who leaves, blocks or opts out before a message went out is spared it."""

from __future__ import annotations

import asyncio
from uuid import UUID

from bot.broadcasts import store
from bot.broadcasts.model import State
from bot.db.people import PersonRows, others_of
from bot.staff import outbox
from tests.integration.broadcasts.conftest import (
    SUNDAY,
    author,
    feeder,
    sent,
    statuses,
)


async def test_who_leaves_midway_is_spared_even_what_waits(desk, crowd, rows):
    stays, opts_out, says_stop, blocks = (crowd(2) for _ in range(4))
    made = await sent(desk)
    look = feeder(desk, await author(desk)).look
    await look()
    crowd.leave(opts_out)
    rows('UPDATE conversations SET profile = profile || \'{"notifications": "off"}\' WHERE id = ANY(%s)', says_stop)
    rows("UPDATE outbox SET status = 'stopped', error = 'ContactGone: x' WHERE conversation_id = ANY(%s)", blocks)
    waiting = rows("SELECT conversation_id AS id FROM outbox WHERE status = 'queued'")
    assert sorted(row["id"] for row in waiting) == sorted(stays)
    assert statuses(rows, made.id) == {"queued": 2, "skipped": 6}


async def test_who_left_is_spared_though_staff_try_all_that_was_not_sent_again(desk, crowd, rows):
    blocked, opts_out, says_stop = (crowd(1) for _ in range(3))
    made = await sent(desk)
    await feeder(desk, await author(desk)).look()
    crowd.leave(opts_out)
    rows('UPDATE conversations SET profile = profile || \'{"notifications": "off"}\' WHERE id = ANY(%s)', says_stop)
    rows("UPDATE outbox SET status = 'stopped', error = 'ContactGone: x' WHERE conversation_id = ANY(%s)", blocked)
    every = [row["id"] for row in rows("SELECT id FROM outbox WHERE status = 'stopped'")]
    assert len(every) == 3
    (again,) = await outbox.retry(await desk(), every)
    assert rows("SELECT conversation_id AS id FROM outbox WHERE id = %s", again) == [{"id": blocked[0]}]
    assert statuses(rows, made.id) == {"queued": 1, "skipped": 2}
    rows("UPDATE outbox SET status = 'stopped', error = 'ContactGone: x' WHERE id = %s", again)
    rows("UPDATE broadcasts SET state = 'cancelled'")
    assert await outbox.retry(await desk(), every) == []


async def test_who_leaves_on_another_platform_is_spared_what_waits_for_their_word(desk, crowd, rows):
    """Subscribed on Telegram, linked with Zalo, told there, where it waits for the window to open."""
    telegram, zalo = crowd(1), crowd(1, topic=None, platform="zalo_oa")
    rows("UPDATE conversations SET stopped_at = now() WHERE id = ANY(%s)", telegram)
    who = UUID("aaaaaaaa-0000-0000-0000-000000000003")
    rows("UPDATE conversations SET person = %s WHERE id = ANY(%s)", who, telegram + zalo)
    made = await sent(desk)
    await feeder(desk, await author(desk)).look()
    rows("UPDATE outbox SET status = 'waiting'")
    async with desk.database.transaction() as connection:
        others = await others_of(connection, telegram[0], who)
        await PersonRows(connection, telegram[0], SUNDAY, person=who, others=others).unsubscribe()
    assert rows("SELECT status, conversation_id AS id FROM outbox") == [{"status": "stopped", "id": zalo[0]}]
    assert statuses(rows, made.id) == {"skipped": 1}


async def test_who_opts_out_while_a_batch_is_queued_is_not_told(desk, crowd, rows):
    leaves = crowd(3)
    made = await sent(desk)
    look = feeder(desk, await author(desk)).look
    async with desk.database.transaction() as connection:
        await connection.execute(
            b"UPDATE subscriptions SET withdrawn_at = now() WHERE contact_id = ANY(%s)", [leaves[:1]]
        )
        batch = asyncio.create_task(look())
        await asyncio.sleep(0.3)
        assert statuses(rows, made.id) == {"waiting": 3}, "the batch waits to hear who leaves"
    await batch
    assert statuses(rows, made.id) == {"queued": 2, "skipped": 1}


async def test_who_left_before_their_turn_is_skipped_and_the_rest_done(desk, crowd, rows):
    stays, leaves = crowd(3), crowd(3)
    made = await sent(desk)
    crowd.leave(leaves)
    look = feeder(desk, await author(desk)).look
    await look()
    rows("UPDATE outbox SET status = 'sent'")
    await look()
    assert statuses(rows, made.id) == {"sent": 3, "skipped": 3}
    assert {row["id"] for row in rows("SELECT conversation_id AS id FROM outbox")} == set(stays)
    assert (await store.get(desk.database, made.id)).state is State.DONE


async def test_zalos_closed_window_and_a_block_are_reasons(desk, crowd, rows):
    crowd(2, platform="zalo_oa")
    crowd(3, platform="zalo_oa", hours_silent=60)
    rows("UPDATE conversations SET stopped_at = now() WHERE id = ANY(%s)", crowd(1))
    made = await sent(desk)
    await feeder(desk, await author(desk)).look()
    reasons = rows("SELECT reason, count(*) AS n FROM broadcast_recipients WHERE reason IS NOT NULL GROUP BY 1")
    assert {row["reason"]: row["n"] for row in reasons} == {"zalo_window": 3, "blocked": 1}
    assert statuses(rows, made.id) == {"queued": 2, "skipped": 4}
