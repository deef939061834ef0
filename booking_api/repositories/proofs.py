"""Failed proofs: who tried to show that a booking is theirs, and could not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from booking_api.database import one

if TYPE_CHECKING:
    import datetime as dt

    from booking_api.database import Connection


async def note(connection: Connection, code: str, asker: str | None) -> None:
    """Note a failed proof."""
    await connection.execute("INSERT INTO failed_proofs (code, asker) VALUES (%s, %s)", [code, asker])


_COUNT = """
SELECT count(*)::int AS failed, min(at) AS first FROM failed_proofs
 WHERE at > clock_timestamp() - %(within)s AND (%(code)s::text IS NULL OR code = %(code)s)
   AND (%(asker)s::text IS NULL OR asker = %(asker)s)
"""


async def failed(
    connection: Connection, within: dt.timedelta, *, code: str | None = None, asker: str | None = None
) -> tuple[int, dt.datetime | None]:
    """Return how many proofs failed within a time, of a code or by somebody where given; and when the first did."""
    row = await one(connection, _COUNT, {"within": within, "code": code, "asker": asker})
    return (row["failed"], row["first"]) if row else (0, None)


async def forget(connection: Connection, age: dt.timedelta, *, most: int) -> int:
    """Delete at most so many that are older; returns how many."""
    done = await connection.execute(
        "DELETE FROM failed_proofs WHERE id = ANY (ARRAY("
        "SELECT id FROM failed_proofs WHERE at < clock_timestamp() - %s LIMIT %s))",
        [age, most],
    )
    return done.rowcount
