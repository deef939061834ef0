"""Appointments while the booking service is away, and in the middle of a booking."""

from __future__ import annotations

import pytest

from booking_client import BookingUnavailable
from tests.unit.handlers.counter import (
    Counter,
)
from tests.unit.handlers.turns import cited, payloads, said


async def test_the_service_away_is_said_and_nothing_is_lost():
    chat = Counter()
    code = await chat.booked()
    chat.book.down = BookingUnavailable("x")
    replies = await chat.say("lịch của tôi")
    assert "không dùng được" in said(replies)
    assert "#appt.list" in payloads(replies)
    replies = await chat.say("hủy")
    assert "chưa thay đổi gì" in said(replies)
    assert chat.step == "retry"
    chat.book.down = None
    replies = await chat.choose("#appt.retry")
    assert chat.step == "confirm_cancel"
    assert code in said(replies)


@pytest.mark.parametrize(("call", "told"), [("cancel", "đã hủy lịch"), ("move", "đã đổi lịch")])
async def test_an_unknown_outcome_is_checked_by_the_same_key(call, told):
    chat = Counter()
    code = await chat.booked()
    await (chat.say("hủy") if call == "cancel" else chat.say("đổi qua sáng thứ 3", "change_appointment"))
    chat.book.lose = {call}
    replies = await chat.say("đồng ý")
    assert "CHƯA BIẾT" in said(replies)
    chat.book.lose = set()
    replies = await chat.choose("#appt.retry")
    assert code in said(replies)
    assert told in said(replies)
    assert len({key for name, key in chat.book.calls if name == call and key and "prove" not in key}) == 1


async def test_leaving_while_the_outcome_is_unknown_claims_nothing():
    chat = Counter()
    await chat.booked()
    await chat.say("hủy")
    chat.book.lose = {"cancel"}
    await chat.say("đồng ý")
    replies = await chat.say("thôi khỏi")
    assert "Chưa biết" in said(replies)
    assert chat.state.dialogue is None


async def test_looking_up_in_the_middle_of_a_booking_goes_on_with_it():
    chat = Counter()
    code = await chat.booked()
    await chat.until_dossiers_again()
    replies = await chat.say("lịch của tôi")
    assert code in said(replies)
    assert chat.step == "dossiers"
    assert "mấy bộ" in replies[-1].text


async def test_cancelling_another_appointment_in_the_middle_of_a_booking_gives_back_places():
    chat = Counter()
    code = await chat.booked()
    await chat.until_dossiers_again()
    await chat.say("1")
    assert len(chat.book.kept) == 1
    await chat.say(f"hủy lịch {code}", "cancel_appointment", {"appointment_code": code})
    assert chat.book.kept == []
    assert (chat.state.dialogue.name, chat.step) == ("appointments", "confirm_cancel")


async def test_a_side_question_in_the_middle_of_a_move():
    chat = Counter()
    await chat.booked()
    await chat.say("đổi ngày khác")
    replies = await chat.say("5k la gi")
    assert "CM4708-R10" in cited(replies)
    assert replies[-1].choices[0].payload.startswith("#appt.at")


@pytest.mark.parametrize(("words", "intent"), [("hủy lịch", None), ("huỷ giùm tui cái lịch", "cancel_appointment")])
async def test_cancelling_amid_another_booking_says_that_the_appointment_stays(words, intent):
    chat = Counter()
    code = await chat.booked()
    await chat.until_dossiers_again()
    replies = await chat.say(words, intent)
    assert "Lần này chưa đặt lịch nào" in said(replies)
    assert f"CHƯA hủy: {code}" in said(replies)
    await chat.press(f"Hủy lịch {code}")
    assert chat.step == "confirm_cancel"
    assert "đã hủy" in said(await chat.say("đồng ý"))


async def test_cancelling_amid_a_booking_while_the_service_is_away_claims_nothing():
    chat = Counter()
    await chat.booked()
    await chat.until_dossiers_again()
    chat.book.down = BookingUnavailable("x")
    replies = await chat.say("hủy")
    assert "CHƯA hủy" in said(replies)
    assert "#appt.list" in payloads(replies)


async def test_who_has_no_appointment_hears_nothing_of_any():
    chat = Counter()
    await chat.until_dossiers()
    assert said(await chat.say("hủy")) == "Dạ, đã dừng. Lần này chưa đặt lịch nào."


async def test_who_cancels_without_an_appointment_is_told_of_a_call_that_waits():
    chat = Counter()
    await chat.press("#call.start:hotline/")
    for text in ("đồng ý", "Nguyễn Văn Demo", "0912000111", "đúng rồi"):
        await chat.say(text, None if text.startswith(("đồng", "đúng")) else "provide_info")
    replies = await chat.say("hủy cái yêu cầu đó đi", "cancel_appointment")
    assert "yêu cầu gọi lại (phiếu 1) đang chờ" in said(replies)
    assert "#call.withdraw:1" in payloads(replies)


async def test_a_day_that_was_not_understood_at_the_read_back_leaves_it_as_it_was():
    """It was forgotten what was chosen, and the confirming button then failed."""
    chat = Counter()
    code = await chat.booked()
    await chat.say("đổi qua sáng thứ 3", "change_appointment")
    replies = await chat.say("mùng 5", "provide_info")
    assert "âm lịch" in said(replies)
    assert chat.step == "confirm_move"
    replies = await chat.choose("#appt.confirm")
    assert "đã đổi lịch" in said(replies)
    assert code in said(replies)
