"""Two lists in one answer: a number means one choice only, and the last list begins at 1."""

from __future__ import annotations

from bot.platforms.rendering import plain_text
from tests.unit.handlers.counter import Counter
from tests.unit.handlers.turns import said


async def test_a_number_means_one_choice_of_an_answer_with_two_lists():
    chat = Counter()
    await chat.until_read_back()
    replies = await chat.say("xóa dữ liệu", "privacy_request")
    first, last = (reply for reply in replies if reply.choices)
    assert first.choices[0].payload.startswith("#privacy.erase")
    assert last.choices[0].payload.startswith("#book.confirm")
    shown = "\n".join(map(plain_text, replies)).splitlines()
    assert f"1. {last.choices[0].label}" in shown
    keep = len(last.choices) + 2
    assert f"{keep}. {first.choices[1].label}" in shown
    numbers = [line.partition(". ")[0] for line in shown if line.partition(". ")[0].isdigit()]
    assert len(numbers) == len(set(numbers))
    replies = await chat.say(str(keep), "provide_info")
    assert "không xóa" in said(replies)
    assert not chat.book.bookings


async def test_the_last_list_of_an_answer_keeps_its_numbers():
    chat = Counter()
    await chat.until_read_back()
    await chat.say("xóa dữ liệu", "privacy_request")
    await chat.say("1", "provide_info")
    assert not chat.people.erased
    assert chat.book.bookings
