"""A name and a phone that somebody types before they may be kept need not be typed again after the consent."""

from __future__ import annotations

import pytest

from bot.handlers.early import told_in
from tests.unit.handlers.counter import COPIES, Counter
from tests.unit.handlers.turns import LETTER, TODAY, Chat, said

TOLD = [
    ("ten con la Le Thi Be Tu, sdt 0917 222 333", "Le Thi Be Tu", "0917222333"),
    ("Nguyen Thi Kieu, 0939 444 555, lm 1 bo hs thoi", "Nguyen Thi Kieu", "0939444555"),
    ("no ten Tam, so no la 0945 111 222, goi no nghen", "Tam", "0945111222"),
    ("em ten Pham Minh Khoi, so 0901234567, me em ten Tran Thi Sau", "Pham Minh Khoi", "0901234567"),
    ("em tên Bé Ba số 0917222333 nè", "Bé Ba", "0917222333"),
    ("so tao 0966 555 444 ten Lam, goi truoc 11h nghen", "Lam", "0966555444"),
    ("so tui 0917222333 nha chu", None, "0917222333"),
    ("tui ten Nguyen Van Demo", "Nguyen Van Demo", None),
]
NOT_TOLD = [
    "tran van thoi",
    "con o tran van thoi",
    "ten toi trong so ho khau bi sai",
    "tên đường là Nguyễn Trãi",
    "làm giấy khai sinh tên bé là Nguyễn Minh An",
    "doi ten con tui thanh Nguyen Minh An",
    "em tên gì hả bot",
]


@pytest.mark.parametrize(("text", "name", "phone"), TOLD)
def test_what_is_told_of_oneself(text, name, phone):
    told = told_in(text)
    assert (told.get("name"), told.get("phone")) == (name, phone)


@pytest.mark.parametrize("text", NOT_TOLD)
def test_other_names_are_nobody_to_be_called(text):
    assert not told_in(text)


async def test_a_call_begun_with_name_and_phone_asks_only_for_consent():
    chat = Chat(TODAY)
    await chat.say("goi lai cho tui di, ten Sau Hung 0888 777 666 tach thua dat", "talk_to_human")
    if chat.state.dialogue is None:
        await chat.press("Để lại số để cán bộ gọi lại")
    slots = chat.state.dialogue.slots
    assert slots.get("name") is None
    assert slots.get("phone") is None
    replies = await chat.say("đồng ý")
    assert chat.state.dialogue.step == "confirm"
    assert "Sau Hung" in said(replies)
    assert "0888 777 666" in said(replies)


async def test_what_was_told_just_before_the_button_counts():
    chat = Chat(TODAY)
    await chat.say("no ten Tam, so no la 0945 111 222, goi no nghen", "provide_info")
    await chat.press("#call.start:hotline")
    replies = await chat.press("Đồng ý")
    assert chat.state.dialogue.step == "confirm"
    assert "0945 111 222" in said(replies)


async def test_what_is_told_at_the_question_for_consent_is_read_after_it():
    chat = Chat(TODAY)
    await chat.press("#call.start:hotline")
    replies = await chat.say("tui ten Nguyen Van Demo, so 0912 000 111", "provide_info")
    assert chat.state.dialogue.step == "consent"
    assert "khỏi nhắn lại" in said(replies)
    assert "90 ngày" not in said(replies), "the whole text stands above"
    replies = await chat.say("ừ đồng ý nha")
    assert chat.state.dialogue.step == "confirm"
    assert "Nguyen Van Demo" in said(replies)


async def test_who_refuses_leaves_nothing():
    chat = Chat(TODAY)
    await chat.say("goi lai cho tui, ten Nguyen Van Demo so 0912 000 111", "talk_to_human")
    if chat.state.dialogue is None:
        await chat.press("Để lại số để cán bộ gọi lại")
    await chat.press("Không đồng ý")
    assert (chat.profile.name, chat.profile.phone) == (None, None)
    assert "0912000111" not in str(chat.state.to_json()).replace(" ", "")


@pytest.mark.parametrize("step", ["half_day", "dossiers"])
async def test_a_booking_hears_them_at_any_step(step):
    chat = Counter()
    await chat.press(f"#book.start:{COPIES}")
    await chat.say("xã Tắc Vân", "provide_info", {"admin_unit": "xã Tắc Vân"})
    if step == "dossiers":
        await chat.say("sáng mai", "provide_info")
    assert chat.step == step
    replies = await chat.say("ten con la Le Thi Be Tu, sdt 0917 222 333", "provide_info")
    assert "chưa hiểu" not in said(replies)
    assert "khỏi nhắn lại" in said(replies)
    assert chat.step == step
    assert "0917222333" not in str(chat.state.to_json()).replace(" ", "")
    if step == "half_day":
        await chat.say("sáng mai", "provide_info")
    await chat.say("1 bộ", "provide_info")
    assert chat.step == "consent"
    replies = await chat.press("Đồng ý")
    assert chat.step == "confirm"
    assert "Le Thi Be Tu" in said(replies)
    assert "0917 222 333" in said(replies)


async def test_a_number_of_dossiers_beside_them_is_taken_too():
    chat = Counter()
    await chat.until_dossiers()
    await chat.say("Nguyen Thi Kieu, 0939 444 555, lm 1 bo hs thoi", "provide_info")
    assert chat.step == "consent"
    await chat.say("oke chốt, đồng ý")
    assert chat.step == "confirm"
    assert (chat.known["name"], chat.known["phone"]) == ("Nguyen Thi Kieu", "0939444555")


async def test_who_agreed_before_is_written_down_at_once():
    chat = Counter(LETTER)
    await chat.booked()
    await chat.until_dossiers_again()
    await chat.say("nguoi di la em tui ten Tran Van Ut, so 0918 333 444", "provide_info")
    await chat.say("1 bộ", "provide_info")
    assert chat.step == "confirm"
    assert (chat.known["name"], chat.known["phone"]) == ("Tran Van Ut", "0918333444")


@pytest.mark.parametrize(
    "text", ["doi so lai 0888 777 667", "sua so 0888777667", "so moi 0888777667", "nham so, 0888777667"]
)
async def test_an_order_about_the_number_is_no_name(text):
    chat = Chat(TODAY)
    await chat.press("#call.start:hotline")
    await chat.press("Đồng ý")
    assert chat.state.dialogue.step == "name"
    await chat.say(text, "provide_info")
    assert chat.state.dialogue.step == "name"
    assert chat.state.dialogue.slots["phone"] == "0888777667"
