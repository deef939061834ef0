"""Booking in the chat, step by step: what is asked, what is taken, what confirms and what does not."""

from __future__ import annotations

import pytest

from bot.conversation.messages import Kind
from tests.unit.handlers.counter import (
    AFTERNOON,
    COPIES,
    MORNING,
    NAME,
    PHONE,
    TAC_VAN,
    WARD_8,
    Counter,
    day,
    lock,
)
from tests.unit.handlers.turns import cited, payloads, said


async def test_a_booking_from_the_ladder_to_the_code():
    chat = Counter()
    await chat.say(
        "chung thuc ban sao, ra xa luon dc hong", "ask_inperson_allowed", {"procedure": "chung thuc ban sao"}
    )
    await chat.press("Đặt lịch đến quầy")
    assert chat.step == "area"
    replies = await chat.say("xa tac van")
    assert chat.step == "half_day"
    assert "Bộ phận Một cửa xã Tắc Vân" in said(replies)
    replies = await chat.say("sang mai")
    assert "sáng thứ Hai 23/8" in said(replies)
    await chat.say("2")
    assert chat.step == "consent"
    await chat.say("đồng ý")
    await chat.say(NAME)
    replies = await chat.say(PHONE)
    for words in (
        "Chứng thực bản sao",
        "Một cửa xã Tắc Vân",
        "sáng thứ Hai 23/8",
        "7:00–7:30",
        "2 bộ",
        NAME,
        "0912 000 111",
    ):
        assert words in said(replies)
    assert "CM4708-R10" in cited(replies)
    assert chat.book.bookings == {}
    replies = await chat.say("đúng rồi")
    booking = next(iter(chat.book.bookings.values()))
    assert (booking.dossiers, booking.visitor.name, booking.visitor.phone) == (2, NAME, PHONE)
    assert booking.owner == "owner-1"
    for words in (booking.code, "Số thứ tự: 1", "ấp Demo", "bản chính", "5K", "08.27.27.1022", "lịch của tôi"):
        assert words in said(replies)
    assert {"CM4708-R10", "CM4708-R08"} <= cited(replies)
    assert chat.state.dialogue is None
    assert (chat.profile.name, chat.profile.phone) == (NAME, PHONE)


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
    assert "CM4708-R06" in cited(replies)


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


@pytest.mark.parametrize("text", ["dạ", "ừm", "ok", "vâng", "👍", "có", "oke em", "dạ dạ"])
async def test_politeness_confirms_nothing(text):
    chat = Counter()
    await chat.until_read_back()
    replies = await chat.say(text)
    assert chat.book.bookings == {}
    assert chat.step == "confirm"
    assert "đồng ý" in said(replies)
    assert chat.payload("#book.confirm")


@pytest.mark.parametrize("text", ["dạ", "ừm", "ok"])
async def test_politeness_is_no_consent(text):
    chat = Counter()
    await chat.until_dossiers()
    await chat.say("1")
    await chat.say(text)
    assert chat.step == "consent"
    assert chat.people.consents == []


@pytest.mark.parametrize("text", ["đúng rồi", "đồng ý", "dung roi", "xác nhận", "đặt đi"])
async def test_plain_words_confirm(text):
    chat = Counter()
    await chat.until_read_back()
    await chat.say(text)
    assert len(chat.book.bookings) == 1


async def test_consent_is_recorded_and_not_asked_twice():
    chat = Counter()
    await chat.booked()
    assert [row["given"] for row in chat.people.consents] == [True]
    assert "số điện thoại" in chat.people.consents[0]["text"]
    await chat.until_dossiers_again()
    await chat.say("1")
    assert chat.step == "contact"


async def test_without_consent_there_is_no_booking():
    chat = Counter()
    await chat.until_dossiers()
    await chat.say("1")
    replies = await chat.choose("#book.refuse")
    assert chat.state.dialogue is None
    assert chat.book.kept == []
    assert "không đặt lịch được" in said(replies)
    assert [row["given"] for row in chat.people.consents] == [False]


