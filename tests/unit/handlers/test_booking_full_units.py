"""Half-days and units that are full, that do not receive it, or have nothing announced: where else, and how near."""

from __future__ import annotations

from tests.unit.handlers.counter import (
    AFTERNOON,
    COPIES,
    MARRIAGE,
    MORNING,
    TAC_VAN,
    WARD_8,
    Counter,
    day,
)
from tests.unit.handlers.turns import payloads, said


async def test_a_full_half_day_leads_to_the_nearest_and_is_never_overbooked():
    chat = Counter()
    chat.announce(WARD_8, day(23), MORNING, 4)
    chat.book.fill(chat.slot())
    await chat.press(f"#book.start:{COPIES}")
    await chat.say("xã Tắc Vân", "provide_info", {"admin_unit": "xã Tắc Vân"})
    replies = await chat.say("sáng mai", "provide_info")
    assert "đã hết chỗ" in said(replies)
    offered = payloads(replies)
    assert offered[0] == f"#book.at:{chat.slot(number=24)}"
    assert f"#book.at:{chat.slot(WARD_8, 23, MORNING)}" in offered
    assert f"#book.at:{chat.slot()}" not in offered
    replies = await chat.press(f"#book.at:{chat.slot()}")  # typed by hand
    assert "đã hết chỗ" in said(replies)
    assert chat.book.kept == []


async def test_a_unit_that_is_full_altogether_leads_to_others():
    chat = Counter()
    for number in range(23, 28):
        chat.book.fill(chat.slot(number=number))
    await chat.press(f"#book.start:{COPIES}")
    replies = await chat.say("xã Tắc Vân", "provide_info", {"admin_unit": "xã Tắc Vân"})
    assert chat.step == "unit"
    assert "hết chỗ" in said(replies)
    assert f"#book.unit:{WARD_8}" in payloads(replies)


async def test_a_unit_that_does_not_receive_it_leads_to_others():
    chat = Counter()
    chat.book.unit(TAC_VAN, "Bộ phận Một cửa xã Tắc Vân", procedures=(MARRIAGE,))
    await chat.press(f"#book.start:{COPIES}")
    replies = await chat.say("xã Tắc Vân", "provide_info", {"admin_unit": "xã Tắc Vân"})
    assert "không nhận việc này" in said(replies)
    assert f"#book.unit:{WARD_8}" in payloads(replies)


async def test_a_unit_without_openings_is_said_to_have_none():
    chat = Counter()
    await chat.press(f"#book.start:{COPIES}")
    replies = await chat.say("xã Định Bình", "provide_info", {"admin_unit": "xã Định Bình"})
    assert "chưa mở lịch" in said(replies)
    assert {f"#book.unit:{TAC_VAN}", f"#book.unit:{WARD_8}"} <= set(payloads(replies))


async def test_where_nothing_is_announced_there_is_no_slot():
    chat = Counter()
    chat.book.openings.clear()
    await chat.press(f"#book.start:{COPIES}")
    replies = await chat.say("xã Tắc Vân", "provide_info", {"admin_unit": "xã Tắc Vân"})
    assert chat.state.dialogue is None
    assert "chưa có nơi nào mở lịch" in said(replies)
    assert "08.27.27.1022" in said(replies)
    assert f"#call.start:hotline/{COPIES}" in payloads(replies)


async def test_units_near_come_before_those_far_away():
    chat = Counter()
    chat.book.openings.clear()
    chat.book.unit("xa-phu-tan_phu-tan", "Bộ phận Một cửa xã Phú Tân")
    chat.announce("xa-phu-tan_phu-tan", day(23), MORNING, 4)
    chat.announce(WARD_8, day(25), AFTERNOON, 4)
    await chat.press(f"#book.start:{COPIES}")
    replies = await chat.say("xã Tắc Vân", "provide_info", {"admin_unit": "xã Tắc Vân"})
    assert [p for p in payloads(replies) if p.startswith("#book.unit")] == [f"#book.unit:{WARD_8}"]
    chat.book.openings.pop(chat.slot(WARD_8, 25, AFTERNOON))
    replies = await chat.say("thử lại", "provide_info")
    assert [p for p in payloads(replies) if p.startswith("#book.unit")] == ["#book.unit:xa-phu-tan_phu-tan"]


async def test_a_half_day_with_too_few_places_says_how_many_are_left_and_offers_them():
    chat = Counter()
    chat.book.fill(chat.slot(), but=2)
    await chat.until_dossiers()
    replies = await chat.say("3 bộ")
    assert "chỉ còn nhận 2 bộ, không đủ cho 3 bộ" in said(replies)
    assert "hết chỗ" not in said(replies)
    replies = await chat.choose("#book.fewer:2")
    assert chat.step == "consent"
    assert chat.known["dossiers"] == 2
    assert "giữ tạm chỗ sáng thứ Hai 23/8" in said(replies)


async def test_a_unit_with_too_few_places_is_not_called_full():
    chat = Counter()
    for number in range(23, 28):
        chat.book.fill(chat.slot(number=number), but=2 if number == 25 else 1)
    await chat.until_dossiers()
    replies = await chat.say("3 bộ")
    assert "nhiều chỗ nhất chỉ nhận thêm 2 bộ" in said(replies)
    assert "hết chỗ" not in said(replies)
    assert f"#book.unit:{WARD_8}" in payloads(replies)
    await chat.choose("#book.fewer:2")
    assert f"#book.at:{chat.slot(number=25)}" in [choice.payload for choice in chat.state.menu]


async def test_too_many_dossiers_for_every_unit_is_not_said_to_be_no_room_at_all():
    chat = Counter()
    await chat.until_dossiers()
    replies = await chat.say("12", "provide_info")
    text = said(replies)
    assert "trống" not in text, "others have places, only not so many"
    assert "không còn buổi nào đủ chỗ" in text
    assert "nhắn số bộ" in text
    await chat.say("3 bộ thôi", "provide_info")
    assert chat.step == "consent"
    assert chat.known["dossiers"] == 3
