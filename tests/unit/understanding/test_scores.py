"""Scores of a labelled set: what is right, what is refused, how sure it was, and how people are told."""

from __future__ import annotations

import pytest

from bot.conversation.understood import Entity, Reading, Understanding
from bot.understanding.rasa import FALLBACK
from bot.understanding.scores import LabelledMessage, Report, score


def message(text: str, intent: str, **more: object) -> LabelledMessage:
    return LabelledMessage.from_json({"text": text, "intent": intent, **more})


def read(*ranking: tuple[str, float], acted: str | None = None, **more: object) -> Understanding:
    first = ranking[0]
    readings = tuple(Reading(*one) for one in ranking)
    return Understanding(acted or first[0], first[1], ranking=readings, **more)  # type: ignore[arg-type]


SET = [
    (message("chào em", "greet"), read(("greet", 0.95), ("deny", 0.02))),
    (message("khong", "deny", tags=["short"]), read(("affirm", 0.75), ("deny", 0.2))),
    (message("ừ", "affirm", tags=["short"]), read(("affirm", 0.55), ("deny", 0.3), acted=FALLBACK)),
    (message("đá banh mấy giờ", "out_of_scope"), read(("greet", 0.15), acted=FALLBACK)),
    (message("mua vàng", "out_of_scope"), read(("greet", 0.85), ("deny", 0.1))),
]


def test_shares_are_of_the_messages_that_they_are_about() -> None:
    report = score(SET)
    assert report.messages == 5
    assert report.accuracy == pytest.approx(2 / 5)  # one reading, one fallback out of scope
    assert report.first_two == 1.0  # in scope only; a fallback's likeliest readings count
    assert report.refused == pytest.approx(1 / 3)
    assert report.let_through == pytest.approx(1 / 2)
    assert report.tags == {"short": {"messages": 2, "accuracy": 0.0}}
    assert report.kinds == {"no-diacritics": {"messages": 1, "accuracy": 0.0}}
    assert "  no-diacritics        1 0.0%" in report.table().splitlines()
    assert report.confusion == {("deny", "affirm"): 1, ("affirm", FALLBACK): 1, ("out_of_scope", "greet"): 1}
    assert report.intents["greet"] == {"labelled": 1, "right": 1, "f1": pytest.approx(2 / 3)}


def test_the_calibration_error_weighs_each_bin_by_its_messages() -> None:
    # Each message is in a bin of its own: |confidence - right| of the first reading, before the fallback.
    expected = (abs(0.95 - 1) + abs(0.75 - 0) + abs(0.55 - 1) + abs(0.15 - 0) + abs(0.85 - 0)) / 5
    assert score(SET).calibration_error == pytest.approx(expected)
    four = [(message("a", "greet"), read(("greet", 0.75)))] * 3 + [(message("a", "deny"), read(("greet", 0.75)))]
    assert score(four).calibration_error == pytest.approx(0.0)
    assert score([(message("a", "greet"), read(("greet", 1.0)))]).calibration_error == 0.0


def test_entities_and_second_wishes_count_where_they_are_labelled() -> None:
    marked = message(
        "làm khai sinh", "greet", entities=[{"entity": "procedure", "start": 4, "end": 13}], secondary=["deny"]
    )
    right = read(("greet", 0.9), entities=(Entity("procedure", "khai sinh", 4, 13),), secondary=(Reading("deny", 0.5),))
    short = read(("greet", 0.9), entities=(Entity("procedure", "sinh", 9, 13),))
    report = score([(marked, right), (marked, short)])
    assert report.entity_f1 == pytest.approx(0.5)
    assert report.secondary_found == pytest.approx(0.5)
    assert score(SET).entity_f1 is None
    assert score(SET).secondary_found is None


def test_without_diacritics_only_those_typed_with_them_tell_what_is_lost() -> None:
    bare = [(one, read(("greet", 0.9))) for one, _ in SET[:3]]
    report = score(SET[:3], bare)
    assert report.bare_accuracy == pytest.approx(1 / 3)
    assert (report.accented, report.accented_bare) == (0.5, 0.5)  # "khong" had none to lose
    assert report.diacritics_gap == 0.0
    lost = score(SET[:1], [(SET[0][0], read(("deny", 0.9)))])
    assert lost.diacritics_gap == 1.0
    assert score(SET).bare_accuracy is None


def test_the_table_says_of_each_goal_whether_it_is_reached() -> None:
    rows = score([SET[0], SET[4]], [SET[0], SET[4]], [0.004, 0.009, 0.005]).table().splitlines()
    assert rows[:5] == [
        "messages              2",
        "accuracy              50.0%    goal ≥ 92%, missed",
        "without diacritics    50.0%    goal ≥ 90%, missed",
        "lost without them     0.0%     goal ≤ 5%",
        "right among first two 100.0%   goal ≥ 97%",
    ]
    assert "out of scope through  100.0%   goal ≤ 5%, missed" in rows
    assert "in scope refused      0.0%     goal ≤ 3%" in rows
    assert "second wish found     -        goal ≥ 70%" in rows
    assert "p50 of a parse, ms    5.0      goal ≤ 8.0" in rows
    assert "    1  out_of_scope → greet" in rows


def test_no_messages_give_a_table_too() -> None:
    assert score([]) == Report()
    assert "right among first two -        goal ≥ 97%" in Report().table()
