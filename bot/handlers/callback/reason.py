"""Why somebody is offered a call-back: kept from the answer that offers it until they leave one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.understanding.masking import mask

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.conversation.turn import Turn

MEMO = "call"
_LONGEST = 500
"""Characters of a person's own words that an operator gets to read."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody is to be called back.

    Attributes:
        text: in the bot's words, as read back.
        said: the person's own words.
        cannot: ways of submission they cannot use.
    """

    text: str
    said: tuple[str, ...] = ()
    cannot: tuple[str, ...] = ()


def because(turn: Turn, reason: str, *, said: Iterable[str] = (), cannot: Iterable[str] = ()) -> None:
    """Keep a reason, the person's own words and the ways they cannot use, for the request they may leave.

    A number in their words is kept by the form alone, once they agreed to that.
    """
    words = [mask(text.strip())[:_LONGEST] for text in said if text.strip()]
    turn.state.memo[MEMO] = {
        "procedure": turn.state.topic.procedure,
        "reason": reason,
        "said": words,
        "cannot": list(cannot),
    }


def reason_for(turn: Turn, procedure: str | None) -> Reason:
    """Return the reason kept for ``procedure``; a plain one where the latest was about something else.

    A button of an earlier answer may be pressed long after: its request must not carry another matter's words.
    """
    memo: dict[str, Any] = turn.state.memo.get(MEMO) or {}
    if memo and memo.get("procedure") == procedure:
        return Reason(str(memo["reason"]), tuple(memo.get("said", ())), tuple(memo.get("cannot", ())))
    return Reason(turn.words("contacts.reason"))
