"""More messages for the entity model: the same ones with other places, procedures and people in them.

They stay in memory and train the entity model alone. In the training files such copies would be copies.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from components.concepts import Concepts

FROM_TABLES = ("admin_unit", "procedure", "agency", "person", "date", "form", "time")
"""Entities that are also drawn from the lookup tables, as many as from the messages."""
_CHANCE = 0.8
_CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE_LENGTH = 7
"""Six random characters and one that checks them; that of a made-up code checks nothing. Older codes have five in all."""


@dataclass(frozen=True)
class Entity:
    """A span of the text as typed."""

    entity: str
    start: int
    end: int
    confidence: float = 1.0


def swapped(
    texts: Sequence[str], entities: Sequence[Sequence[Entity]], concepts: Concepts, seed: int = 0
) -> tuple[list[str], list[list[Entity]]]:
    """Give each message that has entities once more, most of them replaced by others of their kind.

    Args:
        texts: The messages.
        entities: What is in each.
        concepts: The lookup tables.
        seed: The same seed gives the same messages.
    """
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    pool: dict[str, list[str]] = defaultdict(list)
    for text, spans in zip(texts, entities, strict=False):
        for span in spans:
            pool[span.entity].append(text[span.start : span.end])
    for name in FROM_TABLES:
        table = concepts.tables.get(name, [])
        pool[name] += chance.sample(table, min(len(table), len(pool[name])))
    codes = pool["appointment_code"]
    codes += ["CM-" + "".join(chance.choices(_CODE_LETTERS, k=_CODE_LENGTH)) for _ in range(2 * len(codes))]
    made, marked = [], []
    for text, spans in zip(texts, entities, strict=False):
        if spans:
            other, found = _swap(text, spans, pool, chance)
            made.append(other)
            marked.append(found)
    return made, marked


def _swap(text: str, spans: Sequence[Entity], pool: dict[str, list[str]], chance: random.Random) -> tuple[str, list[Entity]]:
    out, found, at = "", [], 0
    for span in sorted(spans, key=lambda span: span.start):
        out += text[at : span.start]
        value = chance.choice(pool[span.entity]) if chance.random() < _CHANCE else text[span.start : span.end]
        found.append(Entity(span.entity, len(out), len(out) + len(value)))
        out += value
        at = span.end
    return out + text[at:], found
