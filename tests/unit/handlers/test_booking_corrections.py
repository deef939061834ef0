"""Changing one's mind on the way: the step is asked again, the rest is kept; old buttons never act."""

from __future__ import annotations

import pytest

from bot.conversation.state import State
from tests.unit.handlers.counter import BIRTH, COPIES, NAME, PHONE, TAC_VAN, WARD_8, Counter
from tests.unit.handlers.turns import payloads, said


async def test_another_day_keeps_the_rest():
    chat = Counter()
    await chat.until_read_back()
    replies = await chat.say("đổi ngày khác")
    assert chat.step == "half_day"
    assert chat.book.kept == []
    assert f"#book.at:{chat.slot(number=25)}" in payloads(replies)
    replies = await chat.say("sáng thứ 4", "provide_info")
    assert chat.step == "confirm"
    for words in ("sáng thứ Tư 25/8", "2 bộ", NAME, "0912 000 111"):
        assert words in said(replies)
    assert len(chat.book.kept) == 1


@pytest.mark.parametrize("text", ["đổi qua sáng thứ 4 đi", "cho dời lại sáng 25/8"])
async def test_another_day_named_at_once(text):
    chat = Counter()
    await chat.until_read_back()
    replies = await chat.say(text, "change_appointment")
    assert chat.step == "confirm"
    assert "sáng thứ Tư 25/8" in said(replies)


async def test_a_bare_day_at_the_read_back_is_another_day():
    chat = Counter()
    await chat.until_read_back()
    replies = await chat.say("sáng thứ 4", "provide_info")
    assert "sáng thứ Tư 25/8" in said(replies)
    assert chat.step == "confirm"
    assert len(chat.book.kept) == 1


async def test_a_day_that_has_none_leads_to_the_nearest():
    chat = Counter()
    await chat.until_read_back()
    replies = await chat.say("đổi qua chiều thứ 4", "change_appointment")
    assert chat.step == "half_day"
    assert "Chiều thứ Tư 25/8" in said(replies)
    assert "chưa mở lịch" in said(replies)
    assert payloads(replies)[0] == f"#book.at:{chat.slot(number=25)}"


@pytest.mark.parametrize("text", ["đổi nơi khác", "doi cho nop khac", "chỗ khác đi", "đổi nơi nộp"])
async def test_another_place(text):
    chat = Counter()
    await chat.until_read_back()
    replies = await chat.say(text, "provide_info")
    assert chat.step == "unit"
    assert chat.book.kept == []
    assert f"#book.unit:{WARD_8}" in payloads(replies)
    await chat.press(f"#book.unit:{WARD_8}")
    replies = await chat.say("chiều mai", "provide_info")
    assert chat.step == "confirm"
    assert "phường 8" in said(replies)


async def test_another_place_named_at_once():
    chat = Counter()
    await chat.until_read_back()
    text = "đổi qua phường 8 cà mau"
    await chat.say(text, "change_appointment", {"admin_unit": "phường 8 cà mau"})
    assert chat.step == "half_day"
    assert chat.known["unit"] == WARD_8


@pytest.mark.parametrize("text", ["sửa số điện thoại", "ghi lộn sđt rồi", "sua so dien thoai lai"])
async def test_another_phone(text):
    chat = Counter()
    await chat.until_read_back()
    await chat.say(text, "provide_info")
    assert chat.step == "phone"
    replies = await chat.say("0945 000 333", "provide_info")
    assert chat.step == "confirm"
    assert "0945 000 333" in said(replies)
    assert NAME in said(replies)


async def test_another_phone_named_at_once():
    chat = Counter()
    await chat.until_read_back()
    replies = await chat.say("sửa số điện thoại thành 0945000333", "change_appointment", {"phone": "0945000333"})
    assert "0945 000 333" in said(replies)
    assert chat.step == "confirm"


async def test_another_name():
    chat = Counter()
    await chat.until_read_back()
    await chat.say("sửa tên", "provide_info")
    assert chat.step == "name"
    replies = await chat.say("Trần Thị Mẫu", "provide_info")
    assert "Trần Thị Mẫu" in said(replies)
    replies = await chat.say("đổi tên thành Lê Thị Vẽ", "change_appointment")
    assert "Lê Thị Vẽ" in said(replies)


async def test_another_number_of_dossiers_is_held_anew():
    chat = Counter()
    await chat.until_read_back()
    before = chat.book.kept
    replies = await chat.say("đổi thành 3 bộ hồ sơ", "change_appointment")
    assert chat.step == "confirm"
    assert "3 bộ" in said(replies)
    assert len(chat.book.kept) == 1
    assert chat.book.kept != before


async def test_more_dossiers_than_are_left_leads_to_other_half_days():
    chat = Counter()
    await chat.until_read_back()
    chat.book.openings[chat.slot()]["capacity"] = 3
    replies = await chat.say("đổi thành 4 bộ hồ sơ", "change_appointment")
    assert chat.step == "half_day"
    assert "không đủ cho 4 bộ" in said(replies)
    await chat.press(f"#book.at:{chat.slot(number=25)}")
    assert chat.step == "confirm"
    assert len(chat.book.kept) == 1


