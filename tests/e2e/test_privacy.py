"""People's data: told what is kept, erased everywhere at any moment, never asked for an ID number."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from booking_client import BookingStatus, HalfDay
from tests.e2e.citizens import WebCitizen
from tests.e2e.flows import Spot, announce_week, code_in, new_phone, spots, to_half_days, to_read_back

if TYPE_CHECKING:
    from tests.e2e.citizens import Citizen
    from tests.e2e.system import System

SPOTS = spots(
    Spot("thị trấn Sông Đốc, huyện Trần Văn Thời", "thi tran song doc"),
    Spot("xã Khánh Hải, huyện Trần Văn Thời", "xa khanh hai"),
    Spot("xã Phong Lạc, huyện Trần Văn Thời", "xa phong lac"),
    Spot("xã Khánh Lộc, huyện Trần Văn Thời", "xa khanh loc"),
)
ID_NUMBER = "096123456789"


def everything_of(citizen: Citizen) -> str:
    """All that the bot's database holds of a person, as one text."""
    rows = citizen.system.rows(
        "SELECT c::text AS c, i::text AS i, o::text AS o FROM conversations AS c"
        " LEFT JOIN inbox AS i ON i.conversation_id = c.id LEFT JOIN outbox AS o ON o.inbox_id = i.id"
        " WHERE c.platform = %s AND c.sender = %s",
        citizen.platform,
        citizen.sender,
    )
    return "\n".join(str(row) for row in rows)


def test_the_first_answer_says_that_it_is_a_machine(visitor: Citizen) -> None:
    answer = visitor.say("chung thuc ban sao")
    assert answer[0].text.startswith("Xin chào! Đây là trợ lý tự động")
    assert "22/8/2021" in answer[0].text
    assert not visitor.say("5k la gi").says("trợ lý tự động")


def test_what_is_kept_is_shown_amid_a_booking(system: System, visitor: Citizen) -> None:
    phone = new_phone()
    announce_week(system, SPOTS[visitor.platform].unit)
    to_half_days(visitor, "chung thuc ban sao", SPOTS[visitor.platform].typed)
    visitor.say("sang mai")
    visitor.say("1 bo")
    to_read_back(visitor, "Nguyễn Văn Demo", phone)
    for words in ("dữ liệu của tôi", "du lieu cua tui"):
        shown = visitor.say(words)
        assert shown.says(phone)
        assert shown.offers("#privacy.ask")
        assert shown.offers("#book.confirm"), "the booking goes on"
    assert not system.booked(phone)


def test_everything_is_handed_over_as_a_file(system: System, visitor: Citizen) -> None:
    announce_week(system, SPOTS[visitor.platform].unit)
    phone = new_phone()
    to_half_days(visitor, "chung thuc ban sao", SPOTS[visitor.platform].typed)
    visitor.say("sang mai")
    visitor.say("1 bo")
    to_read_back(visitor, "Nguyễn Văn Demo", phone)
    code = code_in(visitor.press("#book.confirm"))
    assert visitor.say("du lieu cua tui").offers("#privacy.file")
    told = visitor.press("#privacy.file")
    assert told.says("trong tệp này")
    assert told.offers("#privacy.ask")
    (kept,) = system.rows(
        "SELECT o.body -> 'file' ->> 'text' AS text"
        " FROM outbox AS o JOIN conversations AS c ON c.id = o.conversation_id"
        " WHERE c.platform = %s AND c.sender = %s AND o.body ? 'file'",
        visitor.platform,
        visitor.sender,
    )
    rows = list(csv.reader(io.StringIO(kept["text"])))
    assert rows[0] == ["Loại", "Lúc", "Nội dung"]
    assert {len(row) for row in rows} == {3}
    said = {content for kind, _, content in rows if kind == "Tin của anh/chị"}
    assert {"chung thuc ban sao", "sang mai", "du lieu cua tui"} <= said
    assert any(kind == "Lịch hẹn" and code in content and phone in content for kind, _, content in rows)


def test_erasing_reaches_every_place(system: System, citizen: Citizen) -> None:
    phone = new_phone()
    unit = announce_week(system, SPOTS[citizen.platform].unit)
    to_half_days(citizen, "chung thuc ban sao", SPOTS[citizen.platform].typed)
    citizen.say("chieu mai")
    citizen.say("1 bo")
    to_read_back(citizen, "Nguyễn Văn Demo", phone)
    code = code_in(citizen.press("#book.confirm"))
    booked = system.places_left(unit, system.day(1), HalfDay.AFTERNOON)

    # A second booking is under way, with a place on hold.
    to_half_days(citizen, "chung thuc ban sao", SPOTS[citizen.platform].typed)
    citizen.say("sang thu 4")
    citizen.say("1 bo")
    assert citizen.kept.holds

    asked = citizen.say("xoa du lieu")
    assert asked.says(code)
    assert citizen.kept.bookings
    polite = citizen.say("dạ")
    assert not polite.says("đã xóa")
    assert polite.offers("#book."), "the booking goes on"
    assert code in everything_of(citizen), "politeness erases nothing"
    assert system.booked(phone)
    assert citizen.kept.bookings
    assert citizen.kept.holds
    asked = citizen.say("xóa dữ liệu")
    owner = citizen.kept.owner
    citizen.press("#privacy.erase")

    assert not everything_of(citizen)
    assert not system.booked(phone), "the visitor's phone is gone from the booking service"
    left = system.owner(owner)
    assert not left.holds
    assert all(booking.visitor is None and booking.status is BookingStatus.CANCELLED for booking in left.bookings)
    assert system.places_left(unit, system.day(1), HalfDay.AFTERNOON) == booked + 1
    found = system.rows("SELECT count(*) AS n FROM outbox WHERE body::text LIKE %s", f"%{phone[4:]}%")
    assert found == [{"n": 0}]


def test_a_late_duplicate_revives_nobody(system: System) -> None:
    with WebCitizen(system) as citizen:
        citizen.say("chung thuc ban sao")
        first = citizen.sent
        citizen.say("xoa du lieu")
        citizen.press("#privacy.erase")
        citizen.sent = first
        assert citizen.post_again() == 202
        assert citizen.poll(wait=False) == []
        assert not everything_of(citizen)
        rows = system.rows("SELECT body FROM inbox WHERE body::text LIKE %s", f"%{first['id']}%")
        assert rows == []


def test_an_id_number_is_masked_and_told(system: System, visitor: Citizen) -> None:
    answer = visitor.say(f"so cccd cua tui la {ID_NUMBER}, lam giay khai sanh cho con")
    assert answer.says("đã che số giấy tờ")
    assert ID_NUMBER not in answer.text
    kept = everything_of(visitor)
    assert kept
    assert ID_NUMBER not in kept
    assert ID_NUMBER not in system.bot.log.read_text()


def test_nobody_is_asked_for_an_id_number(system: System, visitor: Citizen) -> None:
    announce_week(system, SPOTS[visitor.platform].unit)
    to_half_days(visitor, "chung thuc ban sao", SPOTS[visitor.platform].typed)
    visitor.say("sang thu 5")
    visitor.say("1 bo")
    assert visitor.press("#book.agree").says("không cần số căn cước")
