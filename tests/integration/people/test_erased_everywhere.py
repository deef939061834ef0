"""Whatever somebody leaves, in a private chat, in a group, with a clerk and an operator, is shown and goes for good."""

from __future__ import annotations

import asyncio

import psycopg

from bot.content.reference import load_reference
from bot.conversation.guidance_store import GuidanceStore
from bot.db import own_data
from bot.db.events import Events
from bot.db.pool import Database
from bot.staff import callbacks
from bot.staff.actor import OWNER
from bot.staff.office import Office
from tests.fakes.telegram.world import BOT_NAME
from tests.integration.people.test_handover import notes
from tests.marked import marked
from tests.waiting import wait_until

MARK = "zqxdauvet"


async def close_callback(url, number):
    """As the hotline does, with a name in what came of it."""
    database = Database(url, size=4)
    await database.open()
    store = GuidanceStore(database, load_reference(), Events(database.url))
    await store.reload()
    hotline = Office(database, store.current, OWNER, now=None)
    await callbacks.take(hotline, number)
    await callbacks.close(hotline, number, f"đã gọi {MARK} Lan")
    await database.close()


async def exported(url, conversation):
    async with await psycopg.AsyncConnection.connect(url, row_factory=psycopg.rows.dict_row) as connection:
        as_of = await (await connection.execute("SELECT now() AS now")).fetchone()
        return await own_data.export(connection, conversation, [conversation], as_of["now"])


def test_nothing_of_an_erased_person_is_left_anywhere(town):
    citizen = town.telegram.user(f"Bà {MARK}")
    village = town.telegram.group("Nhóm ấp")

    def say(text, **to):
        done = "SELECT count(*) AS n FROM inbox AS i JOIN conversations AS c ON c.id = i.conversation_id"
        done += " WHERE c.sender = %s AND i.status = 'done'"
        before = town.rows(done, str(citizen.id))[0]["n"]
        citizen.send(text, **to)
        wait_until(lambda: town.rows(done, str(citizen.id))[0]["n"] > before)

    say("/start")
    say(f"tui là {MARK}")
    say(f"@{BOT_NAME} nhà tui ở {MARK}", to=village)
    say("gặp cán bộ")
    note = wait_until(lambda: next((seen for seen in notes(town) if "Telegram" in seen.text), None))
    say(f"em hỏi {MARK}")
    clerk = town.telegram.user("Cán bộ Demo")
    clerk.send(f"Chào {MARK}, để em xem", to=town.clerks, reply_to=note)
    wait_until(lambda: any("để em xem" in seen.text for seen in citizen.messages()))
    rows = town.rows("SELECT id, chat FROM conversations WHERE sender = %s ORDER BY id", str(citizen.id))
    assert len(rows) == 2, "one of the group"
    own = next(row["id"] for row in rows if row["chat"] == str(citizen.id))
    (asked,) = town.rows(
        "INSERT INTO callbacks (conversation_id, desk, reason, name, phone, details, as_of)"
        " VALUES (%s, 'hotline', %s, %s, '0912', jsonb_build_object('place', %s::text), now()) RETURNING id",
        *(own, f"r {MARK}", f"n {MARK}", f"ấp {MARK}"),
    )
    body = '{"latitude": 9.1, "longitude": 105.2, "phone": "0912000111"}'
    town.rows(
        "INSERT INTO inbox (event_key, conversation_id, body, as_of, ready, status, done_at)"
        " VALUES ('shared', %s, %s, now(), true, 'done', now())",
        *(own, body),
    )
    asyncio.run(close_callback(town.rows.url, asked["id"]))
    assert {("inbox", "body"), ("outbox", "body"), ("callbacks", "outcome")} <= marked(town.rows.url, MARK)
    shown = asyncio.run(exported(town.rows.url, own))
    assert any("nhà tui ở" in (message["text"] or "") for message in shown["messages"])
    assert [request["details"] for request in shown["callbacks"]] == [{"place": f"ấp {MARK}"}]
    sent = [(each["latitude"], each["longitude"], each["phone"]) for each in shown["messages"]]
    assert sent[-1] == ("9.1", "105.2", "0912000111")

    say("xóa dữ liệu")
    citizen.send("đồng ý xóa")
    gone = "SELECT id FROM conversations WHERE sender = %s"
    wait_until(lambda: town.rows(gone, str(citizen.id)) == [])
    assert marked(town.rows.url, MARK) == set()
