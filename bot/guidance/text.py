"""Folding: one plain form for text that people type in many ways.

``fold`` is what two texts are compared by. It loses the diacritics and nothing else that matters: digits,
punctuation and the order of words stay, so a date or a code is still there afterwards.
"""

from __future__ import annotations

import functools
import re
import unicodedata

from bot.guidance.syllables import plain_words

_TONE_MARKS = frozenset("\u0300\u0301\u0303\u0309\u0323")
_LATIN_MARKS = re.compile("[\u0300-\u036f]")
"""Khmer and other scripts have marks of their own, without which a word is another one."""
_WORD = re.compile(r"[^\W_]+")
_MOST_MARKS = 30
"""As many as Unicode's stream-safe text has on one letter (UAX 15, D4); Vietnamese has two."""
_GROWING = {0xFDFA: " ", 0xFDFB: " "}
"""Each is a whole Arabic sentence in one sign: 18 and 8 letters, where no other sign is more than a word."""
_ROUNDS = 4
"""Lower-casing can give letters that compose again; a few exotic ones need a second round."""


def _plain_letters() -> dict[int, str]:
    """Return the signs of ASCII and the letters of Vietnamese, each in one piece, with the plain small one."""
    plain = {code: chr(code).lower() for code in range(128)} | {ord("đ"): "d", ord("Đ"): "d"}
    marks = [*_TONE_MARKS, *(mark + tone for mark in "\u0302\u0306\u031b" for tone in ("", *_TONE_MARKS))]
    for letter in "aeiouyAEIOUY":
        for mark in marks:
            if len(whole := unicodedata.normalize("NFC", letter + mark)) == 1:
                plain[ord(whole)] = letter.lower()
    return plain


_PLAIN = _plain_letters()


def clean(text: str) -> str:
    """Return ``text`` composed (NFC), without control and invisible characters, with single spaces.

    Surrogates and unassigned code points are dropped too; what is left can always be encoded.
    """
    if not text.isprintable():
        text = text.translate({ord(each): _instead_of(each) for each in set(text) if not each.isprintable()})
    return " ".join(composed(text).split())


def composed(text: str) -> str:
    """Return ``text`` with every letter in one piece (NFC); of marks heaped on one letter the first few stay."""
    return text if text.isascii() else unicodedata.normalize("NFC", _without_heaps(text))


def _decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", _without_heaps(text))


def _without_heaps(text: str) -> str:
    """Drop marks beyond ``_MOST_MARKS`` on one letter: normalising sorts them, and takes the square of their number."""
    if len(text) <= _MOST_MARKS or text.isascii() or not any(map(unicodedata.combining, text)):
        return text
    kept: list[str] = []
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def _instead_of(character: str) -> str | None:
    """Return what stands for a character that does not print: a blank, or nothing for what cannot be seen at all."""
    if character in "\t\n\r\v\f":
        return " "
    return None if unicodedata.category(character)[0] == "C" else character


def strip_diacritics(text: str) -> str:
    """Return ``text`` without diacritics; đ becomes d. Case and everything else stays."""
    if text.isascii():
        return text
    decomposed = _decomposed(text.replace("đ", "d").replace("Đ", "D"))
    bare = _LATIN_MARKS.sub("", decomposed)
    return unicodedata.normalize("NFC", bare)


def has_diacritics(text: str) -> bool:
    """Return whether ``text`` was typed with Vietnamese diacritics (or đ)."""
    return not text.isascii() and strip_diacritics(text) != composed(text)


def fold(text: str) -> str:
    """Return ``text`` for comparing: compatible forms unified, lower case, no diacritics, no Telex, nothing stretched.

    ``fold(fold(x)) == fold(x)``, and a text typed with diacritics folds to what it folds to without them.
    """
    return _fold_syllable(text) if len(text) <= _SYLLABLE and text.isalpha() else _fold(text)


_SYLLABLE = 7
"""Letters of the longest syllable there is ("nghiêng"), and of most of what is typed for one."""


@functools.lru_cache(maxsize=8192)
def _fold_syllable(word: str) -> str:
    """Fold a word that comes again and again: there are some seven thousand syllables; no number is kept here."""
    return _fold(word)


def _fold(text: str) -> str:
    folded = text if text.isascii() else text.translate(_PLAIN)
    if not folded.isascii():  # not only letters of Vietnamese, as it nearly always is: a third of the time
        folded = text.translate(_GROWING)
    for _ in range(_ROUNDS):
        if folded.isascii():  # as it is after the first round but for other scripts: a round more changes only the case
            folded = clean(folded).lower()
            break
        unified = unicodedata.normalize("NFKC", clean(folded)).lower()
        again = clean(strip_diacritics(unified))
        if again == folded:
            break
        folded = again
    return plain_words(folded)


def words(text: str) -> list[str]:
    """Return the folded words of ``text``: runs of letters and digits, without punctuation."""
    return _WORD.findall(fold(text))


def tone_key(text: str) -> str:
    """Return ``text`` in lower case with the tone of each word moved to its end.

    "hòa" and "hoà" are the same word written by two rules; they get the same key, while "hoa" gets another.
    """
    keys = []
    for word in composed(text).lower().split():
        decomposed = _decomposed(word)
        tone = "".join(character for character in decomposed if character in _TONE_MARKS)
        letters = "".join(character for character in decomposed if character not in _TONE_MARKS)
        keys.append(unicodedata.normalize("NFC", letters) + tone)
    return " ".join(keys)
