"""When each part of tidying up was last done, by whichever process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from booking_api.database import every, one

if TYPE_CHECKING:
    import datetime as dt

    from booking_api.database import Connection

_LOCK = "motcua booking housekeeping"


async def mine(connection: Connection) -> bool:
    """Tell whether this transaction may tidy up; False while another process does."""
    row = await one(connection, "SELECT pg_try_advisory_xact_lock(hashtext(%s)) AS mine", [_LOCK])
    return row is not None and row["mine"]


async def succeeded(connection: Connection, step: str) -> None:
    """Note that a part of tidying up is done for now."""
    await connection.execute(
        "INSERT INTO housekeeping (step, succeeded_at) VALUES (%s, clock_timestamp())"
        " ON CONFLICT (step) DO UPDATE SET succeeded_at = excluded.succeeded_at",
        [step],
    )


async def last_successes(connection: Connection) -> dict[str, dt.datetime]:
    """Return when each part was last done."""
    return {row["step"]: row["succeeded_at"] for row in await every(connection, "SELECT * FROM housekeeping")}
