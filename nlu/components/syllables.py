"""Which letter strings could be a Vietnamese syllable once the diacritics are gone.

The grammar is closed (an onset, a rime), so a rule needs no word list: "dang", "nghiep", "giay" are syllables, "ddang",
"kys", "giaays" are not. Telex repair rests on this: only what is no syllable is touched. The rimes "oong" and "ooc" are
left out: "khoong" is "không" typed in Telex far more often than "xoong" is a pot.
"""

from __future__ import annotations

import re

# fmt: off
_ONSETS = [
    "b", "c", "ch", "d", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh", "p", "ph", "q", "qu", "r",
    "s", "t", "th", "tr", "v", "x",
]
_RIMES = [
    "a", "ac", "ach", "ai", "am", "an", "ang", "anh", "ao", "ap", "at", "au", "ay", "e", "ec", "ech", "em", "en", "eng",
    "enh", "eo", "ep", "et", "eu", "i", "ia", "ich", "iec", "iem", "ien", "ieng", "iep", "iet", "ieu", "im", "in", "inh",
    "ip", "it", "iu", "o", "oa", "oac", "oach", "oai", "oam", "oan", "oang", "oanh", "oao", "oap", "oat", "oay", "oc",
    "oe", "oem", "oen", "oeo", "oet", "oi", "om", "on", "ong", "op", "ot", "u", "ua", "uac", "uan", "uang", "uat", "uau",
    "uay", "uc", "ue", "uech", "uen", "uenh", "ueu", "ui", "um", "un", "ung", "uo", "uoc", "uoi", "uom", "uon", "uong",
    "uop", "uot", "uou", "up", "ut", "uu", "uy", "uya", "uych", "uyen", "uyet", "uynh", "uyt", "uyu", "y", "yem", "yen",
    "yeng", "yet", "yeu",
]
# fmt: on
_SYLLABLE = re.compile(
    "(?:{})?(?:{})".format("|".join(sorted(_ONSETS, key=len, reverse=True)), "|".join(sorted(_RIMES, key=len, reverse=True)))
)


def is_syllable(letters: str) -> bool:
    """Tell whether `letters` (lower case, without diacritics) can be one Vietnamese syllable."""
    return _SYLLABLE.fullmatch(letters) is not None
