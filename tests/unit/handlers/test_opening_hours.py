"""When an office is open is said in one line: yes or no by what it published, else that nobody knows and who does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.conversation.state import Profile
from bot.guidance.rulebook.book import Rulebook
from bot.understanding.fold import strip_diacritics
from tests.unit.handlers.turns import LETTER, TODAY, Chat, guidance, payloads, rulebook, said

PLACE = "phuong-an-xuyen-2025"
ASKED = {
    "sáng thứ bảy có làm không": "Thứ bảy",
    "thứ 7 có làm việc hông": "Thứ bảy",
    "chủ nhật có mở cửa không": "Chủ nhật",
    "chủ nhật có ai làm không ta": "Chủ nhật",
    "trưa có nghỉ không": "Buổi trưa",
    "buổi trưa có nghỉ hông z": "Buổi trưa",
    "mấy giờ đóng cửa": "mấy giờ",
    "mấy giờ mở cửa vậy ad": "mấy giờ",
    "ngày lễ có làm không": "Ngày lễ",
}


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize(("text", "restated"), ASKED.items())
async def test_hours_that_nobody_published_are_said_to_be_unknown_in_one_line(text, restated, bare):
    replies = await Chat(TODAY).say(strip_diacritics(text) if bare else text, "ask_office_info")
    assert len(said(replies).splitlines()) == 1
    assert restated in said(replies)
    assert "chưa biết" in said(replies)
    assert "hỏi" in said(replies)
    assert not [payload for payload in payloads(replies) if "book" in payload]


async def test_of_2021_the_letters_silence_is_the_line():
    replies = await Chat(LETTER).say("mấy giờ mở cửa", "ask_office_info")
    assert "không ghi giờ làm việc" in said(replies)
    assert len(said(replies).splitlines()) == 1


def with_hours(value):
    place = guidance().places.find(PLACE)
    plain = rulebook().to_plain()
    plain["contacts"].append(
        {
            "id": "hours-of-one",
            "status": "published",
            "purpose": "unit_hours",
            "unit": place.id,
            "label": "giờ làm việc",
            "value": value,
            "valid_from": "2026-01-01",
        }
    )
    chat = Chat(TODAY)
    chat.profile = Profile(introduced=True, area=place.id)
    chat.guidance = replace(guidance(), rulebook=Rulebook.parse({"x": plain}))
    return chat


async def test_published_hours_say_no_to_a_day_that_they_leave_out():
    chat = with_hours("7 giờ đến 11 giờ, 13 giờ đến 17 giờ, thứ hai đến thứ sáu")
    assert said(await chat.say("thứ bảy có làm không", "ask_office_info")).startswith("Thứ bảy không làm")
    assert said(await chat.say("chủ nhật có làm không", "ask_office_info")).startswith("Chủ nhật không làm")
    assert "13 giờ" in said(await chat.say("trưa có nghỉ không", "ask_office_info"))


@pytest.mark.parametrize("value", ["thứ hai đến thứ sáu, sáng thứ bảy", "7 giờ đến 17 giờ"])
async def test_published_hours_that_may_mean_that_day_are_told_without_yes_or_no(value):
    text = said(await with_hours(value).say("thứ bảy có làm không", "ask_office_info"))
    assert value in text
    assert "không làm" not in text


async def test_who_asks_for_the_place_too_hears_of_it():
    assert len(said(await Chat(TODAY).say("ở đâu, mấy giờ mở cửa", "ask_office_info")).splitlines()) > 1
