"""Labelled messages go into the training data once, sorted, and never when something stands against them."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest
import yaml

import add
import lint
from datafiles import REVIEWED, Mark, lines, marked, reviewed, unmark, with_reviewed

HEAD = """version: "3.1"
nlu:
- intent: greet
  examples: |
    # hello
    - xin chào cán bộ
    - chao buoi sang ca nha
"""
FEE = """version: "3.1"
nlu:
- intent: ask_procedure_fee
  examples: |
    - làm [khai sinh](procedure) tốn bao nhiêu tiền vậy em
"""

NOTHING_ASKED = ("--evaluation", os.devnull)
"""Three thousand messages of the evaluation sets are compared with every message else."""
EVALUATION = Path(add.__file__).resolve().parent / "evaluation"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "greet.yml").write_text(HEAD, encoding="utf-8")
    (folder / "ask_procedure_fee.yml").write_text(FEE, encoding="utf-8")
    return folder


def label(text: str, intent: str = "greet", number: int = 1) -> dict[str, object]:
    plain, marks = unmark(text)
    entities = [{"entity": mark.entity, "start": mark.start, "end": mark.end} for mark in marks]
    return {"id": number, "intent": intent, "text": plain, "entities": entities}


def run(
    data: Path, labels: list[dict[str, object]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *more: str
) -> dict:
    given = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in labels)
    monkeypatch.setattr("sys.stdin", io.StringIO(given))
    assert add.main(["--data", str(data), *(more if "--evaluation" in more else (*more, *NOTHING_ASKED))]) == 0
    return json.loads(capsys.readouterr().out)


def outcome(answer: dict) -> str:
    ((found,),) = [answer["results"]]
    return found["outcome"]


def test_messages_are_added_below_what_people_wrote_in_their_order(data, monkeypatch, capsys):
    rows = ["ủa có ai trực đây không ta", "alo cho hỏi thăm chút xíu nha", "Chào anh Ba bên một cửa nghen"]
    answer = run(data, [label(text, number=at) for at, text in enumerate(rows)], monkeypatch, capsys)
    assert [row["outcome"] for row in answer["results"]] == ["added"] * 3
    written = (data / "greet.yml").read_text(encoding="utf-8")
    head, below = reviewed(written)
    assert head == HEAD
    assert below == sorted(rows, key=str.casefold)
    assert [item["intent"] for item in yaml.safe_load(written)["nlu"]] == ["greet", "greet"]
    assert {line.text for line in lines(data) if line.intent == "greet"} >= set(rows)
    assert answer["diff"].count("\n+    - ") == 3
    later = run(data, [label("dạ chào, mình mới vô lần đầu tiên")], monkeypatch, capsys)
    changed = [row for row in later["diff"].splitlines() if row[0] in "+-" and row[:3] not in {"+++", "---"}]
    assert changed == ["+    - dạ chào, mình mới vô lần đầu tiên"]


def test_a_second_time_nothing_changes(data, monkeypatch, capsys):
    run(data, [label("alo cho hỏi thăm chút xíu nha")], monkeypatch, capsys)
    before = (data / "greet.yml").read_bytes()
    again = run(data, [label("Alo, cho hoi tham chut xiu nha!")], monkeypatch, capsys)
    assert (outcome(again), again["diff"]) == ("known", "")
    assert (data / "greet.yml").read_bytes() == before


def test_a_dry_run_changes_nothing(data, monkeypatch, capsys):
    answer = run(data, [label("alo cho hỏi thăm chút xíu nha")], monkeypatch, capsys, "--dry-run")
    assert outcome(answer) == "added"
    assert "+    - alo" in answer["diff"]
    assert (data / "greet.yml").read_text(encoding="utf-8") == HEAD


@pytest.mark.parametrize(
    "case",
    [
        ("xin chào cán bộ", "greet", "known"),
        ("xin chào cán bộ", "ask_procedure_fee", "other_intent"),
        ("làm khai sinh tốn bao nhiêu tiền vậy anh", "ask_procedure_fee", "near"),
        ("làm khai sinh tốn bao nhiêu tiền vậy anh", "greet", "other_intent"),
        ("làm [hộ khẩu](procedure) tốn bao nhiêu tiền vậy em", "ask_procedure_fee", "near"),
        ("goi lai so 0912345678 nghen", "greet", "personal"),
        ("chào, tui là Nguyễn Văn Tèo nè", "greet", "personal"),
        ("chào bạn [tên] nha bạn", "greet", "wrong"),
        ("chào [Cà M](admin_unit)au nghen", "greet", "wrong"),
        ("chào mọi người nghen bà con", "no_such_intent", "wrong"),
    ],
)
def test_what_stands_against_a_message(data, monkeypatch, capsys, case):
    text, intent, how = case
    before = {file.name: file.read_bytes() for file in data.iterdir()}
    assert outcome(run(data, [label(text, intent)], monkeypatch, capsys)) == how
    assert {file.name: file.read_bytes() for file in data.iterdir()} == before


def test_two_labels_alike_go_in_once(data, monkeypatch, capsys):
    labels = [label("alo cho hỏi thăm chút xíu nha"), label("alo cho hoi tham chut xiu nha a", number=2)]
    assert [row["outcome"] for row in run(data, labels, monkeypatch, capsys)["results"]] == ["added", "near"]


def test_the_evaluation_set_is_never_trained_on(data, tmp_path, monkeypatch, capsys):
    asked = tmp_path / "asked.jsonl"
    asked.write_text(json.dumps({"text": "alo cho hỏi thăm chút xíu nha"}) + "\n", encoding="utf-8")
    for text in ("alo cho hoi tham chut xiu nha", "alo cho hỏi thăm chút xíu nha ạ"):
        assert outcome(run(data, [label(text)], monkeypatch, capsys, "--evaluation", str(asked))) == "evaluation"


def test_the_evaluation_set_is_the_projects_own_where_none_is_named(data, monkeypatch, capsys):
    rows = (EVALUATION / "messages.jsonl").read_text(encoding="utf-8").splitlines()
    asked = next(row["text"] for row in map(json.loads, rows) if row["intent"] == "ask_procedure_fee")
    given = json.dumps(label(asked, "ask_procedure_fee"), ensure_ascii=False)
    monkeypatch.setattr("sys.stdin", io.StringIO(given + "\n"))
    assert add.main(["--data", str(data)]) == 0
    assert outcome(json.loads(capsys.readouterr().out)) == "evaluation"


def test_labels_that_cannot_be_read_change_nothing(data, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO('{"id": 1}\n'))
    assert add.main(["--data", str(data)]) == 2
    assert "KeyError" in capsys.readouterr().err


def test_marks_are_written_as_they_are_read() -> None:
    raw = "làm [khai sinh](procedure) ở [xã Tắc Vân](admin_unit) nghen"
    assert marked(*unmark(raw)) == raw
    assert marked("ab", [Mark("x", 1, 2), Mark("y", 0, 1)]) == "[a](y)[b](x)"


def test_a_file_that_is_not_there_begins_with_its_head() -> None:
    content = with_reviewed("", "greet", ["chào"])
    assert content == f'version: "3.1"\nnlu:\n{REVIEWED}\n- intent: greet\n  examples: |\n    - chào\n'


@pytest.mark.parametrize(
    ("rows", "kind"),
    [
        (["chứng minh 381234567 của tui"], "personal"),
        (["tui tên Trần Thị Lan nha"], "personal"),
        (["tui ten tran thi lan nha"], "personal"),
        (["gọi tui số [sđt] nghen"], "personal"),
        ([f"{word} nộp [online](channel) nghen" for word in ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám")]
         + ["chín nộp [online](payment_method) luôn"], "mark"),
    ],
)  # fmt: skip
def test_the_linter_finds_too(rows, kind, tmp_path, capsys):
    text = 'version: "3.1"\nnlu:\n- intent: greet\n  examples: |\n' + "".join(f"    - {row}\n" for row in rows)
    (tmp_path / "greet.yml").write_text(text, encoding="utf-8")
    assert lint.main(["--data", str(tmp_path), "--json", *NOTHING_ASKED]) == 1
    assert kind in {json.loads(row)["kind"] for row in capsys.readouterr().out.splitlines()}


@pytest.mark.parametrize("row", ["ở xã [Hồ Thị Kỷ](admin_unit) nha", "cho xem nguyên văn câu đó", "tui tên Trần Thị Mẫu"])
def test_the_linter_leaves_communes_and_made_up_names(row, tmp_path, capsys):
    text = f'version: "3.1"\nnlu:\n- intent: greet\n  examples: |\n    - {row}\n'
    (tmp_path / "greet.yml").write_text(text, encoding="utf-8")
    lint.main(["--data", str(tmp_path), *NOTHING_ASKED])
    assert " personal " not in capsys.readouterr().out


def test_the_linter_finds_the_same_message_under_two_intents(data, capsys):
    with (data / "ask_procedure_fee.yml").open("a", encoding="utf-8") as file:
        file.write("    - Xin chao can bo\n")
    lint.main(["--data", str(data), *NOTHING_ASKED])
    told = capsys.readouterr().out
    assert "twice" in told
    assert "under ask_procedure_fee" in told or "under greet" in told


def found(kind: str, folder: Path, counts: dict[str, int], capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return the files in which the linter finds something of this kind, each intent having so many messages."""
    for intent, count in counts.items():
        rows = "".join(f"    - tin {intent} {at}\n" for at in range(count))
        (folder / f"{intent}.yml").write_text(f"nlu:\n- intent: {intent}\n  examples: |\n{rows}", encoding="utf-8")
    lint.main(["--data", str(folder), "--json", *NOTHING_ASKED])
    rows = map(json.loads, capsys.readouterr().out.splitlines())
    return [Path(row["file"]).stem for row in rows if row["kind"] == kind and row["line"]]


