"""What careless people type amid a booking: a day before the procedure, an order that reads as a question."""

from __future__ import annotations

import pytest

from tests.unit.handlers.counter import COPIES, Counter
from tests.unit.handlers.turns import LETTER, Chat, payloads, said


async def test_a_day_before_the_procedure_is_kept_and_names_no_procedure():
    chat = Counter()
    await chat.say("đặt lịch", "book_appointment")
    assert chat.step == "procedure"
    replies = await chat.say("sang mot", "provide_info")
    assert chat.step == "procedure"
    assert "#book.proc:1.014063" not in payloads(replies)
    await chat.press(f"#book.proc:{COPIES}")
    await chat.say("xa tac van", "provide_info", {"admin_unit": "xa tac van"})
    assert chat.step == "dossiers", "the day that was said is not asked again"


async def test_a_place_before_the_procedure_is_kept():
    chat = Counter()
    await chat.say("đặt lịch", "book_appointment")
    await chat.say("tac van", "provide_info", {"admin_unit": "tac van"})
    assert chat.step == "procedure"
    replies = await chat.press(f"#book.proc:{COPIES}")
    assert chat.step == "half_day"
    assert "Một cửa xã Tắc Vân" in said(replies)


@pytest.mark.parametrize("text", ["sua so dien thoai", "khoan, sửa số điện thoại", "ghi lại số điện thoại khác"])
async def test_an_order_to_correct_the_phone_is_no_question_for_the_hotline(text):
    chat = Counter()
    await chat.until_read_back()
    await chat.say(text, "ask_hotline")
    assert chat.step == "phone"


async def test_a_question_for_the_hotline_stays_one():
    chat = Counter()
    await chat.until_read_back()
    replies = await chat.say("số điện thoại tổng đài mấy", "ask_hotline")
    assert "08.27.27.1022" in said(replies)
    assert chat.step == "confirm"


async def test_where_nothing_is_open_no_list_is_headed():
    chat = Counter()
    chat.book.openings.clear()
    await chat.press(f"#book.start:{COPIES}")
    replies = await chat.say("không rõ xã nào", "deny")
    replies += await chat.say("thì không biết", "deny") if chat.step == "area" else []
    assert "những nơi đang có lịch trống" not in said(replies)


async def test_a_procedure_that_is_named_in_an_unread_message_is_told_of():
    replies = await Chat(LETTER).say(
        "cccd o xa", "nlu_fallback", {"procedure": "cccd"}, ranking=[("ask_procedure_authority", 0.3)]
    )
    named = await Chat(LETTER).say(
        "khai sinh o xa", "nlu_fallback", {"procedure": "giấy khai sinh cho con"}, ranking=[("ask_hotline", 0.3)]
    )
    assert "Việc: Cấp thẻ căn cước" in said(replies)
    assert "Việc: Đăng ký khai sinh" in said(named)


async def test_a_day_and_a_number_where_a_place_is_asked_for_are_kept():
    chat = Counter()
    await chat.press(f"#book.start:{COPIES}")
    assert chat.step == "area"
    for text in ("sáng mai", "2 bộ"):
        replies = await chat.say(text, "provide_info")
        assert chat.step == "area"
        assert "chưa nhận ra" not in said(replies)
        assert "ở xã, phường nào" in said(replies)
    await chat.say("xã Tắc Vân", "provide_info", {"admin_unit": "xã Tắc Vân"})
    assert chat.step == "consent", "neither is asked again"
    assert chat.known["dossiers"] == 2


async def test_a_number_where_a_unit_is_asked_for_is_kept():
    chat = Counter()
    await chat.press(f"#book.start:{COPIES}")
    await chat.say("xã Định Bình", "provide_info", {"admin_unit": "xã Định Bình"})
    assert chat.step == "unit"
    await chat.say("một bộ", "provide_info")
    await chat.say("sáng mai", "provide_info")
    await chat.choose("#book.unit:xa-tac-van_ca-mau")
    assert chat.step == "consent"
    assert chat.known["dossiers"] == 1


async def test_the_procedure_named_once_more_is_no_place():
    chat = Counter()
    await chat.press(f"#book.start:{COPIES}")
    replies = await chat.say("chung thuc ban sao", "provide_info", {"procedure": "chung thuc ban sao"})
    assert chat.step == "area"
    assert "chưa" not in said(replies)


async def test_another_procedure_named_where_a_place_is_asked_for_takes_its_place():
    chat = Counter()
    await chat.press(f"#book.start:{COPIES}")
    replies = await chat.say("à chứng thực chữ ký", "provide_info", {"procedure": "chứng thực chữ ký"})
    assert chat.known["procedure"] == "2.000884"
    assert "Chứng thực chữ ký" in said(replies)
    assert chat.step == "area"


