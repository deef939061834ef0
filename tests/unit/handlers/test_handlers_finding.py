"""Which procedure a message is about: what is marked, what the whole text settles, what was talked of before."""

from __future__ import annotations

import pytest

from bot.understanding.search.finder import Outcome
from tests.unit.handlers.turns import LETTER, TODAY, Chat, payloads, said

# text, what the NLU marked, the procedure that is meant
MEANT = [
    ("cham dut ho kinh doanh vi nghi ban luon", "ho kinh doanh", "1.001266"),
    ("gia han tam tru sao", "tam tru", "1.002755"),
    ("mất hộ chiếu lúc đi chợ, phải trình báo sao", "hộ chiếu", "1.010386"),
    ("tui muon lam giay khai sanh cho con", "giay khai sanh", "1.001193"),
    ("chung thuc ban sao", "chung thuc ban sao", "2.000815"),
]


@pytest.mark.parametrize(("text", "marked", "code"), MEANT)
async def test_the_whole_text_corrects_a_short_mark(text, marked, code):
    chat = Chat(TODAY)
    await chat.say(text, "find_procedure", {"procedure": marked})
    assert chat.state.topic.procedure == code


async def test_a_long_mark_is_believed():
    chat = Chat(TODAY)
    await chat.say("sang tên ghe có đóng trước bạ hông", "ask_procedure_fee", {"procedure": "sang tên ghe"})
    assert chat.state.topic.procedure == "1.004002"


async def test_what_was_talked_of_settles_a_name_of_several():
    chat = Chat(LETTER)
    await chat.press("#way.show:1.001193")
    replies = await chat.say("khai sinh cần giấy gì", "ask_procedure_documents", {"procedure": "khai sinh"})
    assert "Đăng ký khai sinh" in said(replies)
    assert chat.state.dialogue is None


@pytest.mark.parametrize("text", ["có cần hẹn trước không", "nộp trực tiếp được không"])
async def test_a_shared_word_is_no_procedure(text):
    chat = Chat(LETTER)
    await chat.say(text, "ask_inperson_allowed")
    assert chat.state.topic.procedure is None


@pytest.mark.parametrize(
    ("text", "entities"),
    [("sáng", {"session": "sáng"}), ("sáng mai", {}), ("ba người", {}), ("0912000111", {"phone": "0912000111"})],
)
async def test_other_data_is_no_procedure(text, entities):
    chat = Chat(TODAY)
    replies = await chat.say(text, "provide_info", entities)
    assert chat.state.topic.procedure is None
    assert payloads(replies)


async def test_a_bare_procedure_leads_to_its_ladder():
    chat = Chat(LETTER)
    replies = await chat.say("sao y", "provide_info", {"procedure": "sao y"})
    assert "#book.start:2.000815" in payloads(replies)


@pytest.mark.parametrize(
    ("text", "number", "words"),
    [
        ("mục 3 của 4708 viết gì", "4708", "chủ động liên hệ"),
        ("4708 nói gì về phong tỏa", "4708", "Quầy trong khu phong tỏa thì không nhận theo lịch hẹn"),
        ("nghị định 118/2025 nói gì", "118/2025", "Vào ngày trợ lý đang trả lời chưa có văn bản đó"),
        ("quyết định 9999 nói gì", "9999", "không có văn bản"),
    ],
)
async def test_a_document_is_read_where_the_question_points(text, number, words):
    replies = await Chat(LETTER).say(text, "ask_rule_source", {"doc_number": number})
    assert words in said(replies)
    assert "2025" not in said(replies)


TWO = "vừa đổi bằng lái vừa làm lại căn cước được không"


async def test_a_second_procedure_in_a_message_is_named_and_not_lost():
    chat = Chat(LETTER)
    replies = await chat.say(TWO, "find_procedure", {"procedure": ["đổi bằng lái", "căn cước"]})
    assert "Việc: Đổi giấy phép lái xe" in said(replies)
    assert "còn hỏi việc: Cấp lại thẻ căn cước" in said(replies)
    assert "Cấp lại thẻ căn cước" in said(await chat.press("Cấp lại thẻ căn cước"))


