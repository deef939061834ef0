"""Whether a text names a procedure well enough to be answered for it, or only resembles its name.

A score says how alike text and name are. What tells a name from its near miss is what the score leaves out: a word that
no name of the procedure has ("giấy chứng nhận tàu cá *VietGAP*"), and words that stand beside each other in none
("*công chức*" has one word of "chứng thực" and one of "di *chúc*").
"""

from __future__ import annotations

import functools
import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz.distance import DamerauLevenshtein

from bot.understanding.clauses.objects import OFFICIAL, object_of
from bot.understanding.fold import canonical
from bot.understanding.search.tokens import tokens
from bot.understanding.search.words import FILLERS, PHRASES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from bot.guidance.procedures import Catalogue
    from bot.understanding.search.finder import Hit, ProcedureSearch


def _set_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


FLOOR = 0.70
"""Least score at which a unit is told."""
LEAST_PAIRED = 0.6
"""Least share of the telling words that stand beside each other in some name, or name the procedure by themselves.

Both were set on tests/data/near_misses.txt: at most 1 % of its questions are answered with another procedure's unit.
What that costs, tests/unit/handlers/test_near_misses.py says.
"""
LEAST_OFFERED = 0.5
"""Least share of the words, but for offices' own, that some name has, or nearly: then a procedure is asked back."""
LEAST_TURNED = 0.34
"""Least share of the telling words that stand beside each other in a name of another matter than that under way."""
_ALIKE = 0.72
_SAYS_NOTHING = _set_of(
    "toi tui em e con c chi anh a ban bac ba ma me cha tia ong noi ngoai chau cho chu co cua cung da di do gio ho"
    " ha het hoi j k lam luon minh moi mot muon nay nen nghen nha nhe nho nhu o oi ra roi rua se ta thi thoi to u"
    " ua uh va vao ve vo chong voi xin z vui long q hay nop gui lay nhan that thiet cai kia dang ky phai can duoc"
    " bi mat trai gai nhoc thang be nam tuoi ngay hom tuan truoc sau mai sap han vua tu den nguoi giay bao qua ben"
    " tren duoi trong theo nghe noi giup gium dum thay lan dau cu chua khong de vk ck it nhieu luc khi tai y tien"
    " dat lich hen tiep shop sep admin ad"
)
"""Words about whom and when, which a name may lack."""
_FAULTS = _set_of("ghi sai lon nham ten dem sua ngay thang sinh hu rach mo lai doi")
"""What may be wrong with any paper."""
_TAKES = frozenset({"lap", "lanh", "linh", "huong"})
"""Verbs of making and getting anything, which speak for a name that has them, and against none."""
_FEW = 3
"""Words up to which one of them, letter by letter, is enough."""
_COMMON = _set_of("dong lai tu nop thieu them moi cu dau nay khac chiu")
"""Words that hundreds of texts share with some name."""
_ELSEWHERE = frozenset({"tu", "mai", "su"})
"""Words of a title that are mostly others: "làm giấy *từ* xa" is no "khai *tử*", "*mai* lên" no "*mai* táng"."""
_OFFICES = _set_of("cong an xa phuong uy ban nhan dan tinh toa trung tam bo doi bien phong khong dung phai")
_EARLY = 2
"""Words that may stand before a name at the beginning of a question ("còn làm *căn cước*")."""
_WHO_GIVES = frozenset({"cap", "xet", "duyet", "ky", "huyen", "tinh", "phuong"})
"""Words about who gives it, which stand beside a whole name without changing it ("sổ cận nghèo thì ai cấp")."""
_ANEW = re.compile(r"\b(?:het han|mo|hu|gay|rach|doi)(?: \w+){0,2} lai\b")
"""Something that no longer serves is done "again" by what its whole name says ("căn cước hết hạn làm lại")."""
_WHOLE = frozenset(
    {*(word for _, word in PHRASES if " " not in word), "bhyt", "bhxh", "bhtn", "passport", "kt3", "ct07"}
)
"""Words that are a name by themselves."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a hit.

    Attributes:
        uncovered: telling words of the text that no name of the procedure has.
        paired: share of its telling words that stand beside each other in a name; 0 where it has none.
        whole: a whole name was said, word beside word.
        resembling: share of its words that are no office's word and that a name has, or one much like them.
        said: two of its words are a name's, letter by letter (of a few words one), or one is the title's.
        faults_alone: it says only what is wrong with a paper ("ghi sai tên"), which is any paper's.
    """

    uncovered: tuple[str, ...]
    paired: float
    whole: bool
    resembling: float
    faults_alone: bool
    said: bool


