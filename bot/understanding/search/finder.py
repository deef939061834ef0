"""Finding a procedure by what people call it: without diacritics, with typos, with half a story around it.

The index is built once from the catalogue and then only read. Two ways are joined. A query is compared with every name
that people use, of the procedures that have such; rare words and pairs of words count more than common ones, and an
unknown word counts as the known word it looks like. And it is compared with the official names of all, of which there
may be thousands (``official``), by the table of how people name things (``naming``). Where no name was said, it counts
too what the text sounds like (``spoken``).
"""

from __future__ import annotations

import enum
import hashlib
import itertools
import math
import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import OSA, DamerauLevenshtein

from bot.understanding.search.acts import told
from bot.understanding.search.in_english import EnglishWays
from bot.understanding.search.naming import Naming, asked_for
from bot.understanding.search.official import OfficialNames
from bot.understanding.search.replies import is_reply
from bot.understanding.search.spoken import Spoken
from bot.understanding.search.tokens import tokens
from bot.understanding.search.words import FILLERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.guidance.procedures import Catalogue

_CODE = re.compile(r"\b\d\.\d{6}\b")
_FILLER_WEIGHT = 0.3
_PAIR_SHARE = 0.7
"""How much a pair of neighbouring words counts, as a share of its two words."""
_NAME_SHARE = 0.45
"""How much of a score is "the whole name was said"."""
_QUERY_SHARE = 0.35
"""How much is "all that was said is in this name"; the rest is "... in some name of this procedure"."""
_LIKENESS = 0.72
"""Least likeness at which an unknown word is taken for a known one."""
_PAIR_LIKENESS = 0.85
_LONG_PAIR = 7
_MOST_GUESSES = 16
"""So many unknown words, and pairs, of a query are taken for what they look like; each is compared with all known."""
_SCALE = 73
"""How much rarer than common a word of one procedure is: fixed, so that a new procedure changes no score of the others
but through the words that it shares with them. ``ENOUGH``, ``LEAST`` and ``MARGIN`` were chosen with it."""
_HALF_SAID = 0.7
_SAID = 0.9
"""Scores from which on, and at which, names that people use decide alone. Chosen, like the next two, on the tuning half
of evaluation/queries_open.jsonl and on tests/data/procedure_queries.jsonl."""
_ACT = 0.04
"""How much it takes from a name that people use when what is done is another thing, or a less usual one."""
_BOTH = 0.06
"""How much it adds that both ways found the same."""
_SOUNDING = 0.6
"""How much of a score is what the text sounds like (``spoken``), where no name that people use was said."""
_UNNAMED, _NAMED = 0.5, 0.65
"""Scores by names that people use up to which that holds, and from which on it counts for nothing. These three were
chosen by cross-validation over content/messages.csv and on tests/data/procedure_queries.jsonl."""
_UNSURE, _SURE = 0.15, 0.35
"""How much a text sounds like the likeliest up to which its sound counts for nothing, and from which on in full."""
_STILL_ASKED = 0.58
"""The score, below ``ENOUGH``, that the best keeps where it is said to be meant and does not sound so."""
_IN_ENGLISH = 0.9
"""The score of what an English text names."""
_KNOWN = 0.6
"""The score from which on what an English text resembles is believed before what its words name: somebody has written
much like it."""
_BESIDE_ENGLISH = 0.5
"""How much of their score the others keep beside it: English resembles anything."""
_MOST_FOUND = 5
"""Procedures that are found at most."""
_MOST_KEPT = 64
"""Texts of which it is kept what they found, by a digest: never people's words."""
_ROUNDING = 1e-9
_LONG = 24
"""Longer words are no two known ones written together."""
_SHORT = 3
"""Shorter words are too much alike to be corrected."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A procedure that a query may mean.

    Attributes:
        code: its national code.
        name: its official name.
        title: its short name.
        score: 0 to 1, comparable within one query and, roughly, between queries.
    """

    code: str
    name: str
    title: str
    score: float


class Outcome(enum.StrEnum):
    """What to do with the hits."""

    ONE = "one"
    """The first is meant."""
    CLOSE = "close"
    """Ask which; ``Decision.hits`` are the ones to offer."""
    NONE = "none"
    """Nothing fits."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a search came to.

    Attributes:
        outcome: see ``Outcome``.
        hits: the one (ONE), two or three to offer (CLOSE; one where it is only likely), or none.
    """

    outcome: Outcome
    hits: tuple[Hit, ...]


