"""Rows of tables, of CSV and workbooks alike: headings, titles above, sections within, rows without a code."""

from __future__ import annotations

import csv
import io
import itertools
import re
from typing import TYPE_CHECKING, Any

from bot.guidance.text import fold
from bot.staff.importing import headings
from bot.staff.importing.cells import plain
from bot.staff.importing.headings import Column
from bot.staff.importing.records import Row
from bot.staff.importing.told import Place, Told, Unusable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.staff.importing.headings import Headings

MOST_ROWS = 100_000
MOST_COLUMNS = 120
_MOST_CELL = 1_000_000
_LOOKED_AT = 64_000
_SEPARATORS = (";", "\t", ",", "|")
_SECTION = re.compile(
    r"(?:[ivxlc]+|[a-z]|\d{1,2}(?:\.\d{1,2})*)[.)]? |(?:linh vuc|nhom|phan|muc|thu tuc hanh chinh)\b|danh muc\b"
)
_ROMAN = re.compile(r"[ivxlc]+|[a-z]")
_WORD = re.compile(r"[^\W\d_]{3}")
_COLUMN_NUMBER = re.compile(r"\(?[\dA-Z]{1,2}\)?")
_MOST_SECTION = 200
_NUMBER_AND_TITLE = 2
_FOOTER = re.compile(r"(?:tong (?:so|cong)|cong\b|ghi chu|nguoi lap|ngay .* thang|noi nhan|chu tich|giam doc|ky ten)")


def csv_rows(text: str) -> Iterator[Sequence[str]]:
    """Yield the rows of a CSV, whatever separates its cells.

    Raises:
        Unusable: a quotation mark is opened and closed nowhere near.
    """
    text = text.replace("\0", "")
    first, _, rest = text.partition("\n")
    separator = ""
    if first.strip().casefold().startswith("sep=") and len(first.strip()) == len("sep=;"):
        separator, text = first.strip()[-1], rest
        yield []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator or _separator(text[:_LOOKED_AT]))
    csv.field_size_limit(_MOST_CELL)
    before = begun = 0
    try:
        for row in reader:
            begun, before = before, reader.line_num
            yield row
    except csv.Error as error:
        raise Unusable(f"Từ dòng {before + 1}: ô dài quá một triệu ký tự. {_QUOTES}") from error
    if before - begun > 1 and text.count('"') % 2:
        raise Unusable(f"Từ dòng {begun + 1} đến hết tệp bị đọc thành một ô. {_QUOTES}")


_QUOTES = "Có dấu ngoặc kép mở mà không đóng: mở bằng Excel, xem lại dòng đó, lưu lại dạng .xlsx rồi nhập lại."
_SWALLOWED = re.compile(r"\n[^\n]{0,40}\b[1-9]\.\d{6}[\",;\t|]")
"""Lines of a table inside of a cell."""
_SHORT_CELL = 60


def _separator(head: str) -> str:
    """Return what separates the cells: that which gives most rows the same number of cells, more than one."""

    def score(separator: str) -> tuple[int, int]:
        try:
            widths = [
                len(row) for row in itertools.islice(csv.reader(io.StringIO(head), delimiter=separator), 50) if row
            ]
        except csv.Error:
            return (0, 0)
        known = sum(
            headings.heading(cell) is not None
            for row in itertools.islice(csv.reader(io.StringIO(head), delimiter=separator), 20)
            for cell in row
        )
        return (known, max(widths, default=0))

    return max(_SEPARATORS, key=score)


def read(
    rows: Iterable[Sequence[Any]], place: Place, told: Told, formulas: frozenset[tuple[int, int]] = frozenset()
) -> Iterator[Row]:
    """Yield the rows of a table that may name a procedure.

    Args:
        rows: from the first of the file on, so that they are counted as whoever opens it counts.
        place: of the file or sheet.
        told: takes what nobody understands.
        formulas: row and column, from 1, of the cells that are formulas.

    Raises:
        Unusable: there are no headings.
    """
    source = iter(rows)
    top = list(itertools.islice(source, headings._LOOKED_THROUGH + 2))  # noqa: SLF001 - the rows that ``find`` looks at
    found = headings.find(top)
    for name in found.unknown:
        told.note(place, f"không hiểu cột “{name}”, bỏ qua cột này")
    section = ""
    for number, row in enumerate(itertools.chain(top, source), start=1):
        if number > MOST_ROWS:
            told.refuse(place, f"Chỉ đọc {MOST_ROWS} dòng đầu: tách tệp, nhập phần sau riêng.")
            return
        if number <= found.rows:
            continue
        filled = [text for cell in row[:MOST_COLUMNS] if (text := plain(cell))]
        here = Place(place.file, number, place.sheet)
        if not filled or headings.is_heading(row, found) or _is_numbering(filled):
            continue
        title = _section(filled)
        code = _value(row, found, Column.CODE)
        if title is not None and (not code or _WORD.search(code)):  # titles stand in any column, that of codes, too
            section = title
            continue
        if any(isinstance(cell, str) and len(cell) > _SHORT_CELL and _SWALLOWED.search(cell) for cell in row):
            told.refuse(here, f"Một ô ở dòng này nuốt cả các dòng sau. {_QUOTES}")
            continue
        cells = {head: row[at] for at, head in found.heads.items() if at < len(row)}
        if not code and _FOOTER.match(fold(filled[0])):
            continue
        computed = frozenset(head for at, head in found.heads.items() if (number, at + 1) in formulas)
        yield Row(here, cells, section, computed)


def _value(row: Sequence[Any], found: Headings, column: Column) -> str:
    at = next((at for at, head in found.heads.items() if head.column is column), None)
    return plain(row[at]) if at is not None and at < len(row) else ""


def _section(filled: Sequence[str]) -> str | None:
    """Return the title of a section, where a row is nothing else: a text alone, or behind its number."""
    text = filled[-1]
    if len(text) > _MOST_SECTION:
        return None
    numbered = len(filled) == _NUMBER_AND_TITLE and _ROMAN.fullmatch(fold(filled[0]).strip(".) "))
    return _bare(text) if numbered or (len(filled) == 1 and _SECTION.match(fold(text))) else None


def _bare(text: str) -> str:
    return re.sub(r"^(?:[IVXLC]+|[A-Z]|\d{1,2})[.)]\s*|^(?i:lĩnh vực)\s*:?\s*", "", text).strip() or text


def _is_numbering(filled: Sequence[str]) -> bool:
    """Return whether a row counts the columns: "(1) (2) (3)"."""
    return len(filled) > _NUMBER_AND_TITLE and all(_COLUMN_NUMBER.fullmatch(text) for text in filled)
