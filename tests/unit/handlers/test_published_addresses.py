"""Where a unit is: what it has published for the time of the visit goes before what the booking service knows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.guidance.rulebook.book import Rulebook
from tests.unit.handlers.counter import TAC_VAN, Counter
from tests.unit.handlers.turns import guidance, rulebook, said


def entry(entry_id, value, start, **more):
    return {
        "id": entry_id, "status": "published", "purpose": "unit_address", "unit": TAC_VAN, "label": "Địa chỉ",
        "value": value, "valid_from": start, **more,
    }  # fmt: skip


def counter(*entries):
    plain = rulebook().to_plain()
    plain["contacts"] += entries
    chat = Counter()
    chat.guidance = replace(guidance(), rulebook=Rulebook.parse({"x": plain}))
    return chat


async def told_at_booking(chat, when):
    await chat.until_read_back(when=when)
    return said(await chat.choose("#book.confirm"))


MOVING = (
    entry("old", "Số 1 đường Cũ", "2020-01-01", valid_to="2021-08-24"),
    entry("new", "Số 2 đường Mới", "2021-08-24"),
)
"""From Tuesday on at another place."""


@pytest.mark.parametrize(("when", "address"), [("sáng mai", "Số 1 đường Cũ"), ("sáng thứ 4", "Số 2 đường Mới")])
async def test_a_booking_tells_the_address_of_the_visits_day(when, address):
    text = await told_at_booking(counter(*MOVING), when)
    assert f"Địa chỉ: {address}" in text
    assert text.count("Địa chỉ") == 1
    assert "ấp Demo" not in text


async def test_a_wrong_address_that_was_hidden_is_told_from_nowhere():
    """The booking service may not have heard of it yet."""
    chat = counter(entry("wrong", "ấp Demo", "2020-01-01", status="suspended"))
    assert "ấp Demo" not in await told_at_booking(chat, "sáng mai")
    chat = counter(entry("wrong", "ấp Demo", "2020-01-01", status="suspended"))
    chat.profile.area = TAC_VAN
    assert "ấp Demo" not in said(await chat.say("ở đâu vậy", "ask_office_info"))


async def test_before_staff_publish_any_the_booking_services_word_is_told():
    assert "ấp Demo" in await told_at_booking(counter(entry("later", "Số 9", "2100-01-01")), "sáng mai")


async def test_a_moved_visit_tells_where_it_is_now():
    chat = counter(*MOVING)
    await told_at_booking(chat, "sáng mai")
    await chat.say("đổi ngày khác")
    await chat.say("sáng thứ 4", "provide_info")
    assert "Số 2 đường Mới" in said(await chat.choose("#appt.confirm"))
