"""Which entries of two readers speak of the same thing, and whether they say the same of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.guidance.text import fold, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

ALIKE = 0.5
"""From which share of common words on two names name the same thing."""
ALIKE_CONDITION = 0.34
"""From which share of common words on two conditions pass for the same, where they name the same numbers."""

_SAME: dict[str, tuple[str, ...]] = {
    "papers": ("hand", "needed"),
    "paper_rules": (),
    "fees": ("channel", "kind", "amount"),
    "times": ("channel", "number", "unit"),
    "receivers": ("channel", "office"),
    "presence": ("must_come", "another_may"),
    "post": (),
    "results": (),
    "deadlines": ("number", "unit"),
    "laws": (),
    "requirements": ("stands", "measure", "bound", "number", "unit"),
    "articles": ("stands", "measure", "bound", "number", "unit"),
}
_NAMED: dict[str, str] = {
    "papers": "name",
    "paper_rules": "text",
    "post": "what",
    "results": "name",
    "laws": "number",
    "deadlines": "what",
    "requirements": "text",
    "articles": "text",
}
_BY_PLACE = frozenset({"requirements", "articles"})
"""Paired by where they stand: two who read the same clause speak of the same thing, whatever their words."""
_ASIDE = ("copy_of", "copies", "currency", "old", "number")
"""What may be left open by one of the two."""
_VAGUE = {None, "", "unknown", "any"}
_CHANNELS = {"online", "post", "in_person"}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two entries that speak of the same thing, or one that has none on the other side.

    Attributes:
        field: of the sheet.
        a: number of reader a's entry, or None.
        b: number of reader b's entry, or None.
    """

    field: str
    a: int | None
    b: int | None

    @property
    def id(self) -> str:
        """What a settlement calls it by, like "papers:a2-b3"."""
        left = "" if self.a is None else f"a{self.a}"
        right = "" if self.b is None else f"b{self.b}"
        return f"{self.field}:{left}-{right}"


def gathered(field: str, entries: Sequence[Mapping[str, Any]]) -> list[tuple[int, dict[str, Any]]]:
    """Return the entries with their numbers; one that stands alike for each of the three ways stands once, for all."""
    kept = [(number, dict(entry)) for number, entry in enumerate(entries)]
    if field not in {"fees", "times", "receivers"}:
        return kept
    groups: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    for number, entry in kept:
        rest = {key: value for key, value in entry.items() if key not in {"channel", "part", "start", "end"}}
        groups.setdefault(repr(sorted(rest.items(), key=lambda item: item[0])), []).append((number, entry))
    gone = set()
    for group in groups.values():
        if {entry["channel"] for _number, entry in group} == _CHANNELS:
            group[0][1]["channel"] = "all"
            gone |= {number for number, _entry in group[1:]}
    return [(number, entry) for number, entry in kept if number not in gone]


def pairs(field: str, first: Sequence[Mapping[str, Any]], second: Sequence[Mapping[str, Any]]) -> list[Pair]:
    """Pair the entries of two readers, the likest first; what is left over stands alone."""
    left, right = gathered(field, first), gathered(field, second)
    likest = sorted(
        (
            (like + _closeness(field, one, other), -abs(a - b), a, b)
            for a, one in left
            for b, other in right
            if (like := likeness(field, one, other)) >= ALIKE
        ),
        reverse=True,
    )
    taken_a: dict[int, int] = {}
    taken_b: set[int] = set()
    for _rank, _distance, a, b in likest:
        if a not in taken_a and b not in taken_b:
            taken_a[a] = b
            taken_b.add(b)
    found = [Pair(field, a, taken_a.get(a)) for a, _entry in left]
    return found + [Pair(field, None, b) for b, _entry in right if b not in taken_b]


