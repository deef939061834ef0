"""Messages that mean nothing, for the calibration to learn what they look like."""

from __future__ import annotations

import random

_STRUCK = 0.5
_KEYS = "asdfghjklqwertyuiopzxcvbnm"


def noise(texts: list[str], count: int, seed: int = 0) -> list[str]:
    """Make messages as long as real ones out of struck keys or of letters shaken up.

    Args:
        texts: Real messages, for the lengths and the letters.
        count: How many to make.
        seed: The same seed gives the same noise.
    """
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    made = []
    for _ in range(count if texts else 0):
        text = chance.choice(texts).lower()
        if chance.random() < _STRUCK:
            made.append("".join(chance.choice(_KEYS) if letter.isalpha() else letter for letter in text))
        else:
            words = text.split()
            letters = [letter for word in words for letter in word]
            chance.shuffle(letters)
            shaken = iter(letters)
            made.append(" ".join("".join(next(shaken) for _ in word) for word in words))
    return made
