"""Appointments that are made: looked up, moved, cancelled; late; buttons that are old or made up."""

from __future__ import annotations

import dataclasses

import pytest

from booking_client import BookingStatus
from bot.conversation.state import Dialogue
from tests.unit.handlers.counter import (
    AFTERNOON,
    COPIES,
    MORNING,
    TAC_VAN,
    WARD_8,
    Counter,
    day,
    lock,
)
from tests.unit.handlers.turns import cited, payloads, said


async def with_two(chat: Counter) -> tuple[str, str]:
    """Two appointments, on Monday and Wednesday."""
    first = await chat.booked()
    await chat.until_dossiers_again("sáng thứ 4")
    await chat.say("1")
    await chat.choose("#book.who:same")
    await chat.choose("#book.confirm")
    return first, chat.state.memo["booked"]["code"]


@pytest.mark.parametrize("text", ["lịch của tôi", "lich cua tui", "xem lịch hẹn"])
async def test_my_appointment_is_shown_with_what_can_be_done(text):
    chat = Counter()
    code = await chat.booked()
    replies = await chat.say(text)
    for words in (code, "Số thứ tự: 1", "sáng thứ Hai 23/8", "Tắc Vân"):
        assert words in said(replies)
    assert payloads(replies) == [f"#appt.move:{code}", f"#appt.cancel:{code}"]


async def test_no_appointment_is_said_to_be_none():
    for text in ("lịch của tôi", "đổi ngày khác", "hủy"):
        chat = Counter()
        replies = await chat.say(text)
        assert "không thấy lịch hẹn nào" in said(replies)
        assert chat.state.dialogue is None


async def test_past_and_cancelled_ones_are_not_shown():
    chat = Counter()
    first, second = await with_two(chat)
    chat.book.bookings[first] = dataclasses.replace(chat.book.bookings[first], status=BookingStatus.CANCELLED)
    replies = await chat.say("lịch của tôi")
    assert first not in said(replies)
    assert second in said(replies)
    chat.moment = chat.moment.replace(day=26)
    replies = await chat.say("lịch của tôi")
    assert "không thấy lịch hẹn nào" in said(replies)


async def test_several_are_listed_and_each_can_be_opened():
    chat = Counter()
    first, second = await with_two(chat)
    replies = await chat.say("lịch của tôi")
    assert payloads(replies) == [f"#appt.show:{first}", f"#appt.show:{second}"]
    replies = await chat.say("2")
    assert payloads(replies) == [f"#appt.move:{second}", f"#appt.cancel:{second}"]


@pytest.mark.parametrize("text", ["hủy", "dạ", "ok", "ừm"])
async def test_cancelling_is_read_back_and_needs_plain_words(text):
    chat = Counter()
    code = await chat.booked()
    replies = await chat.say("hủy")
    assert code in said(replies)
    replies = await chat.say(text)
    assert chat.book.bookings[code].status is BookingStatus.BOOKED
    assert "“hủy”" in said(replies)
    replies = await chat.say("hủy")
    assert chat.book.bookings[code].status is BookingStatus.CANCELLED
    assert "đã hủy" in said(replies)


async def test_not_cancelling_keeps_it():
    for answer in ("thôi khỏi", "không"):
        chat = Counter()
        code = await chat.booked()
        await chat.say("hủy lịch")
        replies = await chat.say(answer)
        assert "giữ nguyên" in said(replies)
        assert chat.book.bookings[code].status is BookingStatus.BOOKED
        assert chat.state.dialogue is None


async def test_moving_keeps_the_code_and_tells_the_new_day():
    chat = Counter()
    code = await chat.booked()
    replies = await chat.say("đổi ngày khác")
    assert f"#appt.at:{chat.slot()}" not in payloads(replies)
    replies = await chat.say("sáng thứ 3", "provide_info")
    assert "sáng thứ Hai 23/8" in said(replies)
    assert "sáng thứ Ba 24/8" in said(replies)
    assert "REG-CT16-AUG" in cited(replies)
    await chat.say("dạ")
    assert chat.book.bookings[code].date == day(23)
    replies = await chat.choose("#appt.confirm")
    assert chat.book.bookings[code].date == day(24)
    for words in (code, "Số thứ tự mới: 1", "sáng thứ Ba 24/8"):
        assert words in said(replies)
    assert "REG-CT16-AUG" in cited(replies)


async def test_moving_to_a_day_named_at_once():
    chat = Counter()
    await chat.booked()
    replies = await chat.say("dời qua sáng thứ 5 giùm", "change_appointment", {"session": "sáng", "date": "thứ 5"})
    assert chat.step == "confirm_move"
    assert "sáng thứ Năm 26/8" in said(replies)