async def test_another_procedure_starts_over_but_keeps_the_person():
    chat = Counter()
    await chat.until_read_back()
    await chat.choose("#book.fix:other")
    await chat.choose("#book.fix:procedure")
    assert chat.step == "procedure"
    await chat.press("#book.proc:2.000884")
    assert (chat.known["name"], chat.known["phone"]) == (NAME, PHONE)


@pytest.mark.parametrize(
    ("part", "step"),
    [("day", "half_day"), ("unit", "unit"), ("contact", "name"), ("dossiers", "dossiers"), ("phone", "phone")],
)
async def test_every_part_can_be_changed_by_its_button(part, step):
    chat = Counter()
    await chat.until_read_back()
    if f"#book.fix:{part}" not in [choice.payload for choice in chat.state.menu]:
        await chat.choose("#book.fix:other")
    await chat.press(f"#book.fix:{part}")
    assert chat.step == step


async def test_a_wrong_day_is_no_day_that_is_over():
    chat = Counter()
    await chat.until_read_back()
    replies = await chat.say("sai ngày rồi", None)
    assert chat.step == "half_day"
    assert "đã qua" not in said(replies)


async def test_a_place_at_the_read_back_is_another_place():
    chat = Counter()
    await chat.until_read_back()
    await chat.say("không phải, phường 8 cà mau", "provide_info", {"admin_unit": "phường 8 cà mau"})
    assert (chat.step, chat.known["unit"]) == ("half_day", WARD_8)


async def test_no_at_the_read_back_asks_what_is_wrong():
    chat = Counter()
    await chat.until_read_back()
    replies = await chat.say("không phải")
    assert chat.step == "fix"
    assert "#book.fix:unit" in payloads(replies)
    await chat.say("đúng rồi")
    assert len(chat.book.bookings) == 1


# -- old buttons


async def test_an_old_confirmation_does_not_act():
    chat = Counter()
    await chat.until_read_back()
    old = chat.payload("#book.confirm")
    await chat.say("đổi qua sáng thứ 4", "change_appointment")
    replies = await chat.press(old)
    assert chat.book.bookings == {}
    assert "câu hỏi trước" in said(replies)
    assert chat.step == "confirm"
    await chat.choose("#book.confirm")
    assert next(iter(chat.book.bookings.values())).date.day == 25


async def test_the_button_under_a_repeated_read_back_still_acts():
    chat = Counter()
    await chat.until_read_back()
    token = chat.payload("#book.confirm")
    await chat.say("dạ")
    await chat.press(token)
    assert len(chat.book.bookings) == 1


async def test_confirming_twice_says_that_it_is_booked():
    chat = Counter()
    await chat.until_read_back()
    button = chat.payload("#book.confirm")
    await chat.press(button)
    replies = await chat.press(button)
    assert len(chat.book.bookings) == 1
    assert next(iter(chat.book.bookings)) in said(replies)


async def test_a_half_day_of_an_older_menu_only_fits_its_step():
    chat = Counter()
    await chat.until_name()
    replies = await chat.press(f"#book.at:{chat.slot(number=25)}")
    assert "câu hỏi trước" in said(replies)
    assert "tên gì" in replies[-1].text
    assert chat.known["_chosen"]["opening"] == chat.slot()


async def test_a_half_day_of_an_older_menu_of_the_same_step_counts():
    chat = Counter()
    await chat.press(f"#book.start:{COPIES}")
    await chat.say("xã Tắc Vân", "provide_info", {"admin_unit": "xã Tắc Vân"})
    await chat.say("thứ 6", "provide_info")
    await chat.press(f"#book.at:{chat.slot(number=24)}")
    assert chat.step == "dossiers"


OLD = [
    "#book.confirm:zzz", "#book.agree:zzz", "#book.drop:zzz", "#book.retry:zzz", "#book.at:99", "#book.dossiers:2",
    "#book.presence:yes", "#book.who:same", "#book.fix:day", "#book.look", "#book.elsewhere",
    "#book.area:xa-tac-van_ca-mau", "#book.from:2021-08-25", "#book.nonsense:1",
    "#book.start:9.999999", "#book.unit:nowhere", "#book.proc:2.000815",
]  # fmt: skip


@pytest.mark.parametrize("payload", OLD)
async def test_old_and_made_up_buttons_outside_of_a_booking_are_told_so(payload):
    chat = Counter()
    replies = await chat.press(payload)
    assert "không còn dùng được" in said(replies)
    assert chat.state.dialogue is None
    assert chat.book.bookings == {}


