"""Taking a person's name out of an answer, as it was typed."""

from __future__ import annotations

import functools
import re

from bot.guidance.text import clean, fold, tone_key
from bot.understanding.foreign_names import is_safe
from bot.understanding.name_words import BY_PLACE, NAME_WORDS, SURNAMES
from bot.understanding.phones import find_phones

_LEAD = re.compile(
    r"^(?:(?:da|vang|u|uh|thua|cho)\s+)*"
    r"(?:(?:toi|tui|minh|em|con|chau|anh|chi|co|chu|bac|nguoi (?:nop|di)|ben (?:em|minh))\s+)?"
    r"(?:(?:ho va ten|ho ten|ten day du|ten|goi)(?:\s+(?:cua\s+)?(?:toi|tui|minh|em|con|chau))?)"
    r"(?:\s+(?:la|day la))?(?:\s*[:\-])?\s+|"
    r"^(?:(?:da|vang)\s+)*(?:toi|tui|minh|em|con|chau)\s+(?:la|ten la)\s+|"
    r"^(?:da|vang)\s+"
)
_TAIL = re.compile(r"[\s,.;]+(?:nha|nhe|nghen|a|ah|ne|do|day|nhe a|nha a|ban|oi|so|sdt|dt|so dien thoai|dien thoai)$")
_NOT_A_NAME = re.compile(
    r"\?|\b(?:khong can|co can|tai sao|lam sao|cho hoi|de hoi|hoi lai|doi (?:ngay|lich|gio|lai)|"
    r"huy (?:di|lich|hen|dat|bo|luon|het|giup|gium)|thoi khoi|"
    r"bao nhieu|o dau|dat lich|sang mai|ngay mai|ho so|thu tuc|dien thoai|gap can bo|khong biet|chua biet)\b"
)
_ABOUT_A_NUMBER = re.compile(
    r"^(?:(?:da|khoan|ma|a|roi) )*(?:(?:doi|sua|ghi|chinh|sai|nham|lon) (?:(?:lai|cai) )?|)(?:so|sdt)"
    r"(?: (?:lai|moi|nay|khac|cu|roi|dung))*$"
)
"""What stands before another number: "đổi số lại 09…" orders and names nobody."""
_ONLY_POLITE = frozenset(
    {
        *("dạ", "vâng", "ok", "oke", "ừ", "ừm", "uh", "được", "đúng rồi", "không", "hông", "rồi", "có", "thôi"),
        *("đồng ý", "hủy"),
    }
)
_POLITE_TYPED = frozenset(map(tone_key, _ONLY_POLITE))
_POLITE_BARE = frozenset(map(fold, _ONLY_POLITE)) - {"hong", "huy"}
"""Without their accents these are as well Hồng and Huy."""
_MIDDLE = (" van", " thi")
_CLOSING = frozenset(
    map(tone_key, ("nha", "nhé", "nghen", "ạ", "à", "nè", "đó", "đây", "bạn", "ơi", "số", "điện", "thoại", "đt", "sđt"))
)
"""What a name is followed by, typed with its accents: "Nhã", "Đô" and "Ân" are none of these."""
_KINSHIP = frozenset({"anh", "chi", "co", "chu", "bac", "ong", "ba", "di", "cau", "mo", "em", "chau", "con"})
_ADDRESS = _KINSHIP | {"toi", "tui", "minh"}
"""What people call themselves or somebody by before the name."""
_LONGEST_ANSWER = 200
"""Characters of the longest answer in which a name is looked for; what is longer tells a story."""
_LONGEST = 60
_MOST_WORDS = 7


@functools.lru_cache(maxsize=64)  # a turn asks several times for its text's
def clean_name(text: str) -> str | None:
    """Return the name that ``text`` gives, or None where it gives none.

    The wording around it goes ("tui tên …", "… nha"), the name stays as typed; a name wholly in small letters gets
    capitals. Digits, questions and plain politeness are no names.
    """
    if len(text) > _LONGEST_ANSWER or not is_safe(text):
        return None
    typed = clean(text)
    if find_phones(typed):
        typed = re.split(r"\+?\d", typed, maxsplit=1)[0]
    if _ABOUT_A_NUMBER.match(fold(typed).strip(" .,;:")):
        return None
    name = _without_frame(typed)
    plain = fold(name)
    words = name.split()
    if not words or len(name) > _LONGEST or len(words) > _MOST_WORDS:
        return None
    polite = plain in _POLITE_BARE if name.isascii() else tone_key(name) in _POLITE_TYPED
    if polite or _NOT_A_NAME.search(plain) or not all(_is_name_word(word) for word in words):
        return None
    return _capitalised(_without_address(words))


def _without_address(words: list[str]) -> list[str]:
    """Cut how somebody is called before the name ("em Chiến", "tui Lúa"), unless that may be a part of the name.

    "Anh Tuấn", "Chi Mai" and "Minh Chiến" are names as well. There "anh" is an address where it is typed small before a
    capital, or where a surname and more stand behind it. "Anh Hai" and "Ba Lúa" stay: "Hai" alone tells nobody apart.
    """
    first, *rest = words
    if fold(first) not in _ADDRESS or not rest or first in BY_PLACE or rest[0] in BY_PLACE:
        return words
    capital = rest[0][0].isupper()
    if first not in NAME_WORDS:
        return rest if capital or rest[0].strip(".-'") in NAME_WORDS else words
    whole = len(rest) > 2 and rest[0] in SURNAMES and first not in SURNAMES  # noqa: PLR2004 - "Anh Lê Thị Mai"
    return rest if whole or (capital and first.islower()) else words


def _without_frame(typed: str) -> str:
    """Cut the wording before and after the name. Folding keeps the number of words, so cuts are made by words."""
    words = re.sub(r"[:;,]+", " ", typed).split()
    plain = " ".join(fold(word) or "-" for word in words)
    lead = _LEAD.match(f"{plain} ")
    first = len(lead.group().split()) if lead else 0
    rest = " ".join(plain.split()[first:])
    last = len(words)
    while (tail := _TAIL.search(rest)) and not _is_of_name(words[last - 1]):
        if rest[: tail.start()].endswith(_MIDDLE):
            break  # "tran van do" is Trần Văn Đô, and no "đó"
        last -= len(tail.group().split())
        rest = rest[: tail.start()]
    return " ".join(words[first:last]).strip(" .,;:-\"'()")


def _is_of_name(word: str) -> bool:
    """Whether the last word of an answer belongs to the name: "Nguyễn Văn A" keeps its A, "Lê Nhã" its Nhã."""
    return word.isupper() or (not word.isascii() and tone_key(word.strip(".,")) not in _CLOSING)


def _is_name_word(word: str) -> bool:
    return all(character.isalpha() or character in "'’.-" for character in word)


def _capitalised(words: list[str]) -> str:
    name = " ".join(words)
    if name != name.lower():
        return name
    head, rest = ([words[0]], words[1:]) if fold(words[0]) in _KINSHIP and len(words) > 1 else ([], words)
    return " ".join((*head, *(word[0].upper() + word[1:] for word in rest)))
