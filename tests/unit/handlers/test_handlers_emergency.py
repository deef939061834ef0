"""Danger: one number where the kind is certain, else three in one line; two languages, nothing else, nothing lost."""

from __future__ import annotations

import pytest

from tests.unit.handlers.counter import Counter
from tests.unit.handlers.turns import LETTER, Chat, said


async def danger(chat: Chat, text: str):
    return await chat.say(text, "emergency", source="keywords")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("ba tui ngat xiu roi", "115"),
        ("cháy nhà rồi", "114"),
        ("nhà tui cháy, help fire", "114"),
        ("nhà tui cháy rồi!", "114"),
        ("có thằng cầm dao đứng trước cửa nhà tui", "113"),
        ("cha dượng đánh con", "111"),
        ("ghe chìm ngoài biển", "112"),
    ],
)
async def test_a_certain_kind_has_one_number(text, number):
    (reply,) = await danger(Chat(LETTER), text)
    first, second = reply.text.split("\n")[:2]
    assert first.startswith(f"GỌI NGAY {number} (")
    assert second.startswith(f"CALL NOW {number} (")
    assert not {"111", "112", "113", "114", "115"} - {number} & set(reply.text.replace("(", " ").split())
    assert not reply.choices


@pytest.mark.parametrize("text", ["cứu với", "help"])
async def test_else_the_three_stand_in_one_line_whatever_the_language(text):
    (reply,) = await danger(Chat(LETTER, introduced=False), text)
    for line in reply.text.split("\n")[:2]:
        assert [number for number in ("113", "114", "115") if number in line] == ["113", "114", "115"]
    assert "GỌI NGAY" in reply.text
    assert "CALL NOW" in reply.text


async def test_who_does_not_want_to_live_is_not_left_with_numbers_alone():
    (reply,) = await danger(Chat(LETTER), "em khong muon song nua")
    assert "đừng ở một mình" in reply.text
    assert "115" in reply.text


async def test_forms_and_holds_stay_as_they_are():
    chat = Counter()
    await chat.until_read_back()
    before = chat.state.to_json()["dialogue"]
    (reply,) = await danger(chat, "ba tui ngat xiu roi")
    assert "115" in reply.text
    assert chat.state.to_json()["dialogue"] == before
    await chat.say("đồng ý")
    assert len(chat.book.bookings) == 1


async def test_nothing_is_asked_for_where_a_name_is_awaited():
    chat = Counter()
    await chat.until_name()
    replies = await danger(chat, "cứu với")
    assert len(replies) == 1
    assert chat.step == "name"
    assert "Nguyễn" not in said(replies)
