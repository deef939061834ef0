"""Who a matter is for: what a source asks of a person, told whole, and held against an age that was told.

An age decides only what it can: that somebody is too young, or old enough as far as age goes. Nobody is told that they
"may": other conditions stand beside it, and the office looks at them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum
from functools import reduce
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Final

from bot.guidance.answers.asked import FactName, Focus
from bot.guidance.answers.fields import silent
from bot.guidance.answers.general import CONDITIONS, conditions_left
from bot.guidance.answers.model import Polarity, Row, Say
from bot.guidance.answers.plain import folded
from bot.guidance.answers.told import of_household
from bot.guidance.catalogue.field import Method
from bot.guidance.catalogue.values import Bound, FieldKind, Measure, MeasureUnit, PaperRule, Requirement, Stands
from bot.guidance.text import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.guidance.answers.fields import Asked
    from bot.guidance.answers.model import AnswerUnit
    from bot.guidance.catalogue.telling import Told

_MOST: Final = 3
"""Lines told in short; a single one that were left is told too."""
_PROPOSITIONS: Final = (f"/{Focus.ELIGIBILITY}/required", f"/{Focus.ELIGIBILITY}/age")
_SEXES: Final = frozenset({"nam", "nu"})
"""Subjects that are the person told of, one or the other."""
_WORDS: Final = {
    FactName.PENSION: ("luong huu",),
    FactName.POOR: ("ho ngheo", "can ngheo"),
    FactName.DISABLED: ("khuyet tat",),
}
"""What was told → words of the conditions that it touches: these are told first."""
_LITTLE: Final = frozenset({
    "bi", "cac", "cho", "chua", "co", "con", "cua", "da", "dang", "do", "duoc", "gi", "hay", "hoac", "khi", "khong",
    "la", "lam", "ma", "mot", "nao", "neu", "nguoi", "nhung", "o", "phai", "thi", "ve", "voi",
    "and", "for", "is", "not", "of", "or", "the", "to", "who",
})  # fmt: skip
"""Words that say nothing of what is asked."""


class _Years(StrEnum):
    """What an age comes to."""

    ENOUGH = "enough"
    BELOW = "below"
    ABOVE = "above"


class _Rank(IntEnum):
    """How soon a condition is told."""

    AGES = 0
    TOLD_OF = 1
    COUNTED = 2
    """Has a number that holds in every case."""
    STATED = 3
    IN_PASSING = 4
    """A step of the page says it, of a witness or an interpreter."""
    CITED = 5
    """Known is only in which article it stands."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One line: a condition, or several of which one is enough."""

    said: Say | Row | str
    told: tuple[Told, ...]
    rank: int


@dataclass(frozen=True, slots=True)
class _Way:
    """One of the ways to be of age: for men or women, for all or in one case."""

    told: tuple[Told, ...]

    @property
    def values(self) -> list[Requirement]:
        return [_value(one) for one in self.told]

    @property
    def subject(self) -> str:
        return self.values[0].subject

    @property
    def case(self) -> str:
        return self.told[0].field.case

    def of(self, age: int) -> _Years:
        """Return what an age comes to in this way."""
        missed = [one for one in self.values if not one.met(age)]
        if not missed:
            return _Years.ENOUGH
        below = any(one.bound in {Bound.AT_LEAST, Bound.OVER} for one in missed)
        return _Years.BELOW if below else _Years.ABOVE

    def said(self) -> Say | str:
        """Return it in words."""
        text = _joined("answers.required_to", [_said(one) for one in self.told])
        return Say("answers.required_case", {"case": self.case, "text": text}) if self.case else text


