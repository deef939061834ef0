"""Reading a person's name from an answer to "tên gì"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from bot.conversation.messages import Understanding

LONGEST_NAME = 60
_MOST_WORDS = 7
_LEAD = re.compile(
    r"^(?:(?:dạ|da|vâng|ừ|ờ|thưa)[ ,.]+)?(?:ghi |để |gọi )?"
    r"(?:(?:họ (?:và )?|ho (?:va )?)?(?:tên|ten)(?: đầy đủ| day du)?|my name is|i am"
    r"|tôi|tui|toi|em|con|cháu|chau|mình|minh)"
    r"(?: (?:tôi|tui|toi|em|con|cháu|chau|mình|minh))?(?: (?:tên|ten))?(?: (?:là|la))?[ :]+",
    re.IGNORECASE,
)
_TAIL = re.compile(r"[\s,.;:!~-]+(?:nha|nhé|nghen|nghe|ạ|á|đó|do|ha|hen)?[\s.!~]*$", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]+(?:[ '.-]+[^\W\d_]+)*\.?")
_NO_NAMES = frozenset(
    {"khong", "thoi", "khoi", "co", "duoc", "roi", "ok", "da", "vang", "u", "um", "gi", "sao", "dung roi"}
)
_TALK = frozenset({"affirm", "deny", "greet", "thank_bye", "emergency"})
_MAYBE = frozenset({"provide_info", "nlu_fallback", "out_of_scope", "greet", "find_procedure", "choice"})


def name_in(text: str, understanding: Understanding) -> str | None:
    """Return the name that ``text`` gives, or None where it is something else.

    A name is never spelled out of a question: what reads as another wish stays one.
    """
    if understanding.source == "keywords" and understanding.intent in _TALK:
        return None
    persons = understanding.values("person")
    if understanding.intent == "provide_info" and persons and _plausible(persons[0]):
        return _tidy(persons[0])
    if understanding.intent not in _MAYBE or "?" in text:
        return None
    bare = _TAIL.sub("", _LEAD.sub("", text.strip()))
    return _tidy(bare) if _plausible(bare) else None


def _plausible(text: str) -> bool:
    words = text.split()
    return (
        1 <= len(words) <= _MOST_WORDS
        and len(text) <= LONGEST_NAME
        and _LETTERS.fullmatch(text.strip()) is not None
        and canonical(text) not in _NO_NAMES
    )


def _tidy(text: str) -> str:
    """Return the name with capitals where it was typed without any."""
    words = text.split()
    if any(word[:1].isupper() for word in words):
        return " ".join(words)
    return " ".join(word[:1].upper() + word[1:] for word in words)
