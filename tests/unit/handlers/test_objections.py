"""An objection to a detail beside an agreement, at every read-back: nothing is committed, the detail is taken up."""

from __future__ import annotations

import pytest

from tests.unit.handlers.counter import Counter
from tests.unit.handlers.test_callback_put_right import at
from tests.unit.handlers.test_put_right_visits import CANCELS, MOVES, at_read_back
from tests.unit.handlers.turns import Chat, said

INTENTS = ["nlu_fallback", "affirm", "provide_info"]
WRONG = {
    "Đúng rồi mà tên tui ghi sai": "name",
    "dung roi ma ten ghi thieu chu lot": "name",
    "đúng rồi mà họ ghi sai": "name",
    "ừ đúng mà sai số điện thoại": "phone",
    "đồng ý, số điện thoại thiếu một số": "phone",
    "ok nhưng sai ngày": "half_day",
    "phải rồi, mà chỗ đó không đúng": "unit",
    "ok nhưng xã đó không phải": "unit",
    "đúng rồi mà ghi nhầm số bộ": "dossiers",
    "đồng ý mà sai rồi": "fix",
}
CANNOT = "Muốn sửa tên, số điện thoại"


@pytest.mark.parametrize("intent", INTENTS)
@pytest.mark.parametrize(("text", "step"), WRONG.items())
async def test_of_a_booking_the_detail_is_asked_anew(text, step, intent):
    chat = Counter()
    await chat.until_read_back()
    await chat.say(text, intent)
    assert chat.book.bookings == {}
    assert chat.step == step


async def test_a_part_of_the_name_is_no_name():
    chat = Counter()
    await chat.until_read_back()
    await chat.say("đúng rồi mà họ tui là Trần mới đúng", "affirm")
    assert chat.step == "name"


@pytest.mark.parametrize("intent", INTENTS)
@pytest.mark.parametrize("wish", [CANCELS, MOVES], ids=["cancel", "move"])
@pytest.mark.parametrize(("text", "part"), WRONG.items())
async def test_of_an_appointment_nothing_is_done(text, part, wish, intent):
    chat, _ = await at_read_back(wish)
    before = dict(chat.book.bookings)
    replies = await chat.say(text, intent)
    assert chat.book.bookings == before
    assert chat.step in ("confirm_cancel", "confirm_move", "half_day", "unit"), "it is still under way"
    assert (CANNOT in said(replies)) == (part in ("name", "phone", "dossiers"))


@pytest.mark.parametrize("intent", INTENTS)
@pytest.mark.parametrize(
    ("text", "step"), [one for one in WRONG.items() if one[1] in ("name", "phone", "fix") and " họ " not in one[0]]
)
async def test_of_a_call_back_the_detail_is_asked_anew_or_which_it_is(text, step, intent):
    chat = await at("confirm")
    replies = await chat.say(text, intent)
    assert chat.people.callbacks == []
    assert chat.state.dialogue.step == ("confirm" if step == "fix" else step)
    if step == "fix":
        assert "Chỗ nào sai" in said(replies)


@pytest.mark.parametrize("text", ["đồng ý mà số sai rồi", "đúng rồi mà tên ghi sai", "ừ mà số này không đúng"])
async def test_consent_is_asked_for_again(text):
    chat = await at("consent")
    await chat.say(text, "affirm")
    assert chat.state.dialogue.step == "consent"


@pytest.mark.parametrize("text", ["đồng ý mà tên ghi sai", "ừ xóa, mà số đó không đúng", "dong y ma sai roi"])
async def test_nothing_is_erased(text):
    chat = Chat()
    await chat.say("xóa dữ liệu của tôi", "privacy_request")
    replies = await chat.say(text, "nlu_fallback")
    assert not chat.people.erased
    assert "CHƯA xóa gì" in said(replies)
