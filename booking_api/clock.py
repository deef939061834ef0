"""The calendar's zone. Leases and holds go by the database's clock instead."""

from __future__ import annotations

import datetime as dt

VIETNAM = dt.timezone(dt.timedelta(hours=7))
"""Asia/Ho_Chi_Minh has been at +07:00 without summer time since 1975."""


def now() -> dt.datetime:
    """Return the present moment in Vietnam's zone."""
    return dt.datetime.now(VIETNAM)
