"""How a booking begins: by the ladder's offer, by a wish, by a place; what is asked for then."""

from __future__ import annotations

import pytest

from tests.unit.handlers.counter import (
    COPIES,
    TAC_VAN,
    WARD_8,
    Counter,
    lock,
)
from tests.unit.handlers.turns import payloads, said


@pytest.mark.parametrize("intent", ["provide_info", None, "ask_area_status"])
async def test_a_bare_place_after_the_ladder_takes_its_offer(intent):
    chat = Counter()
    await chat.say("chứng thực bản sao", "find_procedure", {"procedure": "chứng thực bản sao"})
    replies = await chat.say("xa tac van", intent)
    assert chat.step == "half_day"
    assert chat.profile.area == TAC_VAN
    assert f"#book.at:{chat.slot()}" in payloads(replies)


async def test_the_area_that_the_ladder_asks_for_takes_its_offer_too():
    chat = Counter(locks=[lock("xa-dinh-binh_ca-mau")])
    replies = await chat.say("chứng thực bản sao", "find_procedure", {"procedure": "chứng thực bản sao"})
    assert "ở xã, phường nào" in said(replies)
    await chat.say("xa tac van", "provide_info")
    assert chat.step == "half_day"
    locked = Counter(locks=[lock("xa-dinh-binh_ca-mau")])
    await locked.say("chứng thực bản sao", "find_procedure", {"procedure": "chứng thực bản sao"})
    replies = await locked.say("xa dinh binh", "provide_info")
    assert locked.state.dialogue is None
    assert "Nơi anh/chị ở đang phong tỏa" in said(replies)


async def test_a_bare_day_after_the_ladder_takes_its_offer():
    chat = Counter()
    await chat.say("chứng thực bản sao", "find_procedure", {"procedure": "chứng thực bản sao"})
    await chat.say("sáng mai", "provide_info")
    assert chat.step == "area"
    await chat.say("xã Tắc Vân", "provide_info")
    assert chat.step == "dossiers"


@pytest.mark.parametrize("intent", ["nlu_fallback", "ask_inperson_allowed", "provide_info"])
async def test_asking_whether_one_may_come_on_a_day_takes_the_offer(intent):
    chat = Counter()
    await chat.say("chung thuc ban sao", "find_procedure", {"procedure": "chung thuc ban sao"})
    await chat.say("sáng mốt ra tắc vân được hông", intent, {"admin_unit": "tắc vân"})
    assert chat.step == "dossiers"


async def test_a_place_asked_about_or_named_without_an_offer_begins_nothing():
    chat = Counter()
    await chat.say("xã Tắc Vân", "provide_info", {"admin_unit": "xã Tắc Vân"})
    assert chat.state.dialogue is None
    await chat.say("chứng thực bản sao", "find_procedure", {"procedure": "chứng thực bản sao"})
    await chat.say("xã Tắc Vân có bị phong tỏa không", "ask_area_status", {"admin_unit": "xã Tắc Vân"})
    assert chat.state.dialogue is None


async def test_one_message_fills_several_steps():
    chat = Counter()
    text = "mai ra xã tắc vân nộp chứng thực bản sao, đặt giùm 2 bộ buổi sáng"
    await chat.say(
        text, "book_appointment", {"admin_unit": "xã tắc vân", "procedure": "chứng thực bản sao", "date": "mai"}
    )
    assert chat.step == "consent"
    assert len(chat.book.kept) == 1
    assert chat.known["dossiers"] == 2
    assert chat.profile.area is None  # where they go is not where they live


async def test_where_somebody_lives_is_told_apart_from_where_they_go():
    chat = Counter()
    text = "tui ở tắc vân, cho đặt lịch chứng thực bản sao"
    await chat.say(text, "book_appointment", {"admin_unit": "tắc vân", "procedure": "chứng thực bản sao"})
    assert chat.profile.area == TAC_VAN
    assert chat.step == "half_day"


async def test_a_wish_without_a_procedure_is_asked_for_it():
    chat = Counter()
    replies = await chat.say("đặt lịch")
    assert chat.step == "procedure"
    assert f"#book.proc:{COPIES}" in payloads(replies)
    assert len(replies) == 1
    await chat.press(f"#book.proc:{COPIES}")
    assert chat.step == "area"


@pytest.mark.parametrize("text", ["dat so", "lay so", "đặt hẹn", "dat lich gium em"])
async def test_a_wish_for_a_slot_names_no_procedure(text):
    chat = Counter()
    await chat.say(text, "book_appointment")
    assert chat.step == "procedure"


async def test_a_typed_procedure_is_found_or_asked_about():
    chat = Counter()
    await chat.say("đặt lịch")
    await chat.say("sao y bản chính", "find_procedure", {"procedure": "sao y bản chính"})
    assert chat.known["procedure"] == COPIES


async def test_the_procedure_talked_of_before_is_taken():
    chat = Counter()
    await chat.say("chứng thực bản sao cần giấy gì", "ask_procedure_documents", {"procedure": "chứng thực bản sao"})
    await chat.say("đặt lịch")
    assert chat.known["procedure"] == COPIES


