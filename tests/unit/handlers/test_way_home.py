"""Whether one may travel or has to go into quarantine is not answered with which areas are locked down."""

from __future__ import annotations

import pytest

from tests.unit.handlers.turns import LETTER, Chat, said


@pytest.mark.parametrize(
    "text", ["từ vùng dịch về cà mau có phải cách ly hông", "giờ em chạy xe về u minh qua chốt được hông"]
)
async def test_it_is_said_to_be_unknown(text):
    told = said(await Chat(LETTER).say(text, "ask_area_status"))
    assert "phong tỏa nào" not in told
    assert "chưa" in told


async def test_a_locked_place_is_still_asked_about():
    told = said(await Chat(LETTER).say("xã khánh lâm có bị phong tỏa hông, em về quê", "ask_area_status"))
    assert "phong tỏa" in told


async def test_of_two_papers_the_lacking_one_is_wanted():
    chat = Chat(LETTER)
    await chat.say("bé có khai sinh mà chưa có thẻ bảo hiểm y tế, bà ngoại làm giùm được hông", "nlu_fallback")
    assert chat.state.topic.procedure != "1.001193"
