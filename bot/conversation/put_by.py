"""Forms whose question is not answered: it is put again once, then the form is put by and waits without a word.

What was said stays with it for a day. One word brings it back, so does a button of its latest question; until then
messages are read as if there were no form. Nothing commits while it is put by.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.conversation.state import Dialogue, is_dialogue
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from bot.conversation.state import State
    from bot.conversation.turn import Turn

_MEMO = "put_by"
_SHOWN = "shown"
"""Slot: the step whose question was shown, and how often without an answer."""
_MOST = 2
READ_BACK = frozenset({"confirm", "confirm_move", "confirm_cancel"})
"""Steps at which all is done but one word: what was read back whole is reminded of twice, in one line."""
_FOR = timedelta(days=1)
_FRESH = 3
"""Messages after which what was asked for has to be asked again."""
_NO_ANSWER = frozenset(
    {_SHOWN, "menu", "again", "asked", "language", "once_more", "said", "area_tries", "told_consent"}
)
"""Slots that change with every message, or by showing a question, and bring no form forward."""
_GOES_ON = re.compile(
    r"^(?:(?:(?:da|u|uh|um|ok|oke|ua|a|roi|vay|thoi|gio|cho|muon|can|thi|khoan|de|toi|em|con|minh|chau|anh|chi|co|chu|bac"
    r"|ba|ong) )*(?:lam|dat|gui|ghi|dien|khai) tiep"
    r"(?: (?:di|nha|nhe|nghe|nghen|a|ah|em|con|anh|chi|chu|co|bac|luon|gium|giup|dum|cho|toi|minh|phieu|lich|hen|do"
    r"|duoc|khong|voi|cai|viec|yeu cau|goi lai))*|(?:please )?continue(?: please)?)$"
)


def note_shown(dialogue: Dialogue) -> None:
    """Note that the step's question is shown."""
    step, times = dialogue.slots.get(_SHOWN) or [None, 0]
    dialogue.slots[_SHOWN] = [dialogue.step, times + 1 if step == dialogue.step else 1]


def is_over(turn: Turn) -> bool:
    """Return whether the question under way was put again already: it is not put a third time."""
    dialogue = turn.state.dialogue
    shown = dialogue.slots.get(_SHOWN) if dialogue is not None else None
    if dialogue is None or not shown or dialogue.slots.get("pending"):
        return False  # what may be booked by now is not left open
    if dialogue.slots.get("language") not in (None, turn.profile.language):
        return False  # in another language it was not put yet
    return bool(shown[0] == dialogue.step and shown[1] >= _MOST + (dialogue.step in READ_BACK))


def standing(state: State) -> str | None:
    """Return how far the form under way has come, to be compared after the turn."""
    dialogue = state.dialogue
    if dialogue is None:
        return None
    known = {name: value for name, value in dialogue.slots.items() if name not in _NO_ANSWER}
    return json.dumps([dialogue.name, dialogue.step, known], sort_keys=True, default=str)


def settle(state: State, before: str | None) -> None:
    """Count the questions anew where a message brought the form forward."""
    if state.dialogue is not None and standing(state) != before and state.dialogue.slots.get(_SHOWN):
        state.dialogue.slots[_SHOWN] = [state.dialogue.step, 1]


def put_by(turn: Turn) -> None:
    """Let the form under way wait; ``tell`` says so at the end of the turn. One that knows nothing is dropped."""
    dialogue = turn.state.dialogue
    if dialogue is None:
        return
    if not any(value for name, value in dialogue.slots.items() if name not in _NO_ANSWER):
        turn.state.dialogue = None
        return
    dialogue.slots.pop(_SHOWN, None)
    kept = {"at": turn.received_at.isoformat(), "in": turn.inbox_id, "later": 0, "dialogue": dialogue.to_json()}
    turn.state.memo[_MEMO] = kept
    turn.state.dialogue = None


def waiting(turn: Turn) -> Dialogue | None:
    """Return the form that was put by, or None where there is none, or it is over."""
    kept = turn.state.memo.get(_MEMO)
    if not isinstance(kept, dict) or not kept.get("dialogue") or not is_dialogue(kept["dialogue"]):
        return None
    try:
        since = turn.received_at - datetime.fromisoformat(str(kept.get("at")))
    except (TypeError, ValueError):  # another version wrote it
        return None
    return Dialogue.from_json(kept["dialogue"]) if since < _FOR else None


def bring_back(turn: Turn) -> bool:
    """Let the form that was put by be under way again; False where there is none."""
    dialogue = waiting(turn)
    forget(turn)
    if dialogue is None:
        return False
    turn.state.dialogue = dialogue
    return True


def forget(turn: Turn) -> None:
    """Drop what was put by."""
    turn.state.memo.pop(_MEMO, None)


def kept_of(turn: Turn, name: str) -> dict[str, Any]:
    """Return what the form of a name knows that was put by, and drop it: it is begun again."""
    dialogue = waiting(turn)
    if dialogue is None or dialogue.name != name:
        return {}
    forget(turn)
    return dialogue.slots


def is_of(turn: Turn, name: str) -> bool:
    """Return whether the form that was put by is that of a name."""
    dialogue = waiting(turn)
    return dialogue is not None and dialogue.name == name


def is_fresh(turn: Turn) -> bool:
    """Return whether a form was put by a moment ago, so that what it asked for is its answer still."""
    later = (turn.state.memo.get(_MEMO) or {}).get("later")
    return isinstance(later, int) and later < _FRESH


def step_in(memo: object) -> str | None:
    """Return the step of a form that was put by a moment ago, out of notes as the row has them."""
    kept = memo.get(_MEMO) if isinstance(memo, dict) else None
    if not isinstance(kept, dict) or not isinstance(kept.get("later"), int) or kept["later"] >= _FRESH:
        return None
    dialogue = kept.get("dialogue")
    return str(dialogue["step"]) if dialogue and is_dialogue(dialogue) else None


def is_button_of(turn: Turn, payload: str) -> bool:
    """Return whether a button is of the latest question of the form that was put by."""
    dialogue = waiting(turn)
    return dialogue is not None and any(row[1:] == [payload] for row in dialogue.slots.get("menu") or [])


def goes_on(text: str) -> bool:
    """Return whether a whole message asks to go on with a form ("làm tiếp đi em")."""
    return len(text) <= _LONGEST and _GOES_ON.fullmatch(canonical(text)) is not None


_LONGEST = 60


def tell(turn: Turn) -> None:
    """Say, where a form is put by and at a goodbye, that nothing is done yet and which word brings it back."""
    dialogue, kept = waiting(turn), turn.state.memo.get(_MEMO) or {}
    if dialogue is not None and kept.get("in") != turn.inbox_id:
        kept["later"] = int(kept.get("later") or 0) + 1
    leaves = turn.understanding.intent == "thank_bye" and not kept.get("bye")
    if dialogue is None or turn.dialogue is not None or not (kept.get("in") == turn.inbox_id or leaves):
        return
    kept["bye"] = kept.get("bye") or leaves
    line = turn.words(f"router.put_by_{dialogue.name}")
    if turn.replies:
        latest = turn.replies[-1]
        turn.replies[-1] = replace(latest, text=f"{latest.text}\n{line}")
    else:
        turn.reply(line)
