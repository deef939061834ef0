"""The choices of the latest menu told in words, for who sees no buttons: with a screen reader, or on an old phone.

The menu stays as it is: a number that is typed is the choice with that number.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.conversation.messages import Kind
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from bot.conversation.turn import Turn

_MOST_WORDS = 14
"""Words of a message that asks for nothing else."""
_CHOICES = r"(?:lua chon|cai chon|muc chon|cho chon|nut)"
_WANTS = re.compile(
    r"\b(?:khong|chua) (?:thay|co|nhin thay|nhin ra|doc duoc|hien|bam duoc|bam|an duoc)"
    rf"(?: (?:cai|may|duoc|ra|cac)){{0,2}} {_CHOICES}\b"
    r"|\bnut (?:bam )?(?:dau|o dau)\b|\bnut (?:khong|chua) (?:hien|thay|bam)\b"
    rf"|\b(?:doc|noi|ke|liet ke|cho (?:toi )?(?:biet|nghe))\b(?: \w+){{0,5}} {_CHOICES}\b"
    rf"|\bco (?:may|nhung|bao nhieu|cac) (?:\w+ )?{_CHOICES}\b|\b(?:khong|chua) bam (?:nut )?duoc(?: nut)?$"
    r"|\b(?:what|read|list|tell)\b(?: \w+){0,4} (?:choices|options|buttons)\b"
    r"|\b(?:no|not see|don t see|can t see|cannot see)(?: \w+)? (?:buttons?|choices|options)\b"
)


def tell(turn: Turn) -> bool:
    """Tell the choices where a message asks for them, or says that no buttons are seen; a guard."""
    menu = turn.state.menu
    if turn.inbound.kind is not Kind.TEXT or turn.ticket is not None or not menu or not asks(turn.text):
        return False
    lines = [turn.words("router.choice_told", number=number, label=one.label) for number, one in enumerate(menu, 1)]
    turn.say("router.choices_told", count=len(menu), choices_in_words="\n".join(lines))
    turn.state.menu, turn.state.menu_live = menu, True
    return True


def asks(text: str) -> bool:
    """Return whether a message asks which choices there are, or says that it sees none."""
    plain = canonical(text)
    return len(plain.split()) <= _MOST_WORDS and _WANTS.search(plain) is not None
