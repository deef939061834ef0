"""Adding up packaged weights: a row of bytes for each feature, a byte for each class."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

ZERO = 128
"""The byte that says 0 among the weights."""
_AT_ONCE = 250
"""So many rows are added up at once: with a byte each, their sum has room in the two bytes of a class."""


class Rows:
    """The weights of features, ready to be added up.

    Args:
        rows: of each feature its weights.
        wide: how many classes there are.
    """

    def __init__(self, rows: Mapping[str, bytes], wide: int) -> None:
        self._wide = wide
        self._rows = {feature: _widened(row) for feature, row in rows.items()}
        """Each row as one number of two bytes a class: adding such numbers adds all classes up at once."""

    def __contains__(self, feature: str) -> bool:
        return feature in self._rows

    def gains(self, kinds: Iterable[tuple[Sequence[str], float]]) -> list[float]:
        """Return how much features speak for each class, in steps of the packaged weights.

        Args:
            kinds: features, each kind with what one of them counts; those nobody learned count nothing.
        """
        gains = [0.0] * self._wide
        for kind, weight in kinds:
            known = [row for row in map(self._rows.get, kind) if row is not None]
            for begin in range(0, len(known), _AT_ONCE):
                rows = known[begin : begin + _AT_ONCE]
                steps = memoryview(sum(rows).to_bytes(2 * self._wide, "little")).cast("H")
                nothing = ZERO * len(rows)
                gains = [gain + weight * (step - nothing) for gain, step in zip(gains, steps, strict=True)]
        return gains


def packed_rows(rows: Mapping[str, Sequence[float]], scale: float) -> dict[str, bytes]:
    """Return rows of weights in steps of ``scale``, a byte each."""
    return {feature: bytes(ZERO + round(one / scale) for one in row) for feature, row in rows.items()}


def _widened(row: bytes) -> int:
    wide = bytearray(2 * len(row))
    wide[::2] = row
    return int.from_bytes(wide, "little")
