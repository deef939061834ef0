"""What the gate lets pass: golden dialogues as written, and nothing that matters worse beyond the noise."""

from __future__ import annotations

import json

import pytest
import yaml

from bot.conversation.understood import Entity, Understanding
from bot.embedded.parts import NLU
from bot.settings import Settings
from bot.training.comparing import compare
from bot.training.gate import CRITICAL, KINDS, judge
from bot.training.golden import GoldenError, GoldenMessage, load_golden, misread
from bot.training.measuring import Yardstick
from bot.training.recent import Changed, Recent
from bot.training.workshop import Workshop
from bot.understanding.kinds import Kind
from bot.understanding.rasa import FALLBACK
from bot.understanding.scores import LabelledMessage


def messages(intent, count=40, tags=()):
    return [LabelledMessage(f"{intent} {number}", intent, tags=tags) for number in range(count)]


def readings(labelled, wrong=0, instead="greet"):
    return {
        message.text: Understanding(instead if number < wrong else message.intent, 0.9)
        for number, message in enumerate(labelled)
    }


ORDINARY = messages("ask_hotline", 600)


def judged(group, wrong, instead="thank_bye", before_wrong=0):
    labelled = ORDINARY + group
    before = readings(ORDINARY) | readings(group, before_wrong, instead)
    after = readings(ORDINARY) | readings(group, wrong, instead)
    return judge(compare(labelled, before, after), ())


@pytest.mark.parametrize("intent", CRITICAL)
def test_a_critical_intent_may_not_get_worse(intent):
    assert judged(messages(intent), 0).passed
    assert judged(messages(intent), 2).passed, "two of forty are noise"
    refused = judged(messages(intent), 10)
    assert not refused.passed
    assert any(intent in objection for objection in refused.objections)


def test_another_intent_may_as_long_as_the_whole_does_not():
    losing, gaining = messages("ask_form_download", 40), messages("ask_online_guide", 40)
    labelled = ORDINARY + losing + gaining
    before = readings(ORDINARY) | readings(losing) | readings(gaining, 10)
    after = readings(ORDINARY) | readings(losing, 10) | readings(gaining)
    found = compare(labelled, before, after)
    assert found.intents["ask_form_download"].verdict == "worse"
    assert judge(found, ()).passed
    assert not judged(messages("ask_form_download", 60), 60).passed


@pytest.mark.parametrize("kind", Kind)
def test_no_kind_of_message_may_get_worse(kind):
    group = messages("ask_form_download", 20, (kind.value,))
    assert judged(group, 1).passed
    refused = judged(group, 12)
    assert any(KINDS[kind] in objection for objection in refused.objections)


def test_out_of_scope_may_not_get_through_nor_what_is_in_scope_be_refused():
    let_through = judged(messages("out_of_scope"), 20)
    assert any("ngoài phạm vi" in objection for objection in let_through.objections)
    refused = judged(messages("ask_form_download", 100), 40, FALLBACK)
    assert any("từ chối" in objection for objection in refused.objections)


def test_better_passes():
    better = judged(messages("emergency"), 0, before_wrong=15)
    assert better.passed
    assert "tốt hơn" in better.summary


GOLDEN = GoldenMessage("birth", "làm khai sanh ở Tắc Vân", "find_procedure", (("procedure", "khai sanh"),))


def understood(intent="find_procedure", *entities):
    return {GOLDEN.text: Understanding(intent, 0.9, tuple(Entity(name, value, 0, 1) for name, value in entities))}


def test_a_golden_dialogue_must_be_understood_as_written():
    right = understood("find_procedure", ("procedure", "khai sanh"), ("admin_unit", "Tắc Vân"))
    assert judge(None, misread([GOLDEN], right)).passed
    for wrong in (understood(), understood("greet", ("procedure", "khai sanh")), understood(FALLBACK)):
        judgement = judge(None, misread([GOLDEN], wrong))
        assert not judgement.passed
        assert GOLDEN.text in judgement.summary
        assert judgement.to_json()["golden"][0]["text"] == GOLDEN.text


def test_golden_files_are_read_in_order(tmp_path):
    (tmp_path / "2.yaml").write_text("messages:\n- {text: xin chào, intent: greet}\n", encoding="utf-8")
    (tmp_path / "1.yaml").write_text(
        "title: Một\nmessages:\n- text: ở Tắc Vân\n  intent: provide_info\n  entities:\n  - admin_unit: Tắc Vân\n",
        encoding="utf-8",
    )
    first, second = load_golden(tmp_path)
    assert first == GoldenMessage("1", "ở Tắc Vân", "provide_info", (("admin_unit", "Tắc Vân"),))
    assert (second.dialogue, second.intent) == ("2", "greet")


@pytest.mark.parametrize(
    "content",
    ["messages: 5", "messages:\n- {text: a}", "a: [", "[]", "messages:\n- {text: a, intent: b, entities: [c]}"],
)
def test_a_broken_golden_file_is_named(content, tmp_path):
    (tmp_path / "x.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(GoldenError, match=r"x\.yaml"):
        load_golden(tmp_path)


def test_the_eight_packaged_dialogues_name_known_intents_and_words_of_the_message():
    golden = load_golden(Settings.model_fields["nlu_golden_dir"].default)
    domain = yaml.safe_load((NLU / "domain.yml").read_text(encoding="utf-8"))
    assert len({message.dialogue for message in golden}) == 8
    for message in golden:
        assert message.intent in domain["intents"], message
        for entity, value in message.entities:
            assert entity in domain["entities"], message
            assert value in message.text, message


def test_a_folder_of_sets_is_read_but_for_the_closed_ones(tmp_path):
    for name, text in (("b", "hủy lịch"), ("a", "chào em"), ("a_closed", "không được đọc")):
        row = json.dumps({"text": text, "intent": "greet"}, ensure_ascii=False)
        (tmp_path / f"{name}.jsonl").write_text(row + "\n", encoding="utf-8")
    (tmp_path / "README.md").write_text("not a set", encoding="utf-8")

    def texts(place):
        return Yardstick.of(Workshop(tmp_path, tmp_path, place, tmp_path / "golden", b"")).texts

    assert texts(tmp_path) == ["chào em", "hủy lịch"]
    assert texts(tmp_path / "b.jsonl") == ["hủy lịch"]


def test_every_changed_reading_of_danger_is_told_though_the_model_passes():
    lately = Recent(2, (Changed("nhà tôi đang cháy đây", "emergency", "ask_hotline"), Changed("a", "greet", "affirm")))
    labelled = ORDINARY + messages("privacy_request")
    before, after = readings(labelled), readings(ORDINARY) | readings(messages("privacy_request"), 1, "greet")
    judgement = judge(compare(labelled, before, after), (), lately)
    assert judgement.passed
    assert [(one.text, one.before, one.after, one.label) for one in judgement.alarms] == [
        ("privacy_request 0", "privacy_request", "greet", "privacy_request"),
        ("nhà tôi đang cháy đây", "emergency", "ask_hotline", None),
    ]
    for told in ("0 câu tốt hơn, 1 câu kém đi", "2/2 đổi cách hiểu", "2 câu về nguy hiểm"):
        assert told in judgement.summary
