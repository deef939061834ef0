"""How long the slowest readers of citizens' words take for the longest text, made to be as hard as can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.bench import Table, median
from tests.hostile import ended_texts, hostile_texts, seconds
from tests.readers import READERS

if TYPE_CHECKING:
    from collections.abc import Iterator

_LENGTH = 2000
_ROUNDS = 9
_SHOWN = 5


def run() -> Iterator[Table]:
    """Measure every reader on every hostile text, and show the slowest."""
    texts = hostile_texts(_LENGTH) | ended_texts(_LENGTH)
    table = Table(
        "Readers of citizens' words",
        f"{len(READERS)} readers, {len(texts)} hostile texts of {_LENGTH:,} characters; processor time, median of 9.",
    )
    worst = []
    for name, read in READERS.items():
        read(texts["mixed 0"])  # what is built once is built
        kind = max(texts, key=lambda kind: seconds(read, texts[kind]))
        worst.append((median([seconds(read, texts[kind]) for _ in range(_ROUNDS)]), name, kind))
    for spent, name, kind in sorted(worst, reverse=True)[:_SHOWN]:
        table.add(f"`{name}`", f"{1000 * spent:.1f} ms", kind, "20 ms")
    yield table
