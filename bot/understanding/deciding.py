"""Whose business a sentence speaks of: the body that decides it, by whole words, typed with accents or without.

The longest phrase counts ("giữ sổ bảo hiểm" is the employer's, "sổ bảo hiểm" the social insurance's). A word that is
typed with other accents is another word: "thuê đất" is no "thuế đất", "tiệm" no "tiêm".
"""

from __future__ import annotations

import re
import weakref
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.guidance.deciders import BOTH
from bot.guidance.text import clean, fold
from bot.understanding.fold import canonical
from bot.understanding.search.accents import may_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from bot.guidance.deciders import Business, Deciders

_BREAK = re.compile(r"[,;:!?()\"“”…]+|\.(?=\s|$)")
"""No phrase goes on behind these: "chưa có số, ghé phường" has no "số ghe"."""
_WORD = re.compile(r"[^\W_]+")
_ACCENTED = 0.5
"""Share of words with diacritics from which on a text is taken to set them all: a word without has none."""
_CARRIED = re.compile(r"\b(?:dem|mang|cam|trinh|xuat trinh|dua)(?: (?:theo|cai|to|the|giay|ban|so|bo))*$")
"""Stands before a paper that is brought somewhere."""
_DOES = re.compile(
    r"(?:(?!duoc\b|thi\b|phai\b|xin\b|de\b)\w{1,12} ){0,3}?"
    r"(?:bat|doi|khoa|thu|hen|cat|giu|tru|chan|huy|keu|bieu|yeu cau|tinh|phat|treo|khong cho|cho"
    r"|giao|noi|bao|lay|tu choi|ngung|goi|dong|siet|tang|giam|cham|quyt|om|xai|lam mat|lam hu|yeu|duc|hu|chay|cup"
    r"|mat)\b"
)
"""Stands behind somebody's name and says what they do."""
_GOES_THERE = re.compile(r"\b(?:di|vo|vao|ra|len|toi|den|ghe|o|tai)$")
"""Stands before a place that somebody goes to, and that does nothing itself."""
_BY_THEM = re.compile(
    r"\b(?:bi|hen|tai kham|kham|mua|dat|vay|no|coc|kien|bao hanh|sua|lam)(?: \w{1,12}){0,2}?"
    r"(?: (?:ben|o|tren|cua|tai|cho|voi|qua))?$"
)
"""Stands before somebody's name and says what is done with or by them ("bị ngân hàng …", "tái khám bên bệnh viện")."""
_READERS: weakref.WeakKeyDictionary[Deciders, DeciderReader] = weakref.WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class _Part:
    plain: str
    """In canonical form, with a blank on both sides."""
    words: tuple[str, ...]
    """As they are written, with their accents."""
    folded: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Phrase:
    parts: tuple[_Part, ...]
    only_written: bool

    @property
    def first(self) -> str:
        """The word by which it is looked up."""
        return self.parts[0].plain.split()[0]

    @property
    def length(self) -> int:
        """How much of a sentence it takes."""
        return sum(len(part.plain) for part in self.parts)


class DeciderReader:
    """Reads whose business a text speaks of.

    Args:
        deciders: who decides what.
    """

    def __init__(self, deciders: Deciders) -> None:
        phrases: list[tuple[_Phrase, Business]] = []
        self._but: dict[str, tuple[_Phrase, ...]] = {}
        for business in deciders:
            phrases += [(_phrase(one), business) for one in business.said]
            phrases += [(_phrase(one, only_written=True), business) for one in business.written]
            self._but[business.id] = tuple(map(_phrase, business.but))
        self._doers = tuple((_phrase(name), business) for business in deciders for name in business.doers)
        phrases.sort(key=lambda pair: -pair[0].length)
        self._by_word: dict[str, list[tuple[int, _Phrase, Business]]] = {}
        for rank, (phrase, business) in enumerate(phrases):
            self._by_word.setdefault(phrase.first, []).append((rank, phrase, business))

    @classmethod
    def of(cls, deciders: Deciders) -> DeciderReader:
        """Return the reader of a table, which is made once."""
        found = _READERS.get(deciders)
        if found is None:
            found = _READERS[deciders] = cls(deciders)
        return found

    def read(self, text: str, moment: datetime) -> Business | None:
        """Return the business that a text speaks of and that somebody is known to decide at a moment, or None."""
        found = self._found(_Said(text), moment)
        return None if found is None else found[1]

    def doer(self, text: str, moment: datetime) -> Business | None:
        """Return the business of who does or did what a text tells, where no office decides that; else None."""
        said = _Said(text)
        for phrase, business in self._doers:
            if said.has(phrase) and business.body(moment) is not None and said.does(phrase):
                return None if any(said.has(but) for but in self._but[business.id]) else business
        return None

    def without(self, text: str, moment: datetime) -> str:
        """Return a text in canonical form without the words by which it speaks of somebody's business."""
        said = _Said(text)
        found = self._found(said, moment)
        return canonical(text) if found is None else said.without(found[0])

    def before(self, text: str, moment: datetime) -> str:
        """Return what stands before the words by which a text speaks of somebody's business, in canonical form."""
        said = _Said(text)
        found = self._found(said, moment)
        return "" if found is None else said.before(found[0])

    def is_excluded(self, business: Business, text: str) -> bool:
        """Return whether a text has a phrase beside which none means a business."""
        said = _Said(text)
        return any(said.has(but) for but in self._but[business.id])

    def _found(self, said: _Said, moment: datetime) -> tuple[_Phrase, Business] | None:
        likely = (row for word in said.words & self._by_word.keys() for row in self._by_word[word])
        for _, phrase, business in sorted(likely, key=lambda row: row[0]):
            if said.has(phrase) and business.body(moment) is not None:
                if any(said.has(but) for but in self._but[business.id]):
                    continue
                if business.dossiers and _CARRIED.search(said.before(phrase)):
                    continue  # "đem căn cước ra ngân hàng": the paper is what one brings
                return phrase, business
        return None


