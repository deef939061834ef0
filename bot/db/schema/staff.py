"""Who may act, and what they did."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Index, LargeBinary, Table, Text, Uuid, text
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
    Column("expires_at", MOMENT, comment="of the token; null: it was given before tokens ended"),
    Column(
        "units",
        ARRAY(Text),
        nullable=False,
        server_default=text("'{}'"),
        comment="ids of the one-stop units that a person of role unit works for",
    ),
    CheckConstraint("role IN ('admin', 'operator', 'unit', 'author', 'approver', 'reader')", name="role"),
    CheckConstraint(
        "CASE role WHEN 'unit' THEN cardinality(units) > 0 WHEN 'author' THEN true ELSE cardinality(units) = 0 END",
        name="bound",
    ),
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

database_identity = Table(
    "database_identity",
    metadata,
    Column("id", Uuid, primary_key=True, server_default=text("gen_random_uuid()")),
    Column("home", Text, comment="where bots work on it; elsewhere it is a restored copy until somebody says so"),
    comment="names this database where its server does not tell: one row",
)

oldest_code = Table(
    "oldest_code",
    metadata,
    Column("raised_by", Text, primary_key=True, comment="the migration that says so"),
    Column("revision", Text, nullable=False, comment="the oldest one whose code may run"),
    comment="which older code may still be started on this schema",
)

approvals = Table(
    "approvals",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("subject", Text, primary_key=True, comment="id of what is approved, in its own table"),
    Column("state", Text, nullable=False, server_default=text("'draft'")),
    Column("content_hash", LargeBinary, nullable=False, comment="of the content as it is now"),
    Column("submitted_by", Text),
    Column("submitted_at", MOMENT),
    Column("returned_by", Text),
    Column("why", Text, comment="why it was returned or withdrawn"),
    Column("asked_by", Text, comment="who began an approval alone, and has to confirm it"),
    Column("asked_at", MOMENT),
    Column("approved_by", Text),
    Column("approved_at", MOMENT),
    Column(
        "alone",
        Boolean,
        nullable=False,
        server_default=text("false"),
        comment="approved by one person alone, as urgent",
    ),
    CheckConstraint("state IN ('draft', 'submitted', 'returned', 'approved')", name="state"),
    CheckConstraint("(state = 'approved') = (approved_by IS NOT NULL)", name="approved"),
)

approval_events = Table(
    "approval_events",
    metadata,
    own_id(),
    Column("at", MOMENT, nullable=False, server_default=NOW),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("content_hash", LargeBinary, comment="null where the audit did not keep it"),
    Column("why", Text),
    CheckConstraint(
        "act IN ('began', 'wrote', 'submitted', 'returned', 'asked', 'approved', 'dropped', 'withdrew')", name="act"
    ),
    Index("ix_approval_events_kind_subject_id", "kind", "subject", "id"),
)
