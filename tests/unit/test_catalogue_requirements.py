"""Who a matter is for: the form of clauses, what readers fill in, how two of them are compared and compiled."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

import pytest

from bot.content.catalogue_loader import load_fields
from bot.guidance.catalogue.field import State
from bot.guidance.catalogue.values import Bound, FieldKind, Measure, MeasureUnit, Requirement, Stands

CHECKOUT = Path(__file__).resolve().parents[2]
CODE = "9.000001"
CONDITIONS = (
    "Người thả diều phải có đủ điều kiện sau: - Từ đủ mười hai tuổi trở lên, không áp dụng khi đi cùng cha mẹ;"
    " - Có giấy đồng ý của chủ đất. - Người đang bị cấm bay;"
)
STEPS = "- Nộp đơn. Trường hợp không đủ điều kiện thì từ chối. Việc thả diều chỉ được thực hiện khi trời không giông."


@pytest.fixture
def scripts(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(str(CHECKOUT / "scripts"))

    class Scripts:
        requirements = importlib.import_module("catalogue_requirements")
        pages = importlib.import_module("catalogue_pages")
        form = importlib.import_module("catalogue_form")
        match = importlib.import_module("catalogue_match")
        compile = importlib.import_module("catalogue_compile")

    return Scripts


@pytest.fixture
def known(scripts) -> dict[str, dict[str, str]]:
    page = dict.fromkeys((*scripts.form.PARTS, "ten_thu_tuc"), "")
    return {CODE: page | {"ten_thu_tuc": "Thả diều", "yeu_cau_dieu_kien": CONDITIONS, "trinh_tu_thuc_hien": STEPS}}


def filled(scripts, known, **others: dict[str, str]) -> list[dict[str, str]]:
    """The form as a reader fills it in: nothing but the age, by default."""
    rows = scripts.requirements.form(known, [CODE])
    age = {
        "what": "must", "text": "Từ 12 tuổi trở lên", "unless": "đi cùng cha mẹ", "measure": "age",
        "bound": "at_least", "number": "12", "unit": "year",
    }  # fmt: skip
    return [row | others.get(row["no"], age if "tuổi" in row["source"] else {"what": "other"}) for row in rows]


def test_a_form_has_each_clause_with_its_place(scripts, known) -> None:
    rows = scripts.requirements.form(known, [CODE])
    assert [row["source"].lstrip("- ")[:12] for row in rows] == [
        "Người thả di", "Từ đủ mười h", "Có giấy đồng", "Người đang b", "Việc thả diề",
    ]  # fmt: skip
    for row in rows:
        assert known[CODE][row["part"]][int(row["start"]) : int(row["end"])] == row["source"]


@pytest.mark.parametrize("said", ["Không có thông tin", "Không", "Không."])
def test_a_page_that_names_no_condition_gives_none(scripts, known, said: str) -> None:
    known[CODE] |= {"yeu_cau_dieu_kien": said, "trinh_tu_thuc_hien": ""}
    assert scripts.requirements.form(known, [CODE]) == []


def test_what_is_kept_has_its_place_and_its_number(scripts, known) -> None:
    (sheet,), problems = scripts.requirements.taken(filled(scripts, known), known)
    assert problems == []
    (one,) = sheet["requirements"]
    assert CONDITIONS[one["start"] : one["end"]].startswith("- Từ đủ mười hai tuổi")
    assert (one["measure"], one["bound"], one["number"], one["unit"]) == ("age", "at_least", 12, "year")


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"what": ""}, "what is one of"),
        ({"what": "must", "text": "x" * 121}, "at most 120 characters"),
        ({"what": "must", "text": "Từ 12 tuổi", "number": "12"}, "measure, bound and unit"),
        (
            {"what": "must", "text": "Đủ tuổi", "number": "12", "measure": "age", "bound": "over", "unit": "year"},
            "in digits",
        ),
        ({"what": "must", "text": "Từ đủ mười hai tuổi trở lên, không áp dụng khi đi cùng cha"}, "12 words in a row"),
    ],
)  # fmt: skip
def test_a_row_that_is_wrong_is_refused_in_words(scripts, known, entry: dict[str, str], said: str) -> None:
    _sheets, problems = scripts.requirements.taken(filled(scripts, known, **{"2": entry}), known)
    assert said in " ".join(problems)


def test_a_clause_that_nobody_answered_is_missed(scripts, known) -> None:
    _sheets, problems = scripts.requirements.taken(filled(scripts, known)[:-1], known)
    assert len(problems) == 1
    assert "not answered" in problems[0]


def readings(scripts, known, folder: Path, **second: str) -> Path:
    for who, change in (("a", {}), ("b", second)):
        rows = [row | change if row["what"] == "must" else row for row in filled(scripts, known)]
        (sheet,), problems = scripts.requirements.taken(rows, known)
        assert problems == []
        path = folder / "requirements" / who
        path.mkdir(parents=True)
        (path / f"{CODE}.json").write_text(json.dumps(sheet), encoding="utf-8")
    return folder


def rows_of(scripts, known, folder: Path, **second: str) -> list[dict[str, Any]]:
    file = scripts.compile.compiled(CODE, readings(scripts, known, folder, **second))
    assert file["reading"] == "named", "the rest of the page was not read"
    return file["fields"]


def test_two_who_read_the_same_clause_agree_in_their_own_words(scripts, known, tmp_path: Path) -> None:
    (row,) = rows_of(scripts, known, tmp_path, text="Phải được 12 tuổi", unless="có cha mẹ đi theo")
    assert (row["kind"], row["state"], row["readers"]) == ("requirement", "agreed", ["a", "b"])
    assert row["value"]["number"] == 12


@pytest.mark.parametrize(
    "second", [{"unless": ""}, {"bound": "over"}, {"group": "A"}, {"case": "ban đêm"}], ids=lambda one: next(iter(one))
)
def test_what_two_say_differently_is_not_told(scripts, known, tmp_path: Path, second: dict[str, str]) -> None:
    assert {row["state"] for row in rows_of(scripts, known, tmp_path, **second)} == {"disputed"}


def test_two_numbers_are_two_things_of_one_reader_each(scripts, known, tmp_path: Path) -> None:
    rows = rows_of(scripts, known, tmp_path, number="14", text="Từ 14 tuổi")
    assert [row["state"] for row in rows] == ["proposed", "proposed"]


@pytest.mark.parametrize(
    ("bound", "stands", "met"),
    [
        (Bound.AT_LEAST, Stands.MUST, (False, True, True)),
        (Bound.OVER, Stands.MUST, (False, False, True)),
        (Bound.AT_MOST, Stands.MUST, (True, True, False)),
        (Bound.UNDER, Stands.MUST, (True, False, False)),
        (Bound.EXACTLY, Stands.MUST, (False, True, False)),
        (Bound.UNDER, Stands.NOT, (False, True, True)),
    ],
)
def test_a_number_meets_a_bound_or_does_not(bound: Bound, stands: Stands, met: tuple[bool, ...]) -> None:
    one = Requirement("12 tuổi", stands, measure=Measure.AGE, bound=bound, number=12, unit=MeasureUnit.YEAR)
    assert tuple(one.met(number) for number in (11, 12, 13)) == met
    assert Requirement("có giấy đồng ý").met(12) is None


def test_a_number_alone_and_a_long_line_are_refused() -> None:
    with pytest.raises(ValueError, match="measure, bound and unit"):
        Requirement("12 tuổi", number=12)
    with pytest.raises(ValueError, match="at most 120"):
        Requirement("x" * 121)


def test_the_kept_ones_stand_by_two_readers() -> None:
    kept = [one for procedure in load_fields() for one in procedure.fields if one.kind is FieldKind.REQUIREMENT]
    assert all(len(one.readers) > 1 or "c" in one.readers for one in kept if one.state is State.AGREED)


# ── out of a law ─────────────────────────────────────────────────────────────────────────────────────────────────────

LAW = "52/2014/QH13"


def article(**others: str) -> dict[str, str]:
    row = {
        "code": CODE, "law": LAW, "place": "Điều 8 khoản 1 điểm a", "what": "must", "text": "nam từ đủ 20 tuổi",
        "measure": "age", "bound": "at_least", "number": "20", "unit": "year",
    }  # fmt: skip
    return row | others


@pytest.fixture
def articles(scripts):
    return importlib.import_module("catalogue_articles")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"law": "1/1900/QH1"}, "laws.csv has no 1/1900/QH1"),
        ({"what": "maybe"}, "what is one of"),
        ({"place": "trang 3"}, "part"),
        ({"unit": ""}, "a number comes with"),
    ],
)
def test_a_row_of_no_article_of_a_known_law_is_refused(articles, row: dict[str, str], said: str) -> None:
    (sheet,), problems = articles.taken([article(**row)])
    assert sheet["articles"] == []
    assert said in problems[0]


def test_what_two_read_in_a_law_is_told_with_article_day_and_law(scripts, articles, tmp_path: Path) -> None:
    kept = tmp_path / "readings"
    for reader in "ab":
        (sheet,), problems = articles.taken([article(), article(what="other", place="Điều 8 khoản 2")])
        assert problems == []
        (kept / "articles" / reader).mkdir(parents=True)
        (kept / "articles" / reader / f"{CODE}.json").write_text(json.dumps(sheet), encoding="utf-8")
    file = scripts.compile.compiled(CODE, kept)
    assert (file["reading"], len(file["fields"])) == ("missing", 1)
    (tmp_path / "fields").mkdir()
    (tmp_path / "fields" / f"{CODE}.json").write_text(json.dumps(file), encoding="utf-8")
    (field,) = load_fields(tmp_path / "fields").get(CODE).fields
    assert (field.state, field.readers, field.value.number) == (State.AGREED, ("a", "b"), 20)
    assert field.source.law == "Luật Hôn nhân và gia đình (52/2014/QH13)"
    assert field.source.part == "Điều 8 khoản 1 điểm a"
    assert (field.source.read_on.isoformat(), field.source.since.isoformat()) == ("2026-12-03", "2015-01-01")


def test_two_who_read_another_number_in_a_law_are_no_source(scripts, articles, tmp_path: Path) -> None:
    for reader, number in (("a", "20"), ("b", "18")):
        (sheet,), _ = articles.taken([article(number=number, text=f"nam từ đủ {number} tuổi")])
        (tmp_path / "articles" / reader).mkdir(parents=True)
        (tmp_path / "articles" / reader / f"{CODE}.json").write_text(json.dumps(sheet), encoding="utf-8")
    states = {row["state"] for row in scripts.compile.compiled(CODE, tmp_path)["fields"]}
    assert "agreed" not in states
