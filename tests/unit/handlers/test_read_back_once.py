"""What was read back is read whole once; then one line reminds of it, until a field changes or it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.handlers.reading_back import asks_to_see
from bot.understanding.fold import strip_diacritics
from tests.unit.handlers.counter import Counter
from tests.unit.handlers.test_callback_put_right import at
from tests.unit.handlers.test_put_right_visits import CANCELS, MOVES, at_read_back

if TYPE_CHECKING:
    from tests.unit.handlers.turns import Chat

ASIDES = [
    ("lệ phí chứng thực bao nhiêu vậy", "ask_procedure_fee"),
    ("co can mang ban chinh khong", "ask_procedure_documents"),
    ("mấy giờ mở cửa vậy", "nlu_fallback"),
    ("cảm ơn em nha", "thank_bye"),
]
TO_SEE = [
    *("đọc lại giùm", "coi lại giùm tui ghi cái gì vậy", "cho coi lại phiếu đi", "cho xem lại thông tin đi em"),
    *("nãy giờ ghi gì vậy", "phiếu ghi gì vậy", "ủa lịch bữa nào vậy", "nhắc lại cái lịch coi", "xem lại lịch giùm"),
    *("đọc lại cho bà nghe lần nữa nha con", "hồi nãy tui ghi cái gì", "nói lại thông tin coi", "coi lại cái"),
]
ENGLISH = ["read it back to me", "what was it again?", "show me the details again"]
NOT_TO_SEE = [
    *("coi lại cái tên giùm", "đọc lại số điện thoại sai rồi", "đồng ý", "nói lại coi", "cho hỏi phí bao nhiêu"),
    *("ghi cái gì cũng được", "lịch làm việc bữa nào", "bữa nào có kết quả", "đặt lịch bữa khác", "gửi giấy gì"),
]


async def booking() -> Chat:
    chat = Counter()
    await chat.until_read_back()
    return chat


async def cancelling() -> Chat:
    return (await at_read_back(CANCELS))[0]


async def moving() -> Chat:
    return (await at_read_back(MOVES))[0]


async def calling() -> Chat:
    return await at("confirm")


ALL = pytest.mark.parametrize("begin", [booking, cancelling, moving, calling])


@ALL
@pytest.mark.parametrize(("text", "intent"), ASIDES)
async def test_after_an_aside_one_line_reminds_of_what_is_open(begin, text, intent):
    chat = await begin()
    step, menu = chat.state.dialogue.step, chat.state.menu
    for _ in range(2):
        replies = await chat.say(text, intent)
        assert chat.state.dialogue.step == step
        assert "còn chờ anh/chị đồng ý" in replies[-1].text
        assert "\n" not in replies[-1].text
        assert [choice.label for choice in replies[-1].choices] == [choice.label for choice in menu]
        assert not any("• " in reply.text for reply in replies)


@ALL
@pytest.mark.parametrize("text", [*TO_SEE, *map(strip_diacritics, TO_SEE)])
async def test_it_is_read_whole_where_that_is_asked_for(begin, text):
    chat = await begin()
    step = chat.state.dialogue.step
    await chat.say("mấy giờ mở cửa vậy", "nlu_fallback")
    replies = await chat.say(text, "nlu_fallback")
    assert chat.state.dialogue.step == step
    assert replies[-1].text.count("\n• ") >= 3, "the whole of it"


@pytest.mark.parametrize("text", ENGLISH)
def test_it_is_asked_for_in_english(text):
    assert asks_to_see(text)


@pytest.mark.parametrize("text", NOT_TO_SEE)
def test_what_is_to_be_changed_or_is_another_question_asks_for_no_reading(text):
    assert not asks_to_see(text)
    assert not asks_to_see(strip_diacritics(text))


async def test_a_field_that_changes_is_read_back_with_all_of_it():
    chat = await booking()
    replies = await chat.say("3 bộ", "provide_info")
    assert "3 bộ" in replies[-1].text
    assert replies[-1].text.count("\n• ") >= 4
