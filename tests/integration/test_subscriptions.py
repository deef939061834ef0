"""Subscriptions in the database, and through a running process: kept as evidence, gone with the person."""

from __future__ import annotations

import asyncio
from datetime import datetime

import httpx
import pytest

from bot.db.people import PersonRows
from bot.guidance.moments import VIETNAM
from tests.fakes.telegram import FakeTelegram
from tests.processes import BotProcess
from tests.updates import TOKEN, Sender, post, telegram_env
from tests.waiting import wait_until

NOW = datetime(2021, 8, 22, 9, tzinfo=VIETNAM)
HOME = "xa-tac-van_ca-mau"
AGREED = {"area": HOME, "procedure": None, "text": "Trợ lý sẽ nhắn …", "version": "1"}


@pytest.fixture
def person(rows):
    def make(number):
        query = "INSERT INTO conversations (platform, chat, sender) VALUES ('telegram', %s, %s) RETURNING id"
        return rows(query, str(number), str(number))[0]["id"]

    return make


async def test_twice_the_same_is_once_also_at_the_same_moment(database, rows, person):
    someone = person(1)

    async def subscribe():
        async with database.transaction() as connection:
            await PersonRows(connection, someone, NOW).subscribe("rules", **AGREED)

    await asyncio.gather(*(subscribe() for _ in range(4)))
    assert len(rows("SELECT 1 FROM subscriptions")) == 1


async def test_nobody_ends_what_is_anothers_and_evidence_stays(database, rows, person):
    mine, other = person(1), person(2)
    async with database.transaction() as connection:
        await PersonRows(connection, mine, NOW).subscribe("rules", **AGREED)
        (row,) = await PersonRows(connection, mine, NOW).subscriptions()
        assert await PersonRows(connection, other, NOW).unsubscribe(row["id"]) == 0
        assert await PersonRows(connection, other, NOW).unsubscribe() == 0
        assert await PersonRows(connection, mine, NOW).unsubscribe(row["id"]) == 1
        assert await PersonRows(connection, mine, NOW).subscriptions() == []
        await PersonRows(connection, mine, NOW).subscribe("rules", **AGREED)
    kept = rows("SELECT consent_text, consent_version, withdrawn_at IS NULL AS stands FROM subscriptions ORDER BY id")
    assert [row["stands"] for row in kept] == [False, True]
    assert kept[0]["consent_text"] == AGREED["text"]


async def test_the_export_has_them_and_erasure_takes_them(database, rows, person):
    someone = person(1)
    async with database.transaction() as connection:
        people = PersonRows(connection, someone, NOW)
        await people.subscribe("rules", **AGREED)
        (exported,) = (await people.export())["subscriptions"]
        assert (exported["topic"], exported["consent_text"]) == ("rules", AGREED["text"])
        await people.erase()
    assert rows("SELECT 1 FROM subscriptions") == []


async def test_by_buttons_and_by_words_through_telegram(bot_database, rows, tmp_path):
    """Offered, agreed to, stopped while somebody answers by hand, erased: without any reader of free text."""
    sender = Sender()

    def answers():
        query = "SELECT body FROM outbox WHERE chat = %s ORDER BY id"
        return [row["body"] for row in rows(query, str(sender.id))]

    def subscriptions():
        return rows("SELECT * FROM subscriptions ORDER BY id")

    with FakeTelegram(token=TOKEN) as telegram, BotProcess(bot_database, tmp_path, telegram_env(telegram.url)) as bot:
        async with httpx.AsyncClient() as client:

            async def send(update):
                before = len(answers())
                assert await post(client, bot.url, update) == 200
                await asyncio.to_thread(wait_until, lambda: len(answers()) > before and rows.open() == 0)
                return answers()[before:]

            await send(sender.text("chào"))
            await send(sender.press("#ask.intent:ask_area_status"))
            offered = await send(sender.press(f"#area.pick:{HOME}"))
            assert offered[-1]["choices"][-1]["payload"] == f"#sub.ask:rules/{HOME}"
            asked = await send(sender.press(f"#sub.ask:rules/{HOME}"))
            assert subscriptions() == []
            await send(sender.press(asked[-1]["choices"][0]["payload"]))
            (row,) = subscriptions()
            assert (row["area_id"], row["consent_text"], row["withdrawn_at"]) == (HOME, asked[-1]["text"], None)
            await send(sender.text("xã ngừng nhận hồ sơ hả"))
            assert subscriptions()[0]["withdrawn_at"] is None
            rows("UPDATE conversations SET by_hand_until = now() + interval '1 hour'")
            (said,) = await send(sender.text("NGUNG NHAN"))
            assert "không tự gửi" in said["text"]
            assert subscriptions()[0]["withdrawn_at"] is not None
            rows("UPDATE conversations SET by_hand_until = NULL")
            listed = await send(sender.text("thong bao cua toi"))
            assert "chưa đăng ký" in listed[-1]["text"]
            erase = await send(sender.text("xoa du lieu"))
            query = "SELECT body FROM outbox ORDER BY id"
            assert await post(client, bot.url, sender.press(erase[-1]["choices"][0]["payload"])) == 200
            await asyncio.to_thread(wait_until, lambda: "Đã xóa hết" in str(rows(query)[-1:]))
    assert subscriptions() == []
