"""No question of a message goes without a word, whoever answers the message."""

from __future__ import annotations

import pytest

from tests.unit.handlers.turns import LETTER, TODAY, Chat, said


@pytest.mark.parametrize(
    ("text", "intent", "answered", "left"),
    [
        (
            "số điện thoại tổng đài là số nào, xe chở tôm có được qua chốt không",
            "ask_hotline",
            "08.27.27.1022",
            "“xe chở tôm có được qua chốt không”",
        ),
        (
            "trung tâm xã mở cửa mấy giờ, con chó chạy qua nhà người ta có bị phạt không",
            "ask_office_info",
            "giờ",
            "“con chó chạy qua nhà người ta có bị phạt không”",
        ),
    ],
)
async def test_what_stands_beside_a_wish_is_said_back(text, intent, answered, left):
    told = said(await Chat(LETTER).say(text, intent, confidence=0.95))
    assert answered in told
    assert left in told


async def test_a_word_alone_leaves_no_empty_message():
    replies = await Chat(TODAY).say("Why?", "ask_hotline", confidence=0.95)
    assert [reply.text for reply in replies if not reply.text.strip()] == []


async def test_units_answer_beside_a_question_about_the_source():
    chat = Chat(TODAY)
    told = said(
        await chat.say("trợ cấp hưu trí xã hội nộp ở đâu, căn cứ văn bản nào", "ask_rule_source", confidence=0.9)
    )
    assert "Trợ cấp hưu trí xã hội" in told
    assert "Nộp ở" in told


@pytest.mark.parametrize(
    "text",
    [
        "số điện thoại tổng đài là số nào",
        "cho hỏi số tổng đài, gọi số nào được",
        "xã mở cửa mấy giờ, chiều có làm không",
    ],
)
async def test_what_was_answered_is_not_said_back(text):
    told = said(await Chat(LETTER).say(text, "ask_hotline", confidence=0.95))
    assert "“" not in told


async def test_what_waited_is_not_answered_in_place_of_another_question():
    chat = Chat(LETTER)
    await chat.say("trợ cấp tuất và mai táng phí thì lấy gì thay giấy chứng minh", "ask_procedure_documents")
    told = said(await chat.say("tiền trợ cấp xã hội hằng tháng lãnh dư có phải trả lại không", "nlu_fallback"))
    assert "lãnh dư có phải trả lại không”: trợ lý chưa biết" in told


async def test_the_other_half_of_a_question_is_none_of_its_own():
    told = said(await Chat(TODAY).say("đăng ký khai tử gửi bưu điện được không, hay phải ra xã", "nlu_fallback"))
    assert "Được gửi hồ sơ qua bưu điện" in told
    assert "“" not in told


async def test_a_name_behind_a_question_is_not_what_that_question_was_about():
    chat = Chat(TODAY)
    await chat.say("cải chính hộ tịch cần giấy gì", "ask_procedure_documents")
    told = said(await chat.say("cái đó bao lâu xong ạ, hộ nghèo có tốn tiền không", "ask_processing_time"))
    assert "hộ nghèo, cận nghèo" not in told
    assert "Thay đổi, cải chính hộ tịch" in told


async def test_who_says_who_they_are_asks_whether_they_may_go():
    told = said(
        await Chat(TODAY).say("chồng em đi biển, em là con dâu, đi khai tử cho ba chồng được không", "nlu_fallback")
    )
    assert "Việc: Đăng ký khai tử" in told
    assert "đi thay" in told


async def test_what_is_told_to_be_done_is_not_taken_up_beside_what_is_meant():
    told = said(
        await Chat(TODAY).say(
            "hông phải khai tử, khai tử xong lâu rồi. tui hỏi đất thừa kế mà không có chữ ký tui có bán được hông",
            "nlu_fallback",
        )
    )
    assert "Đăng ký khai tử" not in told


async def test_what_somebody_lives_without_is_not_what_they_want():
    told = said(await Chat(TODAY).say("em không có hợp đồng. Em xin tiền hỗ trợ dịch", "ask_unemployment_benefit"))
    assert "Chứng thực hợp đồng" not in told


async def test_an_account_is_no_title_of_land():
    chat = Chat(TODAY)
    await chat.say("trợ cấp hưu trí xã hội cần giấy gì", "ask_procedure_documents")
    told = said(await chat.say("mình nộp thay ông từ Cần Thơ bằng tài khoản của mình được ko", "nlu_fallback"))
    assert "sổ đỏ" not in told


async def test_what_is_asked_beside_the_language_is_answered_in_it():
    chat = Chat(TODAY)
    told = said(
        await chat.say("Please answer in English. What papers do I need for a birth certificate?", "switch_language")
    )
    assert "in English" in told
    assert "by itself" not in told
    assert "Birth" in told


@pytest.mark.parametrize("text", ["tiệm tui bán đồ khô có được mở bán hông", "tiem tap hoa co duoc mo cua khong"])
async def test_whether_a_shop_may_be_open_is_no_registration(text):
    told = said(await Chat(LETTER).say(text, "nlu_fallback"))
    assert "Đăng ký hộ kinh doanh" not in told
    assert "“" in told


async def test_a_reason_that_nobody_knows_is_said_to_be_unknown_beside_the_ways():
    told = said(
        await Chat(TODAY).say(
            "Trợ cấp xã hội hằng tháng của tôi vì sao bị ngưng từ tháng 9", "find_procedure", confidence=0.95
        )
    )
    assert "vì sao" in told
    assert "chưa biết" in told


async def test_another_matter_beside_an_appointment_has_its_word():
    told = said(
        await Chat(TODAY).say(
            "lịch đó vợ tui hẹn bữa hổm. cái phù hiệu xe tải xin qua mạng được không", "cancel_appointment"
        )
    )
    assert "phù hiệu xe tải" in told


@pytest.mark.parametrize(
    "text",
    [
        "xe chở đá đứng ở chốt đường, test của tài xế ngày 14 còn xài được không",
        "test am tinh ngay 14 qua chot duoc khong",
    ],
)
async def test_a_test_for_the_road_is_not_answered_with_what_the_counter_wants(text):
    told = said(await Chat(LETTER).say(text, "ask_epidemic_rules"))
    assert "nộp trực tiếp" not in told
    assert "“" in told
