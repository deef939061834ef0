"""Notices: before the next answer, once a person, for their place, and gone by themselves."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest

from bot.conversation.messages import Kind
from bot.conversation.snapshot import TimedNotice
from bot.conversation.understood import Understanding
from tests.unit.handlers.turns import LETTER, TODAY, Chat, said

DAY = timedelta(days=1)
CLOSED = TimedNotice(7, None, {"vi": "Mai nghỉ nhận hồ sơ.", "en": "Closed tomorrow."}, LETTER, LETTER + DAY)
CROWDED = TimedNotice(8, "xa-tac-van_ca-mau", {"vi": "Sáng nay đông người."}, LETTER, LETTER + timedelta(hours=2))
CITY = TimedNotice(9, "tp-ca-mau", {"vi": "Đường ngập."}, LETTER, LETTER + DAY)


def chat_with(*notices, moment=LETTER, **more):
    chat = Chat(moment, **more)
    chat.guidance = dataclasses.replace(chat.guidance, notices=notices)
    return chat


async def test_everybody_is_told_once_before_the_answer():
    chat = chat_with(CLOSED)
    first = await chat.say("5k là gì")
    assert first[0].text == "Thông báo (đến 9:00 ngày 23/8/2021): Mai nghỉ nhận hồ sơ."
    assert "5K" in said(first[1:])
    assert "nghỉ nhận" not in said(await chat.say("5k là gì"))


@pytest.mark.parametrize("kind", [Kind.START, Kind.TEXT])
async def test_somebody_new_hears_first_that_this_is_a_machine_and_presses_the_menu_last(kind):
    chat = chat_with(CLOSED, introduced=False)
    replies = await chat.take(kind, Understanding("greet", 1.0), text="chào")
    assert [reply.text.split(" ")[0] for reply in replies[:2]] == ["Xin", "Thông"]
    assert "trợ lý tự động" in replies[0].text
    assert replies[-1].choices
    assert said(replies).count("trợ lý tự động") == 1


async def test_a_place_that_gets_known_brings_its_notices_in_the_same_turn():
    chat = chat_with(CLOSED, CROWDED, CITY)
    assert "đông người" not in said(await chat.say("chào"))
    replies = await chat.say("xã Tắc Vân có phong tỏa không", "ask_area_status", {"admin_unit": "xã Tắc Vân"})
    assert "đông người" not in said(replies)  # a place that is asked about is not where somebody lives
    await chat.press("#area.pick:xa-tac-van_ca-mau")
    assert chat.profile.area == "xa-tac-van_ca-mau"
    told = [answer["text"] for answer in chat.people.answers if "đông người" in answer["text"]]
    city = "Thông báo cho Thành phố Cà Mau (đến 9:00 ngày 23/8/2021): Đường ngập."
    commune = "Thông báo cho Xã Tắc Vân, thành phố Cà Mau (đến 11:00 ngày 22/8/2021): Sáng nay đông người."
    assert told == [f"{city}\n\n{commune}"]


async def test_a_home_of_another_time_counts_as_what_it_became():
    heir = TimedNotice(3, "phuong-tan-thanh_ca-mau-2025", {"vi": "Nghỉ chiều nay."}, TODAY, TODAY + DAY)
    chat = chat_with(heir, moment=TODAY)
    places = chat.guidance.places
    chat.profile.area = "phuong-tan-thanh_ca-mau"
    heirs = {unit.id for unit in places.at(places.get(chat.profile.area), TODAY)}
    chat.guidance = dataclasses.replace(
        chat.guidance, notices=tuple(dataclasses.replace(heir, id=n, area=area) for n, area in enumerate(heirs, 1))
    )
    assert "Nghỉ chiều nay" in said(await chat.say("chào"))


@pytest.mark.parametrize(("hours", "told"), [(-1, False), (0, True), (23, True), (24, False)])
async def test_it_is_told_in_its_window_only(hours, told):
    chat = chat_with(CLOSED, moment=LETTER + timedelta(hours=hours))
    assert ("nghỉ nhận" in said(await chat.say("chào"))) == told


async def test_danger_is_not_kept_waiting_and_the_notice_comes_next():
    chat = chat_with(CLOSED)
    assert "Thông báo" not in said(await chat.say("cháy nhà"))
    assert "Thông báo" in said(await chat.say("chào"))


async def test_many_notices_come_a_few_at_a_time_the_newest_first():
    many = [dataclasses.replace(CLOSED, id=n, texts={"vi": f"Tin số {n}."}) for n in range(1, 6)]
    chat = chat_with(*many)
    assert [f"Tin số {n}." in (await chat.say("chào"))[0].text for n in (5, 2)] == [True, True]
    assert "Tin số" not in said(await chat.say("chào"))


async def test_the_menu_before_stays_the_one_that_numbers_answer():
    chat = chat_with(CLOSED)
    replies = await chat.say("chào")
    assert chat.state.menu_live
    assert chat.state.menu == replies[-1].choices


async def test_english_where_there_is_one():
    chat = chat_with(CLOSED, CITY)
    chat.profile.language = "en"
    chat.profile.area = "tp-ca-mau"
    text = (await chat.say("hello"))[0].text
    assert "Notice (until 9:00 on 23/8/2021): Closed tomorrow." in text
    assert "Đường ngập." in text


async def test_what_is_taken_back_is_forgotten():
    chat = chat_with(CLOSED, CITY)
    await chat.say("chào")
    assert chat.state.memo["notices"] == [7]
    chat.guidance = dataclasses.replace(chat.guidance, notices=(dataclasses.replace(CITY, area=None),))
    await chat.say("chào")
    assert chat.state.memo["notices"] == [9]
