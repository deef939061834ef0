"""A wish that the model guessed and no word of the message speaks of is not answered."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.messages import Kind
from bot.conversation.understood import Reading, Understanding
from bot.handlers.supported import is_borne_out
from tests.unit.handlers.turns import TODAY, Chat, said


async def answer(text, intent, confidence, secondary=(), chat=None):
    understanding = Understanding(intent, confidence, secondary=tuple(Reading(one, 0.6) for one in secondary))
    return said(await (chat or Chat(TODAY)).take(Kind.TEXT, understanding, text=text))


@pytest.mark.parametrize(
    ("text", "intent", "confidence", "never"),
    [
        ("anh hai đòi bán miếng ruộng mà mình chưa chịu, làm sao chặn liền", "check_dossier_status", 0.65, "giấy hẹn"),
        ("chị ơi cho em hỏi nhỏ chút xíu thôi nha", "thank_bye", 0.62, "cảm ơn anh/chị"),
        ("chong toi giu the can cuoc cua toi, toi lam lai khong can ong ay", "switch_language", 0.44, "English"),
        ("hỏi nãy giờ trả lời không ra cái gì", "cancel_appointment", 0.41, "lịch hẹn"),
        ("vậy là máy chưa cập nhật rồi, cho tôi gặp cán bộ đi", "check_appointment", 0.82, "lịch hẹn"),
    ],
)
async def test_a_guess_that_no_word_bears_out_is_not_answered(text, intent, confidence, never):
    assert never not in await answer(text, intent, confidence)


async def test_the_next_wish_of_the_message_is_answered_instead():
    text = "vậy là máy chưa cập nhật rồi, cho tôi gặp cán bộ đi"

    told = await answer(text, "check_appointment", 0.82, ["talk_to_human"])

    assert "để lại tên và số điện thoại" in told
    assert "lịch hẹn" not in told


async def test_a_second_wish_that_no_word_bears_out_is_not_offered():
    told = await answer("tốn bao nhiêu tiền vậy", "ask_procedure_fee", 0.8, ["cancel_appointment"])

    assert "Hủy lịch hẹn" not in told


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("mai tui bận, dời qua thứ năm giùm", "change_appointment"),
        ("coi giùm tui mấy giờ phải có mặt", "check_appointment"),
        ("khỏi đi nữa, trả số lại nè", "cancel_appointment"),
        ("sổ đỏ của tui tới khâu nào rồi", "check_dossier_status"),
        ("đội ơn cô chú nhiều, tui hiểu rồi", "thank_bye"),
        ("trả lại chữ Việt giùm tui", "switch_language"),
        ("中文可以吗", "switch_language"),
    ],
)
def test_what_people_mean_is_borne_out(text, intent):
    assert is_borne_out(intent, text)


@settings(max_examples=50)
@given(st.text(max_size=60), st.sampled_from(["ask_hotline", "book_appointment", "find_procedure"]))
def test_wishes_that_need_no_word_of_theirs_always_stand(text, intent):
    assert is_borne_out(intent, text)
