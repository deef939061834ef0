"""Two people: who wrote on a broadcast does not approve it, whoever changed it last; what came of it stays known."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.broadcasts import approving, drafting, store, switching
from bot.broadcasts.audience_sql import Reach
from bot.broadcasts.model import State
from bot.broadcasts.starting import send
from bot.staff import approvable, members
from bot.staff.actor import authenticate
from bot.staff.errors import NotAllowed, Refused
from bot.staff.roles import Role
from tests.integration.broadcasts.conftest import SUNDAY, approve, approver, author, drafted, feeder, new_urgent, sent


async def test_a_small_change_by_another_makes_nobody_approve_their_own_words(desk):
    """The approver writes, the author changes the title: the words are still the approver's."""
    chief = await approver(desk)
    wish = drafting.Wish(title="Thử", text="Lời của người duyệt.", audience="topic=rules")
    made = (await drafting.create(chief, wish)).broadcast
    await drafting.change(await author(desk), made.id, drafting.Wish(title="Đổi mỗi tên"))
    with pytest.raises(Refused, match=r"Anh Duyệt Demo có soạn hay sửa .*Anh Duyệt Demo, Chị Soạn Demo"):
        await approve(chief, made.id)
    third = await desk(Role.ADMIN, name="Bà Ba Demo", now=SUNDAY)
    assert (await approve(third, made.id)).approved_by == "Bà Ba Demo"


async def test_who_corrects_a_draft_is_one_of_those_who_wrote_it(desk):
    made = await drafted(desk)
    chief = await approver(desk)
    await drafting.change(chief, made.id, drafting.Wish(text="Từ mai nhận hồ sơ theo lịch hẹn, đúng giờ."))
    await drafting.change(await author(desk), made.id, drafting.Wish(urgent=True))
    with pytest.raises(Refused, match="không tự duyệt"):
        await approve(chief, made.id)


async def test_nothing_is_approved_without_the_code_of_what_was_read(desk):
    """Between reading and approving the author may write another text: the code says which was read."""
    made = await drafted(desk)
    chief = await approver(desk)
    read = approving.code_of(made)
    for missing in (None, " "):
        with pytest.raises(Refused, match="phải ghi mã của nội dung đã đọc"):
            await approving.approve(chief, made.id, missing)
    await drafting.change(await author(desk), made.id, drafting.Wish(text="Một nội dung khác hẳn."))
    with pytest.raises(Refused, match="đã được sửa từ lúc xem"):
        await approving.approve(chief, made.id, read)
    assert (await store.get(desk.database, made.id)).state is State.DRAFT


async def test_what_is_returned_is_changed_or_submitted_again_before_anybody_approves_it(desk):
    writer, chief = await author(desk), await approver(desk)
    made = await drafted(desk)
    submitted = await approving.submit(writer, made.id)
    assert submitted.approval.state is approvable.State.SUBMITTED
    with pytest.raises(Refused, match="đang chờ duyệt"):
        await approving.submit(writer, made.id)
    with pytest.raises(Refused, match="lý do"):
        await approving.send_back(chief, made.id, "  ")
    returned = await approving.send_back(chief, made.id, "Thiếu giờ")
    assert (returned.approval.state, returned.approval.why) == (approvable.State.RETURNED, "Thiếu giờ.")
    with pytest.raises(Refused, match=r"Anh Duyệt Demo đã trả lại thông báo \d+: Thiếu giờ"):
        await approve(await desk(Role.ADMIN, name="Bà Ba Demo", now=SUNDAY), made.id)
    await approving.submit(writer, made.id)
    assert (await approve(chief, made.id)).state is State.APPROVED


