"""Broadcasts through real processes to the fakes of Telegram and Zalo: everybody once, whatever is killed meanwhile."""

from __future__ import annotations

import asyncio
import functools
import hashlib
import itertools
import os
import random
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from bot.broadcasts import store, switching
from bot.broadcasts.audience_sql import Reach
from bot.broadcasts.model import Offer, State
from bot.broadcasts.pictures import Upload
from bot.broadcasts.previewing import preview
from bot.broadcasts.progress import status
from bot.db.pool import Database
from tests.integration.broadcasts.conftest import RATES, Crowd, approver, author, sent, statuses, tallies
from tests.integration.staff.conftest import Desk
from tests.pictures import png
from tests.rows import Rows
from tests.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fakes.telegram import FakeTelegram
    from tests.fakes.zalo import FakeZalo
    from tests.processes import BotProcess

TEXT = "Từ ngày mai xã Tắc Vân nhận hồ sơ theo lịch hẹn."


@dataclass
class Town:
    """People on both platforms, and what they were told."""

    telegram: FakeTelegram
    zalo: FakeZalo | None
    citizens: list[Any]
    followers: list[Any]

    def told(self) -> dict[str, int]:
        """How often each person was told."""
        seen = {str(citizen.id): len([m for m in citizen.messages() if TEXT in m.text]) for citizen in self.citizens}
        for follower in self.followers:
            seen[follower.id] = len([m for m in follower.messages() if TEXT in m.text])
        return seen


def people(telegram, crowd: Crowd, count: int, zalo=None, followers: int = 0) -> Town:
    citizens = [telegram.user() for _ in range(count)]
    for citizen in citizens:
        citizen.chat.open = True
    crowd(count, chats=[str(citizen.id) for citizen in citizens])
    fans = [zalo.follower() for _ in range(followers)] if zalo is not None else []
    for fan in fans:
        fan.person.last_interaction = zalo.world.now()
        fan.person.follows = True
    if fans:
        crowd(len(fans), chats=[fan.id for fan in fans], platform="zalo_oa")
    return Town(telegram, zalo, citizens, fans)


def over(rows: Rows, broadcast: int) -> bool:
    return rows("SELECT state FROM broadcasts WHERE id = %s", broadcast)[0]["state"] == State.DONE


def assert_everybody_once_or_unknown(rows: Rows, town: Town, broadcast: int) -> int:
    """Everybody was told once, or is listed as unknown; nobody is skipped. Returns how many are unknown."""
    found = rows(
        "SELECT c.chat, r.status FROM broadcast_recipients AS r JOIN conversations AS c ON c.id = r.contact_id"
        " WHERE r.broadcast_id = %s",
        broadcast,
    )
    fates = {row["chat"]: row["status"] for row in found}
    told = town.told()
    assert fates.keys() == told.keys()
    assert set(fates.values()) <= {"sent", "delivered", "seen", "unknown"}
    wrong = {chat: (fates[chat], times) for chat, times in told.items() if times != 1 and fates[chat] != "unknown"}
    assert wrong == {}
    assert max(told.values()) == 1
    assert tallies(rows, broadcast) == statuses(rows, broadcast)
    return list(fates.values()).count("unknown")


def left(rows: Rows, broadcast: int) -> int:
    """How many were not tried yet; what a killed process had under way counts as tried."""
    (row,) = rows(
        "SELECT (SELECT count(*) FROM broadcast_recipients WHERE broadcast_id = %s AND status = 'waiting')"
        " + (SELECT count(*) FROM outbox WHERE broadcast_id = %s AND status = 'queued') AS n",
        broadcast,
        broadcast,
    )
    return row["n"]


def wait_while_it_moves(remaining: Callable[[], int], patience: float = 120.0) -> None:
    """Wait until nothing remains, however slow the machine; fails where nothing moves for so many seconds."""
    before, since = remaining(), time.monotonic()
    while before:
        time.sleep(0.2)
        now = remaining()
        if now != before:
            before, since = now, time.monotonic()
        assert time.monotonic() - since < patience, f"{now} remain, and nothing moves"


def crash(postgres) -> None:
    """SIGKILL the server, and start it again."""
    assert postgres.child is not None
    postgres.child.kill()
    postgres.child.wait()
    postgres.start()


@pytest.fixture
def through_kills(own_postgres, bots: Callable[..., BotProcess], telegram, zalo, reference):
    """A function that sends to so many people while processes and PostgreSQL are killed."""
    return functools.partial(_through_kills, own_postgres, bots, telegram, zalo, reference)


