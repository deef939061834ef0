"""What tells near twins apart: names of one object that differ in what is done, or in whom it is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.understanding.search.grammar import Parsed, parse

if TYPE_CHECKING:
    from collections.abc import Sequence

ABROAD = "abroad"
AT_HOME = "at_home"
WORDS = (
    "register_again", "again", "exchange", "extend", "change", "end", "pause", "erase", "withdraw", "confirm",
    "recognise", "benefit", "register", "new", ABROAD, AT_HOME,
)  # fmt: skip
"""All differences there are words for (texts ``ask.twin_*``)."""
_SHARED = 0.5


def difference(names: Sequence[str]) -> tuple[str, ...] | None:
    """Return for each of several official names what tells it from the others, one of ``WORDS``.

    None where they are no twins, or where more than one thing tells them apart: then their titles have to do.
    """
    parsed = [parse(name) for name in names]
    if len(parsed) < 2 or not all(_same_object(parsed[0], each) for each in parsed[1:]):  # noqa: PLR2004 - a pair
        return None
    acts = [_act(each) for each in parsed]
    if all(acts) and len(set(acts)) == len(acts):
        return tuple(act for act in acts if act is not None)
    abroad = [ABROAD if "foreign" in each.whom else AT_HOME for each in parsed]
    return tuple(abroad) if len(set(acts)) == 1 and len(set(abroad)) == len(abroad) else None


def _same_object(one: Parsed, other: Parsed) -> bool:
    first, second = set(one.thing), set(other.thing)
    return len(first & second) >= _SHARED * len(first | second)


def _act(parsed: Parsed) -> str | None:
    if "register_again" in parsed.acts:
        return "register_again"
    return next(iter(parsed.acts)) if len(parsed.acts) == 1 and parsed.acts < set(WORDS) else None
