"""Phone numbers as people write them, and how they are kept out of logs."""

from __future__ import annotations

import re

_LONG_NUMBER = re.compile(r"(?<![\w])(?:\+?\d[ .()-]{0,2}){9,15}(?![\w])")
_LOCAL = re.compile(r"0\d{8,10}")
_FOREIGN = re.compile(r"\+\d{8,15}")


def normalise_phone(written: str) -> str:
    """Return a phone number in one way of writing: ``0912345678``, or ``+855…`` from abroad.

    Raises:
        ValueError: it cannot be a phone number.
    """
    kept = re.sub(r"[\s.()\-–]", "", written)
    if kept.startswith("00"):
        kept = "+" + kept[2:]
    if kept.startswith("+84"):
        kept = "0" + kept[3:].removeprefix("0")
    elif kept.startswith("84") and not _LOCAL.fullmatch(kept):
        kept = "0" + kept[2:]
    if not (kept.isascii() and (_LOCAL.fullmatch(kept) or _FOREIGN.fullmatch(kept))):
        raise ValueError("not a phone number")
    return kept


def mask_numbers(text: str) -> str:
    """Replace what may be a phone or an identity number (nine digits or more) by its length and last two digits."""

    def hide(match: re.Match[str]) -> str:
        digits = re.sub(r"\D", "", match.group())
        return f"[{len(digits)} digits …{digits[-2:]}]"

    return _LONG_NUMBER.sub(hide, text)
