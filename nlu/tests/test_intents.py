"""The intent model: reading, refusing, two wishes, and being kept in a file."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from components.asking import ends_as_question
from components.calibration import Costs, Logistic, Temperature, calibration_error, choose, confidences, outside_signals
from components.concepts import Concepts
from components.corpus import stratified
from components.folding import strip_diacritics
from components.intent_model import IntentModel
from components.noise import noise
from components.second_wish import fit_gate
from components.wishes import Gate, best_cuts, described, two_wishes
from components.words import words
from datafiles import Line

PLAIN = [
    ("làm khai sinh cần giấy tờ gì", "ask_procedure_documents"),
    ("lệ phí làm căn cước bao nhiêu tiền", "ask_procedure_fee"),
    ("hủy lịch hẹn giùm tui", "cancel_appointment"),
    ("cứu với, có người đuối nước", "emergency"),
    ("xã tui có bị phong tỏa không", "ask_area_status"),
    ("xóa hết dữ liệu của tui", "privacy_request"),
    ("5k là gì", "ask_epidemic_rules"),
]


@pytest.fixture(scope="session")
def gate(model: IntentModel, trained: Path | None, messages: list[Line]) -> Gate:
    if trained is not None:
        return Gate.restore(json.loads((trained / "second_wish.json").read_text(encoding="utf-8")))
    return fit_gate(model, [line.text for line in messages], [line.intent for line in messages], false_alarms=0.04)


@pytest.mark.parametrize(("text", "intent"), PLAIN)
def test_reads_plain_messages_with_and_without_diacritics(model: IntentModel, text: str, intent: str) -> None:
    for typed in (text, strip_diacritics(text), text.upper()):
        reading = model.read(typed)
        assert reading.ranking[0][0] == intent, typed
        assert not reading.fallback, typed


@pytest.mark.parametrize(
    "text", ["nguoi ta doi cat co tui", "tui buon qua muon chet", "người ta đòi chém tui", "em buồn quá em muốn chết"]
)
def test_a_threat_and_a_wish_to_die_are_danger(model: IntentModel, text: str) -> None:
    reading = model.read(text)
    assert reading.ranking[0][0] == "emergency"
    assert not reading.fallback


@pytest.mark.parametrize(
    ("text", "intents"),
    [
        ("nha tui trong rung u minh gio lam giay khai sinh cho con phai lam sao", {"find_procedure", "ask_procedure_documents"}),
        ("cuu tui voi lam sao nop day", {"ask_submission_channel", "ask_online_guide"}),
        ("tui voi bo tui muon dang ky ket hon", {"find_procedure"}),
    ],
)
def test_a_forest_and_a_call_for_help_with_a_form_are_no_danger(model: IntentModel, text: str, intents: set[str]) -> None:
    reading = model.read(text)
    assert reading.ranking[0][0] in intents
    assert not reading.fallback


@pytest.mark.parametrize("text", ["xvbq wrtz", "giá vàng hôm nay bao nhiêu", "@#$%", "", "  ", "tell me a story about cats"])
def test_refuses_what_is_not_its_business(model: IntentModel, text: str) -> None:
    assert model.read(text).fallback


def test_confidence_is_a_probability_and_the_ranking_is_ordered(model: IntentModel, messages: list[Line]) -> None:
    for line in messages[::97]:
        sure = [confidence for _, confidence in model.read(line.text).ranking]
        assert len(sure) == 39
        assert sure == sorted(sure, reverse=True)
        assert 0 <= sure[-1] <= sure[0] <= 1


def test_a_message_is_ambiguous_or_refused_but_not_both(model: IntentModel, messages: list[Line]) -> None:
    readings = [model.read(line.text) for line in messages[::97]]
    assert not any(reading.fallback and reading.ambiguous for reading in readings)
    assert {type(reading.fallback) for reading in readings} == {type(reading.ambiguous) for reading in readings} == {bool}


def test_finds_a_second_wish_and_puts_the_first_one_first(model: IntentModel, gate: Gate) -> None:
    for text in ("hủy lịch hẹn giùm tui với lại lệ phí làm căn cước bao nhiêu tiền",):
        message = words(text)
        scores, columns = model.scores([message])
        reading, others = two_wishes(model, gate, message, scores, columns[0])
        assert reading.ranking[0][0] == "cancel_appointment"
        assert [name for name, _ in others] == ["ask_procedure_fee"]


@pytest.mark.parametrize("text", ["dạ chào cô con muốn hỏi lệ phí làm căn cước", "5k là gì", "ok cảm ơn em nhiều nghen", ""])
def test_greeting_and_thanks_are_no_second_wish(model: IntentModel, gate: Gate, text: str) -> None:
    message = words(text)
    scores, columns = model.scores([message])
    assert two_wishes(model, gate, message, scores, columns[0])[1] == []


def test_parts_of_a_message_are_counted_like_messages_of_their_own(model: IntentModel) -> None:
    message = words("mai ra xã nộp luôn có nhận không, đem giấy gì")
    _, columns = model.scores([message])
    found = best_cuts(model, message, columns[0])
    assert found
    assert found == sorted(found, key=lambda cut: -cut.score)


@pytest.mark.parametrize(
    ("text", "both", "either"),
    [("vợ tui ở ấp Tân Hải, cần giấy gì", False, False), ("gửi bưu điện được không hay ra xã, mấy giờ đóng cửa", True, False)],
)
def test_a_cut_knows_what_stands_beside_it(text: str, *, both: bool, either: bool) -> None:
    message = words(text)
    place = next(at for at, word in enumerate(message) if word.kind == "sign") + 1
    cut = described(message, place, ("one", 0.9), ("other", 0.8), 0.8)
    assert cut.at_sign
    assert (cut.both_ask, cut.either) == (both, either)


@pytest.mark.parametrize(
    ("text", "before", "both"),
    [
        ("làm hộ chiếu cần giấy gì vậy em, bao nhiêu tiền", True, True),
        ("lam ho chieu can giay gi vay em, bao nhieu tien", True, True),
        ("em hủy lịch rồi, có được đặt lại không", False, False),
        ("mấy giờ thì ra xã được, đặt cho tui cái hẹn", False, False),
        ("nộp qua mạng được không dạ, đặt cho tui cái hẹn", True, False),
    ],
)
def test_a_cut_knows_whether_a_question_ends_before_it(text: str, *, before: bool, both: bool) -> None:
    message = words(text)
    place = next(at for at, word in enumerate(message) if word.kind == "sign") + 1
    cut = described(message, place, ("one", 0.9), ("other", 0.8), 0.8)
    assert (cut.question_before, cut.both_question) == (before, both)


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("có lâu không", True),
        ("có lâu hông vậy cô ơi, rồi còn", True),
        ("có lâu không??", True),
        ("vậy em", False),
        ("tui đi rồi", False),
        ("?", False),
        ("", False),
    ],
)
def test_politeness_and_joining_words_stand_behind_a_question(text: str, *, ends: bool) -> None:
    assert ends_as_question(words(text)) is ends


def test_a_model_read_from_its_file_reads_the_same(model: IntentModel, messages: list[Line], tmp_path: Path) -> None:
    model.save(tmp_path)
    again = IntentModel.load(tmp_path)
    assert again.thresholds == model.thresholds
    for line in messages[::211]:
        before, after = model.read(line.text), again.read(line.text)
        assert before.ranking[0][0] == after.ranking[0][0]
        assert before.ranking[0][1] == pytest.approx(after.ranking[0][1], abs=0.02)


def test_model_files_hold_no_pickle(model: IntentModel, tmp_path: Path) -> None:
    model.save(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"intents.json", "intents.npz"}
    with np.load(tmp_path / "intents.npz", allow_pickle=False) as arrays:
        assert all(arrays[name].dtype != object for name in arrays)


def test_folds_are_the_same_each_time_and_share_every_intent_out(messages: list[Line]) -> None:
    labels = [line.intent for line in messages]
    fold_of = stratified(labels, 5)
    assert fold_of == stratified(labels, 5)
    for intent in set(labels):
        sizes = [sum(label == intent and its == fold for label, its in zip(labels, fold_of, strict=False)) for fold in range(5)]
        assert max(sizes) - min(sizes) <= 1


def test_phrases_match_without_diacritics_but_not_with_others(concepts: Concepts) -> None:
    def groups(text: str) -> set[str]:
        return {found.group for found in concepts.all(words(text))}

    assert "concept_cancel" in groups("hủy lịch")
    assert "concept_cancel" in groups("huy lich")
    assert "concept_cancel" not in groups("anh Huỳ")
    assert "admin_unit" in groups("o tac van")
    assert {"time", "date"} <= groups("8h30 ngày 24/8")


def test_confidence_never_exceeds_what_the_second_signal_accepts() -> None:
    found = confidences(np.array([[0.9, 0.1], [0.6, 0.4]]), np.array([0.3, 0.8]))
    assert found.max(axis=1).tolist() == [0.3, 0.8]


def test_unknown_words_speak_for_out_of_scope_only_where_nearly_all_are_unknown() -> None:
    probabilities = np.array([[0.7, 0.3]] * 4)
    known = np.array([[share, share, 0.4, 9.0] for share in (1.0, 0.7, 0.2, 0.0)])
    rows = outside_signals(probabilities, known, 1).tolist()
    assert rows[0] == rows[1]
    assert rows[1] > rows[2] > rows[3]


def test_temperature_softens_a_model_that_is_too_sure() -> None:
    margins = np.array([[4.0, 0.0], [4.0, 0.0], [0.0, 4.0], [4.0, 0.0]])
    fitted = Temperature.fit(margins, np.array([0, 1, 1, 0]))
    assert fitted(margins)[0, 0] == pytest.approx(0.75, abs=0.01)


def test_a_logistic_of_one_kind_alone_is_constant() -> None:
    rows = np.zeros((3, 2))
    assert Logistic.fit(rows, np.array([True] * 3))(rows)[0] > 0.99
    assert Logistic.fit(rows, np.array([False] * 3))(rows)[0] < 0.01


def test_dear_mistakes_are_asked_back_and_cheap_ones_answered() -> None:
    confident = np.array([[0.5, 0.4]] * 10)
    right, second = np.array([True] * 6 + [False] * 4), np.array([False] * 6 + [True] * 4)
    inside = np.ones(10, dtype=bool)
    dear = choose(confident, inside, right, second, refusable=0.02, costs=Costs(wrong=9))
    cheap = choose(confident, inside, right, second, refusable=0.02, costs=Costs(wrong=1))
    assert dear[1] >= 0.1 > cheap[1]


def test_calibration_error_of_honest_confidence_is_nothing() -> None:
    assert calibration_error([0.75] * 4, [True, True, True, False]) == pytest.approx(0)
    assert calibration_error([0.95] * 4, [False] * 4) == pytest.approx(0.95)
    assert calibration_error([], []) == 0


def test_noise_is_the_same_each_time_and_no_message() -> None:
    texts = ["làm khai sinh ở đâu", "hủy lịch"]
    assert noise(texts, 5) == noise(texts, 5)
    assert not set(noise(texts, 5)) & set(texts)
    assert noise([], 5) == []
