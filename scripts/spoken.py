"""Learn again how people speak of what they need, after an edit of the messages or the everyday names.

``python scripts/spoken.py`` reads what ``bot.understanding.search.learning.SOURCES`` names and writes
``bot/content/spoken.bin``: some seconds. A test says when that is due.
"""

from __future__ import annotations

from pathlib import Path

from bot.understanding.search import learning
from bot.understanding.search.spoken import FILE

TO = Path(__file__).resolve().parent.parent / "bot" / "content" / FILE

if __name__ == "__main__":
    messages, things = learning.packaged_sources()
    TO.write_bytes(learning.learn(messages, things, learning.packaged_digest()).pack())
    print(f"{TO}: {len(messages)} messages, {len(things)} things")
