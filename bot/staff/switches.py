"""The kill switch: staff pause a platform and resume it; what people write meanwhile is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.messages import PlatformName
from bot.staff.audit import record
from bot.staff.errors import Refused
from bot.staff.roles import require
from bot.understanding.masking import mask

if TYPE_CHECKING:
    from bot.staff.office import Office

_PAUSE = b"""
INSERT INTO platforms (platform, paused_at, paused_by, paused_why) VALUES (%(platform)s, now(), %(by)s, %(why)s)
ON CONFLICT (platform) DO UPDATE SET paused_at = now(), paused_by = %(by)s, paused_why = %(why)s
WHERE platforms.paused_at IS NULL
RETURNING platform
"""
_RESUME = b"""
UPDATE platforms SET paused_at = NULL, paused_by = NULL, paused_why = NULL
WHERE platform = %s AND paused_at IS NOT NULL RETURNING platform
"""
_WAITING = b"SELECT messages, questions FROM waiting_on(%(platform)s)"


def read_platform(text: str) -> PlatformName:
    """Return the platform of that name.

    Raises:
        Refused: there is none.
    """
    try:
        return PlatformName(text.strip().lower().replace("-", "_"))
    except ValueError:
        raise Refused(f"Không có nền tảng '{text}'; có: {', '.join(PlatformName)}.") from None


async def pause(office: Office, platform: PlatformName, *, why: str) -> None:
    """Stop answering and sending on a platform at once; whoever writes is told so, once.

    Raises:
        Refused: no reason is given, or it is paused already.
    """
    require(office.actor, "pause")
    if not why.strip():
        raise Refused("Cần ghi lý do (--why).")
    # /readyz shows it to whoever asks.
    values = {"platform": platform, "by": office.actor.name, "why": mask(why)}
    async with office.database.transaction() as connection:
        if await (await connection.execute(_PAUSE, values)).fetchone() is None:
            raise Refused(f"{platform} đang tạm dừng rồi.")
        await record(connection, office.actor, "pause", platform, why=why)


async def resume(office: Office, platform: PlatformName, *, why: str) -> dict[str, int]:
    """Let a platform go on; returns how many ``messages`` and ``questions`` waited.

    Raises:
        Refused: no reason is given, or it is not paused.
    """
    require(office.actor, "resume")
    if not why.strip():
        raise Refused("Cần ghi lý do (--why).")
    async with office.database.transaction() as connection:
        if await (await connection.execute(_RESUME, [platform])).fetchone() is None:
            raise Refused(f"{platform} đâu có tạm dừng.")
        row = await (await connection.execute(_WAITING, {"platform": platform})).fetchone()
        waiting = {name: int(row[name]) if row is not None else 0 for name in ("messages", "questions")}
        await record(connection, office.actor, "resume", platform, why=why, **waiting)
        await connection.execute(b"SELECT pg_notify('motcua_inbox', ''), pg_notify('motcua_outbox', '')")
    return waiting
