"""Dialogue 8: two phones, one last place, the same second; then one cancels and the other tries again."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from booking_client import BookingStatus, HalfDay
from tests.e2e.citizens import TelegramCitizen, WebCitizen
from tests.e2e.citizens_terminal import TerminalCitizen
from tests.e2e.flows import code_in, new_phone, to_half_days, to_read_back
from tests.e2e.system import Seed

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.answers import Answer
    from tests.e2e.citizens import Citizen
    from tests.e2e.system import System


@pytest.mark.parametrize(
    ("kinds", "unit", "typed"),
    [
        ((TelegramCitizen, TelegramCitizen), "xã Ngọc Chánh, huyện Đầm Dơi", "xa ngoc chanh"),
        ((WebCitizen, TelegramCitizen), "xã Thanh Tùng, huyện Đầm Dơi", "xa thanh tung"),
        ((TerminalCitizen, WebCitizen), "xã Trần Phán, huyện Đầm Dơi", "xa tran phan"),
    ],
    ids=["telegram-telegram", "web-telegram", "terminal-web"],
)
def test_the_last_place(
    system: System,
    meet: Callable[[type[Citizen]], Citizen],
    kinds: tuple[type[Citizen], type[Citizen]],
    unit: str,
    typed: str,
) -> None:
    day, half = system.day(1), HalfDay.MORNING
    unit_id = system.announce(Seed(unit, day, half, 1))[unit]
    people = [meet(kind) for kind in kinds]
    for person in people:
        to_half_days(person, "chung thuc ban sao", typed)
        assert person.say("sang mai").offers("#book.dossiers")

    together = threading.Barrier(2)

    def press_at_once(person: Citizen) -> Answer:
        together.wait(30)
        return person.press("#book.dossiers:1")

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(press_at_once, people))
    held = [answer.offers("#book.agree") for answer in answers]
    assert sorted(held) == [False, True], "exactly one of them holds the last place"
    winner, loser = people[held.index(True)], people[held.index(False)]
    assert loser.last.says("hết chỗ")
    assert not loser.kept.holds

    phones = [new_phone(), new_phone()]
    to_read_back(winner, "Nguyễn Văn Demo", phones[0])
    first = code_in(winner.press("#book.confirm"))
    assert loser.press("#book.look").says("hết chỗ")
    assert system.places_left(unit_id, day, half) == 0

    assert winner.say("hủy").offers("#appt")
    assert not winner.last.says("đã hủy")
    winner.say("đúng rồi")
    assert system.booked(phones[0])[0].status is BookingStatus.CANCELLED
    assert system.places_left(unit_id, day, half) == 1

    loser.press("#book.look")
    if loser.last.offers("#book.at"):
        loser.press("#book.at")
    if loser.last.offers("#book.dossiers"):
        loser.press("#book.dossiers:1")
    to_read_back(loser, "Trần Thị Demo", phones[1])
    second = code_in(loser.press("#book.confirm"))
    assert second != first
    (booking,) = system.booked(phones[1])
    assert (booking.code, booking.status, booking.date) == (second, BookingStatus.BOOKED, day)
    assert booking.queue_number != system.booked(phones[0])[0].queue_number
    assert system.places_left(unit_id, day, half) == 0
