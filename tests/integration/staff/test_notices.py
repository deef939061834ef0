"""Notices by staff: checked, audited, and in every running process at once."""

from __future__ import annotations

import asyncio
import dataclasses
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from booking_client import HalfDay
from bot.staff import members, notices, operator, operator_changes
from bot.staff.actor import OWNER
from bot.staff.errors import Refused
from bot.staff.finding import find_place
from bot.staff.roles import Role
from tests.fakes.telegram import FakeTelegram
from tests.integration.staff.conftest import SUNDAY, TAC_VAN
from tests.integration.staff.helpers import TUESDAY, announce, request
from tests.processes import BotProcess
from tests.rows import Rows
from tests.updates import TOKEN, Sender, post, telegram_env
from tests.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.integration.staff.conftest import Desk

TOMORROW = SUNDAY + timedelta(days=1)
TEXT = "Ngày mai nghỉ nhận hồ sơ để khử khuẩn."


async def test_a_notice_is_kept_told_taken_back_and_audited(
    lonely_desk: Desk, audited: Callable[[str], list[dict[str, Any]]]
) -> None:
    office = await lonely_desk(Role.AUTHOR)
    place = find_place(office.guidance, "xã Tắc Vân", SUNDAY)
    row = await notices.add(office, f"  {TEXT}  ", end=TOMORROW, area=place, english="Closed tomorrow.")
    assert (row.text, row.area, row.start, row.holds(SUNDAY)) == (TEXT, TAC_VAN, SUNDAY, True)
    (kept,) = (await lonely_desk()).guidance.notices
    assert (kept.area, dict(kept.texts)) == (TAC_VAN, {"vi": TEXT, "en": "Closed tomorrow."})
    assert [found.id for found in await notices.listed(office)] == [row.id]
    later = await lonely_desk(Role.APPROVER, now=TOMORROW)
    assert await notices.listed(later) == []
    with pytest.raises(Refused, match=r"lời báo số .*notice list"):
        await notices.remove(later, row.id)
    removed = await notices.remove(await lonely_desk(Role.APPROVER), row.id)
    assert removed.removed_by == "approver Demo"
    assert (await lonely_desk()).guidance.notices == ()
    with pytest.raises(Refused, match="notice list"):
        await notices.remove(office, row.id)
    (added,), (gone,) = audited("notice.add"), audited("notice.remove")
    assert (added["actor"], added["details"]["text"], gone["actor"]) == ("author Demo", TEXT, "approver Demo")
    assert [found.id for found in await notices.listed(office, over=True)] == [row.id]


async def test_the_whole_province_is_told_what_two_people_read(
    lonely_desk: Desk, audited: Callable[[str], list[dict[str, Any]]]
) -> None:
    writer, chief = await lonely_desk(Role.AUTHOR), await lonely_desk(Role.APPROVER)
    row = await notices.add(writer, TEXT, end=TOMORROW)
    assert (row.waits, row.holds(SUNDAY)) == (True, False)
    assert (await lonely_desk()).guidance.notices == ()
    assert [(found.id, found.waits) for found in await notices.listed(writer)] == [(row.id, True)]
    with pytest.raises(Refused, match="đã có"):
        await notices.add(writer, TEXT, end=TOMORROW)
    with pytest.raises(Refused, match="phải ghi mã"):
        await notices.approve(chief, row.id, None)
    with pytest.raises(Refused, match="không tự duyệt"):
        await notices.approve(await lonely_desk(Role.APPROVER, name=writer.actor.name), row.id, row.subject.code)
    await notices.send_back(chief, row.id, "Thiếu giờ")
    with pytest.raises(Refused, match="Thiếu giờ"):
        await notices.approve(chief, row.id, row.subject.code)
    await notices.submit(writer, row.id)
    approved = await notices.approve(chief, row.id, row.subject.code)
    assert (approved.id, approved.set_by, approved.holds(SUNDAY)) == (row.id, "author Demo", True)
    assert [kept.id for kept in (await lonely_desk()).guidance.notices] == [row.id]
    (noted,) = audited("notice.approve")
    assert (noted["details"]["wrote"], noted["details"]["alone"]) == ("author Demo", False)
    with pytest.raises(Refused, match="đang chờ duyệt"):
        await notices.approve(chief, row.id, row.subject.code)


async def test_alone_it_takes_two_confirmations(lonely_desk: Desk) -> None:
    chief = await lonely_desk(Role.APPROVER)
    row = await notices.add(chief, TEXT, end=TOMORROW)
    code = await notices.approve_alone(chief, row.id, None)
    assert code == row.subject.code
    assert (await lonely_desk()).guidance.notices == ()
    assert isinstance(await notices.approve_alone(chief, row.id, row.subject.code), notices.NoticeRow)
    assert len((await lonely_desk()).guidance.notices) == 1


