"""What people told of their matters: whose it is, what corrects it, how long it is kept, what another version wrote."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.matters import KEPT_FOR, MEMO, Matters
from bot.conversation.state import State
from bot.guidance.answers import FactName, keeps_inside
from bot.understanding.clauses import ClauseReader

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
BIRTH, PASSPORT = "1.001193", "1.001456"


def told(text: str) -> list[Any]:
    return [fact for clause in ClauseReader().read(text) for fact in clause.facts]


def talk(*said: tuple[str, str | None], days: int = 0) -> Matters:
    """What is remembered after messages, each with the matter that it turned out to be about."""
    state = State()
    for number, (text, code) in enumerate(said):
        matters = Matters.of(state, NOW)
        matters.note(told(text), NOW, number)
        matters.name(code)
        matters.keep(state)
    return Matters.of(State.from_json(state.to_json()), NOW + timedelta(days=days))


def known(matters: Matters, code: str | None = BIRTH, days: int = 0) -> dict[FactName, Any]:
    return dict(matters.known(code, NOW + timedelta(days=days)))


def test_what_is_told_before_its_matter_has_a_name_is_of_the_one_that_is_named_next() -> None:
    matters = talk(("vợ tui mới sanh 3 ngày nay, hông có giấy chứng sanh", None), ("làm khai sanh", BIRTH))
    assert matters.lacking(BIRTH) == ["giay chung sanh"]
    assert matters.lacking(PASSPORT) == []


def test_what_holds_of_the_person_holds_in_every_matter() -> None:
    matters = talk(("ấp tui bị giăng dây", BIRTH), ("tui 67 tuổi", BIRTH))
    assert known(matters, PASSPORT) == {FactName.LOCKED_DOWN: True}
    assert known(matters, BIRTH) == {FactName.LOCKED_DOWN: True, FactName.AGE: 67}


@pytest.mark.parametrize(
    ("first", "then", "left"),
    [
        ("ấp tui bị giăng dây", "ấp tui hết giăng dây rồi", None),
        ("tui đi không được", "đi được rồi", None),
        ("tui đi không được", "nhà tui ở xa lắm", None),
        ("ấp tui bị giăng dây", "nghe nói hết giăng dây", FactName.LOCKED_DOWN),
        ("ấp tui bị giăng dây", "hàng xóm không bị giăng dây", FactName.LOCKED_DOWN),
        ("ấp tui bị giăng dây", "nếu hết giăng dây", FactName.LOCKED_DOWN),
    ],
)
def test_the_newest_word_counts_and_only_where_it_is_stood_by(first: str, then: str, left: FactName | None) -> None:
    assert keeps_inside(known(talk((first, BIRTH), (then, BIRTH)))) is left


def test_a_paper_that_was_found_is_lacking_no_more() -> None:
    told = ("hông có giấy chứng sinh", BIRTH), ("mất căn cước rồi", BIRTH), ("có giấy chứng sinh rồi", BIRTH)
    assert talk(*told).lacking(BIRTH) == ["can cuoc"]


def test_the_writers_own_age_says_nothing_of_whom_they_act_for() -> None:
    assert FactName.AGE not in known(talk(("tui 30 tuổi", BIRTH), ("làm giùm mẹ tui", BIRTH)))
    assert known(talk(("tui 30 tuổi", BIRTH), ("mẹ tui 80 tuổi", BIRTH)))[FactName.AGE] == 80
    assert known(talk(("tui 30 tuổi", BIRTH)))[FactName.AGE] == 30


def test_somebody_elses_legs_keep_nobody_inside() -> None:
    assert keeps_inside(known(talk(("ông nội con đi không được", BIRTH)))) is None


def test_days_since_something_are_counted_on() -> None:
    matters = talk(("vợ mới sanh 3 ngày nay", BIRTH), days=10)
    assert known(matters, days=10)[FactName.SINCE] == 13


def test_it_is_forgotten_after_thirty_days() -> None:
    said = ("ấp tui bị giăng dây, tui 67 tuổi", BIRTH)
    assert known(talk(said, days=29), days=29)
    assert not talk(said, days=KEPT_FOR.days).facts


def test_a_fact_keeps_whose_it_is_how_and_when_it_was_told_and_where() -> None:
    (fact,) = talk(("nghe nói ấp tui bị giăng dây", BIRTH)).facts
    assert (fact.holder, fact.mood, fact.at, fact.source) == ("me", "hears", NOW, 0)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=8) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
ROW = st.tuples(
    st.sampled_from(["", "?", BIRTH]),
    st.sampled_from(["age", "locked_down", "of_tomorrow"]) | JSON,
    JSON,
    st.sampled_from(["me", "theirs", "nobody"]),
    st.sampled_from(["asserts", "sings"]),
    st.sampled_from([NOW.isoformat(), "soon"]) | JSON,
    JSON,
).map(list)


@given(memo=JSON | st.fixed_dictionaries({}, optional={"facts": JSON | st.lists(ROW), "cases": JSON, "new": JSON}))
def test_what_another_version_wrote_does_no_harm(memo: Any) -> None:
    state = State(memo={MEMO: memo})
    matters = Matters.of(state, NOW)
    matters.note(told("tui 67 tuổi"), NOW, 5)
    matters.name(BIRTH)
    matters.keep(state)
    again = Matters.of(State.from_json(state.to_json()), NOW)
    assert again.facts == matters.facts[-60:]
    if isinstance(memo, dict) and "new" in memo:
        assert state.memo[MEMO]["new"] == memo["new"]
