"""Reading the English of the content: ``catalogue/english``, tables of the Vietnamese phrase and what is said for it.

The Vietnamese words themselves are the key: who edits them in the catalogue, the rulebook or the list of procedures
makes their English stale, and the Vietnamese is told until somebody writes it anew (``tests/unit/test_english.py``
names it).
"""

from __future__ import annotations

import csv
import functools
from importlib.resources import files
from typing import TYPE_CHECKING

from bot.guidance.phrasebook import Phrasebook, numbers

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_COLUMNS = ["vi", "en"]


class EnglishError(ValueError):
    """A table of phrases cannot be used; the message names the file and the line."""


def load_english(folder: Traversable | None = None) -> Phrasebook:
    """Return the English of the packaged content.

    Args:
        folder: holds the tables; the packaged one by default, which is read once a process.

    Raises:
        EnglishError: a line is not whole, says another number than its Vietnamese, or writes a phrase a second time.
    """
    return _packaged() if folder is None else _read(folder)


@functools.cache
def _packaged() -> Phrasebook:
    return _read(files("bot.content") / "catalogue" / "english")


def _read(folder: Traversable) -> Phrasebook:
    entries: dict[str, str] = {}
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".csv"):
            rows = csv.DictReader(entry.read_text(encoding="utf-8").splitlines(), strict=True)
            if rows.fieldnames != _COLUMNS:
                raise EnglishError(f"{entry.name}: its columns are {', '.join(_COLUMNS)}")
            for row in rows:
                _take(entries, row, f"{entry.name}:{rows.line_num}")
    return Phrasebook(entries)


def _take(entries: dict[str, str], row: dict[str, str | None], where: str) -> None:
    said, english = row["vi"], row["en"]
    if not said or not english or None in row:
        raise EnglishError(f"{where}: a phrase and its English, nothing else")
    if said in entries:
        raise EnglishError(f"{where}: written already: {said}")
    if lost := numbers(said) - numbers(english):
        raise EnglishError(f"{where}: the English lacks {', '.join(sorted(lost))}: {said}")
    entries[said] = english
