"""Names that Vietnamese words do not make up: "Nguyen-Smith, Anna", "Seán O’Connor", "李小龙", "Trần Văn A (Andy)".

Where a name is asked for they are taken as typed. What is read as one here is shaped like a name beyond doubt, whatever
else the model may read in it.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from bot.guidance.text import clean, fold
from bot.understanding.name_words import NAME_WORDS, SURNAMES

if TYPE_CHECKING:
    from collections.abc import Sequence


def _set(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


LONGEST = 80
"""Characters of the longest name that is taken."""
_MOST_WORDS = 10
_MOST_TOGETHER = 24
"""Letters of a name in a script that puts no blanks between words."""
_LINK = re.compile(
    r"://|\bwww\.|@|(?<=\w)\.(?:com|vn|net|org|edu|gov|info|biz|site|online|xyz|top|link|app|io|me|ru|cn|co|tk|shop)\b",
    re.IGNORECASE,
)
_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SIGNS = frozenset(" '’ʼ`.,-–·‧・()/")
_VIETNAMESE = frozenset("ăâđêôơư")
_OF_VIETNAMESE = frozenset("\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b")
"""Marks that Vietnamese letters have."""
_LOWER = _set(
    "de la del della di da do dos das du van von der den ter ten zu zum bin binti ibn al el abu y e i und af av le the"
)
"""Words of names that are written small."""
_NO_NAME = _set(
    """
    yes no please hello hi hey thanks thank you ok okay cancel stop help menu back next bye good morning what
    where when how who why which is are office form forms fee fees find for from with work my your book
    booking birth death marriage want need to can do a an it i me we of certificate registration appointment
    facebook zalo wifi file web
    """
)
"""English words that people write with a capital and that are nobody's name."""
_SYLLABLE = re.compile(r"(?:ngh?|gh?|nh|kh|ph|th|tr|ch|qu|gi|[bcdhklmnprstvx])?[aeiouy]{1,3}(?:ch|ng|nh|[cmnpt])?")
"""Of Vietnamese, without its marks."""
_TITLES = frozenset({"dr", "mr", "mrs", "ms", "prof", "st", "sr", "jr", "fr", "eng"})
_WORD = re.compile(r"[^\s,()/]+")
_SAYS = re.compile("[我你您请吗什怎哪谁么?？。！!؟।។៕]|(?:です|ます|ください|습니다|세요|안녕)")
"""What stands in a sentence and in hardly any name."""
_KHMER_SAYS = ("សូម", "ខ្ញុំ", "បាទ", "ចាស", "អរគុណ", "យល់ព្រម", "ទេ", "មិន", "ជំរាប", "តើ", "ចង់", "អ្វី")
_THAI_SAYS = ("ครับ", "ค่ะ", "คะ", "ไม่", "ขอ", "อะไร", "สวัสดี")


def foreign_name(text: str) -> str | None:
    """Return the name that a whole message is, as typed, where its letters or signs show that it is one; or None."""
    name = clean(text)
    if not name or len(name) > LONGEST or not is_safe(text):
        return None
    if not all(character in _SIGNS or _is_letter(character) for character in name) or not any(map(str.isalpha, name)):
        return None
    words = _WORD.findall(name)
    if len(words) > _MOST_WORDS:
        return None
    return name if _of_another_script(name) or _of_latin(name, words) else None


def is_safe(text: str) -> bool:
    """Return whether a text has no link, no control character and nothing that turns the direction of writing."""
    controls = any(unicodedata.category(each) == "Cc" and each not in "\r\n\t" for each in text)
    return not controls and _LINK.search(text) is None and _DIRECTIONS.search(text) is None


def _is_letter(character: str) -> bool:
    return character.isalpha() or unicodedata.category(character) in ("Mn", "Mc") or character in "\u200c\u200d"


def _of_another_script(name: str) -> bool:
    """Return whether a text is written in letters that are not Latin, and says nothing else in them."""
    letters = [character for character in name if character.isalpha()]
    foreign = [character for character in letters if not unicodedata.name(character, "").startswith("LATIN")]
    if not foreign or _SAYS.search(name) or any(said in name for said in (*_KHMER_SAYS, *_THAI_SAYS)):
        return False
    return max(map(len, name.split())) <= _MOST_TOGETHER


def _of_latin(name: str, words: Sequence[str]) -> bool:
    """Return whether Latin words are those of a name by their capitals, and by a sign or letter Vietnamese has not."""
    before, _, behind = name.partition("(")
    if behind:
        return behind.endswith(")") and _is_name(before.split()) and _is_name(behind[:-1].split())
    if "/" in name:
        return all(_is_name(part.split()) for part in name.split("/"))
    if not all(_capital(word) or word.lower().strip(".") in _LOWER for word in words) or len(words[0]) < 2:  # noqa: PLR2004
        return False
    if any(map(_shows, words)):
        return True
    together = len(words) > 1 and not any(fold(word).strip(".") in _NO_NAME for word in words)
    return together and (name.count(",") == 1 or not all(_SYLLABLE.fullmatch(fold(word)) for word in words))


def _is_name(words: Sequence[str]) -> bool:
    """Return whether words may be a name: a Vietnamese one, or capitalised ones."""
    if not words:
        return False
    if len(words) > 1 and words[0] in SURNAMES:
        return True
    return all(word in NAME_WORDS or _capital(word) for word in words)


def _capital(word: str) -> bool:
    first = word.strip("'’ʼ`.-–")[:1]
    return first.isupper() or (word[:2].lower() in ("d'", "d’", "o'", "o’"))


def _shows(word: str) -> bool:
    """Return whether a word is of no Vietnamese text: a hyphen or apostrophe within, an initial, a title, a letter."""
    bare = word.strip("'’ʼ`.-–")
    within = any(sign in bare for sign in "'’ʼ`-–") and all(part[:1].isalpha() for part in re.split("['’ʼ`–-]", bare))
    initial = word.endswith(".") and (len(bare) == 1 or bare.lower() in _TITLES)
    return within or initial or any(map(_is_strange, word.lower()))


def _is_strange(character: str) -> bool:
    """Return whether a Latin letter is in no Vietnamese word ("ü", "ñ", "ø", "ß")."""
    if not character.isalpha() or character.isascii() or character in _VIETNAMESE:
        return False
    apart = unicodedata.normalize("NFD", character)
    base, marks = apart[0], apart[1:]
    return (not base.isascii() and base != "đ") or not set(marks) <= _OF_VIETNAMESE or base not in "aeiouyđ"
