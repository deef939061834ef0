"""The packaged content itself, and how wrong content is refused."""

from __future__ import annotations

import copy
import datetime as dt
import json
import re

import pytest

from bot.content.rulebook_loader import load_rulebook, read_document, read_rulebook_files, read_schema
from bot.guidance.moments import parse_moment
from bot.guidance.rulebook.book import Rulebook
from bot.guidance.rulebook.model import Audience, Status
from bot.guidance.rulebook.parse import RulebookError
from bot.guidance.rulebook.schema import schema

LETTER = "letter_4708.yaml"


@pytest.fixture
def files():
    return copy.deepcopy(read_rulebook_files())


def refused(files):
    with pytest.raises(RulebookError) as caught:
        Rulebook.parse(files)
    return [str(problem) for problem in caught.value.problems]


def entry(files, entry_id):
    return next(
        item for content in files.values() for section in content.values() for item in section if item["id"] == entry_id
    )


def plain_words(text):
    return re.sub(r"\s+", " ", text.replace("**", " ")).strip()


@pytest.mark.parametrize("value", [True, 1.0, [], None, dt.date(2021, 8, 22), {"a": 1}])
def test_what_was_sound_a_moment_ago_is_looked_at_again_once_it_changed(files, value):
    Rulebook.parse(files)
    for changed in ("CM4708-R01", "NOW-01"):
        entry(files, changed)["topics"] = value
    once, again = refused(files), refused(files)
    assert {tuple(problem.split(": ")[1:3]) for problem in once} == {("CM4708-R01", "topics"), ("NOW-01", "topics")}
    assert once == again


def test_every_quote_stands_in_the_letter_word_for_word(rulebook):
    letter = plain_words(read_document(rulebook.content.documents["cm-4708-2021"].text_file))
    quotes = [rule.quote for rule in rulebook.content.rules if rule.document == "cm-4708-2021"]
    assert len(quotes) == 23
    for quote in quotes:
        assert plain_words(quote) in letter


def test_all_rules_are_there_with_the_right_ones_published(rulebook):
    status = {rule.id: rule.status for rule in rulebook.content.rules}
    assert {rule for rule in status if rule.startswith("CM4708")} == {f"CM4708-R{n:02}" for n in range(1, 24)}
    assert {rule for rule, is_now in status.items() if is_now is Status.DRAFT} == {
        "NOW-05",
        "NOW-09",
        "NOW-10",
    }


def test_the_inferred_ends_say_so(rulebook):
    for rule in rulebook.content.rules:
        if rule.id.startswith("CM4708"):
            assert (rule.effect.interval.end, rule.effect.to_basis.value) == (parse_moment("2021-10-15"), "inferred")


def test_every_published_rule_can_be_told(rulebook):
    for rule in rulebook.content.rules:
        if rule.status is Status.PUBLISHED:
            assert rule.why_vi
            assert rule.do_vi or rule.audience is Audience.STAFF
        if rule.id.startswith("CM4708"):
            assert rule.past_vi


def test_every_topic_the_letter_is_silent_on_has_its_sentence(rulebook):
    listed = {
        "hours",
        "end_date",
        "capacity_number",
        "half_day",
        "must_appear_list",
        "locked_area_list",
        "inside_lockdown",
        "tests",
        "vaccination",
        "emergency",
        "penalty",
        "booking_hold",
        "cancel_change",
    }
    assert listed <= {unsaid.topic for unsaid in rulebook.content.unsaid}
    assert listed <= {topic.id for topic in rulebook.content.topics}
    for text in [u.text_vi for u in rulebook.content.unsaid] + [t.text_vi for t in rulebook.content.topics]:
        assert "không cần" not in text.lower(), "unsaid is not the same as not needed"


def test_the_schema_file_for_editors_is_the_schema():
    assert read_schema() == schema()


def test_the_hash_does_not_depend_on_the_files(rulebook):
    plain = rulebook.to_plain()
    again = Rulebook.parse({"published": json.loads(json.dumps(plain))})
    assert again.content_hash == rulebook.content_hash
    assert again.to_plain() == plain
    assert again.content == rulebook.content


def test_another_word_is_another_version(rulebook, files):
    entry(files, "CM4708-R05")["do_vi"] = "Dạ, gọi {hotline} trước."
    assert Rulebook.parse(files).content_hash != rulebook.content_hash


def test_an_unknown_field_is_refused_by_file_entry_and_field(files):
    entry(files, "CM4708-R05")["do_vn"] = "x"
    (problem,) = refused(files)
    assert problem.startswith(f"{LETTER}: CM4708-R05: ")
    assert "do_vn" in problem


def test_a_wrong_word_is_refused_by_its_field(files):
    entry(files, "CM4708-R05")["audience"] = "everybody"
    (problem,) = refused(files)
    assert problem.startswith(f"{LETTER}: CM4708-R05: audience: 'everybody' không dùng được; chỉ có: citizen, staff")


def test_a_published_rule_needs_a_first_day(files):
    del entry(files, "CM4708-R07")["effective_from"]
    (problem,) = refused(files)
    assert problem.startswith(f"{LETTER}: CM4708-R07: ")
    assert "effective_from" in problem


@pytest.mark.parametrize(
    ("entry_id", "field", "value", "said"),
    [
        ("CM4708-R05", "document", "cm-1-2021", "không có văn bản 'cm-1-2021'"),
        ("CM4708-R05", "paragraph", "9", "không có mục '9'; các mục: P0"),
        ("CM4708-R02", "exception_to", "CM4708-R99", "không có quy định 'CM4708-R99'"),
        ("CM4708-R05", "effective_to", "2021-08-22", "2021-08-22 không sau 2021-08-22"),
        ("CM4708-R05", "effective_from", "2021-13-22", "month must be in 1..12"),
        ("CM4708-R05", "effective_from", "2021-08-21", "trước ngày ký văn bản cm-4708-2021"),
        ("CM4708-R05", "do_vi", "Gọi {phone}.", "không có gì điền vào '{phone}'; dùng được: hotline"),
        ("CM4708-R01", "exception_to", "CM4708-R02", "trỏ vòng quanh nhau"),
        ("NOW-01", "notice", "notice.none", "không có câu 'notice.none'"),
    ],
)
def test_broken_links_and_dates_are_refused(files, entry_id, field, value, said):
    entry(files, entry_id)[field] = value
    assert any(f": {entry_id}: {field}: " in problem and said in problem for problem in refused(files))


def test_the_same_id_twice_is_refused(files):
    files["extra.yaml"] = {"rules": [entry(files, "CM4708-R05")]}
    assert any("CM4708-R05: id: mã này đã có" in problem for problem in refused(files))


def test_two_rules_of_one_day_and_scope_may_not_contradict(files):
    rival = copy.deepcopy(entry(files, "CM4708-R03")) | {"id": "RIVAL", "decides": {"appointment": "never"}}
    files["extra.yaml"] = {"rules": [rival]}
    assert any("trái với" in problem for problem in refused(files))


def test_a_missing_phrase_is_refused(files):
    files["phrases.yaml"]["phrases"] = [p for p in files["phrases.yaml"]["phrases"] if p["id"] != "way.online"]
    assert refused(files) == ["(mọi tệp): way.online: câu này bắt buộc có mà không tệp nào có"]


def test_a_file_that_is_not_yaml_is_named(tmp_path):
    (tmp_path / "rules.yaml").write_text("rules: [", encoding="utf-8")
    with pytest.raises(RulebookError, match=r"rules\.yaml: không phải YAML"):
        load_rulebook(tmp_path)
