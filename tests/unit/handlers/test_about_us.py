"""What people ask about their appointment, a call back, linked chats and what is kept of them, wherever they ask it."""

from __future__ import annotations

import pytest

from tests.unit.handlers.counter import COPIES, Counter
from tests.unit.handlers.turns import TODAY, Chat, payloads, said

NOT_FOUND = "không thấy lịch hẹn nào"


async def test_that_there_is_no_appointment_is_said_once_and_then_what_helps():
    chat = Counter.today()
    texts = ["tui dat lich hom bua gio muon huy", "dời qua tuần sau được không", "xem lịch của tôi", "hủy lịch giùm"]
    intents = ["cancel_appointment", "change_appointment", "check_appointment", "cancel_appointment"]
    told = [said(await chat.say(text, intent)) for text, intent in zip(texts, intents, strict=True)]
    assert [NOT_FOUND in one for one in told] == [True, False, False, False]
    assert "không tra theo tên hay số điện thoại" in told[1]
    assert len(set(told)) == 3
    assert "#call.start:hotline/" in [choice.payload for choice in chat.state.menu]


async def test_where_nothing_could_be_booked_nothing_can_be_moved_and_no_button_books():
    chat = Counter.today()
    chat.book.openings.clear()
    await chat.press(f"#book.start:{COPIES}")
    await chat.say("phường Tân Thành", "provide_info", {"admin_unit": "phường Tân Thành"})
    replies = await chat.say("mai chieu dc hong chu", "change_appointment")
    assert NOT_FOUND not in said(replies)
    assert "chưa đặt được lịch nào" in said(replies)
    assert not [one for one in payloads(replies) if one.startswith("#book.")]


@pytest.mark.parametrize(
    ("text", "intent", "told"),
    [
        ("ma huy roi co bi phat gi khong", "cancel_appointment", "trợ lý chưa biết"),
        ("tui quen ma so roi, sdt tui 0918 333 444 nè", "check_appointment", "không tra theo tên, số điện thoại"),
        ("đặt lịch có tốn tiền không", "book_appointment", "không thu tiền"),
        ("lỡ kẹt công chuyện thì có đổi lịch được không", "change_appointment", "đổi lịch"),
        ("đổi lịch được mấy lần", "change_appointment", "đổi lịch"),
    ],
)
async def test_questions_about_an_appointment_are_answered_and_search_for_none(text, intent, told):
    replies = await Counter.today().say(text, intent)
    assert told in said(replies)
    assert NOT_FOUND not in said(replies)


async def test_after_none_was_found_a_lost_code_is_no_land_register():
    chat = Counter.today()
    await chat.say("hủy lịch", "cancel_appointment")
    replies = await chat.say("hong biet ma so thi lam sao", "find_procedure", ranking=[("find_procedure", 0.69)])
    assert "Quên mã" in said(replies)
    assert not [one for one in payloads(replies) if one.startswith("#ask.proc")]


async def test_what_is_wanted_beside_such_a_question_is_done():
    chat = Counter()
    await chat.booked()
    replies = await chat.say("hủy lịch giùm tui, mà hủy có bị phạt không", "cancel_appointment")
    assert "trợ lý chưa biết" in said(replies)
    assert chat.state.dialogue.step == "confirm_cancel"


async def test_amid_a_booking_other_questions_beside_it_are_answered_too():
    chat = Counter.today()
    await chat.press(f"#book.start:{COPIES}")
    await chat.say("phường Tân Thành", "provide_info", {"admin_unit": "phường Tân Thành"})
    replies = await chat.say("phi bao nhieu z, ma mai co mua bao thi co doi dc hong", "ask_procedure_fee")
    assert "mỗi trang" in said(replies)
    assert "đổi lịch" in said(replies)
    assert "Giấy cũ" not in said(replies)
    assert chat.step == "half_day"


@pytest.mark.parametrize(
    ("text", "intent"),
    [("may gio moi goi, co mat tien khong", "ask_hotline"), ("chung nao goi", "check_dossier_status")],
)
async def test_questions_about_the_call_are_answered_amid_its_form(text, intent):
    chat = Chat(TODAY)
    await chat.press("#call.start:hotline")
    replies = await chat.say(text, intent)
    assert "không biết trước" in said(replies)
    assert "Nếu đã nộp rồi" not in said(replies)
    assert "số tổng đài" not in said(replies)
    if "tien" in text:
        assert "không thu tiền" in said(replies)
    assert chat.state.dialogue.step == "consent"
    assert "90 ngày" not in said(replies), "the whole text of the consent stands above"


@pytest.mark.parametrize(
    ("text", "intent", "told"),
    [
        ("tao link zalo voi telegram thi lich co thay ben kia khong", "nlu_fallback", "xem, đổi được ở cả hai"),
        ("liên kết là gì", "privacy_request", "nối trợ lý"),
        ("ma lien ket la gi, co het han khong", "nlu_fallback", "hết hạn sau"),
        ("mã liên kết xài được bao lâu", "nlu_fallback", "hết hạn sau"),
    ],
)
async def test_questions_about_linking_are_answered_and_make_no_code(text, intent, told):
    replies = await Chat(TODAY).say(text, intent)
    assert told in said(replies)
    assert "K7QM" not in said(replies)


async def test_how_to_link_still_gives_the_code():
    replies = await Chat(TODAY).say("lam sao lien ket", "privacy_request")
    assert "K7QM" in said(replies)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("co ai xem duoc tin nhan nay hong", "chỉ cán bộ lo việc của anh/chị"),
        ("ai cho may luu so dien thoai cua tao", "không lưu số nào"),
        ("giữ số của tui bao lâu", "90 ngày"),
    ],
)
async def test_a_question_about_ones_data_gets_its_own_answer(text, told):
    replies = await Chat(TODAY).say(text, "privacy_request")
    assert told in said(replies)
    assert len(said(replies)) < 300


async def test_what_is_kept_is_shown_to_who_asks_what_is_kept():
    replies = await Chat(TODAY).say("khoan, may dang giu nhung gi cua toi", "privacy_request")
    assert "Dữ liệu về anh/chị đang lưu" in said(replies)


@pytest.mark.parametrize(
    "text",
    [
        "mất mã số thuế thì làm lại ở đâu",
        "đổi căn cước nếu hư thì có đổi được không",
        "nộp trễ có bị phạt không",
        "trễ hạn khai sinh có bị phạt không",
        "làm khai sinh có tốn tiền không",
    ],
)
async def test_questions_about_papers_are_none_of_these(text):
    told = said(await Chat(TODAY).say(text, "nlu_fallback"))
    for words in ("lịch hẹn", "đổi lịch", "Hủy hẹn", "Nhờ gọi lại"):
        assert words not in told
