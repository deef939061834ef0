"""After an answer one question back, where one fact would change it; pressed or typed, it turns the answer."""

from __future__ import annotations

import pytest

from tests.unit.handlers.turns import TODAY, Chat, said


async def ask(chat, text, intent="nlu_fallback"):
    return await chat.say(text, intent)


@pytest.mark.parametrize(
    ("typed", "turned"),
    [
        ("10 ngày", "anh/chị nói mới 10 ngày. Còn 50 ngày"),
        ("khoảng 2 tuần rồi", "anh/chị nói mới 14 ngày"),
        ("hom qua", "anh/chị nói mới 1 ngày"),
        ("3 thang", "Quá hạn rồi"),
    ],
)
async def test_a_deadline_asks_since_when_and_counts(typed, turned):
    chat = Chat(TODAY)
    assert said(await ask(chat, "làm khai sinh trong vòng mấy ngày")).endswith(
        "Việc đó mấy ngày rồi? Nhắn ví dụ: 10 ngày."
    )
    assert turned in said(await ask(chat, typed, "provide_info"))
    assert "mấy ngày rồi" not in said(await ask(chat, "trễ có bị phạt không"))


async def test_who_goes_for_whom_is_asked_with_choices_and_placed_in_the_rule():
    chat = Chat(TODAY)
    replies = await ask(chat, "giấy độc thân nhờ người khác đi thay được không")
    assert said(replies).endswith("Người đi thay là gì của người cần giấy?")
    told = said(await chat.press("Con"))
    assert "Anh/chị nói con ruột đi thay" in told
    assert "khỏi chứng thực" in told


@pytest.mark.parametrize(
    ("typed", "goes"),
    [("cho chồng tui", "vợ hoặc chồng"), ("vợ tui", "vợ hoặc chồng"), ("con ruột", "con ruột"), ("mẹ", "cha mẹ")],
)
async def test_kin_that_is_typed_is_an_answer_too(typed, goes):
    chat = Chat(TODAY)
    await ask(chat, "giấy độc thân nhờ người khác đi thay được không")
    assert f"Anh/chị nói {goes} đi thay" in said(await ask(chat, typed, "provide_info"))


async def test_who_goes_is_not_asked_where_the_question_says_it():
    told = said(await ask(Chat(TODAY), "giấy độc thân vợ tui đi nộp giùm được không"))
    assert "là gì của" not in told


@pytest.mark.parametrize(("typed", "turned"), [("dạ phải", "được miễn"), ("không phải", "như trợ lý vừa nói")])
async def test_a_fee_that_hangs_on_the_household_asks_for_it(typed, turned):
    chat = Chat(TODAY)
    assert said(await ask(chat, "khai tử tốn bao nhiêu tiền")).count("Nhà có thuộc hộ nghèo không?") == 1
    assert turned in said(await ask(chat, typed, "affirm" if typed.startswith("dạ") else "deny"))


async def test_it_is_asked_once_and_never_of_several_questions():
    chat = Chat(TODAY)
    assert "?" not in said(await ask(chat, "làm khai tử ở đâu, bao nhiêu tiền, mấy ngày"))
    chat = Chat(TODAY)
    await ask(chat, "khai tử tốn bao nhiêu tiền")
    await ask(chat, "khai tử bao lâu có")
    assert "hộ nghèo không" not in said(await ask(chat, "tốn bao nhiêu tiền"))


async def test_another_question_is_no_answer_to_it():
    chat = Chat(TODAY)
    await ask(chat, "làm khai sinh trong vòng mấy ngày")
    assert "Chờ" in said(await ask(chat, "bao lâu có"))
    assert chat.state.memo["answers"]["asks"] == []


@pytest.mark.parametrize(
    "argument",
    ["1.000656/fee/poor/rich", "1.000656/fee/age/5", "1.000656/x/poor/poor", "1.000656/fee/poor", "9/fee/poor/poor"],
)
async def test_a_payload_that_anybody_can_type_notes_nothing(argument):
    chat = Chat(TODAY)
    assert await chat.press(f"#ans.fact:{argument}")
    assert "matters" not in chat.state.memo
