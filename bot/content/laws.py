"""The laws that conditions are read in: ``catalogue/laws.csv``, one law a row."""

from __future__ import annotations

import csv
import functools
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class ReadLaw:
    """A law whose wording somebody else's page gives.

    Attributes:
        number: of the document.
        name: as people are told it.
        since: the day from which it is in force: of a day before it nothing of it is told.
        read_on: the day on which the copy was read.
        copy: whose page gives it; it is no official one.
    """

    number: str
    name: str
    since: date
    read_on: date
    copy: str


@functools.cache
def load_laws() -> Mapping[str, ReadLaw]:
    """Return the laws by their numbers.

    Raises:
        ValueError: a number stands twice, or a day is none.
    """
    text = (files("bot.content") / "catalogue" / "laws.csv").read_text(encoding="utf-8")
    laws: dict[str, ReadLaw] = {}
    for row in csv.DictReader(text.splitlines(), strict=True):
        if row["number"] in laws:
            raise ValueError(f"{row['number']} stands twice in laws.csv")
        since, read_on = date.fromisoformat(row["since"]), date.fromisoformat(row["read_on"])
        laws[row["number"]] = ReadLaw(row["number"], row["name"], since, read_on, row["copy"])
    return laws