async def test_one_person_takes_an_approval_back_and_the_hour_with_it(desk, crowd):
    crowd(2)
    made = await sent(desk, at=SUNDAY + timedelta(hours=5))
    assert made.state is State.SCHEDULED
    done = await approving.withdraw(await author(desk), made.id, "Đổi ngày")
    assert (done.before.state, done.before.approved_by) == (State.SCHEDULED, "Anh Duyệt Demo")
    assert (done.broadcast.state, done.broadcast.due_at, done.broadcast.approved_by) == (State.DRAFT, None, None)
    with pytest.raises(Refused, match="chưa được duyệt"):
        await send(await author(desk), made.id, Reach())
    with pytest.raises(Refused, match="không có gì để rút lại"):
        await approving.withdraw(await author(desk), made.id)
    await approve(await approver(desk), made.id)
    going = await send(await author(desk, now=SUNDAY + timedelta(hours=5)), made.id, Reach(), anyway=True)
    with pytest.raises(Refused, match="broadcast pause"):
        await approving.withdraw(await author(desk), going.id)


async def test_the_history_tells_who_did_what_to_which_content(desk, rows):
    writer, chief = await author(desk), await approver(desk)
    made = await drafted(desk)
    first = approving.code_of(made)
    await approving.submit(writer, made.id)
    await approving.send_back(chief, made.id, "Thiếu giờ")
    changed = (await drafting.change(writer, made.id, drafting.Wish(text="Từ 7 giờ mai nhận hồ sơ."))).broadcast
    second = approving.code_of(changed)
    await approve(chief, made.id)
    await drafting.change(writer, made.id, drafting.Wish(title="Tên khác"))
    told = [(event.act, event.actor, event.code) for event in await approving.history(writer, made.id)]
    soan, duyet = writer.actor.name, chief.actor.name
    assert told[:-1] == [
        ("began", soan, first),
        ("wrote", soan, first),
        ("submitted", soan, first),
        ("returned", duyet, first),
        ("wrote", soan, second),
        ("approved", duyet, second),
        ("dropped", soan, second),
    ]
    assert told[-1][:2] == ("wrote", soan)
    with pytest.raises(Exception, match="append-only"):
        rows("DELETE FROM approval_events")


async def test_an_approval_ages_and_is_given_anew(desk, crowd, rows):
    crowd(2)
    made = await drafted(desk)
    chief = await approver(desk)
    await approve(chief, made.id)
    with pytest.raises(Refused, match="đã được Anh Duyệt Demo duyệt"):
        await approve(chief, made.id)
    rows("UPDATE approvals SET approved_at = now() - interval '8 days'")
    office = await author(desk)
    with pytest.raises(Refused, match="đã quá 7 ngày"):
        await send(office, made.id, Reach(), anyway=True)
    assert (await send(replace(office, approval_days=9), made.id, Reach())).state is State.SENDING
    await switching.pause(office, made.id)
    with pytest.raises(Refused, match="đã quá 7 ngày"):
        await switching.resume(chief, made.id, Reach(), anyway=True)
    other = await drafted(desk)
    await approve(chief, other.id)
    rows("UPDATE approvals SET approved_at = now() - interval '8 days'")
    await approve(chief, other.id)
    assert (await send(office, other.id, Reach())).state is State.SENDING


async def test_a_scheduled_broadcast_of_somebody_who_was_disabled_asks(desk, crowd, rows):
    crowd(2)
    owner = await desk(Role.ADMIN, now=SUNDAY)
    await members.add(owner, "Chị Soạn Demo", Role.AUTHOR)
    hour = SUNDAY + timedelta(hours=5)
    made = await sent(desk, at=hour)
    await members.disable(owner, "Chị Soạn Demo")
    await feeder(desk, owner, now=hour).look()
    asked = await store.get(desk.database, made.id)
    assert (asked.state, "Tài khoản của Chị Soạn Demo đã bị khóa" in (asked.problem or "")) == (State.ASKING, True)
    assert rows("SELECT 1 FROM broadcast_recipients") == []
    resumed = await switching.resume(await approver(desk, now=hour), made.id, Reach())
    assert resumed.state is State.SENDING


