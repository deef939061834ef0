"""Delivery: what is known of platforms and chats, and reminders to come."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from bot.db.schema.base import MOMENT, NOW, metadata, own_id

platforms = Table(
    "platforms",
    metadata,
    Column("platform", Text, primary_key=True),
    Column("next_at", MOMENT, comment="when the messages taken so far are paid for by the rate"),
    Column("blocked_since", MOMENT),
    Column("blocked_until", MOMENT, comment="the platform demanded that everything waits"),
    Column("failures", SmallInteger, nullable=False, server_default=text("0"), comment="in a row"),
    Column("open_since", MOMENT),
    Column("open_until", MOMENT, comment="the circuit is open; afterwards one message tries"),
    Column("problem", Text),
    Column("paused_at", MOMENT),
    Column("paused_by", Text),
    Column("paused_why", Text),
)

chat_waits = Table(
    "chat_waits",
    metadata,
    Column("platform", Text, primary_key=True),
    Column("chat", Text, primary_key=True),
    Column("since", MOMENT, nullable=False),
    Column("until", MOMENT, nullable=False, comment="nothing goes to this chat before"),
    Column("refused", Boolean, nullable=False, server_default=text("false"), comment="the platform demanded it"),
    Column("group_next_at", MOMENT, comment="like platforms.next_at, for a group"),
)

staff_contacts = Table(
    "staff_contacts",
    metadata,
    Column("staff_name", Text, primary_key=True),
    Column("contact_id", BigInteger, ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
    comment="where people of the staff get their own test messages",
)

reminders = Table(
    "reminders",
    metadata,
    own_id(),
    Column("conversation_id", BigInteger, ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    Column("code", Text, nullable=False, comment="the booking's code"),
    Column("kind", Text, nullable=False),
    Column("due_at", MOMENT, nullable=False, comment="by the calendar (AS_OF)"),
    Column("visit_at", MOMENT, nullable=False),
    Column("visit", JSONB, nullable=False, comment="what is said of the booking"),
    Column("status", Text, nullable=False, server_default=text("'planned'")),
    Column("reason", Text),
    Column("created_at", MOMENT, nullable=False, server_default=NOW),
    Column("done_at", MOMENT),
    UniqueConstraint("conversation_id", "code", "kind", "visit_at"),
    CheckConstraint("kind IN ('evening', 'soon')", name="kind"),
    CheckConstraint("status IN ('planned', 'queued', 'dropped')", name="status"),
    Index("ix_reminders_done_at", "done_at"),
    Index("ix_reminders_due", "due_at", postgresql_where=text("status = 'planned'")),
)

platform_tokens = Table(
    "platform_tokens",
    metadata,
    Column("platform", Text, primary_key=True),
    Column("account", Text, primary_key=True, comment="the platform's id of our account"),
    Column("sealed", LargeBinary, comment="access and refresh token, encrypted"),
    Column("access_until", MOMENT),
    Column("refresh_until", MOMENT),
    Column("issued_at", MOMENT),
    Column("exchanging_since", MOMENT, comment="an exchange was begun; null once its result is kept"),
    Column("problem", Text, comment="why a person has to log in"),
    Column("refused_at", MOMENT),
    Column("seed", LargeBinary, comment="keyed hash of the configured refresh token that was used"),
)
