"""Places that are lost on the way: holds that ran out, last places, openings that go."""

from __future__ import annotations

import pytest

from tests.unit.handlers.counter import COPIES, NAME, TAC_VAN, WARD_8, Counter
from tests.unit.handlers.turns import payloads, said


async def test_a_hold_that_ran_out_is_taken_again_and_read_back_again():
    chat = Counter()
    await chat.until_read_back()
    chat.book.expire()
    replies = await chat.say("đúng rồi")
    assert chat.book.bookings == {}
    assert "giữ chỗ tạm đã hết" in said(replies)
    assert chat.step == "confirm"
    assert len(chat.book.kept) == 1
    await chat.choose("#book.confirm")
    assert len(chat.book.bookings) == 1


async def test_a_hold_that_ran_out_and_is_gone_leads_to_others():
    chat = Counter()
    await chat.until_read_back()
    chat.book.expire()
    chat.book.fill(chat.slot())
    replies = await chat.say("đúng rồi")
    assert chat.book.bookings == {}
    assert chat.step == "half_day"
    assert "giữ chỗ tạm đã hết" in said(replies)
    assert "hết chỗ" in said(replies)
    await chat.press(f"#book.at:{chat.slot(number=24)}")
    assert chat.step == "confirm"
    assert chat.known["name"] == NAME


async def test_a_hold_known_to_have_run_out_is_taken_again_before_the_read_back():
    chat = Counter()
    await chat.until_name()
    await chat.say(NAME, "provide_info")
    chat.book.expire()
    chat.received = chat.received.replace(minute=30)
    chat.book.clock = chat.received
    replies = await chat.say("0912000111", "provide_info")
    assert "đã giữ lại" in said(replies)
    assert len(chat.book.kept) == 1


async def test_two_phones_and_one_last_place():
    one = Counter()
    two = one.beside()
    one.book.fill(one.slot(), but=1)
    await one.until_dossiers()
    await two.until_dossiers()
    await one.say("1")
    replies = await two.say("1")
    assert "hết chỗ" in said(replies)
    assert two.step == "half_day"
    assert f"#book.at:{one.slot(number=24)}" in payloads(replies)
    assert "#book.look" in payloads(replies)
    await one.say("đồng ý")
    await one.say(NAME, "provide_info")
    await one.say("0912000111", "provide_info")
    await one.say("đúng rồi")
    replies = await two.press("#book.look")
    assert "hết chỗ" in said(replies)
    await one.say("hủy")
    await one.say("đúng rồi")
    await two.press("#book.look")
    assert two.step == "consent"
    await two.say("đồng ý")
    await two.say("Trần Thị Mẫu", "provide_info")
    await two.say("0945000333", "provide_info")
    replies = await two.say("đúng rồi")
    assert "Số thứ tự: 2" in said(replies)


@pytest.mark.parametrize("again", ["#book.look", "thử lại"])
async def test_the_last_place_of_a_unit_can_be_tried_again(again):
    one = Counter()
    for number in range(24, 28):
        one.book.fill(one.slot(number=number))
    one.book.fill(one.slot(), but=1)
    two = one.beside()
    await one.until_dossiers()
    await two.until_dossiers()
    await one.say("1")
    replies = await two.say("1")
    assert two.step == "unit"
    assert said(replies).count("Dạ") == 0
    assert {"#book.look", f"#book.unit:{WARD_8}"} <= set(payloads(replies))
    replies = await (two.press(again) if again.startswith("#") else two.say(again, "provide_info"))
    assert "hết chỗ" in said(replies)
    assert two.step == "unit"
    await one.say("thôi khỏi")
    await (two.press(again) if again.startswith("#") else two.say(again, "provide_info"))
    assert two.step == "consent"


async def test_the_very_last_place_can_be_tried_again():
    one = Counter()
    for number in [n for n in one.book.openings if n != one.slot()]:
        del one.book.openings[number]
    one.book.fill(one.slot(), but=1)
    two = one.beside()
    await one.until_dossiers()
    await two.until_dossiers()
    await one.say("1")
    replies = await two.say("1")
    assert payloads(replies) == ["#book.look", f"#call.start:hotline/{COPIES}"]
    await one.say("thôi khỏi")
    await two.press("#book.look")
    assert two.step == "consent"


async def test_an_opening_that_closes_before_the_confirmation():
    chat = Counter()
    await chat.until_read_back()
    chat.book.closed.add(chat.slot())
    replies = await chat.say("đúng rồi")
    assert chat.book.bookings == {}
    assert "tạm ngưng" in said(replies)
    assert chat.step == "half_day"
    assert f"#book.at:{chat.slot(number=24)}" in payloads(replies)


async def test_an_opening_that_is_taken_away_before_the_hold():
    chat = Counter()
    await chat.until_dossiers()
    del chat.book.openings[chat.slot()]
    replies = await chat.say("2")
    assert "không còn mở" in said(replies)
    assert chat.step == "half_day"


async def test_an_opening_that_is_taken_away_before_the_press():
    chat = Counter()
    await chat.press(f"#book.start:{COPIES}")
    await chat.say("xã Tắc Vân", "provide_info", {"admin_unit": "xã Tắc Vân"})
    gone = chat.slot()
    del chat.book.openings[gone]
    replies = await chat.press(f"#book.at:{gone}")
    assert chat.step == "half_day"
    assert "không còn mở" in said(replies)


async def test_a_unit_that_stops_receiving_it_before_the_hold():
    chat = Counter()
    await chat.until_dossiers()
    chat.book.unit(TAC_VAN, "Bộ phận Một cửa xã Tắc Vân", procedures=("1.000894",))
    replies = await chat.say("2")
    assert "không nhận việc này" in said(replies)
    assert f"#book.unit:{WARD_8}" in payloads(replies)
