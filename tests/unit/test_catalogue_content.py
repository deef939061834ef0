"""The fields of the catalogue that the bot loads: made from the readings, confirmed by nobody, in words of our own."""

from __future__ import annotations

import importlib
import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from bot.content.catalogue_loader import CatalogueError, load_fields
from bot.content.needs import load_needs
from bot.content.reference import load_reference
from bot.guidance.catalogue import FieldKind, How, Office, Reason, State, Telling
from bot.guidance.catalogue.coverage import coverage, covered
from bot.guidance.moments import VIETNAM

if TYPE_CHECKING:
    from collections.abc import Iterator

CHECKOUT = Path(__file__).resolve().parents[2]
CONTENT = CHECKOUT / "bot" / "content"
FIELDS = CONTENT / "catalogue" / "fields"
READINGS = CONTENT / "catalogue" / "readings"


@pytest.fixture(autouse=True)
def _scripts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(CHECKOUT / "scripts"))


def test_the_fields_are_what_the_readings_give() -> None:
    compile_ = importlib.import_module("catalogue_compile")
    for file in FIELDS.glob("*.json"):
        kept = json.loads(file.read_text(encoding="utf-8"))
        if kept["reading"] in {"twice", "once"} or kept["fields"]:
            made = json.loads(json.dumps(compile_.compiled(file.stem, READINGS)))
            assert kept == made, f"run scripts/catalogue.py compile {file.stem}"


def test_no_field_that_comes_with_the_code_is_confirmed_and_one_that_were_would_fail_the_build(tmp_path: Path) -> None:
    assert not any(one.state is State.CONFIRMED for procedure in load_fields() for one in procedure.fields)
    kept = json.loads((FIELDS / "1.000894.json").read_text(encoding="utf-8"))
    kept["fields"][0]["state"] = "confirmed"
    (tmp_path / "1.000894.json").write_text(json.dumps(kept), encoding="utf-8")
    with pytest.raises(CatalogueError, match="only a named official confirms"):
        load_fields(tmp_path)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"value": {"name": "x" * 91}}, "at most 90 characters"),
        ({"value": {"name": "Tờ khai", "colour": "red"}}, "has no colour"),
        ({"state": "told"}, "state"),
    ],
)
def test_a_file_that_does_not_hold_to_the_form_is_refused_with_its_name(
    tmp_path: Path, change: dict[str, Any], said: str
) -> None:
    kept = json.loads((FIELDS / "1.000894.json").read_text(encoding="utf-8"))
    paper = next(row for row in kept["fields"] if row["kind"] == "paper")
    paper |= change
    (tmp_path / "1.000894.json").write_text(json.dumps(kept), encoding="utf-8")
    with pytest.raises(CatalogueError, match=rf"(?s)1\.000894\.json.*{said}"):
        load_fields(tmp_path)


def _ours() -> Iterator[tuple[str, dict[str, Any]]]:
    """Everything that was written in our own words from a page, and what is said to citizens."""
    for file in CONTENT.glob("catalogue/**/*.json"):
        for rows in json.loads(file.read_text(encoding="utf-8")).values():
            for row in rows if isinstance(rows, list) else ():
                yield file.name, row | row.get("value", {}) | (row.get("entry") or {})
    for file in [*CONTENT.glob("texts/**/*.yaml"), *CONTENT.glob("rulebook/*.yaml")]:
        for text in _texts(yaml.safe_load(file.read_text(encoding="utf-8"))):
            yield file.name, {"text": text}


def _texts(said: Any) -> Iterator[str]:
    if isinstance(said, str):
        yield said
    elif isinstance(said, dict | list):
        for one in said.values() if isinstance(said, dict) else said:
            yield from _texts(one)


def test_no_sentence_of_ours_shares_twelve_words_in_a_row_with_a_page_that_was_read() -> None:
    pages = importlib.import_module("catalogue_pages")
    runs = pages.kept_runs(CHECKOUT / "tests" / "data" / "portal_runs.bin")

    def copied(text: str) -> bool:
        return any(pages.hashed(run) in runs for run in pages.shingles(text))

    assert copied("Cấp bản sao Trích lục hộ tịch, bản sao Giấy khai sinh"), "the name of a procedure that was read"
    found = [
        (name, text)
        for name, row in _ours()
        for key in pages.OWN_WORDS
        if isinstance(text := row.get(key), str) and copied(text)
    ]
    assert not found


# ── what is in it ────────────────────────────────────────────────────────────────────────────────────────────────────

NOW = datetime(2026, 11, 30, 9, tzinfo=VIETNAM)
AT_A_ONE_STOP = {Office.COMMUNE_CENTRE, Office.PROVINCE_CENTRE, Office.ONE_STOP, Office.COMMUNE_COMMITTEE}


