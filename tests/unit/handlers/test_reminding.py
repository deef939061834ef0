"""Reminders follow the appointment: planned with it, moved with it, dropped with it; their buttons lead on."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.content.texts_loader import load_texts
from bot.handlers.reminding import locked_words
from tests.unit.handlers.counter import TAC_VAN, WARD_8, Counter, lock
from tests.unit.handlers.turns import payloads, said


async def test_a_booking_plans_what_its_reminder_says():
    chat = Counter()
    code = await chat.booked()
    visit = chat.people.visits[code]
    assert visit.start == chat.book.bookings[code].window.start
    for words in (code, "sáng thứ Hai 23/8", "Tắc Vân", "ngừng nhận tin"):
        assert words in visit.reply.text
    assert payloads([visit.reply]) == [f"#appt.coming:{code}", f"#appt.move:{code}", f"#appt.cancel:{code}"]


async def test_each_button_of_a_reminder_works():
    chat = Counter()
    code = await chat.booked()
    still, move, cancel = payloads([chat.people.visits[code].reply])
    assert code in said(await chat.press(still))
    assert chat.state.dialogue is None
    await chat.press(move)
    assert (chat.state.dialogue.name, chat.state.dialogue.step) == ("appointments", "half_day")
    await chat.press(cancel)
    await chat.choose("#appt.confirm")
    assert chat.people.visits == {}


async def test_a_moved_appointment_is_reminded_of_at_its_new_time():
    chat = Counter()
    code = await chat.booked()
    before = chat.people.visits[code].start
    await chat.press(f"#appt.move:{code}")
    await chat.say("sáng thứ 4")
    await chat.choose("#appt.confirm")
    assert chat.people.visits[code].start > before


@pytest.mark.parametrize(
    ("until", "language", "words"),
    [
        ("2021-08-30", "vi", "phong tỏa đến 00:00 30/08/2021"),
        (None, "vi", "đang phong tỏa, chưa có ngày kết thúc"),
        ("2021-08-30", "en", "locked down until 00:00 30/08/2021"),
        (None, "en", "without a known end"),
    ],
)
async def test_a_reminder_of_a_visit_to_a_place_that_was_locked_since_says_not_to_go(until, language, words):
    chat = Counter(locks=[lock("huyen-demo"), lock(TAC_VAN, "2021-08-24", until)])
    visit = dt.datetime(2021, 8, 24, 1, 30, tzinfo=dt.UTC)
    said_first = locked_words(chat.guidance, load_texts(), TAC_VAN, visit, language)
    assert words in said_first
    assert "Tắc Vân" in said_first
    assert locked_words(chat.guidance, load_texts(), WARD_8, visit, language) is None
    assert locked_words(chat.guidance, load_texts(), "no-such-unit", visit, language) is None
    assert locked_words(chat.guidance, load_texts(), TAC_VAN, visit - dt.timedelta(days=2), language) is None
