"""Forms take what is said in whatever order: nothing known is asked again, sighs are no names, giving up ends."""

from __future__ import annotations

import itertools

import pytest

from tests.unit.handlers.counter import COPIES, MORNING, NAME, PHONE, TAC_VAN, Counter, day
from tests.unit.handlers.turns import said

SAYS = {
    "area": ("xã Tắc Vân", "provide_info", {"admin_unit": "xã Tắc Vân"}),
    "half_day": ("sáng mai", "provide_info", {}),
    "dossiers": ("2 bộ", "provide_info", {}),
    "people": ("2 người đi", "provide_info", {}),
}


@pytest.mark.parametrize("order", list(itertools.permutations(SAYS)), ids="-".join)
async def test_a_booking_keeps_what_is_said_in_any_order(order):
    chat = Counter()
    await chat.press(f"#book.start:{COPIES}")
    for name in order:
        if chat.step == "consent":
            break
        await chat.say(*SAYS[name])
    for _ in SAYS:  # what was bare data of another question is said again where it is asked
        if chat.step in SAYS:
            await chat.say(*SAYS[chat.step])
    assert chat.step == "consent"
    assert (chat.known["dossiers"], chat.known["_chosen"]["unit"]) == (2, TAC_VAN)
    assert chat.known["_chosen"]["day"] == day(23).isoformat()


@pytest.mark.parametrize(
    "sigh",
    ["mệt quá", "trời ơi", "bực mình quá", "dở ẹc", "hành dân quá", "bó tay", "mất thời gian quá"],
)
@pytest.mark.parametrize("step", ["name", "area"])
async def test_a_sigh_is_no_name_and_no_place(step, sigh):
    chat = Counter()
    if step == "name":
        await chat.until_name()
    else:
        await chat.press(f"#book.start:{COPIES}")
    await chat.say(sigh, "nlu_fallback")
    assert chat.step == step
    assert not chat.known.get("name")
    assert chat.profile.area is None or step == "name"


async def test_a_name_of_such_a_word_is_one():
    chat = Counter()
    await chat.until_name()
    await chat.say("Nguyễn Văn Quá", "nlu_fallback")
    assert chat.known["name"] == "Nguyễn Văn Quá"


async def test_a_booking_in_english_words():
    chat = Counter()
    await chat.press(f"#book.start:{COPIES}")
    await chat.say("xã Tắc Vân", "provide_info", {"admin_unit": "xã Tắc Vân"})
    await chat.say("tomorrow morning", "nlu_fallback")
    assert chat.step == "dossiers"
    assert chat.known["_chosen"]["half"] == MORNING.value
    await chat.say("two dossiers, two people", "nlu_fallback")
    assert (chat.known["dossiers"], chat.known["people"]) == (2, 2)


@pytest.mark.parametrize("step", ["area", "half_day", "dossiers", "name", "phone", "confirm"])
async def test_giving_up_ends_at_any_question(step):
    chat = Counter()
    await chat.press(f"#book.start:{COPIES}")
    answers = (*list(SAYS.values())[:3], ("đồng ý",), (NAME, "provide_info"), (PHONE, "provide_info"))
    for answer in answers:
        if chat.step != step:
            await chat.say(*answer)
            if chat.step == "half_day" and step == "half_day":
                break
    replies = await chat.say("thôi khỏi")
    assert chat.state.dialogue is None
    assert "dừng" in said(replies)