async def test_an_author_tells_their_own_places_alone_and_no_others(lonely_desk: Desk) -> None:
    office = await lonely_desk(Role.AUTHOR, TAC_VAN)
    own, other, above = (
        find_place(office.guidance, name, SUNDAY) for name in ("xã Tắc Vân", "huyện Cái Nước", "TP Cà Mau")
    )
    found = {unit.id: (await notices.add(office, TEXT, end=TOMORROW, area=unit)).waits for unit in (own, other, above)}
    assert found == {own.id: False, other.id: True, above.id: True}
    taken_back = await notices.remove(office, (await notices.listed(office))[-1].id)
    assert taken_back.removed_by == office.actor.name
    assert len(await notices.listed(office)) == 2


async def test_the_owner_of_a_new_machine_has_no_second_person(lonely_desk: Desk) -> None:
    owner = dataclasses.replace(await lonely_desk(), actor=OWNER)
    assert not (await notices.add(owner, TEXT, end=TOMORROW)).waits
    await members.add(owner, "Anh Duyệt Demo", Role.APPROVER)
    assert (await notices.add(owner, f"{TEXT} Hết.", end=TOMORROW)).waits


async def test_who_books_for_a_day_that_a_notice_tells_of_hears_it(desk: Desk) -> None:
    admin = await desk()
    place = find_place(admin.guidance, "xã Tắc Vân", SUNDAY)
    await announce(admin)
    await announce(admin, day=TUESDAY)
    await notices.add(admin, TEXT, start=TOMORROW - timedelta(hours=3), end=TOMORROW + timedelta(hours=9), area=place)
    office = await desk(Role.OPERATOR)
    booked = await operator.book(office, request(office))
    assert any(TEXT in warning for warning in booked.warnings)
    moved = await operator_changes.move(office, booked.booking.code, TUESDAY, HalfDay.MORNING)
    assert not any(TEXT in warning for warning in moved.warnings)


@pytest.mark.parametrize(
    ("text", "hours", "said"),
    [
        ("ngắn", 1, "chưa có nội dung"),
        ("d" * 501, 1, "tối đa 500"),
        (f"{TEXT} Hỏi người có số 096123456789.", 1, "số giấy tờ"),
        (TEXT + "\x07", 1, "ký tự lạ"),
        (TEXT, 0, "đã qua"),
        (TEXT, -5, "đã qua"),
    ],
)
async def test_what_nobody_should_read_is_refused(lonely_desk: Desk, text: str, hours: int, said: str) -> None:
    with pytest.raises(Refused, match=said):
        await notices.add(await lonely_desk(), text, end=SUNDAY + timedelta(hours=hours))


async def test_a_window_that_is_over_is_refused(lonely_desk: Desk) -> None:
    office = await lonely_desk()
    with pytest.raises(Refused, match="đã hết hạn"):
        await notices.add(office, TEXT, start=SUNDAY - timedelta(days=2), end=SUNDAY - timedelta(days=1))


async def test_two_who_write_the_same_at_once_write_it_once(lonely_desk: Desk) -> None:
    offices = [await lonely_desk(name=f"Người {number} Demo") for number in range(4)]
    done = await asyncio.gather(
        *(notices.add(office, TEXT, end=TOMORROW) for office in offices), return_exceptions=True
    )
    refused = [result for result in done if isinstance(result, Refused)]
    assert len(refused) == 3
    assert all("đã có" in refusal.message for refusal in refused)


async def test_a_running_process_tells_it_at_once_and_once(
    lonely_desk: Desk, bot_database: str, tmp_path: Path
) -> None:
    """Through Telegram's webhook, with two persons, one of whom has written before."""
    rows = Rows(bot_database)

    def answers(sender: Sender) -> list[str]:
        found = rows("SELECT body ->> 'text' AS text FROM outbox WHERE chat = %s ORDER BY id", str(sender.id))
        return [row["text"] for row in found]

    with FakeTelegram(token=TOKEN) as telegram, BotProcess(bot_database, tmp_path, telegram_env(telegram.url)) as bot:
        async with httpx.AsyncClient() as client:

            async def say(sender: Sender, text: str) -> list[str]:
                before = len(answers(sender))
                assert await post(client, bot.url, sender.text(text)) == 200
                await asyncio.to_thread(wait_until, lambda: len(answers(sender)) > before)
                return answers(sender)[before:]

            known, new = Sender(), Sender()
            await say(known, "chào")
            row = await notices.add(await lonely_desk(Role.AUTHOR), TEXT, end=TOMORROW)
            assert TEXT not in "".join(await say(known, "5k")), "the whole province waits for a second person"
            await notices.approve(await lonely_desk(Role.APPROVER), row.id, row.subject.code)
            deadline = asyncio.get_running_loop().time() + 30
            while TEXT not in "".join(await say(known, "5k")):
                assert asyncio.get_running_loop().time() < deadline
            assert TEXT not in "".join(await say(known, "5k"))
            first = await say(new, "chào")
            assert ["trợ lý tự động" in first[0], TEXT in first[1]] == [True, True]
            await notices.remove(await lonely_desk(), row.id)
            (kept,) = rows(
                "SELECT state -> 'memo' -> 'notices' AS told FROM conversations WHERE chat = %s", str(new.id)
            )
            assert kept["told"] == [row.id]
            deadline = asyncio.get_running_loop().time() + 30
            while TEXT in "".join(await say(Sender(), "chào")):
                assert asyncio.get_running_loop().time() < deadline
