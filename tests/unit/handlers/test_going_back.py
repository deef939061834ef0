"""Somebody comes back to a matter that was talked of before another one."""

from __future__ import annotations

import pytest

from tests.unit.handlers.turns import TODAY, Chat, said

BOAT, BIRTH, CARD, LODGING = "Sang tên ghe, vỏ lãi", "Đăng ký khai sinh", "Cấp lại thẻ căn cước", "Đăng ký tạm trú"


async def _talk(*texts: str) -> str:
    chat = Chat(TODAY)
    for text in texts:
        replies = await chat.say(text)
    return said(replies)


@pytest.mark.parametrize(
    "back",
    [
        "quay lại vụ cái vỏ, lệ phí bao nhiêu",
        "thoi quay lai vu vo lai di, le phi nhieu",
        "trở lại chuyện ghe, phí nhiêu dạ",
        "còn vụ vỏ lãi hồi nãy, lệ phí bao nhiêu",
    ],
)
async def test_a_matter_is_called_back_by_an_everyday_word(back):
    answer = await _talk("sang tên vỏ lãi nộp ở đâu", "đăng ký khai sinh cần giấy gì", back)
    assert BOAT in answer
    assert BIRTH not in answer


async def test_the_one_before_and_the_first_one_are_told_apart():
    begun = ["làm lại căn cước bị mất cần giấy gì", "đăng ký tạm trú nộp ở đâu", "đăng ký khai sinh nộp ở đâu"]
    assert LODGING in await _talk(*begun, "quay lại vụ hồi nãy, mấy ngày có")
    assert CARD in await _talk(*begun, "thôi quay lại cái đầu tiên đi, mất bao nhiêu tiền")
    assert CARD in await _talk(*begun, "quay lai vu hoi nay, may ngay co", "gio quay lai viec dau tien, bao nhieu tien")


@pytest.mark.parametrize("text", ["trở lại quốc tịch nộp ở đâu", "hôm trước cán bộ kêu quay lại, lệ phí bao nhiêu"])
async def test_other_words_of_coming_back_change_nothing(text):
    answer = await _talk("sang tên vỏ lãi nộp ở đâu", "đăng ký khai sinh cần giấy gì", text)
    assert BOAT not in answer


async def test_what_was_turned_down_is_not_gone_back_to():
    answer = await _talk(
        "sang tên vỏ lãi nộp ở đâu",
        "không phải sang tên vỏ lãi, đăng ký khai sinh cần giấy gì",
        "quay lại vụ hồi nãy, mấy ngày có",
    )
    assert BOAT not in answer


@pytest.mark.parametrize("back", ["Mà khoan, trở lại má tui", "thôi quay lại chuyện má tui", "quay lai vo toi"])
async def test_going_back_to_somebody_leaves_the_matter_of_somebody_else(back):
    chat = Chat(TODAY)
    await chat.say("làm lại căn cước bị mất cho thằng cháu cần giấy gì")
    assert chat.state.topic.procedure is not None
    await chat.say(back)
    assert chat.state.topic.procedure is None
