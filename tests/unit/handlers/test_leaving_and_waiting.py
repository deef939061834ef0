"""Amid a form: who asks for time is given it and is no name, and who gives the form up with a question hears both."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.handlers.counter import COPIES, NAME, PHONE, Counter
from tests.unit.handlers.turns import said

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

WAITS = (
    "từ từ|tu tu|để từ từ|khoan đã|khoan da|khoan|từ từ đã em|khoan đã em ơi|để coi|để tui coi đã|đợi xíu|chờ chút"
    "|chờ tí|dạ khoan|từ từ để tui nghĩ|đợi chút nha con|wait a minute"
)
DECLINES = "từ chối|tu choi|hổng muốn cho|không muốn nói|tui không muốn cho tên|không cho đâu"
NAMES = "Từ Thị Lan|Từ Văn Khoan|Khoan Thị Mai|Từ Tốn Em|tu thi lan|Nguyễn Thị Đợi|Trần Văn Chờ|Từ Anh|Đệ|Hồng Cho"


async def booking(chat: Counter) -> None:
    await chat.until_name()


async def calling(chat: Counter) -> None:
    await chat.press("#call.start:hotline")
    await chat.say("đồng ý")


FORMS = pytest.mark.parametrize("form", [booking, calling])


@FORMS
@pytest.mark.parametrize("text", WAITS.split("|"))
async def test_who_asks_for_time_is_given_it(form, text):
    chat = Counter()
    await form(chat)
    replies = await chat.say(text, "provide_info")
    assert chat.step == "name"
    assert not chat.known.get("name")
    assert "cứ từ từ" in said(replies)
    assert "tên" in replies[-1].text, "the question waits behind it"


@FORMS
@pytest.mark.parametrize("text", DECLINES.split("|"))
async def test_who_will_not_say_their_name_has_said_none(form, text):
    chat = Counter()
    await form(chat)
    replies = await chat.say(text, "provide_info")
    assert chat.step == "name"
    assert not chat.known.get("name")
    assert "thôi khỏi" in said(replies)


@FORMS
@pytest.mark.parametrize("text", NAMES.split("|"))
async def test_names_of_these_words_stay_names(form, text):
    chat = Counter()
    await form(chat)
    await chat.say(text, "provide_info")
    assert chat.step == "phone"
    assert chat.known["name"].lower() == text.lower()


@pytest.mark.parametrize("text", ["khoan đã", "từ từ", "đợi xíu"])
async def test_a_read_back_waits_and_commits_nothing(text):
    chat = Counter()
    await chat.until_read_back()
    await chat.say(text, "affirm")
    assert chat.step == "confirm"
    assert not chat.book.bookings
    await chat.choose("#book.confirm")
    assert len(chat.book.bookings) == 1


async def at_area(chat: Counter) -> None:
    await chat.press(f"#book.start:{COPIES}")


async def at_half_day(chat: Counter) -> None:
    await at_area(chat)
    await chat.say("xã Tắc Vân", "provide_info", {"admin_unit": "xã Tắc Vân"})


async def at_dossiers(chat: Counter) -> None:
    await chat.until_dossiers()


async def at_consent(chat: Counter) -> None:
    await chat.until_dossiers()
    await chat.say("2")


async def at_phone(chat: Counter) -> None:
    await booking(chat)
    await chat.say(NAME, "provide_info")


async def at_read_back(chat: Counter) -> None:
    await chat.until_read_back()


async def call_at_consent(chat: Counter) -> None:
    await chat.press("#call.start:hotline")


async def call_at_phone(chat: Counter) -> None:
    await calling(chat)
    await chat.say(NAME, "provide_info")


async def call_at_read_back(chat: Counter) -> None:
    await call_at_phone(chat)
    await chat.say(PHONE, "provide_info")


async def cancelling(chat: Counter) -> None:
    await chat.booked()
    await chat.say("hủy lịch")


async def moving(chat: Counter) -> None:
    await chat.booked()
    await chat.say("đổi lịch")


async def moving_at_read_back(chat: Counter) -> None:
    await moving(chat)
    await chat.say("sáng thứ tư", "provide_info")


STEPS = (
    *(at_area, at_half_day, at_dossiers, at_consent, booking, at_phone, at_read_back),
    *(call_at_consent, calling, call_at_phone, call_at_read_back, cancelling, moving, moving_at_read_back),
)
LEAVING = (
    "thôi khỏi, mà làm khai sinh cần giấy gì?",
    "khỏi đi, cho hỏi làm khai sinh cần giấy gì",
    "khỏi đi cho hỏi làm khai sinh cần giấy gì",
    "thoi khoi ma lam khai sinh can giay gi",
    "thôi không làm nữa. Nhưng mà làm khai sinh cần giấy gì?",
    "thôi, mà làm khai sinh cần giấy gì vậy em",
    "dẹp đi, làm khai sinh cần giấy gì?",
)


@pytest.mark.parametrize("step", STEPS)
async def test_who_gives_up_with_a_question_is_let_go_and_answered(step: Callable[[Counter], Awaitable[None]]) -> None:
    begun = Counter()
    await step(begun)
    again = begun.kept()
    for text in LEAVING:
        for intent in ("ask_procedure_documents", "deny", None):
            chat = again()
            count = len(chat.book.bookings)
            replies = await chat.say(text, intent)
            assert chat.state.dialogue is None, (text, said(replies))
            assert "giấy chứng sinh" in said(replies), text
            assert "đã dừng" in said(replies) or "giữ nguyên" in said(replies), (text, said(replies))
            assert len(chat.book.bookings) == count
            assert not chat.people.callbacks


@pytest.mark.parametrize("step", STEPS)
async def test_a_question_that_nobody_can_answer_is_named_all_the_same(
    step: Callable[[Counter], Awaitable[None]],
) -> None:
    chat = Counter()
    await step(chat)
    replies = await chat.say("thôi khỏi, mà ở đó có chỗ giữ xe đạp không?", "nlu_fallback")
    assert chat.state.dialogue is None
    assert "chỗ giữ xe đạp" in said(replies)


@pytest.mark.parametrize(
    "text",
    [
        "thôi, sáng thứ tư được không?",
        "khỏi đi, đổi qua chiều được không?",
        "thôi chiều mai được không em",
        "khỏi đi mà nộp qua mạng được không",
        "thôi 2 bộ thôi, phí nhiêu?",
    ],
)
async def test_who_wants_it_otherwise_gives_nothing_up(text):
    chat = Counter()
    await chat.until_name()
    await chat.say(text, "provide_info")
    assert chat.state.dialogue is not None