async def test_moving_to_another_place():
    chat = Counter()
    code = await chat.booked()
    await chat.say("đổi ngày khác")
    await chat.choose("#appt.elsewhere")
    assert chat.step == "unit"
    await chat.press(f"#appt.unit:{WARD_8}")
    await chat.say("1")
    await chat.choose("#appt.confirm")
    assert chat.book.bookings[code].unit_id == WARD_8


async def test_moving_one_of_several_asks_which():
    chat = Counter()
    first, second = await with_two(chat)
    replies = await chat.say("đổi lịch")
    assert payloads(replies) == [f"#appt.pick:{first}", f"#appt.pick:{second}"]
    await chat.say("1")
    assert chat.known["code"] == first
    other = Counter()
    first, second = await with_two(other)
    await other.say("hủy lịch")
    await other.say("cái thứ 4", "provide_info")
    assert (other.step, other.known["code"]) == ("confirm_cancel", second)


async def test_changing_ones_mind_between_moving_and_cancelling():
    chat = Counter()
    code = await chat.booked()
    await chat.say("hủy")
    await chat.say("đổi ngày khác")
    assert chat.step == "half_day"
    await chat.say("hủy lịch luôn", "cancel_appointment")
    assert chat.step == "confirm_cancel"
    await chat.choose("#appt.instead")
    await chat.say("sáng thứ 6", "provide_info")
    await chat.say("đồng ý")
    assert chat.book.bookings[code].date == day(27)


async def test_another_day_at_the_read_back_of_a_move():
    chat = Counter()
    code = await chat.booked()
    await chat.say("đổi qua sáng thứ 3", "change_appointment")
    replies = await chat.say("thôi đổi qua sáng thứ 6 đi", "change_appointment")
    assert "sáng thứ Sáu 27/8" in said(replies)
    old = chat.payload("#appt.confirm")
    await chat.choose("#appt.other")
    replies = await chat.press(old)
    assert "không còn dùng được" in said(replies)
    assert chat.book.bookings[code].date == day(23)


async def test_a_full_half_day_leaves_the_appointment_and_offers_others():
    chat = Counter()
    code = await chat.booked()
    await chat.say("đổi qua sáng thứ 3", "change_appointment")
    chat.book.fill(chat.slot(number=24))
    replies = await chat.say("đồng ý")
    assert chat.book.bookings[code].date == day(23)
    assert "hết chỗ" in said(replies)
    assert "Lịch cũ vẫn còn nguyên" in said(replies)
    assert chat.step == "half_day"
    await chat.press(f"#appt.at:{chat.slot(number=25)}")
    await chat.say("đúng rồi")
    assert chat.book.bookings[code].date == day(25)


async def test_half_days_of_a_locked_unit_are_not_offered_for_a_move():
    chat = Counter()
    await chat.booked()
    chat.guidance = dataclasses.replace(chat.guidance, locks=(lock(TAC_VAN, "2021-08-24", "2021-08-27"),))
    replies = await chat.say("đổi ngày khác")
    assert [p for p in payloads(replies) if p.startswith("#appt.at")] == [f"#appt.at:{chat.slot(number=27)}"]


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("toi tre 15 phut co sao khong", "không nói lịch hẹn giữ được bao lâu"),
        ("kẹt phà rồi, tới trễ xíu được hông", "không nói lịch hẹn giữ được bao lâu"),
        ("running late, keep my number", "does not say how long an appointment is kept"),
    ],
)
async def test_late_is_told_honestly(text, unknown):
    chat = Counter()
    await chat.booked()
    replies = await chat.say(text, "change_appointment")
    assert unknown in said(replies)
    assert "#appt.move" in payloads(replies)
    await chat.press("#appt.move")
    assert chat.step == "half_day"


@pytest.mark.parametrize("text", ["ghi nhầm số điện thoại trong lịch", "sửa tên người đi trong lịch hẹn"])
async def test_what_cannot_be_changed_is_said(text):
    chat = Counter()
    await chat.booked()
    replies = await chat.say(text, "change_appointment")
    assert "hủy lịch này rồi đặt lịch khác" in said(replies)


OLD = [
    "#appt.confirm:zzz", "#appt.keep:zzz", "#appt.instead:zzz", "#appt.retry:zzz", "#appt.at:1", "#appt.pick:CM-00001",
    "#appt.unit:xa-tac-van_ca-mau", "#appt.from:2021-08-24", "#appt.look", "#appt.other", "#appt.nonsense",
]  # fmt: skip


@pytest.mark.parametrize("payload", OLD)
async def test_old_and_made_up_buttons_do_not_act(payload):
    chat = Counter()
    code = await chat.booked()
    replies = await chat.press(payload)
    assert "không còn dùng được" in said(replies)
    assert chat.book.bookings[code].status is BookingStatus.BOOKED


