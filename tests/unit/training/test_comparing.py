"""Two models on the same messages: the interval of a difference, and what is called noise."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.understood import Understanding
from bot.training.comparing import Verdict, compare, difference
from bot.understanding.kinds import Kind
from bot.understanding.rasa import FALLBACK
from bot.understanding.scores import LabelledMessage


def pairs(both=0, gained=0, lost=0, neither=0):
    return [(True, True)] * both + [(False, True)] * gained + [(True, False)] * lost + [(False, False)] * neither


def by_hand(drawn_from, draws=2000):
    """The bootstrap as the books have it: draw messages, one after the other."""
    chance = random.Random(5)
    total = len(drawn_from)
    changes = sorted(
        sum(after - before for before, after in chance.choices(drawn_from, k=total)) / total for _ in range(draws)
    )
    return changes[round(draws * 0.025)], changes[round(draws * 0.975) - 1]


@pytest.mark.parametrize("counts", [(80, 12, 3, 5), (30, 2, 8, 0), (500, 20, 20, 60), (5, 1, 0, 1)])
def test_the_interval_is_that_of_drawing_messages(counts):
    drawn_from = pairs(*counts)
    found = difference(drawn_from)
    low, high = by_hand(drawn_from)
    step = 1.5 / len(drawn_from)
    assert found.low == pytest.approx(low, abs=max(step, 0.01))
    assert found.high == pytest.approx(high, abs=max(step, 0.01))


@pytest.mark.parametrize(
    ("counts", "verdict"),
    [
        ((90, 0, 0, 10), Verdict.SAME),
        ((90, 2, 1, 7), Verdict.NOISE),
        ((90, 5, 5, 0), Verdict.NOISE),
        ((60, 1, 25, 14), Verdict.WORSE),
        ((60, 25, 1, 14), Verdict.BETTER),
        ((36, 0, 4, 0), Verdict.WORSE),
        ((38, 0, 2, 0), Verdict.NOISE),
        ((0, 0, 0, 0), Verdict.SAME),
    ],
)
def test_what_is_inside_the_noise_is_called_noise(counts, verdict):
    assert difference(pairs(*counts)).verdict is verdict


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_a_difference_lies_in_its_interval_and_turns_round(both, gained, lost, neither):
    there = difference(pairs(both, gained, lost, neither), draws=400)
    back = difference([(after, before) for before, after in pairs(both, gained, lost, neither)], draws=400)
    assert there.low <= there.after - there.before + 1e-9
    assert there.high >= there.after - there.before - 1e-9
    assert (there.before, there.after) == (back.after, back.before)
    if there.verdict is Verdict.WORSE:
        assert back.verdict is not Verdict.WORSE


def read(intent):
    return Understanding(intent, 0.9)


def test_groups_flips_and_out_of_scope():
    messages = [
        LabelledMessage("a", "greet", tags=("no-diacritics",)),
        LabelledMessage("b", "greet"),
        LabelledMessage("c", "deny", tags=("no-diacritics", "short")),
        LabelledMessage("d", "out_of_scope"),
        LabelledMessage("e", "out_of_scope"),
    ]
    before = {
        text: read(intent) for text, intent in zip("abcde", ("greet", "deny", "deny", FALLBACK, "greet"), strict=True)
    }
    after = {
        text: read(intent)
        for text, intent in zip("abcde", ("greet", FALLBACK, "affirm", "greet", "out_of_scope"), strict=True)
    }
    found = compare(messages, before, after)
    assert found.overall.messages == 5
    assert (found.overall.before, found.overall.after) == (3 / 5, 2 / 5)
    assert (found.out_of_scope.before, found.out_of_scope.after) == (0.5, 0.5)
    assert (found.accepted.before, found.accepted.after) == (1.0, pytest.approx(2 / 3))
    assert set(found.tags) == {"no-diacritics", "short"}
    assert found.tags["no-diacritics"].after == 0.5
    assert set(found.intents) == {"greet", "deny", "out_of_scope"}
    bare = found.kinds[Kind.BARE]
    assert (bare.messages, bare.gained, bare.lost) == (5, 1, 2)
    assert set(found.kinds) == {Kind.BARE}
    flips = {flip.text: (flip.was_right, flip.right) for flip in found.flips}
    assert flips == {"b": (False, False), "c": (True, False), "d": (True, False), "e": (False, True)}
    assert found.to_json()["overall"]["verdict"] == "noise"
