"""Words of the law that people ask about, by their day. What they mean is a text, named by the word's id."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Self

from bot.guidance.text import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

_ID = re.compile(r"[a-z][a-z0-9_]*")
_TEXTS = frozenset({"id", "law", "since"})
_LISTS = frozenset({"said", "said_en"})
_OPTIONAL = frozenset({"part", "until"})


class GlossaryError(ValueError):
    """The glossary is not as it should be."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the law.

    Attributes:
        id: of its text.
        said: what people call it, folded, longest first.
        law: which law explains it.
        part: where in the law; empty: all of it.
        since: the first day of that law.
        until: the first day on which it holds no more, or None.
    """

    id: str
    said: tuple[str, ...]
    law: str
    part: str
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Glossary:
    """All words.

    Attributes:
        terms: in the order of the file.
    """

    terms: tuple[Term, ...] = field(default=())

    def at(self, day: date) -> tuple[Term, ...]:
        """Return the words whose law holds on a day."""
        return tuple(term for term in self.terms if term.since <= day and (term.until is None or day < term.until))

    @classmethod
    def parse(cls, plain: object) -> Self:
        """Read it from plain values.

        Raises:
            GlossaryError: says which word is wrong.
        """
        rows = plain.get("terms") if isinstance(plain, dict) else None
        if not isinstance(rows, list):
            raise GlossaryError("not a mapping with terms")
        terms = tuple(_term(row) for row in rows)
        names = [term.id for term in terms]
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise GlossaryError(f"stands twice: {', '.join(sorted(twice))}")
        return cls(terms)


def _term(row: object) -> Term:
    if not isinstance(row, dict) or not _TEXTS | _LISTS <= set(row) <= _TEXTS | _LISTS | _OPTIONAL:
        raise GlossaryError(f"a term needs {sorted(_TEXTS | _LISTS)}: {row}")
    name = row["id"]
    if not isinstance(name, str) or not _ID.fullmatch(name):
        raise GlossaryError(f"no id: {name!r}")
    said = [phrase for key in sorted(_LISTS) for phrase in row[key]]
    if not row["said"] or not all(isinstance(phrase, str) and phrase.strip() for phrase in said):
        raise GlossaryError(f"{name}: nothing is said")
    folded = sorted({fold(phrase) for phrase in said}, key=lambda phrase: (-len(phrase), phrase))
    since, until = _day(row, "since"), _day(row, "until")
    if since is None:
        raise GlossaryError(f"{name}: no since")
    return Term(name, tuple(folded), str(row["law"]), str(row.get("part", "")), since, until)


def _day(row: Mapping[str, object], key: str) -> date | None:
    value = row.get(key)
    if value is None:
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise GlossaryError(f"{row['id']}: {key} is no day") from error
