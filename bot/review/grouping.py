"""Putting messages that are nearly the same into one group, so that one label serves them all."""

from __future__ import annotations

from rapidfuzz import fuzz, process

LEAST = 90.0
"""Likeness (0-100) of two messages of one group, by the letters that would have to change."""
SHORT_WORDS = 3
"""Messages of so few words are alike only when they are the same: "hủy lịch" is not "đổi lịch"."""


class Groups:
    """Known groups by the keys of their messages and the model's likeliest reading of them."""

    def __init__(self) -> None:
        self._exact: dict[tuple[str, str], int] = {}
        self._long: dict[str, dict[str, int]] = {}

    def add(self, key: str, likeliest: str, group: int) -> None:
        """Learn that a message belongs to a group."""
        self._exact.setdefault((likeliest, key), group)
        if len(key.split()) > SHORT_WORDS:
            self._long.setdefault(likeliest, {}).setdefault(key, group)

    def find(self, key: str, likeliest: str) -> int | None:
        """Return the group of a message that is nearly this one and was read alike, or None.

        Alike in reading, since one word makes "muốn đặt lịch hẹn" another wish than "muốn hủy lịch hẹn".
        """
        group = self._exact.get((likeliest, key))
        if group is not None or len(key.split()) <= SHORT_WORDS:
            return group
        known = self._long.get(likeliest)
        if not known:
            return None
        found = process.extractOne(key, known.keys(), scorer=fuzz.ratio, score_cutoff=LEAST)
        return known[found[0]] if found is not None else None
