"""Dialogue 2: a certified copy needs the original, so the counter, by appointment only: booked to the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from booking_client import BookingStatus, HalfDay
from tests.e2e.flows import Spot, announce_week, code_in, new_phone, number_in, spots

if TYPE_CHECKING:
    from tests.e2e.citizens import Citizen
    from tests.e2e.system import System

SPOTS = spots(
    Spot("xã Tắc Vân, TP Cà Mau", "xa tac van"),
    Spot("xã An Xuyên, TP Cà Mau", "xa an xuyen"),
    Spot("xã Lý Văn Lâm, TP Cà Mau", "xa ly van lam"),
    Spot("xã Hòa Tân, TP Cà Mau", "xa hoa tan"),
)


def test_certified_copies_at_the_counter(system: System, citizen: Citizen) -> None:
    spot, phone = SPOTS[citizen.platform], new_phone()
    unit = announce_week(system, spot.unit)
    before = system.places_left(unit, system.day(1), HalfDay.MORNING)

    answer = citizen.say("chung thuc ban sao, ra xa luon dc hong")
    assert answer.payload("#book.start").endswith("2.000815")
    assert not answer.offers("#way.online")
    assert {"R02", "R03", "R05", "R19"} <= answer.rules
    assert answer.says("bản chính", "đặt lịch")

    assert citizen.say(spot.typed).offers("#book.at")
    citizen.say("sang mai")
    citizen.say("2 bo")
    citizen.say("dong y")
    citizen.say("nguyen van demo")
    read_back = citizen.say(phone)
    assert read_back.says("23/8", "2 bộ", phone[:4])
    assert "R10" in read_back.rules
    assert not system.booked(phone)

    polite = citizen.say("dạ")
    assert polite.offers("#book.confirm")
    assert not system.booked(phone)

    done = citizen.say("đúng rồi")
    (booking,) = system.booked(phone)
    assert booking.code == code_in(done)
    assert booking.queue_number == number_in(done)
    assert (booking.unit_id, booking.date, booking.half_day) == (unit, system.day(1), HalfDay.MORNING)
    assert (booking.procedure, booking.dossiers, booking.status) == ("2.000815", 2, BookingStatus.BOOKED)
    assert booking.visitor is not None
    assert booking.visitor.phone == phone
    assert done.says("5K", "bản chính")
    assert {"R08", "R10"} <= done.rules
    assert system.places_left(unit, system.day(1), HalfDay.MORNING) == before - 2

    mine = citizen.say("lich cua tui")
    assert mine.says(booking.code)
