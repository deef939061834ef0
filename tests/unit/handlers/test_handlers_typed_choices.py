"""A choice whose label is typed out is pressed; a place that is awaited does not swallow another wish."""

from __future__ import annotations

import pytest

from bot.conversation.messages import Kind
from bot.conversation.snapshot import AreaLock
from bot.conversation.understood import Understanding
from bot.guidance.steering.model import Lock
from tests.unit.handlers.turns import LETTER, Chat, cited, payloads, said


@pytest.mark.parametrize("typed", ["Nộp qua mạng", "nop qua mang", "  NỘP QUA MẠNG "])
async def test_a_label_that_is_typed_out_is_pressed(typed):
    pressed, written = Chat(LETTER), Chat(LETTER)
    for chat in (pressed, written):
        await chat.say("làm giấy khai sinh cho con", "find_procedure", {"procedure": "giấy khai sinh"})
    assert said(await written.say(typed, "ask_submission_channel")) == said(await pressed.press("Nộp qua mạng"))


async def test_a_label_of_an_older_menu_is_only_a_text():
    chat = Chat(LETTER)
    await chat.say("làm giấy khai sinh cho con", "find_procedure", {"procedure": "giấy khai sinh"})
    await chat.say("cảm ơn nhiều nghen", "thank_bye")
    replies = await chat.say("nộp qua mạng", "ask_submission_channel")
    assert "#way.online:1.001193" in payloads(replies)


async def test_danger_is_no_label():
    chat = Chat(LETTER)
    await chat.say("làm giấy khai sinh cho con", "find_procedure", {"procedure": "giấy khai sinh"})
    assert "115" in said(await chat.say("nộp qua mạng", "emergency"))


async def test_a_wish_that_names_a_place_is_not_taken_for_the_awaited_place():
    lock = AreaLock("xa-dinh-binh_ca-mau", Lock(since=LETTER, until=None))
    chat = Chat(LETTER, locks=[lock])
    asked = await chat.say("chứng thực bản sao", "find_procedure", {"procedure": "chứng thực bản sao"})
    assert "xã, phường nào" in said(asked)
    replies = await chat.say("gọi cán bộ ở Tắc Vân lại cho tui", "talk_to_human", {"admin_unit": "Tắc Vân"})
    assert "cán bộ gọi lại" in said(replies)
    assert any(payload.startswith("#call.start:") for payload in payloads(replies)), "no call-back is offered"
    assert "CM4708-R19" not in cited(replies)


async def test_a_doubtful_danger_is_told_with_a_way_back():
    chat = Chat(LETTER)
    assert "nhắn lại giúp việc cần hỏi" not in said(await chat.say("cứu với", "emergency"))
    doubtful = await chat.take(Kind.TEXT, Understanding("emergency", 0.4), text="nhà tui tuốt trong rừng")
    assert all(number in said(doubtful) for number in ("113", "114", "115"))
    assert "nhắn lại giúp việc cần hỏi" in said(doubtful)


@pytest.mark.parametrize(("typed", "unit"), [("thị trấn", "tt-dam-doi_dam-doi"), ("huyen", "huyen-dam-doi")])
async def test_the_kind_of_a_place_tells_which_of_two_is_meant(typed, unit):
    chat = Chat(LETTER)
    replies = await chat.say("đầm dơi", "provide_info", {"admin_unit": "đầm dơi"})
    assert f"#area.pick:{unit}" in payloads(replies)
    await chat.say(typed, "ask_admin_unit_change")
    assert chat.profile.area == unit


async def test_the_first_words_of_a_choice_that_acts_press_nothing():
    chat = Chat(LETTER)
    await chat.say("xóa dữ liệu")
    assert chat.state.menu[0].label == "Đồng ý xóa"
    await chat.say("đồng", "affirm")
    assert not chat.people.erased
