"""People with an appointment who are on no platform: counted for who broadcasts, named for who sees visitors anyway."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import stat
from typing import TYPE_CHECKING, Any

import pytest

from booking_client import HalfDay
from bot.broadcasts import callers, drafting, listing, reporting, starting
from bot.broadcasts.audience_sql import Reach
from bot.broadcasts.previewing import preview
from bot.broadcasts.progress import status
from bot.broadcasts.report_page import page
from bot.staff import operator, operator_changes
from bot.staff.errors import Away, NotAllowed, Refused
from bot.staff.roles import Role
from tests import commands
from tests.integration.broadcasts.conftest import approve
from tests.integration.staff.conftest import TAC_VAN, Desk
from tests.integration.staff.helpers import TUESDAY, announce, request

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.embedded.parts import BookingService

MORNING = "unit='xã Tắc Vân, TP Cà Mau' day=23/8 half=morning"
TEXT = "Sáng 23/8/2021 Một cửa xã Tắc Vân nghỉ; anh chị đến chiều cùng ngày."


async def drafted(desk: Desk, audience: str = MORNING) -> int:
    wish = drafting.Wish(title="Nghỉ sáng", text=TEXT, audience=audience)
    return (await drafting.create(await desk(Role.AUTHOR), wish)).broadcast.id


@pytest.fixture
async def booked(desk: Desk, query: Callable[..., Any]) -> list[str]:
    """Codes: two of one caller, one of another, one in the afternoon, one cancelled, one of somebody on Telegram."""
    admin = await desk()
    await announce(admin, capacity=10)
    await announce(admin, half=HalfDay.AFTERNOON, capacity=10)
    office = await desk(Role.OPERATOR)
    who = [
        {"phone": "0912000111"},
        {"phone": "0912000111"},
        {"phone": "0912000222", "name": "Trần Thị Demo"},
        {"phone": "0912000333", "half": HalfDay.AFTERNOON},
        {"phone": "0912000444"},
        {"phone": "0912000555"},
    ]
    codes = [(await operator.book(office, request(office, **one))).booking.code for one in who]
    await operator_changes.cancel(office, codes[4])
    query(
        "WITH made AS (INSERT INTO conversations (platform, chat, sender) VALUES ('telegram', '7', '7') RETURNING id)"
        " INSERT INTO contact_visits SELECT id, %s, %s, '2.000815', '2021-08-23 07:00+07' FROM made",
        [codes[5], TAC_VAN],
    )
    return codes


async def told(desk: Desk, audience: str) -> int:
    """Return how many people a broadcast to an audience would be for, on all platforms."""
    return (await preview(await desk(Role.AUTHOR), await drafted(desk, audience), Reach(), {})).count


async def test_who_is_moved_or_cancelled_by_the_call_centre_is_told_of_the_day_they_have_now(
    desk: Desk, booked: list[str]
) -> None:
    office = await desk(Role.OPERATOR)
    await announce(await desk(), day=TUESDAY)
    tuesday = MORNING.replace("23/8", "24/8")
    await operator_changes.move(office, booked[5].lower(), TUESDAY, HalfDay.MORNING)
    assert (await told(desk, MORNING), await told(desk, tuesday)) == (0, 1)
    await operator_changes.cancel(office, booked[5].lower())
    assert await told(desk, tuesday) == 0


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        ("stopped_at = now()", "blocked"),
        ('profile = \'{"notifications": "off"}\'', "opted_out"),
        ("platform = 'zalo_oa'", "zalo_window"),
    ],
)
async def test_who_cannot_be_written_to_is_counted_with_the_reason_and_gets_a_number(
    desk: Desk, booked: list[str], query: Callable[..., Any], what: str, reason: str
) -> None:
    query(f"UPDATE conversations SET {what}")
    number = await drafted(desk)
    found = (await preview(await desk(Role.AUTHOR), number, Reach(), {})).to_json()
    assert (found["count"], found["unreachable"], found["on_no_platform"]) == (1, {reason: 1}, 3)
    await approve(await desk(Role.APPROVER), number)
    given = await callers.numbers(await desk(Role.OPERATOR), number)
    assert "0912000555" in [one.phone for one in given.people]


async def test_who_is_left_out_on_purpose_and_who_is_reached_elsewhere_get_none(
    desk: Desk, booked: list[str], query: Callable[..., Any]
) -> None:
    office = await desk(Role.AUTHOR)
    kept_out = await drafted(desk, f"{MORNING} -platform=telegram")
    assert (await preview(office, kept_out, Reach(), {})).on_no_platform == 2
    person = "11111111-1111-1111-1111-111111111111"
    query("UPDATE conversations SET stopped_at = now(), person = %s", [person])
    query("INSERT INTO conversations (platform, chat, sender, person) VALUES ('web', '8', '8', %s)", [person])
    assert (await preview(office, await drafted(desk), Reach(), {})).on_no_platform == 2


async def test_the_preview_and_the_export_count_them(desk: Desk, booked: list[str]) -> None:
    office = await desk(Role.AUTHOR)
    number = await drafted(desk)
    found = (await preview(office, number, Reach(), {})).to_json()
    assert (found["count"], found["on_no_platform"]) == (1, 2)
    assert (await listing.exported(office, number)).on_no_platform == 2
    whole_day = await drafted(desk, "unit='xã Tắc Vân, TP Cà Mau' day=23/8")
    assert (await preview(office, whole_day, Reach(), {})).on_no_platform == 3


@pytest.mark.parametrize("more", ["topic=service", "language=en", "platform=telegram", "area='xã Tắc Vân, TP Cà Mau'"])
async def test_an_audience_that_asks_what_nobody_knows_of_a_caller_has_none(
    desk: Desk, booked: list[str], more: str
) -> None:
    office = await desk(Role.AUTHOR)
    assert (await preview(office, await drafted(desk, f"{MORNING} {more}"), Reach(), {})).on_no_platform == 0


async def test_who_sees_visitors_gets_the_numbers_of_what_is_approved_and_it_is_noted(
    desk: Desk, booked: list[str], audited: Callable[[str], list[Any]]
) -> None:
    number = await drafted(desk)
    office = await desk(Role.OPERATOR)
    with pytest.raises(Refused, match="chưa được duyệt"):
        await callers.numbers(office, number)
    await approve(await desk(Role.APPROVER), number)
    for refused in (await desk(Role.AUTHOR), await desk(Role.APPROVER), await desk(Role.UNIT, "phuong-8_ca-mau")):
        with pytest.raises(NotAllowed):
            await callers.numbers(refused, number)
    for allowed in (office, await desk(Role.UNIT, TAC_VAN), await desk(Role.ADMIN)):
        found = await callers.numbers(allowed, number)
        assert [(one.phone, one.name, one.code) for one in found.people] == [
            ("0912000111", "Nguyễn Văn Demo", booked[0]),
            ("0912000222", "Trần Thị Demo", booked[2]),
        ]
        assert found.plain.encoding == "GSM-7"
    looks = audited("broadcast.numbers")
    assert [look["details"]["people"] for look in looks] == [2, 2, 2]
    assert "0912" not in str(looks)


async def test_without_the_booking_service_it_says_that_it_does_not_know(
    desk: Desk, lonely_desk: Desk, dead_client: Any
) -> None:
    number = await drafted(desk)
    for office in (await lonely_desk(Role.AUTHOR), await desk(Role.AUTHOR, booking=dead_client)):
        assert (await preview(office, number, Reach(), {})).on_no_platform is None
    await approve(await desk(Role.APPROVER), number)
    with pytest.raises(Away):
        await callers.numbers(await lonely_desk(Role.ADMIN), number)
    with pytest.raises(Away):
        await callers.numbers(await desk(Role.ADMIN, booking=dead_client), number)


async def test_what_is_not_about_visitors_has_no_numbers(desk: Desk) -> None:
    number = await drafted(desk, "topic=rules")
    await approve(await desk(Role.APPROVER), number)
    with pytest.raises(Refused, match="không gửi cho người có hẹn"):
        await callers.numbers(await desk(Role.OPERATOR), number)


async def test_by_the_command_into_a_file_that_nobody_else_reads(
    desk: Desk, booked: list[str], service: BookingService, bot_database: str, tmp_path: Path
) -> None:
    number = await drafted(desk)
    await approve(await desk(Role.APPROVER), number)
    settings = {
        "DATABASE_URL": bot_database,
        "DATA_DIR": str(tmp_path / "data"),
        "BOOKING_URL": service.url,
        "BOOKING_STAFF_TOKEN": service.staff_token,
    }
    seen = commands.run("broadcast", "preview", str(number), settings=settings)
    assert "2 người có hẹn mà không tin nào tới được" in seen.out
    assert "0912" not in seen.out
    file = tmp_path / "so.csv"
    done = commands.run("broadcast", "numbers", str(number), "--to", str(file), settings=settings)
    assert "Đã ghi 2 số" in done.out
    assert "0912" not in done.out
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with file.open(encoding="utf-8-sig") as opened:
        rows = list(csv.DictReader(opened))
    assert [row["so_dien_thoai"] for row in rows] == ["0912 000 111", "0912 000 222"], (
        "bare digits lose their 0 in Excel"
    )
    assert rows[0]["gio_hen"] == "7:00 ngày 23/8/2021"
    again = commands.run("broadcast", "numbers", str(number), "--to", str(file), settings=settings)
    assert (again.code, "--overwrite" in again.err) == (2, True)


async def test_who_needs_an_sms_is_counted_in_status_report_and_table(desk: Desk, booked: list[str]) -> None:
    """Nobody was sent anything, three people have to be called: that is not "everybody was reached"."""
    number = await drafted(desk)
    office, calling = await desk(Role.AUTHOR), await desk(Role.OPERATOR)
    await approve(await desk(Role.APPROVER), number)
    await starting.send(office, number, Reach())
    found = (await status(office, number, {})).sms
    assert found is not None
    assert (found.people, found.taken_by, "CHƯA AI LẤY SỐ" in found.words) == (2, None, True)
    html = page(await reporting.report(office, number, {}), dt.datetime.now(dt.UTC))
    assert "2 người phải nhắn SMS" in html
    assert "Không có ai." not in html
    await callers.numbers(calling, number)
    found = (await status(office, number, {})).sms
    assert found is not None
    assert f"{calling.actor.name} đã lấy số lúc" in found.words
    rows = [row async for row in reporting.unreached(office, number)]
    assert [(row["platform"], row["reason"], row["area"]) for row in rows] == [
        ("sms", "sms_only", "Xã Tắc Vân, thành phố Cà Mau")
    ] * 2
    assert not any("0912" in str(row) or "CM-" in str(row) for row in rows)


async def test_where_the_booking_service_says_nothing_nobody_claims_that_all_were_reached(
    desk: Desk, booked: list[str]
) -> None:
    number = await drafted(desk)
    office = dataclasses.replace(await desk(Role.AUTHOR), booking=None)
    found = (await status(office, number, {})).sms
    assert found is not None
    assert (found.people, "Chưa biết" in found.words) == (None, True)
    html = page(await reporting.report(office, number, {}), dt.datetime.now(dt.UTC))
    assert "chưa biết" in html
    assert "Không có ai." not in html