class Names:
    """The words and neighbours of all names of a catalogue.

    Args:
        catalogue: the procedures.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._words: dict[str, frozenset[str]] = {}
        self._titles: dict[str, frozenset[str]] = {}
        self._pairs: dict[str, frozenset[tuple[str, str]]] = {}
        self._names: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
        for procedure in catalogue:
            names = [tokens(name) for name in (*procedure.names, procedure.title, procedure.name)]
            self._titles[procedure.code] = frozenset(tokens(procedure.title)) - _ELSEWHERE
            self._words[procedure.code] = frozenset(itertools.chain.from_iterable(names))
            self._pairs[procedure.code] = frozenset(pair for name in names for pair in _neighbours(name))
            bare = (" ".join(word for word in name if _tells(word)) for name in names)
            full = (" ".join(name) for name in names)
            self._names[procedure.code] = frozenset(f" {name} " for name in bare if " " in name), frozenset(full)

    def evidence(self, text: str, code: str) -> Evidence:
        """Return what speaks for ``code`` where ``text`` was looked up."""
        said, tells, neighbours = _looked_up(text)
        known, pairs = self._words[code], self._pairs[code]
        telling = [word for word in dict.fromkeys(tells) if word in known or word not in _TAKES]
        paired = {word for pair in neighbours & pairs for word in pair} | (_WHOLE & known).intersection(said)
        uncovered = tuple(word for word in telling if word not in known)
        own = [word for word in telling if word not in OFFICIAL]
        if not own:  # "ba mới mất": nothing else is said that could speak against it
            own = [word for word in said if word not in FILLERS and word not in OFFICIAL and not word.isdigit()]
        return Evidence(
            uncovered,
            sum(word in paired for word in telling) / len(telling) if telling else 0.0,
            self._said_whole(said, tells, code),
            sum(_has(known, word) for word in own) / len(own) if own else 0.0,
            _FAULTS.issuperset(telling),
            not self._titles[code].isdisjoint(own)
            or len(known.intersection(own) - _COMMON - _ELSEWHERE) > (len(own) > _FEW),
        )

    def begins(self, text: str, code: str) -> bool:
        """Return whether the first words of ``text`` that tell anything are a procedure's ("khai tử thì …")."""
        early = tokens(text)[: _EARLY + 1]
        return any(word in self._words[code] for word in early if word not in _SAYS_NOTHING)

    def has_own(self, text: str, code: str) -> bool:
        """Return whether a word of ``text`` is one of ``code``'s names, and no office's ("công an xã")."""
        own = (word for word in tokens(text) if word not in _SAYS_NOTHING | _OFFICES)
        return any(word in self._words[code] for word in own)

    def _said_whole(self, said: Sequence[str], tells: Sequence[str], code: str) -> bool:
        bare, full = self._names[code]
        telling = f" {' '.join(tells)} "
        return " ".join(said) in full or any(name in telling for name in bare)


def names_of(search: ProcedureSearch) -> Names:
    """Return the names that an index was built of."""
    return _names(search.catalogue)


def is_told(search: ProcedureSearch, text: str, hit: Hit) -> bool:
    """Return whether a text names a hit well enough for its units to be told without asking back."""
    found = names_of(search).evidence(text, hit.code)
    besides = {*_WHO_GIVES, "lai"} if _ANEW.search(canonical(text)) else _WHO_GIVES
    if any(not (found.whole and word in besides) for word in found.uncovered):
        return False
    return found.whole or (not found.faults_alone and hit.score >= FLOOR and found.paired >= LEAST_PAIRED)


def is_likely(search: ProcedureSearch, text: str, hit: Hit) -> bool:
    """Return whether a text may well mean a hit, so that it is asked back; what only shares "giấy phép" does not.

    Nor does what only sounds like a word of it ("ai chịu trễ"), or has one word that is beside its title ("đóng phí").
    """
    return names_of(search).evidence(text, hit.code).said and resembles(search, text, hit)


def resembles(search: ProcedureSearch, text: str, hit: Hit) -> bool:
    """Return whether half of a text's words are a hit's, or sound like them."""
    return names_of(search).evidence(text, hit.code).resembling >= LEAST_OFFERED


def speaks_of_another(search: ProcedureSearch, text: str, code: str) -> bool:
    """Return whether a text has words of its own and hardly one of a procedure that was asked back: it is not meant."""
    found = names_of(search).evidence(text, code)
    return len(found.uncovered) >= _OF_ITS_OWN and found.resembling < LEAST_TURNED


_OF_ITS_OWN = 3
"""Telling words from which on a text speaks of something itself."""


def turns_to(search: ProcedureSearch, text: str, hit: Hit) -> bool:
    """Return whether a text turns from the matter under way to a hit, and has more of it than a word."""
    return names_of(search).evidence(text, hit.code).paired >= LEAST_TURNED


@functools.lru_cache(maxsize=4)
def _names(catalogue: Catalogue) -> Names:
    return Names(catalogue)


def _has(known: Collection[str], word: str) -> bool:
    alike = DamerauLevenshtein.normalized_similarity
    return word in known or any(other[0] == word[0] and alike(other, word) >= _ALIKE for other in known)


@functools.lru_cache(maxsize=2)
def _looked_up(text: str) -> tuple[Sequence[str], Sequence[str], AbstractSet[tuple[str, str]]]:
    """Return the words of what a text is about, those that tell something, and all neighbours.

    Kept for the text at hand, which is held against one procedure after the other.
    """
    said = tokens(object_of(text) or text)
    return said, [word for word in said if _tells(word)], _neighbours(said)


def _tells(word: str) -> bool:
    return word not in FILLERS and word not in _SAYS_NOTHING and not word.isdigit()


def _neighbours(words: Iterable[str]) -> set[tuple[str, str]]:
    """Return the pairs of neighbours, with fillers and without them."""
    said = list(words)
    telling = [word for word in said if word not in FILLERS]
    return {pair for sequence in (said, telling) for pair in itertools.pairwise(sequence)}
