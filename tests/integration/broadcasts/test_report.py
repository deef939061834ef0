"""Afterwards: reasons, the page, what people asked, and what stays of somebody who has their data deleted."""

from __future__ import annotations

import asyncio
import csv
import io
from datetime import datetime

from bot.broadcasts.report_page import page
from bot.broadcasts.reporting import report, unreached
from bot.db import own_data
from bot.db.cleaning import clean_up
from bot.db.people import PersonRows
from bot.db.retention import Periods
from bot.guidance.moments import VIETNAM
from tests.integration.broadcasts.checked import Checked
from tests.integration.broadcasts.conftest import RATES, SUNDAY, author, feeder, sent, statuses, tallies
from tests.integration.staff.conftest import TAC_VAN
from tests.waiting import wait_until


def asked(rows, contacts, intent: str, hours: float) -> None:
    """These people wrote so many hours after the broadcast."""
    rows(
        "INSERT INTO inbox"
        " (event_key, conversation_id, body, as_of, ready, status, received_at, done_at, understanding)"
        " SELECT decode(md5(c::text || %s || random()), 'hex'), c, '{}', now(), true, 'done',"
        " now() + make_interval(secs => %s), now(), jsonb_build_object('intent', %s::text)"
        " FROM unnest(%s::bigint[]) AS c",
        intent,
        hours * 3600,
        intent,
        list(contacts),
    )


async def test_what_came_of_it(desk, crowd, rows):
    people = crowd(30, area=TAC_VAN)
    crowd(2, platform="zalo_oa", hours_silent=99)
    made = await sent(desk, title="Lịch <hẹn> & giờ", text="Từ mai < 5 hồ sơ một buổi.")
    look = feeder(desk, await author(desk)).look
    await look()
    rows("UPDATE outbox SET status = 'failed', error = 'MessageRefused: x' WHERE conversation_id = %s", people[0])
    rows("UPDATE outbox SET status = 'unknown', error = 'x' WHERE conversation_id = %s", people[1])
    rows("UPDATE outbox SET status = 'stopped', error = 'ContactGone: Forbidden' WHERE conversation_id = %s", people[2])
    rows("UPDATE outbox SET status = 'sent' WHERE status = 'queued'")
    await look()
    asked(rows, people[5:11], "ask_hotline", 1)
    asked(rows, people[5:8], "check_dossier_status", 2)
    asked(rows, people[5:11], "ask_procedure_fee", 30)  # the day after tomorrow
    office = await author(desk)
    found = await report(office, made.id, RATES)
    assert found.progress.to_json()["reasons"] == dict(found.reasons)
    assert dict(found.reasons) == {"zalo_window": 2, "blocked": 1, "refused": 1, "unknown": 1}
    assert dict(found.questions) == {"ask_hotline": 6, "other": 3}, "few of a kind are not told apart"
    assert sum(found.timeline.values()) == 27
    html = page(found, datetime.now(VIETNAM))
    checked = Checked()
    checked.feed(html)
    assert (checked.open, checked.charts) == ([], 4)
    assert "Lịch &lt;hẹn&gt; &amp; giờ" in html
    assert "32 người nhận trên các nền tảng; đã gửi cho 84,4 %" in " ".join(html.split())
    assert "quá thời hạn Zalo cho nhắn (lâu chưa" in html, "long reasons stand on several lines, whole"
    assert "nhắn cho trợ lý)</text>" in html
    lines = [row async for row in unreached(office, made.id)]
    assert {row["reason"] for row in lines} == {"zalo_window", "blocked", "refused", "unknown"}
    assert len(lines) == 5
    written = io.StringIO()
    csv.DictWriter(written, lines[0]).writerows(lines)
    assert "6000" not in written.getvalue(), "no address of anybody"
    looks = rows("SELECT details FROM audit WHERE action = 'broadcast.report'")
    assert [row["details"] for row in looks] == [{"unreached": True}]


async def test_what_is_kept_no_longer_is_not_told_as_a_button_pressed(desk, crowd, rows):
    people = crowd(20)
    made = await sent(desk)
    await feeder(desk, await author(desk)).look()
    rows("UPDATE outbox SET status = 'sent'")
    asked(rows, people[:7], "ask_hotline", 1)
    rows("UPDATE inbox SET done_at = now() - interval '40 days'")
    periods = Periods(messages=30, callbacks=30, keys=90)
    async with desk.database.intake.connection() as connection:
        assert (await clean_up(connection, periods)).rows["texts of messages"] == 7
    asked(rows, people[10:16], "ask_hotline", 2)
    found = await report(await author(desk), made.id, RATES)
    assert (dict(found.questions), found.cleared) == ({"ask_hotline": 6}, 7)
    assert found.to_json()["questions_cleared"] == 7
    html = page(found, datetime.now(VIETNAM))
    assert "7 tin nhắn đã hết thời hạn lưu" in html
    assert "bấm nút" not in html


async def test_somebody_erased_leaves_audiences_and_counts_stay(desk, crowd, rows):
    got, waits, stays = crowd(1)[0], crowd(1)[0], crowd(1)[0]
    made = await sent(desk)
    await feeder(desk, await author(desk)).look()
    rows("UPDATE outbox SET status = 'sent' WHERE conversation_id = %s", got)
    for contact in (got, waits):
        async with desk.database.transaction() as connection:
            await PersonRows(connection, contact, SUNDAY).erase()
    assert statuses(rows, made.id) == {"sent": 1, "skipped": 1, "queued": 1}
    assert tallies(rows, made.id) == statuses(rows, made.id)
    left = rows("SELECT contact_id FROM broadcast_recipients WHERE contact_id IS NOT NULL")
    assert [row["contact_id"] for row in left] == [stays]
    again = await sent(desk, text="Lần hai.")
    assert statuses(rows, again.id) == {"waiting": 1}


async def test_who_is_erased_while_their_message_is_noted_as_sent_holds_nobody_up(desk, crowd, rows):
    """Both have the message's row and its recipient's to change, and take them in the same order."""
    (person,) = crowd(1)
    made = await sent(desk)
    await feeder(desk, await author(desk)).look()

    async def erase() -> None:
        async with desk.database.transaction() as connection:
            await own_data.erase(connection, [person])

    async with desk.database.transaction() as sender:
        await sender.execute(b"SELECT 1 FROM outbox FOR UPDATE")  # as an UPDATE does, before its trigger
        erasing = asyncio.create_task(erase())
        waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        await asyncio.to_thread(wait_until, lambda: rows(waiting))
        await sender.execute(b"UPDATE outbox SET status = 'sent'")
    await erasing
    assert statuses(rows, made.id) == {"sent": 1}
    assert rows("SELECT 1 FROM outbox") == rows("SELECT 1 FROM conversations") == []


async def test_a_person_sees_what_they_were_sent_in_their_own_data(desk, crowd, rows):
    (contact,) = crowd(1)
    rows("INSERT INTO contact_procedures VALUES (%s, '1.001193', now())", contact)
    await sent(desk)
    await feeder(desk, await author(desk)).look()
    async with desk.database.transaction() as connection:
        data = await PersonRows(connection, contact, SUNDAY).export()
    assert [row["status"] for row in data["broadcasts"]] == ["queued"]
    assert [row["procedure_code"] for row in data["procedures_asked_about"]] == ["1.001193"]