def test_the_linter_finds_an_intent_that_outweighs_the_others(tmp_path, capsys):
    others = {"greet": 3, "affirm": 4, "deny": 4, "thank_bye": 5}
    assert found("balance", tmp_path, {**others, "ask_procedure_fee": 21}, capsys) == ["ask_procedure_fee"]
    assert found("balance", tmp_path, {**others, "ask_procedure_fee": 20}, capsys) == []


def test_what_is_out_of_scope_may_be_more_than_any_one_wish(tmp_path, capsys):
    others = {"greet": 3, "affirm": 4, "deny": 4, "thank_bye": 5}
    assert found("balance", tmp_path, {**others, "out_of_scope": 25}, capsys) == ["out_of_scope"]
    assert found("balance", tmp_path, {**others, "out_of_scope": 24}, capsys) == []


def test_the_linter_finds_an_intent_of_fewer_than_eighty_messages(tmp_path, capsys):
    assert found("few", tmp_path, {"greet": 79, "deny": 80}, capsys) == ["greet"]


def test_the_linter_finds_reviewed_messages_out_of_order(data, capsys):
    content = with_reviewed(HEAD, "greet", ["b chào", "a chào"]).splitlines()
    content[-2:] = reversed(content[-2:])
    (data / "greet.yml").write_text("\n".join(content) + "\n", encoding="utf-8")
    lint.main(["--data", str(data), *NOTHING_ASKED])
    assert " order " in capsys.readouterr().out


def test_what_was_added_is_taken_out_again(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (data / "greet.yml").read_text(encoding="utf-8")
    first, second = label("chào mấy anh chị một cửa nghen"), label("alo có ai trực hông ta", number=2)
    run(data, [first, second], monkeypatch, capsys)
    both = (data / "greet.yml").read_text(encoding="utf-8")
    assert outcome(run(data, [first], monkeypatch, capsys, "--remove", "--dry-run")) == "removed"
    assert (data / "greet.yml").read_text(encoding="utf-8") == both
    answer = run(data, [first], monkeypatch, capsys, "--remove")
    assert "-    - chào mấy anh chị một cửa nghen" in answer["diff"].splitlines()
    assert outcome(run(data, [first], monkeypatch, capsys, "--remove")) == "missing"
    assert outcome(run(data, [label("xin chào cán bộ")], monkeypatch, capsys, "--remove")) == "missing", "people wrote that"
    run(data, [second], monkeypatch, capsys, "--remove")
    assert (data / "greet.yml").read_text(encoding="utf-8") == before
