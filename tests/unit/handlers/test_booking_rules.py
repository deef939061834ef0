"""Who gets a slot and who does not: the ladder, locked-down areas, presence, what begins before the visit."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from bot.content.rulebook_loader import read_rows
from bot.guidance.moments import VIETNAM
from bot.guidance.offers import Offers
from tests.unit.handlers.counter import (
    BENEFIT,
    BIRTH,
    CARD,
    COPIES,
    MARRIAGE,
    NAME,
    PHONE,
    TAC_VAN,
    TAN_THANH,
    WARD_8,
    Counter,
    lock,
)
from tests.unit.handlers.turns import cited, cited_past, payloads, said


async def test_what_can_go_online_or_by_post_gets_no_slot():
    chat = Counter()
    replies = await chat.say("đặt lịch làm khai sinh", "book_appointment", {"procedure": "khai sinh cho con"})
    assert "chưa đặt lịch" in said(replies)
    assert "qua mạng" in said(replies)
    assert "CM4708-R01" in cited(replies)
    assert f"#way.online:{BIRTH}" in payloads(replies)
    assert not any(payload.startswith("#book") for payload in payloads(replies))
    assert chat.state.dialogue is None
    assert chat.book.calls == []


async def test_who_cannot_use_the_open_ways_is_offered_a_call_back_and_no_slot():
    chat = Counter()
    await chat.press(f"#book.start:{BIRTH}")
    replies = await chat.say("nha khong co mang, buu dien xa", "ask_submission_channel")
    assert f"#call.start:hotline/{BIRTH}" in payloads(replies)
    assert "không nêu ngoại lệ" in said(replies)
    replies = await chat.press(f"#book.start:{BIRTH}")
    assert f"#call.start:hotline/{BIRTH}" in payloads(replies)
    assert chat.state.dialogue is None


async def test_unemployment_benefit_is_the_labour_departments_to_arrange():
    chat = Counter()
    replies = await chat.press(f"#book.start:{BENEFIT}")
    assert "CM4708-R15" in cited(replies)
    assert f"#call.start:labour/{BENEFIT}" in payloads(replies)
    assert chat.state.dialogue is None


def with_question(chat: Counter) -> Counter:
    """The duty to come for a new identity card depends, in 2021 too, on a question."""
    duties = [
        row | {"question": "Anh/chị bị mất thẻ phải không?"} if row["code"] == CARD else row
        for row in read_rows("presence.csv")
    ]
    chat.guidance = dataclasses.replace(chat.guidance, offers=Offers.parse(read_rows("offers.csv"), duties))
    return chat


async def test_a_conditional_duty_is_asked_for_and_decides():
    chat = with_question(Counter())
    replies = await chat.press(f"#book.start:{CARD}")
    assert chat.step == "presence"
    assert "bị mất thẻ" in said(replies)
    assert payloads(replies) == ["#book.presence:yes", "#book.presence:no"]
    await chat.say("dạ có", "affirm")
    assert chat.step == "area"
    other = with_question(Counter())
    await other.press(f"#book.start:{CARD}")
    replies = await other.say("không")
    assert other.state.dialogue is None
    assert not any(payload.startswith("#book") for payload in payloads(replies))


async def test_the_answer_given_to_the_ladder_is_not_asked_for_again():
    chat = with_question(Counter())
    await chat.press(f"#way.must:{CARD}/yes")
    await chat.press(f"#book.start:{CARD}")
    assert chat.step == "area"


async def test_without_a_question_an_open_duty_gets_no_slot():
    chat = Counter()
    replies = await chat.press(f"#book.start:{CARD}")
    assert chat.state.dialogue is None
    assert "tùy trường hợp" in said(replies)


async def test_marriage_declares_online_and_both_come():
    chat = Counter()
    replies = await chat.say("đặt lịch đăng ký kết hôn", "book_appointment", {"procedure": "đăng ký kết hôn"})
    assert "CM4708-R19" in cited(replies)
    assert "qua mạng" in said(replies)
    assert "Hai bên nam, nữ phải có mặt" in said(replies)
    assert chat.step == "area"
    await chat.say("xã Tắc Vân", "provide_info", {"admin_unit": "xã Tắc Vân"})
    await chat.say("sáng 24/8", "provide_info")
    await chat.say("1")
    await chat.say("đồng ý")
    await chat.say(NAME, "provide_info")
    replies = await chat.say(PHONE, "provide_info")
    assert "Số người cùng vào: 2" in said(replies)
    assert "Hai bên nam, nữ phải có mặt" in said(replies)
    assert "REG-CT16-AUG" in cited(replies)
    assert "Chỉ thị 16" in said(replies)
    await chat.choose("#book.confirm")
    assert next(iter(chat.book.bookings.values())).people == 2


async def test_only_what_begins_in_between_is_warned_of_in_the_read_back():
    chat = Counter()
    replies = await chat.until_read_back(when="sáng mai")
    assert not {"REG-CT16-AUG", "REG-1615"} & cited(replies)
    other = Counter()
    replies = await other.until_read_back(when="sáng 24/8")
    assert "REG-CT16-AUG" in cited(replies)


async def test_a_unit_in_a_locked_area_has_no_slots_and_is_told_why():
    chat = Counter(locks=[lock(TAC_VAN)])
    chat.profile.area = WARD_8
    text = "đặt lịch chứng thực bản sao ở xã tắc vân sáng mai"
    replies = await chat.say(text, "book_appointment", {"procedure": "chứng thực bản sao", "admin_unit": "xã tắc vân"})
    assert "phong tỏa" in said(replies)
    assert "CM4708-R06" in cited(replies)
    assert "không nói người ở trong khu phong tỏa" in said(replies)
    assert f"#book.unit:{WARD_8}" in payloads(replies)
    assert f"#book.unit:{TAC_VAN}" not in payloads(replies)


async def test_a_district_lock_covers_its_communes():
    chat = Counter(locks=[lock("tp-ca-mau")])
    chat.profile.area = "xa-phu-tan_phu-tan"
    replies = await chat.press(f"#book.unit:{TAC_VAN}")
    replies = await chat.press(f"#book.proc:{COPIES}")
    assert "CM4708-R06" in cited(replies)
    assert chat.state.dialogue is None  # no unit elsewhere has openings
    assert not any(payload.startswith("#book") for payload in payloads(replies))


async def test_a_citizen_from_a_locked_area_gets_no_slot():
    chat = Counter(locks=[lock(TAC_VAN, until="2021-08-25")])
    await chat.press(f"#book.start:{COPIES}")
    replies = await chat.say("xã Tắc Vân", "provide_info", {"admin_unit": "xã Tắc Vân"})
    assert chat.state.dialogue is None
    assert "Nơi anh/chị ở đang phong tỏa" in said(replies)
    assert "phong tỏa" in said(replies)
    assert "25/08/2021" in said(replies)
    assert f"#call.start:hotline/{COPIES}" in payloads(replies)
    assert chat.book.kept == []


async def test_the_area_is_asked_where_somewhere_is_locked_down():
    chat = Counter(locks=[lock(WARD_8)])
    text = "đặt lịch chứng thực bản sao ở xã tắc vân sáng mai"
    await chat.say(text, "book_appointment", {"procedure": "chứng thực bản sao", "admin_unit": "xã tắc vân"})
    assert chat.step == "area"
    replies = await chat.say("phường 8 tp cà mau", "provide_info", {"admin_unit": "phường 8 tp cà mau"})
    assert "Nơi anh/chị ở đang phong tỏa" in said(replies)
    assert chat.state.dialogue is None


async def test_half_days_inside_a_coming_lock_are_not_offered():
    chat = Counter(locks=[lock(TAC_VAN, since="2021-08-25", until="2021-08-27")])
    chat.profile.area = WARD_8
    await chat.press(f"#book.unit:{TAC_VAN}")
    replies = await chat.press(f"#book.proc:{COPIES}")
    offered = [payload for payload in payloads(replies) if payload.startswith("#book.at")]
    assert offered == [f"#book.at:{chat.slot(number=number)}" for number in (23, 24, 27)]


async def test_a_half_day_typed_by_hand_inside_a_lock_is_refused():
    chat = Counter(locks=[lock(TAC_VAN, since="2021-08-25", until="2021-08-27")])
    chat.profile.area = WARD_8
    await chat.press(f"#book.unit:{TAC_VAN}")
    await chat.press(f"#book.proc:{COPIES}")
    replies = await chat.press(f"#book.at:{chat.slot(number=25)}")
    assert chat.step == "half_day"
    assert "tạm ngưng" in said(replies)


async def test_a_lock_that_comes_while_somebody_books_stops_the_confirmation():
    chat = Counter()
    await chat.until_read_back(when="sáng 24/8")
    chat.guidance = dataclasses.replace(chat.guidance, locks=(lock(TAC_VAN, since="2021-08-24"),))
    replies = await chat.choose("#book.confirm")
    assert chat.book.bookings == {}
    assert chat.book.kept == []
    assert "không đặt được nữa" in said(replies)


# -- today


async def test_today_announced_openings_can_be_booked_and_nothing_of_2021_is_told():
    chat = Counter.today()
    replies = await chat.say("đặt lịch đăng ký khai sinh", "book_appointment", {"procedure": "đăng ký khai sinh"})
    assert "qua mạng" in said(replies)
    assert f"#way.online:{BIRTH}" in payloads(replies)  # whoever can stay at home is led there first
    replies += await chat.say("phường Tân Thành", "provide_info", {"admin_unit": "phường Tân Thành"})
    replies += await chat.say("sáng mai", "provide_info")
    replies += await chat.say("1")
    replies += await chat.say("đồng ý")
    replies += await chat.say(NAME, "provide_info")
    replies += await chat.say(PHONE, "provide_info")
    replies += await chat.say("đúng rồi")
    assert len(chat.book.bookings) == 1
    assert not any(rule.startswith("CM4708") for rule in cited(replies))
    assert cited_past(replies) == set()
    for words in ("1022", "5K", "4708", "phong tỏa"):
        assert words not in said(replies)


async def test_today_an_old_commune_that_was_divided_is_asked_about():
    chat = Counter.today()
    await chat.press(f"#book.start:{COPIES}")
    replies = await chat.say("xã Tắc Vân", "provide_info", {"admin_unit": "xã Tắc Vân"})
    assert chat.step == "area"
    assert f"#book.area:{TAN_THANH}" in payloads(replies)
    await chat.press(f"#book.area:{TAN_THANH}")
    assert chat.step == "half_day"


async def test_today_no_hotline_is_told_where_nothing_is_announced():
    chat = Counter.today()
    chat.book.openings.clear()
    await chat.press(f"#book.start:{COPIES}")
    replies = await chat.say("phường Tân Thành", "provide_info", {"admin_unit": "phường Tân Thành"})
    assert "1022" not in said(replies)
    assert f"#call.start:hotline/{COPIES}" in payloads(replies)


async def test_no_slot_is_no_closed_door_where_no_rule_demands_one():
    chat = Counter.today()
    chat.book.openings.clear()
    await chat.press(f"#book.start:{COPIES}")
    replies = await chat.say("phường Tân Thành", "provide_info", {"admin_unit": "phường Tân Thành"})
    assert "Có phải đặt lịch trước không thì trợ lý chưa biết" in said(replies)
    assert "không có nghĩa là quầy không nhận" in said(replies)
    letter = Counter()
    letter.book.openings.clear()
    await letter.press(f"#book.start:{COPIES}")
    replies = await letter.say("xã Tắc Vân", "provide_info", {"admin_unit": "xã Tắc Vân"})
    assert "không có nghĩa" not in said(replies), "the letter demands an appointment"


@pytest.mark.parametrize("procedure", [COPIES, MARRIAGE])
async def test_the_reasons_are_told_once(procedure):
    chat = Counter()
    first = await chat.press(f"#way.show:{procedure}")
    second = await chat.press(f"#book.start:{procedure}")
    assert "CM4708-R19" in cited(first)
    assert cited(second) == set()


async def test_an_order_to_stay_at_home_is_told_before_the_first_question_of_a_booking():
    chat = Counter(dt.datetime(2021, 8, 25, 9, tzinfo=VIETNAM))
    replies = await chat.press(f"#book.start:{COPIES}")
    assert "người dân ở nhà" in said(replies[:1])
    assert chat.step == "area"
