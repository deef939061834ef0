"""Asked before anything else: too many messages, too long ones, ID numbers, and who is speaking here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.conversation.messages import Kind
from bot.conversation.turn import split_payload
from bot.handlers import language, notifications, opening
from bot.understanding.ladder import LONGEST_TEXT
from bot.understanding.masking import DOCUMENT

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.conversation.turn import Turn

FLOOD = "flood"
_MINUTE = 60.0
_MOST_HEARD = 8
"""Wishes to be sent nothing more that are answered within a flood; the list of what one is sent has so many buttons."""
URGENT = "emergency"


def flood_limit(burst: int, per_minute: float) -> Callable[[Turn], bool]:
    """Return a guard that answers so many messages at once, and so many a minute in the long run.

    Beyond that it tells the person once, then keeps silent until they wait. Danger is always answered, and so is who
    wants to be sent nothing more, a few times.

    Args:
        burst: messages that may come at once.
        per_minute: messages a minute that are answered for ever.
    """

    def guard(turn: Turn) -> bool:
        memo = turn.state.memo.get(FLOOD) or {}
        now = turn.received_at.timestamp()
        passed = max(0.0, now - float(memo.get("at", now)))
        left = min(float(burst), float(memo.get("left", burst)) + passed * per_minute / _MINUTE)
        enough = left >= 1.0
        told = bool(memo.get("told")) and not enough
        heard = 0 if enough else int(memo.get("heard", 0))
        opting_out = not enough and heard < _MOST_HEARD and notifications.opts_out(turn)
        turn.state.memo[FLOOD] = {
            "at": now,
            "left": round(left - 1.0 if enough else left, 3),
            "told": not enough,
            "heard": heard + opting_out,
        }
        if enough or opting_out or turn.understanding.intent == URGENT:
            return False
        if not told:
            turn.say("guards.flood")
        return True

    return guard


def too_long(turn: Turn) -> bool:
    """Answer a text that is longer than what is read."""
    if turn.inbound.kind is not Kind.TEXT or len(turn.text) <= LONGEST_TEXT:
        return False
    turn.say("guards.too_long", most=LONGEST_TEXT)
    return True


def greets_first(turn: Turn) -> bool:
    """Say once that this is a machine, whatever comes first; danger is not kept waiting for it."""
    language.follow(turn)
    saying_hello = turn.inbound.kind is Kind.START or turn.understanding.intent == "greet"
    if turn.profile.introduced or saying_hello or turn.understanding.intent == URGENT:
        return False
    opening.disclose(turn)
    return False


_DOSSIER = re.compile(rf"\b[HhGg](?:\d{{2}}[\w.-]*|[.-])?{re.escape(DOCUMENT)}")
"""A dossier's code that was typed in no way that masking knows ("H11 34 261006 00"), so that its digits are gone."""


def id_numbers(turn: Turn) -> bool:
    """Tell a person who sent an ID number never to do so; intake has masked it already."""
    if DOCUMENT in _DOSSIER.sub("", turn.text):
        turn.say("guards.id_number")
    return False


PERSONAL_INTENTS = frozenset(
    {
        "book_appointment",
        "change_appointment",
        "cancel_appointment",
        "check_appointment",
        "privacy_request",
        "talk_to_human",
        "complaint_feedback",
    }
)
PERSONAL_TOPICS = frozenset({"book", "appt", "call", "privacy", "sub", "link", "human"})
"""What asks for, or shows, names and phones: never before the eyes of a group."""


def private_only(turn: Turn) -> bool:
    """In a group, send people to a chat of their own for what needs their name or phone."""
    if turn.inbound.chat == turn.inbound.sender:
        return False
    topic = split_payload(turn.inbound.payload or "")[0]
    if turn.understanding.intent not in PERSONAL_INTENTS and topic not in PERSONAL_TOPICS:
        return False
    turn.say("guards.private_only")
    return True
