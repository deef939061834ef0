"""A correction is applied: what is meant is said or taken, and the question that it is of gets its word."""

from __future__ import annotations

import pytest

from bot.handlers.questions.corrected import meant_and_denied
from tests.unit.handlers.turns import TODAY, Chat, said


async def amid(title, text, intent="deny"):
    chat = Chat(TODAY)
    code = next(one.code for one in chat.guidance.catalogue if one.title == title)
    await chat.press(f"#way.show:{code}")
    told = said(await chat.say(text, intent, confidence=0.6))
    current = chat.guidance.catalogue.get(chat.state.topic.procedure or "")
    return current and current.title, told


@pytest.mark.parametrize(
    ("asked", "correction", "meant"),
    [
        (
            "em nghỉ làm ở nhà giữ con có được hưởng gì thêm không",
            "dạ không, ý em là mẹ ruột, chứ không phải người nhận nuôi",
            "mẹ ruột, không phải người nhận nuôi",
        ),
        (
            "có biên bản cháy nhà thì có được xin hỗ trợ gì không",
            "không phải hỗ trợ giấy tờ, hỗ trợ tiền á, gạo cũng được",
            "hỗ trợ tiền, không phải hỗ trợ giấy tờ",
        ),
        (
            "đồ đạc bị trôi hết thì ai đền cho mình",
            "hỏi một đường trả lời một nẻo. tui hỏi XUỒNG chớ hông hỏi ghe",
            "XUỒNG, không phải ghe",
        ),
    ],
)
async def test_a_correction_is_said_and_the_question_before_is_still_unknown(asked, correction, meant):
    chat = Chat(TODAY)
    await chat.say("giấy xác nhận khuyết tật làm sao", "find_procedure", {"procedure": "giấy xác nhận khuyết tật"})
    await chat.say(asked, "nlu_fallback", confidence=0.3)
    told = said(await chat.say(correction, "deny", confidence=0.5))
    assert f"trợ lý hiểu rồi: {meant}" in told
    assert f"Câu “{asked}" in told
    assert "vẫn chưa biết" in told
    assert "hỏi tiếp" not in told


async def test_what_was_answered_is_not_said_to_be_unknown():
    chat = Chat(TODAY)
    await chat.say("đăng ký khai sinh nộp ở đâu", "ask_procedure_authority", {"procedure": "đăng ký khai sinh"})
    told = said(await chat.say("tui ở phường 5 chớ hông phải phường 8", "provide_info", confidence=0.5))
    assert "ở phường 5, không phải phường 8" in told
    assert "vẫn chưa biết" not in told


async def test_a_question_long_before_is_not_meant():
    chat = Chat(TODAY)
    await chat.say("đồ đạc bị trôi hết thì ai đền cho mình", "nlu_fallback", confidence=0.3)
    await chat.say("đăng ký khai sinh nộp ở đâu", "ask_procedure_authority", {"procedure": "đăng ký khai sinh"})
    told = said(await chat.say("tui hỏi xuồng chớ hông hỏi ghe", "deny", confidence=0.5))
    assert "ai đền" not in told


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("tui hỏi ĐĂNG KIỂM chớ hong hỏi đăng ký tàu", ("ĐĂNG KIỂM", "đăng ký tàu")),
        ("không phải mất, chưa nhận. đọc kỹ giùm", ("chưa nhận", "mất")),
        ("tui nói xe máy chớ hổng phải xe hơi", ("xe máy", "xe hơi")),
        ("không phải", None),
        ("cho em hỏi lệ phí", None),
    ],
)
def test_what_is_meant_and_what_is_denied(text, found):
    assert meant_and_denied(text) == found


@pytest.mark.parametrize(
    ("before", "text", "meant"),
    [
        ("Cấp lại thẻ căn cước", "hổng phải cái đó, tui nói giấy khai sinh", "Đăng ký khai sinh"),
        ("Cấp sổ đỏ lần đầu", "đâu phải, tui nói cấp lại sổ đỏ bị mất", "Cấp lại sổ đỏ bị mất"),
        ("Cấp sổ đỏ lần đầu", "dau phai, toi noi cap lai so do bi mat", "Cấp lại sổ đỏ bị mất"),
    ],
)
async def test_what_is_meant_instead_of_what_was_pointed_at_is_taken(before, text, meant):
    current, told = await amid(before, text)
    assert current == meant
    assert f"Việc: {meant}" in told


async def test_what_nobody_knows_is_said_back_and_the_matter_that_was_answered_is_dropped():
    current, told = await amid("Đăng ký khai tử", "đâu phải, tui nói giấy nuôi chó berger")
    assert current is None
    assert "nuôi chó berger" in told


async def test_who_means_something_else_without_saying_what_goes_on():
    _, told = await amid("Đăng ký khai tử", "đâu phải, tui hỏi việc khác")
    assert "không phải cái" not in told
