"""The report of difficulties on PostgreSQL: from turns of a running process to the command's page, naming nobody."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import uuid
from datetime import date, datetime, timedelta

import httpx
import pytest

from bot.content.reference import load_reference
from bot.conversation.guidance_store import GuidanceStore
from bot.conversation.people import CallbackRequest
from bot.db.cleaning import clean_up
from bot.db.events import Events
from bot.db.people import PersonRows
from bot.db.retention import Periods
from bot.guidance.moments import VIETNAM
from bot.reports.difficulties import as_json
from bot.staff import report
from bot.staff.actor import OWNER
from bot.staff.errors import Refused
from bot.staff.office import Office
from tests import commands, forking
from tests.fakes.telegram import FakeTelegram
from tests.processes import SECRET_KEY, BotProcess
from tests.updates import TOKEN, Sender, post, telegram_env
from tests.waiting import wait_until

BIRTH, COPIES = "1.001193", "2.000815"
HOME = "xa-tac-van_ca-mau"
NOW = datetime(2021, 8, 22, 9, tzinfo=VIETNAM)
MONDAY, SUNDAY = report.week_of(NOW.date())


@pytest.fixture
async def office(database):
    store = GuidanceStore(database, load_reference(), Events(database.url))
    await store.reload()
    return Office(database, store.current, OWNER, NOW)


@pytest.fixture
def came(rows):
    """Write what a turn came to."""

    def write(person, wish="find_procedure", *, led=None, obstacles=(), procedure=BIRTH, day=SUNDAY):
        columns = "day, person, wish, led, obstacles, procedure, area"
        query = f"INSERT INTO outcomes ({columns}) VALUES (%s, %s, %s, %s, %s, %s, %s)"
        rows(query, day, uuid.UUID(int=person), wish, led, list(obstacles), procedure, HOME)

    return write


def test_a_week_begins_on_monday():
    assert report.week_of(NOW.date()) == (date(2021, 8, 16), date(2021, 8, 22))
    assert report.week_of(MONDAY) == report.week_of(SUNDAY)


async def test_people_are_counted_not_messages_and_the_last_way_counts(office, came):
    for person in range(8):
        for _ in range(3):
            came(person, obstacles=["online.no_network"])
        came(person, led="online", procedure=None)
        came(person, led="online")
        came(person, led="postal" if person < 5 else "in_person")
    came(20, led="online", procedure=None)
    came(30, obstacles=["online.no_network"], day=MONDAY - timedelta(days=1))
    made = as_json(await report.difficulties(office, MONDAY, SUNDAY))
    assert made["people"] == 9
    assert made["difficulties"]["total"] == 8
    assert made["reasons"][0]["by_area"]["groups"] == [{"area": HOME, "count": 8}]
    assert (made["led"]["total"], made["led"]["groups"], made["led"]["rest"]) == (9, [], 9)
    for person in range(40, 45):
        came(person, led="in_person", procedure=COPIES)
        came(person, led="postal", procedure=BIRTH)
    made = as_json(await report.difficulties(office, MONDAY, SUNDAY))
    assert made["led"]["groups"] == [{"way": "postal", "count": 10}]
    assert made["led"]["rest"] == 9


async def test_errors_complaints_and_call_backs(office, came, rows):
    for person in range(6):
        came(person, "report_online_error", obstacles=["online.error"])
        came(person, "complaint_feedback", procedure=None)
    query = (
        "INSERT INTO callbacks (desk, reason, name, phone, as_of, created_at, taken_at, status, outcome, details, area)"
        " VALUES ('hotline', 'x', 'Nguyễn Văn Demo', '0912000111', %s, now() - interval '3 hours', {}, %s, %s,"
        f" jsonb_build_object('cannot', jsonb_build_array('online', 'postal')), '{HOME}')"
    )
    for waited in (10, 20, 30, 40, 100):
        taken = f"now() - interval '3 hours' + interval '{waited} minutes'"
        rows(query.format(taken), NOW, "closed", "Đã gọi")
    rows(query.format("NULL"), NOW, "open", None)
    rows(query.format("NULL"), NOW - timedelta(days=7), "open", None)
    made = as_json(await report.difficulties(office, MONDAY, SUNDAY))
    assert made["portal_errors"]["by_procedure"]["groups"] == [{"procedure": BIRTH, "count": 6}]
    assert made["complaints"]["total"] == 6
    assert made["difficulties"]["total"] == 0
    calls = made["callbacks"]
    assert (calls["left"], calls["waiting"], calls["closed"], calls["taken"]) == (6, 1, 5, 5)
    assert calls["by_reason"]["groups"] == [{"reason": "both", "count": 6}]
    assert calls["by_area"]["groups"] == [{"area": HOME, "count": 6}]
    assert (calls["median_minutes"], calls["p90_minutes"]) == (30.0, 100.0)
    assert "Demo" not in json.dumps(made, ensure_ascii=False)


async def test_a_request_that_its_person_takes_back_counts_as_that(office, database, rows):
    add = "INSERT INTO conversations (platform, chat, sender) VALUES ('web', %s, %s) RETURNING id"
    (mine,), (other,) = rows(add, "m", "m"), rows(add, "o", "o")
    request = CallbackRequest("hotline", "x", "Nguyễn Văn Demo", "0912000111")
    async with database.transaction() as connection:
        me = PersonRows(connection, mine["id"], NOW)
        number = await me.leave_callback(request)
        assert not await PersonRows(connection, other["id"], NOW).withdraw_callback(number)
        assert await me.withdraw_callback(number)
        assert not await me.withdraw_callback(number)
        assert await me.open_callbacks() == []
    made = as_json(await report.difficulties(office, MONDAY, SUNDAY))["callbacks"]
    assert (made["left"], made["waiting"], made["closed"], made["withdrawn"]) == (1, 0, 0, 1)


@pytest.mark.parametrize(("start", "end"), [(SUNDAY, MONDAY), (MONDAY - timedelta(days=400), MONDAY)])
async def test_days_that_make_no_report_are_refused(office, start, end):
    with pytest.raises(Refused):
        await report.difficulties(office, start, end)


async def test_counts_stay_when_a_person_is_erased_and_go_when_their_time_is_over(database, rows, came):
    number = uuid.uuid4()
    query = "INSERT INTO conversations (platform, chat, sender, state) VALUES ('web', 'w', 'w', %s::jsonb) RETURNING id"
    (person,) = rows(query, json.dumps({"memo": {"week": ["2021-W33", number.hex]}}))
    came(number.int, obstacles=["postal.far"])
    came(99, obstacles=["postal.far"])
    async with database.transaction() as connection:
        people = PersonRows(connection, person["id"], NOW)
        (mine,) = (await people.export())["outcomes"]
        assert mine["obstacles"] == ["postal.far"]
        await people.erase()
    assert len(rows("SELECT 1 FROM outcomes")) == 2
    assert number.hex not in str(rows("SELECT c::text FROM conversations AS c"))
    rows("UPDATE outcomes SET recorded_on = CURRENT_DATE - 366 WHERE person = %s", number)
    async with database.turns.connection() as connection:
        assert (await clean_up(connection, Periods(30, 90, 400))).rows["what turns came to"] == 1


async def test_from_turns_in_a_running_process_to_the_commands_files(bot_database, rows, tmp_path):
    """Six people press their way down the ladder; one asks to be erased; the page and the table say six."""
    people = [Sender() for _ in range(6)]
    with FakeTelegram(token=TOKEN) as telegram, BotProcess(bot_database, tmp_path, telegram_env(telegram.url)) as bot:
        async with httpx.AsyncClient() as client:

            async def send(*updates):
                for update in updates:
                    assert await post(client, bot.url, update) == 200
                await asyncio.to_thread(wait_until, lambda: rows.open() == 0)

            await send(*(person.press(f"#area.pick:{HOME}") for person in people))
            await send(*(person.press(f"#way.show:{BIRTH}") for person in people))
            await send(*(person.press(f"#way.stuck:{BIRTH}/online") for person in people))
            await send(people[0].text("xóa dữ liệu"))
            menu = "SELECT state -> 'menu' -> 0 ->> 1 AS payload FROM conversations WHERE chat = %s"
            await send(people[0].press(rows(menu, str(people[0].id))[0]["payload"]))
            assert len(rows("SELECT 1 FROM conversations")) == 5

    def run(*arguments):
        own = {
            "DATABASE_URL": bot_database,
            "DATA_DIR": str(tmp_path / "staff"),
            "SECRET_KEY": SECRET_KEY,
            "AS_OF": "2021-08-22T09:00",
        }
        done = forking.run("bot", "report", "--week", *arguments, env=forking.environment(own))
        assert done.returncode == 0, done.stderr
        return done.stdout

    files = ("--html", str(tmp_path / "r.html"), "--csv", str(tmp_path / "r.csv"))
    made = json.loads(await asyncio.to_thread(run, *files, "--json"))
    assert {reason["kind"] for reason in made["reasons"]} >= {"online.said"}
    assert {"way": "postal", "count": 6} in made["led"]["groups"]
    text = (tmp_path / "r.html").read_text()
    assert "Xã Tắc Vân, thành phố Cà Mau" in text
    table = list(csv.reader(io.StringIO((tmp_path / "r.csv").read_text(encoding="utf-8-sig"))))
    assert ["Hướng dẫn đi đường nào", "Lượt hướng dẫn", "cách nộp", "Gửi bưu điện", "6", "100,0%"] in table
    assert not any(str(person.id) in text + str(table) + json.dumps(made) for person in people)


def test_a_report_is_written_over_nothing_and_says_why_it_cannot(bot_database, tmp_path):
    settings = {"DATABASE_URL": bot_database, "DATA_DIR": str(tmp_path / "data")}
    page = tmp_path / "bao-cao.html"
    for path, said in ((tmp_path / "khong-co" / "x.html", "không có thư mục"), (tmp_path, "đã có")):
        refused = commands.run("report", "--week", "--csv", str(path), settings=settings)
        assert (refused.code, said in refused.err) == (2, True), refused
    assert commands.run("report", "--week", "--html", str(page), settings=settings).code == 0
    page.write_text("của thông báo 7", encoding="utf-8")
    again = commands.run("report", "--week", "--html", str(page), settings=settings)
    assert (again.code, "--overwrite" in again.err) == (2, True)
    assert page.read_text(encoding="utf-8") == "của thông báo 7"
    assert commands.run("report", "--week", "--html", str(page), "--overwrite", settings=settings).code == 0
    assert "<html" in page.read_text(encoding="utf-8")
