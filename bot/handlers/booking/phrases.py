"""Turns of speech around a booking: questions, plain agreement, giving up, being late.

Read from the canonical text (no diacritics, abbreviations written out), so that careless typing reads the same.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from bot.guidance.tokens import Tokens
from bot.understanding.fold import canonical
from bot.understanding.keywords import agrees, leaves

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.conversation.turn import Turn

TAKING = frozenset(
    {"book_appointment", "change_appointment", "provide_info", "affirm", "deny", "nlu_fallback", "choice"}
)
"""Intents under which a message is taken as an answer to the booking's question."""

_QUESTION = re.compile(
    r"^(?:da )?(?:sao|chi vay)\b|\bsao (?:phai|lai|ma|khong)\b|"
    r"\b(?:gi|(?<!ban )sao|nao|dau|may|bao nhieu|bao lau|bao gio|khong|chua|ha|vay|the nao|lam sao)$|"
    r"\b(?:la gi|la sao|tai sao|vi sao|lam sao|the nao|bao nhieu|bao lau|khi nao|o dau|giay gi|can gi|co can|co phai)\b"
)
_LIVES = re.compile(
    r"\b(?:nha|toi|em|con|chau|minh|gia dinh)(?: (?:dang|minh|toi|em|o|song))? (?:o|song o|song tai|que)\b"
)
_LATE = re.compile(r"\bket (?:pha|xe|cau|duong|mua)\b|\bngap (?:nuoc|duong)\b|\b(?:running|be|am) late\b")
CLAUSE = re.compile(r"[^,.;!\n]+")
"""A part of a message between signs, with a question's sign."""
_ME = r"(?:toi|em|con|minh|chau|anh|chi|co|chu|bac|no|ba|ong)"
_ENDS = r"(?: (?:nua|luon|roi|dau|da|di|nha|nhe|nghen|em|anh|chi|con|chu|co|ban|a|ah))*$"
_STOPS = re.compile(
    r"^(?:(?:da|ua|u|um|ok|oke|roi|a|vay|khoan|ma) )*(?:"
    r"(?:thoi )?(?:khoi|khong|khong can|khong them|khong muon|dung) (?:dat|hen|goi|lam|gui)(?: (?:lich|hen|lai|gi))*"
    rf"{_ENDS}"
    rf"|thoi(?: vay)? (?:de )?(?:{_ME} )?(?:de )?(?:tu (?:di|ra|len|lam|hoi|lo)|hoi(?: lai)?|tinh lai|suy nghi|nghi lai"
    r"|ban lai|bua khac|khi khac|lan sau|hom khac|luc khac|khi nao)\b(?! (?:sao|gi|dau|nao)\b)"
    rf"|(?:khoan )?de {_ME} (?:hoi lai|tinh lai|suy nghi|nghi lai|ban lai)\b"
    r")"
)
"""The first clause of a message that gives up what is under way."""
_RIGHT = re.compile(r"(?:(?:da|a) ){0,2}(?:u|uh|um|o|vang|phai|ok|oke) (?:(?:u|uh|thi|em|con|da) ){0,3}dung")
_WHY = re.compile(
    rf"(?:(?:da|a|ma|de|thoi|roi|vi|tai) ){{0,6}}(?:{_ME}|mai|mot|bua|khi|lan|hom|cam on|xin|chao|bye|nho|khong|ban|ky"
    r"|met|phien|lau)\b"
)
"""How what is said behind it begins: who goes instead, when, thanks, a reason."""
_INSTEAD = re.compile(
    r"\b(?:dat|doi|chon|sua|chuyen|qua|sang|chieu|lay|cho (?:toi|em|con|minh)|muon|huy|\d+ ?(?:h|gio|bo)"
    r"|thu (?:\d|hai|ba|tu))\b"
)
"""Another wish."""
_BEFORE = frozenset({"da", "u", "uh", "um", "o", "vang", "ok", "oke", "thoi", "roi", "em", "ad"})
_BEHIND = frozenset(
    {
        *("em", "nha", "nhe", "nhen", "nghen", "a", "ah", "chi", "anh", "ban", "co", "chu", "do", "ne", "gium"),
        *("giup", "oi", "ad"),
    }
)
_LONGEST_CORE = 12
"""Words of the longest saying that is looked for."""
_BOOKING_WORDS = frozenset(
    {
        *(
            "dat",
            "lich",
            "hen",
            "so",
            "thu",
            "tu",
            "lay",
            "boc",
            "xin",
            "gium",
            "giup",
            "dum",
            "cho",
            "toi",
            "em",
            "minh",
        ),
        *("con", "mot", "cai", "tai", "day", "luon", "duoc", "khong", "di", "nha", "da", "muon", "can", "tao", "moi"),
    }
)
_AGAIN = re.compile(r"\b(?:thu lai|lam lai|dat lai|coi lai|kiem tra lai|tiep tuc|tiep|try again|retry)\b")


