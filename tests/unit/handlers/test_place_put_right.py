"""The place is put right at the read-back of a booking and of a call-back, as name, number, hour and matter are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.content.reference import load_reference
from bot.handlers.place_put_right import place_put_right
from bot.understanding.agreement import Asked, Means, read_agreement
from bot.understanding.fold import strip_diacritics
from tests.unit.handlers.counter import Counter
from tests.unit.handlers.test_callback_put_right import at

if TYPE_CHECKING:
    from tests.unit.handlers.turns import Chat

INTENTS = ["nlu_fallback", "provide_info", "deny", "change_appointment"]
OTHER = {
    "không phải Tắc Vân, An Xuyên": "An Xuyên",
    "đổi chỗ qua phường Tân Thành": "phường Tân Thành",
    "nộp ở Tân Thành chứ không phải Tắc Vân": "Tân Thành",
    "An Xuyên chớ hổng phải Tắc Vân": "An Xuyên",
    "xã Tân Thành mới đúng": "xã Tân Thành",
    "qua Tân Thành đi": "Tân Thành",
    "đổi nơi nộp sang phường An Xuyên giùm": "phường An Xuyên",
    "Tắc Vân sai rồi, Tân Thành": "Tân Thành",
    "lộn xã rồi, xã Lý Văn Lâm mới đúng": "xã Lý Văn Lâm",
    "không phải xã đó, xã Tân Thành": "xã Tân Thành",
    "not Tac Van, Tan Thanh": "Tan Thanh",
}
WRONG = [
    *("ghi lộn xã rồi", "ghi lon xa roi", "sai chỗ rồi", "xã sai rồi", "lộn phường rồi", "không phải chỗ đó"),
    *("không phải Tắc Vân", "đổi phường giùm", "sai nơi nộp rồi em", "chỗ khác đi", "wrong place", "xã đó không phải"),
]
NEITHER = [
    *("đồng ý", "không phải khai sinh, sang tên đất ở Tân Thành", "tên tui là Trần Tân Thành", "Tắc Vân đúng rồi"),
    *("đổi qua sáng mai", "sai tên rồi", "không phải", "đổi số điện thoại", "giấy ở xã bị sai", "chị ở Tân Thành"),
    *("qua Tân Thành thì gần hơn không", "xã tui làm sai giấy rồi"),
]


@pytest.fixture(scope="module")
def places():
    return load_reference().place_reader.named


@pytest.mark.parametrize(("text", "place"), OTHER.items())
def test_another_place_is_read_as_typed(text, place, places):
    assert place_put_right(text, "Bộ phận Một cửa xã Tắc Vân", places) == place
    bare = place_put_right(strip_diacritics(text), "Bộ phận Một cửa xã Tắc Vân", places)
    assert bare == strip_diacritics(place)


@pytest.mark.parametrize("text", WRONG)
def test_that_it_is_wrong_is_told_from_which_it_is(text, places):
    assert place_put_right(text, "Bộ phận Một cửa xã Tắc Vân", places) == ""


@pytest.mark.parametrize("text", NEITHER)
def test_what_says_nothing_of_the_place(text, places):
    assert place_put_right(text, "Bộ phận Một cửa xã Tắc Vân", places) is None


@pytest.mark.parametrize("intent", INTENTS)
@pytest.mark.parametrize("text", OTHER)
async def test_of_a_booking_the_other_place_is_looked_up(text, intent):
    chat = Counter()
    await chat.until_read_back()
    replies = await chat.say(text, intent)
    assert chat.book.bookings == {}
    assert chat.step == "unit"
    assert "Tắc Vân" not in replies[0].text.splitlines()[0]


@pytest.mark.parametrize("intent", INTENTS)
@pytest.mark.parametrize("text", WRONG)
async def test_of_a_booking_it_is_asked_which_place(text, intent):
    chat = Counter()
    await chat.until_read_back()
    await chat.say(text, intent)
    assert chat.step == "unit"
    assert chat.known["name"], "the rest is kept"


async def with_place() -> Chat:
    chat = await at("confirm")
    replies = await chat.say("tui ở phường Lý Văn Lâm", "provide_info")
    assert "• Nơi: Phường Lý Văn Lâm" in replies[-1].text
    return chat


@pytest.mark.parametrize(
    ("text", "place"), [one for one in OTHER.items() if one[1] in ("An Xuyên", "phường Tân Thành", "Tân Thành")]
)
async def test_of_a_call_back_the_other_place_is_read_back(text, place):
    chat = await with_place()
    matter = chat.state.dialogue.slots["reason"]
    replies = await chat.say(text.replace("Tắc Vân", "Lý Văn Lâm"), "nlu_fallback")
    assert f"• Nơi: Phường {place.removeprefix('phường ')}" in replies[-1].text
    assert chat.state.dialogue.slots["reason"] == matter


@pytest.mark.parametrize("text", [one for one in WRONG if "Tắc Vân" not in one])
@pytest.mark.parametrize("begin", [with_place, lambda: at("confirm")])
async def test_of_a_call_back_it_is_asked_which_place(begin, text):
    chat = await begin()
    await chat.say(text, "nlu_fallback")
    assert chat.state.dialogue.step == "place"
    replies = await chat.say("phường Tân Thành", "provide_info")
    assert chat.state.dialogue.step == "confirm"
    assert "• Nơi: Phường Tân Thành" in replies[-1].text
    await chat.say("đồng ý", "affirm")
    assert chat.people.callbacks[0].details["place"] == "Phường Tân Thành"


async def test_a_place_that_is_in_no_list_is_kept_as_typed():
    chat = await at("confirm")
    await chat.say("sai xã rồi", "nlu_fallback")
    replies = await chat.say("cồn Chài Lưới", "nlu_fallback")
    assert "• Nơi: cồn Chài Lưới" in replies[-1].text


@pytest.mark.parametrize("asked", Asked)
@pytest.mark.parametrize("text", ["Tân Thành", "qua Tân Thành đi", "xã Tân Thành", "ở Tân Thành nha", "tan thanh"])
def test_a_ward_is_no_agreement(text, asked):
    assert read_agreement(text, asked).means is not Means.AGREES
    assert read_agreement("tán thành", asked).means is Means.AGREES
