"""Sheets of the catalogue's readers: what is taken, what is refused and why, how two readers are compared."""

from __future__ import annotations

import gzip
import importlib
import json
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
READINGS = CHECKOUT / "bot" / "content" / "catalogue" / "readings"
PAGE = {
    "ma_thu_tuc": "9.000001",
    "ten_thu_tuc": "Đăng ký thả diều (thử)",
    "so_quyet_dinh": "1/QĐ-THỬ",
    "cap_thuc_hien": "Cấp xã",
    "thanh_phan_ho_so": "Đơn xin thả diều theo Mẫu D1 01 bản chính; người dưới mười bốn tuổi thì có thêm ý kiến bằng"
    " văn bản của cha hoặc mẹ hoặc người giám hộ hợp pháp",
    "cach_thuc_thuc_hien": "Trực tiếp 3 ngày làm việc 5.000 đồng Nộp tại Ủy ban nhân dân cấp xã",
}
COPIED = "người dưới mười bốn tuổi thì có thêm ý kiến bằng văn bản của cha hoặc mẹ hoặc người giám hộ"
SHEET: dict[str, Any] = {
    "code": "9.000001",
    "decision": "1/QĐ-THỬ",
    "papers": [
        {
            "part": "thanh_phan_ho_so", "quote": "Đơn xin thả diều theo Mẫu D1", "name": "Đơn xin thả diều",
            "hand": "hand_in", "copy_of": "original", "number": 1, "needed": "always", "form": "Mẫu D1",
        },
        {
            "part": "thanh_phan_ho_so", "quote": "ý kiến bằng văn bản của cha", "name": "Giấy đồng ý của cha mẹ",
            "hand": "hand_in", "copy_of": "unknown", "needed": "when", "condition": "dưới 14 tuổi",
        },
    ],
    "fees": [
        {"part": "cach_thuc_thuc_hien", "quote": "5.000 đồng", "channel": "in_person", "kind": "amount", "amount": 5000}
    ],
    "times": [
        {
            "part": "cach_thuc_thuc_hien", "quote": "3 ngày làm việc", "channel": "in_person", "number": 3,
            "unit": "working_day",
        }
    ],
    "receivers": [
        {"part": "cach_thuc_thuc_hien", "quote": "Nộp tại Ủy ban nhân dân cấp xã", "channel": "in_person",
         "office": "commune_committee"}
    ],
    "refused": [{"field": "deadlines", "why": "không ghi"}],
}  # fmt: skip


class Done(NamedTuple):
    """What a command returned and printed."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def take(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """A function that has a sheet taken; returns what is kept, or what is said against it."""
    with gzip.open(tmp_path / "pages.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps(PAGE, ensure_ascii=False) + "\n")
    monkeypatch.syspath_prepend(str(CHECKOUT / "scripts"))
    catalogue = importlib.import_module("catalogue")
    monkeypatch.setattr(catalogue, "READINGS", tmp_path / "kept")
    monkeypatch.setattr(catalogue, "FILES", tmp_path / "fields")

    def run(*arguments: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["catalogue", *arguments])
        returncode = catalogue.main()
        said = capsys.readouterr()
        return Done(returncode, said.out, said.err)

    def take(sheet: dict[str, Any], reader: str = "a") -> dict[str, Any] | str:
        file = tmp_path / f"sheet-{reader}.json"
        file.write_text(json.dumps(sheet, ensure_ascii=False), encoding="utf-8")
        done = run("take", "--material", str(tmp_path), "--reader", reader, str(file))
        if done.returncode:
            return done.stderr
        return json.loads((tmp_path / "kept" / reader / "9.000001.json").read_text(encoding="utf-8"))

    take.run = run
    return take


def changed(field: str, number: int, **values: Any) -> dict[str, Any]:
    copy = json.loads(json.dumps(SHEET))
    copy[field][number] |= values
    return copy


def test_what_is_kept_says_where_it_stands_and_holds_no_sentence_of_the_page(take) -> None:
    kept = take(SHEET)
    assert "quote" not in json.dumps(kept)
    paper = kept["papers"][0]
    assert PAGE["thanh_phan_ho_so"][paper["start"] : paper["end"]] == "Đơn xin thả diều theo Mẫu D1"
    assert len(kept["page"]) == 16


@pytest.mark.parametrize(
    ("sheet", "said"),
    [
        (changed("papers", 0, quote="Đơn xin thả bóng"), "does not stand in thanh_phan_ho_so"),
        (changed("papers", 0, name="x" * 91), "at most 90 characters"),
        (
            changed("papers", 1, condition=COPIED),
            "12 words in a row are the page's",
        ),
        (changed("fees", 0, kind="cheap"), "fees.0.kind"),
        ({**SHEET, "other_province": True}, "another province's decision"),
        ({**SHEET, "code": "9.000002"}, "there is no page of 9.000002"),
        ({**SHEET, "colour": "red"}, "colour"),
    ],
)  # fmt: skip
def test_a_sheet_that_is_wrong_is_refused_in_words(take, sheet: dict[str, Any], said: str) -> None:
    assert said in take(sheet)


def test_two_readers_are_compared_field_by_field(take) -> None:
    take(SHEET, "a")
    other = changed("papers", 0, name="Đơn thả diều", hand="show")
    other["fees"][0]["amount"] = 50_000
    other["papers"].pop()
    take(other, "b")
    table = take.run("compare").stdout.splitlines()
    assert table[0] == "1 procedures read by both"
    assert "| papers | 0 | 1 | 1 | 25 % |" in table
    assert "| fees | 0 | 1 | 0 | 50 % |" in table
    assert "| times | 1 | 0 | 0 | 100 % |" in table


def test_the_readings_that_are_kept_hold_to_the_form() -> None:
    for file in READINGS.glob("[ab]/*.json"):
        kept = json.loads(file.read_text(encoding="utf-8"))
        assert kept["code"] == file.stem
        for field, entries in kept.items():
            for entry in entries if isinstance(entries, list) else ():
                assert "quote" not in entry, file
                assert field == "refused" or 0 <= entry["start"] < entry["end"], file
                assert field not in {"papers", "results"} or len(entry["name"]) <= 90, file
        assert not kept["other_province"] or not kept["fees"] + kept["times"] + kept["receivers"], file


# ── the third reader, and what becomes of it ─────────────────────────────────────────────────────────────────────────


@pytest.fixture
def differing(take):
    """Both readers' sheets taken; they differ in what is done with a paper, and in a fee."""
    first, second = changed("papers", 0), changed("papers", 0, hand="show")
    second["fees"][0]["amount"] = 50_000
    assert not isinstance(take(first, "a"), str)
    assert not isinstance(take(second, "b"), str)
    return take


