"""What staff want everybody who writes to hear first, in a time window: once a person, before the next answer."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING

from bot.conversation.messages import Kind, Reply
from bot.handlers import opening

if TYPE_CHECKING:
    from datetime import datetime

    from bot.conversation.snapshot import TimedNotice
    from bot.conversation.turn import Turn

MEMO = "notices"
"""Memo: ids of the notices that this person was told."""
_AT_ONCE = 3
"""Notices before one answer; the rest comes before the next."""
_URGENT = "emergency"


def discloses_first(turn: Turn) -> bool:
    """Let a notice to somebody new follow the words that this is a machine, also where they only said hello."""
    hello = turn.inbound.kind is Kind.START or turn.understanding.intent == "greet"
    if hello and not turn.profile.introduced and _untold(turn):
        opening.disclose(turn)
    return False


def before(turn: Turn) -> list[Reply]:
    """Return what is said before the answer, and remember that it was.

    Danger is not kept waiting for it, and somebody who has just been erased is not remembered by it.
    """
    if not turn.profile.introduced or turn.understanding.intent == _URGENT:
        return []
    untold = _untold(turn)[:_AT_ONCE]
    if not untold:
        return []
    known = {notice.id for notice in turn.guidance.notices}
    told = [number for number in turn.state.memo.get(MEMO, ()) if number in known]
    turn.state.memo[MEMO] = [*told, *(notice.id for notice in untold)]
    return [Reply("\n\n".join(_words(turn, notice) for notice in untold))]


def _untold(turn: Turn) -> list[TimedNotice]:
    """Return the notices for this person that they were not told: those of their place first, the newest first."""
    if not turn.guidance.notices:
        return []
    home = turn.guidance.places.find(turn.profile.area) if turn.profile.area else None
    told = turn.state.memo.get(MEMO, ())
    untold = [notice for notice in turn.guidance.notices_for(home, turn.moment) if notice.id not in told]
    return sorted(untold, key=lambda notice: (notice.area is None, -notice.id))


def _words(turn: Turn, notice: TimedNotice) -> str:
    text = notice.texts.get(turn.profile.language) or notice.texts["vi"]
    until = _until(turn, notice.end)
    area = turn.guidance.places.find(notice.area) if notice.area is not None else None
    if area is None:
        return turn.words("notices.all", until=until, text=text)
    return turn.words("notices.area", place=turn.guidance.places.full_name(area), until=until, text=text)


def _until(turn: Turn, end: datetime) -> str:
    """Return the end as people say it: the first moment of the 24th is "hết ngày 23/8"."""
    if end.time() != time(0):
        return turn.words("notices.until_time", clock=f"{end.hour}:{end.minute:02d}", date=_day(end))
    return turn.words("notices.until_day", date=_day(end - timedelta(days=1)))


def _day(moment: datetime) -> str:
    return f"{moment.day}/{moment.month}/{moment.year}"
