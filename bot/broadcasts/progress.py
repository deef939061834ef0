"""How far a broadcast is, from sums that are kept with every change: as quick for a million people as for ten."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from bot.broadcasts import store
from bot.broadcasts.audience_sql import ALL
from bot.broadcasts.callers import by_sms
from bot.broadcasts.model import State
from bot.broadcasts.reasons import reason_of
from bot.staff.roles import require

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.broadcasts.audience_sql import Reach
    from bot.broadcasts.callers import BySms
    from bot.broadcasts.model import Broadcast
    from bot.db.pool import Database
    from bot.staff.office import Office

_COUNTS = """
SELECT platform, status, sum(n)::bigint AS n FROM broadcast_tallies WHERE broadcast_id = %(id)s
GROUP BY platform, status HAVING sum(n) <> 0
"""
_REASONS = """
SELECT status, reason, sum(n)::bigint AS n FROM (
    SELECT status, coalesce(reason, '') AS reason, count(*) AS n FROM broadcast_recipients
    WHERE broadcast_id = %(id)s AND status IN ('failed', 'unknown', 'skipped') GROUP BY 1, 2
    UNION ALL
    SELECT status, reason, n FROM broadcast_reasons WHERE broadcast_id = %(id)s
) AS found GROUP BY 1, 2
"""
_MOST_COUNTED = 20_000
"""People whose reasons are counted at a glance; of more only the report tells."""
SENT = ("sent", "delivered", "seen")
LEFT = ("waiting", "queued")


@dataclass(frozen=True, slots=True)
class Progress:
    """Recipients by platform and status.

    Attributes:
        broadcast: whose.
        counts: platform → status → people.
        seconds_left: at the allowed rate; None while nothing is being sent.
        reasons: why people were not reached, by kind; None where there are too many to count at a glance.
        sms: people besides whom only an SMS reaches; None where it is about nobody of that kind.
    """

    broadcast: Broadcast
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    seconds_left: float | None = None
    reasons: Mapping[str, int] | None = None
    sms: BySms | None = None

    def number(self, *statuses: str, platform: str | None = None) -> int:
        """Return how many people are in any of ``statuses``, on one platform or all."""
        platforms = self.counts.values() if platform is None else [self.counts.get(platform, {})]
        return sum(by_status.get(status, 0) for by_status in platforms for status in statuses)

    @property
    def total(self) -> int:
        """Everybody it was fixed for."""
        return sum(sum(by_status.values()) for by_status in self.counts.values())

    @property
    def left(self) -> int:
        """People who will still get it; none once it was cancelled."""
        return 0 if self.broadcast.state is State.CANCELLED else self.number(*LEFT)

    @property
    def skipped(self) -> int:
        """People who are not sent it: opted out, blocked, out of reach, or it was cancelled before."""
        cancelled = self.number(*LEFT) if self.broadcast.state is State.CANCELLED else 0
        return self.number("skipped") + cancelled

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values; ``queued`` is everybody left, ``sent`` takes delivered and seen in."""
        return {
            "id": self.broadcast.id,
            "title": self.broadcast.content.title,
            "state": self.broadcast.state,
            "total": self.total,
            "queued": self.left,
            "sent": self.number(*SENT),
            "delivered": self.number("delivered", "seen"),
            "seen": self.number("seen"),
            "failed": self.number("failed"),
            "unknown": self.number("unknown"),
            "skipped": self.skipped,
            "by_platform": {platform: dict(found) for platform, found in sorted(self.counts.items())},
            "reasons": dict(self.reasons) if self.reasons is not None else None,
            "sms": self.sms.to_json() if self.sms is not None else None,
            "seconds_left": self.seconds_left,
            "alone": self.broadcast.alone,
            "problem": self.broadcast.problem,
            "due_at": self.broadcast.due_at.isoformat() if self.broadcast.due_at is not None else None,
        }


async def status(
    office: Office, broadcast: int, rates: Mapping[str, float], reach: Reach = ALL, *, with_sms: bool = True
) -> Progress:
    """Return how far a broadcast is.

    Args:
        office: of whoever asks.
        broadcast: its id.
        rates: platform → messages a second, 0 for no limit; for the time to go.
        reach: what the settings let us send; says whom only an SMS reaches.
        with_sms: ask the booking service for these.
    """
    require(office.actor, "broadcast.status")
    found = await store.get(office.database, broadcast)
    progress = await progress_of(office.database, found, rates)
    return replace(progress, sms=await by_sms(office, found, reach)) if with_sms else progress


async def progress_of(database: Database, broadcast: Broadcast, rates: Mapping[str, float]) -> Progress:
    """Return how far a broadcast is."""
    counts: dict[str, dict[str, int]] = {}
    for row in await database.fetch(_COUNTS, {"id": broadcast.id}):
        counts.setdefault(row["platform"], {})[row["status"]] = row["n"]
    seconds = None
    if broadcast.state is State.SENDING:
        seconds = seconds_for(
            {platform: sum(found.get(status, 0) for status in LEFT) for platform, found in counts.items()}, rates
        )
    found = Progress(broadcast, counts, seconds)
    if found.number("failed", "unknown", "skipped") > _MOST_COUNTED:
        return found
    return replace(found, reasons=await reasons_of(database, found))


async def reasons_of(database: Database, progress: Progress) -> dict[str, int]:
    """Return why people were not reached, by kind, the most frequent first."""
    reasons: dict[str, int] = {}
    for row in await database.fetch(_REASONS, {"id": progress.broadcast.id}):
        kind = reason_of(row["status"], row["reason"])
        reasons[kind] = reasons.get(kind, 0) + row["n"]
    if never := progress.skipped - progress.number("skipped"):
        reasons["cancelled"] = reasons.get("cancelled", 0) + never
    return dict(sorted(reasons.items(), key=lambda pair: -pair[1]))


def seconds_for(people: Mapping[str, int], rates: Mapping[str, float]) -> float:
    """Return how long sending takes at the allowed rates; platforms go side by side."""
    times = [count / rates[platform] for platform, count in people.items() if rates.get(platform, 0.0) > 0]
    return round(max(times, default=0.0), 1)
