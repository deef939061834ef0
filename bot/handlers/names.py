"""Whether an answer to "tên gì" gives a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.booking.phrases import TAKING, agrees_plainly, is_question
from bot.understanding.fold import canonical
from bot.understanding.persons import clean_name

if TYPE_CHECKING:
    from bot.conversation.turn import Turn

_NO_NAME = frozenset({"so", "sdt", "dien", "zalo", "goi", "lay", "xai", "dung", "cung", "nhu", "cho"})
"""Words that no name begins with, but talk about one or about a phone does."""
_SURNAMES = frozenset(
    {
        *("nguyen", "tran", "le", "pham", "huynh", "hoang", "phan", "vu", "vo", "dang", "bui", "do", "ho", "ngo"),
        *("duong", "ly", "lam", "danh", "thach", "kim", "son", "chau", "truong", "dinh", "mai", "to", "cao", "quach"),
        *("tang", "thai", "ha", "ta", "la", "luu", "ma", "ong", "trieu", "tu", "vuong", "diep", "doan", "dao"),
        *("giang", "hua", "khuu", "lieu", "nhan", "phung", "trinh", "van", "luong", "chung", "hau", "luc", "nghiem"),
        *("tieu", "tong", "trang", "tra", "than", "banh", "bach", "au", "kieu", "kha", "mac", "nong", "ninh", "sam"),
    }
)
"""The usual surnames here: with one of them a text is a name, whatever the NLU guessed."""


def name_in(turn: Turn) -> str | None:
    """Return the name that the message gives, or None where it gives none.

    Names are made of words that mean something else: Bực, Hủy, Gửi, Thôi. So a surname outweighs what the NLU guessed;
    without one, a message that reads as another wish stays that wish. Questions and politeness are no names.
    """
    if agrees_plainly(turn.text) or is_question(turn.text) or turn.understanding.source == "keywords":
        return None
    marked = [name for person in turn.understanding.values("person") if (name := clean_name(person)) and " " in name]
    if marked:
        return marked[-1]  # "má tui, bà Lâm Thị Demo"
    name = clean_name(turn.text)
    words = canonical(name).split() if name is not None else []
    if not words or words[0] in _NO_NAME:
        return None
    if turn.understanding.intent in TAKING | {"out_of_scope"} or turn.understanding.values("person"):
        return name
    return full_name_in(turn)


def answers_name(turn: Turn) -> bool:
    """Return whether a name is asked for and the message is one: "Danh Thị Sóc" reads as "đánh", and is a name here."""
    dialogue = turn.dialogue
    return dialogue is not None and dialogue.step == "name" and full_name_in(turn) is not None


def full_name_in(turn: Turn) -> str | None:
    """Return the name that the message is as a whole, surname first, or None."""
    name = clean_name(turn.text)
    words = canonical(name).split() if name is not None else []
    return name if len(words) > 1 and words[0] in _SURNAMES else None
