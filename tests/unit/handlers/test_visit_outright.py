"""What is asked for outright is taken so, though the model took the message for something else."""

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
        ("dạ vậy em đặt ngày thứ hai tới làm cái sửa tên được hông anh", "nlu_fallback"),
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


@pytest.mark.parametrize("text", ["thôi cho em gặp cán bộ đi, em mệt quá", "để tui nói chuyện với người thật"])
async def test_a_person_is_asked_for(text):
    told = said(await Counter().say(text, "complaint_feedback", confidence=0.4))
    assert "trợ lý là máy" in told


async def test_the_number_is_told_again_to_who_asks_for_it():
    chat = Counter()
    await chat.say("gọi số nào", "ask_hotline")
    told = said(await chat.say("thì số mấy, đọc số đi anh đang cầm vô lăng", "ask_queue_capacity", confidence=0.5))
    assert "1022" in told


@pytest.mark.parametrize("text", ["ừ phải", "dạ đúng rồi", "phải"])
async def test_a_yes_to_what_is_asked_back_is_a_yes(text):
    chat = Counter()
    asked = said(
        await chat.say("bang lai xe may cua ba em het han doi o dau", "nlu_fallback", {"procedure": "bang lai xe"})
    )
    assert "phải không?" in asked
    assert "Đổi giấy phép lái xe" in said(await chat.say(text, "affirm"))
    assert chat.state.topic.procedure == "3.000347"


@pytest.mark.parametrize("text", ["hỗ trợ tạm hoãn hợp đồng lao động, nghỉ việc không hưởng lương thì nộp ở đâu"])
async def test_suspended_work_is_no_unemployment(text):
    assert "Sở Lao động" not in said(await Counter().say(text, "ask_unemployment_benefit"))
