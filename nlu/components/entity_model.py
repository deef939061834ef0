"""Entities: a conditional random field over pieces whose features are folded, so that text without diacritics keeps its slots.

A piece is described by its folded form and its ends, its shape, the lookup tables it is part of, and its neighbours. The
typed form, and whether it starts with a capital, are there beside the folded ones. Training messages are shown as typed, every
second one of those without entities; where they have entities, in lower case without diacritics too; and once more with other
entities in their place (`swap`), by turns in lower case and without diacritics.

The weights are learnt by an averaged structured perceptron: a pass costs a third of a step of L-BFGS on the likelihood, and a
few passes do as well as eighty such steps (docs/nlu.md). What it says of its confidence looks surer than it is.
"""

from __future__ import annotations

import string
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path

import pycrfsuite

from components.concepts import Concepts
from components.folding import strip_diacritics
from components.spans import codes, tidied
from components.swap import Entity, swapped
from components.words import Piece, pieces, words_of

OUTSIDE = "O"
SWAPPED_EVERY = 2
"""Every second message is shown with other entities too: all of them gave nothing more and took a seventh of the time."""
EMPTY_EVERY = 2
"""Every second message without entities is shown: the others made nothing better and took a seventh of the time too."""
SAID = 5
"""How often the progress is told while the messages are shown."""
_FAR = 3
"""So many pieces away only the folded form is looked at; from two on, neither its shape nor where its tables end."""
_OFFSETS = (-3, -2, -1, 1, 2, 3)
_ENDS = "E@"
_EDGE = 3
"""So many letters of a word's beginning and end are looked at."""
_FILE = "entities.crfsuite"
_KEPT = 16_384
"""So many pieces are kept as they look from elsewhere, a few hundred bytes each."""


class EntityModel:
    """Finds entities. Make one with `fit` or `load`."""

    def __init__(self, concepts: Concepts, file: Path) -> None:
        self.concepts = concepts
        self._tagger = pycrfsuite.Tagger()
        self._tagger.open(str(file))

    @classmethod
    def fit(
        cls,
        texts: Sequence[str],
        entities: Sequence[Sequence[Entity]],
        concepts: Concepts,
        folder: Path,
        *,
        rounds: int = 6,
        say: Callable[[str], None] = lambda _: None,
    ) -> EntityModel:
        """Train on messages and the entities in them, and keep the model in `folder`.

        Args:
            texts: The messages as typed.
            entities: What is in each; a span that cuts through a piece is left out.
            concepts: The lookup tables.
            folder: Where the model file goes.
            rounds: How often all of it is gone through.
            say: Told of progress.
        """
        trainer = pycrfsuite.Trainer(algorithm="ap", verbose=False)
        trainer.set_params({"max_iterations": rounds, "feature.possible_transitions": True})
        forms = list(_shown(texts, entities, concepts))
        for at, (form, spans) in enumerate(forms, 1):
            parts = pieces(form)
            trainer.append(features(parts, concepts), _tags(parts, spans))
            if at * SAID // len(forms) > (at - 1) * SAID // len(forms):
                say(f"entities: shown {at} of {len(forms)} forms of {len(texts)} messages")
        folder.mkdir(parents=True, exist_ok=True)
        trainer.train(str(folder / _FILE))
        say(f"entities: learnt in {rounds} rounds")
        return cls.load(folder, concepts)

    @classmethod
    def load(cls, folder: Path, concepts: Concepts) -> EntityModel:
        """Open the model that `fit` left in `folder`."""
        return cls(concepts, folder / _FILE)

    def find(self, text: str) -> list[Entity]:
        """Find the entities of a message; spans count characters of the text as typed."""
        parts = pieces(text)
        if not parts:
            return []
        tags = self._tagger.tag(features(parts, self.concepts))
        found: list[Entity] = []
        first = 0
        for at in range(1, len(tags) + 1):
            if at == len(tags) or not tags[at].startswith("I-"):
                if tags[first] != OUTSIDE:
                    sure = min(self._tagger.marginal(tags[index], index) for index in range(first, at))
                    found.append(Entity(tags[first][2:], parts[first].start, parts[at - 1].end, round(sure, 4)))
                first = at
        return tidied(parts, found)