@pytest.mark.parametrize("payload", ["#appt.at:x", "#appt.at:999", "#appt.from:2021-99-99", "#appt.unit:nowhere"])
async def test_made_up_choices_within_a_move_are_refused(payload):
    chat = Counter()
    await chat.booked()
    await chat.say("đổi ngày khác")
    replies = await chat.press(payload)
    assert replies[-1].choices
    assert chat.state.dialogue is not None


async def test_an_appointment_of_somebody_who_may_not_book_now_can_still_be_moved():
    """An operator booked it for somebody who can use no open way; the ladder gives no new slot, the old one moves."""
    chat = Counter()
    code = await chat.booked()
    chat.book.bookings[code] = dataclasses.replace(chat.book.bookings[code], procedure="1.001193")
    replies = await chat.say("đổi ngày khác")
    assert f"#appt.at:{chat.slot(number=24)}" in payloads(replies)


async def test_moving_offers_the_same_half_day_elsewhere_where_it_is_full():
    chat = Counter()
    await chat.booked()
    chat.announce(WARD_8, day(24), MORNING, 2)
    chat.book.fill(chat.slot(number=24))
    replies = await chat.say("đổi qua sáng thứ 3", "change_appointment")
    assert f"#appt.at:{chat.slot(WARD_8, 24, MORNING)}" in payloads(replies)
    assert chat.known["procedure"] == COPIES


@pytest.mark.parametrize("text", ["mai em bận, dời lịch giùm em", "mai khong di duoc, doi lich dum"])
async def test_the_day_that_does_not_suit_is_not_the_one_to_move_to(text):
    chat = Counter()
    await chat.booked()
    replies = await chat.say(text, "change_appointment")
    assert (chat.state.dialogue.name, chat.state.dialogue.step) == ("appointments", "half_day")
    replies = await chat.say("mốt em cũng bận", "provide_info")
    assert "đi được buổi nào" in said(replies)


@pytest.mark.parametrize("intent", ["provide_info", "nlu_fallback", "out_of_scope"])
async def test_a_code_alone_is_looked_up(intent):
    chat = Counter()
    code = await chat.booked()
    replies = await chat.say(f"{code} nha em", intent)
    assert f"#appt.cancel:{code}" in payloads(replies)
    assert "số điện thoại" in said(await chat.say("CM-B7XYZ", intent))


async def test_a_place_of_several_is_asked_about_and_its_button_goes_on_with_the_change():
    chat = Counter()
    code = await chat.booked()
    await chat.say("đổi lịch", "change_appointment")
    replies = await chat.say("Đầm Dơi", "provide_info", {"admin_unit": "Đầm Dơi"})
    assert "#appt.unit:tt-dam-doi_dam-doi" in payloads(replies)
    await chat.press(f"#appt.unit:{WARD_8}")
    assert chat.state.dialogue.name == "appointments"
    await chat.say("chiều thứ 4", "provide_info")
    replies = await chat.say("đồng ý")
    assert "đã đổi lịch" in said(replies)
    assert code in said(replies)


@pytest.mark.parametrize("step", ["half_day", "confirm_move", "confirm_cancel", "choose"])
async def test_a_change_that_the_version_before_had_under_way_goes_on(step):
    chat = Counter()
    code = await chat.booked()
    slots = {"wanted": "cancel" if step == "confirm_cancel" else "move"} | ({} if step == "choose" else {"code": code})
    if step == "confirm_move":
        opening = chat.slot(WARD_8, 25, AFTERNOON)
        start = "2021-08-25T13:00:00+07:00"
        slots["_chosen"] = {
            "opening": opening, "unit": WARD_8, "unit_name": "Phường 8", "day": "2021-08-25", "half": "afternoon",
            "start": start,
        }  # fmt: skip
    if step.startswith("confirm"):
        slots |= {"before": {"code": code, "unit": "x", "day": "2021-08-23", "half_day": "x", "window": "x"}}
    chat.state.dialogue = Dialogue("appointments", step, slots, token="1")
    if step == "choose":
        await chat.say("sáng thứ 2", "provide_info")
    if step in ("half_day", "choose"):
        await chat.say("sáng thứ 5", "provide_info")
    replies = await chat.say("đồng ý")
    assert ("đã hủy lịch" if step == "confirm_cancel" else "đã đổi lịch") in said(replies)


async def test_who_moves_a_visit_to_an_evening_is_told_that_there_is_none():
    chat = Counter()
    code = await chat.booked()
    await chat.press(f"#appt.move:{code}")
    replies = await chat.say("buổi tối", "provide_info")
    assert "Không có buổi tối nào được mở" in said(replies)
