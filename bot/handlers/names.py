"""Whether an answer to "tên gì" gives a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.guidance.text import fold
from bot.handlers.amid import is_no_answer
from bot.handlers.booking.phrases import TAKING, agrees_plainly, is_question
from bot.understanding.anger import is_weary
from bot.understanding.fold import canonical
from bot.understanding.foreign_names import foreign_name
from bot.understanding.name_words import BY_PLACE, NAME_WORDS, NO_BYNAME, SURNAMES
from bot.understanding.persons import clean_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.conversation.turn import Turn

_NO_NAME = frozenset({"so", "sdt", "dien", "zalo", "goi", "lay", "xai", "dung", "cung", "nhu", "cho"})
"""Words that no name begins with, but talk about one or about a phone does."""
_A_STORY = 2
"""Words behind "Sáu" from which on they tell something."""
_LONGEST = 5
"""Words of a name without a surname before them."""
_MIDDLE = frozenset({"van", "thi"})
_KIN = frozenset({"anh", "chi", "co", "chu", "bac", "ong", "ba", "di", "cau", "mo", "em", "chau", "con", "thim"})


def name_in(turn: Turn) -> str | None:
    """Return the name that the message gives, or None where it gives none.

    Names are made of words that mean something else: Bực, Hủy, Gửi, Thôi. So a surname outweighs what the NLU guessed;
    without one, a message that reads as another wish stays that wish. Questions and politeness are no names.
    """
    if (asked := asked_name(turn)) is not None:
        return asked
    if agrees_plainly(turn.text) or is_no_answer(turn.text) or _asks(turn) or turn.understanding.source == "keywords":
        return None
    marked = [name for person in turn.understanding.values("person") if (name := clean_name(person)) and " " in name]
    if marked:
        return marked[-1]  # "má tui, bà Lâm Thị Demo"
    name = clean_name(turn.text)
    words = canonical(name).split() if name is not None else []
    stray = is_weary(turn.text) or len(words) > _LONGEST  # "chiều tui đi ruộng không có sóng"
    if not words or words[0] in _NO_NAME or (stray and full_name_in(turn) is None):
        return None
    if turn.understanding.intent in TAKING | {"out_of_scope"} or turn.understanding.values("person"):
        return name
    return full_name_in(turn)


def asked_name(turn: Turn) -> str | None:
    """Return the name where one is asked for and the message is one, whatever else its words may mean.

    "Nhan" is no wish about messages here, "Khôi" gives nothing up, "Hồng" refuses nothing, "Hà" asks nothing, and
    "Danh Thị Sóc" hits nobody.
    """
    dialogue = turn.dialogue
    if dialogue is None or dialogue.step != "name" or "?" in turn.text or agrees_plainly(turn.text):
        return None
    if is_no_answer(turn.text):
        return None
    if (typed := foreign_name(turn.text)) is not None and not is_weary(turn.text):
        return typed
    name = clean_name(turn.text)
    words = name.split() if name is not None else []
    if len(words) > 1 and fold(words[0]) in _KIN and words[0] not in SURNAMES:
        words = words[1:]
    if words and all(word.strip(".-'") in NAME_WORDS for word in words):
        return name
    if words and words[0] in BY_PLACE and is_byname(words[1:]):
        return name
    certain = len(words) > 2 and fold(words[1]) in _MIDDLE  # noqa: PLR2004 - surname, middle name, given name
    return full_name_in(turn) if certain or not _asks(turn) else None


def is_byname(words: Sequence[str]) -> bool:
    """Return whether words behind "Sáu" are a byname ("Lúa"), or there is none: no time, no count, nobody's father."""
    return len(words) < _A_STORY and not any(word in NO_BYNAME or word in BY_PLACE for word in words)


def _asks(turn: Turn) -> bool:
    """Return whether the message asks something: "mà ai gọi, xã hay tỉnh" is nobody's name."""
    return is_question(turn.text) or any(clause.act.asks for clause in turn.clauses)


def full_name_in(turn: Turn) -> str | None:
    """Return the name that the message is as a whole, surname first, or None."""
    name = clean_name(turn.text)
    words = name.split() if name is not None else []
    return name if len(words) > 1 and words[0] in SURNAMES else None


def is_full_name(name: str) -> bool:
    """Return whether words are a surname with what names are made of behind it."""
    words = name.split()
    return len(words) > 1 and words[0] in SURNAMES and all(word.strip(".-'") in NAME_WORDS for word in words)
