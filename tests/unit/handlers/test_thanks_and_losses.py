"""A "thôi" or thanks with a wish behind it ends nothing; what was lost together has a line each."""

from __future__ import annotations

import pytest

from bot.understanding.fold import strip_diacritics
from tests.unit.handlers.turns import TODAY, Chat, said

BIRTH = "1.001193"
CARD, LICENCE, VEHICLE, HEALTH = (
    "Cấp lại thẻ căn cước",
    "Cấp lại giấy phép lái xe",
    "Cấp lại đăng ký xe",
    "thẻ bảo hiểm y tế",
)
MORE = [
    "thôi cảm ơn em, xin cái địa chỉ luôn",
    "thôi khỏi, cho xin số",
    "cảm ơn, cho chị xin giờ làm việc",
    "thôi em hỏi bà con sau, cho em cái giờ làm việc thôi",
    "thôi, cho tui xin địa chỉ",
    "cảm ơn nhiều, xin số luôn",
    "thôi được rồi cảm ơn, cho anh hỏi có tốn tiền không",
    "cảm ơn em nha, mà có phải đi không",
    "thôi cảm ơn, nộp qua mạng có được không",
    "dạ cảm ơn, cho con xin số điện thoại",
    "cám ơn, có cần giấy chứng sinh không",
    "thôi vậy cũng được, cảm ơn, mà gửi bưu điện được không",
]
ENDS = [
    "thôi cảm ơn em",
    "cảm ơn nhiều nha",
    "thôi em tự ra xã hỏi, cảm ơn",
    "thôi cảm ơn, có gì em hỏi sau",
    "dạ con cảm ơn, chào anh chị",
    "thôi khỏi, cảm ơn",
]
LOST = [
    ("mất bóp rớt hết căn cước, bằng lái, cà vẹt xe", (CARD, LICENCE, VEHICLE)),
    ("tui bị móc túi mất hết: cccd, thẻ bảo hiểm y tế, bằng lái", (CARD, HEALTH, LICENCE)),
    ("em làm rớt ví mất cccd với bằng lái với cà vẹt xe", (CARD, LICENCE, VEHICLE)),
    ("mất căn cước và bằng lái xe thì làm sao", (CARD, LICENCE)),
    ("bị giật giỏ mất căn cước, bằng lái, cà vẹt xe, giờ làm sao", (CARD, LICENCE, VEHICLE)),
    ("mất bóp, trong đó có cccd, bằng lái xe", (CARD, LICENCE)),
    ("rớt mất căn cước, bằng lái", (CARD, LICENCE)),
    ("chồng em mất căn cước với bằng lái xe", (CARD, LICENCE)),
    ("bị trộm mất cà vẹt xe, bằng lái, căn cước luôn", (VEHICLE, LICENCE, CARD)),
    ("mất ví gồm căn cước, bằng lái xe, cà vẹt xe", (CARD, LICENCE, VEHICLE)),
    ("hôm bữa thất lạc cccd, bằng lái, thẻ bảo hiểm y tế", (CARD, LICENCE, HEALTH)),
    ("mất bằng lái, cà vẹt xe", (LICENCE, VEHICLE)),
]


@pytest.mark.parametrize("text", MORE)
@pytest.mark.parametrize("typed", [str, strip_diacritics])
async def test_what_is_wanted_behind_thanks_is_answered(text, typed):
    chat = Chat(TODAY)
    chat.state.topic.procedure = BIRTH
    await chat.say("nộp ở đâu", "ask_procedure_authority")
    replies = await chat.say(typed(text), "thank_bye", confidence=0.91)
    assert "Cần gì cứ nhắn lại" not in said(replies)


@pytest.mark.parametrize("text", ENDS)
@pytest.mark.parametrize("typed", [str, strip_diacritics])
async def test_a_goodbye_stays_one(text, typed):
    chat = Chat(TODAY)
    chat.state.topic.procedure = BIRTH
    await chat.say("nộp ở đâu", "ask_procedure_authority")
    replies = await chat.say(typed(text), "thank_bye", confidence=0.91)
    assert "chưa hiểu" not in said(replies)
    assert "Cần gì cứ nhắn lại" in said(replies) or "cảm ơn" in said(replies)


@pytest.mark.parametrize(("text", "titles"), LOST)
@pytest.mark.parametrize("typed", [str, strip_diacritics])
async def test_what_was_lost_together_has_a_line_each(text, titles, typed):
    replies = await Chat(TODAY).say(typed(text), "find_procedure", confidence=0.6)
    for title in titles:
        assert title in said(replies)


@pytest.mark.parametrize("text", ["mất căn cước rồi, có sổ hộ khẩu, bằng lái", "mất căn cước, cần giấy gì"])
async def test_what_is_there_is_not_lost(text):
    assert LICENCE not in said(await Chat(TODAY).say(text, "find_procedure", confidence=0.6))
