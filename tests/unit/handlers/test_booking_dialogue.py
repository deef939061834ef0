"""Booking in the chat from the ladder to the code; side questions, giving up, and what a repeated turn does."""

from __future__ import annotations

import pytest

from tests.unit.handlers.counter import (
    AFTERNOON,
    COPIES,
    MORNING,
    NAME,
    PHONE,
    TAC_VAN,
    Counter,
    day,
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


@pytest.mark.parametrize(
    "text",
    [
        *("thôi khỏi", "thoi khoi", "khỏi đặt nữa", "hủy", "dẹp đi"),
        *("thoi khoi dat, toi tu di", "thôi khỏi, cảm ơn", "thôi để tui hỏi lại vợ tui đã", "thôi bữa khác đi"),
        *("khoan de em hoi lai ny", "thôi không đặt nữa, mai tui ra xã luôn", "thôi để em tự lên xã"),
    ],
)
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


@pytest.mark.parametrize("text", ["hủy giùm, hủy có bị phạt không", "huy gium. huy co bi phat gi khong"])
async def test_what_is_asked_beside_giving_up_is_answered(text):
    chat = Counter()
    await chat.until_read_back()
    told = said(await chat.say(text, "cancel_appointment"))
    assert "có bị phạt gì không thì trợ lý chưa biết" in told
    assert "đã dừng" in told
    assert chat.state.dialogue is None


async def test_what_nobody_can_answer_beside_giving_up_is_said_to_be_heard():
    chat = Counter()
    await chat.until_dossiers()
    told = said(await chat.say("hủy giùm, mà con chó nhà tui ăn cá được hông", "cancel_appointment"))
    assert "con chó nhà tui ăn cá được hông" in told
    assert chat.state.dialogue is None
