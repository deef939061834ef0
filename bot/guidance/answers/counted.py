"""What is counted: the fee, how long the office takes, until when it has to be done and what if it is not."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from bot.guidance.answers.asked import FactName, Focus
from bot.guidance.answers.fields import by_same, cut, lower_first
from bot.guidance.answers.model import AnswerUnit, Basis, Polarity, Row, Say
from bot.guidance.answers.told import poor_decides
from bot.guidance.catalogue.telling import Reason
from bot.guidance.catalogue.values import Deadline, Fee, FeeKind, FieldKind, Time, TimeUnit
from bot.guidance.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.guidance.answers.fields import Asked
    from bot.guidance.catalogue.book import Telling
    from bot.guidance.catalogue.telling import Told

_MOST = 3
_CONDITION = 110


def fee_units(asked: Asked) -> Iterator[AnswerUnit]:
    """Yield what is known of what it costs."""
    telling = asked.told(FieldKind.FEE)
    told = [one for one in telling.told if isinstance(one.field.value, Fee) and not _is_over(one, asked.at.date())]
    if not told:
        yield _fee_of_the_table(asked, telling)
        return
    groups = by_same(told, lambda one: (one.field.value, one.field.condition))
    values = [value for (value, _), _ in groups if isinstance(value, Fee)]
    free = all(value.level is FeeKind.FREE for value in values)
    paid = all(value.level is FeeKind.AMOUNT for value in values)
    bound = any(condition and not _READERS_NOTE.search(condition) for (_, condition), _ in groups) or bool(
        telling.untold
    )
    channels = {one.field.channel for one in told}
    by_channel = len(channels) > 1 and len(groups) > 1
    parts: list[str | Say] = [_fee(group, by_channel=by_channel) for _, group in groups[:_MOST]]
    if len(groups) > _MOST or telling.untold:
        parts.append(Say("answers.fee_more"))
    yes_no = (Polarity.DEPENDS if bound else Polarity.NO) if free else Polarity.YES if paid else Polarity.DEPENDS
    key = "answers.fee_free" if free and not bound and len(values) == 1 else "answers.fee"
    yield asked.unit(
        Focus.FEE,
        "free" if free else "amount",
        Say(key, {"fees": Row(tuple(parts), "; ")}),
        told,
        yes_no=yes_no,
        needs=poor_decides(asked),
    )


def _fee_of_the_table(asked: Asked, telling: Telling) -> AnswerUnit:
    if telling.why is Reason.UNKNOWN_HERE:
        return asked.unknown(Focus.FEE, "answers.fee_here", "here")
    return _of_the_table(asked, Focus.FEE, telling, asked.procedure.public_fee)


def _of_the_table(asked: Asked, focus: Focus, telling: Telling, value: str | None) -> AnswerUnit:
    """What the table of procedures says, where it may speak; else that nothing is known."""
    if value is None or not asked.table_speaks(telling, checked=focus is Focus.FEE):
        return asked.unknown(focus)
    told = lower_first(value.rstrip("."))
    said = Say("answers.fee", {"fees": told}) if focus is Focus.FEE else Say("answers.time", {"times": told})
    place = asked.of_the_table()
    return AnswerUnit(f"{asked.code}/{focus}/table", asked.code, focus, said, Basis.STATED, places=(place,))


def _fee(group: list[Told], *, by_channel: bool) -> Say:
    field = group[0].field
    value = field.value
    if not isinstance(value, Fee):
        raise TypeError(f"not a fee: {value}")
    what = lower_first(value.what)
    amount: str | Say
    if value.level is FeeKind.FREE:
        amount = Say("answers.free")
    else:
        number = f"{value.amount:,}".replace(",", ".")
        amount = Say("answers.amount" if value.currency == "VND" else "answers.amount_usd", {"amount": number})
    parts: list[str | Say] = [Say("answers.of", {"what": what, "value": amount}) if what else amount]
    notes = _notes(group, by_channel=by_channel)
    return (
        Say("answers.noted", {"text": Row(tuple(parts)), "note": Row(notes)})
        if notes
        else Say("answers.plain", {"text": Row(tuple(parts))})
    )


def _notes(group: list[Told], *, by_channel: bool) -> tuple[str | Say, ...]:
    field = group[0].field
    notes: list[str | Say] = []
    if by_channel:
        found = dict.fromkeys(one.field.channel for one in group if one.field.channel is not None)
        notes += [Say(f"answers.by_{channel.value}") for channel in found]
    if field.condition and not _READERS_NOTE.search(field.condition):
        notes.append(cut(lower_first(field.condition), _CONDITION))
    if field.case:
        notes.insert(0, lower_first(field.case))
    return tuple(notes)


def time_units(asked: Asked) -> Iterator[AnswerUnit]:
    """Yield what is known of how long the office takes."""
    telling = asked.told(FieldKind.TIME)
    told = [one for one in telling.told if isinstance(one.field.value, Time)]
    if not told:
        yield _of_the_table(asked, Focus.TIME, telling, asked.procedure.public_time)
        return
    groups = by_same(told, lambda one: (one.field.value, one.field.condition, one.field.case))
    by_channel = len({one.field.channel for one in told}) > 1 and len(groups) > 1
    parts: list[str | Say] = []
    for _, group in groups[:_MOST]:
        notes = _notes(group, by_channel=by_channel)
        length = _length(group[0])
        parts.append(Say("answers.noted", {"text": length, "note": Row(notes)}) if notes else length)
    if len(groups) > _MOST:
        parts.append(Say("answers.time_more"))
    yield asked.unit(Focus.TIME, "length", Say("answers.time", {"times": Row(tuple(parts), "; ")}), told)


def _length(one: Told) -> Say:
    value = one.field.value
    if not isinstance(value, Time | Deadline):
        raise TypeError(f"no length of time: {value}")
    return length(value.number, value.unit)


def length(number: int | None, unit: TimeUnit) -> Say:
    """Return a length of time in words."""
    return Say(f"answers.unit_{unit.value}", {} if unit is TimeUnit.SAME_DAY else {"number": number or 0})


def deadline_units(asked: Asked) -> Iterator[AnswerUnit]:
    """Yield until when it has to be done, and what if it is late: no page tells penalties."""
    # What has to be answered while the office already works on it is no deadline to come by.
    told = [
        one
        for one in asked.told(FieldKind.DEADLINE).told
        if isinstance(one.field.value, Deadline) and not _meanwhile(one)
    ]
    if not told:
        yield asked.unknown(Focus.DEADLINE)
        yield asked.unknown(Focus.CONSEQUENCE)
        return
    parts = tuple(Say("answers.deadline_one", {"length": _length(one), "what": _what(one)}) for one in told[:2])
    first = told[0]
    since = asked.facts.get(FactName.SINCE)
    value = first.field.value
    if isinstance(value, Deadline) and value.unit is TimeUnit.DAY and isinstance(since, int) and since >= 0:
        left = value.number - since
        key = "case.deadline_left" if left >= 0 else "case.deadline_over"
        yield asked.unit(
            Focus.DEADLINE,
            "left" if left >= 0 else "over",
            Say(key, {"length": _length(first), "since": since, "days": abs(left)}),
            [first],
            yes_no=Polarity.YES if left >= 0 else Polarity.NO,
        )
    by_days = isinstance(value, Deadline) and value.unit is TimeUnit.DAY and since is None
    yield asked.unit(
        Focus.DEADLINE,
        "days",
        Say("answers.deadline", {"deadlines": Row(parts, "; ")}),
        told[:2],
        needs=FactName.SINCE if by_days else None,
    )
    yield asked.unit(
        Focus.CONSEQUENCE,
        "unsaid",
        Say("answers.late_unsaid", {"length": _length(first), "what": _what(first)}),
        [first],
        basis=Basis.DERIVED,
    )


_UNTIL = re.compile(r"(?:đến(?: hết)?(?: ngày)?|[–-])\s*(\d{1,2})/(\d{1,2})/(\d{4})")
_READERS_NOTE = re.compile(r"(?:phần mô tả|cột phí|bảng ghi|trang dẫn|mục ghi)", re.IGNORECASE)
"""Conditions in which a reader says where a fee stands, and not when it is due."""


def _is_over(one: Told, day: date) -> bool:
    """Return whether the condition itself says that this holds no more: "đến hết 31/12/2023"."""
    ends = [date(int(year), int(month), int(last)) for last, month, year in _UNTIL.findall(one.field.condition)]
    return bool(ends) and max(ends) < day


def _what(one: Told) -> str:
    value = one.field.value
    what = value.what if isinstance(value, Deadline) else ""
    return cut(lower_first(what.partition(" (")[0]), _CONDITION)


def _meanwhile(one: Told) -> bool:
    return any(word in fold(_what(one)) for word in ("truc tuyen", "bieu mau", "bo sung", "phan hoi"))
