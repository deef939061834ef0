"""Second wishes among the clauses of a story: where it is cut, what is found, and what it is learnt from."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import measure
from components.clause_learning import fit_finder
from components.clause_wishes import NOTHING, Finder, Seconds, candidates
from components.clauses import clauses
from components.heldout import HeldOut
from components.intent_model import IntentModel
from components.second_wish import fit_gate
from components.wishes import Gate, two_wishes
from components.words import words
from datafiles import Line, hands

STORIES = [
    (
        (
            "em làm công ty ở Bình Dương, hộ khẩu ở Cà Mau, giờ muốn đăng ký kết hôn với bạn em. em nộp qua mạng được không "
            "hay phải về, giấy tờ cần những gì, tụi em chỉ nghỉ được chủ nhật"
        ),
        "ask_submission_channel",
        "ask_procedure_documents",
    ),
    (
        (
            "nhà tui ở trong kinh, đi ra xã mất hai tiếng đò, làm khai sinh cho cháu có nộp qua mạng được không, "
            "cần giấy tờ gì, tui lớn tuổi không rành"
        ),
        "ask_submission_channel",
        "ask_procedure_documents",
    ),
]
"""Circumstances, then two questions, then circumstances again: hardly a cut in two parts them."""


@pytest.fixture(scope="session")
def seconds(model: IntentModel, trained: Path | None, messages: list[Line]) -> Seconds:
    """As it was trained, else made here."""
    if trained is not None:
        gate, finder = (
            json.loads((trained / name).read_text(encoding="utf-8")) for name in ("second_wish.json", "clause_wishes.json")
        )
        return Seconds(Gate.restore(gate), Finder.restore(finder))
    texts, labels = [line.text for line in messages], [line.intent for line in messages]
    gate = fit_gate(model, texts, labels, false_alarms=0.04)
    return Seconds(gate, fit_finder(model, texts, labels, measure.other_wishes(messages), false_alarms=0.02))


def cut(text: str) -> list[str]:
    message = words(text)
    return [" ".join(word.typed for word in message[begin:end]) for begin, end in clauses(message)]


def test_a_clause_ends_at_a_sign_and_behind_a_question() -> None:
    assert cut("má em mất hôm kia, giờ làm khai tử cần giấy gì vậy em xã còn nhận buổi chiều không") == [
        "má em mất hôm kia ,",
        "giờ làm khai tử cần giấy gì vậy em",
        "xã còn nhận buổi chiều không",
    ]
    assert cut("má em không có giấy tờ chi hết") == ["má em không có giấy tờ chi hết"]
    assert cut("ạ") == ["ạ"]


def test_the_clauses_hold_every_word_once() -> None:
    for text in ("", "?", "a, b. c", "sao sao sao sao sao", "được không, được không, được không, vậy hả em"):
        message = words(text)
        spans = clauses(message)
        assert [at for begin, end in spans for at in range(begin, end)] == list(range(len(message)))


@pytest.mark.parametrize(("text", "first", "second"), STORIES)
def test_both_questions_behind_a_story_are_found(
    model: IntentModel, seconds: Seconds, text: str, first: str, second: str
) -> None:
    message = words(text)
    scores, columns = model.scores([message])
    cut_in_two = [name for name, _ in two_wishes(model, seconds.gate, message, scores, columns[0])[1]]
    assert cut_in_two in ([], [second]), "what is cut in two is mostly missed, and never something else"
    reading, others = seconds.read(model, message, scores, columns[0])
    assert (reading.ranking[0][0], [name for name, _ in others]) == (first, [second])
    assert reading.ranking[1] == others[0], "the ranking has the second wish second"


def test_a_wish_among_the_clauses_changes_nothing_of_the_first(
    model: IntentModel, seconds: Seconds, messages: list[Line]
) -> None:
    found = 0
    for line in [line for line in messages if len(line.text) > 100][::27]:
        message = words(line.text)
        scores, columns = model.scores([message])
        before, cut_in_two = two_wishes(model, seconds.gate, message, scores, columns[0])
        after, others = seconds.read(model, message, scores, columns[0])
        assert (after.fallback, after.ambiguous) == (before.fallback, before.ambiguous)
        assert after.ranking[0] == before.ranking[0]
        assert not (cut_in_two and others != cut_in_two)
        sure = [confidence for _, confidence in after.ranking]
        assert sure == sorted(sure, reverse=True)
        assert {name for name, _ in after.ranking} == set(model.labels)
        found += others != cut_in_two
    assert found


def test_danger_is_never_a_second_wish(model: IntentModel) -> None:
    message = words("làm khai sinh cần giấy tờ gì vậy em, có người đuối nước cứu với")
    scores, columns = model.scores([message])
    named = {candidate.intent for candidate in candidates(model, message, scores, columns[0])}
    assert named
    assert "emergency" not in named


def test_a_message_of_hundreds_of_clauses_is_read(model: IntentModel) -> None:
    message = words("cần giấy gì, " * 300)
    scores, columns = model.scores([message])
    assert isinstance(candidates(model, message, scores, columns[0]), list)


def test_a_finder_read_from_its_state_is_the_same(seconds: Seconds) -> None:
    for finder in (seconds.finder, NOTHING):
        assert Finder.restore(json.loads(json.dumps(finder.state()))) == finder
    assert seconds.finder.floor < 1


def test_where_nobody_said_what_messages_hold_nothing_is_learnt(model: IntentModel, messages: list[Line]) -> None:
    some = messages[:: len(messages) // 60]
    texts, labels = [line.text for line in some], [line.intent for line in some]
    apart = IntentModel(model.scorer, model.temperature, model.acceptance, model.outside, model.thresholds)
    with pytest.raises(ValueError, match="just trained"):
        fit_finder(apart, texts, labels, [None] * len(some), false_alarms=0.02)
    none = np.zeros((0, len(model.labels)))
    unseen = np.arange(len(some))
    apart.held = HeldOut(none, none, none, unseen[:0], model.scorer, unseen)
    assert fit_finder(apart, texts, labels, [None] * len(some), false_alarms=0.02) is NOTHING
    assert fit_finder(apart, texts, labels, [()] * len(some), false_alarms=0.02) is NOTHING


def test_hands_are_of_messages_that_are_learnt_with_wishes_that_there_are(messages: list[Line]) -> None:
    learnt = {line.text: line.intent for line in messages}
    intents = set(learnt.values())
    written = hands(measure.HANDS)
    assert len(written) == len(measure.HANDS.read_text(encoding="utf-8").splitlines())
    for text, by in written.items():
        assert text in learnt
        assert learnt[text] not in by.secondary
        assert set(by.secondary) <= intents
    assert json.loads(measure.HANDS.read_text(encoding="utf-8").splitlines()[0]).keys() == {"hand", "text", "secondary"}
