"""Workbooks (.xlsx), read a row at a time: none that unpacks to more than a table can be, none with entities."""

from __future__ import annotations

import itertools
import re
import warnings
import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from bot.staff.importing.tables import MOST_COLUMNS, MOST_ROWS
from bot.staff.importing.told import Unusable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

MOST_UNPACKED = 160 * 1024 * 1024
"""Bytes: 6,000 procedures with all of their texts are a third of it."""
_MOST_PARTS = 5_000
_CHUNK = 1024 * 1024
_FORMULA = re.compile(rb"<f[ >/]")
if not openpyxl.DEFUSEDXML:
    raise ImportError("openpyxl reads workbooks of strangers only with defusedxml")


class Workbook:
    """A workbook that was looked through before it is unpacked.

    Args:
        path: of the file.

    Raises:
        Unusable: it is too large unpacked, broken, or no workbook.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._has_formulas = _looked_through(path)

    def sheets(self) -> Iterator[tuple[str, Iterator[Sequence[Any]], frozenset[tuple[int, int]]]]:
        """Yield each sheet: its name, its rows with the values that were stored last, the places of formulas.

        Raises:
            Unusable: it breaks off.
        """
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells of styles and extensions that it leaves out
            try:
                book = openpyxl.load_workbook(self._path, read_only=True, data_only=True, keep_links=False)
            except _BROKEN as error:
                raise Unusable(f"{BROKEN} ({type(error).__name__}).") from error
            try:
                for sheet in book.worksheets:
                    formulas = self._formulas(sheet.title) if self._has_formulas else frozenset()
                    yield sheet.title, _rows(sheet), formulas
            finally:
                book.close()

    def _formulas(self, title: str) -> frozenset[tuple[int, int]]:
        book = openpyxl.load_workbook(self._path, read_only=True, data_only=False, keep_links=False)
        try:
            rows = _cells(book[title], values_only=False)
            return frozenset(
                (cell.row, cell.column) for row in rows for cell in row if getattr(cell, "data_type", "") == "f"
            )
        finally:
            book.close()


BROKEN = "Tệp Excel hỏng hay bị cắt ngang: mở bằng Excel, lưu lại dạng .xlsx rồi nhập lại"
_BROKEN = (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, EOFError, OSError, AttributeError)
"""What openpyxl raises at a broken workbook; defusedxml's errors are of ValueError, ElementTree's of SyntaxError."""


def _rows(sheet: Any) -> Iterator[Sequence[Any]]:  # noqa: ANN401 - openpyxl's sheet that is only read
    try:
        yield from _cells(sheet, values_only=True)
    except (*_BROKEN, SyntaxError) as error:
        raise Unusable(f"{BROKEN} ({type(error).__name__}).") from error


def _cells(sheet: Any, *, values_only: bool) -> Iterator[Sequence[Any]]:  # noqa: ANN401 - openpyxl's sheet
    sheet.reset_dimensions()  # what the file says of its own size may be anything
    return itertools.islice(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=values_only), MOST_ROWS + 1)


def _looked_through(path: Path) -> bool:
    """Unpack a workbook without keeping it; return whether any sheet has formulas.

    What a file says of its parts' sizes is not believed: a part that is larger fails its checksum.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if not any(name.endswith("workbook.xml") for name in names):
                raise Unusable(_NOT_ONE)
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise Unusable(
                    f"Tệp nén mà mở ra lớn hơn {MOST_UNPACKED // _CHUNK} MB: không mở. Chép riêng bảng thủ tục sang"
                    " tệp mới (bỏ hình, bỏ trang trống) rồi nhập lại."
                )
            if any(part.flag_bits & 1 for part in parts):
                raise Unusable("Tệp có mật khẩu: bỏ mật khẩu, lưu lại rồi nhập lại.")
            found = [_has_formulas(archive, part) for part in parts]  # all of them are looked through
            return any(found)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        if isinstance(error, Unusable):
            raise
        raise Unusable(f"{BROKEN}.") from error


_NOT_ONE = "Tệp nén không phải bảng Excel (.xlsx): giải nén, rồi nhập từng tệp .json, .jsonl, .csv, .xlsx ở trong."


def _has_formulas(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    found = False
    tail = b""
    with archive.open(part) as file:
        while chunk := file.read(_CHUNK):
            if not found and "/worksheets/" in part.filename:
                found = bool(_FORMULA.search(tail + chunk))
                tail = chunk[-2:]
    return found
