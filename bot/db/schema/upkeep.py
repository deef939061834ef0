"""What processes tell each other about work beside answering."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Table, Text

from bot.db.schema.base import MOMENT, NOW, metadata

leases = Table(
    "leases",
    metadata,
    Column("name", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("until", MOMENT, nullable=False),
    comment="work that one process at a time does; one that is over belongs to a process that died",
)

cleanings = Table(
    "cleanings",
    metadata,
    Column("name", Text, primary_key=True, comment="a sort of rows"),
    Column("since", MOMENT, nullable=False, server_default=NOW),
    Column("succeeded_at", MOMENT),
    Column("rows", BigInteger, comment="that went at the last success"),
    Column("failed_at", MOMENT),
    Column("error", Text, comment="kind of the last error; null after a success"),
)
