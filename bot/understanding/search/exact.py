"""Texts that are nothing but a procedure's name and a question ("đăng ký xe, biển số xe cần giấy gì").

Titles and everyday names are typed as they were read or heard. What they resemble is then beside the point.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from bot.guidance.procedures import Catalogue


def _set_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


_FEWEST = 2
"""Words of a name that says by itself what is meant."""
_MOST = 40
"""Words of a text that may be a name and a question."""
_ASKING = _set_of(
    "a ad anh bac ban bao bn can cai chau chi cho co con cua cung da dau de di duoc em gi giay gio ha ho hoi khong la"
    " lam lau le luon luong ma may minh muon mat nao ngay nhieu nhu nhung nop o oi phai phi sao so tai the thi thu"
    " tien to toi tuc vay viec voi xin xong nhi nha noi ton bua thang tuan vui long ai ra len nua"
)
"""What asks, and says nothing of what is asked about."""
_QUESTION = _set_of("dau gi may nao sao bn nhieu lau muon xin can hoi phi tien khong")
"""Of them those that ask, or want something."""
_PARTS = re.compile(r"\w+")


class ExactNames:
    """The names of a catalogue that only one procedure has.

    Args:
        catalogue: the procedures.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        known: dict[tuple[str, ...], set[str]] = {}
        for procedure in catalogue:
            for name in (procedure.title, procedure.name, *procedure.names):
                known.setdefault(_words(name), set()).add(procedure.code)
        self._official = {_words(name) for procedure in catalogue for name in (procedure.title, procedure.name)}
        own = {name: codes for name, codes in known.items() if len(codes) == 1 and len(name) >= _FEWEST}
        self._codes = {name: next(iter(codes)) for name, codes in own.items()}
        self._longest = max(map(len, self._codes), default=0)

    def named(self, text: str, *, officially: bool = False) -> str | None:
        """Return the code of the procedure that a text names and asks about, and says nothing else; None as a rule.

        Everyday names alone may tell something ("mẹ mất"): they have to be asked about.

        Args:
            text: as typed.
            officially: only titles and official names count.
        """
        words = _words(text)
        if not _FEWEST <= len(words) <= _MOST:
            return None
        telling = [place for place, word in enumerate(words) if word not in _ASKING]
        if not telling:
            return None
        for length in range(min(len(words), self._longest), telling[-1] - telling[0], -1):
            for start in range(max(0, telling[-1] - length + 1), min(telling[0], len(words) - length) + 1):
                name = words[start : start + length]
                before, behind = words[:start], words[start + length :]
                asked = not officially and not _QUESTION.isdisjoint((*_without_no(before), *behind))
                if name in self._codes and (asked or name in self._official):
                    return self._codes[name]
        return None


def _without_no(before: tuple[str, ...]) -> tuple[str, ...]:
    """Return what stands before a name without "không", which asks only behind it: "hông có di chúc" tells."""
    return tuple(word for word in before if word != "khong")


@functools.lru_cache(maxsize=4)
def exact_names(catalogue: Catalogue) -> ExactNames:
    """Return the names of a catalogue, read once."""
    return ExactNames(catalogue)


def _words(text: str) -> tuple[str, ...]:
    return tuple(_PARTS.findall(canonical(text)))
