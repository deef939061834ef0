"""A day that is named before the place is known is kept, and that is said; a change of it is one of this booking."""

from __future__ import annotations

import pytest

from tests.unit.handlers.counter import Counter
from tests.unit.handlers.turns import said

WHERE = "ở xã, phường nào"


async def asked_where():
    chat = Counter.today()
    assert WHERE in said(await chat.say("đặt lịch làm khai sinh", "book_appointment", {"procedure": "khai sinh"}))
    return chat


async def test_the_day_is_kept_and_that_is_said_once():
    chat = await asked_where()
    first = said(await chat.say("sáng thứ hai nghen", "provide_info", {"date": "thứ hai", "session": "sáng"}))
    assert "sáng thứ Hai" in first
    assert "nhớ rồi" in first
    assert WHERE in first
    then = said(await chat.say("lệ phí nhiêu", "ask_procedure_fee"))
    assert "nhớ rồi" not in then
    assert WHERE in then


async def test_the_question_is_not_put_in_the_same_words_again():
    chat = Counter.today()
    first = said(await chat.say("đặt lịch làm khai sinh", "book_appointment", {"procedure": "khai sinh"}))
    question = next(line for line in first.splitlines() if WHERE in line)
    assert question not in said(await chat.say("sáng thứ hai nghen", "provide_info", {"date": "thứ hai"}))


@pytest.mark.parametrize(
    "text",
    [
        "ủa mà thứ hai tuần này hay tuần tới, tuần tới nghen, tuần này tui kẹt",
        "thứ hai tuần này hay tuần tới ta, tuần này tui kẹt rồi",
    ],
)
async def test_another_day_before_the_place_is_known_stops_nothing(text):
    chat = await asked_where()
    await chat.say("sáng thứ hai nghen", "provide_info", {"date": "thứ hai"})
    answer = said(await chat.say(text, "change_appointment", {"date": "thứ hai tuần này"}))
    assert "đã dừng" not in answer
    assert "23/11 đã qua" in answer
    assert chat.state.dialogue.name == "booking"
