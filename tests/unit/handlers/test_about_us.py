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


async def at_area() -> Counter:
    chat = Counter.today()
    await chat.press(f"#book.start:{COPIES}")
    assert chat.step == "area"
    return chat


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1 bo thoi, ma tui den tre 15p co sao khong", "Tới trễ"),
        ("1 bộ thôi, mà phí bao nhiêu", "mỗi trang"),
        ("sáng mai nha, mà cần đem giấy gì", "Giấy tờ"),
        ("chiều thứ 5, may gio toi luot tui", "đặt xong trợ lý báo"),
    ],
)
async def test_what_is_asked_beside_an_answer_is_answered_too(text, told):
    chat = await at_area()
    replies = await chat.say(text, "change_appointment")
    assert told in said(replies[:-1])
    assert "ở xã, phường nào" in replies[-1].text
    assert chat.known.get("dossiers") == (1 if "1 b" in text else None)


async def test_a_day_in_the_words_of_a_question_is_an_answer_and_asks_nothing_besides():
    chat = await at_area()
    replies = await chat.say("2 bộ, sáng mai được không", "provide_info")
    assert "chưa biết" not in said(replies)
    assert (chat.known["dossiers"], chat.known["wish"]["days"]) == (2, ["2026-11-25"])


async def test_whose_turn_it_is_is_no_evening():
    chat = Counter.today()
    await chat.press(f"#book.start:{COPIES}")
    await chat.say("phường Tân Thành", "provide_info", {"admin_unit": "phường Tân Thành"})
    replies = await chat.say("may gio toi luot tui", "check_appointment")
    assert "đặt xong trợ lý báo" in said(replies)


async def test_who_waited_for_a_call_in_vain_hears_what_is_known_of_it():
    chat = Chat(TODAY)
    replies = await chat.say("tao keu goi lai 3 lan roi khong thay ai goi het", "talk_to_human")
    assert "không thấy yêu cầu gọi lại nào" in said(replies)
    await chat.press(payloads(replies)[0])
    await chat.say("đồng ý, tên tui là Nguyễn Văn Demo")
    await chat.say("0912 000 111", "provide_info")
    await chat.press("Đúng rồi, gửi đi")
    replies = await chat.say("chờ hoài chưa ai gọi", "complaint_feedback")
    assert "Phiếu 1" in said(replies)


@pytest.mark.parametrize("text", ["huy cai yeu cau do di, tao khong can nua", "huy cuoc goi", "bỏ phiếu gọi lại đi"])
async def test_a_call_that_is_cancelled_is_no_appointment(text):
    chat = Counter.today()
    await chat.press("#call.start:hotline")
    await chat.say("đồng ý, tên tui là Nguyễn Văn Demo")
    await chat.say("0912 000 111", "provide_info")
    await chat.press("Đúng rồi, gửi đi")
    replies = await chat.say(text, "cancel_appointment")
    assert NOT_FOUND not in said(replies)
    assert "#call.withdraw:1" in payloads(replies)


async def test_a_question_is_nobodys_name():
    chat = Chat(TODAY)
    await chat.press("#call.start:hotline")
    await chat.say("so tao 0966 555 444, goi truoc 11h nghen", "provide_info")
    await chat.say("ok dong y")
    assert chat.state.dialogue.step == "name"
    await chat.say("ma ai goi, xa hay tinh", "provide_info")
    assert chat.state.dialogue.step == "name"
    assert chat.state.dialogue.slots.get("name") is None


@pytest.mark.parametrize("text", ["con lich hen thi sao", "lịch của tui còn không", "lịch hẹn hôm bữa sao rồi"])
async def test_whether_an_appointment_is_still_there_is_looked_up(text):
    chat = Counter()
    code = await chat.booked()
    replies = await chat.say(text, "ask_area_status")
    assert code in said(replies)


async def test_a_question_amid_the_choice_of_a_day_is_not_followed_by_the_whole_question_again():
    chat = Counter.today()
    await chat.press(f"#book.start:{COPIES}")
    first = await chat.say("phường Tân Thành", "provide_info", {"admin_unit": "phường Tân Thành"})
    replies = await chat.say("phí bao nhiêu", "ask_procedure_fee")
    assert "mỗi trang" in said(replies)
    assert "đi buổi nào" in replies[-1].text
    assert replies[-1].text not in said(first)
    assert len(replies[-1].text) < 100


@pytest.mark.parametrize(
    ("text", "intent", "told"),
    [
        ("1 bo, ma le phi het nhiu z", "ask_procedure_fee", "lệ phí"),
        ("2 bộ nha, cần đem giấy gì", "ask_procedure_documents", "giấy tờ"),
    ],
)
async def test_a_number_beside_a_question_is_taken_though_the_message_reads_as_the_question(text, intent, told):
    chat = Counter()
    await chat.until_dossiers()
    replies = await chat.say(text, intent)
    assert told in said(replies)
    assert chat.step == "consent"
    assert chat.known["dossiers"] == int(next(letter for letter in text if letter.isdigit()))


