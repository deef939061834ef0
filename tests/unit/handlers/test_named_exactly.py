"""A procedure's title or everyday name with a question behind it is about that procedure, whatever it resembles."""

from __future__ import annotations

import pytest

from bot.content.reference import load_reference
from bot.understanding.search.exact import exact_names
from tests.unit.handlers.turns import TODAY, Chat, payloads, said

ASKED = ("{} ở đâu", "{} cần giấy gì", "{} mấy ngày có", "lệ phí {} bao nhiêu", "muốn {} thì phải làm sao")
OTHERWISE_READ = [
    ("sửa thông tin trong dữ liệu dân cư mấy ngày có", "privacy_request", "1.012564"),
    ("xin thông tin trong dữ liệu căn cước ở đâu", "privacy_request", "1.014056"),
    ("tổ an ninh bị tai nạn, chết khi làm nhiệm vụ ở đâu", "emergency", "1.012538"),
    ("khai báo cư trú khi chưa đủ điều kiện ở đâu", "ask_area_status", "1.010040"),
    ("bảo hiểm xã hội một lần ở đâu", "ask_unemployment_benefit", "1.001613"),
    ("muốn tố cáo công an làm sai thì phải làm sao", "complaint_feedback", "1.004327"),
    ("khai sinh lưu động mấy ngày có", "ask_processing_time", "1.003583"),
    ("sao lại hợp đồng lưu ở xã mấy ngày có", "ask_processing_time", "2.000942"),
    ("chung thuc ban dich o dau", "ask_procedure_authority", "2.001008"),
    ("mua nhà ở xã hội ở đâu", None, "1.014632"),
    ("căn cước trẻ em cần giấy gì", "ask_procedure_documents", "1.014062"),
    ("không làm người giám hộ nữa mấy ngày có", "ask_processing_time", "1.004845"),
]


def _titles() -> list[tuple[str, str]]:
    return [(procedure.code, procedure.title) for procedure in load_reference().catalogue]


def _hard() -> list[tuple[str, str]]:
    """The titles that are cut at commas, or that resemble another procedure as much."""
    search = load_reference().search
    near = {code: search.decide(title).hits for code, title in _titles()}
    return [row for row in _titles() if "," in row[1] or len(near[row[0]]) != 1]


async def test_every_title_is_understood_with_any_question():
    """Also those with commas, and those whose words belong to another procedure or to another wish."""
    names = exact_names(load_reference().catalogue)
    wrong, heard = [], 0
    for number, (code, title) in enumerate(_hard()):
        text = ASKED[number % len(ASKED)].format(title.lower())
        if names.named(text) != code:
            continue  # a title that two procedures share, or one of a single word
        chat = Chat(TODAY)
        replies = await chat.say(text)
        heard += 1
        if chat.state.topic.procedure != code and not any(code in payload for payload in payloads(replies)):
            wrong.append((text, said(replies)[:80]))
    assert wrong == []
    assert heard > 20


def test_hardly_a_title_is_left_to_guessing():
    names = exact_names(load_reference().catalogue)
    outright = [names.named(f"{title} ở đâu") == code for code, title in _titles()]
    assert sum(outright) > len(outright) * 0.9


@pytest.mark.parametrize(("text", "intent", "code"), OTHERWISE_READ)
async def test_another_reading_gives_way(text, intent, code):
    chat = Chat(TODAY)
    await chat.say(text, intent)
    assert chat.state.topic.procedure == code


@pytest.mark.parametrize("text", ["mẹ mất", "mẹ mất hôm qua", "nhà có khách", "em ở trọ"])
def test_what_is_only_told_names_nothing_outright(text):
    assert exact_names(load_reference().catalogue).named(text) is None


async def test_what_was_turned_down_is_not_taken():
    chat = Chat(TODAY)
    await chat.say("đăng ký tạm trú nộp ở đâu")
    await chat.say("không phải đăng ký tạm trú")
    assert chat.state.topic.procedure is None


async def test_a_card_that_ran_out_is_no_threat():
    chat = Chat(TODAY)
    assert "113" not in said(await chat.say("muốn cccd hết hạn làm lại thì phải làm sao"))


@pytest.mark.parametrize(
    "text", ["chung thuc ban sao bang dai hoc o dau", "chứng thực bản sao bằng trung học ở đâu vậy em"]
)
async def test_a_diploma_is_no_lesson(text):
    """Where one learns is no office's business; where a copy of what one learnt is certified is."""
    chat = Chat(TODAY)
    assert "Chứng thực bản sao từ bản chính" in said(await chat.say(text, "ask_procedure_authority"))


@pytest.mark.parametrize("confidence", [0.95, 0.6])
@pytest.mark.parametrize("intent", ["find_procedure", "nlu_fallback"])
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("my husband is korean, how do we register our marriage here", "Marriage with a foreigner"),
        ("where can I do birth registration in Ca Mau", "Birth registration"),
        ("how do i get a single status certificate to marry in korea", "certificate of marital status"),
    ],
)
async def test_english_is_found_by_what_it_names(text, told, intent, confidence):
    assert f"About: {told}" in said(await Chat(TODAY).say(text, intent, confidence=confidence)).replace(": The ", ": ")