async def _through_kills(
    own_postgres, bots, telegram, zalo, reference, *, count: int, followers: int, rounds: int, **settings: str
) -> dict[str, Any]:
    url = own_postgres.url("motcua")
    rows = Rows(url)
    town = people(telegram, Crowd(rows), count, zalo, followers)
    database = Database(url, size=4)
    await database.open()
    made = await sent(Desk(database, reference, None), text=TEXT)
    await database.close()
    env = {**zalo.env(), **settings}
    running = [bots(url, **env), bots(url, **env)]
    await asyncio.to_thread(wait_until, lambda: zalo.world.statistics.sent > 0)  # its token is exchanged once
    dice = random.Random(rounds)
    coming: list[asyncio.Task[BotProcess]] = []
    began, kills = time.monotonic(), 0
    for number in itertools.count():
        await asyncio.sleep(dice.uniform(0.2, 0.7))
        if over(rows, made.id) or number >= rounds:
            break
        kills += 1
        if number % 3 == 1:
            await asyncio.to_thread(crash, own_postgres)
            continue
        if not running:
            running.append(await coming.pop(0))
        # While another one starts, which takes long on a busy machine, the rest goes on and is killed meanwhile.
        running.pop(dice.randrange(len(running))).kill()
        coming.append(asyncio.create_task(asyncio.to_thread(bots, url, **env)))
        running += [task.result() for task in coming if task.done()]
        coming = [task for task in coming if not task.done()]
    await asyncio.gather(*coming)
    await asyncio.to_thread(wait_while_it_moves, lambda: left(rows, made.id))
    await asyncio.sleep(1)
    rows("UPDATE outbox SET lease_until = now() - interval '1 s' WHERE status = 'sending'")
    await asyncio.to_thread(wait_until, lambda: over(rows, made.id), 120)
    unknown = assert_everybody_once_or_unknown(rows, town, made.id)
    return {"kills": kills, "unknown": unknown, "seconds": round(time.monotonic() - began)}


async def test_two_hundred_people_through_kills(through_kills):
    """No faster than 40 a second, so that a process and PostgreSQL are killed before all are told."""
    found = await through_kills(count=180, followers=40, rounds=3, TELEGRAM_PER_SECOND="40")
    assert found["kills"] >= 2
    assert found["unknown"] <= found["kills"] * 2 * 8


