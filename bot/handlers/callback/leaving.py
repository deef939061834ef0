"""Who says goodbye amid a request, or comes back to one they refused: nothing is lost without a word."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.conversation import put_by
from bot.conversation.matters import moment_of
from bot.handlers.booking.phrases import is_question
from bot.handlers.callback.form import CONFIRM, FORM, TOLD_CONSENT
from bot.handlers.committing import ask_once_more
from bot.handlers.early import CLAUSE
from bot.handlers.forms import under_way
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from bot.conversation.turn import Turn

_MEMO = "call_refused"
_RECENTLY = timedelta(minutes=30)
_TOLD = ("said", "when", "notes", "early")
_KEPT = ("desk", "procedure", "reason", "cannot", *_TOLD)
_ME = r"(?:toi|em|con|minh|chau|anh|chi|co|chu|bac|ba|ong)"
_BYE = re.compile(
    rf"^(?:(?:da|u|ok|thoi|roi|gio|vay) )*(?:{_ME} )?(?:di|xuong|ra|ve|len|chay|vo)(?: \w+){{0,3}}"
    r" (?:day|nha|nhe|nghe|nghen|nghe em|a|da)(?: (?:em|con|chau|chi|anh))?$"
    rf"|^(?:(?:da|u|ok|gio|vay) )*thoi (?:{_ME} )?(?:di|xuong|ra|ve|len|chay|vo) \w+(?: \w+)?$"
    r"|^(?:(?:da|u|ok|thoi|vay|roi) )*(?:chao|tam biet|bye|bai|good ?bye)(?: \w+){0,3}$|\bhen gap lai\b|\bbye( bye)?$"
)


def kept_before(turn: Turn) -> dict[str, Any]:
    """Return what a request that was put by still knows, where it is begun again; it is put by no more."""
    before = put_by.kept_of(turn, FORM.name)
    return {name: before[name] for name in (*_TOLD, TOLD_CONSENT) if before.get(name)}


def takes_leave(turn: Turn) -> bool:
    """Return whether somebody says goodbye, whatever else they say, and asks nothing."""
    if turn.understanding.intent == "thank_bye":
        return True
    return not is_question(turn.text) and any(_BYE.search(canonical(clause)) for clause in CLAUSE.findall(turn.text))


def tell_not_sent(turn: Turn) -> None:
    """Say that the request is not sent yet, and which word does it; the question that waits stays the last."""
    step, said = under_way(turn).step, len(turn.replies)
    if step == CONFIRM:
        ask_once_more(turn, "call.plain_words")
    elif step in FORM.steps:
        turn.say(f"call.not_sent_{step}")
    if said:
        turn.replies.insert(said - 1, turn.replies.pop())


def keep_refused(turn: Turn) -> None:
    """Keep what was refused, for who thinks better of it in the next breath: neither name nor number is in it."""
    slots = under_way(turn).slots
    kept = {name: slots[name] for name in _KEPT if name in slots}
    turn.state.memo[_MEMO] = {"at": turn.received_at.isoformat(), "slots": kept}


def refused_just_now(turn: Turn) -> dict[str, Any] | None:
    """Return what was refused right before this message, once; None where it is over, or something else was shown."""
    memo = turn.state.memo.pop(_MEMO, None)
    if not isinstance(memo, dict) or turn.dialogue is not None or not isinstance(memo.get("slots"), dict):
        return None
    at = moment_of(memo.get("at"))
    shown = [choice.payload for choice in turn.state.menu] if turn.state.menu_live else []
    recent = at is not None and turn.received_at - at < _RECENTLY
    return memo["slots"] if recent and shown == memo.get("menu") else None


def note_menu(turn: Turn) -> None:
    """Note what was offered at the refusal: once another menu was shown, a yes is of that."""
    turn.state.memo[_MEMO]["menu"] = [choice.payload for choice in turn.state.menu]
