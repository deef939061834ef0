"""A lock-down entered for tomorrow: whoever has booked tomorrow is told at once, once, and staff see who was not."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import pytest

from bot.content.texts_loader import load_texts
from bot.db.events import Events
from bot.delivery.lock_news import LockNews
from bot.staff import area_mirror, areas, lock_told, operator
from bot.staff.finding import find_place
from bot.staff.roles import Role
from tests.integration.staff.conftest import SUNDAY, TAC_VAN
from tests.integration.staff.helpers import COPIES, MONDAY, announce, request

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.staff.office import Office
    from tests.integration.staff.conftest import Desk

type Query = Callable[..., list[dict[str, Any]]]

TOMORROW = dt.datetime.combine(MONDAY, dt.time(0), SUNDAY.tzinfo)
VISIT = TOMORROW.replace(hour=7, minute=30)
REACHABLE = ("telegram", "zalo_oa")


@pytest.fixture
def booked(query: Query) -> Callable[..., int]:
    """A function that lets somebody have booked a visit in a chat; gives the conversation's id."""

    def book(chat: str, code: str, *, platform: str = "telegram", at: dt.datetime = VISIT, **more: Any) -> int:
        profile = {key: more[key] for key in ("area", "notifications", "language") if key in more}
        (made,) = query(
            """INSERT INTO conversations (platform, chat, sender, profile, stopped_at, last_turn_at)
            VALUES (%(platform)s, %(chat)s, %(chat)s, %(profile)s::jsonb, %(stopped)s, now()) RETURNING id""",
            {
                "platform": platform,
                "chat": chat,
                "profile": json.dumps(profile),
                "stopped": SUNDAY if more.get("gone") else None,
            },
        )
        query(
            """INSERT INTO contact_visits (contact_id, code, unit_id, procedure_code, visit_at)
            VALUES (%s, %s, %s, %s, %s)""",
            [made["id"], code, more.get("unit", TAC_VAN), COPIES, at],
        )
        return int(made["id"])

    return book


async def look(desk: Desk, *, now: dt.datetime = SUNDAY) -> int:
    """What a bot process does when the guidance changes."""
    office = await desk()
    news = LockNews(
        office.database,
        Events(office.database.url),
        lambda: office.guidance,
        load_texts(),
        lambda: now,
        reachable=REACHABLE,
    )
    return await news.look()


async def lock(office: Office, name: str = "xã Tắc Vân", start: dt.datetime = TOMORROW, days: int = 1) -> areas.LockRow:
    place = find_place(office.guidance, name, SUNDAY)
    return await areas.lock(office, place, start, start + dt.timedelta(days=days))


def said(query: Query, chat: str) -> list[dict[str, Any]]:
    return query("SELECT status, priority, body, expires_at FROM outbox WHERE chat = %s ORDER BY id", [chat])


async def test_whoever_booked_tomorrow_is_told_once_with_what_remains(
    lonely_desk: Desk, booked: Callable[..., int], query: Query
) -> None:
    booked("a", "CM-AAAAA")
    booked("later", "CM-BBBBB", at=VISIT + dt.timedelta(days=2))
    booked("elsewhere", "CM-CCCCC", unit="tt-cai-nuoc_cai-nuoc")
    booked("home", "CM-DDDDD", unit="tt-cai-nuoc_cai-nuoc", area=TAC_VAN)
    booked("page", "CM-EEEEE", platform="web", language="en")
    assert await look(lonely_desk) == 0
    await lock(await lonely_desk())
    assert sum(await asyncio.gather(look(lonely_desk), look(lonely_desk))) == 3  # two processes
    assert await look(lonely_desk) == 0
    (row,) = said(query, "a")
    assert (row["status"], row["priority"]) == ("queued", 1)
    assert "Anh/chị khoan đi: Xã Tắc Vân phong tỏa đến 00:00 24/8/2021" in row["body"]["text"]
    assert "CM-AAAAA lúc 07:30 23/8/2021" in row["body"]["text"]
    payloads = [choice["payload"] for choice in row["body"]["choices"]]
    assert payloads == [
        "#appt.move:CM-AAAAA",
        f"#way.show:{COPIES}",
        f"#call.start:hotline/{COPIES}",
        "#appt.cancel:CM-AAAAA",
    ]
    (menu,) = query("SELECT state FROM conversations WHERE chat = 'a'")
    assert [payload for _, payload in menu["state"]["menu"]] == payloads  # a number answers it
    assert "nơi anh/chị ở phong tỏa" in said(query, "home")[0]["body"]["text"]
    page = said(query, "page")[0]
    assert (page["status"], "do not set out" in page["body"]["text"]) == ("sent", True)
    assert said(query, "later") == said(query, "elsewhere") == []


