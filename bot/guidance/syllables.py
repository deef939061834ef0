"""Vietnamese syllables without diacritics, and the Telex keystrokes left between them.

Telex types tones as ``s f r x j`` and letters as ``aa ee oo dd aw ow uw``. Where the keyboard was not switched on,
the keystrokes stay in the text: "ddang kys" for "đăng ký". A word is undone only when it is no syllable itself and
becomes one, so ordinary words, abbreviations and most English stay as they are, and undoing twice changes nothing
more.
"""

from __future__ import annotations

import functools
import re

_INITIALS = (
    *("", "b", "c", "ch", "d", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh"),
    *("p", "ph", "qu", "r", "s", "t", "th", "tr", "v", "x"),
)

_RIMES = frozenset(
    re.findall(
        r"[a-z]+",
        """
        a ac ach ai am an ang anh ao ap at au ay
        e ec em en eng eo ep et ech enh eu
        i ia ich iem ien ieng iep iet ieu im in inh ip it iu
        o oa oac oach oai oam oan oang oanh oao oap oat oay oc oe oen oeo oet oi om on ong op ot
        u ua uan uang uat uay uc ue uech uenh ui uoc uoi uom uon uong uop uot uou um un ung up ut uu
        uy uya uych uyen uyet uynh uyt uyu
        y yem yen yet yeu
        """,
    )
)

_BEFORE_E_I = frozenset({"gh", "k", "ngh"})
_BEFORE_OTHERS = frozenset({"c", "g", "ng"})

_TONES = frozenset("sfrxj")
_DOUBLES = (("aa", "a"), ("ee", "e"), ("oo", "o"), ("dd", "d"))
_ASCII_WORD = re.compile(r"[a-z]+")
_LONGEST = 10
"""A syllable has at most 6 letters ("nghieng" 7); Telex adds a tone, a doubling and two ``w``."""

_ENGLISH = frozenset(
    re.findall(
        r"[a-z]+",
        """
        air as bar beer been box boss bus car coal cow deed eel far fax feed for gas hair has her his how is law
        low max mess mix moon now off or our pair raw row saw see seed seen soon tax teen too tour two us var war
        was were who will with your yes
        """,
    )
)
"""English words people here do type and that would otherwise be read as Telex."""


@functools.cache
def _syllables() -> frozenset[str]:
    found = set()
    for initial in _INITIALS:
        for rime in _RIMES:
            front = rime[0] in "eiy"
            if (initial in _BEFORE_E_I and not front) or (initial in _BEFORE_OTHERS and front):
                continue
            if initial == "g" and rime[0] == "e":
                continue
            found.add(initial + rime)
    for rime in _RIMES:  # "qu" swallows the u: quoc, quyen; "gi" before i is written once: gi, gin, giet
        if rime[0] == "u" and len(rime) > 1:
            found.add("q" + rime)
        if rime[0] == "i":
            found.add("g" + rime)
    found.update({"thuo", "quo", "huo", "khuu", "boong", "xoong", "goong", "pin"})
    found.discard("qu")
    found.add("qu")  # "qu" alone is how "quá" is often shortened
    return frozenset(found)


def is_syllable(word: str) -> bool:
    """Return whether ``word`` (lower case, no diacritics) can be a Vietnamese syllable."""
    return word in _syllables()


def undo_telex_word(word: str) -> str:
    """Return ``word`` without its Telex keystrokes, or unchanged where it has none.

    ``word`` is lower case and without diacritics.
    """
    if not 1 < len(word) <= _LONGEST or is_syllable(word) or word in _ENGLISH:
        return word
    plain = _without_doubles(_without_w(word))
    for candidate in (plain, *_without_tone(plain)):
        if candidate != word and is_syllable(candidate):
            return candidate
    return word


def undo_telex(text: str) -> str:
    """Undo the Telex keystrokes of every word of ``text`` (lower case, no diacritics)."""
    return _ASCII_WORD.sub(lambda match: undo_telex_word(match.group()), text)


def _without_w(word: str) -> str:
    """``w`` marks the vowel before it (aw, ow, uw), or stands for ư by itself."""
    kept: list[str] = []
    for letter in word:
        if letter != "w":
            kept.append(letter)
        elif not any(vowel in kept for vowel in "aou"):
            kept.append("u")
    return "".join(kept)


def _without_doubles(word: str) -> str:
    for double, single in _DOUBLES:
        word = word.replace(double, single, 1)
    if word.endswith("d") and word[0] == "d" and len(word) > 2:  # noqa: PLR2004 - "dangd": đ typed at the end
        word = word[:-1]
    return word


def _without_tone(word: str) -> list[str]:
    """Return the words that dropping one tone key after the first vowel gives, the last key first."""
    first_vowel = next((index for index, letter in enumerate(word) if letter in "aeiouy"), len(word))
    places = [index for index in range(first_vowel + 1, len(word)) if word[index] in _TONES]
    return [word[:index] + word[index + 1 :] for index in reversed(places)]