async def test_the_remembered_name_is_offered():
    chat = Counter()
    await chat.booked()
    await chat.until_dossiers_again()
    replies = await chat.say("1")
    assert NAME in said(replies)
    await chat.choose("#book.who:same")
    assert chat.step == "confirm"


async def test_somebody_else_may_come():
    chat = Counter()
    await chat.booked()
    await chat.until_dossiers_again()
    await chat.say("1")
    await chat.choose("#book.who:other")
    await chat.say("Trần Thị Mẫu 0945000333", "provide_info")
    replies = await chat.say("đúng rồi")
    assert "Trần Thị Mẫu" not in said(replies)
    assert sorted(b.visitor.name for b in chat.book.bookings.values()) == [NAME, "Trần Thị Mẫu"]


async def test_name_and_phone_in_one_message():
    chat = Counter()
    await chat.until_name()
    await chat.say("tui tên Lê Thị Mẫu, số 0913 000 808", "provide_info")
    assert chat.step == "confirm"
    assert (chat.known["name"], chat.known["phone"]) == ("Lê Thị Mẫu", "0913000808")


async def test_the_name_among_other_words_is_taken():
    chat = Counter()
    await chat.until_name()
    await chat.say("má tui, bà Lâm Thị Demo", "provide_info", {"person": ["má", "Lâm Thị Demo"]})
    assert chat.known["name"] == "Lâm Thị Demo"
    await chat.say("số má tui 0977000666", "provide_info", {"person": "má", "phone": "0977000666"})
    assert (chat.known["name"], chat.known["phone"]) == ("Lâm Thị Demo", "0977000666")


@pytest.mark.parametrize("text", ["sao phải cho tên", "lấy số điện thoại làm chi"])
async def test_why_a_name_is_needed_is_told(text):
    chat = Counter()
    await chat.until_name()
    replies = await chat.say(text, "affirm")
    assert "chỉ dùng để giữ chỗ" in said(replies)
    assert chat.step == "name"


async def test_a_shared_contact_is_a_phone():
    chat = Counter()
    await chat.until_name()
    await chat.say(NAME, "provide_info")
    await chat.take(Kind.CONTACT, phone="+84912000111")
    assert chat.step == "confirm"
    assert chat.known["phone"] == PHONE


@pytest.mark.parametrize(
    ("text", "words"), [("091200011", "thiếu"), ("0412000111", "không giống"), ("hong nho", "10 số")]
)
async def test_a_wrong_phone_is_asked_again(text, words):
    chat = Counter()
    await chat.until_name()
    await chat.say(NAME, "provide_info")
    replies = await chat.say(text, "provide_info")
    assert chat.step == "phone"
    assert words in said(replies)


@pytest.mark.parametrize("name", ["Trần Thị Mai", "nguyen van sang", "Lê Thị Phượng", "Huỳnh Văn Sáu", "Danh Mẫu"])
@pytest.mark.parametrize("intent", ["provide_info", "out_of_scope", None])
async def test_names_that_read_like_other_things(name, intent):
    chat = Counter()
    await chat.until_name()
    await chat.say(name, intent)
    assert chat.step == "phone"
    assert chat.known["name"].lower() == name.lower()


async def test_a_side_question_is_answered_and_the_step_asked_again():
    chat = Counter()
    await chat.until_name()
    replies = await chat.say("5k la gi")
    assert "CM4708-R10" in cited(replies)
    assert "tên gì" in replies[-1].text
    assert chat.step == "name"


async def test_a_side_question_with_buttons_leaves_the_steps_menu():
    chat = Counter()
    await chat.until_dossiers()
    replies = await chat.say("phải mang khẩu trang không", "ask_epidemic_rules")
    assert payloads(replies[-1:]) == ["#book.dossiers:1", "#book.dossiers:2", "#book.dossiers:3"]
    await chat.say("2")
    assert chat.known["dossiers"] == 2


