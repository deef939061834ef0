"""Who of those that have booked was told of a lock-down, and who has to be rung up."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from booking_client import BookingError
from bot.conversation.reminders import is_quiet
from bot.delivery.lock_news import inside_locks, is_covered
from bot.guidance.moments import VIETNAM
from bot.staff.audit import note
from bot.staff.roles import Role, may, require
from bot.staff.words import moment_words

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from booking_client import Booking
    from bot.guidance.places.gazetteer import AdminUnit
    from bot.staff.office import Office

_ROWS = """
SELECT v.code, v.unit_id, v.procedure_code, v.visit_at, own.profile ->> 'area' AS home,
    coalesce(o.platform, own.platform) AS platform, CASE WHEN n.visit_at = v.visit_at THEN n.state END AS told,
    n.reason, o.status, n.at
FROM contact_visits AS v JOIN conversations AS own ON own.id = v.contact_id
LEFT JOIN visit_news AS n ON n.contact_id = v.contact_id AND n.code = v.code
LEFT JOIN outbox AS o ON o.id = n.outbox_id
WHERE v.visit_at > %(now)s AND (v.unit_id = ANY(%(inside)s) OR own.profile ->> 'area' = ANY(%(inside)s))
ORDER BY v.visit_at, v.code
"""
_RINGS = {
    None: "gửi không được",
    "not wanted": "đã xin ngừng nhận tin",
    "not reachable": "không nhắn tới được",
}
_ON_THE_WAY = frozenset({"queued", "sending"})
_ARRIVED = {"delivered": "đã nhận", "seen": "đã xem", "sent": "đã gửi"}
_PLATFORMS = {
    "web": "trang web",
    "telegram": "Telegram",
    "zalo_oa": "Zalo",
    "zalo_bot": "Zalo (bot)",
    "terminal": "dòng lệnh",
}
_MOST_LOOKED_UP = 200
_LOOK_EVERY = 0.3


@dataclass(frozen=True, slots=True)
class VisitTold:
    """One visit inside a lock-down.

    Attributes:
        code: of the booking.
        unit: id of the one-stop unit.
        visit_at: begin of its window.
        platform: where it was booked, or where its person was told.
        state: what became of the news, in words.
        told: whether it went out.
        ring: somebody should ring this person up.
        waits: nobody has looked at it yet.
        booking: with the visitor, for those who may see it; None where it was not looked up.
    """

    code: str
    unit: str
    visit_at: datetime
    platform: str
    state: str
    told: bool
    ring: bool
    waits: bool
    booking: Booking | None = None

    @property
    def plain(self) -> dict[str, Any]:
        """As JSON values."""
        visitor = self.booking.visitor if self.booking is not None else None
        return {
            "code": self.code,
            "unit": self.unit,
            "visit_at": self.visit_at.isoformat(),
            "platform": self.platform,
            "state": self.state,
            "told": self.told,
            "ring": self.ring,
            "name": visitor.name if visitor is not None else None,
            "phone": visitor.phone if visitor is not None else None,
        }

    @property
    def line(self) -> str:
        """In words, for a terminal."""
        visitor = self.booking.visitor if self.booking is not None else None
        who = f"  {visitor.name}  {visitor.phone}" if visitor is not None else ""
        return f"{self.code}  {moment_words(self.visit_at)}{who}  ({self.state})"


async def listed(office: Office, area: AdminUnit | None = None) -> list[VisitTold]:
    """Return the visits that were booked in a chat and lie in a lock-down now set, those to be rung up first.

    Args:
        office: of whoever looks; somebody of a one-stop unit sees visits to theirs only, without names.
        area: only visits to units in it.
    """
    require(office.actor, "area.told")
    found = await _rows(office, area)
    found = await _with_visitors(office, found)
    await note(office, "area.told", area.id if area is not None else None, seen=[one.code for one in found])
    return sorted(found, key=lambda one: (not one.ring, one.visit_at, one.code))


async def wait_until_told(office: Office, codes: Collection[str], *, seconds: float) -> list[VisitTold]:
    """Return what became of the news to those who booked ``codes``, once the bot has looked at all of them.

    Those whose booking was not made in a chat are not among them. At night nothing is waited for.
    """

    async def settled() -> list[VisitTold]:
        while True:
            found = [one for one in await _rows(office, None) if one.code in codes]
            if is_quiet(office.now) or not any(one.waits for one in found):
                return found
            await asyncio.sleep(_LOOK_EVERY)

    try:
        async with asyncio.timeout(seconds):
            return await settled()
    except TimeoutError:
        return [one for one in await _rows(office, None) if one.code in codes]


async def _rows(office: Office, area: AdminUnit | None) -> list[VisitTold]:
    guidance = office.guidance
    inside = await asyncio.to_thread(inside_locks, guidance, office.now)
    rows = await office.database.fetch(_ROWS, {"now": office.now, "inside": list(inside)})
    own = office.actor.units if office.actor.role is Role.UNIT else None
    return [
        _read(row, office.now)
        for row in rows
        if is_covered(guidance, row)
        and (own is None or row["unit_id"] in own)
        and (area is None or guidance.places.contains(area.id, row["unit_id"]))
    ]


def _read(row: dict[str, Any], now: datetime) -> VisitTold:
    told, ring, waits = False, True, False
    platform = _PLATFORMS.get(row["platform"], row["platform"])
    if row["told"] != "locked":
        waits = True
        state = "chưa nhắn; trợ lý nhắn sau 7:00 sáng" if is_quiet(now) else "chưa nhắn"
    elif row["status"] in _ARRIVED:
        # A page shows what is stored once it is opened, and nobody knows when.
        told, ring = True, row["platform"] == "web" and row["status"] == "sent"
        state = f"chưa mở {platform}" if ring else f"{platform}: {_ARRIVED[row['status']]}"
    elif row["status"] in _ON_THE_WAY:
        ring, state = False, f"{platform}: đang gửi"
    elif row["status"] == "waiting":
        state = f"{platform} chỉ nhận tin khi người đó nhắn lại"
    else:
        state = _RINGS.get(row["reason"], "gửi không được")
    return VisitTold(
        row["code"],
        row["unit_id"],
        row["visit_at"].astimezone(VIETNAM),
        row["platform"],
        f"{state}: nên gọi điện" if ring else state,
        told,
        ring,
        waits,
    )


async def _with_visitors(office: Office, found: Sequence[VisitTold]) -> list[VisitTold]:
    """Add whom to ring up, for those who may see it; without the booking service the list comes without."""
    if office.booking is None or not may(office.actor, "operator.find"):
        return list(found)
    known: list[VisitTold] = []
    for number, one in enumerate(found):
        booking = None
        if number < _MOST_LOOKED_UP:
            try:
                booking = await office.service.booking(one.code, **office.reading())
            except BookingError:
                booking = None
        known.append(
            VisitTold(one.code, one.unit, one.visit_at, one.platform, one.state, one.told, one.ring, one.waits, booking)
        )
    return known
