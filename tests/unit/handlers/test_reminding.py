"""Reminders follow the appointment: planned with it, moved with it, dropped with it; their buttons lead on."""

from __future__ import annotations

from tests.unit.handlers.counter import Counter
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
