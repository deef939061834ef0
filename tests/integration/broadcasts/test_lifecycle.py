"""A broadcast from draft to done, through the services: when it goes, what stops it, what is put right."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.broadcasts import drafting, store, switching
from bot.broadcasts.audience_sql import Reach
from bot.broadcasts.feeder import OVERDUE, RESTORED, UNATTENDED
from bot.broadcasts.model import Content, Offer, State
from bot.broadcasts.pictures import Upload
from bot.broadcasts.progress import status
from bot.broadcasts.starting import send
from bot.conversation.messages import Link
from bot.delivery import outbox, taking
from bot.delivery.pace import Pace
from bot.delivery.unasked import HeldBack, held_back
from bot.guidance.moments import VIETNAM
from bot.staff.errors import Refused
from bot.staff.finding import find_place
from tests.integration.broadcasts.conftest import (
    RATES,
    SUNDAY,
    approve,
    approver,
    author,
    drafted,
    feeder,
    sent,
    statuses,
    tallies,
)
from tests.pictures import png

NIGHT = datetime(2021, 8, 22, 23, 30, tzinfo=VIETNAM)
MORNING = datetime(2021, 8, 23, 7, tzinfo=VIETNAM)


async def test_a_day_stays_the_day_it_was_when_it_was_written(desk, crowd, rows):
    """Written on Sunday night, it goes out on Monday morning to those of Monday, who are "mai" to nobody then."""
    monday, tuesday = crowd(1, topic=None), crowd(1, topic=None)
    for (person,), day in ((monday, 23), (tuesday, 24)):
        rows(
            "INSERT INTO contact_visits (contact_id, code, unit_id, procedure_code, visit_at)"
            " VALUES (%s, %s, %s, '2.000815', %s)",
            person,
            f"CM-{day}",
            find_place((await author(desk)).guidance, "xã Tắc Vân, TP Cà Mau", SUNDAY).id,
            datetime(2021, 8, day, 9, tzinfo=VIETNAM),
        )
    made = await sent(desk, now=NIGHT, audience="unit='xã Tắc Vân, TP Cà Mau' day=mai half=morning")
    assert made.content.audience == "unit='xã Tắc Vân, TP Cà Mau' day=2021-08-23 half=morning"
    await feeder(desk, await author(desk), now=MORNING).look()
    found = rows("SELECT contact_id FROM broadcast_recipients WHERE broadcast_id = %s", made.id)
    assert [row["contact_id"] for row in found] == monday


async def test_at_night_it_waits_for_the_morning(desk, crowd, rows):
    crowd(5)
    made = await sent(desk, now=NIGHT)
    assert (made.state, made.due_at) == (State.SCHEDULED, MORNING)
    office = await author(desk)
    await feeder(desk, office, now=MORNING - timedelta(minutes=1)).look()
    assert statuses(rows, made.id) == {}
    await feeder(desk, office, now=MORNING).look()
    assert statuses(rows, made.id) == {"waiting": 5}


async def test_what_is_not_out_by_nine_in_the_evening_goes_on_in_the_morning(desk, crowd, rows):
    crowd(5)
    made = await sent(desk)
    office = await author(desk)
    await feeder(desk, office).look()
    assert statuses(rows, made.id) == {"queued": 5}
    await feeder(desk, office, now=NIGHT).look()
    assert statuses(rows, made.id) == {"waiting": 5}
    assert rows("SELECT 1 FROM outbox") == []
    await feeder(desk, office, now=MORNING).look()
    assert statuses(rows, made.id) == {"queued": 5}


@pytest.mark.parametrize(("urgent", "state"), [(False, "sending"), (False, "done"), (True, "done")])
async def test_what_was_held_for_hours_is_not_sent_at_night(desk, crowd, rows, urgent, state):
    crowd(1)
    await sent(desk, urgent=urgent)
    await feeder(desk, await author(desk)).look()
    rows("UPDATE broadcasts SET state = %s", state)
    async with desk.database.turns.connection() as connection:
        await taking.take(connection, "telegram", Pace())  # makes the platform's row
        due = await taking.take(connection, "telegram", Pace())
    assert held_back(due, SUNDAY) is None
    back = held_back(due, NIGHT)
    assert back == (None if urgent else HeldBack("not between 21:00 and 7:00", 7.5 * 3600, aside=state == "done"))
    own_word = replace(due, message=replace(due.message, extra={}))  # its person has just said something
    assert held_back(own_word, NIGHT) is None


async def test_an_overdue_one_asks_and_a_person_decides(desk, crowd, rows):
    crowd(4)
    made = await sent(desk, at=SUNDAY + timedelta(hours=1))
    assert made.state is State.SCHEDULED
    later = SUNDAY + timedelta(hours=2)
    await feeder(desk, await author(desk), now=later).look()
    asked = await store.get(desk.database, made.id)
    assert (asked.state, asked.problem) == (State.ASKING, OVERDUE)
    assert statuses(rows, made.id) == {}
    resumed = await switching.resume(await approver(desk, now=later), made.id, Reach())
    assert resumed.state is State.SENDING
    assert statuses(rows, made.id) == {"waiting": 4}


@pytest.mark.parametrize("when", ["scheduled", "sending"])
async def test_a_restored_copy_does_not_fire_again(desk, crowd, rows, when):
    crowd(4)
    made = await sent(desk, at=SUNDAY + timedelta(hours=1) if when == "scheduled" else None)
    rows("UPDATE broadcasts SET home = 'another database'")  # what a copy finds of the one it was taken from
    await feeder(desk, await author(desk), now=SUNDAY + timedelta(hours=1)).look()
    asked = await store.get(desk.database, made.id)
    assert (asked.state, asked.problem) == (State.ASKING, RESTORED)
    assert rows("SELECT 1 FROM outbox") == []


async def test_one_that_nobody_looked_after_for_long_asks(desk, crowd, rows):
    crowd(4)
    made = await sent(desk)
    rows("UPDATE broadcasts SET fed_at = now() - interval '1 hour'")
    await feeder(desk, await author(desk)).look()
    asked = await store.get(desk.database, made.id)
    assert (asked.state, asked.problem) == (State.ASKING, UNATTENDED)
    await switching.resume(await approver(desk), made.id, Reach())
    await feeder(desk, await author(desk)).look()
    assert statuses(rows, made.id) == {"queued": 4}


async def test_pause_takes_back_what_waits_and_resume_goes_on(desk, crowd, rows):
    crowd(30)
    made = await sent(desk)
    look = feeder(desk, await author(desk)).look
    await look()
    rows("UPDATE outbox SET status = 'sent' WHERE id IN (SELECT id FROM outbox ORDER BY id LIMIT 10)")
    rows("UPDATE outbox SET status = 'sending' WHERE id IN (SELECT id FROM outbox WHERE status = 'queued' LIMIT 1)")
    await switching.pause(await author(desk), made.id)
    assert statuses(rows, made.id) == {"sent": 10, "queued": 1, "waiting": 19}
    assert tallies(rows, made.id) == statuses(rows, made.id)
    await look()
    assert len(rows("SELECT 1 FROM outbox")) == 11
    await switching.resume(await approver(desk), made.id, Reach())
    await look()
    assert statuses(rows, made.id) == {"sent": 10, "queued": 20}
    assert tallies(rows, made.id) == statuses(rows, made.id)


@pytest.mark.parametrize(("stop", "left"), [("pause", "waiting"), ("cancel", "skipped")])
async def test_what_was_under_way_when_it_was_stopped_is_not_tried_again(desk, crowd, rows, stop, left):
    crowd(3)
    made = await sent(desk)
    look = feeder(desk, await author(desk)).look
    await look()
    async with desk.database.turns.connection() as connection:
        await taking.take(connection, "telegram", Pace())  # makes the platform's row
        under_way = await taking.take(connection, "telegram", Pace())
        await getattr(switching, stop)(await author(desk), made.id)
        await outbox.put_back(connection, under_way.message, wait=0, error="RateLimited: not now")
        assert isinstance(await taking.take(connection, "telegram", Pace()), taking.Later)
    await look()
    assert rows("SELECT status FROM outbox") == []
    assert statuses(rows, made.id) == tallies(rows, made.id) == {left: 3}
    if stop == "pause":
        await switching.resume(await approver(desk), made.id, Reach())
        await look()
        assert statuses(rows, made.id) == {"queued": 3}


async def test_cancel_is_for_good_and_counts_stay_whole(desk, crowd, rows):
    crowd(12)
    made = await sent(desk)
    await feeder(desk, await author(desk)).look()
    rows("UPDATE outbox SET status = 'sent' WHERE id IN (SELECT id FROM outbox ORDER BY id LIMIT 5)")
    await switching.cancel(await author(desk), made.id)
    found = (await status(await author(desk), made.id, RATES)).to_json()
    assert {name: found[name] for name in ("state", "total", "queued", "sent", "failed", "unknown", "skipped")} == {
        "state": "cancelled",
        "total": 12,
        "queued": 0,
        "sent": 5,
        "failed": 0,
        "unknown": 0,
        "skipped": 7,
    }
    with pytest.raises(Refused):
        await switching.resume(await approver(desk), made.id, Reach())


async def test_what_waits_for_a_next_word_goes_with_a_cancelled_broadcast(desk, crowd, rows):
    crowd(3)
    made = await sent(desk)
    await feeder(desk, await author(desk)).look()
    rows("UPDATE outbox SET status = 'waiting' WHERE id = (SELECT min(id) FROM outbox)")
    await switching.cancel(await author(desk), made.id)
    assert rows("SELECT status FROM outbox") == []
    assert statuses(rows, made.id) == {"skipped": 3}


async def test_what_is_held_of_a_broadcast_that_is_done_can_still_be_cancelled(desk, crowd, rows):
    crowd(3)
    made = await sent(desk)
    look = feeder(desk, await author(desk)).look
    await look()
    rows("UPDATE outbox SET status = CASE WHEN id = (SELECT min(id) FROM outbox) THEN 'waiting' ELSE 'sent' END")
    await look()
    assert (await store.get(desk.database, made.id)).state is State.DONE
    assert (await switching.cancel(await author(desk), made.id)).state is State.CANCELLED
    assert [row["status"] for row in rows("SELECT status FROM outbox")] == ["sent", "sent"]
    assert statuses(rows, made.id) == {"sent": 2, "skipped": 1}
    with pytest.raises(Refused, match="đã hủy"):
        await switching.cancel(await author(desk), made.id)


async def test_one_that_is_done_with_everybody_is_not_cancelled(desk, crowd, rows):
    crowd(1)
    made = await sent(desk)
    look = feeder(desk, await author(desk)).look
    await look()
    rows("UPDATE outbox SET status = 'sent'")
    await look()
    with pytest.raises(Refused, match="đã gửi xong"):
        await switching.cancel(await author(desk), made.id)
    assert (await store.get(desk.database, made.id)).state is State.DONE


async def test_a_rule_is_told_only_while_it_answers_in_that_version(desk, crowd, rows):
    crowd(2)
    office = await author(desk)
    rule = next(r for r in office.guidance.rulebook.at(SUNDAY).rules if r.rule.audience.value == "citizen").rule.id
    made = await drafted(desk, text=None, rule=rule)
    assert made.content.sources[0].rule == rule
    await approve(await approver(desk), made.id)
    rows(
        "INSERT INTO rulebooks (content_hash, body, published_by)"
        " SELECT 'newer', replace(body::text, %s, %s)::jsonb, 'demo' FROM rulebooks",
        "trực tuyến",
        "qua mạng",
    )
    with pytest.raises(Refused, match="đã đổi nội dung"):
        await send(await author(desk), made.id, Reach())


async def test_what_was_put_on_a_draft_can_be_taken_off(desk):
    office = await author(desk)
    rule = next(r for r in office.guidance.rulebook.at(SUNDAY).rules if r.rule.audience.value == "citizen").rule.id
    link = Link("Cổng", "https://dichvucong.gov.vn")
    extras = {"links": (link,), "offers": (Offer.BOOK,), "image": Upload("h.png", png()), "text_en": "Files."}
    made = await drafted(desk, text=None, rule=rule, at=SUNDAY + timedelta(hours=3), **extras)
    without = drafting.Wish(text="Chỉ còn lời này.", without=tuple(drafting.PARTS))
    left = (await drafting.change(office, made.id, without)).broadcast.content
    assert left == Content(title="Thử", text="Chỉ còn lời này.", audience="topic=rules")
    other = drafting.Wish(without=("link",), links=(link,))
    assert (await drafting.change(office, made.id, other)).broadcast.content.links == (link,), "taken off, then put on"
    with pytest.raises(Refused, match="Không bỏ được 'title'"):
        await drafting.change(office, made.id, drafting.Wish(without=("title",)))


async def test_one_that_asks_halfway_is_cancelled_before_it_is_put_right(desk, crowd, rows):
    crowd(3)
    unsent, made = await drafted(desk), await sent(desk)
    look = feeder(desk, await author(desk)).look
    await look()
    rows("UPDATE outbox SET status = 'sent'")
    rows("UPDATE broadcasts SET home = 'another database'")
    await look()
    fix = {"title": "Đính chính", "text": "Xin đính chính: từ thứ Ba."}
    with pytest.raises(Refused, match="đang chờ cán bộ quyết định: hủy nó trước"):
        await drafting.create(await author(desk), drafting.Wish(correct=made.id, **fix))
    with pytest.raises(Refused, match="chưa gửi cho ai"):
        await drafting.create(await author(desk), drafting.Wish(correct=unsent.id, **fix))
    await switching.cancel(await author(desk), made.id)
    put_right = (await drafting.create(await author(desk), drafting.Wish(correct=made.id, **fix))).broadcast
    assert put_right.content.corrects == made.id


async def test_a_correction_goes_to_exactly_those_who_got_the_first(desk, crowd, rows):
    crowd(6)
    first = await sent(desk)
    look = feeder(desk, await author(desk)).look
    await look()
    rows(
        "UPDATE outbox SET status = CASE WHEN id %% 3 = 0 THEN 'failed' WHEN id %% 3 = 1 THEN 'unknown' ELSE 'sent' END"
    )
    await look()
    got = {
        row["contact_id"]
        for row in rows("SELECT contact_id FROM broadcast_recipients WHERE status IN ('sent', 'unknown')")
    }
    crowd(4)
    fixed = await sent(desk, audience="", correct=first.id, text="Xin đính chính: từ thứ Ba.")
    found = rows("SELECT contact_id FROM broadcast_recipients WHERE broadcast_id = %s", fixed.id)
    assert {row["contact_id"] for row in found} == got
    assert len(got) == 4


async def test_who_was_yet_to_get_what_is_put_right_gets_neither(desk, crowd, rows):
    """What is held (for an hour, for a person's word) would come after the correction, and stand uncorrected."""
    crowd(3)
    first = await sent(desk)
    look = feeder(desk, await author(desk)).look
    await look()
    rows("UPDATE outbox SET status = CASE WHEN id = (SELECT min(id) FROM outbox) THEN 'waiting' ELSE 'sent' END")
    await look()
    fixed = await sent(desk, audience="", correct=first.id, text="Xin đính chính: từ thứ Ba.")
    assert rows("SELECT 1 FROM outbox WHERE status IN ('queued', 'waiting')") == []
    await look()
    assert statuses(rows, fixed.id) == {"queued": 2}
    assert statuses(rows, first.id) == tallies(rows, first.id) == {"sent": 2, "skipped": 1}
