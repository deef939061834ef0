"""Reminders: once over all processes, only to whom they are of use, gone with the person."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from psycopg.types.json import Jsonb

from booking_client import BookingNotFound, BookingStatus, BookingUnavailable
from bot.conversation.matters import Matters
from bot.conversation.messages import Choice, Reply
from bot.conversation.reminders import Visit
from bot.conversation.state import State
from bot.db.events import Events
from bot.db.people import PersonRows
from bot.delivery.reminders import Reminders
from bot.guidance.answers import FactName
from bot.guidance.moments import VIETNAM
from bot.understanding.clauses import Mood
from bot.understanding.clauses.model import Fact, Holder
from tests.waiting import wait_until

PROCEDURE = "1.014063"
"""An identity card, exchanged: the old card and a request."""

VISIT = datetime(2021, 8, 24, 13, 30, tzinfo=VIETNAM)
BOOKED = datetime(2021, 8, 22, 9, tzinfo=VIETNAM)
EVENING = datetime(2021, 8, 23, 19, tzinfo=VIETNAM)
REPLY = Reply("Dạ nhắc lịch", (Choice("Vẫn đi", "#appt.coming:CM-22222"), Choice("Hủy", "#appt.cancel:CM-22222")))


class Book:
    """What the booking service says of the one appointment."""

    def __init__(self, answer=None) -> None:
        self.answer = answer

    async def booking(self, _code, **_options):
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


class Booked:
    def __init__(self, status=BookingStatus.BOOKED, start=VISIT) -> None:
        self.status = status
        self.window = type("Window", (), {"start": start})()


@pytest.fixture
def person(rows):
    (row,) = rows("INSERT INTO conversations (platform, chat, sender) VALUES ('telegram', '77', '77') RETURNING id")
    return row["id"]


async def plan(database, person, *, visit=VISIT, as_of=BOOKED):
    async with database.transaction() as connection:
        await PersonRows(connection, person, as_of).plan_reminders(Visit("CM-22222", visit, REPLY))


def reminders(database, now, answer=None, *, reachable=("telegram",), **options):
    booking = Book(answer) if answer is not None else None
    events = Events(database.url)
    return Reminders(database, events, lambda: now, booking=booking, as_of=lambda: None, reachable=reachable, **options)


def planned(rows):
    return [(row["kind"], row["status"], row["reason"]) for row in rows("SELECT * FROM reminders ORDER BY due_at")]


async def test_many_processes_send_each_reminder_once(rows, database, person):
    await plan(database, person)
    at_seven = [reminders(database, EVENING, Booked()) for _ in range(6)]
    await asyncio.gather(*(each.look() for each in at_seven))
    await reminders(database, EVENING + timedelta(minutes=1), Booked()).look()
    assert planned(rows) == [("evening", "queued", None), ("soon", "planned", None)]
    (sent,) = rows("SELECT body, priority, status FROM outbox")
    assert (sent["priority"], sent["status"], Reply.from_json(sent["body"])) == (1, "queued", REPLY)
    (row,) = rows("SELECT state FROM conversations")
    assert row["state"] == {"menu": [[c.label, c.payload] for c in REPLY.choices], "menu_live": True}


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_what_came_in_the_way_of_the_visit_is_said_first(rows, database, person, language):
    """A lock-down of the unit that began after the booking: without this word the boat trip is in vain."""
    rows("UPDATE conversations SET profile = jsonb_build_object('language', %s::text)", language)
    async with database.transaction() as connection:
        visit = Visit("CM-22222", VISIT, REPLY, unit="xa-tac-van_ca-mau", procedure="2.000815")
        await PersonRows(connection, person, BOOKED).plan_reminders(visit)
    asked = []

    def warn(*visit):
        asked.append(visit)
        return "Khoan đi"

    told = []
    await reminders(database, EVENING, Booked(), warn=warn, papers=lambda *of: told.append(of)).look()
    assert told == []
    assert asked == [("xa-tac-van_ca-mau", VISIT, language)]
    (sent,) = rows("SELECT body FROM outbox")
    said = Reply.from_json(sent["body"])
    assert said.text == f"Khoan đi\n{REPLY.text}"
    assert said.choices == REPLY.choices


async def test_an_appointment_that_is_moved_or_cancelled(rows, database, person):
    await plan(database, person)
    await plan(database, person, visit=VISIT + timedelta(days=1))
    assert [row["due_at"].astimezone(VIETNAM).day for row in rows("SELECT due_at FROM reminders ORDER BY 1")] == [
        24,
        25,
    ]
    async with database.transaction() as connection:
        await PersonRows(connection, person, BOOKED).drop_reminders("CM-22222")
    assert {status for _, status, _ in planned(rows)} == {"dropped"}


@pytest.mark.parametrize("status", ["queued", "waiting"])
@pytest.mark.parametrize("moved", [True, False])
async def test_one_that_waits_to_be_sent_is_taken_back_too(rows, database, person, status, moved):
    await plan(database, person)
    await reminders(database, EVENING, Booked()).look()
    rows("UPDATE outbox SET status = %s", status)
    if moved:
        await plan(database, person, visit=VISIT + timedelta(days=1))
    else:
        async with database.transaction() as connection:
            await PersonRows(connection, person, BOOKED).drop_reminders("CM-22222")
    assert [row["status"] for row in rows("SELECT status FROM outbox")] == ["stopped"]


async def test_what_waits_of_another_appointment_stays(rows, database, person):
    await plan(database, person)
    await reminders(database, EVENING, Booked()).look()
    async with database.transaction() as connection:
        await PersonRows(connection, person, BOOKED).drop_reminders("CM-33333")
    assert [row["status"] for row in rows("SELECT status FROM outbox")] == ["queued"]


async def test_what_lies_behind_is_not_planned(rows, database, person):
    await plan(database, person, as_of=EVENING + timedelta(minutes=5))
    assert [kind for kind, _, _ in planned(rows)] == ["soon"]


@pytest.mark.parametrize(
    "case",
    [
        ('profile = \'{"notifications": "off"}\'', Booked(), "not wanted"),
        ("stopped_at = now()", Booked(), "not reachable"),
        ("platform = 'zalo_oa'", Booked(), "not reachable"),
        ("chat = '77'", Booked(BookingStatus.CANCELLED), "the booking is cancelled"),
        ("chat = '77'", Booked(start=VISIT + timedelta(days=1)), "the booking was moved"),
        ("chat = '77'", BookingNotFound("none"), "no such booking"),
    ],
)
async def test_nobody_is_reminded_in_vain(rows, database, person, case):
    change, answer, reason = case
    await plan(database, person)
    rows(f"UPDATE conversations SET {change}")
    await reminders(database, EVENING, answer).look()
    assert planned(rows)[0] == ("evening", "dropped", reason)
    assert rows("SELECT 1 FROM outbox") == []


async def test_a_booking_service_that_is_away_is_waited_for_half_an_hour(rows, database, person):
    await plan(database, person)
    await reminders(database, EVENING, BookingUnavailable("away")).look()
    assert rows("SELECT 1 FROM outbox") == []
    await reminders(database, EVENING + timedelta(minutes=31), BookingUnavailable("away")).look()
    assert len(rows("SELECT 1 FROM outbox")) == 1


async def test_one_that_fails_holds_up_no_other(rows, database, person):
    await plan(database, person)
    rows("UPDATE reminders SET visit = '{\"choices\": 1}'")  # nothing that this code can say
    (other,) = rows("INSERT INTO conversations (platform, chat, sender) VALUES ('telegram', '78', '78') RETURNING id")
    await plan(database, other["id"])
    await reminders(database, EVENING, Booked()).look()
    assert [row["chat"] for row in rows("SELECT chat FROM outbox")] == ["78"]
    await reminders(database, VISIT + timedelta(minutes=1), Booked()).look()
    assert rows("SELECT DISTINCT reason FROM reminders WHERE status = 'dropped'") == [{"reason": "too late"}]


async def test_a_reminder_missed_at_night_waits_for_the_morning(rows, database, person):
    await plan(database, person)
    await reminders(database, EVENING.replace(hour=22), Booked()).look()
    assert rows("SELECT 1 FROM outbox") == []
    await reminders(database, EVENING.replace(day=24, hour=7), Booked()).look()
    assert len(rows("SELECT 1 FROM outbox")) == 1
    await reminders(database, VISIT + timedelta(minutes=1), Booked()).look()
    assert planned(rows)[1] == ("soon", "dropped", "too late")


async def test_reminders_are_erased_with_the_person(rows, database, person):
    await plan(database, person)
    async with database.transaction() as connection:
        people = PersonRows(connection, person, BOOKED)
        assert len((await people.export())["reminders"]) == 2
        await people.erase()
    assert rows("SELECT 1 FROM reminders") == []


async def test_two_running_processes_send_it_once_by_their_calendar_with_the_papers_that_are_left(
    start_bot, rows, telegram, database
):
    citizen = telegram.user()
    citizen.chat.open = True
    (row,) = rows(
        "INSERT INTO conversations (platform, chat, sender) VALUES ('telegram', %s, %s) RETURNING id",
        str(citizen.id),
        str(citizen.id),
    )
    state = State()
    matters = Matters()
    now = datetime.now(UTC)
    has = Fact(FactName.HAS, "thẻ căn cước cũ", Holder.ME, Mood.ASSERTS, 0, 0)
    matters.note([has], now, 1)
    matters.name(PROCEDURE)
    matters.keep(state)
    rows("UPDATE conversations SET state = %s", Jsonb(state.to_json()))
    visit = Visit("CM-22222", VISIT, REPLY, unit="xa-tac-van_ca-mau", procedure=PROCEDURE)
    async with database.transaction() as connection:
        await PersonRows(connection, row["id"], BOOKED).plan_reminders(visit)
    for _ in range(2):
        start_bot(AS_OF="2021-08-23T19:00")
    wait_until(lambda: citizen.last)
    wait_until(lambda: rows("SELECT 1 FROM outbox WHERE status = 'sent'"))
    (reminder,) = citizen.messages()
    assert reminder.text.startswith(REPLY.text)
    assert "chưa nói là có: Phiếu đề nghị giải quyết thủ tục về căn cước." in reminder.text
    assert reminder.labels == ["Vẫn đi", "Hủy"]
