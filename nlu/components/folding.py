"""Folding: what is left of a Vietnamese text when typing habits are taken away.

`fold` goes NFC → lower case → stretched letters → Telex leftovers → no diacritics (đ → d). `tests/fold_cases.tsv` lists
what it makes of many texts. (The bot has a folding of its own for places, dates and procedure names; the model
depends on this one alone.)

The rules, a run of letters ("word") at a time; digits, spaces and punctuation stay as they are:

1. Letters are lower-cased and lose their diacritics: "Đặng" → "dang".
2. A word that now is a possible Vietnamese syllable (`syllables`) is done: "khai", "can", "toan" stay. So a word typed
   by the rules of Vietnamese is never changed by the steps below.
3. A letter three times or more in a row is one in a word that has a vowel: "dạaaa" → "da", "khônggg" → "khong"; "cccd" stays.
4. Telex leftovers: what the keyboard should have swallowed is taken away when a syllable remains.
   "dd" → "d" ("ddang" → "dang"), also a "d" typed last ("dangd" → "dang"); "aa", "ee", "oo" → one ("giaays" → "giay"); a
   "w" behind a, o, u goes ("hoof sow" → "ho so", "dduwowcj" → "duoc"), a "w" in a vowel's place is "u" ("nhwngx" →
   "nhung"); one tone letter s, f, r, x, j at the word's end goes ("kys" → "ky", "sinhs" → "sinh"), and then also a vowel
   typed after the final ("tienes" → "tien"). Only beside one of the first three does a tone letter in the middle go
   ("tieesng" → "tieng"): alone it is no proof ("norm").
5. Any doubled letter is one when a syllable remains: "hongg" → "hong".
6. Words of `KEPT` (English and romanised Khmer words that rules 4 and 5 would take for Telex: "see", "now", "tax",
   "suor") and words of one or two letters, or of more than 24, stay. A word that no rule turns into a syllable stays:
   "book", "vneid", "zalo".

A foreign name that looks like Telex ("Toots" → "tot") is lost in the folded form. The typed form
is kept beside it everywhere.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from components.syllables import is_syllable

_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*")
_LATIN_MARKS = re.compile("[\u0300-\u036f]")
"""Khmer, kana and other scripts have marks of their own, without which a word is another one."""
_SHORTEST = 3
_LONGEST = 24
"""Letters of the longest word that can be a syllable: seven, each doubled, and what Telex adds to them."""
_VOWEL = re.compile(r"[aeiouy]")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_DOUBLED = re.compile(r"([a-z])\1")
_LATE_VOWEL = re.compile(r"([aeo])([iuy]|ng|nh|ch|[cmnpt])\1$")
_LAST_TONE = re.compile(r"(?<=[a-z]{2})[sfrxj]$")
_MIDDLE_TONE = re.compile(r"(?<=[aeiouy])([a-z]*?)[sfrxj]")
_LATE_W = re.compile(r"([aou][a-z]*?)w")
_VOWEL_W = re.compile(r"(?<![aeiouy])w")

# fmt: off
KEPT = frozenset(
    [
        # English, as far as people here may write it; "cos", "max", "cow" are likelier "có", "mã", "cơ"
        "bar", "been", "beer", "bias", "boot", "boss", "box", "bus", "car", "chess", "choose", "deep", "der", "docs",
        "does", "door", "down", "gas", "has", "her", "his", "how", "its", "keep", "law", "laws", "less", "lets",
        "letter", "loop", "low", "lower", "maps", "mass", "meet", "mess", "meter", "miss", "mix", "moon", "motor",
        "now", "own", "owns", "pair", "pass", "per", "photos", "poor", "power", "pus", "raw", "room", "rooms", "root",
        "row", "saw", "says", "see", "seem", "seen", "ser", "sir", "six", "soon", "sos", "tar", "tax", "teen", "tips",
        "too", "toss", "tower", "town", "tree", "two", "vas", "was", "way", "ways", "we", "wow", "wrong",
        # Khmer
        "baat", "chaa", "suor",
    ]
)
# fmt: on
"""Words that look like Telex leftovers and are none."""


def strip_diacritics(text: str) -> str:
    """Take the diacritics away, letter for letter: "Đường" → "Duong".

    The result has as many characters as the NFC form of `text`, unless that holds marks which no letter absorbs.
    """
    bare = _LATIN_MARKS.sub("", unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFC", bare.replace("đ", "d").replace("Đ", "D"))


def fold_word(word: str) -> str:
    """Fold one run of letters by the rules above."""
    bare = strip_diacritics(unicodedata.normalize("NFC", word).lower())
    if is_syllable(bare):
        return bare
    if _VOWEL.search(bare):
        bare = _STRETCHED.sub(r"\1", bare)
    if not _SHORTEST <= len(bare) <= _LONGEST or bare in KEPT or is_syllable(bare):
        return bare
    return _without_telex(bare) or _without_doubles(bare) or bare


def fold(text: str) -> str:
    """Fold a whole text: "Ddang kys KHAI SINHs 5K" → "dang ky khai sinh 5k"."""
    return _WORD.sub(lambda match: _kept(match.group()), unicodedata.normalize("NFC", text))


_kept = lru_cache(16_384)(fold_word)
"""Most of what people write is a few thousand syllables."""


def _without_telex(bare: str) -> str | None:
    """Give the syllable behind the Telex leftovers, or None where there is none."""
    word = bare
    if word.startswith("dd"):
        word = word[1:]
    elif word.startswith("d") and word.endswith("d"):
        word = word[:-1]
    word = word.replace("aa", "a").replace("ee", "e").replace("oo", "o")
    while (shorter := _LATE_W.sub(r"\1", word)) != word:
        word = shorter
    word = _VOWEL_W.sub("u", word)
    plain = word == bare
    if not plain and is_syllable(word):
        return word
    candidates = [_LAST_TONE.sub("", word)]
    if not plain:
        candidates += [_MIDDLE_TONE.sub(r"\1", word, count=1), _LATE_VOWEL.sub(r"\1\2", word)]
    if candidates[0] != word:
        candidates.append(_LATE_VOWEL.sub(r"\1\2", candidates[0]))
    return next((found for found in candidates if found not in (word, bare) and is_syllable(found)), None)


def _without_doubles(bare: str) -> str | None:
    """Give the syllable behind stretched letters, or None where there is none."""
    single = _DOUBLED.sub(r"\1", bare)
    if is_syllable(single):
        return single
    return _without_telex(single) if single != bare else None
