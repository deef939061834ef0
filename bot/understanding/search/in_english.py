"""What people need who write English, in a few words that must all be there ("register marriage").

The names of the procedures are Vietnamese, and what was learned of how people speak, too: English resembles none of
them, or the wrong one.
"""

from __future__ import annotations

import csv
import functools
import re
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Container, Iterable


def _set_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


_WORDS = re.compile(r"[a-z]+")
_MOST_WORDS = 80
"""Words of a text that are looked at."""
_PREFIX = 6
"""Letters by which longer words are told apart: "register", "registering" and "registration" are one."""
_ENGLISH = _set_of(
    "how what where when which who does need get for of is are was and have has register with want please this our your"
    " apply lost new paper papers fee fees cost days much take bring must from certificate card we here there after"
    " before license licence"
)
"""Words of English that bare Vietnamese has not; two of them, those of the way itself among them, are wanted."""
_LEAST_ENGLISH = 2
_MOST_LEFT = 1
"""Words beside the way up to which a text says hardly anything else."""
_SMALL = _ENGLISH | _set_of(
    "i do to my the can may it you many long a an at on by in be am if or not no so but its he she they them his her us"
    " their him me about as than that these those some any there did done could would should will price time ca mau"
    " province help tell know today now thanks thank hello hi sir madam okay ok go come old years make office"
)
"""Words that tell nothing of what is needed."""


class Named(NamedTuple):
    """What an English text names.

    Attributes:
        code: of the procedure.
        whole: the text says hardly anything else.
    """

    code: str
    whole: bool


class EnglishWays:
    """Ways to say in English what a procedure is for.

    Args:
        ways: each procedure's code and what is said for it, ways divided by ``|``; all words of one must be there,
            wherever they stand.
    """

    def __init__(self, ways: Iterable[tuple[str, str]]) -> None:
        self._ways: dict[str, list[tuple[frozenset[str], str]]] = {}
        for code, said in ways:
            for way in said.split("|"):
                stems = frozenset(map(_stem, way.split()))
                self._ways.setdefault(min(stems), []).append((stems, code))

    @classmethod
    def packaged(cls) -> EnglishWays:
        """Return what comes with the code, read once a process."""
        return _packaged()

    def named(self, text: str, known: Container[str]) -> Named | None:
        """Return what an English text names in most and longest words; None as a rule.

        Args:
            text: as typed or in plain form.
            known: codes of the procedures that there are.
        """
        words = _WORDS.findall(text.lower().replace("ho chieu", "passport"))[:_MOST_WORDS]
        stems = set(map(_stem, words))
        found = [
            (len(way), sum(map(len, way)), code, way)
            for stem in stems
            for way, code in self._ways.get(stem, ())
            if way <= stems and code in known
        ]
        if not found:
            return None
        most, _, code, way = max(found, key=lambda one: one[:3])
        if most + len(_ENGLISH.intersection(words)) < _LEAST_ENGLISH:
            return None
        left = {word for word in words if word not in _SMALL and _stem(word) not in way}
        return Named(code, len(left) <= _MOST_LEFT)


@functools.cache
def _packaged() -> EnglishWays:
    rows = csv.DictReader((files("bot.content") / "english_ways.csv").read_text(encoding="utf-8").splitlines())
    return EnglishWays((row["code"], row["said"]) for row in rows)


def _stem(word: str) -> str:
    """Return a word without what only its grammar adds ("copies", "copy"; "married", "marry")."""
    for ending, instead in (("ies", "y"), ("ied", "y"), ("s", "")):
        if word.endswith(ending) and len(word) > len(ending) + 2 and not word.endswith("ss"):
            return (word[: -len(ending)] + instead)[:_PREFIX]
    return word[:_PREFIX]
