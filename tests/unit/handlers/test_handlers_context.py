"""Context helps: bare words answer what was asked inside a dialogue; the same words outside ask back.

Whatever the model takes the bare words for must not matter, so each is tried under several readings.
"""

from __future__ import annotations

import pytest

from tests.unit.handlers.counter import AFTERNOON, COPIES, TAC_VAN, Counter, day
from tests.unit.handlers.turns import LETTER, Chat, payloads, said

READINGS = ["provide_info", "nlu_fallback", "find_procedure", "out_of_scope"]


async def counter_at(step: str) -> Counter:
    """A citizen who books copies in Tắc Vân, just asked for ``step``."""
    chat = Counter()
    await chat.press(f"#book.start:{COPIES}")
    if step == "area":
        return chat
    await chat.say("xã Tắc Vân", "provide_info")
    if step == "half_day":
        return chat
    await chat.say("sáng mai", "provide_info")
    assert chat.step == step
    return chat


@pytest.mark.parametrize("intent", READINGS)
@pytest.mark.parametrize("text", ["xã tắc vân", "xa tac van", "tắc vân"])
async def test_a_bare_place_is_where_the_person_lives(text, intent):
    chat = await counter_at("area")
    await chat.say(text, intent)
    assert chat.profile.area == TAC_VAN
    assert chat.step == "half_day"


@pytest.mark.parametrize("intent", [*READINGS, "greet"])
@pytest.mark.parametrize("text", ["sáng", "sang", "buổi sáng"])
async def test_a_bare_half_of_the_day_narrows_the_half_days_offered(text, intent):
    chat = Counter()
    for number in range(23, 28):
        chat.announce(TAC_VAN, day(number), AFTERNOON, 4)
    await chat.press(f"#book.start:{COPIES}")
    before = await chat.say("xã Tắc Vân", "provide_info")
    afternoons = {f"#book.at:{chat.slot(TAC_VAN, number, AFTERNOON)}" for number in range(23, 28)}
    assert afternoons & set(payloads(before)), "there is nothing to narrow"
    replies = await chat.say(text, intent)
    assert chat.step == "half_day"
    offered = {payload for payload in payloads(replies) if payload.startswith("#book.at")}
    assert offered == {f"#book.at:{chat.slot(TAC_VAN, number)}" for number in range(23, 28)}


@pytest.mark.parametrize("intent", READINGS)
@pytest.mark.parametrize("text", ["2", "hai", "2 bộ"])
async def test_a_bare_number_is_how_many_dossiers(text, intent):
    chat = await counter_at("dossiers")
    await chat.say(text, intent)
    assert chat.state.dialogue.slots["dossiers"] == 2
    assert chat.step == "consent"


@pytest.mark.parametrize("text", ["dạ", "da", "ừ", "ok"])
async def test_a_bare_yes_takes_what_was_offered_and_is_no_consent(text):
    chat = await counter_at("dossiers")
    await chat.say("1 bộ", "provide_info")
    assert chat.step == "consent"
    replies = await chat.say(text)
    assert chat.step in {"consent", "name"}
    assert said(replies)
    assert chat.book.bookings == {}


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("xã tắc vân", "provide_info"),
        ("xa tac van", "provide_info"),
        ("2", "provide_info"),
        ("2", "nlu_fallback"),
        ("sáng", "provide_info"),
        ("sang", "nlu_fallback"),
        ("hai", "nlu_fallback"),
        ("buoi sang", "nlu_fallback"),
        ("dạ", None),
        ("ok", None),
    ],
)
async def test_outside_a_dialogue_the_same_words_ask_back(text, intent):
    chat = Counter()
    entities = {"admin_unit": text} if "tac" in text or "tắc" in text else {}
    replies = await chat.say(text, intent, entities)
    assert chat.state.dialogue is None
    assert payloads(replies), "there is something to choose from"
    assert not [payload for payload in payloads(replies) if payload.startswith("#way")], "no procedure was named"
    assert "Việc:" not in said(replies)
    assert chat.book.bookings == {}


@pytest.mark.parametrize(
    ("text", "way", "told"),
    [("vay qua mang", "qua mang", "Nộp qua mạng:"), ("bưu điện", "bưu điện", "Gửi qua bưu điện:")],
)
async def test_a_bare_way_after_a_procedure_asks_how_it_is_gone(text, way, told):
    chat = Chat(LETTER)
    await chat.say("khai sinh cho con", "find_procedure", {"procedure": "khai sinh cho con"})
    replies = await chat.say(text, "provide_info", {"channel": way})
    assert f"{told} Đăng ký khai sinh" in said(replies)
