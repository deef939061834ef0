"""Proof for one person: what they were told, in which version, and when."""

from __future__ import annotations

from uuid import UUID

import pytest

from bot.broadcasts.told import told_by_code, told_in_chat
from bot.db.people import PersonRows
from bot.staff.errors import NotAllowed, Refused
from bot.staff.roles import Role
from tests.integration.broadcasts.conftest import SUNDAY, approver, author, feeder, sent
from tests.integration.staff.conftest import TAC_VAN

CODE = "CM-22222"


def visit(rows, contact: int) -> None:
    rows("INSERT INTO contact_visits VALUES (%s, %s, %s, '2.000815', %s, now())", contact, CODE, TAC_VAN, SUNDAY)


async def test_who_was_told_what_and_when(desk, crowd, rows):
    (telegram,), (zalo,), (stranger,) = crowd(1), crowd(1, topic=None, platform="zalo_oa", hours_silent=60), crowd(1)
    who = UUID("aaaaaaaa-0000-0000-0000-000000000006")
    rows("UPDATE conversations SET person = %s WHERE id = ANY(%s)", who, [telegram, zalo])
    visit(rows, zalo)
    first = await sent(desk, title="Lịch hẹn", text="Từ mai nhận hồ sơ theo lịch hẹn.")
    look = feeder(desk, await author(desk)).look
    await look()
    rows("UPDATE outbox SET status = 'sent'")
    rows("UPDATE conversations SET stopped_at = now() WHERE id = %s", telegram)
    second = await sent(desk, text="Tin thứ hai.", audience="topic=rules platform=telegram")
    await look()
    rows("UPDATE outbox SET status = 'sent' WHERE status = 'queued'")
    office = await desk(Role.OPERATOR)
    found = await told_by_code(office, CODE.lower())
    assert [(one.broadcast, one.platform, one.status, one.reason) for one in found] == [
        (first.id, "telegram", "sent", None),
        (second.id, "telegram", "skipped", "blocked"),
    ]
    assert (found[0].text, found[0].hash) == (first.content.text, first.content.hash.hex())
    assert found[0].approved_by == "Anh Duyệt Demo"
    (row,) = rows(
        "SELECT done_at FROM broadcast_recipients WHERE broadcast_id = %s AND contact_id = %s", first.id, telegram
    )
    assert found[0].at == row["done_at"]
    chat = rows("SELECT chat FROM conversations WHERE id = %s", stranger)[0]["chat"]
    assert [one.broadcast for one in await told_in_chat(office, f"telegram:{chat}")] == [first.id, second.id]
    assert await told_in_chat(office, chat) == await told_in_chat(office, f"telegram:{chat}")


async def test_every_look_is_noted_without_an_address(desk, crowd, rows):
    (contact,) = crowd(1, chats=["0912345678"])
    visit(rows, contact)
    made = await sent(desk)
    office = await desk(Role.OPERATOR)
    await told_by_code(office, CODE)
    await told_in_chat(office, "0912345678")
    for nobody in (told_by_code(office, "CM-33333"), told_in_chat(office, "zalo_oa:1")):
        with pytest.raises(Refused):
            await nobody
    for unfit in (await author(desk), await approver(desk)):
        with pytest.raises(NotAllowed):
            await told_by_code(unfit, CODE)
    looks = rows("SELECT actor, target, details FROM audit WHERE action = 'broadcast.told' ORDER BY id")
    assert [(row["target"], row["details"]["found"]) for row in looks] == [
        (CODE, 1),
        (f"conversation {contact}", 1),
        ("CM-33333", 0),
        (None, 0),
    ]
    assert looks[0]["details"]["broadcasts"] == [made.id]
    assert "0912345678" not in str(looks)


async def test_who_had_their_data_deleted_is_found_no_more(desk, crowd, rows):
    (contact,) = crowd(1)
    visit(rows, contact)
    await sent(desk)
    async with desk.database.transaction() as connection:
        await PersonRows(connection, contact, SUNDAY).erase()
    with pytest.raises(Refused, match="xóa dữ liệu"):
        await told_by_code(await desk(Role.OPERATOR), CODE)


def test_the_command_says_it_in_lines(motcua, crowd, rows):
    (contact,) = crowd(1)
    visit(rows, contact)
    assert "chưa có trong danh sách nhận nào" in motcua("broadcast", "told", "--code", CODE).out
    both = motcua("broadcast", "told")
    assert (both.code, "--code" in both.err) == (2, True)
