"""The written list of what the citizens of a commune need: ``catalogue/needs.csv``, one matter a row."""

from __future__ import annotations

import csv
import functools
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Need:
    """One matter.

    Attributes:
        code: of its procedure; empty where nobody knows it yet.
        need: what people come for.
        asked: how often they do: 1 most, 3 least.
        page: whether a copy of the portal's page is at hand to be read.
        old_law: the page at hand is of a law that was replaced: no fee, days or deadline is told from it.
        newer: codes that took its place by their names; nobody checked that yet.
        note: what staff should know.
    """

    code: str
    need: str
    asked: int
    page: bool
    old_law: bool
    newer: tuple[str, ...]
    note: str


@functools.cache
def load_needs() -> tuple[Need, ...]:
    """Return the packaged list, in its order.

    Raises:
        ValueError: a row has an unknown rank or answer, or a code stands twice.
    """
    text = (files("bot.content") / "catalogue" / "needs.csv").read_text(encoding="utf-8")
    needs = tuple(_need(row) for row in csv.DictReader(text.splitlines()))
    codes = [need.code for need in needs if need.code]
    if len(set(codes)) != len(codes):
        raise ValueError("a code stands twice in needs.csv")
    return needs


def _need(row: dict[str, str]) -> Need:
    asked = int(row["asked"])
    if asked not in range(1, 4):
        raise ValueError(f"{row['code']}: asked is 1, 2 or 3")
    return Need(
        row["code"], row["need"], asked, _flag(row["page"]), _flag(row["old_law"]), tuple(row["newer"].split()),
        row["note"],
    )  # fmt: skip


def _flag(value: str) -> bool:
    if value not in {"yes", "no"}:
        raise ValueError(f"neither yes nor no: {value!r}")
    return value == "yes"
