"""How like two messages are: by the letter triples that they share, or by their words but for the entities in them."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from components.folding import fold
from datafiles import Line

NEAR = 0.75
NEAR_TO_EVALUATION = 0.8
SPIN_WORDS = 3
_SLOT = "zq"
_SHARED = 4
"""How many of their rarest triples two messages must share to be compared: with one, ten times as many pairs are."""


@functools.lru_cache(maxsize=100_000)
def bare(text: str) -> str:
    """Give the words of a message, folded and without signs: what makes two messages the same."""
    return " ".join(re.findall(r"[^\W_]+", fold(text))) or text.strip()


class Neighbours:
    """Finds the training message, or the message of the evaluation set, that stands against adding a further one."""

    def __init__(self, messages: Sequence[Line], evaluation: Sequence[str]) -> None:
        self._known: dict[str, Line] = {}
        self._spun: dict[tuple[str, str], Line] = {}
        self._sets: list[tuple[Line, frozenset[str]]] = []
        self._evaluation = [(text, bare(text), _letter_triples(bare(text))) for text in evaluation]
        for line in messages:
            self.add(line)

    def add(self, line: Line) -> None:
        """Learn a message that is there."""
        key = bare(line.text)
        self._known.setdefault(key, line)
        if template := template_of(line):
            self._spun.setdefault((line.intent, template), line)
        if len(key.split()) > SPIN_WORDS:
            self._sets.append((line, _letter_triples(key)))

    def like(self, line: Line) -> tuple[str, str] | None:
        """Give the kind and the message that stands against `line`, None where nothing does."""
        key = bare(line.text)
        if other := self._known.get(key):
            kind = "known" if other.intent == line.intent else "other_intent"
            return kind, f"{other.file.name}:{other.number} {other.text!r}"
        if len(key.split()) <= SPIN_WORDS:
            return None
        triples = _letter_triples(key)
        for text, plain, own in self._evaluation:
            if plain == key or _overlap(triples, own) >= NEAR_TO_EVALUATION:
                return "evaluation", repr(text)
        if other := self._spun.get((line.intent, template_of(line))):
            return "near", f"{other.file.name}:{other.number} {other.text!r}"
        for other, own in self._sets:
            if _overlap(triples, own) >= NEAR:
                kind = "near" if other.intent == line.intent else "other_intent"
                return kind, f"{other.file.name}:{other.number} {other.text!r}"
        return None


def _letter_triples(text: str) -> frozenset[str]:
    padded = f" {text} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    common = len(one & other)
    return common / (len(one) + len(other) - common)


def template_of(line: Line) -> str:
    """Give the words of a message with a slot for each entity; empty where too few words are left."""
    if not line.marks:
        return ""
    text, at = "", 0
    for mark in line.marks:
        text += f"{line.text[at : mark.start]} {_SLOT} "
        at = mark.end
    template = bare(text + line.text[at:]).split()
    return " ".join(template) if sum(word != _SLOT for word in template) >= SPIN_WORDS else ""


def triples(texts: Sequence[str]) -> csr_matrix:
    """Give the sets of letter triples of texts as rows of ones."""
    columns: dict[str, int] = {}
    indices, pointers = [], [0]
    for text in texts:
        found = _letter_triples(text)
        indices += [columns.setdefault(triple, len(columns)) for triple in found]
        pointers.append(len(indices))
    return csr_matrix((np.ones(len(indices), dtype=np.int32), indices, pointers), shape=(len(texts), len(columns)))


def near(ones: csr_matrix, others: csr_matrix, least: float) -> Iterator[tuple[int, int, float]]:
    """Yield pairs of rows whose sets of triples overlap by at least `least` of their union.

    Of the same rows twice, each pair of different ones once, the smaller first.
    Compared are only those that share enough of their rarest triples: of two sets that have `n` triples in common, the
    `size - n + k` rarest of each have `k` of them (prefix filtering, Chaudhuri, Ganti and Kaushik, ICDE 2006).
    """
    often = np.bincount(np.concatenate([ones.indices, others.indices]), minlength=ones.shape[1])
    rank = np.empty_like(often)
    rank[np.argsort(often, kind="stable")] = np.arange(len(often))
    rare, rare_others = _rarest(ones, rank, least), _rarest(others, rank, least).T.tocsr()
    sizes, others_sizes = np.diff(ones.indptr), np.diff(others.indptr)
    for first in range(0, ones.shape[0], 500):
        shared = (rare[first : first + 500] @ rare_others).tocoo()
        one, other, count = shared.row + first, shared.col, shared.data
        if ones is others:
            later = one < other
            one, other, count = one[later], other[later], count[later]
        due = _in_common(np.maximum(sizes[one], others_sizes[other]), least)
        able = (count >= np.minimum(_SHARED, due)) & (np.minimum(sizes[one], others_sizes[other]) >= due)
        one, other = one[able], other[able]
        common = np.asarray(ones[one].multiply(others[other]).sum(axis=1)).ravel()
        share = common / (sizes[one] + others_sizes[other] - common)
        for at in np.flatnonzero(share >= least):
            yield int(one[at]), int(other[at]), float(share[at])


def _in_common(sizes: NDArray[np.int64], least: float) -> NDArray[np.int64]:
    """How many triples a set has in common, at the least, with any that it overlaps with that much."""
    return np.ceil(least * sizes - 1e-9).astype(np.int64)


def _rarest(rows: csr_matrix, rank: NDArray[np.int64], least: float) -> csr_matrix:
    """Give of each row the rarest triples, of which it shares `_SHARED` with any that it overlaps with that much."""
    ranked = csr_matrix((rows.data, rank[rows.indices], rows.indptr), shape=rows.shape)
    ranked.sort_indices()
    sizes = np.diff(ranked.indptr)
    place = np.arange(ranked.nnz) - np.repeat(ranked.indptr[:-1], sizes)
    kept = place < np.repeat(sizes - _in_common(sizes, least) + _SHARED, sizes)
    pointers = np.concatenate([[0], np.cumsum(kept)])[ranked.indptr]
    return csr_matrix((ranked.data[kept], ranked.indices[kept], pointers), shape=rows.shape)
