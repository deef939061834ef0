"""Fields of the catalogue that an official confirms, a second person approves, and one person hides."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from bot.guidance.catalogue import FieldKind, How, Reason, TimeUnit
from bot.staff import catalogue
from bot.staff.catalogue import Confirming
from bot.staff.errors import NotAllowed, Refused
from bot.staff.roles import Role
from tests.integration.staff.conftest import TODAY
from tests.stored_guidance import guidance_of

if TYPE_CHECKING:
    from bot.guidance.catalogue import Telling
    from bot.staff.office import Office
    from tests.integration.staff.conftest import Desk

BIRTH = "1.001193"
FEE, DAYS = "fees:a0-b0", "times:a0-b0"
SAID = Confirming("Nguyễn Thị Thử, Phó Giám đốc", "Nghị quyết 1/2026/NQ-THỬ ngày 1/9/2026", dt.date(2026, 10, 1))


async def author(desk: Desk) -> Office:
    return await desk(Role.AUTHOR, now=TODAY, name="Soạn")


async def approver(desk: Desk) -> Office:
    return await desk(Role.APPROVER, now=TODAY, name="Duyệt")


async def told(desk: Desk, kind: FieldKind = FieldKind.FEE, at: dt.datetime = TODAY) -> Telling:
    guidance = await guidance_of(desk.database, desk.reference)
    return guidance.fields.told(BIRTH, kind, at=at, known_at=dt.datetime.now(dt.UTC))


async def test_a_fee_is_told_as_confirmed_once_another_person_has_approved_it(lonely_desk, audited):
    assert (await told(lonely_desk)).why is Reason.UNKNOWN_HERE
    fee = Confirming(SAID.official, SAID.document, SAID.since, dt.date(2030, 1, 1), amount=5_000)
    row = await catalogue.confirm(await author(lonely_desk), BIRTH, FEE, fee)
    assert "5.000 đ" in row.says
    assert (await told(lonely_desk)).why is Reason.UNKNOWN_HERE, "nobody approved it yet"
    reader = await approver(lonely_desk)
    assert [waits.id for waits in await catalogue.waiting(reader)] == [row.id]
    await catalogue.approve(reader, row.id, row.subject.code)

    now = await told(lonely_desk)
    assert [(one.field.value.amount, one.how) for one in now.told] == [(5_000, How.PLAIN)]
    assert now.told[0].field.confirmation.official == SAID.official
    before = await told(lonely_desk, at=TODAY.replace(month=9, day=30))
    assert before.why is Reason.BEFORE_KNOWN, "the document holds from the first of October"
    assert [row["actor"] for row in audited("catalogue.confirm") + audited("catalogue.approve")] == ["Soạn", "Duyệt"]


async def test_days_without_a_unit_are_told_once_an_official_names_it(lonely_desk):
    days = Confirming(
        SAID.official, SAID.document, SAID.since, dt.date(2030, 1, 1), number=1, unit=TimeUnit.WORKING_DAY
    )
    row = await catalogue.confirm(await author(lonely_desk), BIRTH, DAYS, days)
    await catalogue.approve(await approver(lonely_desk), row.id, row.subject.code)
    found = {one.field.id: one for one in (await told(lonely_desk, FieldKind.TIME)).told}
    assert (found[DAYS].field.value.number, found[DAYS].how) == (1, How.PLAIN)


async def test_nobody_approves_what_they_wrote_nor_what_they_did_not_read(lonely_desk):
    writer = await lonely_desk(Role.APPROVER, now=TODAY, name="Soạn")
    row = await catalogue.confirm(writer, BIRTH, "papers:a0-b0", SAID)
    with pytest.raises(Refused, match="không tự duyệt được"):
        await catalogue.approve(writer, row.id, row.subject.code)
    other = await approver(lonely_desk)
    with pytest.raises(Refused, match="không phải nội dung có mã"):
        await catalogue.approve(other, row.id, "0123456789ab")
    await catalogue.send_back(other, row.id, "sai tên")
    with pytest.raises(Refused, match="đang chờ duyệt"):
        await catalogue.approve(other, row.id, row.subject.code)


async def test_one_person_hides_a_wrong_field_at_once_and_another_confirms_it_again(lonely_desk):
    kind = FieldKind.RESULT
    before = await told(lonely_desk, kind)
    wrong = before.told[0].field
    await catalogue.hide(await author(lonely_desk), BIRTH, wrong.id, "tên giấy đã đổi")
    after = await told(lonely_desk, kind)
    assert wrong.id not in {one.field.id for one in after.told}
    assert [(one.field.id, one.reason) for one in after.untold if one.field.id == wrong.id] == [
        (wrong.id, Reason.HIDDEN)
    ]
    row = await catalogue.confirm(await author(lonely_desk), BIRTH, wrong.id, SAID)
    await catalogue.approve(await approver(lonely_desk), row.id, row.subject.code)
    assert {one.field.id: one.how for one in (await told(lonely_desk, kind)).told}[wrong.id] is How.PLAIN


@pytest.mark.parametrize(
    ("field", "said", "words"),
    [
        ("fees:x", SAID, "Không có mục fees:x"),
        (FEE, Confirming(" ", SAID.document, SAID.since), "--official"),
        (FEE, Confirming(SAID.official, "x" * 301, SAID.since), "--document"),
        (FEE, Confirming(SAID.official, SAID.document, dt.date(2027, 1, 1)), "chưa có hiệu lực"),
        (FEE, Confirming(SAID.official, SAID.document, SAID.since, dt.date(2026, 11, 1)), "phải sau hôm nay"),
        (DAYS, Confirming(SAID.official, SAID.document, SAID.since, amount=1), "chỉ dùng cho mục phí"),
    ],
)
async def test_what_does_not_fit_is_refused_in_words(lonely_desk, field, said, words):
    with pytest.raises(Refused, match=words):
        await catalogue.confirm(await author(lonely_desk), BIRTH, field, said)


async def test_who_may_what(lonely_desk):
    for role in (Role.OPERATOR, Role.READER):
        office = await lonely_desk(role, now=TODAY)
        with pytest.raises(NotAllowed):
            await catalogue.confirm(office, BIRTH, FEE, SAID)
        with pytest.raises(NotAllowed):
            await catalogue.hide(office, BIRTH, FEE, "sai")
    with pytest.raises(NotAllowed):
        await catalogue.approve(await author(lonely_desk), 1, "0123456789ab")
