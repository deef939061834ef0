"""What people left for people, agreed to, and asked to be told of."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, ForeignKey, Index, SmallInteger, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from bot.db.schema.base import MOMENT, NOW, metadata, own_id

consents = Table(
    "consents",
    metadata,
    own_id(),
    Column("conversation_id", BigInteger, ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("text", Text, nullable=False, comment="what the person read"),
    Column("given", Boolean, nullable=False),
    Column("at", MOMENT, nullable=False, server_default=NOW),
    Index("ix_consents_conversation_id", "conversation_id"),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    own_id(),
    Column(
        "contact_id",
        BigInteger,
        ForeignKey("conversations.id", ondelete="CASCADE"),
        nullable=False,
        comment="whose: a conversation's id",
    ),
    Column("topic", Text, nullable=False),
    Column("area_id", Text, comment="of an administrative unit, where the topic is about one"),
    Column("procedure_code", Text, comment="national code, for the topic procedure"),
    Column("consent_text", Text, nullable=False, comment="what the person read"),
    Column("consent_version", Text, nullable=False),
    Column("granted_at", MOMENT, nullable=False, server_default=NOW),
    Column("withdrawn_at", MOMENT, comment="kept afterwards, as evidence"),
    CheckConstraint("topic IN ('rules', 'procedure', 'service')", name="topic"),
    CheckConstraint("(topic = 'procedure') = (procedure_code IS NOT NULL)", name="procedure"),
    Index("ix_subscriptions_contact_id", "contact_id"),
    Index("ix_subscriptions_live", "topic", "contact_id", postgresql_where=text("withdrawn_at IS NULL")),
    Index(
        "uq_subscriptions_live",
        "contact_id",
        "topic",
        "area_id",
        "procedure_code",
        unique=True,
        postgresql_where=text("withdrawn_at IS NULL"),
        postgresql_nulls_not_distinct=True,
    ),
)

callbacks = Table(
    "callbacks",
    metadata,
    own_id(),
    Column("conversation_id", BigInteger, ForeignKey("conversations.id", ondelete="SET NULL")),
    Column("desk", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("procedure", Text),
    Column("area", Text),
    Column("details", JSONB, nullable=False, server_default=text("'{}'")),
    Column("status", Text, nullable=False, server_default=text("'open'")),
    Column("as_of", MOMENT, nullable=False),
    Column("created_at", MOMENT, nullable=False, server_default=NOW),
    Column("taken_by", Text),
    Column("taken_at", MOMENT),
    Column("closed_at", MOMENT),
    Column("outcome", Text),
    Column("network", Text, comment="keyed hash of the network it came from, for counting; only of the web"),
    CheckConstraint("status IN ('open', 'taken', 'closed')", name="status"),
    Index("ix_callbacks_open", "desk", "id", postgresql_where=text("status <> 'closed'")),
    Index("ix_callbacks_conversation_id", "conversation_id"),
    Index("ix_callbacks_network", "network", "created_at", postgresql_where=text("network IS NOT NULL")),
)

owed_answers = Table(
    "owed_answers",
    metadata,
    own_id(),
    Column("conversation_id", BigInteger, ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    Column("what", Text, nullable=False),
    Column("key", Text, nullable=False, unique=True, comment="of the change in the booking service"),
    Column("code", Text, comment="of the booking, where there was one"),
    Column("procedure_code", Text),
    Column("asked_at", MOMENT, nullable=False, server_default=NOW),
    Column("next_at", MOMENT, nullable=False),
    CheckConstraint("what IN ('confirm', 'move', 'cancel')", name="what"),
    Index("ix_owed_answers_next_at", "next_at"),
    Index("ix_owed_answers_conversation_id", "conversation_id"),
)

booking_followed = Table(
    "booking_followed",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("number", BigInteger, nullable=False, comment="of the last event of the booking service"),
    CheckConstraint("id = 1", name="one"),
)