async def test_who_says_that_it_is_right_though_somebody_was_disabled_is_not_asked_again(desk, crowd, rows):
    crowd(2)
    owner = await desk(Role.ADMIN, now=SUNDAY)
    await members.add(owner, "Chị Soạn Demo", Role.AUTHOR)
    hour = SUNDAY + timedelta(hours=5)
    made = await drafted(desk, at=hour)
    await approve(await approver(desk), made.id)
    await members.disable(owner, "Chị Soạn Demo")
    with pytest.raises(Refused, match="đã bị khóa"):
        await send(await approver(desk), made.id, Reach())
    assert (await send(await approver(desk), made.id, Reach(), anyway=True)).state is State.SCHEDULED
    await feeder(desk, owner, now=hour).look()
    assert (await store.get(desk.database, made.id)).state is State.SENDING


async def test_the_role_is_asked_for_each_thing_that_is_done(desk):
    """A command that runs for hours holds what it was told at its start."""
    owner = await desk(Role.ADMIN, now=SUNDAY)
    token = await members.add(owner, "Chị Soạn Demo", Role.AUTHOR)
    async with desk.database.intake.connection() as connection:
        actor = await authenticate(connection, token)
    office = replace(await author(desk), actor=actor)
    wish = drafting.Wish(title="Thử", text="Từ mai nghỉ.", audience="topic=rules")
    made = (await drafting.create(office, wish)).broadcast
    await members.disable(owner, "Chị Soạn Demo")
    for doing in (
        lambda: drafting.change(office, made.id, drafting.Wish(text="Từ mốt nghỉ.")),
        lambda: approving.submit(office, made.id),
        lambda: switching.cancel(office, made.id),
    ):
        with pytest.raises(NotAllowed, match="vừa bị khóa"):
            await doing()
    kept = await store.get(desk.database, made.id)
    assert (kept.content.text, kept.state) == ("Từ mai nghỉ.", State.DRAFT)


def test_the_commands_of_two_people(motcua, tokens, text_file, crowd):
    crowd(2)
    author, approver = {"token": tokens["author"]}, {"token": tokens["approver"]}
    new = [*new_urgent(text_file), "--at", "14h ngày 22/8", "--json"]
    number = str(motcua(*new, **author).json["id"])
    submitted = motcua("broadcast", "submit", number, **author)
    assert "đang chờ duyệt (author Demo trình)" in submitted.out
    assert (
        "bị approver Demo trả lại: Thiếu giờ."
        in motcua("broadcast", "return", number, "--reason", "Thiếu giờ", **approver).out
    )
    motcua("broadcast", "edit", number, "--title", "Tên khác", **author)
    bare = motcua("broadcast", "approve", number, **approver)
    assert (bare.code, "--code" in bare.err) == (2, True)
    shown = motcua("broadcast", "show", number, **approver)
    assert "approver Demo trả lại" in shown.out
    (command,) = re.findall(rf"motcua (broadcast approve {number} --code \w+)", shown.out)
    assert motcua(*command.split(), **approver).code == 0
    motcua("broadcast", "send", number, "--yes", **author)
    edited = motcua("broadcast", "edit", number, "--title", "Tên khác nữa", **author)
    assert "Không còn được duyệt nữa (trước đó approver Demo duyệt)" in edited.out
    assert "Giờ hẹn gửi 14:00 ngày 22/8/2021 cũng đã bỏ" in edited.out
    again = motcua("broadcast", "edit", number, "--title", "Tên cuối", "--json", **author)
    assert again.json["approval_dropped"] is False
    motcua.approve(number, **approver)
    withdrawn = motcua("broadcast", "withdraw", number, "--reason", "Thôi", **author)
    assert "Không còn được duyệt nữa" in withdrawn.out
    history = motcua("broadcast", "show", number, "--json", **author).json["history"]
    assert [event["act"] for event in history][-2:] == ["approved", "withdrew"]
