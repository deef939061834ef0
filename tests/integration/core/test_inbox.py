"""Each update once, each person's messages in order, whatever number of processes works on them."""

from __future__ import annotations

import asyncio
import itertools
import json

import httpx
import psycopg
import pytest

from tests.updates import HEADERS, SECRET_HEADER, Sender, post
from tests.waiting import wait_until


def lines(bot):
    """What the process logged, a JSON object a line."""
    return [json.loads(line) for line in bot.log.read_text().splitlines()]


async def test_the_same_update_twenty_times_is_one_turn_and_one_answer(start_bot, rows):
    bot = start_bot()
    update = Sender().text("xin chào")
    async with httpx.AsyncClient(trust_env=False) as client:
        statuses = await asyncio.gather(*(post(client, bot.url, update) for _ in range(20)))
    assert set(statuses) == {200}
    wait_until(lambda: rows.open() == 0)
    assert rows("SELECT status, tries FROM inbox") == [{"status": "done", "tries": 0}]
    answers = rows("SELECT position, body ->> 'text' AS text FROM outbox ORDER BY position")
    assert [answer["position"] for answer in answers] == list(range(1, len(answers) + 1))
    assert len({answer["text"] for answer in answers}) == len(answers) >= 1


async def _one_after_the_other(start_bot, rows, *, messages: int, processes: int) -> None:
    bots = [start_bot() for _ in range(processes)]
    person = Sender()
    updates = [person.text(f"tin nhắn thứ {number}") for number in range(messages)]
    async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
        for number, update in enumerate(updates):
            assert await post(client, bots[number % processes].url, update) == 200
    wait_until(lambda: rows.open() == 0, 60)
    assert rows("SELECT count(*) AS n FROM inbox WHERE status = 'done'") == [{"n": messages}]
    answered = rows(
        "SELECT i.sequence, min(o.id) AS first, max(o.id) AS last FROM inbox AS i JOIN outbox AS o ON o.inbox_id = i.id"
        " GROUP BY i.sequence ORDER BY i.sequence"
    )
    assert [row["sequence"] for row in answered] == [update["update_id"] for update in updates]
    for earlier, later in itertools.pairwise(answered):
        assert earlier["last"] < later["first"], "an answer stands before that of an earlier message"


async def test_many_messages_of_one_person_over_two_processes_are_answered_in_order(start_bot, rows):
    await _one_after_the_other(start_bot, rows, messages=60, processes=2)


@pytest.mark.soak
async def test_two_hundred_messages_of_one_person_over_four_processes_are_answered_in_order(start_bot, rows):
    await _one_after_the_other(start_bot, rows, messages=200, processes=4)


async def test_messages_that_arrive_out_of_order_are_answered_in_the_platforms_order(start_bot, rows):
    person = Sender()
    first, *updates = [person.text(f"câu {number}") for number in range(6)]
    bot = start_bot()
    async with httpx.AsyncClient(trust_env=False) as client:
        assert await post(client, bot.url, first) == 200
        wait_until(lambda: rows.open() == 0)
        with psycopg.connect(rows.url) as turn:  # one of the person's turns is under way while all the others arrive
            turn.execute("SELECT 1 FROM conversations FOR NO KEY UPDATE")
            for update in reversed(updates):
                assert await post(client, bot.url, update) == 200
            wait_until(lambda: rows("SELECT count(*) AS n FROM inbox WHERE status = 'open' AND ready") == [{"n": 5}])
        await post(client, bot.url, Sender().text("xin chào"))  # something to do: the processes look again
    wait_until(lambda: rows.open() == 0)
    arrived = rows(
        "SELECT sequence FROM inbox WHERE status = 'done' AND sequence <= %s ORDER BY id", updates[-1]["update_id"]
    )
    numbers = [update["update_id"] for update in updates]
    assert [row["sequence"] for row in arrived] == [first["update_id"], *reversed(numbers)]
    answered = rows(
        "SELECT i.sequence FROM inbox AS i JOIN outbox AS o ON o.inbox_id = i.id WHERE i.sequence <= %s"
        " GROUP BY i.sequence ORDER BY min(o.id)",
        updates[-1]["update_id"],
    )
    assert [row["sequence"] for row in answered] == [first["update_id"], *numbers]


async def test_what_somebody_wrote_is_in_no_error_that_is_kept(start_bot, rows):
    """PostgreSQL tells the whole row that it refuses, the beginning of each column."""
    rows("ALTER TABLE inbox ADD CONSTRAINT never_done CHECK (status <> 'done') NOT VALID")
    bot = start_bot()
    async with httpx.AsyncClient(trust_env=False) as client:
        await post(client, bot.url, Sender().text("Út Kín, ấp Bí Mật"))
    wait_until(lambda: rows("SELECT 1 FROM inbox WHERE status = 'parked'"))
    (parked,) = rows("SELECT body ->> 'text' AS text, last_error FROM inbox")
    bot.stop()
    assert "Bí Mật" in parked["text"]
    assert "never_done" in parked["last_error"]
    said = parked["last_error"] + bot.log.read_text()
    assert [word for word in ("Kín", "K\\u00edn", "Failing row") if word in said] == []