SETTLED: list[dict[str, Any]] = [
    {"id": "papers:a0-b0", "take": "b", "change": {"number": 2}, "reason": "trang ghi 2"},
    {"id": "fees:a0-b0", "take": "a", "reason": "trang ghi 5.000"},
]


@pytest.fixture
def settle(differing, tmp_path: Path):
    """A function that has a settlement checked and the procedure compiled; returns the fields, or what is said."""

    def settle(rows: list[dict[str, Any]]) -> list[dict[str, Any]] | str:
        file = tmp_path / "c.json"
        file.write_text(json.dumps({"code": "9.000001", "settled": rows}, ensure_ascii=False), encoding="utf-8")
        done = differing.run("settle", "--material", str(tmp_path), str(file))
        if done.returncode:
            return done.stderr
        assert not differing.run("compile").returncode
        return json.loads((tmp_path / "fields" / "9.000001.json").read_text(encoding="utf-8"))["fields"]

    return settle


def test_the_third_reader_sees_the_page_with_each_difference_and_a_form(differing, tmp_path: Path) -> None:
    shown = differing.run("differences", "--material", str(tmp_path), "9.000001").stdout
    assert PAGE["cach_thuc_thuc_hien"] in shown
    assert "■ papers:a0-b0   differ in hand" in shown
    assert "= papers:a1-b1" in shown
    form = json.loads(shown[shown.index('{\n "code"') :])
    assert [one["id"] for one in form["settled"]] == ["papers:a0-b0", "fees:a0-b0"]


def test_what_differs_is_told_once_the_third_reader_has_settled_it(differing, settle, tmp_path: Path) -> None:
    differing.run("compile")
    kept = json.loads((tmp_path / "fields" / "9.000001.json").read_text(encoding="utf-8"))["fields"]
    assert {row["id"]: row["state"] for row in kept} == {
        "papers:a0-b0": "disputed", "forms:a0-b0": "disputed", "papers:a1-b1": "agreed", "fees:a0-b0": "disputed",
        "times:a0-b0": "agreed", "receivers:a0-b0": "agreed",
    }  # fmt: skip
    fields = {row["id"]: row for row in settle(SETTLED)}
    assert {row["state"] for row in fields.values()} == {"agreed"}
    assert fields["papers:a0-b0"]["readers"] == ["b", "c"]
    assert fields["papers:a0-b0"]["value"]["hand"] == "show"
    assert fields["papers:a0-b0"]["value"]["number"] == 2
    assert fields["fees:a0-b0"]["value"] == {"what": "", "level": "amount", "amount": 5000}
    assert fields["fees:a0-b0"]["reason"] == "trang ghi 5.000"


