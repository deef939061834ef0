"""Questions without a word that asks are heard, and tales with words that ask are no questions."""

from __future__ import annotations

import pytest

from bot.understanding.fold import strip_diacritics
from tests.unit.handlers.turns import TODAY, Chat, said

HIDDEN = [
    ("nhận con nuôi", "em thắc mắc chỗ thu nhập, em bán vé số thôi", "thank_bye", 0.69),
    ("nhận con nuôi", "tui phân vân cái vụ tuổi tác của vợ chồng tui", "provide_info", 0.5),
    ("đăng ký tạm trú", "em chưa rõ cái hợp đồng thuê nhà viết tay", "nlu_fallback", 0.3),
    ("đăng ký kết hôn", "muốn biết tuổi của ảnh tính theo giấy", "nlu_fallback", 0.3),
    ("làm hộ chiếu", "không phải, ý em là đi xuất khẩu lao động thì người ta bắt cái nào", "affirm", 0.57),
]
TALES = [
    ("khai tử cho ông nội", "bữa đó ai cũng rối, đâu có ai nhớ giấy nào ra giấy nào", "ask_procedure_authority", 0.65),
    ("khai tử cho ông nội", "lúc ổng đi ai mà ngờ, có ai hay gì đâu", "ask_procedure_authority", 0.45),
    ("cấp lại đăng ký xe", "xe để ở đâu ai mà biết, thằng con nó cầm rồi", "nlu_fallback", 0.27),
    ("đăng ký tạm trú", "hỏi chủ nhà mấy lần mà bả cứ nói sao cũng được", "affirm", 0.43),
]


async def amid(first, text, intent, confidence):
    chat = Chat(TODAY)
    await chat.say(first, "find_procedure")
    return said(await chat.say(text, intent, confidence=confidence))


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize(("first", "text", "intent", "confidence"), HIDDEN)
async def test_what_is_said_not_to_be_clear_is_said_back(first, text, intent, confidence, bare):
    told = await amid(first, strip_diacritics(text) if bare else text, intent, confidence)
    assert "“" in told, told
    assert "cảm ơn anh/chị" not in told


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize(("first", "text", "intent", "confidence"), TALES)
async def test_a_tale_with_words_that_ask_is_listened_to(first, text, intent, confidence, bare):
    told = await amid(first, strip_diacritics(text) if bare else text, intent, confidence)
    assert len(told.splitlines()) == 1, told
    assert "nghe" in told or "ghi nhớ" in told, told
    assert "xin lỗi" not in told


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize(
    ("text", "intent", "confidence"),
    [("còn sơ yếu lý lịch?", "find_procedure", 0.95), ("còn sơ yếu lý lịch?", "provide_info", 0.8)],
)
async def test_what_only_its_mark_asks_is_no_tale(text, intent, confidence, bare):
    told = await amid("chứng thực bản sao từ bản chính", strip_diacritics(text) if bare else text, intent, confidence)
    assert "nghe rồi" not in told, told
    assert "ghi nhớ rồi" not in told, told
