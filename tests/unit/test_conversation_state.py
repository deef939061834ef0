"""State that another version of the code wrote: kept as it is, and no reason for a message to fail."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.state import Profile, State
from tests.unit.handlers.turns import Chat, said

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


async def test_a_dialogue_that_begins_takes_the_place_of_one_that_nobody_here_knows() -> None:
    chat = Chat()
    chat.state = State.from_json({"dialogue": {"name": "tick_list", "step": "papers", "slots": {}, "token": "t1"}})
    await chat.press("#call.start:hotline/")
    assert chat.state.to_json()["dialogue"]["name"] == "callback"
