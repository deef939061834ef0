"""Whether somebody told, within a day, that the dossier of a matter is handed in."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.conversation.matters import moment_of

if TYPE_CHECKING:
    from bot.conversation.turn import Asker

_MEMO = "filed"
"""The matter, or an empty text where it is not known, and when it was told (ISO, real clock)."""
_FORGETS_AFTER = timedelta(hours=24)


def note(turn: Asker, code: str) -> None:
    """Note that the dossier of a matter is handed in."""
    turn.state.memo[_MEMO] = [code, turn.received_at.isoformat()]


def was_told(turn: Asker, code: str) -> bool:
    """Return whether that was told of a matter within a day."""
    noted = turn.state.memo.get(_MEMO)
    if not (isinstance(noted, list) and len(noted) == 2 and noted[0] == code):  # noqa: PLR2004 - a pair
        return False
    at = moment_of(noted[1]) if isinstance(noted[1], str) else None
    return at is not None and turn.received_at - at < _FORGETS_AFTER