def likeness(field: str, one: Mapping[str, Any], other: Mapping[str, Any]) -> float:
    """Return how much two entries say the same: 0 to 1.

    The name counts for half where there is one, what can be counted or chosen for the rest.
    """
    values = [one[key] == other[key] for key in _SAME[field]]
    chosen = sum(values) / len(values) if values else None
    key = _NAMED.get(field)
    if key is None:
        return chosen or 0.0
    if field in _BY_PLACE:
        return _by_place(one, other, chosen or 0.0)
    if _overlap(one[key], other[key]) < ALIKE:
        return 0.0
    return 1.0 if chosen is None else (1.0 + chosen) / 2


def _by_place(one: Mapping[str, Any], other: Mapping[str, Any], chosen: float) -> float:
    """Two who read the same clause speak of the same thing unless their numbers do not; their words are their own."""
    if any(one.get(key) != other.get(key) for key in ("law", "part", "start")):
        return 0.0
    if one["number"] != other["number"] and one["number"] is not None and other["number"] is not None:
        return 0.0
    return (1.0 + chosen) / 2


def differences(field: str, one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """Return the names of what two entries say differently; none: they agree.

    What can be counted or chosen has to be equal, or left open by one of them. Words of their own have to share enough
    words and name the same numbers; a condition that only one of them has is a difference, for none may be lost.
    """
    found = [
        key for key in _SAME[field] if one[key] != other[key] and not (key == "needed" and _when(one) and _when(other))
    ]
    found += [
        key for key in _ASIDE if field != "laws" and key not in found and not _agree(one.get(key), other.get(key))
    ]
    untold = field == "fees" and one["kind"] in {"unsaid", "province"}
    if not untold and not _say_the_same(_when(one), _when(other)):
        found.append("condition")
    found += [key for key in ("instead", "unless", "group") if bool(one.get(key)) != bool(other.get(key))]
    if field in _BY_PLACE and _numbers(one["text"]) != _numbers(other["text"]):
        found.append("text")
    return found


def _when(entry: Mapping[str, Any]) -> str:
    """Case and condition in one: what one reader calls a case is a condition to the other."""
    return f"{entry.get('case', '')} {entry.get('condition', '')}".strip()


def _agree(one: object, other: object) -> bool:
    return one == other or one in _VAGUE or other in _VAGUE


def _say_the_same(one: str, other: str) -> bool:
    if one == other:
        return True
    return bool(one and other) and _numbers(one) == _numbers(other) and _overlap(one, other) >= ALIKE_CONDITION


_CITATION = re.compile(
    r"\d+/\d{4}(/[\w-]+)?|(điểm|khoản|điều|mục|chương|mẫu( số)?|luật|nđ|tt)\s+\w{1,5}\b", re.IGNORECASE
)


def _numbers(text: str) -> set[str]:
    """The numbers that a condition counts by; those of a law that it cites are its address only."""
    return set(re.findall(r"\d+", _CITATION.sub(" ", text)))


def _closeness(field: str, one: Mapping[str, Any], other: Mapping[str, Any]) -> float:
    """Return how near their words are, 0 to 2: by the name first where there is one, then by when it holds."""
    if field not in _NAMED:
        return (_shared(one.get("what", ""), other.get("what", "")) + _shared(_when(one), _when(other))) / 8
    return _shared(one[_NAMED[field]], other[_NAMED[field]]) + _shared(_when(one), _when(other))


def _shared(one: str, other: str) -> float:
    first, second = _told(one), _told(other)
    return len(first & second) / max(1, len(first | second))


def _overlap(one: str, other: str) -> float:
    first, second = _told(one), _told(other)
    return len(first & second) / max(1, min(len(first), len(second)))


def _told(text: str) -> set[str]:
    return set(_without(words(fold(text))))


def _without(said: Iterable[str]) -> Iterator[str]:
    return (word for word in said if word not in {"cua", "va", "cac", "hoac", "theo", "mau", "ban", "giay", "to"})


def entry(field: str, entries: Sequence[Mapping[str, Any]], number: int) -> dict[str, Any]:
    """Return a reader's entry as it is compared: for all ways where it stands alike for each of the three."""
    return dict(gathered(field, entries))[number]
