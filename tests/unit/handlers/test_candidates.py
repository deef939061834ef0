"""A talk while it is open which of a few procedures is meant."""

from __future__ import annotations

import pytest

from bot.handlers.questions.memory import MEMO
from tests.unit.handlers.turns import TODAY, Chat, payloads, said

BIRTH, LAND, TITLE = "1.001193", "1.013831", "1.013978"
OPEN = "giấy tờ nhà đất ai đi nộp thay được, gửi bưu điện được không"


@pytest.fixture
async def chat():
    return Chat(TODAY)


async def begin(chat):
    return await chat.say(OPEN, "nlu_fallback", {"procedure": "giấy tờ nhà đất"})


async def test_what_holds_of_each_is_told_before_it_is_asked_which(chat):
    first = await begin(chat)
    text = said(first)
    assert "– Sang tên đất (đăng ký biến động): Được nhờ người khác đi thay" in text
    assert "– Cấp sổ đỏ lần đầu: Được nhờ người khác đi thay" in text
    assert text.count("Được gửi hồ sơ qua bưu điện") == 1, "what holds of all is said once"
    assert text.rstrip().endswith("?")
    assert {LAND, TITLE} == {code for code in (LAND, TITLE) if any(code in one for one in payloads(first))}


async def test_another_question_is_not_lost_while_nobody_has_said_which(chat):
    await begin(chat)
    later = await chat.say("bao lâu có", "nlu_fallback")
    assert any(LAND in one for one in payloads(later))
    assert "– Sang tên đất (đăng ký biến động): Chờ 18 ngày làm việc" in said(later)
    again = said(await chat.say("con gái tui đi nộp dùm được hong", "nlu_fallback"))
    assert "đã nói cho từng việc ở trên" in again


async def test_naming_one_goes_on_with_it_and_says_nothing_twice(chat):
    await begin(chat)
    text = said(await chat.press("Cấp sổ đỏ lần đầu"))
    assert text.startswith("Việc: Cấp sổ đỏ lần đầu")
    assert "Được gửi hồ sơ qua bưu điện" not in text


async def test_a_paper_that_is_lacking_tells_which(chat):
    await chat.say("xin chào", "greet")
    chat.state.memo[MEMO] = {"asks_topic": True, "offered": [BIRTH, LAND], "waiting": []}
    text = said(await chat.say("tui không có giấy chứng sinh, sanh ở nhà bà mụ", "nlu_fallback"))
    assert "Việc: Đăng ký khai sinh" in text
    assert "văn bản của người làm chứng" in text


async def test_words_that_say_nothing_of_it_are_asked_once_more_with_the_same_choices(chat):
    await begin(chat)
    replies = await chat.say("hổng rõ nữa", "nlu_fallback")
    assert any(TITLE in one for one in payloads(replies))
    assert "chưa tìm thấy thủ tục" not in said(replies)


async def test_a_procedure_that_is_named_ends_it(chat):
    await begin(chat)
    text = said(await chat.say("làm hộ chiếu cần giấy gì", "nlu_fallback"))
    assert "hộ chiếu" in text
    assert "trong mấy việc này" not in text
