"""What somebody says is to be changed, and changing it: it is forgotten with what hangs on it, the rest is kept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.conversation.form import Heard
from bot.handlers.booking.asking import Step
from bot.handlers.booking.form import FORM, keep
from bot.handlers.booking.hearing import Booking
from bot.handlers.booking.phrases import TAKING, is_question
from bot.handlers.booking.reading import names_day, when_in
from bot.handlers.forms import ask
from bot.understanding.fold import canonical
from bot.understanding.keywords import agrees

if TYPE_CHECKING:
    from bot.conversation.turn import Turn

_CHANGE = re.compile(r"\b(?:doi|sua|(?<!cong )chuyen|ghi lai|chon lai|dat lai|nham|lon|sai|khac|change|correct)\b")
_ORDER = re.compile(r"(?:(?:khoan|cho|toi|em|minh) )*(?:sua|doi|ghi lai|sai|nham|lon)\b")
_DAY = re.compile(r"\b(?:ngay|buoi|bua|gio|lich|hom|thu|chu nhat|mai|sang|chieu|day|date|time)\b")
_PARTS = (
    ("name", re.compile(r"\bho\b(?! (?:so|khau))|\bchu (?:lot|dem)\b|\bchinh ta\b|\b(?:sai|co|thieu) dau\b|\bspel\w+")),
    ("phone", re.compile(r"\bso\b(?! (?:bo|ho so))|\bnumber\b")),
    ("unit", re.compile(r"\b(?:cho|xa|phuong|dia chi|dia diem|noi|address|commune|ward)\b")),
    ("procedure", re.compile(r"\b(?:vu|chuyen|matter)\b")),
    ("day", _DAY),
)
"""What names a part where something is said to be wrong in it, besides the words of the form's rows."""
_PERSON = frozenset({"phone", "name", "dossiers"})


def correction(turn: Turn) -> str | None:
    """Return what the message wants changed ("đổi ngày khác", "sửa số điện thoại"), as ``Field.fix``, or None."""
    plain, changes = canonical(turn.text), turn.understanding.intent == "change_appointment"
    named = FORM.named(plain)
    if turn.understanding.intent not in TAKING:
        # "Sửa số điện thoại" reads as a question for a number; as an order it can mean nothing else here.
        return named if named in _PERSON and _ORDER.match(plain) and not is_question(turn.text) else None
    if not _CHANGE.search(plain):
        return "day" if changes and not agrees(turn.text) else None
    if named is None and turn.understanding.values("admin_unit"):
        return "unit"
    if named == "procedure" and not turn.understanding.values("procedure") and names_day(when_in(turn)):
        named = None  # "con có việc, đổi qua thứ 6" names no other one
    return named or ("day" if changes or _DAY.search(plain) else None)


def names_name(text: str) -> bool:
    """Return whether a text speaks of the name as such, and not of a part of it ("họ", "chữ lót")."""
    return FORM.named(canonical(text)) == "name"


def part_of(text: str) -> str | None:
    """Return which part of an appointment a text names that is wrong, as ``Field.fix``, or None."""
    plain = canonical(text)
    return FORM.named(plain) or next((part for part, named in _PARTS if named.search(plain)), None)


async def fix(turn: Turn, what: str, *, pressed: bool = False) -> None:
    """Change what is to be changed; what the message says of it is taken at once.

    Args:
        turn: the turn.
        what: which rows (``Field.fix``).
        pressed: a button was pressed, so there is no text to read.
    """
    booking = Booking(turn)
    await keep(booking, Heard({}) if pressed else FORM.hear_change(booking, what), anew=FORM.fixed(what))


def ask_what(turn: Turn) -> None:
    """Ask which part of a read-back is to be changed; the procedure last, with which all begins anew."""
    parts = [row.fix[0] for row in FORM.fields if row.fix and row.name != Step.HALF_DAY]
    choices = [(turn.words(f"booking.fix_{part}"), f"#book.fix:{part}") for part in dict.fromkeys((*parts[1:], *parts))]
    ask(turn, Step.FIX, turn.words("booking.ask_fix"), choices)
