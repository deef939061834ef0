"""What other bodies receive, as far as all know: said in one line, so that nobody goes to the counter for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.handlers.menu import other
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from bot.conversation.turn import Turn

_OF = (
    ("court", re.compile(r"\b(?:ly (?:hon|di|than)|toa an|khoi kien|kien ra toa|don kien|divorce)\b")),
    (
        "police",
        re.compile(
            r"\b(?:mat trom|mat cap|bi trom|an trom|bi cuop|cuop|giut do|giat do|bi giat|bi lua"
            r"|lua dao|danh nhau|trinh bao|to giac)\b"
        ),
    ),
    ("traffic", re.compile(r"\b(?:phat nguoi|phat giao thong|nop phat|giam xe|bi giam bang|bi giu bang)\b")),
    (
        "school",
        re.compile(
            r"\b(?:chuyen truong|nhap hoc|tuyen sinh|hoc ba|xin hoc|hoc phi|nop ho so (?:vao|hoc) lop|vo lop)\b"
        ),
    ),
    ("supply", re.compile(r"\b(?:tien (?:dien|nuoc)|hoa don dien|dien ke|cup dien|cup nuoc|mat dien|gan dong ho)\b")),
)


def whose(text: str) -> str | None:
    """Return which body's business a text is about, or None."""
    plain = canonical(text)
    return next((name for name, pattern in _OF if pattern.search(plain)), None)


def tell(turn: Turn) -> bool:
    """Say whose business it is; False where it is nobody's that is known."""
    name = whose(turn.text)
    if name is None:
        return False
    turn.say(f"fallback.{name}", choices=[other(turn)])
    return True
