"""What is put right at the read-backs of a booking, a move and a cancelling; nothing is done to what is not meant."""

from __future__ import annotations

import pytest

from tests.unit.handlers.counter import NAME, PHONE, Counter
from tests.unit.handlers.test_booking_appointments import with_two
from tests.unit.handlers.turns import payloads, said

INTENTS = ["deny", "nlu_fallback", "provide_info"]
CANCELS, MOVES = ("hủy lịch", "cancel_appointment"), ("dời lịch qua sáng 27/8", "change_appointment")


async def at_read_back(wish: tuple[str, str], *, two: bool = False) -> tuple[Counter, list[str]]:
    """Somebody who is asked whether an appointment shall be moved, or cancelled: the first of theirs."""
    chat = Counter()
    codes = list(await with_two(chat)) if two else [await chat.booked()]
    await chat.say(*wish)
    if two:
        await chat.choose("#appt.pick")
    assert chat.step in ("confirm_move", "confirm_cancel")
    return chat, codes


STAYS = ["thôi khỏi đổi, mà phí bao nhiêu", "khoi doi", "thôi không dời nữa", "giữ lịch cũ đi", "giu lich cu nha em"]


@pytest.mark.parametrize("intent", [*INTENTS, "affirm", "change_appointment"])
@pytest.mark.parametrize("text", STAYS)
async def test_a_move_that_shall_not_be_is_not_made(text, intent):
    chat, _ = await at_read_back(MOVES)
    before = dict(chat.book.bookings)
    await chat.say(text, intent)
    assert chat.book.bookings == before


ASKS_FOR = ["ừ đổi, chiều 26/8 được không", "dong y, chieu 26/8 duoc hong em", "đồng ý, mà thứ năm được không"]


@pytest.mark.parametrize("text", ASKS_FOR)
async def test_an_agreement_that_asks_for_another_day_commits_to_none(text):
    chat, _ = await at_read_back(MOVES)
    before = dict(chat.book.bookings)
    await chat.say(text, "affirm")
    assert chat.book.bookings == before
    assert chat.step in ("half_day", "confirm_move")
    booking = Counter()
    await booking.until_read_back()
    await booking.say(text.replace("đổi", "đặt"), "affirm")
    assert not booking.book.bookings


@pytest.mark.parametrize("text", ["đồng ý nhưng chiều được không", "dong y ma chieu 24/8 duoc hong"])
async def test_the_day_that_is_asked_for_is_not_said_to_be_unknown_as_well(text):
    chat = Counter()
    await chat.until_read_back()
    replies = await chat.say(text, "affirm")
    assert "chưa trả lời được" not in said(replies)
    assert chat.step == "half_day"


@pytest.mark.parametrize("text", ["đừng hủy, dời qua thứ tư", "thôi để dời qua sáng 25/8 đi", "dung huy, doi qua 25/8"])
async def test_what_is_not_cancelled_but_moved_goes_where_it_was_wished(text):
    chat, (code,) = await at_read_back(CANCELS)
    replies = await chat.say(text, "change_appointment")
    assert chat.step in ("confirm_move", "half_day")
    assert "25/8" in str([choice.label for reply in replies for choice in reply.choices]) + said(replies)
    assert code in chat.book.bookings


@pytest.mark.parametrize("wish", [CANCELS, MOVES])
async def test_a_question_beside_a_refusal_is_answered(wish):
    chat, _ = await at_read_back(wish)
    replies = await chat.say("thôi khỏi, đăng ký khai sinh cần giấy gì", "deny")
    assert "Giấy tờ phải nộp" in said(replies)
    assert chat.step is None


@pytest.mark.parametrize("intent", INTENTS)
@pytest.mark.parametrize("wish", [CANCELS, MOVES])
@pytest.mark.parametrize(
    "text", ["không phải lịch này", "hong phai lich do", "sai lịch rồi", "không phải lịch đó, lịch thứ tư kìa"]
)
async def test_another_appointment_is_read_back_instead(text, wish, intent):
    chat, (first, second) = await at_read_back(wish, two=True)
    before = dict(chat.book.bookings)
    replies = await chat.say(text, intent)
    assert second in replies[-1].text
    assert first not in replies[-1].text
    assert chat.book.bookings == before


@pytest.mark.parametrize("intent", INTENTS)
async def test_where_there_is_no_other_one_that_is_said(intent):
    chat, (code,) = await at_read_back(CANCELS)
    replies = await chat.say("không phải lịch này", intent)
    assert "chỉ thấy một lịch hẹn" in said(replies)
    assert chat.step == "confirm_cancel"
    assert code in replies[-1].text


@pytest.mark.parametrize("intent", INTENTS)
@pytest.mark.parametrize("text", ["sai ngày rồi", "sai roi em", "nhầm buổi rồi", "không đúng"])
async def test_a_day_that_is_wrong_is_asked_anew(text, intent):
    chat, _ = await at_read_back(MOVES)
    before = dict(chat.book.bookings)
    replies = await chat.say(text, intent)
    assert chat.step == "half_day"
    assert any(one.startswith("#appt.at:") for one in payloads(replies))
    assert chat.book.bookings == before


@pytest.mark.parametrize(
    "text", ["đúng rồi, mà tên tui là Trần Thị Demo", "sửa số điện thoại", "so dien thoai sai, 0912000222 moi dung"]
)
async def test_what_cannot_be_changed_is_said_and_nothing_is_done(text):
    chat, _ = await at_read_back(MOVES)
    before = dict(chat.book.bookings)
    replies = await chat.say(text, "provide_info")
    assert "chỉ đổi được ngày, buổi và nơi nộp" in said(replies)
    assert chat.step == "confirm_move"
    assert chat.book.bookings == before


RIGHT = [
    ("tên Trần Thị Demo chứ không phải Nguyễn Văn Demo", "Trần Thị Demo", PHONE),
    ("sai tên rồi, tên tui là Út Lành", "Út Lành", PHONE),
    ("không phải 0912000111, số đúng là 0912000222", NAME, "0912000222"),
    ("khong phai 0912000111 dau, so dung la 0912000222", NAME, "0912000222"),
    ("số kia sai, số đúng là 0912000222", NAME, "0912000222"),
]


@pytest.mark.parametrize("intent", INTENTS)
@pytest.mark.parametrize(("text", "name", "phone"), RIGHT)
async def test_name_and_number_of_a_booking_are_put_right(text, name, phone, intent):
    chat = Counter()
    await chat.until_read_back()
    await chat.say(text, intent)
    assert (chat.known["name"], chat.known["phone"], chat.step) == (name, phone, "confirm")
    assert not chat.book.bookings


@pytest.mark.parametrize("intent", [*INTENTS, "find_procedure"])
@pytest.mark.parametrize(
    "text", ["hông phải chứng thực, đăng ký khai sinh", "dang ky khai sinh chu khong phai chung thuc"]
)
async def test_another_procedure_takes_the_place_of_one_that_is_denied(text, intent):
    chat = Counter()
    await chat.until_read_back()
    replies = await chat.say(text, intent)
    assert "Đăng ký khai sinh" in said(replies)
    assert not chat.book.bookings
    assert not chat.book.holds or chat.step != "confirm"
