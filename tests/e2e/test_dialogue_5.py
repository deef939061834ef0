"""Dialogue 5: marriage is declared as offered, both come to sign; full half-days; the regime of Tuesday 24/8."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from booking_client import HalfDay
from tests.e2e.flows import Spot, announce_week, code_in, new_phone, spots, to_half_days, to_read_back
from tests.e2e.system import Seed

if TYPE_CHECKING:
    from tests.e2e.citizens import Citizen
    from tests.e2e.system import System

SPOTS = spots(
    Spot("thị trấn Đầm Dơi", "thi tran dam doi"),
    Spot("thị trấn Cái Nước", "thi tran cai nuoc"),
    Spot("thị trấn Năm Căn", "thi tran nam can"),
    Spot("thị trấn Thới Bình", "thi tran thoi binh"),
)


def test_marriage(system: System, citizen: Citizen) -> None:
    spot, phone = SPOTS[citizen.platform], new_phone()
    unit = announce_week(system, spot.unit)
    full = system.day(1), HalfDay.AFTERNOON
    system.announce(Seed(spot.unit, *full, 0))

    answer = citizen.say("tui voi bo tui muon dang ky ket hon")
    assert answer.payload("#book.start").endswith("1.000894")
    assert "R19" in answer.rules
    assert answer.says("hai bên nam, nữ phải có mặt")
    assert answer.offers("#way.online")

    citizen.press("#book.start")
    citizen.say(spot.typed)
    nearest = citizen.say("chieu mai")
    assert nearest.says("hết chỗ")
    assert nearest.offers("#book.at")
    assert not citizen.kept.holds

    citizen.say("thu 3 tuan nay, buoi sang")
    citizen.say("1")
    read_back = to_read_back(citizen, "Nguyễn Văn Demo", phone)
    assert read_back.says("24/8", "Chỉ thị 16")
    assert "REG-CT16-AUG" in read_back.rules | read_back.history
    done = citizen.press("#book.confirm")
    (booking,) = system.booked(phone)
    assert booking.code == code_in(done)
    assert (booking.unit_id, booking.date, booking.procedure) == (unit, system.day(2), "1.000894")
    assert done.says("Chỉ thị 16")


def test_more_dossiers_than_places_are_not_overbooked(system: System, visitor: Citizen) -> None:
    spot = SPOTS[visitor.platform]
    day = system.day(8)
    unit = system.announce(Seed(spot.unit, day, HalfDay.MORNING, 2), Seed(spot.unit, day, HalfDay.AFTERNOON, 4))[
        spot.unit
    ]
    to_half_days(visitor, "chung thuc ban sao", spot.typed)
    visitor.say(f"sang {day.day}/{day.month}")
    answer = visitor.say("3 bo")
    assert not answer.offers("#book.agree")
    assert answer.offers("#book.at")
    assert not visitor.kept.holds
    assert system.places_left(unit, day, HalfDay.MORNING) == 2
    assert day - system.now.date() > timedelta(days=7)
