"""Choices told in words, for who sees no buttons; a number that is typed is the choice with that number."""

from __future__ import annotations

import pytest

from tests.unit.handlers.counter import Counter
from tests.unit.handlers.turns import TODAY, Chat, said

ASKS = (
    "nói tui nghe có mấy cái chọn|hông thấy nút|không thấy nút nào hết|máy tui không bấm được"
    "|có mấy lựa chọn đọc lại đi|tui mù, đọc mấy cái chọn ra giùm"
    "|doc lai may cai chon|nút đâu|what are the choices|i see no buttons"
)


@pytest.mark.parametrize("text", ASKS.split("|"))
async def test_the_choices_are_told_by_number_and_a_number_takes_one(text):
    chat = Chat(TODAY)
    first = (await chat.say("xin chào"))[-1]
    replies = await chat.say(text, "nlu_fallback")
    assert len(replies) == 1
    assert replies[0].text.count("\n") == len(first.choices), "one line for each"
    assert not replies[0].choices, "nothing is read out twice"
    for number, choice in enumerate(first.choices, 1):
        assert f"Số {number}: {choice.label}." in replies[0].text or f"Number {number}: " in replies[0].text
    await chat.say("5")
    assert chat.state.topic.intent == "talk_to_human"


async def test_a_form_waits_for_the_number():
    chat = Counter()
    await chat.until_read_back()
    replies = await chat.say("hông thấy nút nào", "nlu_fallback")
    assert "Số 1: " in said(replies)
    assert chat.step == "confirm"
    assert not chat.book.bookings
    await chat.say("1")
    assert len(chat.book.bookings) == 1


async def test_where_nothing_was_offered_nothing_is_told():
    chat = Chat(TODAY)
    assert "Số 1" not in said(await chat.say("hông thấy nút", "nlu_fallback"))


@pytest.mark.parametrize("text", ["nói lại mục 3", "không có giấy chứng sinh", "nút áo bị rớt", "em không có số nhà"])
async def test_other_messages_are_none_of_these(text):
    chat = Chat(TODAY)
    await chat.say("xin chào")
    assert "Số 1: " not in said(await chat.say(text, "nlu_fallback"))
