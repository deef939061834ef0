"""State that another version of the code wrote: kept as it is, and no reason for a message to fail."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.state import Profile, State
from tests.unit.handlers.turns import TODAY, Chat, said

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**50), 2**50) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
MORE = st.dictionaries(st.text(min_size=1, max_size=8).map("new_".__add__), JSON, max_size=3)


@given(state=MORE, dialogue=MORE, topic=MORE, profile=MORE)
def test_what_is_not_known_comes_out_as_it_went_in(
    state: dict[str, Any], dialogue: dict[str, Any], topic: dict[str, Any], profile: dict[str, Any]
) -> None:
    written = {
        **state,
        "dialogue": {**dialogue, "name": "booking", "step": "area", "slots": {"procedure": "1.001193"}, "token": "t1"},
        "topic": {**topic, "procedure": "1.001193"},
        "menu": [["Đặt lịch", "#book.start"]],
        "menu_live": True,
        "memo": {"flood": {"n": 1}},
    }
    assert State.from_json(written).to_json() == written
    person = {**profile, "area": "32089", "introduced": True}
    assert Profile.from_json(person).to_json() == person


def test_a_known_part_that_changed_is_written_anew_and_the_rest_stays() -> None:
    state = State.from_json({"matters": [1, 2], "topic": {"matter": 2, "procedure": "1.001193"}})
    state.topic.procedure = "1.000656"
    assert state.to_json() == {"matters": [1, 2], "topic": {"matter": 2, "procedure": "1.000656"}}


@pytest.mark.parametrize(
    "dialogue",
    [
        {"name": "tick_list", "step": "papers", "slots": {"papers": ["a"]}, "token": "t1"},
        {"name": "booking", "step": "email", "slots": {"procedure": "1.001193"}, "token": "t1", "matter": 3},
        {"name": "callback", "step": "hour", "slots": {}, "token": "t1"},
        {"name": "appointments", "step": "why", "slots": {}, "token": "t1"},
    ],
)
async def test_a_dialogue_that_nobody_here_knows_waits_for_whoever_does(dialogue: dict[str, Any]) -> None:
    chat = Chat()
    chat.state = State.from_json({"dialogue": dialogue})
    chat.profile = Profile.from_json({"introduced": True, "calls_me": "con"})
    assert said(await chat.say("xin chào", "greet"))
    assert chat.state.to_json()["dialogue"] == dialogue
    assert chat.profile.to_json()["calls_me"] == "con"
    assert said(await chat.say("cảm ơn", "thank_bye"))
    assert chat.state.to_json()["dialogue"] == dialogue


DIALOGUE = st.fixed_dictionaries(
    {"name": st.just("booking"), "step": st.just("area")}, optional={"slots": JSON, "token": JSON}
)
ANY_SHAPE = st.fixed_dictionaries(
    {},
    optional={
        "dialogue": JSON | DIALOGUE,
        "topic": JSON | st.fixed_dictionaries({}, optional={"procedure": JSON, "area": JSON}),
        "menu": JSON | st.lists(st.lists(JSON, max_size=4), max_size=3),
        "menu_live": JSON,
        "memo": JSON | st.fixed_dictionaries({}, optional={"answers": JSON}),
    },
)


def _is_unset(name: str, value: Any) -> bool:
    """A known field that is null is not set, and not written."""
    return value is None and name in {"procedure", "area", "intent"}


@given(state=ANY_SHAPE, profile=st.dictionaries(st.sampled_from(["language", "area", "introduced", "phone"]), JSON))
def test_a_part_of_another_shape_is_kept_and_not_read(state: dict[str, Any], profile: dict[str, Any]) -> None:
    read = State.from_json(state)
    assert all(isinstance(choice.payload, str) for choice in read.menu)
    assert read.dialogue is None or isinstance(read.dialogue.slots, dict)
    assert isinstance(read.memo, dict)
    written = read.to_json()
    if state.get("memo"):
        assert written["memo"] == state["memo"]
    if (topic := state.get("topic")) and isinstance(topic, dict):
        assert written.get("topic", {}) == {name: value for name, value in topic.items() if not _is_unset(name, value)}
    elif topic:
        assert written["topic"] == topic
    if state.get("dialogue"):
        assert written["dialogue"] == (state["dialogue"] if read.dialogue is None else read.dialogue.to_json())
    person = Profile.from_json(profile)
    assert isinstance(person.language, str)
    assert person.phone is None or isinstance(person.phone, str)


@pytest.mark.parametrize("state", [None, [], 3, "x"])
def test_no_state_at_all_is_an_empty_one(state: Any) -> None:
    assert State.from_json(state).to_json() == {}
    assert Profile.from_json(state).to_json() == {}


@pytest.mark.parametrize(
    "answers",
    [
        [],
        {"told": {"1.001456/time/length": {"times": 2}}},
        {"told": {"1.001456/time/length": [1, "soon"]}, "waiting": [{"focus": "fee"}]},
        {"latest": [["fee"]], "lines": ["a"], "rung": "one"},
        {"again": 7, "live": "yes", "asks_topic": []},
    ],
)
async def test_what_is_remembered_of_questions_in_another_shape_does_no_harm(answers: Any) -> None:
    chat = Chat(TODAY)
    chat.state = State.from_json({"memo": {"answers": answers}, "menu": [["A", "#ans.more", "new"]], "menu_live": True})
    for text in ("hộ chiếu bao lâu có", "tốn nhiêu tiền", "không phải", "nói lại", "tiếp"):
        assert said(await chat.say(text, "nlu_fallback"))


async def test_a_dialogue_that_begins_takes_the_place_of_one_that_nobody_here_knows() -> None:
    chat = Chat()
    chat.state = State.from_json({"dialogue": {"name": "tick_list", "step": "papers", "slots": {}, "token": "t1"}})
    await chat.press("#call.start:hotline/")
    assert chat.state.to_json()["dialogue"]["name"] == "callback"
