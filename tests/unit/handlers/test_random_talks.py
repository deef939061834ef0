"""What holds of any talk: nothing told twice, no question lost, no visit for who cannot leave, nothing left behind."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import TYPE_CHECKING

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.conversation.matters import MEMO, Matters
from bot.handlers.questions.memory import Memory
from tests.unit.handlers.turns import TODAY, Chat, payloads, said

if TYPE_CHECKING:
    from bot.conversation.messages import Reply

PASSPORT, BIRTH, RECORD = "1.001456", "1.001193", "3.000333"
QUESTIONS: list[tuple[str, list[tuple[str, str]]]] = [
    ("làm hộ chiếu bao nhiêu tiền", [(PASSPORT, "fee")]),
    ("hộ chiếu bao lâu có, ở đâu làm", [(PASSPORT, "time"), (PASSPORT, "place")]),
    ("làm hộ chiếu cần giấy gì, bao nhiêu tiền, mấy ngày, ở đâu, nộp qua mạng được không",
     [(PASSPORT, focus) for focus in ("papers", "fee", "time", "place", "channel")]),
    ("làm khai sanh cần giấy gì, còn kịp không", [(BIRTH, "papers"), (BIRTH, "deadline")]),
    ("khai sinh nhờ người khác đi thay được không", [(BIRTH, "who_may_go")]),
    ("lý lịch tư pháp bao lâu có, còn hộ chiếu mấy ngày", [(RECORD, "time"), (PASSPORT, "time")]),
]  # fmt: skip
SHORTER = ("nói ngắn lại giùm", "complaint_feedback")
TELLS = [
    ("vợ tui mới sanh 10 ngày nay", "provide_info"),
    ("tui hông có giấy chứng sinh", "provide_info"),
    ("nhà tui thuộc hộ nghèo", "provide_info"),
    ("con tui 8 tuổi", "provide_info"),
    ("nghe nói ấp bên bị giăng dây", "nlu_fallback"),
    ("bao lâu có", "ask_processing_time"),
    ("đăng ký khai sinh", "ask_submission_channel"),
    ("không phải", "deny"),
    ("có hỏi cái đó đâu", "deny"),
    ("tiếp đi", "affirm"),
    SHORTER,
    ("mai tui lên được không", "ask_inperson_allowed"),
    ("10 ngày", "provide_info"),
    ("dạ", "affirm"),
]
ROPED, FREE = "ấp tui đang bị giăng dây, ra không được", "ấp tui hết giăng dây rồi"
BYE = "thôi để tui ra xã hỏi, cảm ơn"
STEPS = st.sampled_from([*QUESTIONS, *TELLS])
ANSWERS = ("Tiền:", "Thời hạn:", "Nộp ở:", "Giấy tờ ", "Hạn phải làm:", "Còn kịp,", "Được nhờ")
"""Beginnings of the lines that answer: what is asked, pointed to or offered besides is no answer."""


def answers(replies: list[Reply]) -> list[str]:
    lines = [line.removeprefix("• ") for line in said(replies).splitlines()]
    return [line for line in lines if line.startswith(ANSWERS)]


def visits(replies: list[Reply]) -> list[str]:
    return [payload for payload in payloads(replies) if payload.startswith(("#book.start", "#ask.intent:book"))]


async def step(chat: Chat, one: tuple) -> list[Reply]:
    """Say one step; of a question check that it is answered, named or waits."""
    text, more = one
    if isinstance(more, str):
        return await chat.say(text, more)
    replies = await chat.say(text, "nlu_fallback")
    memory = Memory.of(chat.state, chat.received)
    waiting = {(question.code, question.focus.value) for question in memory.waiting}
    for code, focus in more:
        assert memory.times(f"{code}/{focus}") or (code, focus) in waiting, (text, focus, said(replies))
    return replies


async def _talk(steps: list[tuple]) -> None:
    chat = Chat(TODAY)
    told: list[str] = []
    for one in steps:
        now = answers(await step(chat, one))
        assert not set(now) & set(told), (one, now)
        told += now
        chat.received += timedelta(minutes=1)
        assert json.loads(json.dumps(chat.state.to_json())) == chat.state.to_json()
    if chat.state.dialogue is not None:
        return
    open_ones = Memory.of(chat.state, chat.received).waiting
    goodbye = said(await chat.say(BYE, "thank_bye"))
    assert bool(open_ones) == ("Còn chưa trả lời" in goodbye), goodbye


@settings(max_examples=25, deadline=None)
@given(steps=st.lists(STEPS, min_size=1, max_size=7))
@example(steps=[QUESTIONS[2], SHORTER, SHORTER])
@example(steps=[TELLS[2], TELLS[11], TELLS[1], TELLS[1], QUESTIONS[0]])
def test_nothing_is_told_twice_and_no_question_is_lost_or_left_without_a_word(steps: list[tuple]) -> None:
    asyncio.run(_talk(steps))


async def _roped_off(before: list[tuple], after: list[tuple]) -> None:
    chat = Chat(TODAY)
    for one in before:
        await step(chat, one)
    await chat.say(ROPED, "ask_area_status")
    for one in after:
        assert not visits(await step(chat, one)), one
    await chat.say(FREE, "provide_info")
    assert not Matters.of(chat.state, chat.received).known(None, chat.received).get("locked_down")


@settings(max_examples=15, deadline=None)
@given(before=st.lists(STEPS, max_size=2), after=st.lists(STEPS, min_size=1, max_size=5))
def test_who_cannot_leave_is_offered_no_visit(before: list[tuple], after: list[tuple]) -> None:
    asyncio.run(_roped_off(before, after))


async def _erased(steps: list[tuple]) -> None:
    chat = Chat(TODAY)
    for one in steps:
        await step(chat, one)
    await chat.press("#privacy.ask")
    await chat.press(next(choice.payload for choice in chat.state.menu if choice.payload.startswith("#privacy.erase")))
    left = chat.state.to_json()
    assert MEMO not in left.get("memo", {})
    assert not left.get("memo", {}).get("answers")
    assert not left.get("topic")
    shown = said(await chat.say("dữ liệu của tôi", "privacy_request"))
    assert "Điều anh/chị kể" not in shown


@settings(max_examples=15, deadline=None)
@given(steps=st.lists(st.sampled_from([*QUESTIONS, *TELLS, (ROPED, "ask_area_status")]), min_size=1, max_size=5))
def test_nothing_told_is_left_after_an_erasure(steps: list[tuple]) -> None:
    asyncio.run(_erased(steps))
