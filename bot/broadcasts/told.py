"""Who was told what, and when: the broadcasts one person got, found by an appointment's code or by their chat.

Whoever had their data deleted is found no more; the counts of each broadcast stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.broadcasts.reasons import REASONS, reason_of
from bot.guidance.moments import VIETNAM
from bot.staff.audit import note
from bot.staff.errors import Refused
from bot.staff.roles import require

if TYPE_CHECKING:
    from datetime import datetime

    from psycopg.rows import DictRow

    from bot.staff.office import Office

_BY_CODE = """
SELECT contact_id AS id FROM contact_visits WHERE code = %(code)s
UNION SELECT conversation_id FROM reminders WHERE code = %(code)s AND conversation_id IS NOT NULL ORDER BY id
"""
_BY_CHAT = """
SELECT id FROM conversations
WHERE chat = %(chat)s AND (%(platform)s::text IS NULL OR platform = %(platform)s) ORDER BY id
"""
# What was told to one of the conversations that a person has linked, was told to the person.
_TOLD = """
WITH people AS (
    SELECT DISTINCT linked.id FROM unnest(%(ids)s::bigint[]) AS one CROSS JOIN conversations_of(one) AS linked
)
SELECT b.id AS broadcast, b.title, b.content ->> 'text' AS text, encode(a.content_hash, 'hex') AS hash, a.approved_by,
    r.platform, r.status, r.reason, r.done_at
FROM people JOIN broadcast_recipients AS r ON r.contact_id = people.id JOIN broadcasts AS b ON b.id = r.broadcast_id
LEFT JOIN approvals AS a ON a.kind = 'broadcast' AND a.subject = b.id::text
ORDER BY r.broadcast_id, r.id
"""


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one broadcast for one person.

    Attributes:
        broadcast: its number.
        title: its title.
        text: in Vietnamese, as it was approved.
        hash: of all that was approved, which is what was sent.
        approved_by: who approved it.
        platform: where it went, or would have gone.
        status: of this person's message.
        reason: kind of reason why it was not sent; None where it was, or still may be.
        at: when that was settled; None while it waits.
    """

    broadcast: int
    title: str
    text: str
    hash: str
    approved_by: str
    platform: str
    status: str
    reason: str | None
    at: datetime | None

    @property
    def reason_words(self) -> str | None:
        """The reason in words for staff."""
        return REASONS[self.reason] if self.reason is not None else None

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        at = self.at.astimezone(VIETNAM).isoformat(timespec="seconds") if self.at is not None else None
        return {
            "broadcast": self.broadcast,
            "title": self.title,
            "text": self.text,
            "hash": self.hash,
            "approved_by": self.approved_by,
            "platform": self.platform,
            "status": self.status,
            "reason": self.reason,
            "reason_vi": self.reason_words,
            "at": at,
        }


async def told_by_code(office: Office, code: str) -> list[Told]:
    """Return what the person with an appointment was told, the oldest first; looking is noted in the audit.

    Raises:
        Refused: nobody who writes to the assistant has an appointment of that code.
    """
    require(office.actor, "broadcast.told")
    code = code.strip().upper()
    found = await office.database.fetch(_BY_CODE, {"code": code})
    if not found:
        await note(office, "broadcast.told", code, found=0)
        raise Refused(
            f"Không thấy ai nhắn tin với trợ lý có mã hẹn {code}: mã sai, đặt qua tổng đài hay tại quầy, hoặc đã xóa dữ"
            " liệu."
        )
    return await _told(office, code, [row["id"] for row in found])


async def told_in_chat(office: Office, chat: str) -> list[Told]:
    """Return what somebody was told in a chat (``telegram:123``, or the number alone); looking is noted in the audit.

    Raises:
        Refused: there is no such chat.
    """
    require(office.actor, "broadcast.told")
    platform, colon, rest = chat.strip().partition(":")
    values = {"platform": platform if colon else None, "chat": rest if colon else platform}
    found = await office.database.fetch(_BY_CHAT, values)
    if not found:
        await note(office, "broadcast.told", None, found=0)
        raise Refused("Không có cuộc trò chuyện nào như vậy. Viết như: telegram:123456789, hoặc chỉ số.")
    ids = [row["id"] for row in found]
    return await _told(office, f"conversation {', '.join(map(str, ids))}", ids)


async def _told(office: Office, target: str, ids: list[int]) -> list[Told]:
    rows = await office.database.fetch(_TOLD, {"ids": ids})
    await note(office, "broadcast.told", target, found=len(ids), broadcasts=sorted({row["broadcast"] for row in rows}))
    return [_one(row) for row in rows]


def _one(row: DictRow) -> Told:
    settled = row["status"] in ("failed", "unknown", "skipped")
    return Told(
        broadcast=row["broadcast"],
        title=row["title"],
        text=row["text"],
        hash=row["hash"] or "",
        approved_by=row["approved_by"] or "",
        platform=row["platform"],
        status=row["status"],
        reason=reason_of(row["status"], row["reason"]) if settled else None,
        at=row["done_at"],
    )
