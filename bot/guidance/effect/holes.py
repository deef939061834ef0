"""What is wrong with a rulebook though each entry is right: who is left without a way, whose number is dead, and so on.

Each finding is a sentence for whoever writes rules, with the entry that it is about; a draft is told those that it
brings, not those that were there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.guidance.rulebook.citation import format_day
from bot.guidance.rulebook.model import Purpose, Status
from bot.guidance.steering.model import StepState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from bot.guidance.effect.answering import Answering
    from bot.guidance.effect.grid import Grid
    from bot.guidance.moments import Interval
    from bot.guidance.rulebook.model import Contact, Regime, Rule
    from bot.guidance.steering.model import Ladder

_FEWEST_DIGITS = 6


@dataclass(frozen=True, slots=True, order=True)
class Hole:
    """A finding: kind, the entry it is about, and the sentence."""

    kind: str
    entry: str
    message: str


def holes(answering: Answering, grid: Grid, moments: Iterable[datetime]) -> frozenset[Hole]:
    """Return everything that is found, at these moments for what depends on one."""
    tried = tuple(moments)
    return frozenset(
        (
            *_exceptions(answering),
            *_dead_contacts(answering),
            *_clashes(answering),
            *_never_told(answering, grid, tried),
            *_no_way(answering, grid, tried),
        )
    )


def _told(answering: Answering) -> list[Rule]:
    return [rule for rule in answering.rulebook.content.rules if rule.status is Status.PUBLISHED]


def _exceptions(answering: Answering) -> Iterator[Hole]:
    """Exceptions to a rule that does not hold while they do."""
    told = {rule.id: rule for rule in _told(answering)}
    for rule in told.values():
        if rule.exception_to is None:
            continue
        base = told.get(rule.exception_to)
        if base is None:
            message = f"là ngoại lệ của {rule.exception_to}, mà quy định đó không được trả lời cho ai"
            yield Hole("exception", rule.id, message)
        elif not _within(rule.effect.interval, base.effect.interval):
            message = (
                f"là ngoại lệ của {base.id}, mà có lúc {base.id} không có hiệu lực: lúc đó là ngoại lệ của không gì cả"
            )
            yield Hole("exception", rule.id, message)


def _within(inner: Interval, outer: Interval) -> bool:
    begins = outer.start is None or (inner.start is not None and inner.start >= outer.start)
    ends = outer.end is None or (inner.end is not None and inner.end <= outer.end)
    return begins and ends


def _dead_contacts(answering: Answering) -> Iterator[Hole]:
    """Texts that name a number or address at moments when it is not published, or the hotline when there is none."""
    content = answering.rulebook.content
    published = [contact for contact in content.contacts if contact.status is Status.PUBLISHED]
    entries: list[Rule | Regime] = [*_told(answering)]
    entries += [regime for regime in content.regimes if regime.status is Status.PUBLISHED]
    lines = [contact for contact in published if contact.purpose is Purpose.BOOKING]
    for entry in entries:
        texts = " ".join(_texts(entry))
        for contact in content.contacts:
            if _names(texts, contact) and not any(
                _names(texts, other) and _within(entry.effect.interval, other.effect.interval) for other in published
            ):
                until = contact.effect.interval.end
                when = f" (hết từ {format_day(until)})" if until is not None else ""
                message = f"chỉ tới “{contact.value}” ({contact.id}), mà có lúc liên hệ đó không còn được công bố{when}"
                yield Hole("contact", entry.id, message)
        if "{hotline}" in texts and not any(_within(entry.effect.interval, line.effect.interval) for line in lines):
            yield Hole("contact", entry.id, "nhắc số tổng đài, mà có lúc không có số đặt lịch nào được công bố")


def _texts(entry: Rule | Regime) -> Iterator[str]:
    for name in ("do_vi", "why_vi", "text_vi"):
        text = getattr(entry, name, None)
        if text:
            yield text


def _names(text: str, contact: Contact) -> bool:
    value = contact.value or ""
    digits = re.sub(r"\D", "", value)
    if len(digits) >= _FEWEST_DIGITS:
        return digits in re.sub(r"[^\dA-Za-zÀ-ỹ]", "", text)
    return bool(value) and value in text


def _clashes(answering: Answering) -> Iterator[Hole]:
    """Rules of one scope that answer a question differently at the same time: the later one is told."""
    rules = [rule for rule in _told(answering) if rule.decides]
    for position, one in enumerate(rules):
        for other in rules[position + 1 :]:
            if one.scope != other.scope or not one.effect.interval.overlaps(other.effect.interval):
                continue
            if {one.id, other.id} & {one.exception_to, other.exception_to, *one.supersedes, *other.supersedes}:
                continue
            for question in sorted(one.decides.keys() & other.decides.keys()):
                if one.decides[question] != other.decides[question]:
                    message = (
                        f"trái với {one.id} về '{question}' trong cùng phạm vi; trợ lý theo cái bắt đầu sau. Ghi rõ"
                        " supersedes hay exception_to nếu đúng ý"
                    )
                    yield Hole("contradiction", other.id, message)


def _never_told(answering: Answering, grid: Grid, moments: tuple[datetime, ...]) -> Iterator[Hole]:
    """Rules that give way to others wherever and whenever they hold."""
    stands: set[str] = set()
    beaten: dict[str, str] = {}
    codes = sorted({question.procedure for question in grid.questions if question.procedure is not None})
    for moment in moments:
        for place in grid.places:
            for code in (None, *codes):
                advice = answering.advice(place.id, moment, code)
                stands.update(advice.ids)
                beaten |= {found.rule.id: found.by for found in advice.beaten}
    for rule_id in sorted(beaten.keys() - stands):
        yield Hole("shadowed", rule_id, f"không bao giờ được trả lời: ở đâu, lúc nào cũng bị {beaten[rule_id]} thay")


def _no_way(answering: Answering, grid: Grid, moments: tuple[datetime, ...]) -> Iterator[Hole]:
    """Procedures for which somebody can be sent on no way that is known to be open."""
    for code in sorted({question.procedure for question in grid.questions if question.procedure is not None}):
        for moment in moments:
            # To be unable to come while locked down is what a lock-down is for.
            places = [place.id for place in grid.places if not place.locked]
            shut = next((place for place in places if not _has_way(answering.ladder(place, moment, code))), None)
            if shut is not None:
                yield Hole("no way", code, f"không cách nộp nào chắc chắn còn mở ({format_day(moment)}, nơi: {shut})")


def _has_way(ladder: Ladder) -> bool:
    return ladder.may_book or any(rung.state in (StepState.OPEN, StepState.DUTY) for rung in ladder.steps)
