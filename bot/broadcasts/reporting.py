"""What came of a broadcast: by status and reason, over time, who was not reached, and what people asked afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.broadcasts import store
from bot.broadcasts.model import State
from bot.broadcasts.progress import SENT, progress_of, reasons_of
from bot.broadcasts.reasons import REASONS, reason_of
from bot.broadcasts.starting import long_transaction
from bot.guidance.moments import VIETNAM
from bot.staff.audit import note
from bot.staff.roles import require

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from datetime import datetime

    from bot.broadcasts.progress import Progress
    from bot.staff.office import Office

LEAST_SHOWN = 5
"""Counts below are not told by intent: they would tell of single people."""

_TIMELINE = b"""
SELECT date_bin(make_interval(secs => %(step)s), done_at, 'epoch') AS at, count(*) AS n FROM broadcast_recipients
WHERE broadcast_id = %(id)s AND status IN ('sent', 'delivered', 'seen') AND done_at IS NOT NULL
GROUP BY 1 ORDER BY 1
"""
_SPAN = b"""
SELECT min(done_at) AS first, max(done_at) AS last FROM broadcast_recipients
WHERE broadcast_id = %(id)s AND status IN ('sent', 'delivered', 'seen')
"""
_QUESTIONS = b"""
SELECT CASE WHEN i.body IS NULL THEN 'cleared' ELSE coalesce(i.understanding ->> 'intent', 'choice') END AS intent,
    count(*) AS n
FROM broadcast_recipients AS r JOIN inbox AS i ON i.conversation_id = r.contact_id
WHERE r.broadcast_id = %(id)s AND r.status IN ('sent', 'delivered', 'seen', 'unknown')
  AND i.received_at >= r.done_at AND i.received_at < r.done_at + interval '1 day' AND i.status = 'done'
GROUP BY 1 ORDER BY 2 DESC, 1
"""
_UNREACHED = b"""
SELECT r.id, r.platform, r.status, r.reason, c.profile ->> 'area' AS area, r.done_at
FROM broadcast_recipients AS r LEFT JOIN conversations AS c ON c.id = r.contact_id
WHERE r.broadcast_id = %(id)s AND (r.status IN ('failed', 'unknown', 'skipped')
    OR (%(cancelled)s AND r.status IN ('waiting', 'queued')))
ORDER BY r.id
"""
_BARS = 60


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a broadcast.

    Attributes:
        progress: counts by platform and status.
        reasons: kind of reason → people who were not reached.
        timeline: start of a stretch → messages that went out in it.
        step: seconds of a stretch.
        questions: intent → messages that came back within a day; few of a kind are told as ``other``.
        cleared: messages besides, of which nobody can tell what they asked: they have not been kept that long.
    """

    progress: Progress
    reasons: Mapping[str, int] = field(default_factory=dict)
    timeline: Mapping[datetime, int] = field(default_factory=dict)
    step: float = 60.0
    questions: Mapping[str, int] = field(default_factory=dict)
    cleared: int = 0

    @property
    def reached_share(self) -> float:
        """Which share (0-1) of all it was for got it."""
        total = self.progress.total
        return self.progress.number(*SENT) / total if total else 0.0

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        broadcast = self.progress.broadcast
        return {
            **self.progress.to_json(),
            "reasons": dict(self.reasons),
            "timeline": [[at.astimezone(VIETNAM).isoformat(), count] for at, count in self.timeline.items()],
            "questions": dict(self.questions),
            "questions_cleared": self.cleared,
            "author": broadcast.author,
            "approved_by": broadcast.approved_by,
            "started_by": broadcast.started_by,
            "started_at": _iso(broadcast.started_at),
            "finished_at": _iso(broadcast.finished_at),
            "text": broadcast.content.text,
            "audience": broadcast.content.audience,
            "corrects": broadcast.content.corrects,
        }


def _iso(moment: datetime | None) -> str | None:
    return moment.astimezone(VIETNAM).isoformat(timespec="seconds") if moment is not None else None


async def report(office: Office, broadcast: int, rates: Mapping[str, float]) -> Report:
    """Return what came of a broadcast so far."""
    require(office.actor, "broadcast.report")
    found = await store.get(office.database, broadcast)
    progress = await progress_of(office.database, found, rates)
    values: dict[str, Any] = {"id": broadcast}
    async with long_transaction(office.database) as connection:
        span = await (await connection.execute(_SPAN, values)).fetchone()
        step = _step(span["first"], span["last"]) if span is not None and span["first"] is not None else 60.0
        timeline = await (await connection.execute(_TIMELINE, {**values, "step": step})).fetchall()
        questions = await (await connection.execute(_QUESTIONS, values)).fetchall()
    asked = {row["intent"]: row["n"] for row in questions}
    cleared = asked.pop("cleared", 0)
    return Report(
        progress,
        progress.reasons if progress.reasons is not None else await reasons_of(office.database, progress),
        {row["at"]: row["n"] for row in timeline},
        step,
        _broken_down(asked),
        cleared,
    )


def _step(first: datetime, last: datetime) -> float:
    """Return a stretch of so many seconds that a chart has at most sixty bars."""
    seconds = max((last - first).total_seconds(), 1.0)
    return next((step for step in (1.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3600.0) if seconds / step <= _BARS), 86400.0)


def _broken_down(questions: Mapping[str, int]) -> dict[str, int]:
    shown = {intent: count for intent, count in questions.items() if count >= LEAST_SHOWN}
    others = sum(questions.values()) - sum(shown.values())
    return {**shown, "other": others} if others else shown


async def unreached(office: Office, broadcast: int) -> AsyncIterator[dict[str, Any]]:
    """Yield who was not reached and why: the recipient's number, platform, area; no name, no address.

    Looking is noted in the audit.
    """
    require(office.actor, "broadcast.report")
    found = await store.get(office.database, broadcast)
    await note(office, "broadcast.report", str(broadcast), unreached=True)
    places = office.guidance.places
    async with long_transaction(office.database) as connection, connection.cursor(name="unreached") as cursor:
        await cursor.execute(_UNREACHED, {"id": broadcast, "cancelled": found.state is State.CANCELLED})
        async for row in cursor:
            kind = reason_of(row["status"], row["reason"])
            area = places.find(row["area"]) if row["area"] else None
            yield {
                "recipient": row["id"],
                "platform": row["platform"],
                "area": places.full_name(area) if area is not None else "",
                "status": "unknown" if row["status"] == "unknown" else row["status"],
                "reason": kind,
                "reason_vi": REASONS[kind],
                "at": _iso(row["done_at"]) or "",
            }
