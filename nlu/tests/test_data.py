"""The training messages: enough of each intent, as people type, and apart from the evaluation set."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from pathlib import Path

import pytest
import yaml

import lint
from alike import NEAR, NEAR_TO_EVALUATION, bare, near, triples
from components.folding import strip_diacritics
from datafiles import Line, lines, tables, unmark

HERE = Path(__file__).resolve().parent.parent
CRITICAL = (
    "emergency",
    "privacy_request",
    "cancel_appointment",
    "ask_inperson_allowed",
    "ask_area_status",
    "affirm",
    "deny",
)
TAGS = ("no-diacritics", "southern", "telex", "voice", "two-wishes", "angry", "era-2021", "era-2026", "english")
DOMAIN = yaml.safe_load((HERE / "domain.yml").read_text(encoding="utf-8"))


def test_every_intent_of_the_domain_has_at_least_eighty_messages(messages: list[Line]) -> None:
    counts = Counter(line.intent for line in messages)
    assert set(counts) == set(DOMAIN["intents"])
    assert len(DOMAIN["intents"]) == 39
    assert min(counts.values()) >= 80 == lint.FEWEST


def test_a_third_of_each_intent_is_typed_without_diacritics(messages: list[Line]) -> None:
    for intent in DOMAIN["intents"]:
        its = [line.text for line in messages if line.intent == intent]
        assert 3 * sum(strip_diacritics(text) == text for text in its) >= len(its), intent


@pytest.mark.parametrize("name", ["messages.jsonl", "second.jsonl", "third.jsonl", "fourth.jsonl", "wishes_and_entities.jsonl"])
def test_no_evaluation_message_of_more_than_three_words_is_trained_on(name: str, messages: list[Line]) -> None:
    rows = (HERE / "evaluation" / name).read_text(encoding="utf-8").splitlines()
    asked = {lint.bare(json.loads(row)["text"]) for row in rows}
    shared = {lint.bare(line.text) for line in messages} & asked
    assert not [text for text in shared if len(text.split()) > 3]


def test_the_evaluation_sets_are_as_large_and_as_spread_as_their_page_says() -> None:
    rows = [json.loads(row) for file in (HERE / "evaluation").glob("*.jsonl") for row in file.read_text("utf-8").splitlines()]
    counts = Counter(row["intent"] for row in rows)
    assert set(counts) == set(DOMAIN["intents"])
    assert len(rows) >= 1600
    assert min(counts.values()) >= 20
    assert min(counts[intent] for intent in CRITICAL) >= 40
    tags = Counter(tag for row in rows for tag in row["tags"])
    assert min(tags[tag] for tag in TAGS) >= 30
    assert not [row for row in rows for span in row["entities"] if row["text"][span["start"] : span["end"]] != span["value"]]


def test_lookup_tables_are_entities_or_concepts() -> None:
    names = set(tables(HERE / "lookups"))
    assert not {name for name in names if not name.startswith("concept_")} - set(DOMAIN["entities"])


@pytest.mark.parametrize("least", [NEAR, NEAR_TO_EVALUATION, 0.5])
def test_near_messages_are_those_whose_triples_overlap(least: float) -> None:
    words = [bare(line.text) for line in list(lines(HERE / "data"))[::100]]
    words += ["a", "ab", "dạ", "da", "vang a", *(word[:-2] for word in words if len(word) > 4)]
    sets = [{f" {text} "[at : at + 3] for at in range(len(text))} for text in words]
    rows = triples(words)
    overlaps = {
        (one, other): len(mine & others) / len(mine | others)
        for (one, mine), (other, others) in itertools.product(enumerate(sets), repeat=2)
    }
    meant = {(one, other): share for (one, other), share in overlaps.items() if share >= least and one < other}
    assert {(one, other): share for one, other, share in near(rows, rows, least)} == pytest.approx(meant)
    half = len(words) // 2
    across = {(one, other + half) for one, other, _ in near(rows[:half], rows[half:], least)}
    assert across == {(one, other) for one, other in meant if one < half <= other}


@pytest.mark.parametrize(
    ("rows", "kind"),
    [
        (["làm khai sinh ở đâu", "lam khai sinh o dau"], "twice"),
        (["cho hỏi giờ làm việc của phường", "cho hỏi giờ làm việc của phường ạ"], "near"),
        (["đi ra [Cái Nước](admin_unit) hết mấy giờ", "đi ra [Đầm Dơi](admin_unit) hết mấy giờ"], "near"),
        (["ở [Cái Nước](place)"], "entity"),
        (["ở [Cái Nướ](admin_unit)c"], "span"),
        (["ở [ Cái Nước](admin_unit)"], "span"),
        (["ở [Cái Nước (admin_unit)"], "span"),
        (["căn cước 096012345678"], "personal"),
        (["gọi 0912345678"], "personal"),
        (["chào"], "few"),
        (["chào cán bộ"], "bare"),
    ],
)
def test_the_linter_finds(rows: list[str], kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = 'version: "3.1"\nnlu:\n- intent: greet\n  examples: |\n' + "".join(f"    - {row}\n" for row in rows)
    (tmp_path / "greet.yml").write_text(text, encoding="utf-8")
    assert lint.main(["--data", str(tmp_path), "--json"]) == 1
    found = [json.loads(row) for row in capsys.readouterr().out.splitlines()]
    assert kind in {finding["kind"] for finding in found}


def test_the_linter_knows_plainly_made_up_phones(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = 'version: "3.1"\nnlu:\n- intent: greet\n  examples: |\n    - gọi 0912 000 345 hay 08.27.27.1022\n'
    (tmp_path / "greet.yml").write_text(text, encoding="utf-8")
    lint.main(["--data", str(tmp_path)])
    assert "personal" not in capsys.readouterr().out


def test_the_linter_refuses_an_empty_folder(tmp_path: Path) -> None:
    assert lint.main(["--data", str(tmp_path)]) == 2


def test_the_linter_tells_a_file_that_is_no_yaml(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "greet.yml").write_text("nlu: [", encoding="utf-8")
    assert lint.main(["--data", str(tmp_path)]) == 1
    assert ": yaml " in capsys.readouterr().out


def test_lines_carry_their_number_and_their_marks(tmp_path: Path) -> None:
    text = 'version: "3.1"\nnlu:\n- intent: greet\n  examples: |\n    - ở [Tắc Vân](admin_unit) nè\n'
    (tmp_path / "greet.yml").write_text(text, encoding="utf-8")
    (line,) = lines(tmp_path)
    assert (line.number, line.text, line.intent) == (5, "ở Tắc Vân nè", "greet")
    assert line.text[line.marks[0].start : line.marks[0].end] == "Tắc Vân"
    assert unmark("không có gì")[0] == "không có gì"
