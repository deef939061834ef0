"""What is counted: the fee, how long the office takes, until when it has to be done and what if it is not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.guidance.answers.asked import FactName, Focus
from bot.guidance.answers.fields import lower_first
from bot.guidance.answers.model import AnswerUnit, Basis, Polarity, Row, Say
from bot.guidance.answers.plain import Plain, clauses, folded, is_over, plain, plain_name, starts, upper_first
from bot.guidance.answers.told import again_decides, poor_decides
from bot.guidance.catalogue.telling import Reason
from bot.guidance.catalogue.values import Deadline, Fee, FeeKind, FieldKind, Time, TimeUnit
from bot.guidance.channels import Channel

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from bot.guidance.answers.fields import Asked
    from bot.guidance.catalogue.book import Telling
    from bot.guidance.catalogue.telling import Told, Untold
    from bot.guidance.rulebook.advice import Citation

MOST_AMOUNTS = 3
_READERS_NOTE = re.compile(r"(?:phần mô tả|cột phí|bảng ghi|trang dẫn|mục ghi)", re.IGNORECASE)
"""Conditions in which a reader says where a fee stands, and not when it is due."""
_DATED = re.compile(r"\d{1,2}/\d{1,2}/\d{4}")
_REDUCED = re.compile(r": | thì ")
"""In a dated clause: what is less in that time; without it the whole amount is for that time only."""
_AT_MOST = ("khong qua", "nhieu nhat", "toi da")
_OF_A_WAY = re.compile(r"bưu (?:điện|chính)|qua mạng|trực tiếp", re.IGNORECASE)
_JOINED = ("khi", "neu", "tru", "chi", "tu", "lam", "tai", "cho", "voi", "tinh", "ke")
"""Words with which a condition goes on a sentence; others stand in brackets."""
_WAYS = (Channel.IN_PERSON, Channel.ONLINE, Channel.POSTAL)


@dataclass(slots=True)
class _Sum:
    """An amount or a length of time, with all that holds for it.

    Attributes:
        key: what has to be the same for two to be one.
        said: in words.
        notes: conditions that are its own.
        channels: the ways that it is for; empty: all.
    """

    key: tuple[object, object]
    said: str | Say | Row
    notes: tuple[str, ...]
    channels: tuple[Channel, ...]


# ── the fee ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def fee_units(asked: Asked) -> Iterator[AnswerUnit]:
    """Yield what is known of what it costs."""
    telling = asked.told(FieldKind.FEE)
    told = [one for one in telling.told if isinstance(one.field.value, Fee) and not _over(one, asked.at.date())]
    if not told:
        yield _fee_of_the_table(asked, telling)
        return
    free = [one for one in told if _fee(one).level is FeeKind.FREE]
    paid = [one for one in told if _fee(one).level is FeeKind.AMOUNT]
    unsaid = [one for one in telling.untold if isinstance(one.field.value, Fee) and one.reason is not Reason.OVER]
    day = asked.at.date()
    more: list[str | Say] = [_free(one, day) for one in free] if paid else []
    more += _named(map(_unsaid, unsaid))
    bound = bool(unsaid) or any(_clauses(one, day) or one.field.case for one in told)
    if paid:
        yes_no = Polarity.DEPENDS if free else Polarity.YES
        by_channel = _ways_of(telling)
        short, long = (amounts(paid, day, more, by_channel, most) for most in (MOST_AMOUNTS, len(paid)))
    else:
        yes_no = Polarity.DEPENDS if bound else Polarity.NO
        short = long = _all_free(free, day, more)
    for_some = not paid and bool(unsaid) and all(_clauses(one, day) or one.field.case for one in free)
    yield asked.unit(
        Focus.FEE,
        "amount" if paid else "free",
        short,
        told,
        brief=Say("answers.brief_fee_for_some") if for_some else None,
        yes_no=yes_no,
        long=long if long != short else None,
        needs=poor_decides(asked) or again_decides(asked),
        citations=_ruled(asked, told),
    )


def _ruled(asked: Asked, told: Iterable[Told]) -> tuple[Citation, ...]:
    """Return the rules that fields tell already: of the document that they cite, with the same last day."""
    fields = list(told)
    laws = " ".join(law for one in fields if isinstance(one, Plain) for law in one.laws)
    days = {day for one in fields for day in _DATED.findall(one.field.condition)}
    return tuple(
        one.citation
        for one in asked.advice.about("fee")
        if one.citation.number
        and one.citation.number in laws
        and (until := one.citation.effective_to) is not None
        and f"{until - timedelta(days=1):%d/%m/%Y}" in days
    )


def _fee_of_the_table(asked: Asked, telling: Telling) -> AnswerUnit:
    if telling.why is Reason.UNKNOWN_HERE:
        return asked.unknown(Focus.FEE, "answers.fee_here", "here")
    return _of_the_table(asked, Focus.FEE, telling, asked.procedure.public_fee)


def _of_the_table(asked: Asked, focus: Focus, telling: Telling, value: str | None) -> AnswerUnit:
    """What the table of procedures says, where it may speak; else that nothing is known."""
    if value is None or not asked.table_speaks(telling, checked=focus is Focus.FEE):
        return asked.unknown(focus)
    told = value.rstrip(".")
    if focus is Focus.FEE:
        said = Say("answers.fee", {"fees": lower_first(told)})
    else:
        said = Say("answers.time", {"times": lower_first(told)})
    place = asked.of_the_table()
    return AnswerUnit(f"{asked.code}/{focus}/table", asked.code, focus, said, Basis.STATED, places=(place,))


def _fee(one: Told) -> Fee:
    value = one.field.value
    if not isinstance(value, Fee):
        raise TypeError(f"not a fee: {value}")
    return value


def amounts(
    paid: Sequence[Told], day: date, more: Sequence[str | Say], by_channel: set[Channel | None], most: int
) -> Say:
    """Amounts in one sentence, and what holds besides in a second one."""
    cores = {folded(_core(_fee(one).what)[0]) for one in paid}
    sums = _summed((_amount(one, day, named=len(cores) > 1) for one in paid), by_channel)
    said, shared = _joined(sums[:most])
    dated = (clause for one in sums[:most] for clause in one.notes if _DATED.search(clause))
    tail: list[str | Say] = [*_in_one((*shared, *dated)), *more]
    if len(sums) > most:
        tail.append(Say("answers.fee_more"))
    if tail:
        return Say("answers.fee_and", {"fees": said, "more": Row(tuple(tail), ". ")})
    return Say("answers.fee", {"fees": said})


def _amount(one: Told, day: date, *, named: bool) -> _Sum:
    value = _fee(one)
    core, per = _core(value.what)
    number = f"{value.amount:,}".replace(",", ".")
    key = "answers.amount" if value.currency == "VND" else "answers.amount_usd"
    said: str | Say | Row = Say(key, {"amount": number})
    notes = _clauses(one, day)
    each = [clause for clause in notes if starts(clause, "moi") and "tối đa" not in clause]
    pers = tuple(dict.fromkeys(lower_first(text) for text in (per, *each) if text))
    if pers:
        said = Row((said, *pers[:1]), " ") if len(pers) == 1 else Row((Row((said, pers[0]), " "), *pers[1:]), ", ")
    if named and core:
        said = Say("answers.of", {"what": lower_first(core), "value": said})
    own = tuple(clause for clause in notes if clause not in each)
    own = (*((one.field.case,) if one.field.case else ()), *own)
    return _Sum(((value.amount, value.currency, core if named else ""), (pers, own)), said, own, _channels(one))


def _core(what: str) -> tuple[str, str]:
    """Return for what a fee is, and for how many: "Lệ phí cấp thẻ, mỗi thẻ" and "mỗi hộ chiếu" have both in one."""
    name = plain_name(what)
    if starts(name, "moi"):
        return "", name
    core, comma, per = name.partition(", mỗi ")
    return core, f"mỗi {per}" if comma else ""


def _free(one: Told, day: date) -> Say:
    who = "; ".join(_clauses(one, day)) or lower_first(plain_name(_fee(one).what))
    if one.field.case:
        who = f"{one.field.case}: {who}"
    return Say("answers.fee_free_if", {"who": lower_first(who)})


def _all_free(free: Sequence[Told], day: date, more: Sequence[str | Say]) -> Say:
    """What costs nothing: for all, or for some and nobody knows what others pay."""
    parts: list[str | Say] = []
    for one in free:
        what = plain_name(_fee(one).what)
        if _clauses(one, day) or one.field.case:
            said = _free(one, day)
        elif more and what:
            said = Say("answers.fee_free_of", {"what": lower_first(what)})
        else:
            said = Say("answers.fee_free")
        if said not in parts:
            parts.append(said)
    fees = Row(tuple(parts), "; ")
    if more:
        return Say("answers.fee_and", {"fees": fees, "more": Row(tuple(more), ". ")})
    return Say("answers.fee", {"fees": fees})


def _unsaid(one: Untold) -> str:
    """Return for what a fee is whose amount is not known, and when it is due."""
    value = one.field.value
    when = next(iter(clauses(plain(one.field.condition)[0])), "")
    what = plain_name(value.what) if isinstance(value, Fee) else ""
    return f"{what} {lower_first(when)}" if what and starts(when, "khi", "neu") else what


def _named(names: Iterable[str]) -> list[str | Say]:
    """What else is to be paid, whose amount is not known: by its name, in one sentence."""
    found = dict.fromkeys(lower_first(name) for name in names if name)
    return [Say("answers.fee_unsaid", {"what": Row(tuple(found))})] if found else []


# ── how long it takes ────────────────────────────────────────────────────────────────────────────────────────────────


def time_units(asked: Asked) -> Iterator[AnswerUnit]:
    """Yield what is known of how long the office takes."""
    telling = asked.told(FieldKind.TIME)
    told = [one for one in telling.told if isinstance(one.field.value, Time)]
    if not told:
        yield _of_the_table(asked, Focus.TIME, telling, asked.procedure.public_time)
        return
    sums = _summed(_alike([_time(one, asked.at.date()) for one in told]), _ways_of(telling))
    short, long = (_times(sums, most) for most in (MOST_AMOUNTS, len(sums)))
    yield asked.unit(Focus.TIME, "length", short, told, long=long if long != short else None)


def _times(sums: Sequence[_Sum], most: int) -> Say:
    said, shared = _joined(sums[:most])
    tail: list[str | Say] = [*_in_one(shared), *((Say("answers.time_more"),) if len(sums) > most else ())]
    if tail:
        return Say("answers.time_and", {"times": said, "more": Row(tuple(tail), ". ")})
    return Say("answers.time", {"times": said})


def _alike(sums: Sequence[_Sum]) -> Sequence[_Sum]:
    """Make one of times that are the same, but for what is said of a way besides ("chỉ trả kết quả qua bưu điện")."""
    said = {length for length, _notes in (one.key for one in sums)}
    beside = tuple(dict.fromkeys(note for one in sums for note in one.notes))
    if len(said) == 1 and all(_OF_A_WAY.search(note) for note in beside):
        for one in sums:
            one.key, one.notes = (one.key[0], ()), beside
    return sums


def _time(one: Told, day: date) -> _Sum:
    value = one.field.value
    if not isinstance(value, Time):
        raise TypeError(f"no time: {value}")
    notes = _clauses(one, day)
    at_most = [clause for clause in notes if folded(clause) in _AT_MOST]
    own = tuple(clause for clause in notes if clause not in at_most)
    own = (*((one.field.case,) if one.field.case else ()), *own)
    said = length(value.number, value.unit)
    if at_most:
        said = Say("answers.at_most", {"length": said})
    return _Sum(((value.number, value.unit), own), said, own, _channels(one))


def _length(one: Told) -> Say:
    value = one.field.value
    if not isinstance(value, Time | Deadline):
        raise TypeError(f"no length of time: {value}")
    return length(value.number, value.unit)


def length(number: int | None, unit: TimeUnit) -> Say:
    """Return a length of time in words."""
    if unit is TimeUnit.SAME_DAY or number == 1:
        return Say(f"answers.unit_{unit.value}{'' if unit is TimeUnit.SAME_DAY else '_one'}")
    return Say(f"answers.unit_{unit.value}", {"number": number or 0})


# ── what both have ───────────────────────────────────────────────────────────────────────────────────────────────────


def _clauses(one: Told, day: date) -> tuple[str, ...]:
    """Return the clauses of a condition that hold on a day; what readers noted on the source is none."""
    return tuple(
        clause
        for clause in clauses(one.field.condition)
        if not _READERS_NOTE.search(clause) and not is_over(clause, day)
    )


def _over(one: Told, day: date) -> bool:
    """Return whether a fee itself was for a time that is over; a reduction that is over leaves the fee as it is."""
    return any(
        is_over(clause, day) and not _REDUCED.search(clause) and not starts(clause, "ngoai")
        for clause in clauses(one.field.condition)
    )


def _ways_of(telling: Telling) -> set[Channel | None]:
    """Return the ways that the source speaks of, whether or not it may be told what holds for them."""
    return {one.field.channel for one in telling.told} | {one.field.channel for one in telling.untold}


def _channels(one: Told) -> tuple[Channel, ...]:
    return (one.field.channel,) if one.field.channel is not None else ()


def _summed(sums: Iterable[_Sum], by_channel: set[Channel | None]) -> list[_Sum]:
    """Put together what is the same for several ways, and say of the rest for which way it is."""
    found: dict[tuple[object, object], _Sum] = {}
    for one in sums:
        if one.key in found:
            found[one.key].channels += one.channels
            if isinstance(one.said, Say) and one.said.key == "answers.at_most":
                found[one.key].said = one.said
        else:
            found[one.key] = one
    for one in found.values():
        ways = [Say(f"answers.by_{channel.value}") for channel in _WAYS if channel in one.channels]
        if len(ways) == len(_WAYS):
            one.said = Row((one.said, Say("answers.any_way")), ", ")
        elif len(ways) > 1 and len(found) == 1:
            one.said = Row((one.said, Say("answers.same_ways", {"ways": _either(ways)})), ", ")
        elif ways and len(by_channel) > 1 and not _same_ways(found.values()):
            one.said = Row((one.said, Say("answers.if_way", {"ways": _either(ways)})), " ")
    return list(found.values())


def _either(ways: Sequence[Say]) -> Say:
    return ways[0] if len(ways) == 1 else Say("answers.either", {"one": ways[0], "other": _either(ways[1:])})


def _same_ways(sums: Iterable[_Sum]) -> bool:
    """Return whether all are for the same ways: then it need not be said of each."""
    ways = [frozenset(one.channels) for one in sums]
    return len(ways) > 1 and len(set(ways)) == 1


def _in_one(notes: Iterable[str]) -> list[str]:
    """Return what holds for all as one sentence; none where there is nothing."""
    first, *others = dict.fromkeys(notes) or [""]
    return ["; ".join((upper_first(first), *map(lower_first, others)))] if first else []


def _joined(sums: Sequence[_Sum]) -> tuple[Row, list[str]]:
    """Return amounts or times in a sentence, and what holds for all of them to be said once after it."""
    undated = [[note for note in one.notes if not _DATED.search(note)] for one in sums]
    if len(sums) == 1:
        shared = [note for note in undated[0] if not starts(note, *_JOINED)]
    else:
        shared = [note for note in undated[0] if all(note in notes for notes in undated)]
    parts: list[str | Say | Row] = []
    for number, one in enumerate(sums):
        own = [note for note in undated[number] if note not in shared]
        before = [note for note in own if number and note in undated[number - 1]]
        after = [note for note in own if number + 1 < len(sums) and note in undated[number + 1]]
        part = _noted(one.said, [note for note in own if note not in before and note not in after])
        if before and not after:
            part = Say("answers.both", {"text": part, "note": "; ".join(map(lower_first, before))})
        parts.append(part)
    return Row(tuple(parts), "; "), shared


def _noted(said: str | Say | Row, notes: Sequence[str]) -> str | Say | Row:
    """Return something with its conditions: as the sentence goes on, else in brackets."""
    on = [lower_first(note) for note in notes if starts(note, *_JOINED)]
    aside = [lower_first(note) for note in notes if not starts(note, *_JOINED)]
    if on:
        said = Row((said, *on), ", ")
    return Say("answers.noted", {"text": said, "note": "; ".join(aside)}) if aside else said


# ── until when ───────────────────────────────────────────────────────────────────────────────────────────────────────


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
    parts = tuple(_until(one) for one in told)
    of_some = all(_MINORS.search(folded(_what(one))) for one in told)
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
        Say("answers.deadline_of_some" if of_some else "answers.deadline", {"deadlines": Row(parts, "; ")}),
        told,
        needs=FactName.SINCE if by_days else None,
    )
    yield asked.unit(
        Focus.CONSEQUENCE,
        "unsaid",
        Say("answers.late_unsaid_of_some" if of_some else "answers.late_unsaid", {"deadline": _until(first)}),
        [first],
        basis=Basis.DERIVED,
    )


def _what(one: Told) -> str:
    value = one.field.value
    return lower_first(plain_name(value.what)) if isinstance(value, Deadline) else ""


def _until(one: Told) -> Say:
    """Return a deadline in words: so long after something, or so long before it."""
    value = one.field.value
    if isinstance(value, Deadline) and value.unit is TimeUnit.CLOCK:
        return Say("answers.deadline_clock", {"number": value.number, "what": _what(one)})
    what, length = _what(one), _length(one)
    if isinstance(value, Deadline) and re.search(rf"\btrong 0?{value.number} (?:ngày|tháng)", what):
        act, within, when = what.partition(" trong ")
        return Say("answers.deadline_within", {"what": act, "when": f"{within.strip()} {when}"})
    act, _before, when = what.partition(" trước ")
    if when and not _AFTER.search(what):
        return Say("answers.deadline_before", {"what": act, "length": length, "when": when})
    return Say("answers.deadline_one", {"length": length, "what": what})


_MINORS = re.compile(r"\b(?:nguoi|tre) chua thanh nien\b")
"""In what a term is for: of those under age only, and nobody else's."""
_AFTER = re.compile(r"\b(?:kể từ|tính từ|từ khi|sau khi|sau ngày)\b")


def _meanwhile(one: Told) -> bool:
    return any(word in folded(_what(one)) for word in ("qua mang", "bieu mau", "bo sung", "phan hoi"))
