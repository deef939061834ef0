"""Dialogue 7: five years later nothing of 2021 is told as current, and history is named as history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.e2e.flows import new_phone, to_read_back

if TYPE_CHECKING:
    from tests.e2e.answers import Answer
    from tests.e2e.citizens import Citizen
    from tests.e2e.system import System

LETTER = {f"R{number:02d}" for number in range(1, 24)}


def assert_nothing_of_2021_is_current(answer: Answer) -> None:
    assert not answer.rules & LETTER
    for seen in answer:
        for cited in seen.citations:
            assert not (cited.in_force and "4708" in cited.document)


def test_the_hotline_of_2021_is_history(citizen_of_today: Citizen) -> None:
    answer = citizen_of_today.say("co phai goi 08.27.27.1022 dat lich khong")
    assert_nothing_of_2021_is_current(answer)
    assert answer.history & {"R03", "R05"}
    assert answer.says("quy định cũ, coi như hết hiệu lực")
    assert answer.says("chưa có số tổng đài nào được cơ quan công bố")


def test_districts_are_gone(citizen_of_today: Citizen) -> None:
    answer = citizen_of_today.say("nop o huyen duoc khong")
    assert_nothing_of_2021_is_current(answer)
    assert "NOW-03" in answer.rules
    assert answer.says("không còn cấp huyện")
    assert answer.says("thông tin này cơ quan chưa xác nhận; anh/chị hỏi nơi nộp trước khi đi")


def test_the_epidemic_is_over(citizen_of_today: Citizen) -> None:
    assert_nothing_of_2021_is_current(citizen_of_today.say("gio di nop con 5k khong"))
    assert_nothing_of_2021_is_current(citizen_of_today.say("mat viec roi, so lao dong co goi minh khong"))
    assert_nothing_of_2021_is_current(citizen_of_today.say("vo phong 12 nguoi duoc khong"))


def test_the_ladder_is_advice_and_an_announced_opening_can_be_booked(
    system_of_today: System, citizen_of_today: Citizen
) -> None:
    phone = new_phone()
    assert_nothing_of_2021_is_current(citizen_of_today.say("dat lich lam giay khai sanh cho con"))
    if not citizen_of_today.last.offers("#book.at"):
        citizen_of_today.say("tui o phuong an xuyen")
    answer = citizen_of_today.press("#book.at")
    assert answer.offers("#book.dossiers"), "'lam giay' is no number of dossiers"
    citizen_of_today.say("1 bo")
    read_back = to_read_back(citizen_of_today, "Nguyễn Văn Demo", phone)
    assert_nothing_of_2021_is_current(read_back)
    done = citizen_of_today.press("#book.confirm")
    assert_nothing_of_2021_is_current(done)
    assert not done.says("08.27.27.1022")
    (booking,) = system_of_today.booked(phone)
    assert booking.procedure == "1.001193"