async def test_nobody_is_woken_at_night(lonely_desk: Desk, booked: Callable[..., int], query: Query) -> None:
    booked("a", "CM-AAAAA")
    await lock(await lonely_desk())
    assert await look(lonely_desk, now=SUNDAY.replace(hour=22)) == 0
    (one,) = await lock_told.listed(await lonely_desk(now=SUNDAY.replace(hour=22)))
    assert "sau 7:00" in one.state
    assert one.ring
    assert await look(lonely_desk, now=TOMORROW.replace(hour=7)) == 1
    assert len(said(query, "a")) == 1


async def test_lifting_tells_those_who_were_told(lonely_desk: Desk, booked: Callable[..., int], query: Query) -> None:
    booked("a", "CM-AAAAA")
    booked("unsent", "CM-BBBBB")
    office = await lonely_desk()
    await lock(office)
    assert await look(lonely_desk) == 2
    query("UPDATE outbox SET status = 'sent' WHERE chat = 'a'")
    await areas.unlock(office, find_place(office.guidance, "xã Tắc Vân", SUNDAY))
    assert await look(lonely_desk) == 2
    assert await look(lonely_desk) == 0
    assert "không còn trùng lịch hẹn CM-AAAAA" in said(query, "a")[1]["body"]["text"]
    assert [row["status"] for row in said(query, "unsent")] == ["stopped"]  # taken back, and nothing more
    # Locked again, they are told again; another end of the same lock-down is no news.
    await lock(office)
    assert await look(lonely_desk) == 2
    await lock(office, days=2)
    assert await look(lonely_desk) == 0


async def test_a_visit_that_is_moved_into_a_lock_down_and_one_that_is_cancelled(
    lonely_desk: Desk, booked: Callable[..., int], query: Query
) -> None:
    booked("moves", "CM-AAAAA", at=VISIT + dt.timedelta(days=3))
    booked("cancels", "CM-BBBBB")
    await lock(await lonely_desk())
    query("DELETE FROM contact_visits WHERE code = 'CM-BBBBB'")
    query("UPDATE contact_visits SET visit_at = %s WHERE code = 'CM-AAAAA'", [VISIT])
    assert await look(lonely_desk) == 1
    assert said(query, "cancels") == []
    assert len(said(query, "moves")) == 1


async def test_staff_see_who_was_told_and_whom_to_ring(
    desk: Desk, booked: Callable[..., int], query: Query, audited: Callable[[str], list[Any]]
) -> None:
    office = await desk()
    await announce(office, capacity=9)
    codes = [(await operator.book(office, request(office, phone=f"09120001{n:02}"))).booking.code for n in range(7)]
    told, off, gone, page, waiting, failed = codes[:6]  # the seventh phoned
    booked("told", told)
    booked("off", off, notifications="off")
    booked("gone", gone, gone=True)
    booked("page", page, platform="web")
    booked("waiting", waiting, platform="zalo_oa")
    booked("failed", failed)
    done = await area_mirror.mirror(office, await lock(office), action="area.lock")
    assert {booking.code for booking in done.affected} == set(codes)
    await look(desk)
    for chat, status in (("told", "delivered"), ("waiting", "waiting"), ("failed", "failed")):
        query("UPDATE outbox SET status = %s WHERE chat = %s", [status, chat])
    listed = await lock_told.listed(await desk(Role.OPERATOR))
    states = {one.code: (one.told, one.ring, one.state) for one in listed}
    assert listed[-1].code == told  # those to be rung up come first
    assert states[told] == (True, False, "Telegram: đã nhận")
    assert [states[code][1] for code in (off, gone, page, waiting, failed)] == [True] * 5
    assert "ngừng nhận tin" in states[off][2]
    assert "chưa mở trang web" in states[page][2]
    assert all(one.booking is not None and one.booking.visitor is not None for one in listed)
    waited = await lock_told.wait_until_told(await desk(), set(codes), seconds=20)
    assert {one.code for one in waited} == set(codes[:6])
    clerk = await lock_told.listed(await desk(Role.UNIT, TAC_VAN))
    assert [one.booking for one in clerk] == [None] * 6
    assert await lock_told.listed(await desk(Role.UNIT, "phuong-8_ca-mau")) == []
    assert len(audited("area.told")) == 3
