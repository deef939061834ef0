"""What a process does beside its requests goes on whatever happens to it, and /readyz tells what did not."""

from __future__ import annotations

import json

import httpx
import psycopg

from bot.conversation.messages import Inbound, PlatformName
from bot.conversation.spool import SET_ASIDE
from bot.db import migrate, revision
from bot.embedded.system import prepare_database
from tests.rows import Rows
from tests.updates import Sender, post
from tests.waiting import wait_until


def ready(bot):
    return httpx.get(f"{bot.url}/readyz", trust_env=False, timeout=10)


def part(bot, name):
    return ready(bot).json()["parts"][name]


def metrics(bot):
    return httpx.get(f"{bot.url}/metrics", trust_env=False, timeout=10).text


async def test_work_that_fails_is_told_and_begins_again(start_bot, rows):
    bot = start_bot()
    assert part(bot, "background") == {"ok": True, "reason": "at work"}
    assert "motcua_background_failing 0.0" in metrics(bot)
    bot.kill()
    rows("ALTER TABLE reminders RENAME TO put_away")
    bot = start_bot()
    wait_until(lambda: "reminders failed 2 times (UndefinedTable)" in part(bot, "background")["reason"])
    assert not part(bot, "background")["ok"]
    assert ready(bot).status_code == 200, "people are answered without it"
    assert "motcua_background_failing 1.0" in metrics(bot)
    rows("ALTER TABLE put_away RENAME TO reminders")
    async with httpx.AsyncClient(trust_env=False) as client:
        await post(client, bot.url, Sender().text("xin chào"))
    wait_until(lambda: rows("SELECT 1 FROM outbox"))
    failures = [json.loads(line) for line in bot.log.read_text().splitlines() if "begins again" in line]
    assert {failure["work"] for failure in failures} == {"reminders"}


async def test_a_row_that_cannot_be_read_is_parked_and_its_person_answered(start_bot, rows):
    bot = start_bot()
    person = Sender()
    async with httpx.AsyncClient(trust_env=False) as client:
        await post(client, bot.url, person.text("xin chào"))
        wait_until(lambda: rows.open() == 0)
        # As a newer version of the code would write it.
        rows(
            "INSERT INTO inbox (event_key, conversation_id, sequence, body, as_of, ready)"
            ' SELECT \'other\', id, 1, \'{"platform": "telegram", "sparkles": 1}\', now(), false FROM conversations'
        )
        await post(client, bot.url, person.text("làm giấy khai sinh"))
        wait_until(lambda: rows.open() == 0)
    assert rows("SELECT status, count(*) AS n FROM inbox GROUP BY 1 ORDER BY 1") == [
        {"status": "done", "n": 2},
        {"status": "parked", "n": 1},
    ]


async def test_an_update_that_the_database_refuses_holds_up_no_other(bot_database, start_bot, rows, tmp_path):
    """It was acknowledged while the database was away, so nobody will send it again."""
    waiting = tmp_path / "spool"
    waiting.mkdir()
    refused = Inbound(PlatformName.TELEGRAM, "1", "\0", "\0", text="xin chào")
    taken = Inbound(PlatformName.TELEGRAM, "2", "77", "77", text="xin chào", sequence=1)
    with (waiting / "of-a-dead-process.jsonl").open("w") as file:
        for inbound in (refused, taken):
            file.write(json.dumps({"inbound": inbound.to_json(), "as_of": "2021-08-22T09:00:00+07:00"}) + "\n")
    bot = start_bot()
    wait_until(lambda: rows("SELECT 1 FROM inbox WHERE status = 'done'"))
    wait_until(lambda: part(bot, "spool")["reason"] == "empty")
    assert [row["sender"] for row in rows("SELECT sender FROM conversations")] == ["77"]
    assert json.loads((waiting / SET_ASIDE).read_text())["inbound"]["event_id"] == "1"
    assert [path.name for path in waiting.glob("*.jsonl")] == []


async def test_nothing_is_answered_on_a_schema_that_was_found_to_be_another(own_postgres, own_bot):
    """The database was away at the start, so the start could not be refused."""
    url = own_postgres.url("motcua")
    migrate.downgrade(url, "-1")
    own_postgres.stop(immediate=True)
    bot = own_bot()
    assert ready(bot).status_code == 503
    assert "motcua_database_away 1.0" in metrics(bot)
    async with httpx.AsyncClient(trust_env=False) as client:
        assert await post(client, bot.url, Sender().text("xin chào")) == 200
    own_postgres.start()
    wait_until(lambda: "motcua db upgrade" in part(bot, "guidance")["reason"])
    assert ready(bot).status_code == 503
    with psycopg.connect(url) as connection:
        tried = "SELECT count(*) FROM inbox WHERE status <> 'open' OR tries > 0"
        assert connection.execute(tried).fetchone() == (0,)
    migrate.upgrade(url)
    revision.check(url)
    rows = Rows(url)
    wait_until(lambda: rows("SELECT 1 FROM inbox WHERE status = 'done' AND tries = 0"))
    assert ready(bot).status_code == 200
    assert "motcua_database_away 0.0" in metrics(bot)


async def test_updates_are_kept_and_health_told_on_a_database_without_tables(own_postgres, own_bot):
    url = own_postgres.url("motcua")
    migrate.downgrade(url, "base")  # before the bot looks: it would have the guidance already
    own_postgres.stop(immediate=True)
    bot = own_bot()
    own_postgres.start()
    wait_until(lambda: "motcua db upgrade" in part(bot, "guidance")["reason"])
    async with httpx.AsyncClient(trust_env=False) as client:
        assert await post(client, bot.url, Sender().text("xin chào")) == 200
    assert part(bot, "spool")["reason"] == "updates go to the disk"
    assert ready(bot).status_code == 503
    assert "motcua_database_away 1.0" in metrics(bot)
    prepare_database(url)
    rows = Rows(url)
    wait_until(lambda: rows("SELECT 1 FROM inbox WHERE status = 'done' AND tries = 0"), 120)
    assert ready(bot).status_code == 200
