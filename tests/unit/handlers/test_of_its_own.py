"""A question that names nothing and has nothing to do with the matter under way is not answered of that matter."""

from __future__ import annotations

import pytest

from tests.unit.handlers.turns import TODAY, Chat, said


@pytest.mark.parametrize(
    ("matter", "text", "intent"),
    [
        ("muốn xin trích lục kết hôn", "ly hôn thì nộp ở tòa án nào", "ask_procedure_authority"),
        ("làm khai sinh cho con", "nợ ngân hàng xin khoanh được không", "nlu_fallback"),
        ("đăng ký thường trú", "con lấy họ cha được không vậy", "nlu_fallback"),
        ("làm khai tử cho ba", "ghe dài mười hai thước có phải gắn máy giám sát không", "ask_procedure_documents"),
    ],
)
async def test_it_is_said_back_as_unknown_without_the_matter(matter, text, intent):
    chat = Chat(TODAY)
    await chat.say(matter, "find_procedure")
    before = chat.state.topic.procedure
    assert before is not None
    told = said(await chat.say(text, intent))
    assert f"“{text}”" in told
    assert "Việc:" not in told
    assert chat.state.topic.procedure == before, "the matter is gone on with afterwards"


async def test_the_next_bare_question_is_about_the_matter_again():
    chat = Chat(TODAY)
    await chat.say("muốn xin trích lục kết hôn", "find_procedure")
    await chat.say("ly hôn thì nộp ở tòa án nào", "ask_procedure_authority")
    assert "8.000 đồng" in said(await chat.say("phí?", "ask_procedure_fee"))


async def test_a_plain_question_vouches_for_what_stands_beside_it():
    chat = Chat(TODAY)
    await chat.say("tụi em muốn đăng ký kết hôn", "find_procedure")
    text = "tụi em cần giấy tờ gì ạ, hộ khẩu ảnh ở Long Xuyên An Giang thì đăng ký chỗ em được không"
    assert "tờ khai đăng ký kết hôn" in said(await chat.say(text, "ask_procedure_documents"))


@pytest.mark.parametrize("intent", ["ask_procedure_authority", "nlu_fallback"])
async def test_what_says_little_is_not_answered_of_the_matter_either(intent):
    chat = Chat(TODAY)
    await chat.press("#way.show:1.001193")
    told = said(await chat.say("mua to khai o dau", intent, confidence=0.6))
    assert "“mua to khai o dau”" in told
    assert "Nộp ở" not in told


async def test_why_something_is_asked_does_not_make_it_something_else():
    chat = Chat(TODAY)
    await chat.press("#way.show:1.001193")
    assert "Chờ" in said(await chat.say("bé sắp vô lớp một thì mấy ngày có giấy", "ask_processing_time"))
