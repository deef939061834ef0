"""Violence that is not of this minute, and somebody who wants codes: answered first, then the rest of the message.

The number stands in calm words, with nothing to press: who is beaten is not sent to leave a number of their own.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.messages import Kind
from bot.conversation.router import FALLBACK
from bot.conversation.turn import Outcome
from bot.handlers import language
from bot.handlers.emergency import ANY, MEMO, numbers_of, told_numbers
from bot.handlers.guards import URGENT
from bot.understanding.alarms import (
    LONGEST,
    Alarm,
    asks_for_number,
    asks_in_need,
    asks_to_report,
    read_found,
    read_fraud,
    read_harm,
    read_visitors,
)
from bot.understanding.danger import read_danger

if TYPE_CHECKING:
    from bot.conversation.turn import Turn

_HURT = (Alarm.POLICE, Alarm.CHILDREN)
"""Told with what to do against somebody."""
FOUND = "found_child"
"""Memo: when somebody told of a child that they found."""
_REMEMBERED = 24 * 60 * 60
"""Seconds."""
_ENGLISH = frozenset({"my", "who", "the", "she", "if", "husband", "police", "number"})
"""In a message of one sentence that is too little to change the language by, and enough to say it in both."""


def harm_first(turn: Turn) -> bool:
    """Tell the number of violence or a threat; True where the message asks nothing else.

    Danger of this minute is not for it. While a clerk has the conversation they get the message as it is.
    """
    if not _is_read(turn):
        return False
    found = read_harm(turn.text)
    if found is None:
        return _number_again(turn)
    if not found.rest and read_danger(turn.text) is not None:
        return False
    if not numbers_of(turn):
        return False
    key = f"harm_{'111' if found.kind is Alarm.CHILDREN else '113'}" if found.told else "asked"
    _say(turn, key, found.kind.value)
    if found.told:
        turn.state.memo[MEMO] = {"number": found.kind.value, "at": turn.received_at.timestamp()}
    return _goes_on_with(turn, found.rest)


def _number_again(turn: Turn) -> bool:
    """Tell who asks for a number the one of the danger that they told of within a day, or those of an emergency."""
    before = turn.state.memo.get(MEMO) or {}
    recent = turn.received_at.timestamp() - float(before.get("at", 0)) < _REMEMBERED
    again = recent and asks_for_number(turn.text)
    if not (again or asks_in_need(turn.text)) or read_danger(turn.text) is not None or not numbers_of(turn):
        return False
    number = str(before["number"]) if again else ANY
    hurt = {kind.value for kind in _HURT}
    _say(turn, f"harm_{number}" if number in hurt else "asked", number)
    if again:
        turn.state.memo[MEMO] = {"number": number, "at": turn.received_at.timestamp()}
    return _goes_on_with(turn, "")


def _say(turn: Turn, key: str, number: str) -> None:
    language.follow(turn)
    languages = [turn.profile.language]
    if "en" not in languages and turn.text.isascii() and _ENGLISH & set(turn.text.lower().split()):
        languages.append("en")
    lines = [turn.texts.get(one, f"emergency.{key}", numbers=told_numbers(turn, number, one)) for one in languages]
    turn.reply("\n".join(lines))


def found_first(turn: Turn) -> bool:
    """Tell who found a child that was left to report it at once, and who asks about that later; True where that is all.

    A clerk who has the conversation gets the message as it is.
    """
    if not _is_read(turn) or turn.ticket is not None:
        return False
    found = read_found(turn.text)
    if found is None:
        before = turn.state.memo.get(FOUND)
        recent = before is not None and turn.received_at.timestamp() - float(before) < _REMEMBERED
        if not recent or not asks_to_report(turn.text) or read_danger(turn.text) is not None:
            return False
    turn.say("emergency.found", numbers=told_numbers(turn, Alarm.CHILDREN.value, turn.profile.language))
    turn.state.memo[FOUND] = turn.received_at.timestamp()
    return _goes_on_with(turn, found.rest if found is not None else "")


def fraud_first(turn: Turn) -> bool:
    """Warn who is asked for a code, a password or money for haste; True where the message asks nothing else.

    Who stands at the door, whatever they wear, is another warning than who calls.
    """
    if not _is_read(turn):
        return False
    found = read_visitors(turn.text) or read_fraud(turn.text)
    if found is None:
        return False
    turn.say(f"emergency.{found.kind.value}", numbers=told_numbers(turn, Alarm.POLICE.value, turn.profile.language))
    return _goes_on_with(turn, found.rest)


def _is_read(turn: Turn) -> bool:
    return turn.inbound.kind is Kind.TEXT and len(turn.text) <= LONGEST


def _goes_on_with(turn: Turn, rest: str) -> bool:
    """Let the rest stand for the message; True where there is none."""
    read = turn.understanding
    others = tuple(one for one in read.secondary if one.intent != URGENT)
    turn.understanding = replace(read, intent=FALLBACK if read.intent == URGENT else read.intent, secondary=others)
    if turn.ticket is not None:
        return False
    if not rest:
        turn.outcome = Outcome.UNDERSTOOD
        return True
    turn.inbound = replace(turn.inbound, text=rest)
    return False
