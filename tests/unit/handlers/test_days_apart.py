"""A date that is not the weekday beside it ("thứ tư 26/11", which is a Thursday): told apart, asked, never guessed."""

from __future__ import annotations

from datetime import date

import pytest

from bot.understanding.dates.model import DateFlag
from bot.understanding.dates.reading import read_when
from tests.unit.handlers.counter import AFTERNOON, COPIES, MORNING, TAN_THANH, Counter, day
from tests.unit.handlers.turns import TODAY, Chat, said

TOLD = ("thứ Tư là 25/11", "thứ Năm là 26/11")
WEDNESDAY, THURSDAY = "2026-11-25", "2026-11-26"
APART = ["thứ tư 26/11", "thu tu ngay 26/11", "thứ 4, 26/11", "26/11 thứ tư nha", "t4 26/11", "ngày 26/11 nhằm thứ tư"]


@pytest.mark.parametrize("text", APART)
def test_both_days_are_read_and_none_is_certain(text):
    when = read_when(text, TODAY)
    assert when.dates == (date(2026, 11, 25), date(2026, 11, 26))
    assert DateFlag.APART in when.flags
    assert when.day is None


@pytest.mark.parametrize(
    "text", ["thứ năm 26/11", "thu 5 ngay 26/11", "thứ tư hoặc 26/11", "26/11", "thứ tư", "26-27/11"]
)
def test_what_fits_or_names_two_days_is_not_apart(text):
    assert DateFlag.APART not in read_when(text, TODAY).flags


def test_a_weekday_that_is_over_is_the_next_one():
    assert read_when("thứ hai 25/11", TODAY).dates == (date(2026, 11, 25), date(2026, 11, 30))


def counter() -> Counter:
    chat = Counter.today()
    for half in (MORNING, AFTERNOON):
        chat.announce(TAN_THANH, day(26, 11, 2026), half, 3)
    return chat


async def asked_for_a_day(chat: Counter) -> None:
    await chat.press(f"#book.start:{COPIES}")
    await chat.say("phường Tân Thành", "provide_info", {"admin_unit": "phường Tân Thành"})
    assert chat.step == "half_day"


async def at_read_back(chat: Counter, when: str = "sáng 26/11") -> None:
    await asked_for_a_day(chat)
    for answer in (when, "1", "đồng ý", "Nguyễn Văn Demo", "0912000111"):
        await chat.say(answer, "provide_info" if answer != "đồng ý" else None)
    assert chat.step == "confirm"


@pytest.mark.parametrize("text", APART)
@pytest.mark.parametrize(("answer", "meant"), [("thứ tư", WEDNESDAY), ("thứ năm", THURSDAY), ("26/11", THURSDAY)])
async def test_a_booking_asks_which_is_meant(text, answer, meant):
    chat = counter()
    await asked_for_a_day(chat)
    replies = await chat.say(f"sáng {text}", "provide_info")
    assert all(one in replies[-1].text for one in TOLD)
    assert chat.step == "half_day"
    assert chat.known.get("_chosen") is None
    await chat.say(answer, "provide_info")
    assert (chat.known["_chosen"]["day"], chat.known["_chosen"]["half"]) == (meant, "morning")


async def test_the_weekday_that_is_meant_is_that_of_the_two_and_not_the_coming_one():
    chat = counter()
    chat.announce(TAN_THANH, day(2, 12, 2026), MORNING, 3)
    await asked_for_a_day(chat)
    await chat.say("sáng thứ tư 3/12", "provide_info")
    await chat.say("thứ tư", "provide_info")
    assert chat.known["_chosen"]["day"] == "2026-12-02"


async def test_the_wish_that_begins_a_booking_is_told_apart():
    chat = counter()
    text = "đặt lịch chứng thực bản sao ở phường Tân Thành sáng thứ tư 26/11"
    marked = {"admin_unit": "phường Tân Thành", "procedure": "chứng thực bản sao"}
    replies = await chat.say(text, "book_appointment", marked)
    assert all(one in said(replies) for one in TOLD)
    assert chat.step == "half_day"


@pytest.mark.parametrize("intent", ["change_appointment", "provide_info"])
async def test_a_change_at_the_read_back_is_told_apart(intent):
    chat = counter()
    await at_read_back(chat, "chiều 25/11")
    replies = await chat.say("đổi qua sáng thứ tư 26/11", intent)
    assert all(one in said(replies) for one in TOLD)
    assert not chat.book.bookings
    assert chat.step == "half_day"


@pytest.mark.parametrize("text", ["đồng ý, sáng thứ tư 26/11", "đúng rồi, thứ tư 26/11 nha", "dong y thu tu 26/11"])
async def test_an_agreement_to_days_apart_books_nothing(text):
    chat = counter()
    await at_read_back(chat)
    replies = await chat.say(text, "affirm")
    assert not chat.book.bookings
    assert all(one in said(replies) for one in TOLD)


async def test_a_move_asks_which_is_meant():
    chat = counter()
    await at_read_back(chat, "chiều 25/11")
    await chat.choose("#book.confirm")
    replies = await chat.say("dời lịch qua sáng thứ tư 26/11", "change_appointment")
    assert all(one in said(replies) for one in TOLD)
    assert chat.step == "half_day"
    await chat.say("thứ năm", "provide_info")
    assert chat.known["_chosen"]["day"] == THURSDAY


@pytest.mark.parametrize("text", ["đồng ý, thứ tư 26/11", "đúng rồi thứ tư ngày 26/11 nha"])
@pytest.mark.parametrize("wish", ["cancel_appointment", "change_appointment"])
async def test_an_agreement_to_days_apart_moves_and_cancels_nothing(text, wish):
    chat = counter()
    await at_read_back(chat, "sáng 26/11" if wish == "cancel_appointment" else "chiều 25/11")
    await chat.choose("#book.confirm")
    await chat.say("hủy lịch" if wish == "cancel_appointment" else "dời lịch qua sáng 26/11", wish)
    before = dict(chat.book.bookings)
    await chat.say(text, "affirm")
    assert chat.book.bookings == before


CALLS = ["gọi thứ tư 26/11 nha", "goi toi sang thu tu ngay 26/11", "thêm vô là trước thứ tư 26/11"]


async def at_call_read_back() -> Chat:
    chat = Chat(TODAY)
    await chat.press("#call.start:hotline")
    for answer in ("đồng ý", "Út Mẫu", "0900000012"):
        await chat.say(answer)
    return chat


@pytest.mark.parametrize("text", CALLS)
@pytest.mark.parametrize(("answer", "meant"), [("thứ tư", "thứ Tư 25/11"), ("26/11", "thứ Năm 26/11")])
async def test_a_call_asks_which_day_is_meant(text, answer, meant):
    chat = await at_call_read_back()
    replies = await chat.say(text, "provide_info")
    assert all(one in replies[-1].text for one in TOLD)
    assert not chat.state.dialogue.slots.get("when")
    read_back = await chat.say(answer, "provide_info")
    assert meant in read_back[-1].text
    assert "Giờ muốn được gọi" in read_back[-1].text


async def test_an_agreement_beside_such_a_day_sends_nothing():
    chat = await at_call_read_back()
    await chat.say("đúng rồi, mà gọi thứ tư 26/11 nha", "affirm")
    assert not chat.people.callbacks
