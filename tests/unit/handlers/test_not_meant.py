"""What somebody says they do not mean stays out of what is found and offered; what is done already is no wish."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.unit.handlers.turns import LETTER, TODAY, Chat, said

CARD = "căn cước"


def labels(replies):
    return [choice.label for reply in replies for choice in reply.choices]


async def test_none_of_these_says_the_question_back_with_a_person_and_no_menu():
    chat = Chat(LETTER)
    asked = "tên trong cmnd với sổ hộ nghèo của bà hai kiểu khác nhau"
    await chat.say(asked, "find_procedure", {"procedure": "cmnd"})
    assert any(CARD in label for label in labels(await chat.say("cmnd", "find_procedure", {"procedure": "cmnd"})))
    chat.people.messages.append({"text": asked, "payload": None})

    replies = await chat.press("#ask.none")

    assert asked[:30] in said(replies)
    assert not any(label.startswith("Cấp") for label in labels(replies))
    assert any("gọi lại" in label for label in labels(replies))


async def test_what_was_offered_and_turned_down_is_not_offered_again():
    chat = Chat(LETTER)
    first = labels(await chat.say("cmnd", "find_procedure", {"procedure": "cmnd"}))
    assert any(CARD in label for label in first)
    await chat.press("#ask.none")

    replies = await chat.say("cmnd của bà bị sai tên", "find_procedure", {"procedure": "cmnd"})

    assert not [label for label in labels(replies) if CARD in label]


async def test_what_is_named_after_all_is_meant():
    chat = Chat(TODAY)
    await chat.say("không phải khai tử", "deny")

    told = said(await chat.say("đăng ký khai tử cần giấy gì", "ask_procedure_documents", {"procedure": "khai tử"}))

    assert "Đăng ký khai tử" in told


async def test_it_is_forgotten_after_a_day():
    chat = Chat(LETTER)
    await chat.say("cmnd", "find_procedure", {"procedure": "cmnd"})
    await chat.press("#ask.none")
    chat.received += timedelta(hours=25)

    assert any(CARD in label for label in labels(await chat.say("cmnd", "find_procedure", {"procedure": "cmnd"})))


@pytest.mark.parametrize("text", ["không phải thất nghiệp, em không có hợp đồng", "đâu phải hỏi thất nghiệp đâu"])
async def test_a_wish_that_is_denied_is_not_answered_with(text):
    chat = Chat(LETTER)
    first = said(await chat.say("mất việc có tiền thất nghiệp không", "ask_unemployment_benefit"))

    second = said(await chat.say(text, "ask_unemployment_benefit"))

    assert first not in second


async def test_a_paper_that_is_there_is_not_what_is_wanted():
    chat = Chat(TODAY)

    told = said(
        await chat.say(
            "ba tui mất, giấy khai tử có rồi, anh tui bán miếng vườn mà tui chưa ký thì sao",
            "find_procedure",
            {"procedure": "khai tử"},
        )
    )

    assert "Đăng ký khai tử" not in told


async def test_money_is_not_asked_of_the_matter_under_way_that_gives_none():
    chat = Chat(TODAY)
    await chat.say("cmnd loại 9 số đổi ở đâu", "ask_procedure_authority", {"procedure": "cmnd"})

    told = said(await chat.say("bà 63 tuổi có được lãnh tiền già không", "find_procedure"))

    assert "thẻ căn cước" not in told


async def test_what_is_told_of_a_matter_is_said_back_with_what_is_asked_of_it():
    chat = Chat(TODAY)

    told = said(await chat.say("chị nấu cơm cho công nhân 180 phần, giờ cần giấy gì", "nlu_fallback"))

    assert "nấu cơm" in told
    assert "cần giấy gì" in told


async def test_what_is_denied_is_not_offered_as_what_may_be_meant():
    chat = Chat(LETTER)

    replies = await chat.say(
        "không phải thất nghiệp, em không có hợp đồng",
        "ask_unemployment_benefit",
        ranking=[("ask_unemployment_benefit", 0.9)],
    )

    assert "Trợ cấp thất nghiệp" not in labels(replies)


async def test_a_shop_is_no_vaccination():
    chat = Chat(LETTER)

    told = said(await chat.say("tiệm tui bán đồ khô có được mở cửa không", "nlu_fallback"))

    assert "vắc-xin" not in told


async def test_who_may_have_filed_nothing_is_not_sent_with_a_receipt():
    told = said(await Chat(TODAY).say("sao tới giờ chưa có", "check_dossier_status"))

    assert "Nếu đã nộp rồi" in told


async def test_what_is_there_by_now_is_named():
    text = "trợ cấp hưu trí xã hội cần giấy gì"
    assert "Trợ cấp hưu trí xã hội" in said(await Chat(TODAY).say(text, "find_procedure"))


@pytest.mark.parametrize(
    "text", ["mẹ chồng 80 tuổi có tiền trợ cấp hưu trí xã hội không", "trợ cấp hưu trí xã hội cần giấy gì"]
)
async def test_what_was_not_there_in_2021_is_not_named_for_that_year(text):
    assert "Trợ cấp hưu trí xã hội" not in said(await Chat(LETTER).say(text, "find_procedure"))


async def test_what_is_meant_instead_is_answered_and_nothing_of_what_is_not():
    chat = Chat(TODAY)
    await chat.say("văn bản phân chia di sản nộp ở đâu", "find_procedure")
    told = said(await chat.say("Không phải phân chia di sản ạ. Con hỏi khiếu nại thu hồi đất", "deny"))
    assert "phân chia di sản" not in told
    assert "Thu hồi đất" in told


@pytest.mark.parametrize(
    "text",
    [
        "Bảo hiểm gì trời. Tui hỏi hồ sơ xin phép hoạt động trong phạm vi bảo vệ công trình thủy lợi. Thiếu cái gì?",
        "Không phải bảo hiểm. Đọc lại giùm. THỦY LỢI. Kinh, bờ kinh, bến, trạm bơm.",
    ],
)
async def test_what_was_asked_back_is_dropped_by_who_wonders_at_it(text):
    chat = Chat(TODAY)
    await chat.say("đóng bảo hiểm xã hội tự nguyện nộp ở đâu", "nlu_fallback")
    assert chat.state.topic.procedure == "1.002179"
    told = said(await chat.say(text, "nlu_fallback"))
    assert "Việc: Bảo hiểm" not in told
    assert "“" in told


async def test_a_word_beside_the_title_asks_no_procedure_back():
    told = said(
        await Chat(TODAY).say("Giờ thiếu cái gì, có phải nộp lại từ đầu đóng phí lại hông, ai chịu trễ", "nlu_fallback")
    )
    assert "Bảo hiểm" not in told
    assert "khai sinh" not in told


async def test_a_name_with_more_words_is_asked_back_and_not_answered():
    told = said(
        await Chat(TODAY).say(
            "cấp giấy phép xây dựng công trình trong phạm vi bảo vệ công trình thủy lợi", "provide_info", confidence=0.9
        )
    )
    assert "Việc: Giấy phép xây dựng" not in told


@pytest.mark.parametrize(
    "text",
    ["nộp đơn khiếu nại quyết định thu hồi đất ở đâu", "khiếu nại thông báo thu hồi đất thì nộp đơn ở đâu, mấy ngày"],
)
async def test_a_complaint_that_the_law_knows_is_no_displeasure_and_not_of_the_matter_before(text):
    chat = Chat(TODAY)
    await chat.say("văn bản phân chia di sản nộp ở đâu", "find_procedure")
    told = said(await chat.say(text, "complaint_feedback"))
    assert "phiền lòng" not in told
    assert "thu hồi" in told
