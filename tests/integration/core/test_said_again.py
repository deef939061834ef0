"""Messages of unknown fate that are said again: which, to whom, and what the second one still belongs to."""

from __future__ import annotations

import json

import pytest

from bot.content.texts_loader import load_texts
from bot.conversation.messages import Reply
from bot.db.events import Events
from bot.db.people import PersonRows
from bot.db.tickets import by_note, open_ticket, tell_desk
from bot.db.watch import Watch
from bot.delivery import held
from bot.delivery.upkeep import Upkeep
from tests.integration.core.test_reminders import BOOKED


@pytest.fixture
def person(rows):
    (row,) = rows("INSERT INTO conversations (platform, chat, sender) VALUES ('zalo_oa', '77', '77') RETURNING id")
    return row["id"]


async def say_again(database, setting="replies"):
    watch = Watch(database)
    Upkeep(database, Events(database.url), load_texts(), watch, resend_unknown=setting, give_up_hours=24)
    for _ in range(2):
        await watch.look()


def unknown(rows, person, text, **columns):
    """Put a message of unknown fate into the outbox."""
    columns = {"conversation_id": person, "platform": "zalo_oa", "chat": "77", **columns}
    names = ", ".join(columns)
    marks = ", ".join(["%s"] * len(columns))
    (row,) = rows(
        f"INSERT INTO outbox (status, finished_at, body, {names})"
        f" VALUES ('unknown', now() - interval '1 minute', %s, {marks}) RETURNING id",
        json.dumps({"text": text}),
        *columns.values(),
    )
    return row["id"]


def queued(rows):
    return [
        row["text"] for row in rows("SELECT body ->> 'text' AS text FROM outbox WHERE status = 'queued' ORDER BY id")
    ]


async def test_a_note_to_the_staff_chat_still_belongs_to_its_ticket(rows, database, person):
    async with database.transaction() as connection:
        ticket = await open_ticket(connection, person, "telegram", "-100")
        await tell_desk(connection, ticket, Reply("Phiếu 1: cô Bảy, 0912000111"))
    rows("UPDATE outbox SET status = 'unknown', finished_at = now() - interval '1 minute'")
    await say_again(database)
    assert queued(rows) == ["(gửi lại) Phiếu 1: cô Bảy, 0912000111"]
    rows("UPDATE outbox SET status = 'sent', platform_message_id = '4711' WHERE status = 'queued'")
    async with database.transaction() as connection:
        found = await by_note(connection, "telegram", "-100", "4711")
        assert found is not None, "a clerk's reply to the second note reaches nobody"
        assert found.id == ticket
        await PersonRows(connection, person, BOOKED).erase()
    assert rows("SELECT 1 FROM outbox") == [], "the second note outlives the person's erasure"


async def test_all_that_a_message_belongs_to_is_taken_over(rows, database, person):
    unknown(rows, person, "Tin", priority=2, broadcast_id=5, recipient_id=6)
    (row,) = rows("SELECT now() + interval '1 hour' AS at")
    unknown(rows, person, "Nhắc", priority=1, expires_at=row["at"])
    await say_again(database, "all")
    found = rows("SELECT broadcast_id, recipient_id, expires_at FROM outbox WHERE status = 'queued' ORDER BY id")
    assert found == [
        {"broadcast_id": 5, "recipient_id": 6, "expires_at": None},
        {"broadcast_id": None, "recipient_id": None, "expires_at": row["at"]},
    ]


async def test_to_somebody_who_is_stopped_nothing_counts_as_said_again(rows, database, person):
    unknown(rows, person, "Dạ có")
    rows("UPDATE conversations SET stopped_at = now()")
    await say_again(database)
    assert queued(rows) == []
    assert rows("SELECT resent_at FROM outbox") == [{"resent_at": None}]
    rows("UPDATE conversations SET stopped_at = NULL")
    await say_again(database)
    assert queued(rows) == ["(gửi lại) Dạ có"]


async def test_what_waited_for_a_word_is_no_reply_for_that(rows, database, person):
    (row,) = rows("SELECT now() + interval '1 hour' AS at")
    unknown(rows, person, "Tin", priority=2, broadcast_id=5, recipient_id=6)
    unknown(rows, person, "Nhắc", priority=1, expires_at=row["at"])
    unknown(rows, person, "Dạ có")
    rows("UPDATE outbox SET status = 'waiting', finished_at = NULL")
    async with database.transaction() as connection:
        assert await held.release(connection, "zalo_oa", "77") == 3
    rows("UPDATE outbox SET status = 'unknown', finished_at = now() - interval '1 minute'")
    await say_again(database)
    assert queued(rows) == ["(gửi lại) Dạ có"], "a broadcast or a reminder was said again"


async def test_what_is_of_no_use_any_more_is_not_said_again(rows, database, person):
    (row,) = rows("SELECT now() - interval '1 s' AS at")
    unknown(rows, person, "Nhắc", priority=1, expires_at=row["at"])
    await say_again(database, "all")
    assert queued(rows) == []
