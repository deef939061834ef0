"""Who a matter is for: a form of the clauses in which the portal's pages say it, and what a reader filled in.

A page's conditions are read apart from the rest of it, clause by clause: a clause of the form has its place, so that
two readers who never saw each other's words are paired by where they read, not by how they say it.

    python scripts/catalogue_requirements.py form --material FOLDER FILE.tsv
    python scripts/catalogue_requirements.py take --material FOLDER --reader a FILE.tsv
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from catalogue_form import APART, Requirement
from catalogue_pages import SHINGLE, checksum, copied, pages, source
from catalogue_settle import invalid, keep
from pydantic import ValidationError

from bot.guidance.procedures import Catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

CONTENT: Final = Path(__file__).resolve().parent.parent / "bot" / "content"
READINGS: Final = CONTENT / "catalogue" / "readings" / APART
PLACE: Final = ("no", "code", "title", "part", "start", "end", "source")
"""Columns that a reader leaves as they are."""
ASKED: Final = (
    "what", "text", "subject", "case", "unless", "group", "measure", "bound", "number", "unit", "against", "note",
)  # fmt: skip
"""Columns that a reader fills in."""
WHAT: Final = frozenset({"must", "not", "law", "other"})
"""A condition, an exclusion, an article of a law without its content, or none of them."""

_CONDITIONS: Final = "yeu_cau_dieu_kien"
_STEPS: Final = "trinh_tu_thuc_hien"
_NOTHING: Final = re.compile(r"không(?: có)?(?: thông tin)?\.?", re.IGNORECASE)
_ENDS: Final = re.compile(r"(?<=[.;:]) (?=\S)|(?<=\S) (?=[-+*•] ?[A-ZÀ-ỸĐa-zà-ỹđ(])|(?<=\S) (?=(?:\d{1,2}|[a-zđ])\) )")
_LEAST: Final = 12
"""Characters under which a piece is part of the next one: a number, a letter, a dash."""
_QUALIFIES: Final = re.compile(
    r"phải có đủ năng lực|phải là người có năng lực|đủ điều kiện kết hôn|chỉ được (?:thực hiện|tiến hành)"
    r"|từ đủ \d{1,2} tuổi (?:đến|trở lên)|chưa đủ \d{1,2} tuổi|áp dụng cho (?:các )?đối tượng",
    re.IGNORECASE,
)
"""What a step says of who qualifies, beside what is to be done."""
_REFUSES: Final = re.compile(r"không đủ điều kiện|chưa đủ điều kiện|Lộ trình cấp", re.IGNORECASE)


class Clause(NamedTuple):
    """A piece of a page, with its place."""

    part: str
    start: int
    end: int
    text: str


def clauses(page: Mapping[str, str]) -> list[Clause]:
    """Return the pieces of a page that may say who a matter is for: all conditions, and the steps that name some."""
    conditions = page[_CONDITIONS]
    found = [] if _NOTHING.fullmatch(conditions) else list(_pieces(_CONDITIONS, conditions))
    steps = (one for one in _pieces(_STEPS, page[_STEPS]) if _QUALIFIES.search(one.text))
    return found + [one for one in steps if not _REFUSES.search(one.text)]


def _pieces(part: str, text: str) -> Iterator[Clause]:
    """Cut a part at its sentences, bullets and letters."""
    start = 0
    for cut in (*(one.start() for one in _ENDS.finditer(text)), len(text)):
        if cut - start >= _LEAST or (cut == len(text) and cut > start):
            yield Clause(part, start, cut, text[start:cut])
            start = cut + 1


def form(known: Mapping[str, Mapping[str, str]], codes: Sequence[str]) -> list[dict[str, str]]:
    """Return the rows of the form, the columns to fill in empty."""
    rows: list[dict[str, str]] = []
    for code in (one for one in codes if one in known):
        page = known[code]
        for one in clauses(page):
            place = (str(len(rows) + 1), code, page["ten_thu_tuc"], one.part, str(one.start), str(one.end), one.text)
            rows.append(dict(zip(PLACE, place, strict=True)) | dict.fromkeys(ASKED, ""))
    return rows


def taken(
    rows: Sequence[Mapping[str, str]], known: Mapping[str, Mapping[str, str]]
) -> tuple[list[dict[str, Any]], list[str]]:
    """Return a reader's sheets, one a procedure, and what is wrong with the rows; wrong ones are on no sheet."""
    asked = {(row["code"], row["part"], row["start"], row["end"]) for row in form(known, _codes(rows))}
    answered = {(row["code"], row["part"], row["start"], row["end"]) for row in rows}
    problems = [f"{code} {part} {start}: not answered" for code, part, start, _end in sorted(asked - answered)]
    problems += [f"{code} {part} {start}: no clause of the form" for code, part, start, _ in sorted(answered - asked)]
    sheets = []
    of_pages = sorted((row for row in rows if row["code"] in known), key=lambda row: row["code"])
    for code, of_code in groupby(of_pages, key=lambda row: row["code"]):
        page, entries = known[code], []
        runs = source(page)
        for row in sorted(of_code, key=lambda row: (row["part"], int(row["start"]))):
            said, wrong = _entry(row, runs)
            problems += [f"no. {row['no']} ({code}): {one}" for one in wrong]
            entries += [said] if said else []
        sheets.append({"code": code, "page": checksum(page), APART: entries, "refused": []})
    return sheets, problems


def _entry(row: Mapping[str, str], runs: set[str]) -> tuple[dict[str, Any] | None, list[str]]:
    if row["what"] not in WHAT:
        return None, [f"what is one of {', '.join(sorted(WHAT))}: {row['what']!r}"]
    if row["what"] == "other":
        return None, []
    given = {key: row[key].strip() for key in ASKED if key not in {"what", "note"} and row[key].strip()}
    try:
        one = Requirement.model_validate(given | {"part": row["part"], "quote": "······", "stands": row["what"]})
    except ValidationError as error:
        return None, invalid(error)
    said = one.model_dump()
    del said["quote"]
    wrong = [f"{key}: {SHINGLE} words in a row are the page's; say it shorter" for key in copied(said, runs)]
    return said | {"start": int(row["start"]), "end": int(row["end"])}, wrong


def _codes(rows: Sequence[Mapping[str, str]]) -> list[str]:
    return list(dict.fromkeys(row["code"] for row in rows))


def main() -> int:
    """Run what the command line says and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["form", "take"])
    parser.add_argument("--material", type=Path, required=True)
    parser.add_argument("--reader", choices=["a", "b"])
    parser.add_argument("file", type=Path)
    given = parser.parse_args()
    known = pages(given.material)
    if given.command == "form":
        named = Catalogue.parse((CONTENT / "procedures.csv").read_text(encoding="utf-8"))
        rows = form(known, sorted(one.code for one in named))
        with given.file.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [*PLACE, *ASKED], delimiter="\t", quoting=csv.QUOTE_NONE, quotechar=None)
            writer.writeheader()
            writer.writerows(rows)
        print(f"{len(rows)} clauses of {len(_codes(rows))} procedures")
        return 0
    with given.file.open(encoding="utf-8", newline="") as file:
        filled = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE, restval=""))
    sheets, problems = taken(filled, known)
    for problem in problems:
        print(problem, file=sys.stderr)
    if not problems:
        for sheet in sheets:
            keep(sheet, READINGS / given.reader)
    return min(len(problems), 1)


if __name__ == "__main__":
    sys.exit(main())
