"""A visit that is asked for outright is begun, though the model took the message for a question."""

from __future__ import annotations

import pytest

from tests.unit.handlers.counter import Counter
from tests.unit.handlers.turns import said


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Đặt cho chị một buổi sáng ở trung tâm hành chính công, mẹ chị ngồi xe lăn", "ask_queue_capacity"),
        ("thôi. đặt lịch quầy nộp bổ sung hồ sơ được không, đi thay khách", "ask_inperson_allowed"),
        ("dat gium tui buoi chieu nha", "nlu_fallback"),
    ],
)
async def test_it_is_begun(text, intent):
    chat = Counter()
    await chat.say(text, intent, confidence=0.61)
    assert chat.state.dialogue is not None
    assert chat.state.dialogue.name in {"booking", "which"}


@pytest.mark.parametrize(
    "text", ["có phải đặt lịch trước không", "đặt lịch rồi mà chưa thấy gì", "đặt tên con được không"]
)
async def test_who_only_speaks_of_it_gets_none(text):
    chat = Counter()
    await chat.say(text, "ask_inperson_allowed", confidence=0.6)
    assert chat.state.dialogue is None or chat.state.dialogue.name != "booking"
    assert "đồng ý" not in said(await chat.say("dạ", "affirm"))
