"""Days, half-days and numbers of dossiers as people say them."""

from __future__ import annotations

import pytest

from tests.unit.handlers.counter import (
    COPIES,
    MORNING,
    TAC_VAN,
    Counter,
    day,
)
from tests.unit.handlers.turns import payloads, said

DAYS = [
    ("sáng mai", 23),
    ("24/8", None),
    ("sáng 24/8", 24),
    ("thứ 6 sáng", 27),
    ("sớm nhất", 23),
    ("8h thứ tư", 25),
    ("sang 26/8", 26),
]


@pytest.mark.parametrize(("text", "taken"), DAYS)
async def test_days_as_people_say_them(text, taken):
    chat = Counter()
    await chat.press(f"#book.start:{COPIES}")
    await chat.say("xã Tắc Vân", "provide_info", {"admin_unit": "xã Tắc Vân"})
    replies = await chat.say(text, "provide_info")
    if taken is None:
        assert chat.step == "half_day"
        assert payloads(replies)[0] == f"#book.at:{chat.slot(number=24)}"
    else:
        assert chat.step == "dossiers"
        assert chat.known["_chosen"]["opening"] == chat.slot(number=taken)


ASKED_AGAIN = [
    ("mùng 5", "dương lịch"),
    ("31/2", "không có ngày đó"),
    ("hôm qua", "đã qua"),
    ("bữa nào trống", "Anh/chị đi buổi nào"),
    ("buổi tối", "buổi tối"),
]


@pytest.mark.parametrize(("text", "words"), ASKED_AGAIN)
async def test_days_that_cannot_be_taken(text, words):
    chat = Counter()
    await chat.press(f"#book.start:{COPIES}")
    await chat.say("xã Tắc Vân", "provide_info", {"admin_unit": "xã Tắc Vân"})
    replies = await chat.say(text, "provide_info")
    assert words in said(replies)
    assert chat.step == "half_day"
    assert f"#book.at:{chat.slot()}" in payloads(replies)


async def test_more_days_are_shown_on_demand():
    chat = Counter()
    for number in (30, 31):
        chat.announce(TAC_VAN, day(number), MORNING, 4)
    await chat.press(f"#book.start:{COPIES}")
    await chat.say("xã Tắc Vân", "provide_info", {"admin_unit": "xã Tắc Vân"})
    replies = await chat.choose("#book.from")
    assert f"#book.at:{chat.slot(number=30)}" in payloads(replies)
    assert f"#book.at:{chat.slot()}" not in payloads(replies)


@pytest.mark.parametrize(
    ("text", "dossiers", "people"),
    [("2", 2, None), ("5", 5, None), ("ba bộ", 3, None), ("1 bộ hồ sơ, 3 người", 1, 3), ("#book.dossiers:3", 3, None)],
)
async def test_numbers_count_dossiers(text, dossiers, people):
    chat = Counter()
    chat.book.openings[chat.slot()]["capacity"] = 9
    await chat.until_dossiers()
    await (chat.press(text) if text.startswith("#") else chat.say(text))
    assert chat.step == "consent"
    assert chat.known["dossiers"] == dossiers
    assert chat.known.get("people") == people


@pytest.mark.parametrize(("text", "words"), [("300 bộ", "99"), ("1000", "99"), ("2 bộ, 15 người", "10 người")])
async def test_numbers_too_large_are_said_to_be(text, words):
    chat = Counter()
    await chat.until_dossiers()
    replies = await chat.say(text, "provide_info")
    assert chat.step == "dossiers"
    assert chat.book.kept == []
    assert words in said(replies)


async def test_a_rule_that_is_over_bounds_nobody():
    """Ten people at once was a rule until 15/10/2021: today the unit's own announcement says how many."""
    chat = Counter.today()
    await chat.press(f"#book.start:{COPIES}")
    await chat.say("phường Tân Thành", "provide_info", {"admin_unit": "phường Tân Thành"})
    await chat.say("sáng mai", "provide_info")
    assert chat.step == "dossiers"
    replies = await chat.say("1 bộ, 15 người", "provide_info")
    assert "nhiều nhất" not in said(replies)
    assert chat.known["people"] == 15
    assert [chat.book.holds[one]["people"] for one in chat.book.kept] == [15]


@pytest.mark.parametrize(
    "text", ["thứ 6 em bận", "thu 6 em ban roi", "sáng mai mắc công chuyện", "mai khong di duoc", "mai hong len duoc"]
)
async def test_a_day_on_which_somebody_is_busy_is_not_the_one_they_want(text):
    chat = Counter()
    await chat.press(f"#book.start:{COPIES}")
    await chat.say("xã Tắc Vân", "provide_info", {"admin_unit": "xã Tắc Vân"})
    assert chat.step == "half_day"
    replies = await chat.say(text, "provide_info")
    assert "đi được buổi nào" in said(replies)
    assert chat.step == "half_day"
    await chat.say("sáng thứ 4", "provide_info")
    assert chat.step == "dossiers"


@pytest.mark.parametrize(
    ("text", "half"),
    [("mai đi được không bạn ơi", None), ("sang mai ban oi", MORNING), ("bán hàng xong, sáng mai em lên", MORNING)],
)
async def test_who_only_sounds_busy_gets_the_day(text, half):
    chat = Counter()
    await chat.press(f"#book.start:{COPIES}")
    await chat.say("xã Tắc Vân", "provide_info", {"admin_unit": "xã Tắc Vân"})
    replies = await chat.say(text, "provide_info")
    if half is None:  # the day is taken, and its half-days are offered
        assert [payload for payload in payloads(replies) if payload.startswith("#book.at")] == [
            f"#book.at:{chat.slot(number=23)}"
        ]
    else:
        assert (chat.step, chat.known["_chosen"]["day"], chat.known["_chosen"]["half"]) == (
            "dossiers",
            "2021-08-23",
            half,
        )