class _Said:
    """A text, by the pieces between its signs."""

    def __init__(self, text: str) -> None:
        pieces = [piece for piece in _BREAK.split(clean(text)) if piece.strip()]
        self._plain = "|".join(f" {canonical(piece)} " for piece in pieces)
        self.words = frozenset(self._plain.replace("|", " ").split())
        self._typed = [_WORD.findall(piece.lower()) for piece in pieces]
        self._folded = [[fold(word) for word in words] for words in self._typed]
        words = [word for piece in self._typed for word in piece]
        self._sets_all = sum(not word.isascii() for word in words) >= _ACCENTED * len(words)

    def has(self, phrase: _Phrase) -> bool:
        """Return whether it has a phrase, and no word of it was typed with other accents."""
        return all(part.plain in self._plain for part in phrase.parts) and all(
            self._is_typed(part, only_written=phrase.only_written) for part in phrase.parts
        )

    def before(self, phrase: _Phrase) -> str:
        """Return in canonical form what stands before a phrase, up to the sign before it."""
        return self._plain.partition(phrase.parts[0].plain)[0].rpartition("|")[2].strip()

    def does(self, phrase: _Phrase) -> bool:
        """Return whether a name in it stands for somebody who does something, or with whom something is done."""
        behind = self._plain.partition(phrase.parts[0].plain)[2].partition("|")[0].strip()
        before = self.before(phrase)
        verb = _DOES.fullmatch(phrase.parts[-1].plain.split()[-1]) is not None
        does = verb or (_DOES.match(behind) is not None and _GOES_THERE.search(before) is None)
        return does or _BY_THEM.search(before) is not None

    def without(self, phrase: _Phrase) -> str:
        """Return it in canonical form without a phrase."""
        left = self._plain
        for part in phrase.parts:
            left = left.replace(part.plain, " ")
        return " ".join(left.replace("|", " ").split())

    def _is_typed(self, part: _Part, *, only_written: bool) -> bool:
        places = list(self._places(part))
        if not places:  # it was shortened ("BHYT"), which says enough
            return not only_written
        bare_too = not only_written and not self._sets_all
        return any(
            all(_is(typed, word, bare_too=bare_too) for typed, word in zip(place, part.words, strict=True))
            for place in places
        )

    def _places(self, part: _Part) -> Iterator[Sequence[str]]:
        size, first = len(part.folded), part.folded[0]
        for typed, folded in zip(self._typed, self._folded, strict=True):
            for start in range(len(folded) - size + 1):
                if folded[start] == first and tuple(folded[start : start + size]) == part.folded:
                    yield typed[start : start + size]


def _is(typed: str, word: str, *, bare_too: bool) -> bool:
    """Return whether a typed word is that of a phrase: with its accents, or without any where that is enough."""
    if typed.isascii():
        return bare_too or word.isascii()
    return may_mean(typed, word) and may_mean(word, typed)


def _phrase(text: str, *, only_written: bool = False) -> _Phrase:
    return _Phrase(tuple(map(_part, text.split(BOTH))), only_written)


def _part(text: str) -> _Part:
    words = tuple(_WORD.findall(clean(text).lower()))
    return _Part(f" {canonical(text)} ", words, tuple(map(fold, words)))
