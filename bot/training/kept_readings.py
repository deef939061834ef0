"""What models make of sets of messages, kept so that a model is measured once. Plain SQL.

``messages`` is always a yardstick's checksum: of the texts, and of the code that read them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg.types.json import Jsonb

from bot.conversation.understood import Understanding

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.training.records import Connection


async def keep(connection: Connection, number: int, messages: str, readings: Mapping[str, Understanding]) -> None:
    """Keep what a model makes of a set of messages; what it made of other sets is dropped."""
    await connection.execute(b"DELETE FROM nlu_readings WHERE model_id = %s", [number])
    await connection.execute(
        b"INSERT INTO nlu_readings (model_id, messages, readings) VALUES (%s, %s, %s)",
        [number, messages, Jsonb({text: found.to_json() for text, found in readings.items()})],
    )


async def of(connection: Connection, number: int, messages: str) -> dict[str, Understanding] | None:
    """Return what a model makes of a set of messages, or None where nobody measured it with the code of today."""
    cursor = await connection.execute(
        b"SELECT readings FROM nlu_readings WHERE model_id = %s AND messages = %s", [number, messages]
    )
    row = await cursor.fetchone()
    return None if row is None else {text: Understanding.from_json(data) for text, data in row["readings"].items()}
