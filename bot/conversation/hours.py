"""When people of the office are there: weekdays and times, in Việt Nam's time. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Self

from bot.guidance.moments import VIETNAM

_PART = re.compile(r"([1-7])(?:-([1-7]))?((?:\s+\d{1,2}:\d\d-\d{1,2}:\d\d)+)")
_RANGE = re.compile(r"(\d{1,2}):(\d\d)-(\d{1,2}):(\d\d)")
_DAY = 24 * 60
_WEEK = 7
DAY_NAMES = {1: "thứ Hai", 2: "thứ Ba", 3: "thứ Tư", 4: "thứ Năm", 5: "thứ Sáu", 6: "thứ Bảy", 7: "Chủ nhật"}


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours of a week.

    Attributes:
        days: weekday (1: Monday) → stretches of (first minute, first minute after) of the day, in order.
    """

    days: dict[int, tuple[tuple[int, int], ...]]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read hours like ``1-5 7:00-11:00 13:00-17:00; 6 7:00-11:00``; an end may be ``24:00``.

        Raises:
            ValueError: it says something else, an end before its beginning, or nothing.
        """
        days: dict[int, tuple[tuple[int, int], ...]] = {}
        for part in text.split(";"):
            found = _PART.fullmatch(part.strip())
            if found is None:
                raise ValueError(f"not hours: {part.strip()!r}; like '1-5 7:00-11:00 13:00-17:00; 6 7:00-11:00'")
            stretches = tuple(sorted(_stretch(*numbers) for numbers in _RANGE.findall(found[3])))
            for day in range(int(found[1]), int(found[2] or found[1]) + 1):
                days[day] = tuple(sorted({*days.get(day, ()), *stretches}))
        return cls(days)

    def is_open(self, moment: datetime) -> bool:
        """Return whether somebody is there."""
        local = moment.astimezone(VIETNAM)
        minute = local.hour * 60 + local.minute
        return any(start <= minute < end for start, end in self.days.get(local.isoweekday(), ()))

    def next_opening(self, moment: datetime) -> datetime:
        """Return when somebody is there again, at or after ``moment``."""
        local = moment.astimezone(VIETNAM)
        for ahead in range(_WEEK + 1):
            day = local.date() + timedelta(days=ahead)
            for start, _end in self.days.get(day.isoweekday(), ()):
                opens = datetime.combine(day, time(start // 60, start % 60), VIETNAM)
                if opens >= local:
                    return opens
        raise LookupError("hours of a week have no opening")


def _stretch(start_hour: str, start_minute: str, end_hour: str, end_minute: str) -> tuple[int, int]:
    start, end = int(start_hour) * 60 + int(start_minute), int(end_hour) * 60 + int(end_minute)
    if not (start < end <= _DAY and int(start_minute) < 60 and int(end_minute) < 60):  # noqa: PLR2004
        raise ValueError(f"no stretch of a day: {start_hour}:{start_minute}-{end_hour}:{end_minute}")
    return start, end