def requirement_units(asked: Asked) -> Iterator[AnswerUnit]:
    """Yield who the matter is for: by the age that was told where it decides something, else the conditions."""
    told = [one for one in asked.told(FieldKind.REQUIREMENT).told if isinstance(one.field.value, Requirement)]
    if not told:
        return
    ways = _ways(told)
    counted = tuple(one for way in ways for one in way.told)
    ages = _said_of_ages(ways)
    uncounted = [one for one in told if one not in counted]
    others = sorted(
        _spoken_of([*_lines(uncounted, asked), *_left(asked)], asked), key=lambda line: line.rank
    )  # the order of the source within a rank
    lines = [*([_Line(ages, counted, _Rank.AGES)] if ways else []), *others]
    of_law = all(one.field.source.method is Method.LAW for one in told)
    heading: dict[str, str | int | Say | Row] = {
        "heading": Say("answers.required_heading" if of_law else "answers.conditions_heading"),
        "papers": Row(tuple(map(_bullet, lines)), "\n"),
    }
    long = Say("answers.papers_all", heading) if len(lines) > 1 else None
    asks = any(one.field.source.method is Method.LAW or _value(one).stands is Stands.LAW for one in told)
    said = _of_age(asked, ways, ages)
    if said is None:
        short, used = _short(lines)
        text = Say("answers.required", {"lines": short}) if of_law else Say("answers.conditions", {"rules": short})
        yield asked.unit(Focus.ELIGIBILITY, "required", text, used, long=long, asks=asks)
        return
    verdict, years = said
    if years in {_Years.ENOUGH, None} and others:
        rest, used = _short(others, _MOST - 1)
        verdict = Say("answers.required_also", {"verdict": verdict, "rest": rest})
    else:
        used = []
    no = Polarity.NO if years in {_Years.BELOW, _Years.ABOVE} else None
    yield asked.unit(Focus.ELIGIBILITY, "age", verdict, (*counted, *used), long=long, asks=asks, yes_no=no)


def without_requirements(units: Iterable[AnswerUnit]) -> list[AnswerUnit]:
    """Return units without those that say who a matter is for; where nothing is left, that nothing is known."""
    found = list(units)
    left = [unit for unit in found if not unit.id.endswith(_PROPOSITIONS)]
    return left or [silent(unit) for unit in found[:1]]


def _value(one: Told) -> Requirement:
    value = one.field.value
    if not isinstance(value, Requirement):
        raise TypeError(f"no requirement: {value}")
    return value


# ── ages ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _ways(told: Iterable[Told]) -> list[_Way]:
    """Return the ways to be of age for whoever the person told of is; ages of others are lines like all."""
    counted = [one for one in told if _counts_years(_value(one))]
    keys = dict.fromkeys((_value(one).subject, one.field.case) for one in counted)
    return [_Way(tuple(one for one in counted if (_value(one).subject, one.field.case) == key)) for key in keys]


def _counts_years(value: Requirement) -> bool:
    of_whoever_applies = not value.subject or folded(value.subject) in _SEXES
    in_years = value.measure is Measure.AGE and value.unit is MeasureUnit.YEAR
    return in_years and of_whoever_applies and value.stands is Stands.MUST and not value.unless


def _one_is_enough(ways: Sequence[_Way]) -> bool:
    """Whether one way will do: all of them bear the same letter."""
    groups = {value.group for way in ways for value in way.values}
    return len(ways) > 1 and len(groups) == 1 and "" not in groups


def _said_of_ages(ways: Sequence[_Way]) -> Say | Row | str:
    said = [way.said() for way in ways]
    return _joined("answers.required_or", said) if _one_is_enough(ways) else Row(tuple(said))


def _of_age(asked: Asked, ways: Sequence[_Way], ages: Say | Row | str) -> tuple[Say, _Years | None] | None:
    """Return what the age that was told comes to, in words, and where it is the same for all; None: it says nothing."""
    age = asked.facts.get(FactName.AGE)
    if not isinstance(age, int) or isinstance(age, bool) or not ways:
        return None
    enough = _one_is_enough(ways)
    if not enough and any(way.case for way in ways):
        return None  # in which case they are nobody knows
    values: dict[str, str | int | Say | Row] = {"ages": ages, "age": age}
    found = [(way, way.of(age)) for way in ways]
    if enough:
        fits = next((way for way, years in found if years is _Years.ENOUGH and _is_theirs(asked, way)), None)
        if fits is not None and fits.case:
            values |= {"case": fits.case}
            return Say("answers.required_age_case", values), _Years.ENOUGH
        same = _Years.ENOUGH if fits is not None else _same(found)
    else:
        same = _same(found)
    if same is not None:
        return Say("answers.required_age", values | {"verdict": Say(f"answers.required_age_{same}")}), same
    apart = tuple(_apart(way, years) for way, years in found)
    return Say("answers.required_age", values | {"verdict": Row(apart, ", ")}), None


def _same(found: Sequence[tuple[_Way, _Years]]) -> _Years | None:
    years = {one for _way, one in found}
    return years.pop() if len(years) == 1 else None


def _is_theirs(asked: Asked, way: _Way) -> bool:
    """Whether a way is for everybody, or for the household that they told of."""
    return not way.case or of_household(asked.facts, way.case)


