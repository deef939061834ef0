"""Appointments made in a conversation that the call centre moves or cancels: people are reminded of what holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from booking_client import HalfDay
from bot.staff import operator, operator_changes
from bot.staff.errors import Refused
from bot.staff.roles import Role
from tests.integration.staff.conftest import TAC_VAN, Desk
from tests.integration.staff.helpers import TUESDAY, announce, request

if TYPE_CHECKING:
    from collections.abc import Callable

_PLANNED = """
SELECT r.kind, to_char(r.due_at AT TIME ZONE 'Asia/Ho_Chi_Minh', 'DD/MM HH24:MI') AS due, r.visit ->> 'text' AS text
FROM reminders AS r WHERE r.code = %s AND r.status = 'planned' ORDER BY r.due_at
"""


@pytest.fixture
async def code(desk: Desk, query: Callable[..., list]) -> str:
    """A booking on Monday morning by somebody who writes English on two platforms, reminded of it."""
    await announce(await desk(), capacity=10)
    await announce(await desk(), day=TUESDAY)
    found = (await operator.book(await desk(Role.OPERATOR), request(await desk(Role.OPERATOR)))).booking
    query(
        "WITH made AS (INSERT INTO conversations (platform, chat, sender, person, profile)"
        """ SELECT platform, '7', '7', '00000000-0000-4000-8000-000000000007', '{"language": "en"}'"""
        " FROM unnest(ARRAY['telegram', 'zalo_oa']) AS platform RETURNING id),"
        " visit AS (INSERT INTO contact_visits SELECT min(id), %s, %s, '2.000815', %s FROM made)"
        " INSERT INTO reminders (conversation_id, code, kind, due_at, visit_at, visit)"
        " SELECT max(id), %s, 'soon', %s, %s, '{}' FROM made",
        [found.code, TAC_VAN, found.window.start, found.code, found.window.start, found.window.start],
    )
    return found.code


async def test_who_is_moved_is_reminded_of_the_new_day(desk: Desk, code: str, query: Callable[..., list]) -> None:
    await operator_changes.move(await desk(Role.OPERATOR), code, TUESDAY, HalfDay.MORNING)
    planned = query(_PLANNED, [code])
    assert [(row["kind"], row["due"]) for row in planned] == [("evening", "23/08 19:00"), ("soon", "23/08 20:00")]
    assert all("Tuesday" in row["text"] and code in row["text"] for row in planned)


async def test_who_is_left_where_they_were_keeps_the_reminders(
    desk: Desk, code: str, query: Callable[..., list]
) -> None:
    before = query("SELECT * FROM reminders")
    with pytest.raises(Refused, match="Lịch cũ vẫn giữ nguyên"):
        await operator_changes.move(await desk(Role.OPERATOR), code, TUESDAY, HalfDay.AFTERNOON)
    assert query("SELECT * FROM reminders") == before


async def test_who_is_cancelled_is_reminded_no_more(desk: Desk, code: str, query: Callable[..., list]) -> None:
    await operator_changes.cancel(await desk(Role.OPERATOR), code)
    assert query("SELECT status, reason FROM reminders") == [{"status": "dropped", "reason": "cancelled"}]
    assert query("SELECT 1 FROM contact_visits") == []
