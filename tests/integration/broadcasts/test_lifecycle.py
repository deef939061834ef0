"""A broadcast from draft to done, through the services: who may, what is approved, when it goes, who is spared."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from bot.broadcasts import approving, drafting, store, switching
from bot.broadcasts.audience_sql import Reach
from bot.broadcasts.feeder import OVERDUE, RESTORED, UNATTENDED
from bot.broadcasts.model import Content, Offer, State
from bot.broadcasts.progress import status
from bot.broadcasts.starting import CHANGED, send
from bot.conversation.messages import Link
from bot.db.people import PersonRows, others_of
from bot.guidance.moments import VIETNAM
from bot.staff import members
from bot.staff.actor import OWNER
from bot.staff.errors import Refused
from bot.staff.roles import Role
from tests.integration.broadcasts.conftest import (
    RATES,
    SUNDAY,
    approver,
    author,
    drafted,
    feeder,
    sent,
    statuses,
    tallies,
)

NIGHT = datetime(2021, 8, 22, 23, 30, tzinfo=VIETNAM)
MORNING = datetime(2021, 8, 23, 7, tzinfo=VIETNAM)


async def test_the_author_approves_nothing_of_their_own(desk):
    made = await drafted(desk)
    for role in (Role.APPROVER, Role.ADMIN):
        with pytest.raises(Refused, match="không tự duyệt"):
            await approving.approve(await desk(role, name="Chị Soạn Demo", now=SUNDAY), made.id)
    approved = await approving.approve(await approver(desk), made.id)
    assert (approved.state, approved.approved_by, approved.alone) == (State.APPROVED, "Anh Duyệt Demo", False)


async def test_without_a_token_nobody_counts_as_the_other_person(desk):
    """At the machine that holds the data a token may be left out: that makes no second person of the author."""
    owner = replace(await author(desk), actor=OWNER)
    made = await drafted(desk)
    await members.add(owner, "Chị Soạn Demo", Role.AUTHOR)
    assert (await approving.approve(owner, made.id)).approved_by == OWNER.name, "there is nobody else who could"
    made = await drafted(desk)
    await members.add(owner, "Anh Duyệt Demo", Role.APPROVER)
    with pytest.raises(Refused, match="Đã có cán bộ được duyệt"):
        await approving.approve(owner, made.id)
    nameless = (await drafting.create(owner, drafting.Wish(title="Thử", text="Một.", audience="topic=rules"))).broadcast
    with pytest.raises(Refused, match="không biết ai soạn"):
        await approving.approve(await approver(desk), nameless.id)
    code = (await approving.approve_alone(owner, made.id, None)).code
    alone = (await approving.approve_alone(owner, made.id, code)).broadcast
    assert (alone.approved_by, alone.alone) == (OWNER.name, True)


async def test_a_change_drops_the_approval(desk, crowd):
    crowd(3)
    made = await drafted(desk)
    await approving.approve(await approver(desk), made.id)
    await drafting.change(await author(desk), made.id, drafting.Wish(text="Từ mai nghỉ."))
    with pytest.raises(Refused, match="chưa được duyệt"):
        await send(await author(desk), made.id, Reach())
    again = await store.get(desk.database, made.id)
    assert (again.state, again.approved_by) == (State.DRAFT, None)


async def test_what_was_changed_behind_the_approval_is_not_sent(desk, crowd, rows):
    crowd(3)
    made = await drafted(desk)
    await approving.approve(await approver(desk), made.id)
    rows("UPDATE broadcasts SET content = jsonb_set(content, '{text}', '\"Khác\"') WHERE id = %s", made.id)
    with pytest.raises(Refused, match="chưa được duyệt"):
        await send(await author(desk), made.id, Reach())
    assert statuses(rows, made.id) == {}


async def test_what_changed_since_it_was_looked_at_is_not_approved(desk):
    seen = await drafted(desk)
    changed = (await drafting.change(await author(desk), seen.id, drafting.Wish(text="Từ mai nghỉ."))).broadcast
    office = await approver(desk)
    with pytest.raises(Refused, match="đã được sửa từ lúc xem"):
        await approving.approve(office, seen.id, approving.code_of(seen))
    with pytest.raises(Refused, match="đã được sửa từ lúc xem"):
        await approving.approve_alone(office, seen.id, None, code=approving.code_of(seen))
    approved = await approving.approve(office, seen.id, approving.code_of(changed).lower())
    assert (approved.state, approved.content.text) == (State.APPROVED, "Từ mai nghỉ.")


async def test_a_day_that_passed_since_the_approval_holds_it_back(desk, crowd, rows):
    crowd(2)
    made = await drafted(desk, text="Theo công văn ngày 20/8/2021: sáng 23/8 nhận hồ sơ theo lịch hẹn.")
    await approving.approve(await approver(desk), made.id)
    rows("UPDATE broadcasts SET approved_at = now() - interval '2 days'")
    later = SUNDAY + timedelta(days=2)
    with pytest.raises(Refused, match=r"ngày đã qua: .*23/8"):
        await send(await author(desk, now=later), made.id, Reach())
    assert statuses(rows, made.id) == {}
    office = await author(desk, now=later)
    assert (await send(office, made.id, Reach(), anyway=True)).state is State.SENDING
    await switching.pause(office, made.id)
    rows("UPDATE broadcasts SET approved_at = now() - interval '3 days'")
    tomorrow = await approver(desk, now=later + timedelta(days=1))
    with pytest.raises(Refused, match="ngày đã qua"):
        await switching.resume(tomorrow, made.id, Reach())
    assert (await switching.resume(tomorrow, made.id, Reach(), anyway=True)).state is State.SENDING


async def test_a_day_that_will_have_passed_when_it_goes_out_holds_it_back(desk, crowd):
    crowd(2)
    made = await drafted(desk, text="Hôm nay 22/8 Một cửa nghỉ.")
    await approving.approve(await approver(desk), made.id)
    with pytest.raises(Refused, match="ngày đã qua: 22/8"):
        await send(await author(desk, now=NIGHT), made.id, Reach())  # it would wait for the morning


async def test_what_the_checks_would_stop_now_is_not_begun_though_it_was_approved(desk, crowd, rows):
    """As where a newer version of the checks knows more than the one that it was approved with."""
    crowd(2)
    made = await drafted(desk, text="Hồ sơ của CCCD 096123456789 đã xong.", at=SUNDAY + timedelta(hours=1))
    rows(
        "UPDATE broadcasts SET state = 'approved', approved_by = 'Anh Duyệt Demo', approved_at = now(),"
        " approved_hash = content_hash"
    )
    office = await author(desk)
    assert (await send(office, made.id, Reach())).state is State.SCHEDULED
    await feeder(desk, office, now=SUNDAY + timedelta(hours=1)).look()
    asked = await store.get(desk.database, made.id)
    assert (asked.state, "số giấy tờ" in (asked.problem or "")) == (State.ASKING, True)
    assert statuses(rows, made.id) == {}


async def test_one_whose_hour_passed_before_it_was_sent_asks_whoever_sends(desk, crowd, rows):
    crowd(2)
    made = await drafted(desk, at=SUNDAY + timedelta(hours=1))
    await approving.approve(await approver(desk), made.id)
    rows("UPDATE broadcasts SET approved_at = now() - interval '2 hours'")
    with pytest.raises(Refused, match="Giờ hẹn gửi"):
        await send(await author(desk, now=SUNDAY + timedelta(hours=2)), made.id, Reach())


async def test_what_is_changed_behind_the_approval_while_it_goes_out_stops(desk, crowd, rows):
    crowd(50)
    made = await sent(desk)
    look = feeder(desk, await author(desk), rates={"telegram": 1.0}).look
    await look()
    rows("UPDATE outbox SET status = 'sent'")
    assert statuses(rows, made.id) == {"sent": 40, "waiting": 10}
    rows("UPDATE broadcasts SET content = jsonb_set(content, '{text}', '\"Khác\"') WHERE id = %s", made.id)
    await look()
    asked = await store.get(desk.database, made.id)
    assert (asked.state, asked.problem) == (State.ASKING, CHANGED)
    with pytest.raises(Refused, match="đã đổi nội dung sau khi duyệt"):
        await switching.resume(await approver(desk), made.id, Reach())
    assert statuses(rows, made.id) == {"sent": 40, "waiting": 10}
    assert rows("SELECT 1 FROM outbox WHERE body ->> 'text' = 'Khác'") == []


async def test_the_urgent_lane_takes_one_person_and_two_confirmations(desk, crowd):
    crowd(2)
    office = await approver(desk, now=NIGHT)
    made = (
        await drafting.create(
            office, drafting.Wish(title="Gấp", text="Xã bị phong tỏa từ 0 giờ.", audience="topic=rules")
        )
    ).broadcast
    first = await approving.approve_alone(office, made.id, None)
    assert first.code is not None
    assert first.broadcast.state is State.DRAFT
    other = await desk(Role.ADMIN, name="Bà Khác Demo", now=NIGHT)
    for who, code in ((office, "ABC123"), (other, first.code)):
        with pytest.raises(Refused, match="Mã xác nhận"):
            await approving.approve_alone(who, made.id, code)
    second = await approving.approve_alone(office, made.id, first.code)
    assert (second.broadcast.state, second.broadcast.alone, second.broadcast.content.urgent) == (
        State.APPROVED,
        True,
        True,
    )
    assert (await send(office, made.id, Reach())).state is State.SENDING  # at half past eleven at night


async def test_a_code_that_was_asked_for_before_a_change_confirms_nothing(desk):
    office = await approver(desk)
    made = (await drafting.create(office, drafting.Wish(title="Gấp", text="Một.", audience="topic=rules"))).broadcast
    code = (await approving.approve_alone(office, made.id, None)).code
    await drafting.change(office, made.id, drafting.Wish(text="Hai."))
    with pytest.raises(Refused, match="Mã xác nhận"):
        await approving.approve_alone(office, made.id, code)


async def test_two_people_start_it_at_once_and_one_does(desk, crowd, rows):
    crowd(50)
    made = await drafted(desk)
    await approving.approve(await approver(desk), made.id)
    offices = [await author(desk), await approver(desk), await desk(Role.ADMIN, now=SUNDAY)]
    found = await asyncio.gather(*(send(office, made.id, Reach()) for office in offices), return_exceptions=True)
    assert sorted(type(one).__name__ for one in found) == ["Broadcast", "Refused", "Refused"]
    assert statuses(rows, made.id) == {"waiting": 50}
    starts = rows("SELECT 1 FROM audit WHERE action = 'broadcast.send'")
    assert len(starts) == 1


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


async def test_a_rule_is_told_only_while_it_answers_in_that_version(desk, crowd, rows):
    crowd(2)
    office = await author(desk)
    rule = next(r for r in office.guidance.rulebook.at(SUNDAY).rules if r.rule.audience.value == "citizen").rule.id
    made = await drafted(desk, text=None, rule=rule)
    assert made.content.sources[0].rule == rule
    await approving.approve(await approver(desk), made.id)
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
    extras = {"links": (link,), "offers": (Offer.BOOK,), "image": "https://vi.du/h.png", "text_en": "Files."}
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