def only_books(text: str) -> bool:
    """Return whether a message names nothing but the wish for a slot: "dat so" is no land register ("đất", "sổ")."""
    return set(canonical(text).split()) <= _BOOKING_WORDS


def is_question(text: str) -> bool:
    """Return whether a message asks something."""
    return _QUESTION.search(canonical(text)) is not None or "?" in text


def asks_why(text: str) -> bool:
    """Return whether somebody asks what their name or phone is needed for."""
    plain = canonical(text)
    return bool(re.search(r"\b(?:sao|lam gi|lam chi|chi vay|de chi|can chi)\b", plain)) and bool(
        re.search(r"\b(?:ten|so|dien thoai|thong tin|cho|phai|hoi|can|lay)\b", plain)
    )


def is_late(text: str) -> bool:
    """Return whether somebody says that they will be late; "trẻ em" is not "trễ"."""
    tokens = Tokens(text)
    late = any(
        token.says("trễ", "muộn") and not (token.typed.isascii() and following.says("em", "con", "nhỏ"))
        for token, following in ((tokens[index], tokens[index + 1]) for index in range(len(tokens)))
    )
    return late or _LATE.search(canonical(text)) is not None


def agrees_plainly(text: str) -> bool:
    """Return whether a message confirms in plain words, whoever they are said to: "đúng rồi em", "ừ đặt đi nha".

    Politeness alone is stripped away and leaves nothing that would confirm.
    """
    return any(agrees(core) for core in cores(text))


def gives_up(text: str) -> bool:
    """Return whether a message gives the dialogue up, whatever politeness or reason stands around it.

    "Thôi để khi khác nha", "thôi khỏi đặt, tui tự đi"; who says in the same breath what shall be instead does not.
    """
    return only_leaves(text) or _walks_away(text)


def only_leaves(text: str) -> bool:
    """Return whether a message only gives up what is under way, with politeness around it; "ừ đúng" is not "dừng"."""
    right = "đúng" in unicodedata.normalize("NFC", text.lower()) or _RIGHT.fullmatch(canonical(text))
    return not right and any(leaves(core) for core in cores(text))


def _walks_away(text: str) -> bool:
    first, *others = [canonical(clause) for clause in CLAUSE.findall(text)] or [""]
    typed = next(iter(CLAUSE.findall(text)), "")
    if not (_STOPS.search(first) or (others and only_leaves(typed))):
        return False
    return not is_question(text) and all(_WHY.match(one) and not _INSTEAD.search(one) for one in others if one)


def stops(plain: str) -> bool:
    """Return whether a clause in plain form says by itself that what is under way shall stop."""
    return _STOPS.search(plain) is not None


def plain_no(text: str) -> bool:
    """Return whether a message begins with a plain no: of a read-back it says that something is wrong in it."""
    return re.match(r"(?:(?:da|u|em|toi) )*(?:khong|no)\b", canonical(text)) is not None


def cores(text: str) -> Iterator[str]:
    """Yield the message, then what is left of it without the particles and forms of address around what it says."""
    yield text
    words = canonical(text).split()
    while words and words[-1] in _BEHIND:
        del words[-1]
    yield " ".join(words)
    for first, word in enumerate(words, 1):
        if word not in _BEFORE:
            break
        if len(words) - first <= _LONGEST_CORE:
            yield " ".join(words[first:])


def wants_again(text: str) -> bool:
    """Return whether somebody wants to try once more."""
    return _AGAIN.search(canonical(text)) is not None


def yes_or_no(turn: Turn) -> bool | None:
    """Return the answer to a yes/no question that acts on nothing; politeness is enough there."""
    plain = canonical(turn.text)
    if turn.understanding.intent == "deny" or re.match(r"(?:da )?(?:khong|chua|no)\b", plain):
        return False
    if turn.understanding.intent == "affirm" or re.match(r"(?:da |vang )*(?:co|phai|dung|roi|yes)\b", plain):
        return True
    return None


def lives_there(turn: Turn) -> bool:
    """Return whether a place in the message is where the person lives, not where they want to go."""
    return _LIVES.search(canonical(turn.text)) is not None