ENOUGH = 0.60
"""A first hit with at least this score is taken when no other is close."""
LEAST = 0.53
"""Below this nothing fits. Both were chosen on tests/data/procedure_queries.jsonl."""
MARGIN = 0.035
"""A second hit less than this behind the first is close."""
MAX_OFFERED = 3


def decide(hits: Sequence[Hit]) -> Decision:
    """Say whether the first hit is meant, whether to ask, or that nothing fits."""
    if not hits or hits[0].score < LEAST:
        return Decision(Outcome.NONE, ())
    first = hits[0]
    margin = MARGIN if first.score >= ENOUGH else 2 * MARGIN
    close = tuple(hit for hit in hits if first.score - hit.score < margin and hit.score >= LEAST)[:MAX_OFFERED]
    if first.score >= ENOUGH and len(close) == 1:
        return Decision(Outcome.ONE, close)
    return Decision(Outcome.CLOSE, close)


class ProcedureSearch:
    """The index. Building it takes some 0.2 ms a procedure, 1.3 s for 6,000: not on the event loop.

    Args:
        catalogue: of which procedures; those with names that people use are found by these too.
        naming: how people name what officials call otherwise; the packaged table where none is given.
        spoken: how people speak of what they need; what comes with the code where none is given.
    """

    def __init__(self, catalogue: Catalogue, naming: Naming | None = None, spoken: Spoken | None = None) -> None:
        self._catalogue = catalogue
        self._naming = naming if naming is not None else Naming.packaged()
        self._official = OfficialNames(
            ((procedure.code, procedure.name) for procedure in catalogue), self._naming, spoken or Spoken.packaged()
        )
        self._spoken_acts = Spoken.packaged_acts()
        names = [
            (procedure.code, tuple(tokens(name)))
            for procedure in catalogue
            if procedure.names
            for name in dict.fromkeys((*procedure.names, procedure.title, procedure.name))
        ]
        self._weights = _weigh(names)
        self._pairs = sorted(feature for feature in self._weights if " " in feature)
        self._pairs_of: dict[int, list[str]] = {}
        for pair in self._pairs:
            self._pairs_of.setdefault(len(pair), []).append(pair)
        self._vocabulary = sorted({word for _, words in names for word in words})
        self._names = [(code, _NAME_SHARE / (self._total(words) or 1.0)) for code, words in names]
        """Of each name its procedure, and how much of a score a word of it is by its share of the name."""
        self._kept: dict[bytes, tuple[Hit, ...]] = {}
        self._codes: dict[str, set[str]] = {}
        for code, words in names:
            for word in words:
                self._codes.setdefault(word, set()).add(code)
        self._postings: dict[str, list[int]] = {}
        for number, (_, words) in enumerate(names):
            for feature in _features(words):
                self._postings.setdefault(feature, []).append(number)

    @property
    def catalogue(self) -> Catalogue:
        """The procedures that are found."""
        return self._catalogue

    def search(self, query: str, limit: int = _MOST_FOUND) -> list[Hit]:
        """Return the procedures that ``query`` may mean, best first, at most five.

        A reply ("vâng", "giấy đó") means none. A turn asks for the same text several times: what it found is kept.
        """
        key = hashlib.blake2b(query.encode(errors="replace"), digest_size=16).digest()
        found = self._kept.pop(key, None)
        if found is None:
            found = tuple(self._search(query))
        self._kept[key] = found
        if len(self._kept) > _MOST_KEPT:
            self._kept.pop(next(iter(self._kept)), None)
        return list(found[:limit])

    def _search(self, query: str) -> list[Hit]:
        code = _CODE.search(query)
        if code and code.group() in self._catalogue:
            return [self._hit(code.group(), 1.0)]
        if is_reply(query):
            return []
        hits = self._resembling(query)
        named = EnglishWays.packaged().named(query, self._catalogue)
        if named is None or (not named.whole and hits and hits[0].code != named.code and hits[0].score >= _KNOWN):
            return hits
        others = (replace(hit, score=round(hit.score * _BESIDE_ENGLISH, 4)) for hit in hits if hit.code != named.code)
        return [self._hit(named.code, _IN_ENGLISH), *others][:_MOST_FOUND]

    def _resembling(self, query: str) -> list[Hit]:
        """Return what a text resembles: the names, and how people speak."""
        said = tokens(query)
        heard = self._naming.hear(query, said)
        acts = told(heard, said, self._spoken_acts)
        words, quality = self._known(said[: asked_for(heard, said)])
        scores = self._scores(words, quality)
        if words and max(scores.values(), default=0.0) < ENOUGH:
            corrected = self._correct_pairs(words)
            if corrected != words:
                scores = self._scores(corrected, [_PAIR_LIKENESS] * len(corrected))
        scores = {code: score * (1 - _ACT + _ACT * self._official.fit(code, acts)) for code, score in scores.items()}
        unnamed = 1 - _risen(max(scores.values(), default=0.0), _UNNAMED, _NAMED)
        scores = _together(scores, self._official.search(query, heard, acts, said))
        if unnamed:
            scores = self._with_sound(scores, self._official.sounding(heard, acts, said), _SOUNDING * unnamed)
        ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:_MOST_FOUND]
        return [self._hit(found, score) for found, score in ranked]

    def _with_sound(self, scores: dict[str, float], sounding: dict[str, float], share: float) -> dict[str, float]:
        """Join what a text says with what it sounds like, which is up to ``share`` of a score."""
        share *= _risen(max(sounding.values(), default=0.0), _UNSURE, _SURE)
        if not share:
            return scores
        alike = {code: self._official.alike(code) for code in scores}
        every = {**{code: code for code in sounding.keys() - set(alike.values())}, **alike}
        joined = {
            code: (1 - share) * scores.get(code, 0.0) + share * min(1.0, sounding.get(first, 0.0))
            for code, first in every.items()
        }
        best = min(joined, key=lambda code: (-joined[code], code))
        joined[best] = max(joined[best], min(scores.get(best, 0.0), _STILL_ASKED))
        return joined

    def decide(self, query: str) -> Decision:
        """Search and say what to do with the result."""
        return decide(self.search(query))

    def _hit(self, code: str, score: float) -> Hit:
        procedure = self._catalogue.get(code)
        if procedure is None:  # an index is built of one catalogue and never outlives it
            raise LookupError(code)
        return Hit(code, procedure.name, procedure.title, round(min(score, 1.0), 4))

    def _scores(self, words: Sequence[str], quality: Sequence[float]) -> dict[str, float]:
        """Return each procedure's score: its best name, and how much of the query its names know together."""
        asked = self._total(words)
        weights = {word: self._weight(word) for word in words}
        single = sum(weights.values())
        matched = [0.0] * len(self._names)
        for feature, likeness in _features_of(words, quality).items():
            gain = self._weight(feature) * likeness
            for number in self._postings.get(feature, ()):
                matched[number] += gain
        together: dict[str, float] = {}
        for word, weight in weights.items():
            for code in self._codes.get(word, ()):
                together[code] = together.get(code, 0.0) + weight
        of_query = _QUERY_SHARE / asked if asked else 0.0
        best = dict.fromkeys(together, 0.0)
        for gain, (code, of_name) in zip(matched, self._names, strict=True):
            if gain and (score := gain * (of_name + of_query)) > best[code]:
                best[code] = score
        of_words = (1 - _NAME_SHARE - _QUERY_SHARE) / single if single else 0.0
        return {code: score + of_words * together[code] for code, score in best.items()}

    def _correct_pairs(self, words: Sequence[str]) -> list[str]:
        """Correct words that exist but not beside each other: "ket hom" looks like "ket hon"."""
        corrected = list(words)
        telling = [index for index, word in enumerate(words) if word not in FILLERS]
        guesses: dict[str, list[str] | None] = {}
        for first, second in itertools.pairwise(telling):
            pair = f"{words[first]} {words[second]}"
            if pair in self._postings or not _LONG_PAIR <= len(pair) <= 2 * _LONG:
                continue
            if pair not in guesses and len(guesses) < _MOST_GUESSES:
                guesses[pair] = self._like_pair(pair)
            if likely := guesses.get(pair):
                corrected[first], corrected[second] = likely
        return corrected

    def _like_pair(self, pair: str) -> list[str] | None:
        """Return the pair that this one looks like most, where that is as long; mostly none is."""
        if self._likest(pair, self._pairs_of.get(len(pair), ())) is None:
            return None
        likest = self._likest(pair, self._pairs)
        return likest.split(" ") if likest is not None and len(likest) == len(pair) else None

    def _likest(self, pair: str, among: Sequence[str]) -> str | None:
        alike = most_alike(pair, among, _PAIR_LIKENESS)
        return alike[0] if alike is not None else None

    def _known(self, words: Iterable[str]) -> tuple[list[str], list[float]]:
        """Return the words of the query as the index knows them, and how sure each one is."""
        known: list[str] = []
        quality: list[float] = []
        looked_up: dict[str, list[tuple[str, float]]] = {}
        guesses = 0
        for word in words:
            if word not in looked_up:
                strange = self._is_strange(word)
                guesses += strange
                guess = strange and guesses <= _MOST_GUESSES
                looked_up[word] = self._look_up(word) if guess else [(word, 1.0)]
            for found, likeness in looked_up[word]:
                known.append(found)
                quality.append(likeness)
        return known, quality

    def _is_strange(self, word: str) -> bool:
        """Whether a word is in no name and may be one misspelled, or two."""
        known = word in self._postings or word in FILLERS
        return not known and _SHORT <= len(word) <= _LONG and not word[0].isdigit()

    def _look_up(self, word: str) -> list[tuple[str, float]]:
        for cut in range(2, len(word) - 1):  # "khaisinh"
            if word[:cut] in self._postings and word[cut:] in self._postings:
                return [(word[:cut], 1.0), (word[cut:], 1.0)]
        alike = most_alike(word, self._vocabulary, _LIKENESS)
        return [alike] if alike is not None else [(word, 1.0)]

    def _weight(self, feature: str) -> float:
        found = self._weights.get(feature)
        if found is not None:
            return found
        return _FILLER_WEIGHT if feature in FILLERS else self._weights[""]

    def _total(self, words: Sequence[str]) -> float:
        """Return the weight of all words, and of the pairs that occur in some name."""
        return sum(
            self._weight(feature) for feature in _features(words) if " " not in feature or feature in self._weights
        )


