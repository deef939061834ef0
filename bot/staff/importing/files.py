"""Files as they are handed over: what kind each is, by its bytes and not its name, and how large it may be."""

from __future__ import annotations

import errno
import gzip
import stat
import zlib
from typing import TYPE_CHECKING

from bot.staff.importing import jsons, tables
from bot.staff.importing.texts import decoded
from bot.staff.importing.told import Place, Told, Unusable
from bot.staff.importing.workbooks import Workbook

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.staff.importing.records import Record

MOST_BYTES = 300 * 1024 * 1024
"""The portal's data of all 6,000 procedures is some 210 MB."""
_ZIP, _GZIP, _OLD_OFFICE, _PDF = b"PK\x03\x04", b"\x1f\x8b", b"\xd0\xcf\x11\xe0", b"%PDF"
_EMPTY_ZIP = b"PK\x05\x06"
_WHY = {errno.ENOENT: "không có tệp này", errno.EACCES: "không có quyền đọc", errno.EIO: "ổ đĩa hỏng"}
_CHUNK = 1024 * 1024
_MEGA = 1024 * 1024


def records(path: Path, told: Told) -> Iterator[Record]:
    """Yield the records of a file; whatever cannot be read is told, and the rest goes on."""
    place = Place(path.name)
    try:
        yield from _records(path, place, told)
    except Unusable as error:
        told.refuse(place, str(error))
    except OSError as error:
        told.refuse(place, unreadable(error))
    except MemoryError:
        told.refuse(place, "Tệp lớn quá, máy không đủ bộ nhớ: tách thành nhiều tệp rồi nhập lại.")


def unreadable(error: OSError) -> str:
    """Return why a file or folder cannot be opened."""
    why = _WHY.get(error.errno or 0, f"lỗi hệ thống {error.errno}")
    return f"Không mở được ({why}): xem lại tên và quyền đọc."


def inside(path: Path) -> list[Path]:
    """Return the files that a path names: itself, or those of a folder in the order of their names."""
    return sorted(one for one in path.iterdir() if one.is_file()) if path.is_dir() else [path]


def _records(path: Path, place: Place, told: Told) -> Iterator[Record]:
    head = _head(path)
    if head.startswith((_ZIP, _EMPTY_ZIP)):
        yield from _workbook(path, told)
        return
    text, how = decoded(_unpacked(path) if head.startswith(_GZIP) else path.read_bytes())
    if how:
        told.note(place, how)
    begin = text[:_CHUNK].lstrip("\ufeff \t\r\n")[:1]
    if begin in {"{", "["}:
        yield from jsons.read(text.lstrip("\ufeff"), place, told)
    elif begin == "<":
        raise Unusable("Tệp là trang web (HTML, XML): mở bằng Excel, lưu lại dạng .xlsx hay “CSV UTF-8”.")
    elif not begin:
        raise Unusable(_EMPTY)
    else:
        yield from tables.read(tables.csv_rows(text), place, told)


_EMPTY = "Tệp trống: xem lại tệp đã tải hết chưa."


def _head(path: Path) -> bytes:
    """Return the first bytes of a file.

    Raises:
        Unusable: it is none, empty, too large, or of a kind that cannot be read.
    """
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise Unusable("Đây không phải tệp thường: chỉ đường dẫn tới tệp .json, .jsonl, .csv hay .xlsx.")
    if found.st_size == 0:
        raise Unusable(_EMPTY)
    if found.st_size > MOST_BYTES:
        size = f"{found.st_size // _MEGA} MB, quá {MOST_BYTES // _MEGA} MB"
        raise Unusable(f"Tệp {size}: không mở. Tách thành nhiều tệp rồi nhập lại.")
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(_OLD_OFFICE):
        raise Unusable("Tệp Excel kiểu cũ (.xls) hay có mật khẩu: mở bằng Excel, lưu lại dạng .xlsx không mật khẩu.")
    if head.startswith(_PDF):
        raise Unusable("Tệp PDF không đọc thành bảng được: xin bản Excel hay CSV.")
    return head


def _workbook(path: Path, told: Told) -> Iterator[Record]:
    nothing: list[tuple[Place, str]] = []
    any_read = False
    for title, rows, formulas in Workbook(path).sheets():
        place = Place(path.name, None, title)
        try:
            yield from tables.read(rows, place, told, formulas)
            any_read = True
        except Unusable as error:
            nothing.append((place, str(error)))
    for place, why in nothing:
        if any_read:
            told.note(place, f"trang này không đọc: {why[0].lower()}{why[1:]}")
        else:
            told.refuse(place, why)


def _unpacked(path: Path) -> bytes:
    parts, size = [], 0
    try:
        with gzip.open(path, "rb") as file:
            while chunk := file.read(_CHUNK):
                size += len(chunk)
                if size > MOST_BYTES:
                    raise Unusable(
                        f"Tệp nén mà mở ra quá {MOST_BYTES // _MEGA} MB: không mở. Tách thành nhiều tệp rồi nhập lại."
                    )
                parts.append(chunk)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        if not parts:  # else what was unpacked is read, and its last record told as broken
            raise Unusable("Tệp nén hỏng hay bị cắt ngang: tải lại rồi nhập lại.") from error
    return b"".join(parts)
