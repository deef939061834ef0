"""What is said back as unknown is what was asked, and not what was told beside it."""

from __future__ import annotations

import pytest

from tests.unit.handlers.turns import LETTER, TODAY, Chat, about, said


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        (
            "Máy chết rồi hả. Tui hỏi khiếu nại quyết định bồi thường đất. Hạn tới chừng nào. Nộp ở đâu.",
            "Tui hỏi khiếu nại quyết định bồi thường đất",
        ),
        (
            "Chị nói nhanh nó ghi bậy, ông hàng xóm gãy xương ở nhà thương, mà ai ký tên cho ổng được em",
            "ai ký tên cho ổng được",
        ),
        ("con chó nhà tui ăn hết cá của hàng xóm, vậy có sao không", "con chó nhà tui ăn hết cá"),
    ],
)
async def test_the_question_is_quoted(text, quoted):
    assert quoted in said(await Chat(LETTER).say(text, "nlu_fallback", confidence=0.4))


async def test_anger_is_not_quoted():
    told = said(await Chat(TODAY).say("trời đất máy gì mà cái gì cũng không biết", "nlu_fallback", confidence=0.4))
    assert "“" not in told


async def test_what_is_unknown_of_a_matter_is_said_in_the_words_of_the_question():
    chat = await about("1.014748")
    told = said(await chat.say("công nhân mắc F0 có được lãnh tiền ốm đau không", "nlu_fallback"))
    assert "“công nhân mắc F0 có được lãnh tiền ốm đau" in told
    assert "mức hưởng" not in told


async def test_a_bare_question_is_called_by_what_it_asks():
    chat = await about("1.014748")
    told = said(await chat.say("cần giấy gì", "ask_procedure_documents"))
    assert "Giấy tờ" in told
    assert "“" not in told