@pytest.mark.soak
@pytest.mark.timeout(2 * 3600)
async def test_fifty_thousand_people_through_kills(through_kills, table):
    count = int(os.environ.get("SOAK_RECIPIENTS", "50000"))
    found = await through_kills(count=count - count // 10, followers=count // 10, rounds=100)
    table(f"A broadcast to {count:,} people while processes and PostgreSQL are killed", **found, doubles=0, skipped=0)


async def test_stop_and_go_within_two_seconds(stage):
    town = people(stage.telegram, stage.crowd, 300)
    made = await sent(stage.desk, text=TEXT)
    stage.start(TELEGRAM_PER_SECOND="40")
    await asyncio.to_thread(wait_until, lambda: stage.telegram.statistics.sent >= 20)
    await switching.pause(await author(stage.desk), made.id)
    await asyncio.sleep(2)
    before = stage.telegram.statistics.sent
    await asyncio.sleep(1.5)
    assert stage.telegram.statistics.sent == before < 300
    await switching.resume(await approver(stage.desk), made.id, Reach())
    await asyncio.to_thread(wait_until, lambda: stage.telegram.statistics.sent > before, 2)
    await switching.cancel(await author(stage.desk), made.id)
    await asyncio.sleep(2)
    gone = stage.telegram.statistics.sent
    await asyncio.sleep(1)
    assert stage.telegram.statistics.sent == gone
    counted = (await status(await author(stage.desk), made.id, RATES)).to_json()
    assert (counted["sent"], counted["skipped"], counted["state"]) == (gone, 300 - gone, "cancelled")
    assert max(town.told().values()) == 1


async def test_who_blocks_or_says_stop_midway_is_skipped(stage):
    town = people(stage.telegram, stage.crowd, 120)
    made = await sent(stage.desk, text=TEXT)
    blocked, stopped = town.citizens[100:110], town.citizens[110:]
    for citizen in blocked:
        citizen.block()
    stage.start(TELEGRAM_PER_SECOND="30")
    await asyncio.to_thread(wait_until, lambda: stage.telegram.statistics.sent >= 10)
    chats = [str(citizen.id) for citizen in stopped]
    stage.rows(
        "UPDATE subscriptions SET withdrawn_at = now() FROM conversations AS c"
        " WHERE c.id = contact_id AND c.chat = ANY(%s)",
        chats,
    )
    await asyncio.to_thread(wait_until, lambda: over(stage.rows, made.id))
    told = town.told()
    assert sum(told.values()) == 100
    assert all(told[chat] == 0 for chat in chats)
    assert statuses(stage.rows, made.id) == {"sent": 100, "skipped": 20}


async def test_receipts_of_zalo_are_counted(stage, zalo):
    zalo.world.receipts = True
    town = people(stage.telegram, stage.crowd, 3, zalo, 8)
    made = await sent(stage.desk, text=TEXT)
    bot = stage.start(**zalo.env())
    zalo.webhooks.url = f"{bot.url}/webhooks/zalo/oa"
    await asyncio.to_thread(wait_until, lambda: over(stage.rows, made.id))
    await asyncio.to_thread(wait_until, lambda: statuses(stage.rows, made.id) == {"sent": 3, "delivered": 8})
    for follower in town.followers[:5]:
        follower.sees()
    await asyncio.to_thread(wait_until, lambda: statuses(stage.rows, made.id).get("seen") == 5)
    counted = (await status(await author(stage.desk), made.id, RATES)).to_json()
    assert (counted["sent"], counted["delivered"], counted["seen"]) == (11, 8, 5)


async def test_the_web_chat_finds_it_stored(stage):
    stage.crowd(5, platform="web")
    made = await sent(stage.desk, text=TEXT)
    stage.start()
    await asyncio.to_thread(wait_until, lambda: over(stage.rows, made.id))
    assert statuses(stage.rows, made.id) == {"sent": 5}
    assert stage.rows("SELECT DISTINCT status, priority FROM outbox") == [{"status": "sent", "priority": 2}]


async def test_a_scheduled_one_starts_by_itself(stage):
    """The calendar stands still in tests, so what is due is moved to it."""
    town = people(stage.telegram, stage.crowd, 5)
    made = await sent(stage.desk, text=TEXT, at=(await author(stage.desk)).now.replace(hour=10))
    stage.start()
    assert (await store.get(stage.desk.database, made.id)).state is State.SCHEDULED
    stage.rows("UPDATE broadcasts SET due_at = due_at - interval '1 hour' WHERE id = %s", made.id)
    stage.rows("SELECT pg_notify('motcua_broadcasts', '')")
    await asyncio.to_thread(wait_until, lambda: over(stage.rows, made.id))
    assert set(town.told().values()) == {1}


PICTURE = png()
DIGEST = hashlib.sha256(PICTURE).hexdigest()
ADDRESS = f"https://bot.example/pictures/{DIGEST}.png"


async def test_a_picture_is_shown_on_every_platform_that_can(stage, zalo):
    """Sent from the stored bytes: uploaded once to Telegram and to Zalo, and told Zalo's bots by our own address."""
    town = people(stage.telegram, stage.crowd, 3, zalo, 2)
    on_bot = zalo.bot_user()
    stage.crowd(1, chats=[on_bot.id], platform="zalo_bot")
    made = await sent(stage.desk, text=TEXT, image=Upload("lich.png", PICTURE), offers=(Offer.BOOK,))
    found = (await preview(await author(stage.desk), made.id, Reach(), RATES)).samples
    bot = stage.start(**zalo.env())
    await asyncio.to_thread(wait_until, lambda: over(stage.rows, made.id))
    for citizen in town.citizens:
        (seen,) = citizen.messages()
        assert (seen.text, seen.picture, seen.labels) == (TEXT, DIGEST, ["Đặt lịch"])
    assert stage.telegram.world.statistics.uploads <= 3, "at most one for each of those that went at once"
    assert found["telegram"][0] == [{"text": TEXT, "buttons": ["Đặt lịch"], "image": f"{DIGEST}.png"}]
    shown, said = town.followers[0].messages()
    assert (shown.picture, shown.text) == (f"{DIGEST}.png", "Xem hình")
    assert (said.text, said.labels, said.urls) == (TEXT, ["Đặt lịch"], {})
    assert [message["image"] for message in found["zalo_oa"][0]] == [f"{DIGEST}.png", None]
    (both,) = on_bot.messages()
    assert (both.picture, both.text) == (ADDRESS, f"{TEXT}\n\n1. Đặt lịch")
    async with httpx.AsyncClient(base_url=bot.url) as web:
        served = await web.get(f"/pictures/{DIGEST}.png")
        assert (served.content, served.headers["content-type"]) == (PICTURE, "image/png")
        for name in ("0" * 64 + ".png", "../secret.key", "%2e%2e", DIGEST[:-1]):
            assert (await web.get(f"/pictures/{name}")).status_code == 404


async def test_a_long_text_stands_below_its_picture(stage):
    long = "Từ mai nhận hồ sơ theo lịch hẹn. " * 60
    town = people(stage.telegram, stage.crowd, 1)
    made = await sent(stage.desk, text=long, image=Upload("lich.png", PICTURE), offers=(Offer.BOOK,))
    stage.start()
    await asyncio.to_thread(wait_until, lambda: over(stage.rows, made.id))
    shown, said = town.citizens[0].messages()
    assert (shown.picture, shown.text, said.text, said.labels) == (DIGEST, "", long.strip(), ["Đặt lịch"])


async def test_a_picture_that_a_platform_does_not_take_keeps_nobody_from_the_text(stage, zalo):
    zalo.world.pictures_work = stage.telegram.world.photos_work = False
    town = people(stage.telegram, stage.crowd, 1, zalo, 1)
    on_bot = zalo.bot_user()
    stage.crowd(1, chats=[on_bot.id], platform="zalo_bot")
    made = await sent(stage.desk, text=TEXT, image=Upload("lich.png", PICTURE))
    stage.start(**zalo.env())
    await asyncio.to_thread(wait_until, lambda: over(stage.rows, made.id))
    assert [seen.text for seen in town.citizens[0].messages()] == [TEXT]
    assert [seen.text for seen in town.followers[0].messages()] == [f"Xem hình: {ADDRESS}", TEXT]
    assert [seen.text for seen in on_bot.messages()] == [f"{TEXT}\n\nXem hình: {ADDRESS}"]
    assert statuses(stage.rows, made.id) == {"sent": 3}
