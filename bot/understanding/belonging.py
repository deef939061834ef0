"""Whether a question without a name belongs to the matter that is talked of, or to one of its own that nobody knows.

"Phí?" inherits the matter, "ly hôn thì nộp ở tòa nào" does not, though it names no procedure either. Answered of the
matter before, it sends somebody the wrong way. What tells the two apart was learned from whole talks that other people
wrote and labelled (``content/belonging.tsv``): how the question sounds, how many of its words are the matter's own, and
how many are nobody's. The weights are packaged; ``learning`` below makes them (``python scripts/belonging.py``).
"""

from __future__ import annotations

import functools
import hashlib
import weakref
import zlib
from array import array
from collections import Counter, defaultdict
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, Self

from bot.guidance.catalogue.values import Paper
from bot.understanding.clauses.heard import START, kinds
from bot.understanding.fold import canonical
from bot.understanding.packed import pack, unpack

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from bot.guidance.catalogue.book import FieldCatalogue
    from bot.guidance.catalogue.field import Field
    from bot.guidance.procedures import Procedure

FILE = "belonging.bin"
"""The weights, in ``bot/content``."""
SOURCE = "belonging.tsv"
"""What they are learned from: a hand, ``same`` or ``own``, the code of the matter or ``-``, and the question."""
OWN, SAME = "own", "same"
_LEAST = 0.4
"""From which score on a question is its own: of ten that belong one is lost so, of ten that do not nearly five found
(``python scripts/belonging.py --score``)."""
_HANDS = 2
"""So many hands have to use a word in questions that belong, for it to be nobody's own."""
_OF_FEW = 40
"""A word that so many procedures have says nothing of one."""
_MOST = 5
_MOST_WORDS = 30
_VOCABULARIES: weakref.WeakKeyDictionary[FieldCatalogue, Vocabulary] = weakref.WeakKeyDictionary()


class Example(NamedTuple):
    """A question of a labelled talk.

    Attributes:
        hand: who wrote it.
        label: ``OWN`` or ``SAME``.
        code: of the matter that was talked of, or "-" where it was none of the catalogue's.
        text: the clauses that ask, as typed.
    """

    hand: str
    label: str
    code: str
    text: str


class Vocabulary:
    """The words of each procedure: its names, how people call it, who handles it, and its papers.

    Args:
        catalogue: the procedures.
        fields: what is written down of them.
    """

    def __init__(self, catalogue: Iterable[Procedure], fields: FieldCatalogue) -> None:
        procedures = [*catalogue]
        self._words = {one.code: _words_of(one, fields) for one in procedures}
        self._in = Counter(word for words in self._words.values() for word in words)
        self._pairs = {one.code: _pairs_of(one, fields) for one in procedures}
        self._pairs_in = Counter(pair for pairs in self._pairs.values() for pair in pairs)
        self._codes = sorted(self._words)

    @classmethod
    def of(cls, catalogue: Iterable[Procedure], fields: FieldCatalogue) -> Vocabulary:
        """Return the words of a catalogue, which are put together once."""
        found = _VOCABULARIES.get(fields)
        if found is None:
            found = _VOCABULARIES[fields] = cls(catalogue, fields)
        return found

    def has(self, code: str) -> bool:
        """Return whether a procedure is known."""
        return code in self._words

    def any_code(self, text: str) -> str:
        """Return some procedure, always the same for a text: what belongs to none is none of this one's."""
        return self._codes[zlib.crc32(text.encode()) % len(self._codes)]

    def strange(self, code: str, words: Iterable[str], general: Collection[str]) -> list[str]:
        """Return the words, in canonical form, that are neither a procedure's own nor nobody's."""
        own = self._words.get(code, frozenset())
        return [word for word in words if word not in own and word not in general]

    def tells_of(self, code: str, plain: str) -> bool:
        """Return whether a text, in canonical form, has two words together that a procedure has and few others have."""
        own = self._pairs.get(code, frozenset())
        return any(pair in own and self._pairs_in[pair] < _OF_FEW for pair in pairwise(plain.split()))

    def features(self, code: str, plain: str, general: Collection[str]) -> list[tuple[str, float]]:
        """Return what is looked at in a question beside how it sounds.

        Args:
            code: of the matter that is talked of.
            plain: the question's canonical text.
            general: words that are nobody's own.
        """
        words, own = list(dict.fromkeys(plain.split())), self._words[code]
        strange = sum(word not in own and word not in general for word in words)
        telling = sum(word in own and self._in[word] < _OF_FEW for word in words)
        pairs = sum(pair in self._pairs[code] and self._pairs_in[pair] < _OF_FEW for pair in pairwise(plain.split()))
        return [
            ("#strange", min(strange, _MOST) / 3),
            ("#any strange", float(strange > 0)),
            ("#share", strange / (len(words) or 1)),
            ("#telling", min(telling, _MOST) / 3),
            ("#any telling", float(telling > 0)),
            ("#pairs", min(pairs, _MOST) / 3),
            ("#any pair", float(pairs > 0)),
            ("#long", min(len(words), _MOST_WORDS) / 10),
        ]


