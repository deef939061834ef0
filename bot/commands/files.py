"""Files that commands write where staff say: never over another one unasked, and with failures in Vietnamese."""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from bot.staff.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import TextIO

OVERWRITE = typer.Option("--overwrite", help="Ghi đè tệp đã có.")
_WORDS = {
    errno.ENOENT: "không có thư mục hay tệp này",
    errno.ENOTDIR: "trong đường dẫn có tệp chứ không phải thư mục",
    errno.EISDIR: "đây là thư mục, không phải tệp",
    errno.EACCES: "không có quyền",
    errno.EPERM: "không có quyền",
    errno.EROFS: "ổ đĩa chỉ cho đọc",
    errno.ENOSPC: "ổ đĩa đã đầy",
    errno.ENAMETOOLONG: "tên quá dài",
    errno.EEXIST: "đã có tệp cùng tên",
}


def why(error: OSError) -> str:
    """Return in Vietnamese why a file could not be read or written."""
    return _WORDS.get(error.errno or 0, f"lỗi hệ thống {error.errno}")


def require_free(*paths: Path | None, overwrite: bool) -> None:
    """Make sure that none of some files is there already, before any work is done for them.

    Raises:
        Refused: one is, and nobody said to write over it.
    """
    for path in paths:
        if path is not None and not overwrite and os.path.lexists(path):
            raise Refused(f"Tệp {path} đã có. Chọn tên khác, hoặc thêm --overwrite để ghi đè.")


@contextmanager
def new_file(
    path: Path, *, overwrite: bool = False, private: bool = False, for_excel: bool = False
) -> Iterator[TextIO]:
    """Open a text file (UTF-8) for writing; one that is there already is written over only where that is wished.

    Args:
        path: where; its folder must be there.
        overwrite: whether another file of that name may go.
        private: only its owner may read it.
        for_excel: begin with the mark by which spreadsheets know the letters, and leave the ends of lines alone.

    Raises:
        Refused: it is there, or can't be written; the message says why.
    """
    require_free(path, overwrite=overwrite)
    flags = os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if overwrite else os.O_EXCL)
    try:
        opened = os.open(path, flags, 0o600 if private else 0o666)
        encoding, newline = ("utf-8-sig", "") if for_excel else ("utf-8", None)
        with os.fdopen(opened, "w", encoding=encoding, newline=newline) as file:
            if private:
                os.fchmod(opened, 0o600)
            yield file
    except OSError as error:
        raise Refused(f"Không ghi được tệp {path}: {why(error)}.") from error


def write(path: Path, text: str, *, overwrite: bool = False) -> None:
    """Write a text file.

    Raises:
        Refused: as ``new_file``.
    """
    with new_file(path, overwrite=overwrite) as file:
        file.write(text)


def write_bytes(path: Path, content: bytes, *, overwrite: bool = False) -> None:
    """Write a file that is no text.

    Raises:
        Refused: as ``new_file``.
    """
    require_free(path, overwrite=overwrite)
    try:
        with path.open("wb" if overwrite else "xb") as file:
            file.write(content)
    except OSError as error:
        raise Refused(f"Không ghi được tệp {path}: {why(error)}.") from error
