"""Who may act, and what they did."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Index, LargeBinary, Table, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from bot.db.schema.base import MOMENT, NOW, metadata, own_id

staff = Table(
    "staff",
    metadata,
    own_id(),
    Column("name", Text, nullable=False, unique=True),
    Column("role", Text, nullable=False),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("created_at", MOMENT, nullable=False, server_default=NOW),
    Column("disabled_at", MOMENT),
    Column(
        "units",
        ARRAY(Text),
        nullable=False,
        server_default=text("'{}'"),
        comment="ids of the one-stop units that a person of role unit works for",
    ),
    CheckConstraint("role IN ('admin', 'operator', 'unit', 'author', 'approver', 'reader')", name="role"),
    CheckConstraint("(role = 'unit') = (cardinality(units) > 0)", name="bound"),
)

audit = Table(
    "audit",
    metadata,
    own_id(),
    Column("at", MOMENT, nullable=False, server_default=NOW),
    Column("actor", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("target", Text),
    Column("details", JSONB, nullable=False, server_default=text("'{}'")),
    Index("ix_audit_at", "at"),
)

oldest_code = Table(
    "oldest_code",
    metadata,
    Column("raised_by", Text, primary_key=True, comment="the migration that says so"),
    Column("revision", Text, nullable=False, comment="the oldest one whose code may run"),
    comment="which older code may still be started on this schema",
)