@pytest.mark.parametrize("payload", ["#book.dossiers:0", "#book.dossiers:1000", "#book.dossiers:x", "#book.dossiers"])
async def test_made_up_numbers_of_dossiers_are_refused(payload):
    chat = Counter()
    await chat.until_dossiers()
    replies = await chat.press(payload)
    assert chat.step == "dossiers"
    assert "không còn dùng được" in said(replies)


@pytest.mark.parametrize(
    "payload", ["#book.at:x", "#book.from:yesterday", "#book.from:2021-99-99", "#book.unit:nowhere"]
)
async def test_made_up_choices_of_a_half_day_are_refused(payload):
    chat = Counter()
    await chat.press(f"#book.start:{COPIES}")
    await chat.say("xã Tắc Vân", "provide_info", {"admin_unit": "xã Tắc Vân"})
    replies = await chat.press(payload)
    assert chat.step in ("half_day", "unit")
    assert replies[-1].choices


async def test_a_stale_number_is_told_so():
    chat = Counter()
    await chat.until_name()
    replies = await chat.say("2")
    assert "không còn dùng được" in said(replies)
    assert chat.step == "name"


async def test_a_number_means_the_latest_menu_only():
    chat = Counter()
    await chat.press(f"#book.start:{COPIES}")
    await chat.say("xã Tắc Vân", "provide_info", {"admin_unit": "xã Tắc Vân"})
    await chat.say("2")
    assert chat.known["_chosen"]["opening"] == chat.slot(number=24)


async def test_an_older_state_without_a_dialogue_survives_a_press():
    chat = Counter()
    chat.state = State()
    replies = await chat.press("#book.confirm:")
    assert replies


async def test_a_new_booking_for_something_else_is_refused_by_the_ladder_and_gives_back_places():
    chat = Counter()
    await chat.until_name()
    await chat.press(f"#book.start:{BIRTH}")
    assert chat.book.kept == []
    assert chat.state.dialogue is None
    assert chat.profile.area == TAC_VAN


@pytest.mark.parametrize("intent", ["provide_info", "thank_bye", "change_appointment"])
@pytest.mark.parametrize("text", ["sai ten roi, Vo Van Ty", "sửa tên lại, Võ Văn Tý", "nhầm tên, tên là Võ Văn Tý"])
async def test_the_right_name_beside_the_wrong_is_taken_at_once(text, intent):
    chat = Counter()
    await chat.until_read_back()
    replies = await chat.say(text, intent)
    assert chat.step == "confirm"
    assert "Văn Tý" in said(replies) or "Van Ty" in said(replies)
    assert "0912 000 111" in said(replies)


@pytest.mark.parametrize("step", ["name", "phone"])
async def test_another_day_while_who_comes_is_asked_is_told(step):
    chat = Counter()
    await chat.until_name()
    if step == "phone":
        await chat.say(NAME, "provide_info")
    replies = await chat.say("đổi qua sáng thứ 4 được không", "change_appointment")
    assert chat.step == step
    assert "sáng thứ Tư 25/8" in said(replies)
    assert chat.known["_chosen"]["day"] == "2021-08-25"


@pytest.mark.parametrize(
    "text",
    [
        "con co viec, doi qua sang thu 4",
        "mắc công việc rồi, dời sáng thứ 4 nha",
        "dời sáng thứ 4 được không, em kẹt việc",
    ],
)
async def test_who_has_something_to_do_names_no_other_procedure(text):
    chat = Counter()
    await chat.until_read_back()
    replies = await chat.say(text, "change_appointment")
    assert "việc gì" not in said(replies)
    assert "sáng thứ Tư 25/8" in said(replies)
    assert chat.known["procedure"] == COPIES


async def test_another_procedure_is_still_asked_for():
    chat = Counter()
    await chat.until_read_back()
    await chat.say("đổi việc khác đi", "change_appointment")
    assert chat.step == "procedure"


@pytest.mark.parametrize("text", ["8h", "8h dc hong", "lúc 9 giờ nha"])
async def test_who_names_an_hour_hears_that_none_can_be_chosen(text):
    chat = Counter()
    await chat.until_dossiers()
    replies = await chat.say(text, "provide_info")
    assert chat.step == "dossiers"
    assert "chưa hiểu" not in said(replies)
    assert "khung giờ chia theo thứ tự" in said(replies)
    assert chat.known["_chosen"]["day"] == "2021-08-23"
    await chat.say("1 bộ", "provide_info")
    await chat.say("đồng ý")
    await chat.say(NAME, "provide_info")
    assert "chia theo thứ tự" not in said(await chat.say(PHONE, "provide_info")), "it was told once"


async def test_an_hour_named_with_the_day_is_told_not_to_be_chosen():
    chat = Counter()
    await chat.press(f"#book.start:{COPIES}")
    await chat.say("xã Tắc Vân", "provide_info", {"admin_unit": "xã Tắc Vân"})
    replies = await chat.say("8h sáng mai", "provide_info")
    assert chat.step == "dossiers"
    assert "khung giờ chia theo thứ tự" in said(replies)
