"""No text freezes a process: what reads citizens' words costs no more than the text is long."""

from __future__ import annotations

import ast
import asyncio
import functools
import os
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import bot
from bot.conversation.state import Profile, State
from bot.understanding.agreement_clauses import head_of
from bot.understanding.clauses import splitting
from bot.understanding.clauses.denied import without_denied
from bot.understanding.fold import canonical
from bot.understanding.persons import clean_name
from tests.hostile import complaint, ended_texts, endless, hostile_texts, repeated, seconds
from tests.readers import READERS, distinct, forgotten, gone, patterns
from tests.unit.handlers.counter import COPIES, Counter

SHORT, LONG = 500, 2000
FREEZES = 0.25
"""Seconds of the processor for one text that people would notice; the goal (`make bench`) is 0.02."""
SHORTER, LONGER = hostile_texts(SHORT), hostile_texts(LONG)
BOUNDED = {
    "bot.guidance.syllables._MIDDLE_TONE": "only words of up to 24 letters",
    "bot.guidance.syllables._LATE_W": "only words of up to 24 letters",
    "bot.understanding.persons._TAIL": "only answers of up to 200 characters",
    "bot.review.signals._NO": "matched at the beginning only",
}
"""Patterns that go back over what they have read, and why that is no harm."""


def test_no_reader_is_forgotten():
    assert forgotten() == set(), "put it into READERS of tests/readers.py, or into OTHERS with the reason"
    assert gone() == set()


@pytest.mark.parametrize("kind", LONGER)
def test_cost_grows_no_worse_than_the_text(kind):
    wrong = {name: complaint(read, SHORTER[kind], LONGER[kind]) for name, read in distinct().items()}
    assert {name: problem for name, problem in wrong.items() if problem} == {}


def test_no_pattern_goes_back_over_a_text_again_and_again():
    some = list(LONGER)[::4]
    shorter = {kind: SHORTER[kind] for kind in some} | ended_texts(SHORT)
    longer = {kind: LONGER[kind] for kind in some} | ended_texts(LONG)
    wrong = {
        f"{name} on {kind}": problem
        for name, pattern in patterns().items()
        if name not in BOUNDED
        for kind in longer
        if (problem := complaint(pattern.search, shorter[kind], longer[kind]))
    }
    assert wrong == {}


@functools.cache
def own_words() -> tuple[str, ...]:
    """Words that the program looks for: all that stand in its constants."""
    words: set[str] = set()
    for folder in ("guidance", "understanding", "handlers", "review"):
        for path in sorted((Path(bot.__file__).parent / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 30:
                    words |= {word for word in node.value.split() if word.isalpha()}
    return tuple(sorted(words))


UNITS = st.one_of(
    st.text(min_size=1, max_size=8),
    st.lists(st.deferred(lambda: st.sampled_from(own_words())), min_size=1, max_size=3).map(
        lambda words: " ".join([*words, ""])
    ),
)


@settings(max_examples=12)
@given(UNITS)
@example(":CA")
@example("BHTN:")
def test_whatever_is_repeated(unit):
    short, long = repeated(unit, SHORT), repeated(unit, LONG)
    for name, read in distinct().items():
        assert complaint(read, short, long) is None, name


STEPS = {
    "nothing asked": [],
    "the place of a visit": [f"#book.start:{COPIES}"],
    "its day": [f"#book.start:{COPIES}", "xã Tắc Vân"],
    "its number of dossiers": [f"#book.start:{COPIES}", "xã Tắc Vân", "sáng mai"],
    "consent to it": [f"#book.start:{COPIES}", "xã Tắc Vân", "sáng mai", "2"],
    "the visitor's name": [f"#book.start:{COPIES}", "xã Tắc Vân", "sáng mai", "2", "đồng ý"],
    "their phone": [f"#book.start:{COPIES}", "xã Tắc Vân", "sáng mai", "2", "đồng ý", "Nguyễn Văn Demo"],
    "consent to a call": ["#call.start:hotline/"],
    "whom to call": ["#call.start:hotline/", "đồng ý"],
    "at what number": ["#call.start:hotline/", "đồng ý", "Nguyễn Văn Demo"],
}
KINDS = ("digits apart", "phones", "one letter apart", "agreement", "places almost", "procedures almost", "mixed 1")


@pytest.mark.parametrize("asked", STEPS)
def test_a_turn_costs_no_more_than_its_text_is_long(asked):
    with asyncio.Runner() as runner:
        chat = Counter()
        for said in STEPS[asked]:
            runner.run(chat.press(said) if said.startswith("#") else chat.say(said))
        state, profile = chat.state.to_json(), chat.profile.to_json()

        def answer(text: str) -> None:
            for kept in (canonical, without_denied, clean_name, splitting._spans, head_of):
                kept.cache_clear()
            chat.state, chat.profile = State.from_json(state), Profile.from_json(profile)
            runner.run(chat.say(text))

        for kind in KINDS:
            assert complaint(answer, SHORTER[kind], LONGER[kind]) is None, kind


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_a_hundred_thousand_hostile_texts(table):
    most = int(os.environ.get("SOAK_TEXTS", "100000"))
    readers = list(READERS.items())
    for _, read in readers:
        read("xã Tắc Vân")  # what is built once is built
    slowest, which = 0.0, ""
    for number, text in enumerate(islice(endless(LONG), most)):
        name, read = readers[number % len(readers)]
        spent = seconds(read, text)
        assert spent < FREEZES, (name, text[:80])
        slowest, which = max((slowest, which), (spent, name))
    table("Hostile texts", texts=most, frozen=0, slowest=f"{1000 * slowest:.0f} ms ({which})", goal="20 ms")
