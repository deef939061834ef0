"""Reading fields of other people's JSON: whatever lies there, reading it never raises."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.platforms.text import storable

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST_ID = 256
_LAST_MOMENT = 10**14
"""Milliseconds; the year 5138, which a ``datetime`` can still hold."""


def mapping(value: object) -> Mapping[str, Any]:
    """Return ``value`` where it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def string(fields: Mapping[str, Any], name: str) -> str | None:
    """Return a text as it can be stored, or None."""
    value = fields.get(name)
    return storable(value) if isinstance(value, str) else None


def identifier(value: object) -> str | None:
    """Return an id as text; Zalo's are strings since they pass 2^53, but a number is read too."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if 0 <= value < 1 << 64 else None
    if not isinstance(value, str) or not value or len(value) > _LONGEST_ID:
        return None
    return value if value.isprintable() and storable(value) == value else None


def moment_ms(value: object) -> int | None:
    """Return milliseconds since 1970 out of a text or a number, or None."""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= _LONGEST_ID:
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _LAST_MOMENT:
        return value
    return None


def degrees(value: object) -> float | None:
    """Return a coordinate, which Zalo writes as text, or None."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if abs(number) <= 180 else None  # noqa: PLR2004 - degrees; NaN compares as false
