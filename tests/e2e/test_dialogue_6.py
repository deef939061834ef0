"""Dialogue 6: side questions, other days, giving up; and somebody who can use no open way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from booking_client import HalfDay
from tests.e2e.flows import Spot, announce_week, new_phone, spots, to_half_days

if TYPE_CHECKING:
    from tests.e2e.citizens import Citizen
    from tests.e2e.system import System

SPOTS = spots(
    Spot("xã Khánh An, huyện U Minh", "xa khanh an"),
    Spot("xã Khánh Lâm, huyện U Minh", "xa khanh lam"),
    Spot("xã Khánh Hội, huyện U Minh", "xa khanh hoi"),
    Spot("xã Khánh Tiến, huyện U Minh", "xa khanh tien"),
)


def test_asking_in_between_another_day_and_giving_up(system: System, citizen: Citizen) -> None:
    spot = SPOTS[citizen.platform]
    unit = announce_week(system, spot.unit)
    half_days = to_half_days(citizen, "chung thuc ban sao", spot.typed)

    aside = citizen.say("5k la gi")
    assert "R10" in aside.rules
    assert aside.says("Khẩu trang")
    assert set(half_days.choices.values()) <= set(aside.choices.values()), "the same step is not asked again"

    citizen.say("sang mai")
    citizen.say("2")
    (hold,) = citizen.kept.holds
    assert (hold.unit_id, hold.date, hold.dossiers) == (unit, system.day(1), 2)
    assert system.places_left(unit, system.day(1), HalfDay.MORNING) == 4

    other = citizen.say("đổi ngày khác")
    assert other.offers("#book.at")
    citizen.say("chieu thu 4")
    (hold,) = citizen.kept.holds
    assert (hold.date, hold.half_day, hold.dossiers) == (system.day(3), HalfDay.AFTERNOON, 2)
    assert system.places_left(unit, system.day(1), HalfDay.MORNING) == 6

    citizen.say("thôi khỏi")
    assert not citizen.kept.holds
    assert not citizen.kept.bookings
    assert system.places_left(unit, system.day(3), HalfDay.AFTERNOON) == 6


def test_no_internet_and_a_far_post_office(citizen: Citizen) -> None:
    phone = new_phone()
    citizen.say("lam giay khai sanh cho con")
    answer = citizen.say("nha khong co mang, buu dien xa")
    assert not answer.offers("#book")
    assert "R01" in answer.rules
    assert answer.says("không nêu", "ngoại lệ")
    assert answer.offers("#call.start:hotline")

    citizen.press("#call.start:hotline")
    citizen.press("#call.agree")
    citizen.say("Nguyễn Văn Demo")
    citizen.say(phone)
    citizen.press("#call.send")
    (request,) = citizen.callbacks
    assert (request["desk"], request["procedure"], request["phone"]) == ("hotline", "1.001193", phone)
    assert "nha khong co mang, buu dien xa" in str(request["reason"]) + str(request["details"])
    assert not citizen.kept.holds
    assert not citizen.kept.bookings
