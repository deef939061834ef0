"""Why somebody is offered a call-back: kept from the answer that offers it until they leave one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.conversation.turn import Turn

MEMO = "call"
_LONGEST = 500
"""Characters of a person's own words that an operator gets to read."""


def because(turn: Turn, reason: str, *, said: Iterable[str] = (), cannot: Iterable[str] = ()) -> None:
    """Keep a reason, the person's own words and the ways they cannot use, for the request they may leave."""
    words = [text.strip()[:_LONGEST] for text in said if text.strip()]
    turn.state.memo[MEMO] = {"reason": reason, "said": words, "cannot": list(cannot)}
