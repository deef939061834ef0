"""Counting the n-grams of all training messages at once, without where in a message each stands.

Forms are numbered as they come, and letters inside words are counted once for each word that there is: a third of what
`Vectoriser.grams` would take for each message, for the same counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix, hstack


@dataclass(frozen=True)
class Counted:
    """How often each form is in each message."""

    forms: list[str]
    """Without order; one for each column."""
    counts: csr_matrix
    """A row for each message."""


def counted(messages: Iterable[Iterable[str]]) -> Counted:
    """Count the forms of messages."""
    numbers: defaultdict[str, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    columns: list[int] = []
    pointers = [0]
    for message in messages:
        columns += [numbers[form] for form in message]
        pointers.append(len(columns))
    shape = (len(pointers) - 1, len(numbers))
    indices, ones = np.array(columns, dtype=np.int32), np.ones(len(columns), dtype=np.float32)
    counts = csr_matrix((ones, indices, np.array(pointers, dtype=np.int32)), shape=shape)
    counts.sum_duplicates()
    return Counted(list(numbers), counts)


def inside(words: Counted, parts: Callable[[str], Iterable[str]]) -> Counted:
    """Count the parts of words in messages, from how often each word is there."""
    found = counted(map(parts, words.forms))
    return Counted(found.forms, csr_matrix(words.counts @ found.counts))


def runs(units: Sequence[str], longest: int) -> list[str]:
    """Give the units and the runs of them, up to the longest."""
    found = list(units)
    for size in range(2, longest + 1):
        found += map(" ".join, zip(*(units[start:] for start in range(size)), strict=False))
    return found


def beside(blocks: Sequence[Counted], taught: int, fewest: int) -> tuple[list[list[str]], csr_matrix]:
    """Set blocks beside each other, without forms that few messages have.

    Args:
        blocks: Of the same messages.
        taught: The first so many messages say which forms there are.
        fewest: So many of them must have a form.

    Returns:
        The forms of each block in order, and the counts of all.
    """
    forms: list[list[str]] = []
    counts: list[csr_matrix] = []
    for block in blocks:
        frequency = np.bincount(block.counts[:taught].indices, minlength=len(block.forms))
        kept = sorted(np.flatnonzero(frequency >= fewest), key=block.forms.__getitem__)
        forms.append([block.forms[column] for column in kept])
        counts.append(block.counts[:, kept])
    together = hstack(counts, format="csr", dtype=np.float32)
    together.sort_indices()
    return forms, together
