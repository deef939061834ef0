"""A part is away: Rasa, the booking service. And what a system costs its database while nobody writes."""

from __future__ import annotations

import re
import time
from collections import Counter
from typing import TYPE_CHECKING

import psycopg
import pytest

from booking_client import HalfDay
from bot.embedded.system import free_port
from tests.e2e.citizens import WebCitizen
from tests.e2e.flows import announce_week, new_phone, to_read_back
from tests.e2e.system import Nlu, System

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.embedded.postgres import EmbeddedPostgres

UNIT, TYPED = "xã Hàm Rồng, huyện Năm Căn", "xa ham rong"


@pytest.fixture(scope="module")
def half_a_system(
    postgres: EmbeddedPostgres, bot_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[System]:
    """A system whose Rasa server is not there, and whose database writes down what it is asked."""
    folder = tmp_path_factory.mktemp("half")
    running = System(postgres, bot_template, Nlu(f"http://127.0.0.1:{free_port()}"), folder, "e2e_half")
    postgres.ensure_database(running.name, template=bot_template)
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {running.name} SET log_statement = 'all'")
    with running:
        announce_week(running, UNIT)
        yield running


def test_without_rasa_free_text_gets_an_honest_sentence_and_the_menu(half_a_system: System) -> None:
    with WebCitizen(half_a_system) as citizen:
        answer = citizen.start()
        assert answer.choices
        answer = citizen.say("tui muon lam giay khai sanh cho con")
        assert answer.says("bộ phận đọc hiểu đang tạm nghỉ", "khai sinh")
        assert answer.choices
        assert citizen.say("5k").says("Khẩu trang")
        assert all(number in citizen.say("cứu với").text for number in ("113", "114", "115"))


def test_without_rasa_a_slot_can_be_booked(half_a_system: System) -> None:
    phone = new_phone()
    with WebCitizen(half_a_system) as citizen:
        citizen.say("đặt lịch")
        citizen.press("#book.proc:2.000815")
        assert citizen.say(TYPED).offers("#book.at")
        citizen.press("#book.at")
        citizen.press("#book.dossiers:1")
        to_read_back(citizen, "Nguyễn Văn Demo", phone)
        citizen.press("#book.confirm")
        (booking,) = half_a_system.booked(phone)
        assert booking.half_day is HalfDay.MORNING


def test_an_idle_system_asks_its_database_every_five_seconds_at_most(half_a_system: System) -> None:
    with WebCitizen(half_a_system) as citizen:
        citizen.start()  # the last thing that anybody does
    time.sleep(1)
    log = half_a_system.postgres.log_path
    begin = log.stat().st_size
    seconds = 11
    time.sleep(seconds)
    asked = Counter(statements(log.read_bytes()[begin:].decode(errors="replace")))
    assert asked, "the log holds nothing: this test would prove nothing"
    # A host that is off says nothing: what keeps a connection of its own asks on it whether the server is there, every
    # five seconds. These are the two for wake-up calls, and one for each lead: of the events of bookings, and of
    # polling Telegram and Zalo's bot.
    beats = asked.pop("SELECT 1", 0)
    assert beats <= (2 + 3) * (seconds // 5 + 1), "more signs of life than every five seconds on each connection"
    # A connection that a pool lends is looked at with an empty statement first, for the same reason: never oftener
    # than something is asked on one.
    looks = asked.pop("", 0)
    assert looks <= asked.total() + 1, "connections are looked at on which nothing is asked"
    often = {statement: times for statement, times in asked.items() if times > seconds // 5 + 1}
    assert not often, "asked more often than every five seconds"


def statements(log: str) -> list[str]:
    """The statements in a log of PostgreSQL, each as one line; what only brackets them is left out."""
    found = re.findall(r"LOG:  (?:statement|execute [^:]*): (.*(?:\n\t.*)*)", log)
    lines = [" ".join(statement.split()) for statement in found]
    return [line for line in lines if line not in {"BEGIN", "COMMIT", "ROLLBACK"}]


def test_the_booking_service_away_is_said_plainly(half_a_system: System) -> None:
    phone = new_phone()
    with WebCitizen(half_a_system) as citizen:
        citizen.say("đặt lịch")
        citizen.press("#book.proc:2.000815")
        citizen.say(TYPED)
        citizen.say("thu 5")
        if not citizen.last.offers("#book.dossiers"):
            citizen.press("#book.at")
        citizen.press("#book.dossiers:1")
        to_read_back(citizen, "Nguyễn Văn Demo", phone)
        half_a_system.booking_service.stop()
        try:
            answer = citizen.press("#book.confirm")
            assert not answer.says("đã đặt lịch xong")
            assert "CHƯA" in answer.text
            assert answer.offers("#call.start")
        finally:
            half_a_system.booking_service.start()
            half_a_system.booking_service.wait()
        assert not half_a_system.booked(phone)
        citizen.press("#book.retry")
        (booking,) = half_a_system.booked(phone)
        assert citizen.last.says(booking.code)
