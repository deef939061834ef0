"""A form whose question is not answered lets go: it asks once more, then what is asked is answered and it waits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from bot.conversation import put_by as waiting
from tests.unit.handlers.counter import NAME, PHONE, Counter
from tests.unit.handlers.test_leaving_and_waiting import STEPS
from tests.unit.handlers.turns import LETTER, TODAY, Chat, payloads, said

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

ASKED = (
    ("đăng ký khai tử cần giấy gì?", "ask_procedure_documents", "giấy"),
    ("vậy ở đó có chỗ giữ xe đạp không?", "nlu_fallback", "chỗ giữ xe đạp"),
    ("mà đường vô đó có lụt không vậy em?", "nlu_fallback", "lụt"),
    ("đăng ký kết hôn mất bao nhiêu tiền?", "ask_procedure_fee", "kết hôn"),
)
BACK = "làm tiếp"
TEXT = "Anh/chị có đồng ý không?"


def prompts(chat: Chat) -> list[str]:
    """What the form has asked, and its shorter form: the same question counts as one."""
    return [row["text"] for row in chat.people.answers]


@pytest.mark.parametrize("step", STEPS)
async def test_questions_amid_a_form_are_answered_and_the_form_lets_go(
    step: Callable[[Counter], Awaitable[None]],
) -> None:
    chat = Counter()
    await step(chat)
    waits, slots = chat.step, dict(chat.known)
    booked = len(chat.book.bookings)
    short = slots["again"]
    shown = []
    for text, intent, word in ASKED:
        replies = await chat.say(text, intent)
        assert word in said(replies), (text, said(replies))
        shown.append(short in said(replies))
    assert shown == ([True, True, False, False] if waits.startswith("confirm") else [True, False, False, False])
    assert chat.state.dialogue is None
    assert (len(chat.book.bookings), chat.people.callbacks) == (booked, [])
    replies = await chat.say(BACK)
    assert chat.step == waits
    private = {"name", "phone", "procedure", "unit", "wish", "dossiers", "desk", "reason", "code"}
    assert {name: chat.known.get(name) for name in private & slots.keys()} == {
        name: slots[name] for name in private & slots.keys()
    }
    assert replies


@pytest.mark.parametrize("step", STEPS)
async def test_who_is_let_go_is_told_so_and_how_to_come_back(step: Callable[[Counter], Awaitable[None]]) -> None:
    chat = Counter()
    await step(chat)
    told = [said(await chat.say(text, intent)) for text, intent, _ in ASKED]
    assert [f"“{BACK}”" in one for one in told].count(True) == 1, "once is enough"
    latest = next(one for one in told if f"“{BACK}”" in one)
    assert re.search("CHƯA gửi|CHƯA đặt|vẫn giữ nguyên", latest)


async def call(moment=TODAY) -> Chat:
    chat = Chat(moment)
    await chat.press("#call.start:hotline")
    return chat


async def put_by(moment=TODAY) -> Chat:
    chat = await call(moment)
    for text, intent, _ in ASKED[:2]:
        await chat.say(text, intent)
    assert chat.state.dialogue is None
    return chat


async def test_a_family_without_rice_is_heard():
    chat = await call(LETTER)
    heard = [
        ("vay la co hay khong co", "nlu_fallback", ""),
        ("chay xe ve toi cau My Thuan co bi duoi lai hong", "nlu_fallback", "cau My Thuan"),
        ("neu ve duoc thi cach ly tai nha hay vo truong hoc", "nlu_fallback", "cach ly tai nha"),
        ("ai tra tien an trong do", "nlu_fallback", "ai tra tien an"),
        ("chu tro doi tien nha ma minh dau co di lam", "nlu_fallback", ""),
        ("em lam phu ho thi xin o Binh Duong hay Ca Mau", "nlu_fallback", "Binh Duong"),
    ]
    asked = 0
    for text, intent, word in heard:
        answer = said(await chat.say(text, intent))
        assert word in answer, (text, answer)
        assert "trả lời rõ" not in answer
        asked += answer.count("có đồng ý không?")
    assert asked <= 1
    assert not chat.people.consents


async def test_who_asks_to_be_called_at_their_number_is_understood():
    chat = await put_by(LETTER)
    replies = await chat.say("sđt 0900 000 044 có gì gọi gấp dùm", "talk_to_human")
    assert [row["given"] for row in chat.people.consents] == [True]
    assert "cho biết tên" in said(replies)
    assert chat.state.dialogue.slots["phone"] == "0900000044"
    assert "CHƯA gửi" in said(await chat.say("cám ơn mấy anh chị trực chốt", "thank_bye"))


NATURAL = (
    "ừ 0900000044|được, 0900 000 044 nha|gọi đi 0900000044|u so tui 0900 000 044|ok số 0900000044 nha em"
    "|sđt 0900 000 044 có gì gọi gấp dùm|u goi di em 0900 000 044|so chong toi 0900000044, goi giup nha"
    "|ừ em tên Hồng 0900 000 044|ừ bà tên Chín số 0900000044|dạ em tên Lan số 0900000044 gọi giùm em"
    "|được em, gọi số 0900000044 liền giùm chị|dạ gọi em số 0900000044|được rồi, gọi 0900000044 đi|ừa 0900000044"
    "|ok, 0900000044 cám ơn em|yes call me at 0900000044|liên hệ em số 0900000044"
)
NOT_NATURAL = (
    "0900000044|không, 0900000044|số 0900000044 là của ai|ok 0900000044 mà chưa đồng ý đâu"
    "|gọi số 0900000044 hoài không ai nghe|ừ thì để tui gọi 0900000044|da de em thu goi so do 0900000044"
    "|tôi gọi 0900000044 rồi|0900 000 044 nó gọi hoài|xã kêu gọi 0900000044|ừ hồ sơ số 0900000044"
    "|ừ 0900000044 hả?|ừ, nếu lưu ít ngày thì 0900000044|khoan, gọi 0900000044 làm gì|da 0900 000 044"
    "|gọi 0900000044 có được không|đừng gọi 0900000044 nha|thôi, 0900000044 gọi không được đâu"
    "|gọi số 0900000044 rồi|goi 0900000044 roi|ừ gọi 0900000044 rồi|đã gọi 0900000044|da goi 0900000044"
    "|gọi 0900000044 à|ừ 0900000044 à|ủa 0900000044|ua 0900000044|ơ 0900000044|ừ mà 0900000044|gọi 0900000044 chi"
    "|ừ 0900000044 chi|ok gọi số 0290 3000 044|Liên hệ 0900000044|liên hệ số 0900000044"
    "|ừ em tên Lan để coi đã 0900000044|u em ten Lan de coi lai 0900000044|ừ tên Lan hỏi má đã, số 0900000044"
    "|gọi 0900000044 hồi sáng|vậy gọi số 0900000044 là gọi cho xã hả|u 0900000044 ha|được à, 0900000044"
)


@pytest.mark.parametrize("text", NATURAL.split("|"))
async def test_a_yes_or_a_wish_with_a_number_is_consent_where_the_text_was_just_shown(text):
    chat = await call()
    await chat.say(text, "provide_info")
    assert [row["given"] for row in chat.people.consents] == [True]
    assert chat.state.dialogue.slots["phone"] == "0900000044"


@pytest.mark.parametrize("text", NOT_NATURAL.split("|"))
async def test_a_number_that_is_told_otherwise_is_none(text):
    for chat in (await call(), await put_by()):
        await chat.say(text, "provide_info")
        assert not any(row["given"] for row in chat.people.consents)
        assert chat.profile.phone is None
        assert chat.profile.consent is None


async def test_before_the_text_was_shown_it_is_shown_once_and_the_number_is_kept():
    chat = Chat(TODAY)
    replies = await chat.say("ừ gọi cho tui đi, số 0900 000 044", "talk_to_human")
    assert said(replies).count(TEXT) == 1
    assert not chat.people.consents
    await chat.say("đồng ý")
    assert chat.state.dialogue.slots["phone"] == "0900000044"


async def test_who_asks_to_be_called_is_asked_for_consent_whatever_stands_in_the_menu():
    chat = Chat(LETTER)
    await chat.say("đăng ký khai sinh", "find_procedure", {"procedure": "khai sinh"})
    replies = await chat.say("sđt 0900 000 044 có gì gọi gấp dùm", "talk_to_human")
    assert said(replies).count(TEXT) == 1
    await chat.say("đồng ý")
    assert chat.state.dialogue.slots["phone"] == "0900000044"


async def test_a_name_and_a_number_are_noted_where_a_place_is_asked_for():
    chat = Counter()
    await chat.press("#book.start:2.000815")
    replies = await chat.say("Tên David Trần, phone 0900 000 027", "provide_info")
    assert "không lưu số này" not in said(replies)
    assert chat.step == "area"
    assert chat.known["early"] == ["name", "phone"]


async def test_a_request_that_is_begun_again_has_what_was_said_and_reads_its_text_once():
    chat = await call()
    await chat.say("0900 000 044", "provide_info")
    for text, intent, _ in ASKED[:2]:
        await chat.say(text, intent)
    assert chat.state.dialogue is None
    replies = await chat.say("gọi lại cho tui đi", "talk_to_human")
    assert "Dùng để giữ chỗ" not in said(replies)
    assert [payload.split(":")[0] for payload in payloads(replies)] == ["#call.agree", "#call.refuse"]
    await chat.say("đồng ý")
    assert chat.state.dialogue.slots["phone"] == "0900000044"


GIVEN = {
    "area": ("ủa quên, xã Tắc Vân", "half_day"),
    "half_day": ("sáng thứ tư nha", "dossiers"),
    "dossiers": ("2 bộ", "consent"),
    "name": ("Nguyễn Thị Thử", "phone"),
    "phone": ("0912 000 333", "confirm"),
}


@pytest.mark.parametrize("step", [one for one in STEPS if "consent" not in one.__name__])
async def test_what_was_asked_for_is_taken_still_a_moment_later(step: Callable[[Counter], Awaitable[None]]) -> None:
    chat = Counter()
    await step(chat)
    waits = chat.step
    if waits not in GIVEN or chat.state.dialogue.name == "appointments":
        return
    for text, intent, _ in ASKED[:3]:
        await chat.say(text, intent)
    assert chat.state.dialogue is None
    answer, then = GIVEN[waits]
    replies = await chat.say(answer, "provide_info", {"admin_unit": "xã Tắc Vân"} if waits == "area" else None)
    assert chat.step == then, said(replies)


async def test_a_tale_where_a_name_is_asked_for_is_no_name():
    chat = await call()
    await chat.say("đồng ý")
    await chat.say("chiều tui đi ruộng không có sóng", "provide_info")
    assert chat.state.dialogue.step == "name"
    assert not chat.state.dialogue.slots.get("name")


async def test_a_button_of_the_form_brings_it_back():
    chat = await call()
    agree = next(choice.payload for choice in chat.state.menu if choice.payload.startswith("#call.agree"))
    for text, intent, _ in ASKED[:2]:
        await chat.say(text, intent)
    assert chat.state.dialogue is None
    await chat.press(agree)
    assert chat.state.dialogue.step == "name"


@pytest.mark.parametrize("text", ["đồng ý", "đúng rồi gửi đi", "gửi", "đặt", "đúng rồi, đặt đi"])
async def test_nothing_that_was_put_by_commits_before_it_is_read_back_again(text):
    chat = Counter()
    await chat.until_read_back()
    for asked, intent, _ in ASKED[:3]:
        await chat.say(asked, intent)
    assert chat.state.dialogue is None
    await chat.say(text, "affirm")
    assert not chat.book.bookings
    assert not chat.people.callbacks


async def test_who_leaves_it_is_told_that_nothing_is_sent():
    chat = await put_by()
    assert "CHƯA gửi" in said(await chat.say("cảm ơn em nhiều nha", "thank_bye"))


async def test_consent_that_is_taken_back_takes_what_was_put_by_along():
    chat = await call()
    await chat.say("đồng ý")
    await chat.say(NAME, "provide_info")
    await chat.say(PHONE, "provide_info")
    for asked, intent, _ in ASKED[:3]:
        await chat.say(asked, intent)
    assert "put_by" in chat.state.memo
    await chat.say("rút lại đồng ý")
    assert "put_by" not in chat.state.memo


TOLD = (
    ("Nguyen Van Thu Nghiem, que Phu Tan", "provide_info"),
    ("Thửa đất tại phường Hiệp Thành cũ.", "provide_info"),
    ("người đứng tên hồ sơ là Lê Văn Thử, giấy ghi sai số 0900 000 044", "provide_info"),
    ("sáng nay tui đứng ngoài xã kêu muốn khàn tiếng, dán tờ giấy nộp zalo mà không ghi số, gửi ai", "nlu_fallback"),
)


@pytest.mark.parametrize(("text", "intent"), TOLD)
async def test_what_is_told_for_something_else_begins_no_request(text, intent):
    chat = Chat(TODAY)
    replies = await chat.say("tro cốt ở bệnh viện dã chiến khi nào đưa về tới nhà", "nlu_fallback")
    assert any(payload.startswith("#call.start") for payload in payloads(replies)), said(replies)
    replies = await chat.say(text, intent)
    assert "#call.agree" not in str(payloads(replies)), said(replies)


@pytest.mark.parametrize("text", ["thửa đất tại phường 5", "thua dat do", "Thửa đất của ba tôi"])
async def test_land_is_no_wish_to_book(text):
    chat = Counter()
    await chat.until_read_back()
    await chat.say(text, "provide_info")
    assert not chat.book.bookings


async def test_a_question_where_a_place_is_asked_for_is_answered():
    chat = Chat(LETTER)
    await chat.say("chỗ tui có bị phong tỏa không", "ask_area_status")
    assert chat.state.dialogue.step == "area"
    replies = await chat.say("khai tử trễ được không em, em cách ly tới 28 lận", "provide_info")
    assert "chưa nhận ra tên xã" not in said(replies)


async def test_a_land_matter_is_no_booking_and_the_menu_comes_twice_at_most():
    chat = Counter.today()
    replies = await chat.press("#book.start:")
    menus = said(replies).count("cần đặt lịch làm việc gì")
    for text in (
        "dat tui cho muon nuoi tom 5 nam, het han nguoi ta khong tra. gio xa giai quyet hay toa",
        "hop dong viet tay, co truong ap ky",
        "u ma truong ap do chet roi",
        "bien ban vang mat co gia tri gi hong",
    ):
        menus += said(await chat.say(text, "nlu_fallback")).count("cần đặt lịch làm việc gì")
    assert menus <= 2
    assert chat.state.dialogue is None


async def test_what_may_be_a_name_is_private_for_a_moment_after_the_form_was_put_by():
    chat = await call()
    await chat.say("đồng ý")
    for text, intent, _ in ASKED[:2]:
        await chat.say(text, intent)
    assert chat.state.dialogue is None
    steps = []
    for text, intent, _ in (*ASKED, *ASKED):
        steps.append(waiting.step_in(chat.state.to_json()["memo"]))
        await chat.say(text, intent)
    assert steps[:3] == ["name"] * 3
    assert steps[-1] is None
