"""Where a message falls into clauses: at its signs and behind its questions, since many people leave the signs out."""

from __future__ import annotations

from collections.abc import Sequence

from components.asking import TRAILING
from components.words import Word

_SIGNS = frozenset(".?!,;:\n…")
_ENDS = frozenset(["khong", "ko", "k", "kh", "kg", "hong", "hok", "hem", "hg", "hk", "gi", "dau", "sao", "chua", "lau"])
"""A question's last word; others of `asking.QUESTION` ("mấy", "ai", "nào") mostly go on."""
_GOES_ON = frozenset(["co", "phai", "di", "biet", "can", "ranh", "duoc", "dc", "lam", "nop", "ra", "dem", "gui", "hen"])
"""What "không" and "chưa" deny."""
_POLITE = TRAILING - _GOES_ON
"""What may stand behind it; "co" is "có" oftener than "cô"."""
_FEWEST_WORDS = 2


def clauses(message: Sequence[Word]) -> list[tuple[int, int]]:
    """Cut a message: the first word of each clause, and the one after its last. Together they hold every word once."""
    borders = [0]
    said = 0
    spoken = [word.kind == "word" for word in message]
    left = sum(spoken)
    for at, word in enumerate(message):
        if at and word.kind != "sign" and min(said, left) >= _FEWEST_WORDS and _ends(message, borders[-1], at):
            borders.append(at)
            said = 0
        said += spoken[at]
        left -= spoken[at]
    return list(zip(borders, [*borders[1:], len(message)], strict=True))


def _ends(message: Sequence[Word], begin: int, at: int) -> bool:
    """Tell whether the clause that began at word `begin` ends before word `at`."""
    before = message[at - 1]
    if before.kind == "sign" and before.folded in _SIGNS:
        return True
    if message[at].folded in TRAILING | _GOES_ON:
        return False
    words = (word.folded for word in reversed(message[begin:at]) if word.kind == "word")
    return next((word for word in words if word not in _POLITE), "") in _ENDS
