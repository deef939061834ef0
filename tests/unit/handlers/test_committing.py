"""What commits, through the conversation: agreement with something beside it, one word, and a typed label."""

from __future__ import annotations

import pytest

from booking_client import BookingStatus
from tests.unit.handlers.counter import NAME, PHONE, Counter
from tests.unit.handlers.turns import Chat, said


@pytest.mark.parametrize(
    "text",
    [
        "uh dat di em",
        "oke chốt kèo",
        "Vâng, xin quý Trung tâm cứ vào sổ như thế.",
        "👍",
        "đúng rồi, sáng mai, 2 bộ nha",
    ],
)
async def test_natural_agreement_books(text):
    chat = Counter()
    await chat.until_read_back()
    await chat.say(text, "provide_info")
    assert len(chat.book.bookings) == 1


@pytest.mark.parametrize("text", ["được", "duoc", "Dạ được", "đc em", "được anh", "được nha"])
async def test_allowing_it_books_where_the_read_back_has_just_asked(text):
    chat = Counter()
    await chat.until_read_back()
    await chat.say(text, "affirm")
    assert len(chat.book.bookings) == 1


DOUBTS = (
    "được không|được hả|được mà|được mà...|được…|được?|được rồi|được thôi|không được|chưa được|được chưa|cũng được"
    "|biết có được|được cái gì|duoc hong|dc k|được nếu trời không mưa"
)


@pytest.mark.parametrize("text", DOUBTS.split("|"))
async def test_what_doubts_it_or_only_heard_it_books_nothing(text):
    chat = Counter()
    await chat.until_read_back()
    await chat.say(text, "affirm")
    assert not chat.book.bookings


async def test_allowing_something_else_books_nothing():
    chat = Counter()
    await chat.until_read_back()
    await chat.say("mấy giờ mở cửa", "ask_office_info")
    chat.state.menu_live = False  # what was said last has no choices of the read-back
    await chat.say("được", "affirm")
    assert not chat.book.bookings


async def test_allowing_a_cancellation_cancels_nothing():
    chat = Counter()
    await chat.until_read_back()
    await chat.say("đồng ý", "affirm")
    await chat.say("hủy lịch", "cancel_appointment")
    await chat.say("được", "affirm")
    assert [one.status for one in chat.book.bookings.values()] == [BookingStatus.BOOKED]


async def test_agreement_with_a_question_books_and_answers_it():
    chat = Counter()
    await chat.until_read_back()
    replies = await chat.say("uh đồng ý. mà mấy giờ mở cửa vậy", "ask_office_info")
    assert len(chat.book.bookings) == 1
    assert "giờ" in replies[-1].text
    assert "Mã lịch hẹn" in said(replies)


async def test_what_nobody_here_can_answer_is_said_to_be_heard():
    chat = Counter()
    await chat.until_read_back()
    replies = await chat.say("sure, book it. also is there parking for a 7 seater", "affirm")
    assert len(chat.book.bookings) == 1
    assert "also is there parking for a 7 seater" in said(replies)


@pytest.mark.parametrize("text", ["ok, chiều nha", "đúng rồi, sáng thứ 4 nha", "chốt, 3 bộ nha", "đồng ý, 0912000222"])
async def test_a_changed_field_is_read_back_anew(text):
    chat = Counter()
    await chat.until_read_back()
    await chat.say(text, "affirm")
    assert chat.book.bookings == {}
    assert chat.state.dialogue is not None


@pytest.mark.parametrize("text", ["thôi khỏi, tui nhờ thằng con nộp cho lẹ", "đừng đặt"])
async def test_a_refusal_gives_back_what_is_held(text):
    chat = Counter()
    await chat.until_read_back()
    replies = await chat.say(text, "nlu_fallback")
    assert chat.state.dialogue is None
    assert chat.book.bookings == {}
    assert "chưa đặt" in said(replies).lower() or "thôi" in said(replies).lower()


async def test_after_politeness_one_word_books():
    chat = Counter()
    await chat.until_read_back()
    replies = await chat.say("ok em", "affirm")
    assert chat.book.bookings == {}
    assert "“đặt”" in said(replies)
    await chat.say("đặt", "book_appointment")
    assert len(chat.book.bookings) == 1


async def test_consent_takes_name_and_phone_beside_it():
    chat = Counter()
    await chat.until_dossiers()
    await chat.say("1")
    assert chat.step == "consent"
    await chat.say(f"đồng ý. tên tui là {NAME}, {PHONE}", "provide_info")
    assert [row["given"] for row in chat.people.consents] == [True]
    assert chat.step == "confirm"
    assert (chat.known["name"], chat.known["phone"]) == (NAME, PHONE)


@pytest.mark.parametrize(
    "text",
    ["giu lam gi may ngay roi bo", "được nhưng xong việc phải bỏ à nghen", "đồng ý thì sao, không đồng ý thì sao"],
)
async def test_conditions_and_questions_are_no_consent(text):
    chat = Counter()
    await chat.until_dossiers()
    await chat.say("1")
    await chat.say(text, "nlu_fallback")
    assert chat.people.consents == []
    assert chat.step == "consent"


@pytest.mark.parametrize("text", ["uh bo dum, ghe hu roi hong di dau duoc", "Hủy. Khách bỏ mua rồi.", "huy luon nha"])
async def test_natural_cancelling_cancels(text):
    chat = Counter()
    code = await chat.booked()
    await chat.say("hủy lịch")
    await chat.say(text, "cancel_appointment")
    assert chat.book.bookings[code].status is BookingStatus.CANCELLED


