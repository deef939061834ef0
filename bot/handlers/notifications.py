"""Stop, start, "thông báo của tôi": whether somebody is reminded of their appointments."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from bot.conversation.turn import Turn

_STOP = re.compile(
    r"\b(?:stop|ngung|dung (?:gui|nhan|nhac)|huy|tat|thoi gui|dg gui|khong (?:nhan|gui|muon)|bo (?:nhac|nhan|theo)|"
    r"unsubscribe|phien)\b"
)
_START = re.compile(
    r"\b(?:nhac|remind|bat|dang ky nhan|bao (?:cho )?(?:em|toi|minh|con)|gui (?:cho )?(?:em|toi)|subscribe|bao em)\b"
)


async def manage_notifications(turn: Turn) -> None:
    """Keep the wish, or say what is sent by itself."""
    plain = canonical(turn.text)
    if _STOP.search(plain):
        turn.profile.notifications = "off"
        turn.say("notify.stopped")
    elif _START.search(plain):
        turn.profile.notifications = "on"
        turn.say("notify.wanted")
    else:
        kept = turn.profile.notifications
        turn.say(f"notify.status_{kept}" if kept in ("on", "off") else "notify.status")