@dataclass(frozen=True, slots=True)
class Belonging:
    """What was learned.

    Attributes:
        digest: of what it was learned from.
        general: words that are nobody's own.
        weights: feature → how much it speaks for a matter of its own; that of ``START`` goes to every text.
    """

    digest: str
    general: frozenset[str]
    weights: Mapping[str, float]

    @classmethod
    @functools.cache
    def packaged(cls) -> Self:
        """Return what comes with the code, read once a process."""
        return cls.unpack((files("bot.content") / FILE).read_bytes())

    @classmethod
    def unpack(cls, data: bytes) -> Self:
        """Read what ``pack`` wrote."""
        header, raw = unpack(data)
        steps = array("b", raw)
        names = header["features"].split("\n")
        weights = {name: step * header["scale"] for name, step in zip(names, steps, strict=True)}
        return cls(header["digest"], frozenset(header["general"].split()), weights)

    def pack(self) -> bytes:
        """Return it as the packaged file has it: a byte a weight."""
        scale = max(map(abs, self.weights.values())) / 127
        header = {
            "digest": self.digest,
            "general": " ".join(sorted(self.general)),
            "scale": scale,
            "features": "\n".join(self.weights),
        }
        return pack(header, array("b", [round(one / scale) for one in self.weights.values()]).tobytes())

    def is_own(self, vocabulary: Vocabulary, code: str, text: str) -> bool:
        """Return whether a question is about something of its own, and not about the matter that is talked of.

        Args:
            vocabulary: the words of the procedures.
            code: of the matter that is talked of.
            text: the clauses that ask, as typed or in canonical form; no procedure is named in them.
        """
        return vocabulary.has(code) and self.score(vocabulary, code, text) >= _LEAST

    def belongs(self, vocabulary: Vocabulary, code: str, text: str) -> bool:
        """Return whether a question belongs to the matter that is talked of rather than not."""
        return vocabulary.has(code) and self.score(vocabulary, code, text) <= 0

    def score(self, vocabulary: Vocabulary, code: str, text: str) -> float:
        """Return how clearly a question is about something of its own: above 0 rather than not."""
        looked_at = features(vocabulary, code, text, self.general)
        return self.weights[START] + sum(weight * self.weights.get(name, 0.0) for name, weight in looked_at)


def features(vocabulary: Vocabulary, code: str, text: str, general: Collection[str]) -> list[tuple[str, float]]:
    """Return all that is looked at in a question, each with its weight."""
    plain = canonical(text)
    sounds = [(each, weight) for kind, weight in kinds(plain) for each in kind if each != START]
    return [*sounds, *vocabulary.features(code, plain, general)]


def packaged_digest() -> str:
    """Return the digest of what the packaged weights have to be learned from."""
    return hashlib.blake2b((files("bot.content") / SOURCE).read_bytes(), digest_size=16).hexdigest()


def packaged_examples() -> list[Example]:
    """Return what comes with the code."""
    lines = (files("bot.content") / SOURCE).read_text(encoding="utf-8").splitlines()
    return [Example(*line.split("\t")) for line in lines]


def general_words(examples: Sequence[Example], *, without: str = "") -> frozenset[str]:
    """Return the words that questions of the matter talked of have with several hands.

    Args:
        examples: labelled questions.
        without: a hand that does not count: its own words would all be known to it.
    """
    hands: defaultdict[str, set[str]] = defaultdict(set)
    for one in examples:
        if one.label == SAME and one.hand != without:
            for word in canonical(one.text).split():
                hands[word].add(one.hand)
    return frozenset(word for word, used_by in hands.items() if len(used_by) >= _HANDS)


def _words_of(one: Procedure, fields: FieldCatalogue) -> frozenset[str]:
    return frozenset(word for text in _said_of(one, fields) for word in text.split())


def _pairs_of(one: Procedure, fields: FieldCatalogue) -> frozenset[tuple[str, str]]:
    return frozenset(pair for text in _said_of(one, fields) for pair in pairwise(text.split()))


def _said_of(one: Procedure, fields: FieldCatalogue) -> list[str]:
    """Return how a procedure, who handles it, its papers and their cases are called, in canonical form."""
    known = fields.get(one.code)
    papers = [field for field in known.fields if isinstance(field.value, Paper)] if known is not None else []
    of_papers = [text for field in papers for text in (_name_of(field), field.case)]
    return [canonical(text) for text in (one.title, one.name, one.agency, *one.names, *of_papers)]


def _name_of(field: Field) -> str:
    return field.value.name if isinstance(field.value, Paper) else ""