def features(parts: Sequence[Piece], concepts: Concepts) -> list[list[str]]:
    """Describe each piece of a message by itself, its tables and its neighbours."""
    marks = _tables(parts, concepts)
    marked = any(not part.typed.isascii() for part in parts)
    own = [
        _own(part.text, part.typed, part.folded, part.kind, tables, marked=marked)
        for part, tables in zip(parts, marks, strict=True)
    ]
    near = [
        _from_afar(part.folded, _shape(part.text, part.folded, part.kind), tables)
        for part, tables in zip(parts, marks, strict=True)
    ]
    words = [part.folded for part in parts]
    last = len(parts) - 1
    found = []
    for at, described in enumerate(own):
        whole = [*described]
        for place, offset in enumerate(_OFFSETS):
            where = at + offset
            if 0 <= where <= last:
                whole += near[where][place]
            elif offset in {-1, 1}:
                whole.append(f"{offset}:edge")
        if at:
            whole.append(f"-1,0:{words[at - 1]} {words[at]}")
        if at < last:
            whole.append(f"0,1:{words[at]} {words[at + 1]}")
        if at > 1:
            whole.append(f"-2,-1:{words[at - 2]} {words[at - 1]}")
        if at + 1 < last:
            whole.append(f"1,2:{words[at + 1]} {words[at + 2]}")
        found.append(whole)
    return found


@lru_cache(_KEPT)
def _from_afar(folded: str, shape: str, tables: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Describe a piece that stands so many places behind (or before) another one, for each of `_OFFSETS`."""
    word = f"w={folded}"
    beside = (word, f"s={shape}", *tables)
    farther = (word, *(name for name in tables if not name.startswith(_ENDS)))
    seen = {1: beside, _FAR: (word,)}
    return tuple(tuple(f"{offset}:{name}" for name in seen.get(abs(offset), farther)) for offset in _OFFSETS)


@lru_cache(_KEPT)
def _own(text: str, typed: str, folded: str, kind: str, tables: tuple[str, ...], *, marked: bool) -> tuple[str, ...]:
    """Describe a piece by itself; where people type no diacritics a table says less ("ba" is three, father and grandmother)."""
    described = [f"w={folded}", f"t={typed}", f"s={_shape(text, folded, kind)}", *tables]
    described += [f"{name}{'+' if marked else '-'}" for name in tables]
    if kind == "letters":
        described += [f"p={folded[:_EDGE]}", f"e={folded[-_EDGE:]}"]
        if text[0].isupper():
            described.append("capital")
    return tuple(described)


def _shape(text: str, folded: str, kind: str) -> str:
    if kind == "digits":
        return f"d{min(len(text), 12)}"
    if kind == "sign":
        return text if text in string.punctuation else "sign"
    return "a" if len(folded) > 1 else "a1"


def _tables(parts: Sequence[Piece], concepts: Concepts) -> list[tuple[str, ...]]:
    message = words_of(list(parts))
    phrases = concepts.all(message)
    marks: list[list[str]] = [[] for _ in parts]
    best: dict[tuple[str, int], int] = {}
    for found in phrases:
        for word in range(found.start, found.end):
            key = (found.group, word)
            best[key] = max(best.get(key, 0), found.end - found.start)
    for found in phrases:
        if any(best[found.group, word] <= found.end - found.start for word in range(found.start, found.end)):
            _mark(marks, parts, found.group, message[found.start].start, message[found.end - 1].end)
    for name, begin, end in codes(parts):
        _mark(marks, parts, f"code_{name}", begin, end)
    return [tuple(sorted(set(names))) for names in marks]


def _mark(marks: list[list[str]], parts: Sequence[Piece], name: str, begin: int, end: int) -> None:
    for at in range(bisect_left(parts, begin, key=lambda part: part.start), len(parts)):
        part = parts[at]
        if part.end > end:
            break
        marks[at].append(f"{'B' if part.start == begin else 'I'}@{name}")
        if part.end == end:
            marks[at].append(f"{_ENDS}{name}")


def _tags(parts: Sequence[Piece], spans: Sequence[Entity]) -> list[str]:
    tags = [OUTSIDE] * len(parts)
    for span in spans:
        inside = [at for at, part in enumerate(parts) if part.start < span.end and part.end > span.start]
        if inside and parts[inside[0]].start == span.start and parts[inside[-1]].end == span.end:
            tags[inside[0]] = f"B-{span.entity}"
            for at in inside[1:]:
                tags[at] = f"I-{span.entity}"
    return tags


def _shown(
    texts: Sequence[str], entities: Sequence[Sequence[Entity]], concepts: Concepts
) -> Iterator[tuple[str, Sequence[Entity]]]:
    """Give the forms of messages to train on with their entities, which stand at the same places in each form."""
    empty = 0
    for text, spans in zip(texts, entities, strict=True):
        empty += not spans
        if spans or not empty % EMPTY_EVERY:
            yield text, spans
        bare = strip_diacritics(text).lower()
        if spans and bare != text and len(bare) == len(text):
            yield bare, spans
    others = zip(*swapped(texts, entities, concepts), strict=True)
    for at, (text, spans) in enumerate(islice(others, None, None, SWAPPED_EVERY)):
        form = text.lower() if at % 2 else strip_diacritics(text).lower()
        yield form if len(form) == len(text) else text, spans
