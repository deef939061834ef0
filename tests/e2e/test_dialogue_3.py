"""Dialogue 3: no booking at a unit in a locked-down area, nor for a citizen from one; what is unsaid is called so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.e2e.conftest import LOCKED_FOR_DAYS, LOCKED_OPEN

if TYPE_CHECKING:
    from tests.e2e.citizens import Citizen


def test_a_unit_in_a_locked_down_area_takes_nobody(citizen: Citizen) -> None:
    citizen.say("chung thuc ban sao")
    citizen.press("#book.start")
    citizen.say("xa tan thanh, tp ca mau")
    answer = citizen.say(f"nop o {LOCKED_OPEN.typed}")
    assert "R06" in answer.rules
    assert answer.says("phong tỏa")
    assert not any("hòa thành" in label.lower() for label in answer.choices)
    assert not citizen.kept.holds


def test_a_citizen_from_a_locked_down_area_gets_no_slot(citizen: Citizen) -> None:
    citizen.say("chung thuc ban sao, ra xa luon dc hong")
    citizen.press("#book.start")
    answer = citizen.say(LOCKED_FOR_DAYS.typed)
    assert "R06" in answer.rules
    assert not answer.offers("#book")
    assert answer.says("phong tỏa", "26/08/2021")
    assert answer.says("không nói người ở trong khu phong tỏa thì làm thủ tục bằng cách nào")
    assert answer.says("08.27.27.1022")
    assert answer.offers("#call.start:hotline")

    tests = citizen.say("co can giay xet nghiem hong")
    assert tests.says("không nói có cần giấy xét nghiệm hay không")
    assert "R04" in tests.rules
    assert not citizen.kept.holds
    assert not citizen.kept.bookings


def test_asking_to_be_booked_again_changes_nothing(visitor: Citizen) -> None:
    visitor.say("chung thuc ban sao")
    visitor.press("#book.start")
    visitor.say(LOCKED_FOR_DAYS.typed)
    again = visitor.say("dat lich")
    assert not again.offers("#book.at")
    assert "R06" in again.rules
