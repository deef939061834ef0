"""Stop, start, "thông báo của tôi": nothing is sent by itself today, and the wish is kept for the day it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from bot.conversation.turn import Turn

MEMO = "notifications"
_STOP = re.compile(
    r"\b(?:stop|ngung|dung (?:gui|nhan|nhac)|huy|tat|thoi gui|dg gui|khong (?:nhan|gui|muon)|bo (?:nhac|nhan|theo)|"
    r"unsubscribe|phien)\b"
)
_START = re.compile(
    r"\b(?:nhac|bat|dang ky nhan|bao (?:cho )?(?:em|toi|minh|con)|gui (?:cho )?(?:em|toi)|subscribe|bao em)\b"
)


async def manage_notifications(turn: Turn) -> None:
    """Keep the wish; say that the bot only answers."""
    plain = canonical(turn.text)
    if _STOP.search(plain):
        turn.state.memo[MEMO] = "off"
        turn.say("notify.stopped")
    elif _START.search(plain):
        turn.state.memo[MEMO] = "on"
        turn.say("notify.wanted")
    else:
        kept = turn.state.memo.get(MEMO)
        turn.say(f"notify.status_{kept}" if kept in ("on", "off") else "notify.status")
