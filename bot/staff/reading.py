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
_HALVES = {
    "morning": HalfDay.MORNING,
    "sang": HalfDay.MORNING,
    "buoi sang": HalfDay.MORNING,
    "afternoon": HalfDay.AFTERNOON,
    "chieu": HalfDay.AFTERNOON,
    "buoi chieu": HalfDay.AFTERNOON,
}
_FOREIGN = re.compile(r"\+\d{8,15}")
_PROCEDURE_CODE = re.compile(r"\d\.\d{6}")
_LONGEST_NAME = 100
_PHONE_PROBLEMS = {
    PhoneProblem.NONE_FOUND: "không phải số điện thoại",
    PhoneProblem.TOO_SHORT: "thiếu số",
    PhoneProblem.TOO_LONG: "dư số",
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
    try:
        numbers = _NUMBERS.fullmatch(typed)
        if numbers is not None:
            day, month, year = (int(part) for part in numbers.groups())
            return date(year, month, day)
        return date.fromisoformat(typed) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", typed) else None
    except ValueError as error:
        raise Refused(f"Không có ngày “{typed}”. {_HOW}") from error


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
    """Return the moment that ``text`` names: "2021-08-24T12:00", "12h ngày 24/8", or a day.

    Args:
        text: a moment, or a day alone.
        now: the moment by the calendar.
        end: a day alone means its end, not its start; "đến 24/8" takes the 24th in.

    Raises:
        Refused: it cannot be read.
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
        days = when.dates if when.day is not None or when.flags == {DateFlag.PAST} else ()
        if when.time is not None and len(days) == 1:
            return datetime.combine(days[0], when.time, VIETNAM)
    return day_start(read_day(typed, now, past=True) + timedelta(days=int(end)))


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