def most_alike(words: str, among: Sequence[str], least: float) -> tuple[str, float] | None:
    """Return the first of the likest to ``words``, and how alike, where that is ``least`` or more.

    A swap of neighbours counts once, also where letters are put between them (Damerau–Levenshtein). To compare so is
    dear: first the few are looked for, mostly none, that are near by a distance which is compared many letters at a
    time (OSA). It is the same up to one change, and at most twice as much.
    """
    changes = math.floor((1 - least) / least * len(words) + _ROUNDING)  # no text is as alike that is longer still
    most = changes if changes <= 1 else 2 * changes
    near = process.extract(words, among, scorer=OSA.distance, score_cutoff=most, limit=None)
    if not near:
        return None
    found = process.extractOne(
        words,
        [among[place] for place in sorted(place for _, _, place in near)],
        scorer=DamerauLevenshtein.normalized_similarity,
        score_cutoff=least,
    )
    return (found[0], found[1]) if found is not None else None


def _together(named: dict[str, float], official: dict[str, float]) -> dict[str, float]:
    """Join both scores: where a name that people use was said nearly in full, it decides between such names."""
    best = max(named.values(), default=0.0)
    decides = _risen(best, _HALF_SAID, _SAID)
    scores = dict(official)
    for code, by_name in named.items():
        other = official.get(code, 0.0)
        joined = max(other, by_name) + _BOTH * min(by_name, other)
        scores[code] = decides * by_name + (1 - decides) * joined
    return scores


