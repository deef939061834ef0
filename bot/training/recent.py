"""What two models make of what people really wrote lately: unlabelled, so it says what changes, not what is right.

The messages are those of the review, masked. What a model makes of them is kept by their numbers, without their words,
so that nothing of a person stays who has their data erased.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg.types.json import Jsonb

from bot.training.reader import reader_version

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.training.records import Connection

MOST = 300
"""Messages that are looked at, the newest."""

_TEXTS = b"""
SELECT id, text FROM (
    SELECT DISTINCT ON (key) id, text FROM nlu_reviews WHERE received_at > now() - interval '30 days'
    ORDER BY key, id DESC
) AS different ORDER BY id DESC LIMIT %s
"""
_KEEP = b"""
INSERT INTO nlu_readings (model_id, messages, readings) VALUES (%s, %s, %s)
ON CONFLICT (model_id, messages) DO UPDATE SET readings = excluded.readings, read_at = now()
"""


@dataclass(frozen=True, slots=True)
class Changed:
    """A message that is read otherwise now.

    Attributes:
        text: masked.
        before: the intent that was acted on.
        after: that which is.
    """

    text: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Recent:
    """How many messages were looked at, and which of them are read otherwise."""

    looked_at: int = 0
    changed: tuple[Changed, ...] = ()


async def texts(connection: Connection) -> dict[int, str]:
    """Return the newest messages of the review, masked, by number; of those that are the same one."""
    rows = await (await connection.execute(_TEXTS, [MOST])).fetchall()
    return {int(row["id"]): row["text"] for row in rows}


async def kept(connection: Connection, model: int) -> dict[int, str]:
    """Return number → intent as a model has read messages with the code of today."""
    cursor = await connection.execute(
        b"SELECT readings FROM nlu_readings WHERE model_id = %s AND messages = %s", [model, _name()]
    )
    row = await cursor.fetchone()
    return {int(number): intent for number, intent in row["readings"].items()} if row is not None else {}


async def keep(connection: Connection, model: int, intents: Mapping[int, str]) -> None:
    """Keep what a model makes of messages."""
    stored = {str(number): intent for number, intent in intents.items()}
    await connection.execute(_KEEP, [model, _name(), Jsonb(stored)])


def changes(wrote: Mapping[int, str], before: Mapping[int, str], after: Mapping[int, str]) -> Recent:
    """Return what changed, of the messages that both models have read."""
    both = [number for number in wrote if number in before and number in after]
    found = [Changed(wrote[number], before[number], after[number]) for number in both]
    return Recent(len(both), tuple(one for one in found if one.before != one.after))


def _name() -> str:
    return f"recent {reader_version()}"
