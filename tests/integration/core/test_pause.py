"""The kill switch and what staff do with messages, on a running process."""

from __future__ import annotations

import pytest

from bot.content.reference import load_reference
from bot.content.texts_loader import load_texts
from bot.conversation.guidance_store import GuidanceStore
from bot.conversation.messages import PlatformName
from bot.db.events import Events
from bot.db.watch import Watch
from bot.delivery import fates
from bot.delivery.upkeep import Upkeep
from bot.staff import outbox, switches
from bot.staff.actor import OWNER
from bot.staff.errors import Refused
from bot.staff.office import Office
from tests.integration.core.conftest import known
from tests.updates import Sender, post
from tests.waiting import wait_until


@pytest.fixture
async def office(database):
    store = GuidanceStore(database, load_reference(), Events(database.url))
    await store.reload()
    return Office(database, store.current, OWNER, now=None)


async def test_a_paused_platform_says_so_once_keeps_everything_and_goes_on(start_bot, rows, telegram, client, office):
    citizen = known(telegram)
    sender = Sender(citizen.id)
    bot = start_bot()
    await switches.pause(office, PlatformName.TELEGRAM, why="Kiểm tra nội dung, bà Ba 0912345678 báo")
    rows(
        "INSERT INTO outbox (platform, chat, body) VALUES ('telegram', %s, '{\"text\": \"giữ lại\"}')", str(citizen.id)
    )
    for text in ("xin chào", "có ai không"):
        await post(client, bot.url, sender.text(text))
    wait_until(lambda: citizen.last)
    metrics = (await client.get(f"{bot.url}/metrics")).text
    assert 'motcua_platform_paused{platform="telegram"} 1.0' in metrics
    health = (await client.get(f"{bot.url}/readyz")).json()["parts"]["delivery_telegram"]
    assert "Kiểm tra nội dung" in health["reason"]
    assert "0912345678" not in health["reason"]
    assert rows.open() == 2
    (told,) = citizen.messages()
    assert "tạm dừng" in told.text
    waiting = await switches.resume(office, PlatformName.TELEGRAM, why="Đã kiểm tra xong")
    assert waiting == {"messages": 1, "questions": 2}
    wait_until(lambda: rows.open() == 0 and set(statuses(rows)) == {"sent"})
    texts = [message.text for message in citizen.messages()]
    assert texts[1] == "giữ lại"
    assert sum("tạm dừng" in text for text in texts) == 1
    assert [row["action"] for row in rows("SELECT action FROM audit ORDER BY id")] == ["pause", "resume"]


def statuses(rows):
    return [row["status"] for row in rows("SELECT status FROM outbox ORDER BY id")]


async def test_staff_see_drop_and_retry_messages(start_bot, rows, telegram, office):
    citizen = known(telegram)
    rows(
        "INSERT INTO outbox (platform, chat, body, status, error) SELECT 'telegram', %s,"
        " jsonb_build_object('text', 'gọi 0912000111 ' || s), s, 'vì thử' FROM unnest(%s::text[]) AS s",
        str(citizen.id),
        ["queued", "failed", "unknown", "sent"],
    )
    queued, failed, unknown, sent = (row["id"] for row in rows("SELECT id FROM outbox ORDER BY id"))
    assert [row["id"] for row in await outbox.listed(office)] == [unknown, failed, queued]
    assert [row["id"] for row in await outbox.listed(office, statuses=["sent"])] == [sent]
    assert "0912000111" not in (await outbox.shown(office, failed))["text"]
    with pytest.raises(Refused):
        await outbox.drop(office, [queued], platform=None, why=" ")
    assert await outbox.drop(office, [queued, sent], platform=None, why="Thử") == [queued]
    assert await outbox.retry(office, [queued, failed, unknown, sent]) == [queued, failed, unknown]
    start_bot()
    wait_until(lambda: set(statuses(rows)) == {"sent"})
    texts = [message.text for message in citizen.messages()]
    assert [text.startswith("(gửi lại) ") for text in texts] == [False, False, True]


async def test_a_reply_of_unknown_fate_is_said_once_more_and_a_broadcast_is_not(rows, database):
    rows(
        "INSERT INTO outbox (platform, chat, body, priority, status, finished_at) SELECT 'telegram', '1',"
        " '{\"text\": \"Dạ có\"}', p, 'unknown', now() - interval '1 minute' FROM unnest(ARRAY[0, 1, 2]) AS p"
    )
    async with database.turns.connection() as connection:
        for _ in range(2):
            words = {"vi": "(gửi lại)", "en": "(sent again)"}
            await fates.say_again(connection, priority=0, grace=15, words=words)
    found = rows("SELECT status, priority, body ->> 'text' AS text FROM outbox ORDER BY id")
    assert [row["status"] for row in found] == ["unknown"] * 3 + ["queued"]
    assert found[-1] == {"status": "queued", "priority": 0, "text": "(gửi lại) Dạ có"}


@pytest.mark.parametrize(("setting", "said"), [("none", []), ("replies", [0]), ("all", [0, 1, 2])])
async def test_the_setting_says_what_is_said_again(rows, database, setting, said):
    rows(
        "INSERT INTO outbox (platform, chat, body, priority, status, lease_until, finished_at) SELECT 'telegram',"
        " p::text, '{\"text\": \"Dạ có\"}', p, 'unknown', NULL, now() - interval '1 minute'"
        " FROM unnest(ARRAY[0, 1, 2]) AS p"
    )
    watch = Watch(database)
    Upkeep(database, Events(database.url), load_texts(), watch, resend_unknown=setting, give_up_hours=24)
    for _ in range(2):
        await watch.look()
    found = rows("SELECT priority, body ->> 'text' AS text FROM outbox WHERE status = 'queued' ORDER BY priority")
    assert [row["priority"] for row in found] == said
    assert {row["text"] for row in found} <= {"(gửi lại) Dạ có"}
    assert len(rows("SELECT 1 FROM outbox WHERE status = 'unknown'")) == 3


async def test_a_receipt_settles_a_message_of_unknown_fate(rows, database):
    rows(
        "INSERT INTO outbox (platform, chat, body, status, platform_message_id, finished_at) VALUES"
        " ('zalo_oa', '1', '{\"text\": \"Một\"}', 'sent', 'a', now()),"
        " ('zalo_oa', '1', '{\"text\": \"Hai\"}', 'unknown', NULL, now())"
    )
    async with database.turns.connection() as connection:
        for ids, seen in ((["a"], True), (["b"], False), (["a", "b", "c"], False)):
            await fates.note_receipts(connection, "zalo_oa", "1", ids, seen=seen)
    assert statuses(rows) == ["seen", "delivered"]


async def test_several_unknown_messages_are_not_guessed(rows, database):
    rows(
        "INSERT INTO outbox (platform, chat, body, status, finished_at)"
        " SELECT 'zalo_oa', '1', '{\"text\": \"Dạ\"}', 'unknown', now() FROM generate_series(1, 2)"
    )
    async with database.turns.connection() as connection:
        assert await fates.note_receipts(connection, "zalo_oa", "1", ["x"], seen=True) == 0
    assert statuses(rows) == ["unknown", "unknown"]
