"""A question is heard in its wrapping; what was told already is told in a sentence before it is pointed at."""

from __future__ import annotations

import pytest

from bot.understanding.clauses.splitting import split
from bot.understanding.fold import strip_diacritics
from tests.unit.handlers.turns import TODAY, Chat, said, told

BIRTH = "1.001193"
WRAPPED = [
    ("em đi làm tối ngày không rảnh cho nên em hỏi là nộp qua mạng được không", "channel/online"),
    ("tại nhà xa quá nên em muốn hỏi coi gửi bưu điện được không", "channel/postal"),
    ("nãy giờ nói mà quên hỏi bao nhiêu tiền", "fee"),
    ("quên hỏi mấy ngày có", "time"),
    ("ý em là hỏi có cần đi hai vợ chồng không", "must_come"),
    ("sẵn đây cho hỏi luôn là trễ có bị phạt không", "consequence"),
    ("tui già cả đi đứng khó nên tui mới hỏi là nhờ con đi nộp được không", "who_may_go"),
    ("mấy bà hàng xóm nói tùm lum nên con muốn hỏi coi nộp ở đâu", "place"),
    ("nói nãy giờ mà quên hỏi cần giấy gì", "papers"),
    ("chồng tui biểu tui hỏi coi chừng nào có giấy", "time"),
    ("con ở Sài Gòn mới về nên con muốn hỏi là nộp ở đâu", "place"),
    ("em bận giữ con nhỏ không đi được nên hỏi là làm qua mạng được hông", "channel/online"),
    ("hồi nãy lo nói chuyện khác nên quên hỏi tốn nhiêu tiền", "fee"),
]
UNWRAPPED = ["cho em hỏi là cần giấy gì", "tui làm giấy này ở xã hồi xưa mà giờ mất rồi làm sao", "quên hỏi nữa"]


@pytest.mark.parametrize(("text", "unit"), WRAPPED)
@pytest.mark.parametrize("typed", [str, strip_diacritics])
async def test_the_question_in_a_wrapping_is_answered(text, unit, typed):
    chat = Chat(TODAY)
    chat.state.topic.procedure = BIRTH
    replies = await chat.say(typed(text), "nlu_fallback", confidence=0.4)
    assert any(f"{BIRTH}/{unit}" in one for one in told(replies)), said(replies)
    assert "cũng chưa biết" not in said(replies)


@pytest.mark.parametrize("text", UNWRAPPED)
def test_what_is_no_wrapping_is_not_cut_off(text):
    assert "hỏi là" not in {text[start:end] for start, end in split(text)}
    assert not any(text[start:end].endswith("hồi") for start, end in split(text))


@pytest.mark.parametrize(
    ("texts", "fact"),
    [
        (("có phải tới không", "phải có mặt không", "có bắt buộc tới không"), "Không phải đích thân đến."),
        (("nộp ở đâu", "nộp chỗ nào", "đi đâu nộp"), "Nộp ở Trung tâm"),
        (("mấy ngày có", "bao lâu có", "chừng nào có"), "Chờ 1 ngày làm việc"),
        (("gửi bưu điện được không", "bưu điện có nhận không", "buu dien duoc hong"), "Được gửi hồ sơ qua bưu điện."),
    ],
)
async def test_before_it_is_pointed_at_the_fact_is_said_once_more(texts, fact):
    chat = Chat(TODAY)
    chat.state.topic.procedure = BIRTH
    for text in texts:
        replies = await chat.say(text, "nlu_fallback", confidence=0.4)
        heard = said(replies)
        assert "như đã nói ở trên" not in heard or fact in heard.split("như đã nói ở trên")[0]
        assert fact in heard or "không có gì thêm" in heard
