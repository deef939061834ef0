"""What is to be done with a thing: to get it again, to change it, to end it; in which near twins differ.

The table of naming hears it by a word or phrase ("mất", "sửa tên"); "chữ mờ hết, muốn lấy tờ mới" has none of these. So
what whole messages sound like was learned too (content/messages_by_thing.csv), and is told where it is plain.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.understanding.search.naming import ACT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.understanding.search.naming import Heard
    from bot.understanding.search.spoken import Spoken

USUAL = "usual"
SPECIAL = ("again", "exchange", "extend", "change", "end", "pause", "reopen", "withdraw", "give_back", "erase", "loan")
"""Acts that somebody has to say; whoever says none wants what is usual with the thing."""
_PLAIN = 0.8
"""How much a text has to sound like an act for that to be told, whether or not a word of it was heard."""


def told(heard: Iterable[Heard], words: Sequence[str], spoken: Spoken) -> frozenset[str]:
    """Return what is to be done, as far as a text says so.

    Args:
        heard: what the table of naming hears in it.
        words: its tokens.
        spoken: knows how acts sound.
    """
    acts = frozenset(each.meaning.word for each in heard if each.meaning.kind == ACT)
    shares = spoken.likely(words)
    return acts | {spoken.things[meaning] for meaning, share in shares.items() if share >= _PLAIN} - {USUAL}
