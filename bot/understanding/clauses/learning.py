"""Learning what clauses do and are about, from the labelled messages of ``bot/content/clauses.tsv``."""

from __future__ import annotations

import hashlib
import re
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from bot.understanding.clauses.heard import NO_FOCUS, START, Weights, kinds
from bot.understanding.fold import canonical
from bot.understanding.rows import packed_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

SOURCE = "clauses.tsv"
"""What is learned from, in ``bot/content``: a hand, a tab, and a message, each clause behind its ``[act:focus]``."""
_LABEL = re.compile(r"\[([a-z_]+)(?::([a-z_]+))?\]")
_STEPS = 127

type Example = tuple[list[tuple[str, float]], str]
"""Features with their weights, and the class."""
type Fitted = tuple[Sequence[str], Mapping[str, Sequence[float]]]
"""The classes, and of each feature a weight for each of them."""


class Labelled(NamedTuple):
    """A clause with what it does and is about.

    Attributes:
        hand: who wrote it.
        text: as typed.
        act: as nlu/acts.yml names it.
        focus: likewise, or ``NO_FOCUS``.
    """

    hand: str
    text: str
    act: str
    focus: str


def packaged_digest() -> str:
    """Return the digest of what the packaged weights have to be learned from."""
    return hashlib.blake2b((files("bot.content") / SOURCE).read_bytes(), digest_size=16).hexdigest()


def packaged_clauses() -> list[Labelled]:
    """Return what comes with the code."""
    lines = (files("bot.content") / SOURCE).read_text(encoding="utf-8").splitlines()
    return [clause for line in lines for clause in clauses_of(*line.split("\t", 1))]


def clauses_of(hand: str, message: str) -> Iterator[Labelled]:
    """Return the clauses of a labelled message."""
    places = [*_LABEL.finditer(message)]
    for place, following in zip(places, [*places[1:], None], strict=True):
        text = message[place.end() : following.start() if following else len(message)].strip()
        yield Labelled(hand, text, place[1], place[2] or NO_FOCUS)


def examples(clauses: Iterable[tuple[str, str]]) -> list[Example]:
    """Return what a reading is fitted on; ``clauses`` are texts as typed, each with its class."""
    return [
        ([(each, weight) for kind, weight in kinds(canonical(text)) for each in kind if each != START], name)
        for text, name in clauses
    ]


def weights(acts: Fitted, focuses: Fitted, digest: str = "") -> Weights:
    """Return what was fitted, in the form in which it is packaged; both were fitted on the same texts."""
    scales = tuple(max(abs(one) for row in rows.values() for one in row) / _STEPS for _, rows in (acts, focuses))
    parts = [packed_rows(rows, scale) for (_, rows), scale in zip((acts, focuses), scales, strict=True)]
    packed = {feature: b"".join(part[feature] for part in parts) for feature in sorted(acts[1])}
    return Weights(digest, tuple(acts[0]), tuple(focuses[0]), (scales[0], scales[1]), packed)