async def test_whether_it_may_be_moved_is_answered_and_moves_nothing():
    chat = Counter()
    await chat.until_dossiers()
    replies = await chat.say("lo mai mot ban thi co doi dc hong", "change_appointment")
    assert "đổi hay hủy được" in said(replies)
    assert chat.step == "dossiers"
    assert chat.known["_chosen"]["day"] == "2021-08-23"


async def test_what_is_asked_beside_another_day_is_answered_too():
    chat = Counter()
    await chat.until_name()
    replies = await chat.say("đổi qua sáng thứ 4 đi, mà lệ phí bao nhiêu", "change_appointment")
    assert "lệ phí" in said(replies[:-1])
    assert "sáng thứ Tư 25/8" in replies[-1].text
    assert chat.step == "name"


READ_ALONG = (
    ("có nhắn tin vô máy không", "khung trò chuyện này"),
    ("ủy ban có nhắn tin SMS cho tui không", "khung trò chuyện này"),
    ("bên em có gọi cho tui không", "khung trò chuyện này"),
    ("xong co nhan tin bao khong", "khung trò chuyện này"),
    ("ai đọc được tin này", "lúc anh/chị nhờ gặp cán bộ"),
    ("tin nhắn này có ai đọc không", "lúc anh/chị nhờ gặp cán bộ"),
    ("có ai coi được tin nhắn của em hông", "lúc anh/chị nhờ gặp cán bộ"),
    ("nói chuyện ở đây có kín không", "lúc anh/chị nhờ gặp cán bộ"),
    ("chồng em đừng cho biết", "ai cầm máy này"),
    ("dung cho chong em biet nha", "ai cầm máy này"),
    ("chồng tui có biết tui hỏi không", "ai cầm máy này"),
    ("chồng em cầm máy coi được hết tin hả", "ai cầm máy này"),
    ("mấy cái em nhắn nãy giờ xóa sao", "“xóa dữ liệu”"),
    ("làm sao xóa tin nhắn này", "“xóa dữ liệu”"),
    ("who can read this", "Whoever holds your phone"),
    ("will you text me", "only in this conversation"),
    ("how do I delete what I wrote", "“delete my data”"),
)


@pytest.mark.parametrize(("text", "told"), READ_ALONG)
async def test_who_reads_along_and_who_writes_is_told_as_it_is(text, told):
    assert told in said(await Chat(TODAY).say(text, "nlu_fallback"))


async def test_who_reads_along_is_told_amid_a_form_which_goes_on():
    chat = Counter()
    await chat.until_name()
    replies = await chat.say("mà chồng em có biết em hỏi không?", "nlu_fallback")
    assert "ai cầm máy này" in said(replies)
    assert chat.step == "name"
    assert "tên" in replies[-1].text


@pytest.mark.parametrize("text", ["xóa dữ liệu", "khai sinh có ghi tên chồng em không", "chồng em có cần đi không"])
async def test_what_only_sounds_like_it_is_something_else(text):
    replies = said(await Chat(TODAY).say(text, None if text == "xóa dữ liệu" else "nlu_fallback"))
    assert "ai cầm máy này" not in replies
    assert "tự xóa cuộc trò chuyện" not in replies


@pytest.mark.parametrize(
    "text", ["mà bot này ở cà mau hay bình dương z", "trợ lý này của tỉnh nào vậy", "bot o dau vay"]
)
async def test_of_which_province_it_is(text):
    assert "của tỉnh Cà Mau" in said(await Chat(TODAY).say(text, "nlu_fallback", confidence=0.4))


async def test_who_reads_along_is_told_in_english_too():
    told = said(await Chat(TODAY).say("my boss can read this chat po?", "nlu_fallback", confidence=0.4))
    assert "does not know" not in told
    assert "chưa biết" not in told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Điện thoại tôi khỏi, tôi không muốn ai biết số. Cứ nhắn ở đây, có lịch thì báo", "khỏi để lại số"),
        ("tôi không muốn cho ai biết số điện thoại", "khỏi để lại số"),
        ("tui không muốn chồng biết tui hỏi mấy chuyện này", "không nhắn cho người nhà"),
        ("Có quay clip, có cả nước đen. gởi vô đây được không", "chưa xem được hình"),
        ("tui gửi hình giấy khai sinh qua đây được hông", "chưa xem được hình"),
    ],
)
async def test_who_gives_no_number_or_sends_pictures_hears_what_holds_for_that(text, told):
    assert told in said(await Chat(TODAY).say(text, "privacy_request"))


async def test_who_asks_to_be_called_asks_nothing_of_pictures():
    assert "chưa xem được hình" not in said(await Chat(TODAY).say("gọi vô đây được không", "talk_to_human"))