async def test_a_message_that_always_fails_is_parked_and_the_next_one_is_answered(start_bot, rows):
    bot = start_bot()
    person = Sender()
    async with httpx.AsyncClient(trust_env=False) as client:
        await post(client, bot.url, person.text("xin chào"))
        wait_until(lambda: rows.open() == 0)
        with psycopg.connect(rows.url) as turn:  # the message waits, and becomes one that nobody can read
            turn.execute("SELECT 1 FROM conversations FOR NO KEY UPDATE")
            await post(client, bot.url, person.text("làm giấy khai sinh"))
            wait_until(lambda: rows("SELECT 1 FROM inbox WHERE status = 'open' AND ready"))
            turn.execute("UPDATE inbox SET body = body || '{\"kind\": \"unheard of\"}' WHERE status = 'open'")
        wait_until(lambda: rows("SELECT 1 FROM inbox WHERE status = 'parked'"))
    (parked,) = rows("SELECT tries, last_error FROM inbox WHERE status = 'parked'")
    assert parked["tries"] == 3
    assert "ValueError" in parked["last_error"]
    (apology,) = rows("SELECT body ->> 'text' AS text FROM outbox WHERE inbox_id = (SELECT max(id) FROM inbox)")
    assert "xin lỗi" in apology["text"].lower()
    where = rows("SELECT conversation_id, id AS message_id FROM inbox WHERE status = 'parked'")
    failures = [line for line in lines(bot) if line["level"] == "error"]
    assert len(failures) >= 3
    assert [{name: line.get(name) for name in ("conversation_id", "message_id")} for line in failures] == where * len(
        failures
    )

    bot.kill()
    rows("UPDATE conversations SET state = '{}'")
    again = start_bot()
    async with httpx.AsyncClient(trust_env=False) as client:
        await post(client, again.url, person.text("xin chào"))
    wait_until(lambda: rows.open() == 0)
    assert rows("SELECT status FROM inbox ORDER BY id") == [
        {"status": "done"},
        {"status": "parked"},
        {"status": "done"},
    ]
    assert rows("SELECT 1 FROM outbox WHERE inbox_id = (SELECT max(id) FROM inbox)")


async def test_notes_of_another_version_that_no_handler_reads_park_no_message(start_bot, rows):
    bot = start_bot()
    person = Sender()
    async with httpx.AsyncClient(trust_env=False) as client:
        await post(client, bot.url, person.text("xin chào"))
        wait_until(lambda: rows.open() == 0)
        rows('UPDATE conversations SET state = \'{"memo": {"flood": 7}, "of_tomorrow": [1]}\'')
        await post(client, bot.url, person.text("xin chào"))
        wait_until(lambda: rows.open() == 0)
    assert rows("SELECT status, tries FROM inbox ORDER BY id") == [
        {"status": "done", "tries": 0},
        {"status": "done", "tries": 2},
    ]
    assert rows("SELECT 1 FROM outbox WHERE inbox_id = (SELECT max(id) FROM inbox)")
    (kept,) = rows("SELECT state -> 'of_tomorrow' AS kept FROM conversations")
    assert kept == {"kept": [1]}


async def test_a_text_that_nothing_can_read_is_logged_with_its_ids(start_bot, rows):
    bot = start_bot(NLU_URL="http://127.0.0.1:1")
    async with httpx.AsyncClient(trust_env=False) as client:
        await post(client, bot.url, Sender().text("tui muon hoi mot viec"))
    wait_until(lambda: rows.open() == 0)
    (message,) = rows("SELECT id, conversation_id FROM inbox")
    (line,) = [line for line in lines(bot) if line["message"] == "a text could not be read"]
    assert (line["message_id"], line["conversation_id"]) == (message["id"], message["conversation_id"])


async def test_a_call_without_the_secret_is_refused_and_stores_nothing(start_bot, rows):
    bot = start_bot()
    async with httpx.AsyncClient(trust_env=False) as client:
        response = await client.post(f"{bot.url}/webhooks/telegram", json=Sender().text("xin chào"))
    assert response.status_code == 401
    assert rows("SELECT * FROM inbox") == []


async def test_a_call_that_breaks_off_or_is_too_long_is_refused(start_bot, rows):
    bot = start_bot()
    host, port = bot.url.removeprefix("http://").split(":")
    _, writer = await asyncio.open_connection(host, int(port))
    secret = HEADERS[SECRET_HEADER].encode()
    writer.write(b"POST /webhooks/telegram HTTP/1.1\r\nHost: bot\r\n" + SECRET_HEADER.encode() + b": " + secret)
    writer.write(b"\r\nContent-Length: 100\r\n\r\n{")
    await writer.drain()
    writer.close()
    await asyncio.to_thread(wait_until, lambda: "refused a webhook call" in bot.log.read_text())
    async with httpx.AsyncClient(trust_env=False) as client:
        response = await client.post(f"{bot.url}/webhooks/telegram", content=b" " * (1024 * 1024 + 1), headers=HEADERS)
    assert response.status_code == 413
    assert [line for line in lines(bot) if line["level"] == "error"] == []
    assert rows("SELECT * FROM inbox") == []


async def test_a_late_duplicate_after_an_erasure_revives_nobody(start_bot, rows):
    bot = start_bot()
    person = Sender()
    first = person.text("xin chào")
    async with httpx.AsyncClient(trust_env=False) as client:
        for update in (first, person.text("xoa du lieu"), person.text("đồng ý xóa")):
            assert await post(client, bot.url, update) == 200
            wait_until(lambda: rows.open() == 0)
        told = rows("SELECT body ->> 'text' AS text FROM outbox ORDER BY id DESC LIMIT 1")
        assert "Đã xóa hết dữ liệu" in told[0]["text"]
        assert await post(client, bot.url, first) == 200, "Telegram would send it again and again"
    assert rows.open() == 0
    kept = rows("SELECT i::text || coalesce(c::text, '') AS row FROM inbox AS i LEFT JOIN conversations AS c ON true")
    assert not [row for row in kept if str(person.id) in row["row"] or "xin chào" in row["row"]]
    said = rows("SELECT body ->> 'text' AS text FROM outbox")
    assert not [row for row in said if "trợ lý tự động" in row["text"]], "it was greeted as if it were new"