def _apart(way: _Way, years: _Years) -> Say:
    verdict = Say(f"answers.required_age_{years}")
    if way.case:
        return Say("answers.required_case", {"case": way.case, "text": verdict})
    return Say("answers.required_of", {"who": way.subject, "text": verdict}) if way.subject else verdict


# ── lines ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _lines(told: Sequence[Told], asked: Asked) -> Iterator[_Line]:
    """Yield the conditions, those of which one is enough in one line."""

    def same(one: tuple[int, Told]) -> tuple[str, int]:
        place, said = one
        group = _value(said).group
        return (group, -1) if group else ("", place)

    for _key, found in groupby(enumerate(told), key=same):
        group = tuple(one for _place, one in found)
        said = _joined("answers.required_or", [_whole(one) for one in group])
        yield _Line(said, group, min(_rank(one, asked) for one in group))


def _left(asked: Asked) -> Iterator[_Line]:
    """Yield what the page says of it beside the requirements, as it was read with the rest of the page."""
    for one in conditions_left(asked):
        value = one.field.value
        if isinstance(value, PaperRule):
            yield _Line(value.text, (one,), _Rank.STATED)


def _rank(one: Told, asked: Asked) -> int:
    """Return how soon a condition is told."""
    value = _value(one)
    text = folded(f"{value.text} {one.field.case}")
    if any(fact in asked.facts and any(word in text for word in words) for fact, words in _WORDS.items()):
        return _Rank.TOLD_OF
    if value.stands is Stands.LAW:
        return _Rank.CITED
    if value.number is not None and not one.field.case:
        return _Rank.COUNTED
    source = one.field.source
    return _Rank.STATED if source.method is Method.LAW or source.part == CONDITIONS else _Rank.IN_PASSING


def _spoken_of(lines: Sequence[_Line], asked: Asked) -> list[_Line]:
    """Return the lines, those that a question speaks of to be told first.

    That is where two words in a row are those of a single line, and not the procedure's own name.
    """
    pairs = [_pairs(" ".join(_own_text(one) for one in line.told)) for line in lines]
    often = Counter(pair for found in pairs for pair in found)
    spoken = _pairs(asked.text) - _pairs(f"{asked.procedure.title} {asked.procedure.name}")
    return [
        replace(line, rank=min(line.rank, _Rank.TOLD_OF))
        if line.rank != _Rank.CITED and any(often[pair] == 1 for pair in found & spoken)
        else line
        for line, found in zip(lines, pairs, strict=True)
    ]


def _own_text(one: Told) -> str:
    value = one.field.value
    said = f"{value.subject} {value.text} {value.unless}" if isinstance(value, Requirement) else ""
    return f"{one.field.case} {value.text if isinstance(value, PaperRule) else said}"


def _pairs(text: str) -> set[tuple[str, str]]:
    """Return each two words in a row of which one says something."""
    return {pair for pair in pairwise(words(text)) if not _LITTLE.issuperset(pair)}


def _joined(key: str, parts: Sequence[Say | str]) -> Say | str:
    """Return texts as one, each joined to those before it by the text of a key."""
    return reduce(lambda one, other: Say(key, {"one": one, "other": other}), parts) if parts else ""


def _whole(one: Told) -> Say | str:
    said, case = _said(one), one.field.case
    return Say("answers.required_case", {"case": case, "text": said}) if case else said


def _said(one: Told) -> Say | str:
    """Return a condition without its case."""
    value = _value(one)
    said: Say | str = value.text
    if value.stands is Stands.NOT:
        said = Say("answers.required_not", {"text": said})
    if value.subject and folded(value.subject) not in _SEXES:
        said = Say("answers.required_who", {"who": value.subject, "text": said})
    if value.unless:
        said = Say("answers.required_unless", {"text": said, "unless": value.unless})
    if value.stands is not Stands.LAW:
        return said
    key = "answers.required_law" if one.field.source.method is Method.LAW else "answers.required_cited"
    return Say(key, {"text": said})


def _short(lines: Sequence[_Line], most: int = _MOST) -> tuple[Row, list[Told]]:
    """Return as many lines as are told in short, and how many more there are; with what they stand on."""
    shown = lines if len(lines) <= most + 1 else lines[:most]
    parts: list[Say | Row | str] = [line.said for line in shown]
    if len(shown) < len(lines):
        parts.append(Say("answers.general_left", {"count": len(lines) - len(shown)}))
    return Row(tuple(parts), "; "), [one for line in shown for one in line.told]


def _bullet(line: _Line) -> Say:
    return Say("answers.general_line", {"rule": line.said})
