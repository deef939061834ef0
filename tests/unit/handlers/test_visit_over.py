"""An appointment whose day is over: said to be over, with what can be done now; nothing is moved on a guess."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.unit.handlers.counter import COPIES, MORNING, TAN_THANH, Counter, day
from tests.unit.handlers.turns import TODAY, payloads, said

WISHES = [
    ("lịch hẹn 19/11 của tui dời được không", "change_appointment"),
    ("lich hen 19/11 cua tui doi duoc hong", "change_appointment"),
    ("cho dời lịch ngày 19/11 qua 5/12", "change_appointment"),
    ("hủy lịch hẹn 19/11 giùm", "cancel_appointment"),
    ("xem giùm lịch 19/11", "check_appointment"),
]


@pytest.mark.parametrize(("text", "intent"), WISHES)
async def test_a_day_that_is_over_and_was_not_booked_here(text, intent):
    chat = Counter.today()
    replies = await chat.say(text, intent)
    assert "19/11 đã qua" in said(replies)
    assert {"#book.start", "#ask.intent:ask_submission_channel"} <= set(payloads(replies))
    assert chat.step is None


async def booked() -> tuple[Counter, str]:
    """Somebody who booked the morning of 25 November, a week later."""
    chat = Counter.today()
    await chat.press(f"#book.start:{COPIES}")
    await chat.say("phường Tân Thành", "provide_info", {"admin_unit": "phường Tân Thành"})
    for answer in ("sáng 25/11", "1", "đồng ý", "Nguyễn Văn Demo", "0912000111"):
        await chat.say(answer, "provide_info" if answer != "đồng ý" else None)
    await chat.choose("#book.confirm")
    return chat, chat.state.memo["booked"]["code"]


def later(chat: Counter) -> None:
    week = timedelta(days=7)
    chat.moment += week
    chat.received += week
    chat.book.now += week
    chat.book.clock += week


@pytest.mark.parametrize("intent", ["change_appointment", "cancel_appointment", "check_appointment"])
@pytest.mark.parametrize("text", ["lịch hẹn 25/11 của tui", "lich hen hom 25/11 cua toi"])
async def test_an_appointment_of_ones_own_that_is_over(text, intent):
    chat, code = await booked()
    later(chat)
    replies = await chat.say(text, intent)
    assert code in said(replies)
    assert "đã qua" in said(replies)
    assert f"#book.start:{COPIES}" in payloads(replies)
    assert chat.step is None


@pytest.mark.parametrize("intent", ["change_appointment", "cancel_appointment", "check_appointment"])
async def test_its_code_says_so_too_and_offers_no_change(intent):
    chat, code = await booked()
    later(chat)
    replies = await chat.say(f"lịch {code} của tui", intent, {"appointment_code": code})
    assert "đã qua" in said(replies)
    assert not any(one.startswith(("#appt.move", "#appt.cancel")) for one in payloads(replies))


@pytest.mark.parametrize(("text", "intent"), WISHES[:4])
async def test_another_appointment_is_not_taken_for_it(text, intent):
    chat, code = await booked()
    before = dict(chat.book.bookings)
    replies = await chat.say(text, intent)
    assert "19/11 đã qua" in said(replies)
    assert f"#appt.pick:{code}" in payloads(replies), "the other one is offered"
    assert chat.book.bookings == before


@pytest.mark.parametrize(
    "text", ["hôm qua tui có đặt lịch, giờ dời được không", "hom 19/11 toi dat lich, doi duoc khong"]
)
async def test_the_day_on_which_it_was_booked_is_no_visit(text):
    chat, code = await booked()
    replies = await chat.say(text, "change_appointment")
    assert "đã qua" not in said(replies)
    assert code in said(replies) or chat.known["code"] == code


@pytest.mark.parametrize("text", ["đặt lịch chứng thực ngày 19/11", "dat lich chung thuc 19/11"])
async def test_a_booking_for_a_day_that_is_over_is_told_so(text):
    chat = Counter.today()
    chat.announce(TAN_THANH, day(26, 11, 2026), MORNING, 3)
    replies = await chat.say(text, "book_appointment", {"procedure": "chứng thực"})
    assert "19/11 đã qua" in said(replies)
    assert TODAY.day == 24, "the day it is said on"
