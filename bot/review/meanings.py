"""What each intent means, in a line for whoever labels, with examples from the training messages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from bot.guidance.text import has_diacritics
from bot.staff.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.review.domain import Domain

FILE = Path(__file__).with_name("meanings.yaml")
EXAMPLES = 3
_LINE = re.compile(r"    - (.*\S)\s*$")
_MARK = re.compile(r"\[([^\[\]]*)\]\(\w+\)")
_FEWEST, _MOST = 4, 11
"""Words of an example: enough to show what is wanted, few enough to be read at a glance."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an intent means.

    Attributes:
        about: in one line.
        examples: a few training messages of it.
    """

    about: str
    examples: tuple[str, ...] = ()


def load_meanings(domain: Domain, data: Path) -> dict[str, Meaning]:
    """Return intent → what it means, for each intent of the domain.

    Args:
        domain: whose intents.
        data: folder of the training messages; without a file of its own an intent has no examples.

    Raises:
        Refused: an intent has no line.
    """
    lines = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    missing = [intent for intent in domain.intents if intent not in lines]
    if missing:
        raise Refused(f"Chưa có lời giải thích cho ý định: {', '.join(missing)} ({FILE.name}).")
    return {intent: Meaning(lines[intent], _examples(data / f"{intent}.yml")) for intent in domain.intents}


def _examples(file: Path) -> tuple[str, ...]:
    """Return some messages of a file, from beginning, middle and end, with diacritics where there are such."""
    try:
        rows = file.read_text(encoding="utf-8").splitlines()
    except OSError:
        return ()
    found = [_MARK.sub(r"\1", match[1]) for row in rows if (match := _LINE.match(row))]
    short = [text for text in found if _FEWEST <= len(text.split()) <= _MOST]
    clear = [text for text in short if has_diacritics(text)]
    return _spread(next((texts for texts in (clear, short, found) if len(texts) >= EXAMPLES), found))


def _spread(texts: Iterable[str]) -> tuple[str, ...]:
    known = list(dict.fromkeys(texts))
    step = max(1, len(known) // EXAMPLES)
    return tuple(known[step // 2 :: step][:EXAMPLES])
