"""What careless typing leaves of the few words that agree or keep from agreeing: undone before the grammar reads them.

A word that the grammar knows, or that is a Vietnamese syllable, stays as it is: no repair turns a word that was meant
into another one. What denies is repaired like what agrees ("khogn dong y", "khongdongy").
"""

from __future__ import annotations

import functools
import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.guidance.syllables import is_syllable
from bot.understanding.agreement_words import MARKS, set_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_SAID = """
    toi: t tao; ban: b; em: iem; khong: hem khg kong hongg; di: ik ikk dy; nay: nai;
    nha: nhoa nhaz nhe nhen nghen nhia ngen;
    gium: dum zum jum giumm; giup: zup jup; luon: liun lunn; lich: lik; roi: roy oy; vang: vag vg; da: dag;
    ok: okay okey okeh okla okela okie okii okee oki oke okk okl okd okida okilah okeyla okeyy oceh;
    thoi: th; shop: sop;
    u: uh uhm uk ukm ukie uki ukii uhuh um umk uhk ua uhmm umm ukla; cam on: thanks thank thankiu thks tks thx camon;
    please: pls plz plss; yes: ye yesh yep yup yeah yea yah ya; dong y: dongy; khong co: khongco
    """
_FORMS: Mapping[str, str] = MappingProxyType(
    {
        form: word.strip()
        for word, _, forms in (one.partition(":") for one in _SAID.split(";"))
        for form in forms.split()
    }
)
"""Forms of chat, each of one word only."""
_CORE = set_of(
    """
    dong y xac nhan chot dat lich hen huy xoa het sach bo luu giu ghi cho phep lam di duyet chap nhat tri thuan
    dung roi chuan chinh duoc luon nha gium giup toi em anh co chu con vang da ok u khong khoan chua dung khoi thoi
    neu chac cancel delete erase confirm confirmed agree agreed correct please yes sure save keep book wait don not
    """
)
"""What is looked for behind a slip of the finger; a pair that denies is found as surely as one that agrees."""
_ENGLISH = set_of(
    "what when where which while who whom how why safe same that this then them than they there here have has had will"
    " with would could should does did make made take free late date wrong chance cost before after until next first"
)
"""English words that a slip of the finger is not looked for in."""
_DENIES = frozenset({"khong", "khoan", "khoi"})
"""Where a slip may be one of these, it is."""
_MARKS = frozenset(MARKS.values())
_SHORT_NOT = set_of("don can won doesn didn isn couldn wouldn shouldn aren")
"""Before the "t" that is "not"."""
_LONG = 4
"""Letters from which on one wrong, missing, doubled or exchanged letter is undone."""
_LONGEST = 18
_PARTS = 3
_VNI = re.compile(r"\b[a-z]+\d[a-z0-9]*")
_TONE = re.compile(r"[sfrxj]$")


def repaired(plain: list[str]) -> list[str]:
    """Return canonical words with forms of chat and slips of the finger undone."""
    return [
        word
        for at, typed in enumerate(plain)
        for word in (typed if at and plain[at - 1] in _SHORT_NOT else _repair(typed)).split()
    ]


@functools.lru_cache(maxsize=512)
def _repair(typed: str) -> str:
    if typed in _FORMS:
        return _FORMS[typed]
    if len(typed) > _LONGEST or typed in _CORE or typed in _MARKS:
        return typed
    if _VNI.fullmatch(typed):  # "d9o62ng y1", keystrokes of the VNI way of typing
        letters = re.sub(r"\d", "", typed)
        return letters if letters in _CORE else typed
    if not typed.isalpha() or typed in _ENGLISH or is_syllable(typed):
        return typed
    if len(typed) == 2 and (letter := _TONE.sub("", typed)) in ("y", "u"):  # noqa: PLR2004 - "ys" of Telex
        return letter
    near = _near(typed)
    return near or _apart(typed, _PARTS) or typed


def _near(typed: str) -> str | None:
    """Return the only word of the core that is one slip away, or None."""
    found = {word for word in _CORE if len(word) >= _LONG and abs(len(word) - len(typed)) <= 1 and _slip(typed, word)}
    if len(typed) < _LONG - 1:
        return None
    return found.pop() if len(found) == 1 else next(iter(sorted(found & _DENIES)), None)


def _slip(typed: str, word: str) -> bool:
    """Return whether one letter was changed, left out, added or exchanged with the next."""
    start = next((at for at, pair in enumerate(zip(typed, word, strict=False)) if pair[0] != pair[1]), None)
    if start is None:
        return True
    left, right = typed[start:], word[start:]
    return (
        left[1:] == right[1:]
        or left[1:] == right
        or left == right[1:]
        or (left[:2] == right[1::-1] and left[2:] == right[2:])
    )


def _apart(typed: str, parts: int) -> str | None:
    """Return words of the core that were typed without a blank between them ("datdi"), or None."""
    if typed in _CORE:
        return typed
    if parts == 1:
        return None
    for cut in range(len(typed) - 1, 0, -1):
        if typed[:cut] in _CORE and (rest := _apart(typed[cut:], parts - 1)) is not None:
            return f"{typed[:cut]} {rest}"
    return None
