"""Who wishes in passing to be called or booked for is: with the hour, the day, the number that was told."""

from __future__ import annotations

import pytest

from bot.handlers.callback.wished import wants_a_call
from bot.handlers.wishes import day_first, left_of_taken_back, wants_booked, wants_to_meet
from tests.unit.handlers.counter import Counter
from tests.unit.handlers.turns import TODAY, Chat, said


async def amid(text, intent, confidence=0.5, **given):
    chat = Counter(TODAY, **given)
    await chat.say("chứng thực bản sao nộp ở đâu", "ask_procedure_authority", {"procedure": "chứng thực bản sao"})
    return chat, said(await chat.say(text, intent, confidence=confidence))


@pytest.mark.parametrize(
    ("text", "intent", "heard"),
    [
        ("ok nhiêu đó trước. có gì gọi em buổi tối nha, ban ngày em đi làm", "nlu_fallback", "gọi em buổi tối nha"),
        ("gọi thì gọi số vợ tui, tui đi vuông không có sóng", "ask_hotline", "gọi thì gọi số vợ tui"),
        ("goi so con gai tui nghen", "provide_info", "goi so con gai tui nghen"),
        ("số em 0911222333, có gì báo em chớ đừng gọi má em", "manage_notifications", "đừng gọi má em"),
        ("kêu cán bộ gọi tôi sau 5 giờ chiều", "thank_bye", "gọi tôi sau 5 giờ chiều"),
    ],
)
async def test_who_says_when_or_where_to_be_called_is_asked_for_consent_and_hears_it_noted(text, intent, heard):
    chat, told = await amid(text, intent)
    assert chat.state.dialogue is not None
    assert chat.state.dialogue.name == "callback"
    assert heard in told
    assert "có đồng ý không" in told
    slots = chat.state.dialogue.slots
    assert heard in f"{slots.get('when')}; {slots.get('notes')}"


async def test_what_is_asked_beside_it_is_answered_once_and_before():
    _, told = await amid("gọi em sau 5h chiều nha, lệ phí bao nhiêu vậy", "ask_procedure_fee", 0.9)
    assert told.count("2.000 đồng") == 1
    assert told.index("2.000 đồng") < told.index("có đồng ý không")


@pytest.mark.parametrize(
    "text",
    [
        "điện thoại tui bị mất tuần rồi",
        "em gọi cho xã buổi sáng không ai bắt máy",
        "cán bộ gọi cho tôi hồi sáng kêu bổ sung giấy",
        "gọi vợ tui ra ký có được không",
        "gọi chồng em về ký thì lâu lắm",
        "lúc nào mở cửa thì gọi lại em nha",
        "gọi em là gì cũng được",
        "có gì báo em nha",
    ],
)
def test_who_only_tells_of_a_call_wants_none(text):
    assert not wants_a_call(text)


async def test_who_waits_for_news_hears_that_none_come_by_themselves():
    _, told = await amid("dạ có gì báo em nha", "manage_notifications", 0.9)
    assert "không tự báo tin được" in told
    assert "nhắc" not in told


@pytest.mark.parametrize(
    ("text", "intent", "half"),
    [
        ("tôi già có ai hẹn trước cho tôi một bữa sáng được không chớ ngồi chờ mệt", "ask_inperson_allowed", "morning"),
        ("ừ, nhờ hẹn giùm. buổi chiều nha", "out_of_scope", "afternoon"),
        ("hen gium toi sang thu hai di", "provide_info", "morning"),
    ],
)
async def test_who_wants_to_be_booked_for_is_with_the_half_day(text, intent, half):
    chat, told = await amid(text, intent, 0.81)
    assert chat.state.dialogue is not None
    assert chat.state.dialogue.name == "booking"
    assert chat.state.dialogue.slots["wish"]["half"] == half
    assert "chưa biết" not in told


@pytest.mark.parametrize(
    "text",
    [
        "cán bộ hẹn giùm ngày mai",
        "họ hẹn cho tôi ngày 5 lấy",
        "nhờ chị hen cho em hỏi",
        "có cần hẹn trước không",
        "em muốn hẹn ngày khác",
        "hẹn gặp lại",
        "giấy hẹn cho em",
    ],
)
def test_who_only_speaks_of_a_visit_is_not_booked_for(text):
    assert not wants_booked(text)


async def test_a_day_for_the_offered_visit_is_taken_and_the_question_behind_it_answered():
    chat = Counter(TODAY)
    await chat.say("giấy xác nhận khuyết tật làm sao", "find_procedure", {"procedure": "giấy xác nhận khuyết tật"})
    told = said(await chat.say("ừ sáng thứ ba đi, mà đem theo giấy gì", "ask_procedure_documents", confidence=0.8))
    assert "Giấy tờ" in told
    assert chat.state.dialogue is not None
    assert chat.state.dialogue.slots["wish"]["half"] == "morning"
    assert chat.state.dialogue.slots["wish"]["days"] == ["2026-12-01"]


def test_a_day_alone_that_nothing_takes_is_none():
    assert day_first("thứ hai nộp thì thứ mấy lấy được") is None
    assert day_first("mai tui lên được không") is None


async def test_who_wants_to_meet_somebody_hears_that_it_is_not_arranged_here():
    chat = Chat(TODAY)
    told = said(
        await chat.say("chủ tịch xã có tiếp dân không, hẹn cho tui gặp ổng", "book_appointment", confidence=0.5)
    )
    assert wants_to_meet("hẹn cho tui gặp ổng")
    assert "không hẹn gặp riêng" in told
    assert "“chủ tịch xã có tiếp dân không”" in told
    assert chat.state.dialogue is None


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("ok để em đặt lịch 3h đi, à mà thôi, em ghé đại", "em ghé đại"),
        ("đặt lịch giùm em, thôi khỏi", ""),
        ("thôi đặt lịch đi", None),
        ("em đi làm xa, thôi, đặt lịch giùm em", None),
    ],
)
def test_what_is_taken_back_at_once_is_left(text, left):
    assert left_of_taken_back(text) == left


async def test_a_booking_that_is_taken_back_is_not_begun_and_what_is_asked_behind_it_answered():
    chat, told = await amid("đặt lịch giùm em, thôi khỏi, phí bao nhiêu vậy", "book_appointment", 0.9)
    assert chat.state.dialogue is None
    assert "không đặt gì hết" in told
    assert "2.000 đồng" in told
