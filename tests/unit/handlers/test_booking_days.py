"""Days, half-days and numbers of dossiers as people say them."""

from __future__ import annotations

import pytest

from tests.unit.handlers.counter import (
    AFTERNOON,
    COPIES,
    MORNING,
    TAC_VAN,
    TAN_THANH,
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


async def _at_today_half_day() -> Counter:
    chat = Counter.today()
    for number in (26, 27, 30):
        for half in (MORNING, AFTERNOON):
            chat.announce(TAN_THANH, day(number, 11, 2026), half, 3)
    await chat.press(f"#book.start:{COPIES}")
    await chat.say("phường Tân Thành", "provide_info", {"admin_unit": "phường Tân Thành"})
    assert chat.step == "half_day"
    return chat


def _chosen(chat: Counter) -> tuple[str, str]:
    assert chat.step == "dossiers"
    return chat.known["_chosen"]["day"], chat.known["_chosen"]["half"]


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("mai chieu dc hong chu, ma sang ban di cho", ("2026-11-25", AFTERNOON)),
        ("thoi mai chieu ban roi, cho con sang thu 5 di", ("2026-11-26", MORNING)),
        ("mai em bận, thứ 6 đi, buổi chiều nha", ("2026-11-27", AFTERNOON)),
        ("ngay mai, ma em khong co ranh sang", ("2026-11-25", AFTERNOON)),
        ("thứ 5 được, mà chiều thứ 5 bận rồi", ("2026-11-26", MORNING)),
        ("sáng mai mắc công chuyện, chiều mai thì được", ("2026-11-25", AFTERNOON)),
        ("chieu thi khong ranh, sang thu 6 nghen", ("2026-11-27", MORNING)),
    ],
)
@pytest.mark.parametrize("intent", ["provide_info", "change_appointment"])
async def test_the_half_day_that_does_not_suit_is_left_and_the_other_taken(text, taken, intent):
    chat = await _at_today_half_day()
    await chat.say(text, intent)
    assert _chosen(chat) == taken


async def test_who_is_busy_one_half_of_the_day_is_offered_the_others():
    chat = await _at_today_half_day()
    replies = await chat.say("sáng em bận", "provide_info")
    shown = [choice.label for reply in replies for choice in reply.choices if choice.payload.startswith("#book.at")]
    assert shown
    assert all(label.startswith("Chiều") for label in shown)


async def test_two_days_that_do_not_suit_are_both_not_wanted():
    chat = await _at_today_half_day()
    replies = await chat.say("mai em bận, thứ 5 em cũng bận", "provide_info")
    assert "đi được buổi nào" in said(replies)


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("đổi qua chiều được không", ("2026-11-26", AFTERNOON)),
        ("a nham thu 6", ("2026-11-27", MORNING)),
        ("sai ngày rồi, thứ 2 tuần sau mới đúng", ("2026-11-30", MORNING)),
    ],
)
async def test_of_a_day_only_what_is_corrected_changes(text, taken):
    chat = await _at_today_half_day()
    await chat.say("sáng thứ 5", "provide_info")
    assert _chosen(chat) == ("2026-11-26", MORNING)
    await chat.say(text, "change_appointment")
    assert _chosen(chat) == taken


@pytest.mark.parametrize("text", ["đổi qua thứ 6, buổi nào cũng được", "đổi sang thứ 6, giờ khác cũng được"])
async def test_who_is_free_all_day_chooses_among_the_halves(text):
    chat = await _at_today_half_day()
    await chat.say("sáng thứ 5", "provide_info")
    await chat.say(text, "change_appointment")
    assert chat.step == "half_day"
