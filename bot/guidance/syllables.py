"""Vietnamese syllables without diacritics, and what typing leaves between them: Telex keystrokes, stretched letters.

Telex types tones as ``s f r x j`` and letters as ``aa ee oo dd aw ow uw``. Where the keyboard was not switched on,
the keystrokes stay in the text: "ddang kys" for "đăng ký". A word is changed only when it is no syllable itself and
becomes one, so ordinary words, abbreviations and most English stay as they are, and undoing twice changes nothing
more.

The rules are those of the model that reads messages (``nlu/components/folding.py`` states them), so that a place or a
procedure is found under the same form under which the model saw it. That project is apart and runs another Python;
the table ``nlu/tests/fold_cases.tsv`` binds both, and a test here compares them on every training message.
"""

from __future__ import annotations

import re

_INITIALS = (
    *("b", "c", "ch", "d", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh"),
    *("p", "ph", "q", "qu", "r", "s", "t", "th", "tr", "v", "x"),
)
_RIMES = re.findall(
    r"[a-z]+",
    """
    a ac ach ai am an ang anh ao ap at au ay
    e ec ech em en eng enh eo ep et eu
    i ia ich iec iem ien ieng iep iet ieu im in inh ip it iu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oc oe oem oen oeo oet oi om on ong op ot
    u ua uac uan uang uat uau uay uc ue uech uen uenh ueu ui um un ung uo uoc uoi uom uon uong uop uot uou up ut uu
    uy uya uych uyen uyet uynh uyt uyu
    y yem yen yeng yet yeu
    """,
)
"""Without "oong" and "ooc": "khoong" is "không" typed in Telex far more often than "xoong" is a pot."""

_SHORTEST = 3
_LONGEST = 24
"""Letters of the longest word that can be a syllable: seven, each doubled, and what Telex adds to them."""
_LETTERS = re.compile(r"[^\W\d_]+")
_VOWEL = re.compile(r"[aeiouy]")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_DOUBLED = re.compile(r"([a-z])\1")
_LATE_VOWEL = re.compile(r"([aeo])([iuy]|ng|nh|ch|[cmnpt])\1$")
_LAST_TONE = re.compile(r"(?<=[a-z]{2})[sfrxj]$")
_MIDDLE_TONE = re.compile(r"(?<=[aeiouy])([a-z]*?)[sfrxj]")
_LATE_W = re.compile(r"([aou][a-z]*?)w")
_VOWEL_W = re.compile(r"(?<![aeiouy])w")

_KEPT = frozenset(
    re.findall(
        r"[a-z]+",
        """
        bar been beer bias boot boss box bus car chess choose deep der docs does door down gas has her his how its
        keep law laws less lets letter loop low lower maps mass meet mess meter miss mix moon motor now own owns pair
        pass per photos poor power pus raw room rooms root row saw says see seem seen ser sir six soon sos tar tax
        teen tips too toss tower town tree two vas was way ways we wow wrong
        baat chaa suor
        """,
    )
)
"""English and romanised Khmer words that look like Telex leftovers and are none."""


_SYLLABLES = frozenset(initial + rime for initial in ("", *_INITIALS) for rime in _RIMES)


def is_syllable(word: str) -> bool:
    """Return whether ``word`` (lower case, no diacritics) can be a Vietnamese syllable."""
    return word in _SYLLABLES


def plain_word(word: str) -> str:
    """Return ``word`` without Telex keystrokes and stretched letters, or unchanged where it has none.

    ``word`` is lower case and without diacritics.
    """
    if is_syllable(word):
        return word
    if _VOWEL.search(word):
        word = _STRETCHED.sub(r"\1", word)
    if not _SHORTEST <= len(word) <= _LONGEST or word in _KEPT or is_syllable(word):
        return word
    return _without_telex(word) or _without_doubles(word) or word


def plain_words(text: str) -> str:
    """Make every word of ``text`` (lower case, no diacritics) plain."""
    if _SYLLABLES.issuperset(text.split()):  # as most texts are: a tenth of the time
        return text
    return _LETTERS.sub(_plain_found, text)


def _plain_found(found: re.Match[str]) -> str:
    word = found.group()
    return word if word in _SYLLABLES else plain_word(word)


def _without_telex(typed: str) -> str | None:
    """Return the syllable behind the Telex keystrokes, or None where there is none."""
    word = typed
    if word.startswith("dd"):
        word = word[1:]
    elif word.startswith("d") and word.endswith("d"):
        word = word[:-1]
    word = word.replace("aa", "a").replace("ee", "e").replace("oo", "o")
    while (shorter := _LATE_W.sub(r"\1", word)) != word:
        word = shorter
    word = _VOWEL_W.sub("u", word)
    ordinary = word == typed
    if not ordinary and is_syllable(word):
        return word
    candidates = [_LAST_TONE.sub("", word)]
    if not ordinary:  # a tone key in the middle alone is no proof: "norm"
        candidates += [_MIDDLE_TONE.sub(r"\1", word, count=1), _LATE_VOWEL.sub(r"\1\2", word)]
    if candidates[0] != word:
        candidates.append(_LATE_VOWEL.sub(r"\1\2", candidates[0]))
    return next((found for found in candidates if found not in (word, typed) and is_syllable(found)), None)


def _without_doubles(word: str) -> str | None:
    """Return the syllable behind doubled letters, or None where there is none."""
    single = _DOUBLED.sub(r"\1", word)
    if is_syllable(single):
        return single
    return _without_telex(single) if single != word else None
