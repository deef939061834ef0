"""Keystrokes of Telex and VNI that are left in a text where only the words beside them show what they are.

``syllables`` undoes what one word proves by itself ("caafn"); the model that reads messages does the same. A tone key
amid a word ("lafm") and the figures of VNI ("lam2") may as well be English, a class or a ward ("form", "lop2", "p8"):
they are undone only in a text where other words prove that it was typed so. Only letters without diacritics are left.
"""

from __future__ import annotations

import re

from bot.guidance.syllables import is_syllable, plain_word

_WORD = re.compile(r"(?<![^\W_])[A-Za-z][A-Za-z0-9]*(?![^\W_])")
_FIGURE = re.compile(r"[A-Za-z][1-9]")
_LONGEST = 12
"""Letters and figures of the longest syllable with its keys: "nghie6ng1", "dduwowngf"."""
_SHAPES = {"6": "aeo", "7": "ou", "8": "a", "9": "d"}
"""VNI's figures for letters, and behind which they stand, at once or later in the word."""
_MOST_SHAPES = 3
_TONES = frozenset("12345")
_TONE_INSIDE = re.compile(r"(?<=[aeiouy])(?:[fj](?=[a-z])|[sx](?=[aiouye]|n[gh]|ch|m$)|r(?=[aiouy]))")
_NOT_BEFORE_T = re.compile(r"[fj]t$")
_NUMBERED = frozenset({
    "ap", "khom", "to", "lo", "so", "thua", "phuong", "quan", "lop", "doi", "hem", "nha", "cap", "muc", "dieu",
    "khoan", "diem", "hang", "tang", "can", "phong", "ban", "bo", "nhom", "trang", "ngay", "thang", "thu", "tuoi",
    "lan", "xa", "tuyen", "kenh", "cong", "day", "ke", "gia", "loai", "mau", "ca", "cum", "duong", "khu",
    "huyen", "ho", "giai", "tam", "tap", "quy", "tu", "dot", "be", "con", "vung", "chi", "do", "tinh", "buu",
    "la", "bai", "buoi", "tiet", "mon", "bac", "hoc", "nam", "chieu", "sang", "cho", "di", "mui", "cau", "ben", "cv",
})  # fmt: skip
"""What is numbered without a blank ("ap5", "lop 6a1", "lo61"): its figure proves nothing."""
_STAYS_NUMBERED = frozenset({
    "ap", "khom", "to", "lo", "so", "thua", "phuong", "quan", "lop", "hem", "cap", "tang", "phong", "khu", "doi",
    "nhom",
})  # fmt: skip
"""Those of which one figure is a number beside words that prove VNI, too."""
_PROOFS = 2
"""Words that have to prove Telex before single keys are taken for its own."""
_PROOFS_OF_VNI = 3
_AMID = 2
"""A figure amid a word ("ho6m") proves as much as two behind it."""
_KEYS = re.compile(r"aa|ee|oo|[aou]w|^dd|[sfrxj]$")
_STRETCHED = re.compile(r"(.)\1\1")
_ENGLISH = frozenset({
    "after", "before", "casino", "enjoy", "info", "major", "nasa", "object", "project", "safe", "sofa", "subject",
    "virus", "visa", "visas",
})  # fmt: skip
_SAYS_ENGLISH = frozenset({
    "the", "this", "that", "is", "are", "was", "for", "and", "you", "my", "please", "how", "what", "where", "with",
})  # fmt: skip


def without_keystrokes(text: str) -> str:
    """Return a text with the letters that Telex or VNI stand for, where it was surely typed with one of them.

    Words are only shortened; what stands between them stays.
    """
    vni = _FIGURE.search(text) is not None and _typed_in_vni(_words(text))
    if not vni and not _typed_in_telex(text):
        return text

    def undone(found: re.Match[str]) -> str:
        word = found.group()
        named = found.start() > 0 and word[0].isupper()  # "Lisa"
        plain = _without_figures(word.lower()) if vni else None if named else _without_tone(word.lower())
        if plain is None:
            return word
        return plain.upper() if word.isupper() else plain.capitalize() if word[0].isupper() else plain

    return _WORD.sub(undone, text)


def _words(text: str) -> list[str]:
    return [found.group().lower() for found in _WORD.finditer(text)]


def moved_back(typed: str, undone: str, at: int, *, ends: bool = False) -> int:
    """Return where a place of the ``undone`` text is in the ``typed`` one.

    Args:
        typed: the text as typed.
        undone: what ``without_keystrokes`` made of it.
        at: the place.
        ends: it is the end of something, which at the end of a word takes the keys behind it in.
    """
    shift = 0
    for before, after in zip(_WORD.finditer(typed), _WORD.finditer(undone), strict=True):
        if at < after.start():
            break
        if at < after.end() or (ends and at == after.end()):
            whole = ends and at == after.end()
            return before.end() if whole else min(before.start() + at - after.start(), before.end() - 1)
        shift = before.end() - after.end()
    return at + shift


def _typed_in_vni(words: list[str]) -> bool:
    """Return whether the figures of words prove VNI together: three that no number behind a word would be."""
    proofs = 0
    for word in words:
        plain = _without_figures(word)
        figures = sum(character.isdigit() for character in word)
        if plain is None or (plain in _NUMBERED and figures < _PROOFS_OF_VNI):
            continue
        proofs += _AMID if figures == 1 and not word[-1].isdigit() else figures
    return proofs >= _PROOFS_OF_VNI


def _typed_in_telex(text: str) -> bool:
    """Return whether words prove Telex by themselves: two of them, each with its own keys."""
    words = text.lower().split()
    strange = [word for word in words if word.isascii() and not is_syllable(word)]
    if len(strange) < _PROOFS or not _SAYS_ENGLISH.isdisjoint(words):
        return False
    return sum(map(_proves_telex, map(_bare, strange))) >= _PROOFS


def _bare(word: str) -> str:
    return word.strip(".,;:!?()\"'")


def _proves_telex(word: str) -> bool:
    if not word.isalpha() or len(word) > _LONGEST or _STRETCHED.search(word):
        return False
    plain = plain_word(word)
    return plain != word and is_syllable(plain) and _KEYS.search(word) is not None


def _without_figures(word: str) -> str | None:
    """Return the syllable behind VNI's figures, or None where there is none."""
    if not any(character.isdigit() for character in word) or len(word) > _LONGEST or word[0].isdigit():
        return None
    letters, tones, shapes = "", 0, 0
    for character in word:
        if not character.isdigit():
            letters += character
        elif character in _TONES:
            tones += 1
        elif any(letter in letters for letter in _SHAPES.get(character, "")):
            shapes += 1
        else:
            return None
    vowels = re.search(r"[aeiouy]", letters) is not None
    if tones > 1 or shapes > _MOST_SHAPES or not vowels or not is_syllable(letters):
        return None
    single = tones + shapes == 1
    return None if single and letters in _STAYS_NUMBERED and word[-1].isdigit() else letters


def _without_tone(word: str) -> str | None:
    """Return the syllable behind a tone key amid a word ("lafm", "thasng"), or None where there is none."""
    if len(word) > _LONGEST or not word.isalpha() or is_syllable(word) or word in _ENGLISH or plain_word(word) != word:
        return None
    if _NOT_BEFORE_T.search(word):
        return None
    plain = _TONE_INSIDE.sub("", word, count=1)
    return plain if plain != word and is_syllable(plain) else None