async def test_a_number_said_while_it_is_asked_which_place_is_meant_does_not_lose_the_place():
    chat = Counter()
    text = "dat lich chung thuc ban sao o dam doi chieu thu 3"
    marks = {"admin_unit": "dam doi", "procedure": "chung thuc ban sao"}
    first = await chat.say(text, "book_appointment", marks)
    assert "#book.unit:tt-dam-doi_dam-doi" in payloads(first)
    replies = await chat.say("1 bo", "provide_info")
    assert "#book.unit:tt-dam-doi_dam-doi" in payloads(replies), "the same is asked again"
    await chat.press("#book.unit:xa-tac-van_ca-mau")
    assert chat.known["unit"] == "xa-tac-van_ca-mau"
    assert chat.known["dossiers"] == 1


async def test_another_procedure_named_where_a_half_day_is_asked_for_takes_its_place():
    chat = Counter()
    await chat.press(f"#book.start:{COPIES}")
    await chat.say("xã Tắc Vân", "provide_info", {"admin_unit": "xã Tắc Vân"})
    assert chat.step == "half_day"
    replies = await chat.say("dat lich chung thuc chu ky", "book_appointment", {"procedure": "chung thuc chu ky"})
    assert "chưa hiểu" not in said(replies)
    assert chat.known["procedure"] == "2.000884"
    assert chat.step == "half_day"
    assert "xã Tắc Vân" in said(replies)


async def test_an_old_name_is_told_with_its_new_one():
    chat = Counter.today()
    await chat.press(f"#book.start:{COPIES}")
    replies = await chat.say("xã Khánh Bình Tây Bắc", "provide_info", {"admin_unit": "xã Khánh Bình Tây Bắc"})
    assert "Khánh Bình Tây Bắc" in said(replies)
    assert "nay thuộc Xã Đá Bạc" in said(replies)


async def test_a_hamlet_of_a_divided_place_is_not_called_an_unknown_commune():
    chat = Counter.today()
    await chat.press(f"#book.start:{COPIES}")
    first = await chat.say("phường 6 tp cà mau cũ", "provide_info", {"admin_unit": ["phường 6", "tp cà mau"]})
    assert len(payloads(first)) == 2
    replies = await chat.say("khóm 3", "provide_info", {"admin_unit": "khóm 3"})
    assert "không có danh sách ấp, khóm" in said(replies)
    assert payloads(replies) == payloads(first), "what can be chosen stays"


@pytest.mark.parametrize("text", ["0", "0 bộ", "0 ho so"])
async def test_no_dossier_at_all_is_told_and_asked_again(text):
    chat = Counter()
    await chat.press(f"#book.start:{COPIES}")
    await chat.say("xã Tắc Vân", "provide_info", {"admin_unit": "xã Tắc Vân"})
    await chat.say("sáng mai", "provide_info")
    assert chat.step == "dossiers"
    replies = await chat.say(text, "provide_info")
    assert "ít nhất 1 bộ" in said(replies)
    assert "mấy bộ hồ sơ" in said(replies)
    assert chat.step == "dossiers"


async def test_after_a_change_of_language_the_question_is_asked_in_the_new_one():
    chat = Counter()
    await chat.press(f"#book.start:{COPIES}")
    await chat.say("xã Tắc Vân", "provide_info", {"admin_unit": "xã Tắc Vân"})
    await chat.say("sáng mai", "provide_info")
    replies = await chat.say("english please", "switch_language", {"language": "english"})
    assert "mấy bộ" not in said(replies)
    assert "How many applications" in replies[-1].text
    assert chat.step == "dossiers"
    replies = await chat.press("#lang.set:vi")
    assert "mấy bộ hồ sơ" in replies[-1].text
    assert chat.step == "dossiers"


async def test_a_read_back_after_a_change_of_language_is_confirmed_as_before():
    chat = Counter()
    await chat.until_read_back()
    replies = await chat.press("#lang.set:en")
    assert chat.step == "confirm"
    assert "Đúng rồi" not in said(replies)
    await chat.press("#lang.set:vi")
    replies = await chat.say("đồng ý", "affirm")
    assert chat.step is None, said(replies)
    assert "CM-" in said(replies)


@pytest.mark.parametrize("text", ["làm khai sanh cần giấy gì, còn kịp không", "lam khai sanh can giay gi"])
async def test_a_question_is_no_place_though_its_words_look_like_one(text):
    chat = Counter()
    await chat.press(f"#book.start:{COPIES}")
    assert chat.step == "area"
    replies = await chat.say(text, "nlu_fallback")
    assert "Lâm Hải" not in said(replies)
    assert "Đất Mới" not in said(replies)