async def test_an_unread_question_is_a_side_question():
    chat = Counter()
    await chat.until_dossiers()
    replies = await chat.say("mang dép vô được không?")
    assert chat.step == "dossiers"
    assert "mấy bộ" in replies[-1].text


async def test_what_is_not_understood_is_said_and_asked_again():
    chat = Counter()
    await chat.until_dossiers()
    replies = await chat.say("ờ thì đó", "provide_info")
    assert "chưa hiểu" in said(replies)
    assert chat.step == "dossiers"


async def test_a_second_wish_in_an_answer_is_answered_before_the_next_question():
    chat = Counter()
    await chat.until_dossiers()
    replies = await chat.say("2 bộ, mà cần giấy gì vậy", "provide_info", secondary=["ask_procedure_documents"])
    assert chat.step == "consent"
    assert "giấy tờ" in said(replies[:-1])
    assert replies[-1].choices[0].payload.startswith("#book.agree")
    assert sum("Đồng ý" in [choice.label for choice in reply.choices] for reply in replies) == 1


@pytest.mark.parametrize("text", ["thôi khỏi", "thoi khoi", "khỏi đặt nữa", "hủy", "dẹp đi"])
async def test_giving_up_releases_what_is_held(text):
    chat = Counter()
    await chat.until_name()
    assert len(chat.book.kept) == 1
    replies = await chat.say(text)
    assert chat.state.dialogue is None
    assert chat.book.kept == []
    assert "đã trả lại" in said(replies)


async def test_dropping_by_its_button_releases_too():
    chat = Counter()
    await chat.until_read_back()
    await chat.choose("#book.drop")
    assert chat.book.kept == []
    assert chat.state.dialogue is None


async def test_thoi_viec_ends_nothing():
    chat = Counter()
    await chat.until_dossiers()
    await chat.say("thôi việc", "ask_unemployment_benefit")
    assert chat.step == "dossiers"


async def test_beginning_anew_gives_back_what_was_held():
    chat = Counter()
    await chat.until_name()
    await chat.press(f"#book.start:{COPIES}")
    assert chat.book.kept == []


async def test_two_dossiers_are_never_booked_by_a_repeated_turn():
    chat = Counter()
    await chat.until_read_back()
    token, state = chat.state.dialogue.token, chat.state.to_json()
    await chat.press(f"#book.confirm:{token}")
    first = dict(chat.book.bookings)
    chat.state = type(chat.state).from_json(state)  # the turn's commit was lost, the message comes again
    replies = await chat.again(f"#book.confirm:{token}")
    assert chat.book.bookings == first
    assert next(iter(first)) in said(replies)


async def test_the_calendar_of_the_service_follows_the_turns():
    chat = Counter()
    await chat.booked()
    assert chat.book.as_of == {chat.moment}
    today = Counter.today()
    today.received = today.moment
    await today.press("#book.start:2.000815")
    await today.say("phường Tân Thành", "provide_info", {"admin_unit": "phường Tân Thành"})
    assert today.book.as_of in (set(), {None})


async def test_all_calls_that_change_carry_the_turns_key():
    chat = Counter()
    await chat.booked()
    keys = [key for name, key in chat.book.calls if name in ("hold", "confirm")]
    assert len(keys) == 2
    assert all(key.startswith("inbox-") for key in keys)


async def test_english_speakers_are_answered_in_english():
    chat = Counter()
    chat.profile.language = "en"
    await chat.until_read_back()
    replies = await chat.say("confirm")
    assert "Queue number: 1" in said(replies)


async def test_both_half_days_of_a_day_are_offered():
    chat = Counter()
    chat.announce(TAC_VAN, day(24), AFTERNOON, 4)
    await chat.press(f"#book.start:{COPIES}")
    await chat.say("xã Tắc Vân", "provide_info", {"admin_unit": "xã Tắc Vân"})
    replies = await chat.say("thứ 3", "provide_info")
    offered = [payload for payload in payloads(replies) if payload.startswith("#book.at")]
    assert offered == [f"#book.at:{chat.slot(number=24, half=half)}" for half in (MORNING, AFTERNOON)]
