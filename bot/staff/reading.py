"""Reading what staff type: days, half-days, moments, phones, procedures."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from booking_client import HalfDay
from bot.guidance.moments import VIETNAM
from bot.staff.errors import Refused
from bot.understanding.dates.reading import DateFlag, read_when
from bot.understanding.fold import canonical
from bot.understanding.phones import PhoneProblem, read_phone
from bot.understanding.search.finder import Outcome

if TYPE_CHECKING:
    from bot.conversation.snapshot import Guidance
    from bot.guidance.procedures import Procedure

_HOW = "Ghi như 24/8, 24/8/2021, 2021-08-24, 'mai' hoặc 'thứ 6'."
_NUMBERS = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_YEARS = range(1900, 2100)
_HALVES = {
    "morning": HalfDay.MORNING,
    "sang": HalfDay.MORNING,
    "buoi sang": HalfDay.MORNING,
    "afternoon": HalfDay.AFTERNOON,
    "chieu": HalfDay.AFTERNOON,
    "buoi chieu": HalfDay.AFTERNOON,
}
_CLOCK = re.compile(r"\b(\d{1,2}) ?(?:h|g|gio|:)(\d{1,2})?(?![a-z0-9])")
"""An hour by the clock in a canonical text."""
_NIGHT = frozenset({"dem", "khuya"})
_PARTS = frozenset({DateFlag.NOON, DateFlag.EVENING})
_PART = re.compile(r"\b(?:dem|khuya|bay gio|dau gio|cuoi gio)\b")
"""Parts of a day, in a canonical text, that are no half of it."""
_NOON, _HOURS, _MINUTES = 12, 24, 60
_FOREIGN = re.compile(r"\+\d{8,15}")
_PROCEDURE_CODE = re.compile(r"\d\.\d{6}")
_LONGEST_NAME = 100
_PHONE_PROBLEMS = {
    PhoneProblem.NONE_FOUND: "không phải số điện thoại",
    PhoneProblem.TOO_SHORT: "thiếu số",
    PhoneProblem.TOO_LONG: "dư số",
    PhoneProblem.FOREIGN: "số nước ngoài ghi dấu + ở đầu",
    PhoneProblem.UNKNOWN_PREFIX: "đầu số không có ở Việt Nam (số nước ngoài thì ghi dấu + ở đầu)",
}


def read_day(text: str, now: datetime, *, past: bool = False) -> date:
    """Return the one day that ``text`` names at ``now``.

    Args:
        text: "24/8", "24/8/2021", "2021-08-24", "mai", "thứ 6" …
        now: the moment by the calendar.
        past: whether a day that is over may be named without its year ("20/8", "hôm qua").

    Raises:
        Refused: no day, several, or none that exists.
    """
    typed = text.strip()
    exact = _exact_day(typed)
    if exact is not None:
        return exact
    when = read_when(typed, now)
    if when.day is not None:
        return when.day
    if past and when.flags == {DateFlag.PAST} and len(when.dates) == 1:
        return when.dates[0]
    raise Refused(f"Không rõ “{typed}” là ngày nào: {_why(when.flags)}. {_HOW}")


def _exact_day(typed: str) -> date | None:
    numbers = _NUMBERS.fullmatch(typed)
    parts = numbers.groups()[::-1] if numbers is not None else typed.split("-")
    if numbers is None and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", typed):
        return None
    year, month, day = (int(part) for part in parts)
    try:
        found = date(year, month, day)
    except ValueError as error:
        raise Refused(f"Không có ngày “{typed}”. {_HOW}") from error
    if year not in _YEARS:
        raise Refused(f"Năm {year} không dùng được; không có ngày cuối thì bỏ trống --to. {_HOW}")
    return found


def _why(flags: frozenset[DateFlag]) -> str:
    reasons = {
        DateFlag.LUNAR: "đây là ngày âm lịch",
        DateFlag.PAST: "ngày này đã qua",
        DateFlag.IMPOSSIBLE: "không có ngày này",
        DateFlag.RANGE: "đây là nhiều ngày",
        DateFlag.AMBIGUOUS: "có thể là nhiều ngày",
        DateFlag.VAGUE: "chưa nói ngày cụ thể",
    }
    return next((reason for flag, reason in reasons.items() if flag in flags), "không đọc được ngày")


def read_half(text: str) -> HalfDay:
    """Return the half-day that ``text`` names: morning, afternoon, sáng, chiều.

    Raises:
        Refused: neither.
    """
    half = _HALVES.get(canonical(text))
    if half is None:
        raise Refused(f"Không rõ “{text}” là buổi nào: ghi morning (sáng) hoặc afternoon (chiều).")
    return half


def read_moment(text: str, now: datetime, *, end: bool = False) -> datetime:
    """Return the moment that ``text`` names: "2021-08-24T12:00", "0h ngày 24/8", or a day.

    Args:
        text: a moment, or a day alone.
        now: the moment by the calendar.
        end: a day alone means its end, not its start; "đến 24/8" takes the 24th in.

    Raises:
        Refused: it cannot be read, or names a part of a day without its hour ("chiều 24/8").
    """
    typed = text.strip()
    if re.match(r"\d{4}-\d{2}-\d{2}[T ]", typed):
        try:
            moment = datetime.fromisoformat(typed)
        except ValueError as error:
            raise Refused(f"Không đọc được “{typed}”. Ghi như 2021-08-24T12:00, hoặc chỉ ghi ngày.") from error
        return moment.replace(tzinfo=VIETNAM) if moment.tzinfo is None else moment.astimezone(VIETNAM)
    if _exact_day(typed) is None:
        when = read_when(typed, now)
        days = when.dates if when.day is not None or when.flags - {DateFlag.TIME_ASSUMED} == {DateFlag.PAST} else ()
        if len(days) == 1 and _is_24_hours(typed):
            return day_start(days[0] + timedelta(days=1))
        if when.time is not None and len(days) == 1:
            return datetime.combine(days[0], _hour(typed, when.time, when.flags), VIETNAM)
        if when.half_day is not None or when.flags & _PARTS or _PART.search(canonical(typed)):
            raise Refused(f"“{typed}”: lúc mấy giờ? Ghi rõ giờ, như 13h ngày 24/8, hoặc chỉ ghi ngày.")
    return day_start(read_day(typed, now, past=True) + timedelta(days=int(end)))


def _is_24_hours(typed: str) -> bool:
    """Return whether the end of a day is named by its clock ("24h ngày 31/7").

    Raises:
        Refused: there is no such hour.
    """
    found = _CLOCK.search(canonical(typed))
    if found is None:
        return False
    hour, minute = int(found[1]), int(found[2] or 0)
    if (hour, minute) > (_HOURS, 0) or minute >= _MINUTES:
        raise Refused(f"“{typed}”: không có giờ {hour}h{minute:02}. Ghi từ 0h đến 24h, như 7h30 ngày 24/8.")
    return hour == _HOURS


def _hour(typed: str, read: time, flags: frozenset[DateFlag]) -> time:
    """Return the hour that staff mean, of the one that somebody would who asks when to come to an office.

    Raises:
        Refused: it may be either half of the day, or either end of it.
    """
    night = not _NIGHT.isdisjoint(canonical(typed).split())
    if DateFlag.TIME_ASSUMED in flags:  # nobody comes to an office before six: 5 is 17 there, and 0 is 12
        early = read.hour - _NOON
        if early and not night:
            raise Refused(f"“{typed}”: {early}h sáng hay {read.hour}h? Ghi rõ như vậy.")
        return read.replace(hour=early)
    if night and read.hour == _NOON:
        raise Refused(f"“{typed}” là đầu hay cuối ngày? Ghi 0h (đầu ngày) hoặc 24h (hết ngày).")
    return read.replace(hour=read.hour + _NOON) if night and read.hour < _NOON else read


def day_start(day: date) -> datetime:
    """Return the first instant of a day in Việt Nam."""
    return datetime.combine(day, time(0), VIETNAM)


def half_day_start(day: date, half: HalfDay) -> datetime:
    """Return when a half-day usually begins, for rules and locks where no opening says it more exactly."""
    return datetime.combine(day, time(7) if half is HalfDay.MORNING else time(13), VIETNAM)


def read_phone_number(text: str) -> str:
    """Return the phone number in ``text``, as it is stored: "0912000111", or "+855…" from abroad.

    Raises:
        Refused: there is none.
    """
    kept = re.sub(r"[\s.()\-]", "", text)
    if _FOREIGN.fullmatch(kept) and not kept.startswith("+84"):
        return kept
    reading = read_phone(text)
    if reading.phone is None:
        problem = _PHONE_PROBLEMS[reading.problem or PhoneProblem.NONE_FOUND]
        raise Refused(f"Số điện thoại chưa đúng: {problem}. Ghi như 0912 000 111.")
    return reading.phone.number


def read_name(text: str) -> str:
    """Return a person's name without spare spaces.

    Raises:
        Refused: it is empty, too long, or holds digits.
    """
    name = " ".join(text.split())
    if (
        not name
        or len(name) > _LONGEST_NAME
        or any(character.isdigit() for character in name)
        or not name.isprintable()
    ):
        raise Refused("Tên người đến chưa đúng: ghi họ tên, không có số, tối đa 100 chữ.")
    return name


def read_procedure(guidance: Guidance, text: str) -> Procedure:
    """Return the procedure that ``text`` names, by its code or by what people call it.

    Raises:
        Refused: none, or several fit.
    """
    typed = text.strip()
    named = guidance.catalogue.get(typed)
    if named is not None:
        return named
    if _PROCEDURE_CODE.fullmatch(typed):
        raise Refused(f"Danh mục không có thủ tục mã {typed}. Tìm mã: motcua procedures search.")
    decision = guidance.search.decide(typed)
    if decision.outcome is Outcome.ONE and (found := guidance.catalogue.get(decision.hits[0].code)) is not None:
        return found
    near = decision.hits or tuple(guidance.search.search(typed, limit=3))
    names = "; ".join(f"{hit.code} {hit.title}" for hit in near)
    hint = f" Có phải: {names}?" if names else ""
    raise Refused(f"Không rõ “{typed}” là thủ tục nào.{hint} Ghi mã thủ tục, như 2.000815.")
