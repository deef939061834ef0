"""Who says that they leave a number is asked for it; a number may be spoken."""

from __future__ import annotations

import pytest

from bot.understanding.agreement import Asked, Means, read_agreement
from tests.unit.handlers.counter import Counter


@pytest.mark.parametrize("text", ["Để lại số để cán bộ gọi lại", "thôi con để lại số cho cán bộ gọi nghe"])
async def test_it_begins_though_no_button_is_there(text):
    chat = Counter()
    await chat.say("làm khai sinh cần giấy gì", "ask_procedure_documents")
    await chat.say(text, "talk_to_human")
    assert chat.state.dialogue is not None
    assert chat.state.dialogue.name == "callback"


async def test_whoever_asks_whether_one_has_to_is_not_taken_at_their_word():
    chat = Counter()
    await chat.say("để lại số làm chi", "talk_to_human")
    assert chat.state.dialogue is None or chat.state.dialogue.name != "callback"


@pytest.mark.parametrize("number", ["không chín không không không không không một hai ba", "0900000123"])
def test_a_spoken_number_denies_nothing(number):
    assert read_agreement(f"ừ bà đồng ý, số {number}", Asked.CONSENT).means is Means.AGREES
    assert read_agreement(f"không đồng ý, số {number}", Asked.CONSENT).means is not Means.AGREES


@pytest.mark.parametrize("text", ["em để lại số hôm qua rồi, chừng nào gọi", "để lại số rồi đó, nộp ở đâu vậy"])
async def test_a_number_that_was_left_is_not_left_again(text):
    chat = Counter()
    await chat.say("đăng ký khai tử cần giấy gì", "ask_procedure_documents")
    await chat.say(text, "nlu_fallback", confidence=0.4)
    assert chat.state.dialogue is None or chat.state.dialogue.name != "callback"


async def test_that_nobody_called_hides_no_question():
    chat = Counter()
    await chat.say("đăng ký khai tử nộp ở đâu", "ask_procedure_authority")
    replies = await chat.say("dạ không có ai gọi em hết, em hỏi là khai tử trễ có bị phạt không", "nlu_fallback")
    assert "yêu cầu gọi lại" not in str(replies)
    assert "phạt" in str(replies)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Tôi là Trịnh Thị Lau, 0900 000 085. Xin cán bộ gọi, đừng để cô em chồng bắt máy", "ask_hotline"),
        ("Trịnh Thị Lau, 0900 000 085", "check_dossier_status"),
        ("thôi ngộ để lại số điện thoại cho người ta gọi đi", "find_procedure"),
    ],
)
async def test_a_number_given_to_the_offered_call_begins_it(text, intent):
    chat = Counter()
    await chat.say("đăng ký khai tử nộp ở đâu", "ask_procedure_authority")
    await chat.say("gặp cán bộ", "talk_to_human")
    await chat.say(text, intent, confidence=0.6)
    assert chat.state.dialogue is not None
    assert chat.state.dialogue.name == "callback"
