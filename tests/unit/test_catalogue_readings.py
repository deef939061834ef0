"""Sheets of the catalogue's readers: what is taken, what is refused and why, how two readers are compared."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

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


@pytest.fixture
def take(tmp_path: Path):
    """A function that has a sheet taken; returns what is kept, or what is said against it."""
    with gzip.open(tmp_path / "pages.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps(PAGE, ensure_ascii=False) + "\n")
    program = (
        "import sys; sys.path.insert(0, 'scripts'); import pathlib, catalogue;"
        "catalogue.READINGS = pathlib.Path(sys.argv[1]); sys.argv = ['catalogue', *sys.argv[2:]];"
        "sys.exit(catalogue.main())"
    )

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", program, str(tmp_path / "kept"), *arguments]
        return subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)

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
    for file in READINGS.glob("*/*.json"):
        kept = json.loads(file.read_text(encoding="utf-8"))
        assert kept["code"] == file.stem
        for field, entries in kept.items():
            for entry in entries if isinstance(entries, list) else ():
                assert "quote" not in entry, file
                assert field == "refused" or 0 <= entry["start"] < entry["end"], file
                assert field not in {"papers", "results"} or len(entry["name"]) <= 90, file
        assert not kept["other_province"] or not kept["fees"] + kept["times"] + kept["receivers"], file