async def test_a_second_mark_that_could_be_several_procedures_is_named_as_typed():
    chat = Chat(LETTER)
    text = "đổi bằng lái với căn cước"
    replies = await chat.say(text, "find_procedure", {"procedure": ["đổi bằng lái", "căn cước"]})
    assert "còn nhắc “căn cước”" in said(replies)


@pytest.mark.parametrize(
    "marks", [["khai sinh cho con", "giấy khai sinh"], ["khai sinh cho con"], ["khai sinh cho con", "vé số"]]
)
async def test_the_same_procedure_in_other_words_is_no_second_one(marks):
    chat = Chat(LETTER)
    replies = await chat.say(" ".join(marks), "find_procedure", {"procedure": marks})
    assert "còn" not in said(replies)


async def test_another_wish_where_a_place_is_asked_for_is_answered():
    chat = Chat(LETTER)
    await chat.say("nơi tui ở có bị phong tỏa không", "ask_area_status")
    replies = await chat.say("làm khai sinh cho con", "find_procedure", {"procedure": "khai sinh cho con"})
    assert "chưa nhận ra" not in said(replies)
    assert "Việc: Đăng ký khai sinh" in said(replies)


async def test_an_unread_message_without_a_name_guesses_none_and_takes_no_topics_place():
    chat = Chat(TODAY)
    await chat.say("dang ky tam tru", "find_procedure", {"procedure": "dang ky tam tru"})
    ranking = [("find_procedure", 0.3)]
    replies = await chat.say("chu nha khong cho muon so", "nlu_fallback", ranking=ranking)
    assert not any(payload.startswith("#way.") for payload in payloads(replies))
    assert "Việc: Đăng ký tạm trú" in said(await chat.say("lam o dau", "ask_procedure_authority"))


async def test_a_marked_procedure_of_an_unread_message_is_what_is_talked_of():
    chat = Chat(LETTER)
    ranking = [("ask_procedure_authority", 0.3)]
    await chat.say(
        "tui muon lam giay khai sanh cho con zo dau", "nlu_fallback", {"procedure": "giay khai sanh"}, ranking=ranking
    )
    assert "Việc: Đăng ký khai sinh" in said(await chat.say("bi nhieu tien", "ask_procedure_fee"))


async def test_a_story_about_something_unknown_gets_no_list_that_has_nothing_to_do_with_it():
    """People who tell at length have said what they want: it is said to be unknown, once, with whom to ask."""
    chat = Chat(LETTER)
    replies = await chat.say("xe đông lạnh chở tôm qua chốt kiểm soát thì cần có cái gì trong tay", "find_procedure")
    assert "chưa có thông tin" in said(replies)
    assert "hỏi" in said(replies)
    assert "Ban Chỉ đạo phòng, chống dịch" in said(replies)
    assert not any(payload.startswith("#ask.proc") for payload in payloads(replies))
    named = await chat.say("giấy khai sinh", "provide_info", {"procedure": "giấy khai sinh"})
    assert any(payload.endswith("1.001193/find_procedure") for payload in payloads(named)), payloads(named)
    short = await chat.say("cần làm giấy tờ", "find_procedure")
    assert any(payload.startswith("#ask.proc") for payload in payloads(short))


@pytest.mark.parametrize("text", ["Dạ thưa anh chị", "kính thưa quý cơ quan", "dạ thưa cô chú"])
def test_politeness_names_no_piece_of_land(text):
    assert not any("thửa" in hit.title for hit in Chat(TODAY).guidance.search.decide(text).hits)


def test_a_birth_slip_is_no_certified_copy():
    decide = Chat(TODAY).guidance.search.decide
    assert decide("ma toi hong co giay chung sanh").outcome is Outcome.NONE
    assert [hit.code for hit in decide("chứng thực giấy chứng sinh").hits] == ["2.000815"]


async def test_of_several_that_a_name_may_mean_the_one_that_another_clause_tells_is_meant():
    chat = Chat(TODAY)
    story = "vo toi moi sanh o nha, ba mu do de, ko di benh vien. gio muon lam khai sanh cho thang nho lam sao"
    await chat.say(story, "find_procedure", {"procedure": "khai sanh"})
    assert chat.state.topic.procedure == "1.001193"