def test_an_entry_that_both_missed_is_added_and_one_that_is_none_goes(settle) -> None:
    new = {"part": "cach_thuc_thuc_hien", "quote": "Nộp tại Ủy ban nhân dân", "text": "nộp tại chỗ"}
    rows = [SETTLED[0], {"id": "fees:a0-b0", "take": "none", "reason": "không phải lệ phí"},
            {"id": "paper_rules:new", "take": "own", "entry": new, "reason": "cả hai bỏ sót"}]  # fmt: skip
    fields = {row["id"]: row for row in settle(rows)}
    assert fields["paper_rules:c0"]["value"] == {"text": "nộp tại chỗ"}
    assert not any(row["kind"] == "fee" for row in fields.values())


def test_what_nobody_noted_is_added_to_a_settlement_that_stands_and_nothing_of_it_is_lost(
    differing, settle, tmp_path: Path
) -> None:
    before = {row["id"] for row in settle(SETTLED)}
    new = {"part": "cach_thuc_thuc_hien", "quote": "Nộp tại Ủy ban nhân dân", "text": "nộp tại chỗ"}
    file = tmp_path / "more.json"

    def reword(entry: dict[str, str]) -> Done:
        rows = [{"id": "paper_rules:new", "entry": entry, "reason": "chưa ai ghi"}]
        file.write_text(json.dumps({"code": "9.000001", "settled": rows}, ensure_ascii=False), encoding="utf-8")
        return differing.run("reword", "--material", str(tmp_path), str(file))

    assert "does not stand in" in reword(new | {"quote": "chữ không có"}).stderr
    assert "12 words in a row are the page's" in reword(new | {"text": COPIED}).stderr
    assert reword(new).returncode == 0
    kept = json.loads((tmp_path / "fields" / "9.000001.json").read_text(encoding="utf-8"))["fields"]
    assert {row["id"] for row in kept} == before | {"paper_rules:c0"}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (SETTLED[:1], "fees:a0-b0 is not settled"),
        ([*SETTLED, {"id": "papers:a7-", "take": "a", "reason": "có thật"}], "reader a has no entry 7"),
        ([*SETTLED, {"id": "boats:a0-", "take": "a", "reason": "có thật"}], "there is no field boats"),
        ([*SETTLED, {"id": "papers:a1-", "take": "b", "reason": "có thật"}], "needs an entry of reader b"),
        ([*SETTLED, {"id": "papers:new", "take": "own", "reason": "có thật"}], "comes with an entry"),
        ([{**SETTLED[0], "reason": ""}, SETTLED[1]], "at least 3 characters"),
        ([{**SETTLED[0], "reason": COPIED}, SETTLED[1]], "12 words in a row are the page's"),
        ([{**SETTLED[0], "change": {"hand": "eat"}}, SETTLED[1]], "change.hand"),
    ],
)
def test_a_settlement_that_is_wrong_is_refused_in_words(settle, rows: list[dict[str, Any]], said: str) -> None:
    assert said in settle(rows)


@pytest.mark.parametrize(
    ("days", "fee", "disputed"),
    [
        ((3, "WORKING_DAY"), 5000, set()),
        ((3, "OTHER"), 5000, set()),
        ((0, "OTHER"), 0, set()),
        ((3, "DAY"), 5000, {"times:a0-b0"}),
        ((5, "WORKING_DAY"), 7000, {"times:a0-b0", "fees:a0-b0"}),
    ],
)
def test_what_the_portals_own_data_contradicts_is_disputed(
    take, tmp_path: Path, days: tuple[int, str], fee: int, disputed: set[str]
) -> None:
    method = {"submissionMethod": "DIRECT", "processingTime": days[0], "processingTimeUnit": days[1],
              "fees": [{"type": "FEE", "value": fee}]}  # fmt: skip
    with gzip.open(tmp_path / "details.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps({"data": {"code": "9.000001", "executionMethods": [method]}}) + "\n")
    for reader in "ab":
        assert not isinstance(take(SHEET, reader), str)
    take.run("api", "--material", str(tmp_path))
    take.run("compile")
    kept = json.loads((tmp_path / "fields" / "9.000001.json").read_text(encoding="utf-8"))["fields"]
    assert {row["id"] for row in kept if row["state"] == "disputed"} == disputed


def test_a_number_that_the_page_does_not_have_is_found(take, tmp_path: Path) -> None:
    for reader in "ab":
        assert not isinstance(take(SHEET, reader), str)
    take.run("compile")
    assert not take.run("numbers", "--material", str(tmp_path)).returncode
    file = tmp_path / "fields" / "9.000001.json"
    file.write_text(file.read_text(encoding="utf-8").replace("5000", "6000"), encoding="utf-8")
    done = take.run("numbers", "--material", str(tmp_path))
    assert done.returncode == 1
    assert "fees:a0-b0: 6000" in done.stdout
