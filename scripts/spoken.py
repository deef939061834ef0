"""Learn again how people speak of what they need, after an edit of the messages or the everyday names.

``python scripts/spoken.py`` reads what ``bot.understanding.search.learning.SOURCES`` names and writes
``bot/content/spoken.bin`` and ``acts.bin``: some seconds. A test says when that is due.
"""

from __future__ import annotations

from pathlib import Path

from bot.understanding.search import learning
from bot.understanding.search.spoken import ACTS_FILE, FILE

CONTENT = Path(__file__).resolve().parent.parent / "bot" / "content"

if __name__ == "__main__":
    sources = learning.packaged_sources()
    digest = learning.packaged_digest()
    for name, weights in ((FILE, learning.learn(sources, digest)), (ACTS_FILE, learning.learn_acts(sources, digest))):
        (CONTENT / name).write_bytes(weights.pack())
        print(f"{CONTENT / name}: {len(weights.features)} words and parts of words")
