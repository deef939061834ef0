"""Which code reads: readings that were kept are those of the code that made them."""

from __future__ import annotations

import functools
import hashlib

from bot.embedded.parts import CHECKOUT, NLU

MODULES = (
    "bot/conversation/understood.py",
    "bot/guidance/answers/asked.py",
    "bot/guidance/keystrokes.py",
    "bot/guidance/places/other_provinces.py",
    "bot/guidance/syllables.py",
    "bot/guidance/text.py",
    "bot/understanding/abbreviations.py",
    "bot/understanding/alarm_words.py",
    "bot/understanding/alarm_found.py",
    "bot/understanding/alarm_visitors.py",
    "bot/understanding/alarms.py",
    "bot/understanding/clauses/cues.py",
    "bot/understanding/clauses/model.py",
    "bot/understanding/clauses/splitting.py",
    "bot/understanding/danger.py",
    "bot/understanding/danger_ground.py",
    "bot/understanding/danger_labour.py",
    "bot/understanding/danger_over.py",
    "bot/understanding/danger_situations.py",
    "bot/understanding/fold.py",
    "bot/understanding/keywords.py",
    "bot/understanding/ladder.py",
    "bot/understanding/rasa.py",
)
"""What a text goes through in the bot."""


@functools.cache
def reader_version() -> str:
    """Return a checksum of the code that a reading goes through, the bot's and that of the Rasa server.

    Raises:
        OSError: the code cannot be read.
    """
    total = hashlib.sha256()
    files = [CHECKOUT / name for name in MODULES]
    files += [*sorted((NLU / "components").glob("*.py")), NLU / "serve.py", NLU / "uv.lock"]
    for file in files:
        content = file.read_bytes()
        total.update(f"{file.name}\0{len(content)}\0".encode())
        total.update(content)
    return total.hexdigest()[:16]
