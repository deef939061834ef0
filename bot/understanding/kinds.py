"""Kinds of messages that a model can read worse while its average stays; the reports and the gate tell them apart.

A kind is told by the text and the label alone, so that every labelled set has it, tagged or not.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.understanding.fold import fold, has_diacritics

if TYPE_CHECKING:
    from bot.understanding.scores import LabelledMessage

STORY_WORDS = 25
"""From so many words on the wish stands among circumstances."""
OUT_OF_SCOPE = "out_of_scope"

_ENOUGH = 2
"""So many words of English or of the office make a message theirs: one alone is in many a message of others."""
_WORD = re.compile(r"[^\W_]+")
_FACES = re.compile(r"[=:;]['-]?[)(D]+")


class Kind(StrEnum):
    """A kind of message; a message may be of several."""

    STORY = "story"
    BORROWED = "borrowed-words"
    """Out of scope, in words that the office uses too: an appointment at the barber's, the result of a match."""
    ENGLISH = "english"
    BARE = "no-diacritics"
    """Vietnamese without any mark."""
    TEENCODE = "teencode"
    """Short forms of chats, with or without marks beside them."""
    SOUTHERN = "southern"


# fmt: off
_OFFICE = frozenset(
    [
        "hen", "lich", "nop", "giay", "ket", "qua", "the", "phi", "ho", "so", "chay", "phong", "toa", "khieu",
        "nai", "gio", "thu", "tuc", "dat", "huy", "doi", "don", "dang", "ky", "han", "chung", "nhan", "cap",
        "cuu", "tien", "bao", "hiem", "dau", "mien", "giam", "cong", "an", "chot", "ly", "dia", "chi",
        "appointment", "form", "papers", "office", "card", "fee", "permit", "passport", "visa", "result",
        "booking", "cancel", "licence", "license", "certificate", "emergency", "fire",
    ]
)
_TEENCODE = frozenset(
    [
        "k", "ko", "kh", "dc", "đc", "dk", "đk", "z", "j", "v", "r", "hok", "hk", "hem", "bn", "bnhiu",
        "nhiu", "ntn", "mik", "mk", "bik", "bít", "iu", "lun", "lunn", "wa", "vs", "ad", "ib", "oke", "okie",
        "okela", "ck", "vk", "cx", "cmt", "trc", "thik", "bt", "zậy", "dzậy", "zay", "dzay", "dz", "hnay",
        "tks", "ak", "nka", "ròi", "òi", "gòi", "rùi",
    ]
)
_SOUTHERN = frozenset(
    [
        "tui", "hông", "hong", "hổng", "dìa", "dzô", "mần", "nghen", "hén", "ổng", "bả", "má", "tía", "thiệt",
        "nhứt", "bịnh", "sanh", "xài", "trển", "bển", "hổm", "ngặt", "ráng", "biểu", "giùm", "gởi", "đặng",
        "hùi", "nẫy", "mầy", "kiếng", "dượng", "nhen", "vầy", "miết", "tánh", "bữa",
    ]
)
_ENGLISH = frozenset(
    [
        "the", "is", "are", "my", "you", "we", "of", "and", "for", "in", "on", "does", "what", "where", "how",
        "when", "need", "want", "have", "has", "it", "this", "that", "with", "your", "please", "me", "at",
        "not", "was", "will", "there", "which", "if", "or", "yes", "they", "he", "she", "our", "get", "can",
        "who", "thanks", "hello", "here", "still",
    ]
)
# fmt: on


def kinds_of(message: LabelledMessage) -> frozenset[Kind]:
    """Return the kinds a labelled message is of: what its tags say, and what its text shows."""
    typed = _WORD.findall(message.text.casefold())
    english = Kind.ENGLISH in message.tags or len(_ENGLISH.intersection(typed)) >= _ENOUGH
    vietnamese = bool(typed) and not english
    held = {
        Kind.STORY: len(typed) >= STORY_WORDS,
        Kind.BORROWED: message.intent == OUT_OF_SCOPE and _borrows(message.text),
        Kind.ENGLISH: english,
        Kind.BARE: vietnamese and any(word.isalpha() for word in typed) and not has_diacritics(message.text),
        Kind.TEENCODE: vietnamese and bool(not _TEENCODE.isdisjoint(typed) or _FACES.search(message.text)),
        Kind.SOUTHERN: vietnamese and not _SOUTHERN.isdisjoint(typed),
    }
    return frozenset(kind for kind, there in held.items() if there or kind in message.tags)


def _borrows(text: str) -> bool:
    return len(_OFFICE.intersection(_WORD.findall(fold(text)))) >= _ENOUGH
