"""What came of a broadcast: by status and reason, over time, who was not reached, and what people asked afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from bot.broadcasts import store
from bot.broadcasts.audience_sql import ALL
from bot.broadcasts.callers import by_sms
from bot.broadcasts.model import State
from bot.broadcasts.progress import SENT, progress_of, reasons_of
from bot.broadcasts.reasons import REASONS, reason_of
from bot.broadcasts.starting import long_transaction
from bot.broadcasts.understood import understood
from bot.guidance.moments import VIETNAM
from bot.staff.audit import note
from bot.staff.roles import require

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping
    from datetime import datetime

    from bot.broadcasts.audience_sql import Reach
    from bot.broadcasts.callers import BySms
    from bot.broadcasts.progress import Progress
    from bot.broadcasts.understood import Understood
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
_QUESTIONS = b"SELECT intent, n FROM questions_after(%(id)s)"
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
        understood: what the names in it mean.
        shifted: the calendar is set to another day, while the moments here are those of the real clock.
    """

    progress: Progress
    reasons: Mapping[str, int] = field(default_factory=dict)
    timeline: Mapping[datetime, int] = field(default_factory=dict)
    step: float = 60.0
    questions: Mapping[str, int] = field(default_factory=dict)
    cleared: int = 0
    understood: Understood | None = None
    shifted: bool = False

    @property
    def reached_share(self) -> float:
        """Which share (0-1) of all it was for was sent it, those whom only an SMS reaches counted in."""
        sms = self.progress.sms
        total = self.progress.total + (sms.people or 0 if sms is not None else 0)
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
            "understood": self.understood.to_json() if self.understood is not None else None,
            "corrects": broadcast.content.corrects,
        }


def _iso(moment: datetime | None) -> str | None:
    return moment.astimezone(VIETNAM).isoformat(timespec="seconds") if moment is not None else None


async def report(office: Office, broadcast: int, rates: Mapping[str, float], reach: Reach = ALL) -> Report:
    """Return what came of a broadcast so far.

    Args:
        office: of whoever asks.
        broadcast: its id.
        rates: platform → messages a second, 0 for no limit.
        reach: what the settings let us send; says whom only an SMS reaches.
    """
    require(office.actor, "broadcast.report")
    found = await store.get(office.database, broadcast)
    progress = replace(await progress_of(office.database, found, rates), sms=await by_sms(office, found, reach))
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
        understood(found.content, office.guidance, office.now),
        office.as_of is not None,
    )


def _step(first: datetime, last: datetime) -> float:
    """Return a stretch of so many seconds that a chart has at most sixty bars."""
    seconds = max((last - first).total_seconds(), 1.0)
    return next((step for step in (1.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3600.0) if seconds / step <= _BARS), 86400.0)


def _broken_down(questions: Mapping[str, int]) -> dict[str, int]:
    shown = {intent: count for intent, count in questions.items() if count >= LEAST_SHOWN}
    others = sum(questions.values()) - sum(shown.values())
    return {**shown, "other": others} if others else shown


async def unreached(office: Office, broadcast: int, reach: Reach = ALL) -> AsyncIterator[dict[str, Any]]:
    """Yield who was not reached and why: the recipient's number, platform, area; no name, no address.

    Last come the people whom only an SMS reaches; where the booking service does not say how many, one line says so.
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
    for row in _for_sms(await by_sms(office, found, reach), understood(found.content, office.guidance, office.now)):
        yield row


def _for_sms(sms: BySms | None, names: Understood) -> Iterator[dict[str, Any]]:
    if sms is None:
        return
    area = next((place.name or "" for place in names.places if place.condition == "unit"), "")
    taken = f"; {sms.taken_by} đã lấy số" if sms.taken_by is not None else "; chưa ai lấy số"
    row = {"platform": "sms", "area": area, "status": "sms", "reason": "sms_only", "at": _iso(sms.taken_at) or ""}
    if sms.people is None:
        yield {**row, "recipient": "", "reason_vi": sms.words}
    for number in range(1, (sms.people or 0) + 1):
        yield {**row, "recipient": f"SMS {number}", "reason_vi": f"{REASONS['sms_only']}{taken}"}
