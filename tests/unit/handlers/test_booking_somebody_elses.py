"""An appointment under somebody else's code: the phone that booked it opens it."""

from __future__ import annotations

import dataclasses

from booking_client import BookingStatus
from tests.unit.handlers.counter import (
    NAME,
    PHONE,
    Counter,
    day,
)
from tests.unit.handlers.turns import said


async def somebodys() -> tuple[Counter, str]:
    """A chat, and the code of somebody else's appointment in the same book."""
    owner = Counter()
    code = await owner.booked()
    owner.book.bookings[code] = dataclasses.replace(owner.book.bookings[code], owner="owner-2")
    return owner.beside(), code


async def test_somebody_elses_code_needs_the_phone_that_booked():
    chat, code = await somebodys()
    replies = await chat.say(f"hủy lịch {code}", "cancel_appointment", {"appointment_code": code})
    assert chat.step == "phone"
    assert "Tắc Vân" not in said(replies)
    await chat.say("0945000333", "provide_info")
    assert chat.state.dialogue is None
    assert chat.book.bookings[code].status is BookingStatus.BOOKED
    await chat.say(f"hủy lịch {code.lower()}", "cancel_appointment")
    replies = await chat.say(PHONE, "provide_info")
    assert chat.step == "confirm_cancel"
    await chat.say("đồng ý")
    assert chat.book.bookings[code].status is BookingStatus.CANCELLED


async def test_somebody_elses_code_is_shown_with_their_phone_only():
    chat, code = await somebodys()
    replies = await chat.say(f"xem lịch {code}", "check_appointment", {"appointment_code": code})
    assert "Tắc Vân" not in said(replies)
    replies = await chat.say(PHONE, "provide_info")
    assert "Tắc Vân" in said(replies)
    assert NAME not in said(replies)


async def test_four_digits_do():
    chat, code = await somebodys()
    await chat.say(f"hủy lịch {code}", "cancel_appointment", {"appointment_code": code})
    replies = await chat.say(PHONE[-4:], "provide_info")
    assert "Tắc Vân" in said(replies)
    assert [name for name, _ in chat.book.calls if name in ("move", "cancel")] == []  # looking changes nothing
    await chat.say("đồng ý")
    assert chat.book.bookings[code].status is BookingStatus.CANCELLED


async def test_somebody_elses_appointment_is_moved_with_their_phone():
    chat, code = await somebodys()
    await chat.say(f"đổi lịch {code} qua sáng thứ 5", "change_appointment", {"appointment_code": code})
    replies = await chat.say(PHONE, "provide_info")
    assert "sáng thứ Năm 26/8" in said(replies)
    await chat.say("đồng ý")
    assert chat.book.bookings[code].date == day(26)


async def test_a_code_that_does_not_exist():
    chat = Counter()
    asked = await chat.say("hủy lịch CM-ZZZZZ", "cancel_appointment", {"appointment_code": "CM-ZZZZZ"})
    other, code = await somebodys()
    # Whether there is such an appointment is not told before the phone that booked it is.
    assert said(asked) == said(await other.say(f"hủy lịch {code}", "cancel_appointment", {"appointment_code": code}))
    wrong = [await who.say("0945000333", "provide_info") for who in (chat, other)]
    assert said(wrong[0]) == said(wrong[1])
    assert "không tìm thấy" in said(wrong[0])
    assert chat.state.dialogue is None


async def test_a_code_that_was_cancelled_already():
    chat = Counter()
    code = await chat.booked()
    await chat.say("hủy")
    await chat.say("đồng ý")
    await chat.press(f"#appt.cancel:{code}")
    replies = await chat.say("đồng ý")
    assert "đã hủy rồi" in said(replies)
