"""What is wrong with a command line, said to staff in their own language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable

UsageError: type[Exception] = typer.BadParameter.__mro__[1]
"""What typer raises for whatever is wrong with a command line; it exports the class only as this base."""

# What typer and pydantic say, by its beginning; the groups are kept as they are.
_SENTENCES: tuple[tuple[str, str], ...] = (
    (r"No such command (.+?)\.?(?: Did you mean (.+)\?)?", "không có lệnh {0}"),
    (r"Missing command\.?", "thiếu lệnh con"),
    (r"Got unexpected extra arguments?(?:\(s\))? \((.+)\)", "thừa: {0} (chữ có dấu cách phải nằm trong dấu nháy)"),
    (r"Option (.+) requires (?:an|\d+) arguments?\.?", "{0} cần có giá trị đi kèm"),
    (r"Option (.+) does not take a value\.?", "{0} không có giá trị đi kèm"),
)
_VALUES: tuple[tuple[str, str], ...] = (
    (r"Input should be a valid integer.*", "phải là số nguyên"),
    (r"Input should be a valid (?:number|decimal).*", "phải là một số"),
    (r"Input should be greater than or equal to (\S+)", "phải từ {0} trở lên"),
    (r"Input should be greater than (\S+)", "phải lớn hơn {0}"),
    (r"Input should be less than or equal to (\S+)", "phải từ {0} trở xuống"),
    (r"Input should be less than (\S+)", "phải nhỏ hơn {0}"),
    (r"Input should be (.+)", "chỉ được là {0}"),
    (r"(?:Path|File|Directory) (.+) does not exist\.?", "không có {0}"),
    (r"(?:Path|File) (.+) is a directory\.?", "{0} là thư mục, cần một tệp"),
    (r"(?:Path|Directory) (.+) is a file\.?", "{0} là tệp, cần một thư mục"),
    (r"(?:Path|File|Directory) (.+) is not (?:readable|writable)\.?", "không đọc hay ghi được {0}"),
)


def explain(error: Any) -> str:  # noqa: ANN401 - typer's errors have no public classes
    """Return what is wrong in one sentence, and where to look it up."""
    context = error.ctx
    lines = [f"Chưa đúng cách dùng: {_what(error)}."]
    if context is not None:
        lines.append(f"Xem cách dùng: {context.command_path} {context.help_option_names[0]}")
    return "\n".join(lines)


def _what(error: Any) -> str:  # noqa: ANN401 - as above
    kind = type(error).__name__
    if kind == "NoSuchOption":
        near = " hay ".join(error.possibilities or ())
        return f"không có tùy chọn {error.option_name}" + (f" (có phải {near}?)" if near else "")
    if kind == "MissingParameter":
        return f"thiếu {_name(error)}"
    if isinstance(error, typer.BadParameter):
        return f"{_name(error)} {_said(error.message, _VALUES, 'không hợp lệ')}"
    return _said(error.message, _SENTENCES, "")


def _name(error: Any) -> str:  # noqa: ANN401 - as above
    hint = error.param_hint
    if hint is None and error.param is not None:
        hint = error.param.get_error_hint()
    words: Iterable[str] = [hint] if isinstance(hint, str) else hint or ["giá trị"]
    return " / ".join(word.strip("'") for word in words)


def _said(message: str, table: tuple[tuple[str, str], ...], otherwise: str) -> str:
    message = " ".join(message.split())
    for pattern, words in table:
        if found := re.fullmatch(pattern, message):
            return words.format(*(group.replace(" or ", " hoặc ") if group else "" for group in found.groups()))
    return f"{otherwise} ({message})".strip()
