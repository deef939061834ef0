"""Moments and half-open intervals in Vietnamese time.

Content files write dates and times without a zone; they mean Asia/Ho_Chi_Minh. An interval holds from its start up
to, but not including, its end, so that the last minute of one regime and the first of the next never overlap.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def local(moment: datetime) -> datetime:
    """Return `moment` in Vietnamese time.

    Raises:
        ValueError: the moment carries no zone, so that nobody can say which instant it is.
    """
    if moment.tzinfo is None:
        raise ValueError(f"a moment needs a time zone: {moment.isoformat()}")
    return moment.astimezone(VIETNAM)


def parse_moment(text: str) -> datetime:
    """Read an ISO date (its first instant) or date and time, as Vietnamese time unless it names another zone."""
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=VIETNAM) if moment.tzinfo is None else moment.astimezone(VIETNAM)


@dataclass(frozen=True, slots=True)
class Interval:
    """The half-open stretch `[start, end)`; `None` leaves that side open."""

    start: datetime | None = None
    end: datetime | None = None

    def holds(self, moment: datetime) -> bool:
        """Whether `moment` lies inside."""
        return not self.is_before(moment) and not self.is_over(moment)

    def is_over(self, moment: datetime) -> bool:
        """Whether the end has passed by `moment`."""
        return self.end is not None and moment >= self.end

    def is_before(self, moment: datetime) -> bool:
        """Whether the start has not come by `moment`."""
        return self.start is not None and moment < self.start

    def overlaps(self, other: Interval) -> bool:
        """Whether some moment lies in both."""
        begins_first = self.start is None or other.end is None or self.start < other.end
        ends_after = self.end is None or other.start is None or other.start < self.end
        return begins_first and ends_after