@pytest.mark.parametrize(
    "text", ["không không, giữ lại cho tui, thằng cháu nó bấm lộn", "huy", "hủy rồi có đặt lại được không"]
)
async def test_what_does_not_cancel(text):
    chat = Counter()
    code = await chat.booked()
    await chat.say("hủy lịch")
    await chat.say(text, "cancel_appointment")
    assert chat.book.bookings[code].status is BookingStatus.BOOKED


async def test_an_erasure_takes_natural_words_and_one_word_after_politeness():
    for texts in (["xoa sach, dung de sot so dien thoai"], ["xóa đi. Rồi nhắn cho tôi một dòng"], ["ok", "xóa"]):
        chat = Chat()
        await chat.say("xóa dữ liệu")
        for text in texts:
            assert not chat.people.erased
            await chat.say(text, "nlu_fallback")
        assert chat.people.erased


@pytest.mark.parametrize("text", ["xóa", "dạ", "xóa rồi sao", "Xoa so thoi chu cai hen thu nam dung dong toi"])
async def test_what_does_not_erase(text):
    chat = Chat()
    await chat.say("xóa dữ liệu")
    await chat.say(text, "privacy_request")
    assert not chat.people.erased


@pytest.mark.parametrize("label", ["Đúng rồi, đặt lịch", "dung roi, dat lich", "DUNG ROI DAT LICH"])
async def test_a_typed_label_is_that_choice(label):
    chat = Counter()
    await chat.until_read_back()
    await chat.say(label, "nlu_fallback")
    assert len(chat.book.bookings) == 1


async def test_a_typed_label_of_a_refusal_is_that_choice_too():
    chat = Counter()
    await chat.until_read_back()
    await chat.say("thoi khong dat", "nlu_fallback")
    assert chat.state.dialogue is None


@pytest.mark.parametrize(
    ("beside", "name"),
    [
        ("lam j ma dai du vay. uh thi dong y", None),
        ("đồng ý. Lâm Văn Bé nha", "Lâm Văn Bé"),
        ("dong y. ten Sau Hung", "Sau Hung"),
        ("đồng ý, tui là Tư Đen", "Tư Đen"),
        ("đồng ý. tên gì nữa?", None),
    ],
)
async def test_only_a_name_beside_consent_is_one(beside, name):
    chat = Counter()
    await chat.until_dossiers()
    await chat.say("1")
    await chat.say(beside, "nlu_fallback")
    assert [row["given"] for row in chat.people.consents] == [True]
    assert chat.known.get("name") == name


@pytest.mark.parametrize(
    ("text", "part", "value"),
    [("đồng ý. Lâm Văn Bé nha", "name", "Lâm Văn Bé"), ("chốt đi, 0912000222", "phone", "0912000222")],
)
async def test_another_name_or_phone_beside_the_agreement_is_read_back_anew(text, part, value):
    chat = Counter()
    await chat.until_read_back()
    replies = await chat.say(text, "provide_info")
    assert chat.book.bookings == {}
    assert chat.step == "confirm"
    assert chat.known[part] == value
    assert value.replace("0912000222", "0912 000 222") in said(replies)


async def test_an_agreement_to_another_hour_books_nothing():
    chat = Counter()
    await chat.until_read_back()
    await chat.say("chốt 15h nha", "affirm")
    assert chat.book.bookings == {}


async def test_a_wish_to_be_reminded_changes_no_day():
    chat = Counter()
    await chat.until_read_back()
    await chat.say("ừ ghi đi, sợ quên thì bữa thứ tư nhắn nhắc tao", "affirm")
    assert len(chat.book.bookings) == 1


async def test_all_that_is_changed_beside_an_agreement_is_read_back_anew():
    chat = Counter()
    await chat.until_read_back()
    replies = await chat.say("đúng rồi, sáng thứ 4, 3 bộ nha", "affirm")
    assert chat.book.bookings == {}
    assert "sáng thứ Tư 25/8" in said(replies)
    assert "3 bộ" in said(replies)


async def test_more_people_than_were_read_back_are_read_back_anew():
    chat = Counter()
    await chat.until_read_back()
    replies = await chat.say("đồng ý, 2 người đi", "affirm")
    assert chat.book.bookings == {}
    assert "Số người cùng vào: 2" in said(replies)
    await chat.say("đồng ý", "affirm")
    assert [booking.people for booking in chat.book.bookings.values()] == [2]


async def test_a_place_that_was_read_back_may_be_said_again_beside_the_agreement():
    chat = Counter()
    await chat.until_read_back()
    await chat.say("đồng ý, xã Tắc Vân nha, tui đi một mình", "affirm", {"admin_unit": "xã Tắc Vân"})
    assert len(chat.book.bookings) == 1


@pytest.mark.parametrize(
    "text",
    [
        *("đồng ý, ở Năm Căn nha", "ok chốt, 2 người nha", "đồng ý, tên Trần Thị Bé", "đúng rồi, ngày mốt nha"),
        *("đồng ý, lúc 9 rưỡi", "ok chốt tháng sau", "yes, at 10am", "dong y, o xa vien an", "đồng ý, cho ba người"),
    ],
)
async def test_another_place_person_number_or_hour_is_never_booked(text):
    chat = Counter()
    await chat.until_read_back()
    await chat.say(text, "nlu_fallback")
    assert chat.book.bookings == {}
    assert chat.state.dialogue is not None


@pytest.mark.parametrize("text", ["đồng ý, ngày mai tui tới", "chốt sáng mai nha", "đúng rồi, ở Tắc Vân, một người"])
async def test_what_was_read_back_may_be_told_from_today(text):
    chat = Counter()
    await chat.until_read_back()
    await chat.say(text, "nlu_fallback")
    assert len(chat.book.bookings) == 1
