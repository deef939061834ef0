"""Where choices are numbers only: a whole booking by them, and two lists in one answer that do not collide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from booking_client import HalfDay
from tests.e2e.citizens_zalo import ZaloBotCitizen
from tests.e2e.flows import announce_week, code_in, new_phone, to_half_days, to_read_back

if TYPE_CHECKING:
    from tests.e2e.system import System

UNIT, TYPED = "phường Tân Xuyên, TP Cà Mau", "phuong tan xuyen"


def test_a_booking_and_its_erasing_by_numbers(system: System) -> None:
    unit = announce_week(system, UNIT)
    phone = new_phone()
    with ZaloBotCitizen(system) as citizen:
        to_half_days(citizen, "chung thuc ban sao", TYPED)
        citizen.press("#book.at")
        citizen.press("#book.dossiers:2")
        read_back = to_read_back(citizen, "Nguyễn Văn Demo", phone)
        assert read_back.says("2 bộ", "Nguyễn Văn Demo")
        code = code_in(citizen.press("#book.confirm"))
        assert [booking.code for booking in system.booked(phone)] == [code]
        assert system.places_left(unit, system.day(1), HalfDay.MORNING) == 4

        to_half_days(citizen, "chung thuc ban sao", TYPED)
        citizen.say("sang thu 4")
        citizen.say("1 bo")
        asked = citizen.say("xoa du lieu")
        assert asked.offers("#privacy.erase")
        assert asked.offers("#book"), "the booking goes on, with a list of its own below"
        erased = citizen.press("#privacy.erase")
        assert code in erased.text
        assert not citizen.kept.bookings
        assert not citizen.kept.holds
        assert not system.rows("SELECT id FROM conversations WHERE sender = %s", citizen.sender)