def told(code: str, kind: FieldKind, at: datetime = NOW) -> Telling:
    return load_fields().told(code, kind, at=at, known_at=NOW)


def test_every_procedure_that_the_bot_names_stands_on_the_list_of_needs_and_has_its_fields() -> None:
    needed = {need.code for need in load_needs()}
    named = {procedure.code for procedure in load_reference().catalogue}
    assert named <= needed
    assert len(needed) >= 120
    assert all(load_fields().get(code) for code in needed if code)


@pytest.mark.parametrize(
    ("code", "why"),
    [("1.014748", Reason.UNKNOWN), ("1.014173", Reason.UNKNOWN), ("1.013949", Reason.UNREAD),
     ("9.999999", Reason.UNKNOWN)],
)  # fmt: skip
def test_what_nobody_read_is_unknown_and_what_has_a_page_is_by_the_portal_only(code: str, why: Reason) -> None:
    assert {told(code, kind).why for kind in FieldKind} == {why}


@pytest.mark.parametrize(
    ("codes", "office"),
    [
        ("1.004222 1.004194 1.002755 1.010038 1.003677 2.001159 3.000228 1.010386", Office.COMMUNE_POLICE),
        ("3.000347 3.000348 1.013067 1.013076 1.013082", Office.PROVINCE_POLICE),
        ("1.001456", Office.IMMIGRATION),
        ("1.001613", Office.SOCIAL_INSURANCE),
    ],
)
def test_what_the_police_or_another_office_takes_in_is_not_sent_to_the_one_stop_centre(codes: str, office) -> None:
    for code in codes.split():
        offices = {one.field.value.office for one in told(code, FieldKind.RECEIVER).told}
        assert office in offices, code
        assert not offices & AT_A_ONE_STOP, code


def test_birth_marriage_and_copies_are_handed_in_at_the_centre_or_the_committee() -> None:
    for code in ("1.001193", "1.000894", "2.000815"):
        assert {one.field.value.office for one in told(code, FieldKind.RECEIVER).told} & AT_A_ONE_STOP


def test_money_and_days_of_a_replaced_law_are_not_told() -> None:
    for code in ("1.001613", "1.001742", "1.002759", "1.001939"):
        for kind in (FieldKind.FEE, FieldKind.TIME, FieldKind.DEADLINE):
            assert not told(code, kind).told, (code, kind)


def test_the_law_that_a_page_itself_cites_says_whether_it_was_replaced() -> None:
    """Social insurance: the law of 2024 took the place of that of 2014; pages of both lie in the copies."""
    of_old = {need.code for need in load_needs() if need.old_law}
    for procedure in load_fields():
        laws = {one.value.number for one in procedure.fields if one.kind is FieldKind.LAW}
        if {"58/2014/QH13", "41/2024/QH15"} & laws:
            assert (procedure.code in of_old) is ("41/2024/QH15" not in laws), procedure.code
    deadlines = (one.field.value for one in told("2.000693", FieldKind.DEADLINE).told)
    assert {(one.number, one.unit.value) for one in deadlines} == {(45, "day"), (60, "day"), (7, "working_day")}


def test_of_2021_neither_money_nor_days_are_told_of_any_procedure() -> None:
    then = datetime(2021, 8, 22, 9, tzinfo=VIETNAM)
    for procedure in load_fields():
        for kind in (FieldKind.FEE, FieldKind.TIME, FieldKind.DEADLINE):
            assert not told(procedure.code, kind, then).told
        assert {one.how for one in told(procedure.code, FieldKind.PAPER, then).told} <= {How.LATER_COPY}


def test_a_lower_fee_that_was_for_a_time_only_is_not_told_after_it() -> None:
    fees = told("3.000347", FieldKind.FEE)
    assert {one.field.value.amount for one in fees.told} == {135_000}
    assert {one.reason for one in fees.untold} == {Reason.OVER}


def test_what_a_third_reader_settled_leaves_nothing_open() -> None:
    catalogue = load_fields()
    settled = [catalogue.get(file.stem) for file in (READINGS / "c").glob("*.json")]
    assert len(settled) >= 29
    for procedure in settled:
        for kind in FieldKind:
            found = covered(procedure, kind)
            assert found.settled == found.stated, (procedure.code, kind)


@pytest.mark.parametrize(
    "kind", [FieldKind.PAPER, FieldKind.FEE, FieldKind.TIME, FieldKind.RECEIVER, FieldKind.FORM], ids=str
)
def test_what_the_pages_state_is_filled_or_held_back_with_a_reason(kind: FieldKind) -> None:
    found = coverage(load_fields(), kind)
    assert found.stated >= 100
    assert found.share >= 0.95
