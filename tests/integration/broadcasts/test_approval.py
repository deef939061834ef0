"""Who approves what, and that only what was approved is sent."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.broadcasts import approving, drafting, store, switching
from bot.broadcasts.audience_sql import Reach
from bot.broadcasts.model import State
from bot.broadcasts.starting import CHANGED, send
from bot.guidance.moments import VIETNAM
from bot.staff import members
from bot.staff.actor import OWNER
from bot.staff.errors import Refused
from bot.staff.roles import Role
from tests.integration.broadcasts.conftest import (
    SUNDAY,
    approve,
    approver,
    author,
    drafted,
    feeder,
    sent,
    statuses,
)

NIGHT = datetime(2021, 8, 22, 23, 30, tzinfo=VIETNAM)


async def test_the_author_approves_nothing_of_their_own(desk):
    made = await drafted(desk)
    for role in (Role.APPROVER, Role.ADMIN):
        with pytest.raises(Refused, match="không tự duyệt"):
            await approve(await desk(role, name="Chị Soạn Demo", now=SUNDAY), made.id)
    approved = await approve(await approver(desk), made.id)
    assert (approved.state, approved.approved_by, approved.alone) == (State.APPROVED, "Anh Duyệt Demo", False)


async def test_without_a_token_nobody_counts_as_the_other_person(desk):
    """At the machine that holds the data a token may be left out: that makes no second person of the author."""
    owner = replace(await author(desk), actor=OWNER)
    made = await drafted(desk)
    await members.add(owner, "Chị Soạn Demo", Role.AUTHOR)
    assert (await approve(owner, made.id)).approved_by == OWNER.name, "there is nobody else who could"
    made = await drafted(desk)
    await members.add(owner, "Anh Duyệt Demo", Role.APPROVER)
    with pytest.raises(Refused, match="Đã có cán bộ được duyệt"):
        await approve(owner, made.id)
    nameless = (await drafting.create(owner, drafting.Wish(title="Thử", text="Một.", audience="topic=rules"))).broadcast
    with pytest.raises(Refused, match="không biết ai soạn"):
        await approve(await approver(desk), nameless.id)
    code = (await approving.approve_alone(owner, made.id, None)).code
    alone = (await approving.approve_alone(owner, made.id, code)).broadcast
    assert (alone.approved_by, alone.alone) == (OWNER.name, True)


async def test_a_change_drops_the_approval(desk, crowd):
    crowd(3)
    made = await drafted(desk)
    await approve(await approver(desk), made.id)
    await drafting.change(await author(desk), made.id, drafting.Wish(text="Từ mai nghỉ."))
    with pytest.raises(Refused, match="chưa được duyệt"):
        await send(await author(desk), made.id, Reach())
    again = await store.get(desk.database, made.id)
    assert (again.state, again.approved_by) == (State.DRAFT, None)


async def test_what_was_changed_behind_the_approval_is_not_sent(desk, crowd, rows):
    crowd(3)
    made = await drafted(desk)
    await approve(await approver(desk), made.id)
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
    await approve(await approver(desk), made.id)
    rows("UPDATE approvals SET approved_at = now() - interval '2 days'")
    later = SUNDAY + timedelta(days=2)
    with pytest.raises(Refused, match=r"ngày đã qua: .*23/8"):
        await send(await author(desk, now=later), made.id, Reach())
    assert statuses(rows, made.id) == {}
    office = await author(desk, now=later)
    assert (await send(office, made.id, Reach(), anyway=True)).state is State.SENDING
    await switching.pause(office, made.id)
    rows("UPDATE approvals SET approved_at = now() - interval '3 days'")
    tomorrow = await approver(desk, now=later + timedelta(days=1))
    with pytest.raises(Refused, match="ngày đã qua"):
        await switching.resume(tomorrow, made.id, Reach())
    assert (await switching.resume(tomorrow, made.id, Reach(), anyway=True)).state is State.SENDING


async def test_a_day_that_will_have_passed_when_it_goes_out_holds_it_back(desk, crowd):
    crowd(2)
    made = await drafted(desk, text="Hôm nay 22/8 Một cửa nghỉ.")
    await approve(await approver(desk), made.id)
    with pytest.raises(Refused, match="ngày đã qua: 22/8"):
        await send(await author(desk, now=NIGHT), made.id, Reach())  # it would wait for the morning


async def test_what_the_checks_would_stop_now_is_not_begun_though_it_was_approved(desk, crowd, rows):
    """As where a newer version of the checks knows more than the one that it was approved with."""
    crowd(2)
    made = await drafted(desk, text="Hồ sơ của CCCD 096123456789 đã xong.", at=SUNDAY + timedelta(hours=1))
    rows("UPDATE broadcasts SET state = 'approved'")
    rows("UPDATE approvals SET state = 'approved', approved_by = 'Anh Duyệt Demo', approved_at = now()")
    office = await author(desk)
    assert (await send(office, made.id, Reach())).state is State.SCHEDULED
    await feeder(desk, office, now=SUNDAY + timedelta(hours=1)).look()
    asked = await store.get(desk.database, made.id)
    assert (asked.state, "số giấy tờ" in (asked.problem or "")) == (State.ASKING, True)
    assert statuses(rows, made.id) == {}


async def test_one_whose_hour_passed_before_it_was_sent_asks_whoever_sends(desk, crowd, rows):
    crowd(2)
    made = await drafted(desk, at=SUNDAY + timedelta(hours=1))
    await approve(await approver(desk), made.id)
    rows("UPDATE approvals SET approved_at = now() - interval '2 hours'")
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
    await approve(await approver(desk), made.id)
    offices = [await author(desk), await approver(desk), await desk(Role.ADMIN, now=SUNDAY)]
    found = await asyncio.gather(*(send(office, made.id, Reach()) for office in offices), return_exceptions=True)
    assert sorted(type(one).__name__ for one in found) == ["Broadcast", "Refused", "Refused"]
    assert statuses(rows, made.id) == {"waiting": 50}
    starts = rows("SELECT 1 FROM audit WHERE action = 'broadcast.send'")
    assert len(starts) == 1
