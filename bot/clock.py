"""The moment for which rules are answered. Leases, holds, time-outs, audit and retention use the real clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.guidance.moments import VIETNAM


@dataclass(frozen=True, slots=True)
class AsOf:
    """A setting of the calendar.

    Attributes:
        day: answer as of that day, at the real time of day; None for today.
        moment: answer as of that very moment, which stands still; beats ``day``.
    """

    day: date | None = None
    moment: datetime | None = None

    @classmethod
    def parse(cls, text: str | None) -> AsOf:
        """Read ``2021-08-22``, ``2021-08-22T09:00`` (Vietnam time), ``today`` or nothing.

        Raises:
            ValueError: anything else.
        """
        text = (text or "").strip()
        if text in {"", "today"}:
            return cls()
        if len(text) == len("2021-08-22"):
            return cls(day=date.fromisoformat(text))
        moment = datetime.fromisoformat(text)
        return cls(moment=moment.replace(tzinfo=VIETNAM) if moment.tzinfo is None else moment.astimezone(VIETNAM))

    @property
    def is_today(self) -> bool:
        """Whether the calendar is the real one."""
        return self.day is None and self.moment is None

    def now(self) -> datetime:
        """Return the moment for which a message that arrives now is answered, in Vietnam time."""
        if self.moment is not None:
            return self.moment
        real = datetime.now(VIETNAM)
        return real if self.day is None else real.replace(year=self.day.year, month=self.day.month, day=self.day.day)
