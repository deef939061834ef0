"""What a call-back request carries besides name and phone: the matter, what was asked in vain, the hour that suits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.conversation.handover import RECENT
from bot.handlers.booking.phrases import is_question
from bot.understanding.fold import canonical
from bot.understanding.masking import mask
from bot.understanding.phones import find_phones

if TYPE_CHECKING:
    from bot.conversation.turn import Turn

_MOST_ASKED = 2
_LONGEST_ASKED = 200
_LONGEST_WHEN = 80
_FEWEST_WORDS = 6
"""Words of a message that tells something, where it asks nothing."""
_CLAUSE = re.compile(r"[^,.;!?\n]+\??")
_CALLS = frozenset({"goi", "dien", "alo", "call", "phone"})
_TIME = re.compile(
    r"\b(?:sang|trua|chieu|toi|khuya|dem|mai|mot|gio|hanh chinh|ngay|thu \w+|chu nhat|cuoi tuan|tuan|luc|khoang"
    r"|\d{1,2} ?(?:h|gio)\d*|\d{1,2}[h:]\d{0,2}|morning|noon|afternoon|evening|tomorrow|after|before|o clock)\b"
)
_FREE = re.compile(r"\b(?:moi ve|moi ranh|ranh|o nha|nghe may|bat may|tan ca|het ca|di bien|di lam|di ghe|ngu|ban)\b")
_MATTER = re.compile(r"^(?:(?:ma|la|con|nho|noi) )*(?:(?:ve )?viec|hoi (?:ve|viec)|chuyen|vu|about) \w+ \w+")
_HUMAN = re.compile(r"\b(?:can bo|nguoi that|nhan vien|tong dai|so dien thoai|goi lai)\b")


def hour_in(text: str) -> str | None:
    """Return the words that tell when a call suits ("gọi buổi trưa", "mai tối tui mới về"), or None."""
    for found in _CLAUSE.finditer(text):
        words = found.group().split()
        begins = next((place for place, word in enumerate(words) if canonical(word) in _CALLS), None)
        said = words if begins is None else words[begins:]
        told = " ".join(word for word in said if not (word.isdecimal() and len(word) > 2))  # noqa: PLR2004 - of a phone
        plain = canonical(told)
        suits = begins is not None or _FREE.search(plain) is not None
        if suits and _TIME.search(plain) and not is_question(found.group()):
            return told[:_LONGEST_WHEN].strip()
    return None


def matter_in(text: str) -> str | None:
    """Return the clause that says what it is about ("việc khai tử cho tía tui"), or None."""
    clauses = (found.group().strip() for found in _CLAUSE.finditer(text))
    return next((c[:_LONGEST_ASKED] for c in clauses if _MATTER.match(canonical(c)) and not find_phones(c)), None)


def with_matter(said: list[str], text: str) -> list[str] | None:
    """Return what was said of the matter with what a text says of it; None where it says nothing."""
    matter = matter_in(text)
    return None if matter is None else [*said, *([] if matter in said else [matter])]


async def asked_before(turn: Turn) -> list[str]:
    """Return what the person last asked or told before they wanted somebody to talk to; masked, oldest first."""
    words = await turn.people.recent(RECENT)
    texts = [word.text for word in words if word.by_person]
    return [mask(" ".join(text.split()))[:_LONGEST_ASKED] for text in texts if _tells(text)][-_MOST_ASKED:]


def _tells(text: str) -> bool:
    plain = canonical(text)
    if text.startswith("#") or find_phones(text) or _HUMAN.search(plain):
        return False
    return is_question(text) or len(plain.split()) >= _FEWEST_WORDS
