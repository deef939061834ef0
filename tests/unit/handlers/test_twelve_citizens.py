"""Twelve people played to the end, as a test on content: each of their questions with what can be known of it.

``twelve_citizens.jsonl`` has a message a line, with the reading that a trained model made of it, or a pressed button.
``needs`` names what the answer has to have (``has``: patterns that are all there) and what it must not (``never``).
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bot.conversation.messages import Kind
from bot.conversation.understood import Entity, Reading, Understanding
from bot.understanding.danger import read_danger
from bot.understanding.keywords import keyword_intent
from tests.unit.handlers.counter import Counter
from tests.unit.handlers.turns import LETTER, said

DATA = Path(__file__).parents[2] / "data" / "twelve_citizens.jsonl"
ROWS = [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]


async def take(chat, row):
    if "press" in row:
        found = [choice.payload for choice in chat.state.menu if choice.label == row["press"]]
        return await chat.press(found[0]) if found else []
    keyword = "emergency" if read_danger(row["text"]) is not None else keyword_intent(row["text"])
    understanding = Understanding(
        keyword or row["intent"],
        1.0 if keyword else row["confidence"],
        entities=tuple(Entity(*entity) for entity in row["entities"]),
        ranking=tuple(Reading(*reading) for reading in row["ranking"]),
        secondary=tuple(Reading(intent, 0.6) for intent in row["secondary"]),
        source="keywords" if keyword else "rasa",
    )
    return await chat.take(Kind.TEXT, understanding, text=row["text"])


async def failures(who):
    """Return the needs of a person that are not met, with what was said instead."""
    chat = Counter(LETTER) if who.startswith("b") else Counter.today()
    missed = {}
    for number, row in enumerate(row for row in ROWS if row["who"] == who):
        replies = await take(chat, row)
        labels = [choice.label for reply in replies for choice in reply.choices]
        answer = "\n".join((said(replies), *labels))
        for need, wanted in row.get("needs", {}).items():
            lacks = [pattern for pattern in wanted.get("has", ()) if not re.search(pattern, answer)]
            has = [pattern for pattern in wanted.get("never", ()) if re.search(pattern, answer)]
            if lacks or has:
                missed[f"{who}/{number}/{need}"] = (lacks, has, answer)
    return missed


@pytest.mark.parametrize("who", sorted({row["who"] for row in ROWS}))
async def test_what_can_be_known_is_told(who):
    assert await failures(who) == {}