async def test_the_area_is_asked_once_and_remembered():
    chat = Counter()
    await chat.booked()
    assert chat.profile.area == TAC_VAN
    await chat.press(f"#book.start:{COPIES}")
    assert chat.step == "half_day"


async def test_an_unknown_area_is_asked_again_and_then_let_be():
    chat = Counter()
    await chat.press(f"#book.start:{COPIES}")
    await chat.say("xứ khỉ ho cò gáy", "provide_info")
    assert chat.step == "area"
    replies = await chat.say("thì ở đó đó", "provide_info")
    assert chat.step == "unit"
    assert {f"#book.unit:{TAC_VAN}", f"#book.unit:{WARD_8}"} <= set(payloads(replies))


async def test_who_named_a_unit_goes_on_with_it_when_their_own_area_is_not_recognised():
    chat = Counter(locks=[lock(WARD_8, since="2021-08-25")])
    entities = {"procedure": "chung thuc ban sao", "admin_unit": "tac van"}
    await chat.say("chung thuc ban sao o tac van, dat lich sang mai", "book_appointment", entities)
    assert chat.step == "area"
    await chat.say("xứ khỉ ho cò gáy", "provide_info")
    await chat.say("thì ở đó đó", "provide_info")
    assert chat.step == "dossiers"
    assert chat.known["unit"] == TAC_VAN


async def test_a_unit_can_be_chosen_typed_or_pressed():
    chat = Counter()
    await chat.press(f"#book.start:{COPIES}")
    await chat.say("xã Tắc Vân", "provide_info", {"admin_unit": "xã Tắc Vân"})
    await chat.press("#book.elsewhere")
    assert chat.step == "unit"
    replies = await chat.say("phường 8 thành phố Cà Mau", "provide_info", {"admin_unit": "phường 8 thành phố Cà Mau"})
    assert chat.step == "half_day"
    assert "phường 8" in said(replies)
    assert chat.profile.area == TAC_VAN


async def test_a_deep_link_names_the_unit():
    chat = Counter()
    chat.state.memo["unit"] = WARD_8
    await chat.press(f"#book.start:{COPIES}")
    assert chat.step == "half_day"
    assert chat.known["unit"] == WARD_8


async def test_a_unit_pressed_outside_of_a_booking_begins_one():
    chat = Counter()
    await chat.press(f"#book.unit:{WARD_8}")
    assert chat.step == "procedure"
    await chat.press(f"#book.proc:{COPIES}")
    assert (chat.step, chat.known["unit"]) == ("half_day", WARD_8)


async def test_who_lives_in_another_province_of_the_day_is_told_so():
    chat = Counter()
    await chat.press(f"#book.start:{COPIES}")
    replies = await chat.say("xã Tân Phong", "provide_info", {"admin_unit": "xã Tân Phong"})
    assert "thị xã Giá Rai thuộc tỉnh khác" in said(replies)
    assert "chưa mở lịch" not in said(replies)
    await chat.choose(f"#book.unit:{TAC_VAN}")
    assert chat.step == "half_day"


async def test_a_day_and_a_number_said_together_where_the_area_is_asked_are_both_kept():
    chat = Counter()
    await chat.press(f"#book.start:{COPIES}")
    await chat.say("sáng mai, 2 bộ", "provide_info")
    assert chat.step == "area"
    await chat.say("xã Tắc Vân", "provide_info", {"admin_unit": "xã Tắc Vân"})
    assert chat.known["dossiers"] == 2
    assert chat.step == "consent"  # neither the day nor the number is asked for once more


@pytest.mark.parametrize(
    "text",
    [
        "tới phường Tân Thành làm được hông",
        "toi phuong tan thanh lam duoc hong",
        "ra phường Tân Thành nộp có được không em",
    ],
)
async def test_an_office_that_was_asked_about_is_proposed(text):
    chat = Counter.today()
    await chat.press(f"#ans.ask:{COPIES}/papers")
    await chat.say(text, "ask_inperson_allowed", {"admin_unit": text.split(" ", 1)[1][:16]})
    replies = await chat.say("đặt lịch giùm tui", "book_appointment")
    assert chat.step == "half_day"
    assert "phường Tân Thành" in said(replies)


async def test_an_office_that_is_named_for_the_visit_goes_before_one_that_was_asked_about():
    chat = Counter.today()
    await chat.press(f"#ans.ask:{COPIES}/papers")
    await chat.say("tới phường Tân Thành làm được hông", "ask_inperson_allowed")
    await chat.say("đặt lịch ở xã Phan Ngọc Hiển", "book_appointment", {"admin_unit": "xã Phan Ngọc Hiển"})
    assert chat.known.get("unit") != "phuong-tan-thanh-2025"


async def test_where_somebody_lives_is_no_office_they_ask_about():
    chat = Counter.today()
    await chat.say("nhà tui ở phường Tân Thành, làm khai sinh cần giấy gì", "ask_procedure_documents")
    assert "unit" not in chat.state.memo
