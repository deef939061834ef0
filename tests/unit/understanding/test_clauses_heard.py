"""What a clause sounds like: what nobody thought of a word for, what is left to the rules, and what was learned."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.clauses import Act, ClauseReader, Focus, learning
from bot.understanding.clauses.heard import NO_FOCUS, Heard, Weights
from bot.understanding.fold import canonical
from tests.unit.understanding.test_clauses import CONTRACT

READER = ClauseReader()


@pytest.mark.parametrize(
    ("text", "act", "focus"),
    [
        ("e di 1 minh dc k", Act.ASKS_WHETHER, Focus.WHO_MAY_GO),
        ("rui giay chung sinh mat roi sao lam", Act.ASKS_HOW, Focus.MISSING_PAPER),
        ("ai đem giấy giùm bà nộp", Act.ASKS_WHICH, Focus.WHO_MAY_GO),
        ("mà chưa đi làm giấy khai sanh", Act.TELLS, None),
    ],
)
def test_what_no_rule_has_a_word_for_is_heard(text: str, act: Act, focus: Focus | None) -> None:
    clause = READER.read(text)[-1]
    assert (clause.act, clause.focus) == (act, focus)


@pytest.mark.parametrize(
    "text", ["đồng ý", "không đồng ý", "thôi khỏi đặt", "không phải ý đó", "đặt lịch sáng mai cho tui", "cảm ơn em"]
)
def test_what_commits_or_refuses_is_read_by_rules_alone(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    read = [clause.act for clause in READER.read(text)]
    monkeypatch.setattr(Heard, "sound", lambda _self, _plain: None)
    assert [clause.act for clause in READER.read(text)] == read


@pytest.mark.parametrize("text", ["can she go alone to submit", "what papers do I need", "dạ", "alo em", ""])
def test_another_language_and_a_word_or_two_are_not_guessed_at(text: str) -> None:
    assert Heard.packaged().sound(canonical(text)) is None


def test_the_packaged_weights_are_those_of_the_packaged_messages() -> None:
    assert Heard.packaged().digest == learning.packaged_digest(), "run scripts/clauses.py"


def test_labels_are_those_of_the_contract() -> None:
    for clause in learning.packaged_clauses():
        assert clause.act in CONTRACT["acts"], clause
        assert clause.focus == NO_FOCUS or clause.focus in CONTRACT["focuses"], clause
        assert clause.text, clause


def test_what_is_packed_is_unpacked() -> None:
    rows = {"": b"\x80\x81\x7f", "a b": b"\x01\xff\x80"}
    weights = Weights("digest", ("tells",), ("fee", NO_FOCUS), (0.5, 0.25), rows)
    assert Weights.unpack(weights.pack()) == weights


def test_all_classes_are_added_up_apart() -> None:
    told = [("mấy tiền vậy em", "fee"), ("mấy ngày vậy em", "time")]
    rows = {
        "": [0.0, 0.0],
        "tien": [1.0, -1.0],
        "ngay": [-1.0, 1.0],
        "may": [0.1, 0.1],
        "vay": [0.0, 0.0],
        "em": [0.0, 0.0],
    }
    heard = Heard(learning.weights((["asks", "tells"], rows), (["fee", "time"], rows)))
    for text, focus in told:
        assert heard.sound(canonical(text)).focus == focus


@given(st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxy 0123456789", max_size=400))
def test_whatever_is_typed_is_heard_as_something_or_nothing(text: str) -> None:
    sound = Heard.packaged().sound(canonical(text))
    assert sound is None or (sound.act in CONTRACT["acts"] and (sound.focus in {*CONTRACT["focuses"], NO_FOCUS}))


def test_labelled_messages_fall_into_their_clauses() -> None:
    assert [*learning.clauses_of("x", "[tells] mất rồi [asks_how:missing_paper] giờ sao")] == [
        ("x", "mất rồi", "tells", NO_FOCUS),
        ("x", "giờ sao", "asks_how", "missing_paper"),
    ]
