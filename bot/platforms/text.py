"""What every messaging platform does to text: measure it, split it, make it fit to be stored."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_SEAMS = ("\n\n", "\n", ". ", "! ", "? ", "; ", ", ", " ")
"""Where a long text may be broken, best first. The sign before a blank stays with the first part."""

_SHOWN = {code: " " for code in (*range(0x20), *range(0x7F, 0xA0)) if code not in b"\n\r"}
_SHOWN |= dict.fromkeys((ord("\r"), *range(0x2028, 0x202F), *range(0x2066, 0x206A)), "")

_LEAST_SHARE = 3
"""A seam in the first third of a part is not worth its break: the next kind of seam is tried."""


def utf16_length(text: str) -> int:
    """Return the length of ``text`` in UTF-16 code units, as Telegram counts texts and entities."""
    return len(text) + sum(character > "\uffff" for character in text)


def is_blank(text: str) -> bool:
    """Return whether nothing of ``text`` can be seen: blanks, control and format characters only."""
    return all(unicodedata.category(character)[0] in "ZC" for character in text)


def storable(text: str) -> str:
    """Return ``text`` as PostgreSQL and UTF-8 can hold it.

    NUL is dropped and half surrogate pairs become U+FFFD; everything else stays as it was typed.
    """
    if text.isascii() and "\0" not in text:
        return text
    return text.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def presentable(text: str) -> str:
    """Return ``text`` as it can be shown: line breaks stay, other control characters become blanks.

    Line separators and marks that turn the direction of writing (U+2028-202E, 2066-2069) are dropped:
    they would let a text pose as another.
    """
    return storable(text).translate(_SHOWN)


def split_text(text: str, limit: int, length: Callable[[str], int] = len) -> list[str]:
    """Split ``text`` into parts of at most ``limit``, at paragraphs, lines, sentences or words where it can.

    Nothing but blanks at the seams is lost, and no part is blank.

    Args:
        text: what to split.
        limit: longest part, in the units of ``length``; at least 2, so that any character fits.
        length: how the platform counts.

    Raises:
        ValueError: ``limit`` is below 2.
    """
    if limit < 2:  # noqa: PLR2004 - a character takes up to two UTF-16 units
        raise ValueError("a part must have room for one character")
    parts: list[str] = []
    rest = text.strip()
    while rest and (len(rest) > limit or length(rest) > limit):
        window = _longest_prefix(rest, limit, length)
        cut = _seam(rest, window)
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    parts.append(rest)
    return [part for part in parts if not is_blank(part)]


def shorten(text: str, limit: int) -> str:
    """Return ``text`` on one line, with an ellipsis where it is longer than ``limit`` characters."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def _longest_prefix(text: str, limit: int, length: Callable[[str], int]) -> int:
    """Return how many characters of ``text`` fit, found by halving: ``length`` grows with the prefix."""
    low, high = 1, min(len(text), limit)
    while low < high:
        middle = (low + high + 1) // 2
        if length(text[:middle]) <= limit:
            low = middle
        else:
            high = middle - 1
    return low


def _seam(text: str, window: int) -> int:
    """Return where to cut ``text`` within its first ``window`` characters."""
    for seam in _SEAMS:
        # The blank of a seam may fall just behind the window: it is dropped anyway.
        found = text.rfind(seam, 0, window + 1)
        if found > window // _LEAST_SHARE:
            return found + len(seam.rstrip())
    cut = window
    while cut > 1 and unicodedata.combining(text[cut]):
        cut -= 1  # an accent stays with its letter
    return cut if cut > 1 else window