def _risen(value: float, low: float, high: float) -> float:
    """Return how far a value has come from ``low``, 0, to ``high``, 1."""
    return min(1.0, max(0.0, (value - low) / (high - low)))


def _features(words: Sequence[str]) -> set[str]:
    """Return the words, and the pairs of neighbours when the fillers are left out."""
    telling = [word for word in words if word not in FILLERS]
    pairs = {f"{first} {second}" for first, second in itertools.pairwise(telling)}
    return {*words, *pairs}


def _features_of(words: Sequence[str], quality: Sequence[float]) -> dict[str, float]:
    sure = dict(zip(words, quality, strict=True))
    return {feature: min(sure[part] for part in feature.split(" ")) for feature in _features(words)}


def _weigh(names: Sequence[tuple[str, tuple[str, ...]]]) -> dict[str, float]:
    """Weigh each word by how few procedures use it, each pair by its words; "" is for words nobody uses."""
    users: dict[str, set[str]] = {}
    pairs: Counter[str] = Counter()
    for code, words in names:
        for feature in _features(words):
            if " " in feature:
                pairs[feature] += 1
            else:
                users.setdefault(feature, set()).add(code)
    weights = {
        word: _FILLER_WEIGHT if word in FILLERS else math.log(1 + _SCALE / len(codes)) for word, codes in users.items()
    }
    for pair in pairs:
        first, second = pair.split(" ")
        weights[pair] = _PAIR_SHARE * (weights[first] + weights[second]) / 2
    weights[""] = math.log(1 + _SCALE / 8)
    return weights
