"""A choice of the latest menu is picked by its number or its place; what a form counts stays what the form asks."""

from __future__ import annotations

import pytest

from bot.understanding.ordinals import LAST, choice_in
from tests.unit.handlers.counter import Counter
from tests.unit.handlers.test_callback_put_right import at
from tests.unit.handlers.turns import TODAY, Chat, said

PICKS = {
    1: [
        *("1", "số 1", "cái đầu", "cai dau", "cái đầu tiên nha", "đầu tiên", "cái thứ nhất", "the first one please"),
        *("lấy số 1 luôn", "chọn cái số 1 đi em", "dạ 1 ạ", "cái trên cùng", "option one", "cho tui cái đầu tiên đi"),
    ],
    2: [
        *("2", "2.", "số 2", "so 2", "số hai", "so hai", "cái thứ hai", "cai thu hai", "cái thứ 2 đó em", "chọn 2 đi"),
        *("chon 2 di", "2 nha em", "cái số 2", "bấm số 2", "mục 2", "câu thứ hai", "lựa chọn thứ hai", "option 2"),
        *("the second one", "number 2", "i choose 2", "việc thứ hai"),
    ],
    LAST: [
        "cái cuối",
        "cai cuoi",
        "cái cuối cùng",
        "cuối cùng",
        "cái chót",
        "cái dưới cùng",
        "last one",
        "the last one",
    ],
}
NONE = [
    *("thứ hai", "thu hai", "chọn thứ hai", "sáng thứ hai", "2 bộ", "2 cái", "hai cái", "2 người", "Hai", "sợ hãi"),
    *("Nguyễn Thị Hai", "8 giờ", "8h", "số 2 là gì", "0912 000 111", "1 với 2", "số nhà 2", "2 hả?", "một", "anh hai"),
    *("con hai", "hai cái đầu", "đau đầu", "chốt đi", "số 12 đường Ngô Quyền", "2 ngày", "không phải số 2", "lấy hai"),
]
INTENTS = ["nlu_fallback", "provide_info", "book_appointment", "out_of_scope"]


@pytest.mark.parametrize(("number", "text"), [(number, text) for number, texts in PICKS.items() for text in texts])
def test_what_picks_a_choice(number, text):
    assert choice_in(text) == number
    assert choice_in(text.upper()) == number


@pytest.mark.parametrize("text", NONE)
def test_days_quantities_names_and_questions_pick_none(text):
    assert choice_in(text) is None


@pytest.mark.parametrize("intent", INTENTS)
@pytest.mark.parametrize("text", ["số 2", "cái thứ hai", "chon 2 di", "2 nha em", "the second one"])
async def test_of_a_menu_in_a_form_that_choice_is_taken(text, intent):
    pressed, typed = Chat(TODAY), Chat(TODAY)
    for chat in (pressed, typed):
        await chat.say("đặt lịch", "book_appointment")
    second = pressed.state.menu[1]
    assert said(await typed.say(text, intent)) == said(await pressed.press(second.payload))


@pytest.mark.parametrize("text", ["cái cuối", "cai chot", "last one"])
async def test_the_last_choice_of_a_question_outside_of_forms_is_taken(text):
    pressed, typed = Chat(TODAY), Chat(TODAY)
    for chat in (pressed, typed):
        await chat.say("menu", "greet")
        assert len(chat.state.menu) > 1
    last = pressed.state.menu[-1]
    assert said(await typed.say(text, "nlu_fallback")) == said(await pressed.press(last.payload))


@pytest.mark.parametrize(("text", "dossiers"), [("2", 2), ("5", 5), ("số 3", 3), ("2 nha", 2), ("cái cuối", 3)])
async def test_a_number_of_dossiers_stays_one(text, dossiers):
    chat = Counter()
    await chat.until_dossiers()
    await chat.say(text, "provide_info")
    assert chat.known["dossiers"] == dossiers


async def test_a_number_of_dossiers_stays_one_under_another_list():
    chat = Counter()
    await chat.until_dossiers()
    await chat.say("xóa dữ liệu", "privacy_request")
    await chat.say("5", "provide_info")
    assert chat.known["dossiers"] == 5
    assert not chat.people.erased


async def test_a_phone_stays_a_phone():
    chat = await at("phone")
    await chat.say("0912 000 111", "nlu_fallback")
    assert chat.state.dialogue.step == "confirm"


async def test_with_no_menu_that_is_live_nothing_is_picked():
    chat = Chat(TODAY)
    await chat.say("cái thứ hai", "nlu_fallback")
    assert chat.state.dialogue is None
