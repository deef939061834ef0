"""What a message says about a day, a half-day and a time."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, time

    from booking_client import HalfDay


class DateFlag(enum.StrEnum):
    """Why a day or time cannot simply be taken."""

    LUNAR = "lunar"
    """By the moon's calendar ("mùng 5", "rằm"): ask for the day of the solar one."""
    AMBIGUOUS = "ambiguous"
    """Several days fit, or the one given was guessed: ask."""
    APART = "apart"
    """A weekday and a date that are not the same day ("thứ tư 3/12", which is a Thursday): ``dates`` holds both."""
    RANGE = "range"
    """A stretch of days was named ("tuần sau"); ``dates`` holds all of it."""
    VAGUE = "vague"
    """Some time soon, or some time ago; no day can be named."""
    PAST = "past"
    """The day is over."""
    IMPOSSIBLE = "impossible"
    """There is no such day (31/2)."""
    NOON = "noon"
    """"Trưa", without an hour: neither half-day is certain."""
    EVENING = "evening"
    """After the offices close."""
    REFUSED = "refused"
    """The day on which somebody can't come ("thứ 6 em bận"), not one they want; dialogues note it."""
    TIME_ASSUMED = "time_assumed"
    """An hour without its half of the day ("3h"), read by office hours."""


@dataclass(frozen=True, slots=True)
class When:
    """What was read.

    Attributes:
        dates: the day; several when the person has to choose; none when no day was said or it is unusable.
        half_day: morning or afternoon, said or following from the hour.
        time: the hour, local.
        any_day: "bữa nào trống", "ngày nào cũng được".
        any_time: "mấy giờ cũng được", "buổi nào cũng được".
        earliest: "sớm nhất", "càng sớm càng tốt".
        flags: see ``DateFlag``.
    """

    dates: tuple[date, ...] = ()
    half_day: HalfDay | None = None
    time: time | None = None
    any_day: bool = False
    any_time: bool = False
    earliest: bool = False
    flags: frozenset[DateFlag] = field(default_factory=frozenset)

    @property
    def day(self) -> date | None:
        """The one day that is certain and not over, else None."""
        if len(self.dates) != 1 or self.flags & _UNSURE:
            return None
        return self.dates[0]

    @property
    def must_ask(self) -> bool:
        """Whether a day was meant that cannot be taken without asking."""
        return bool(self.flags & (_UNSURE | {DateFlag.RANGE})) or len(self.dates) > 1

    @property
    def is_empty(self) -> bool:
        """Whether nothing about day or time was said."""
        return not (
            self.dates or self.half_day or self.time or self.any_day or self.any_time or self.earliest or self.flags
        )


_UNSURE = frozenset(
    {DateFlag.LUNAR, DateFlag.AMBIGUOUS, DateFlag.VAGUE, DateFlag.PAST, DateFlag.IMPOSSIBLE, DateFlag.RANGE}
)
