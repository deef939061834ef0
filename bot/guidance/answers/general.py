"""What holds for the whole dossier: rules for all papers, and the conditions that the source sets for the matter."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.guidance.answers.asked import Focus
from bot.guidance.answers.model import Row, Say
from bot.guidance.answers.plain import Plain, plain, upper_first
from bot.guidance.catalogue.values import FieldKind, PaperRule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.guidance.answers.fields import Asked
    from bot.guidance.answers.model import AnswerUnit
    from bot.guidance.catalogue.field import Source
    from bot.guidance.catalogue.telling import Told

RULES: Final = "rules"
"""Proposition of the unit that tells them."""
CONDITIONS: Final = "yeu_cau_dieu_kien"
"""Part of a page that says who a matter is for, and what is not taken."""
_MOST: Final = 700
"""Characters of the rules told in short."""
_HEADING: Final = 130
"""Characters between two clauses that are no more than what the second one stands under."""
_ABOUT: Final = ("luu y", "chu y", "can biet them", "to note", "keep in mind")


def general_units(asked: Asked) -> Iterator[AnswerUnit]:
    """Yield what is to be known of all papers at once, and under which conditions the matter is taken at all."""
    told = [_plain(one) for one in asked.told(FieldKind.PAPER_RULE).told]
    if told:
        short, long = _said("answers.general", told), _lines("answers.general_heading", told)
        yield asked.unit(Focus.PAPERS, RULES, short, told, about=_ABOUT, long=long)
    if (conditions := conditions_left(asked)) and not asked.told(FieldKind.REQUIREMENT).told:
        short, long = _said("answers.conditions", conditions), _lines("answers.conditions_heading", conditions)
        yield asked.unit(Focus.ELIGIBILITY, "conditions", short, conditions, long=long if len(conditions) > 1 else None)


def conditions_left(asked: Asked) -> list[Plain]:
    """Return the conditions among the rules for papers, without those whose sentence is told as a requirement."""
    read = [one.field.source for one in asked.told(FieldKind.REQUIREMENT).told]
    rules = [one for one in asked.told(FieldKind.PAPER_RULE).told if one.field.source.part == CONDITIONS]
    return [_plain(one) for one in rules if not _is_among(one.field.source, read)]


def _is_among(place: Source, read: Iterable[Source]) -> bool:
    """Whether a place lies in a clause that was read, or in the heading of one: behind it, another follows soon."""
    clauses = sorted({(one.start, one.end) for one in read if one.part == place.part})
    before = max((end for _start, end in clauses if end <= place.start), default=0)
    return any(place.start < end and (start < place.end or start - before <= _HEADING) for start, end in clauses)


def _plain(one: Told) -> Plain:
    """Return a rule in everyday words; the laws that it cites in passing go to the source."""
    value = one.field.value
    if not isinstance(value, PaperRule):
        raise TypeError(f"no rule for papers: {value}")
    text, laws = plain(value.text)
    return Plain(replace(one.field, value=PaperRule(upper_first(text))), one.how, laws)


def _texts(told: Sequence[Told]) -> list[str]:
    return [one.field.value.text for one in told if isinstance(one.field.value, PaperRule)]


def _said(key: str, told: Sequence[Told]) -> Say:
    """Return the rules in a row; of many as many as there is room for, and how many more there are."""
    texts = _texts(told)
    shown = len(texts)
    while shown > 1 and sum(map(len, texts[:shown])) > _MOST:
        shown -= 1
    parts: list[str | Say] = [*texts[:shown]]
    if shown < len(texts):
        parts.append(Say("answers.general_left", {"count": len(texts) - shown}))
    return Say(key, {"rules": Row(tuple(parts), " – ")})


def _lines(key: str, told: Sequence[Told]) -> Say:
    lines = tuple(Say("answers.general_line", {"rule": text}) for text in _texts(told))
    return Say("answers.papers_all", {"heading": Say(key), "papers": Row(lines, "\n")})
