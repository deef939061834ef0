"""Broadcasts, to whom they go, and what audiences are chosen by."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from bot.db.schema.base import MOMENT, NOW, metadata, own_id

broadcasts = Table(
    "broadcasts",
    metadata,
    own_id(),
    Column("title", Text, nullable=False),
    Column("content", JSONB, nullable=False, comment="texts, links, choices, image, sources, rule, audience, when"),
    Column("content_hash", LargeBinary, nullable=False),
    Column("state", Text, nullable=False, server_default=text("'draft'")),
    Column("topic", Text, comment="whose withdrawal takes a person out; '*' for any subscription; null for none"),
    Column("procedure_code", Text, comment="of code before 0016; nothing reads it"),
    Column("procedure_codes", ARRAY(Text), comment="procedures a subscription must be about; null for any"),
    Column("area_ids", ARRAY(Text), comment="areas a subscription, or else the home, must be in; null for any"),
    Column("not_area_ids", ARRAY(Text), comment="areas it must not be in"),
    Column("author", Text, nullable=False),
    Column("created_at", MOMENT, nullable=False, server_default=NOW),
    Column("changed_at", MOMENT, nullable=False, server_default=NOW),
    # From here to "alone": for processes of code before 0024. The approval itself stands in the table approvals.
    Column("asked_by", Text, comment="who began an approval alone, and has to confirm it"),
    Column("asked_at", MOMENT),
    Column("approved_by", Text),
    Column("approved_at", MOMENT),
    Column("approved_hash", LargeBinary, comment="of what was approved; nothing else is sent"),
    Column(
        "alone",
        Boolean,
        nullable=False,
        server_default=text("false"),
        comment="approved by one person alone, as urgent",
    ),
    Column("due_at", MOMENT, comment="by the calendar (AS_OF)"),
    Column("started_by", Text),
    Column("started_at", MOMENT),
    Column("confirmed_at", MOMENT, comment="when somebody last said to send it, on the real clock"),
    Column("fed_at", MOMENT, comment="when somebody last looked after it"),
    Column("home", Text, comment="the database it was armed in; a restored copy is another one"),
    Column("finished_at", MOMENT),
    Column("problem", Text, comment="what is asked of staff, or why it does not start"),
    CheckConstraint(
        "state IN ('draft', 'approved', 'scheduled', 'sending', 'paused', 'asking', 'done', 'cancelled')", name="state"
    ),
    Index("ix_broadcasts_active", "id", postgresql_where=text("state IN ('scheduled', 'sending')")),
)

broadcast_recipients = Table(
    "broadcast_recipients",
    metadata,
    Column("broadcast_id", BigInteger, primary_key=True),
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("contact_id", BigInteger, comment="null once the person is erased"),
    Column("platform", Text, nullable=False),
    Column("status", Text, nullable=False, server_default=text("'waiting'")),
    Column("reason", Text),
    Column("done_at", MOMENT),
    UniqueConstraint("contact_id", "broadcast_id"),
    CheckConstraint(
        "status IN ('waiting', 'queued', 'sent', 'delivered', 'seen', 'failed', 'unknown', 'skipped')", name="status"
    ),
    Index(
        "ix_broadcast_recipients_open",
        "broadcast_id",
        "platform",
        "status",
        "id",
        postgresql_where=text("status IN ('waiting', 'queued')"),
    ),
    Index(
        "ix_broadcast_recipients_unreached",
        "broadcast_id",
        "status",
        "reason",
        postgresql_where=text("status IN ('failed', 'unknown', 'skipped')"),
    ),
    comment="no foreign keys: a million rows are written in one statement",
)

broadcast_tallies = Table(
    "broadcast_tallies",
    metadata,
    Column("broadcast_id", BigInteger, nullable=False),
    Column("platform", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("n", BigInteger, nullable=False),
    Index("ix_broadcast_tallies_broadcast_id", "broadcast_id"),
    comment="rows of changes; their sum counts recipients by status",
)

broadcast_reasons = Table(
    "broadcast_reasons",
    metadata,
    Column("broadcast_id", BigInteger, primary_key=True, autoincrement=False),
    Column("status", Text, primary_key=True),
    Column("reason", Text, primary_key=True),
    Column("n", BigInteger, nullable=False),
    comment="why people were not reached, of recipients whose rows are gone",
)

pictures = Table(
    "pictures",
    metadata,
    Column("hash", LargeBinary, primary_key=True, comment="SHA-256 of the content"),
    Column("media_type", Text, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("origin", Text, nullable=False, comment="the address or file it is from"),
    Column("stored_by", Text, nullable=False),
    Column("stored_at", MOMENT, nullable=False, server_default=NOW),
)

contact_procedures = Table(
    "contact_procedures",
    metadata,
    Column("contact_id", BigInteger, ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
    Column("procedure_code", Text, primary_key=True),
    Column("asked_at", MOMENT, nullable=False, server_default=NOW),
    Index("ix_contact_procedures_procedure_code_asked_at", "procedure_code", "asked_at"),
)

contact_visits = Table(
    "contact_visits",
    metadata,
    Column("contact_id", BigInteger, ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
    Column("code", Text, primary_key=True, comment="the booking's code"),
    Column("unit_id", Text, nullable=False),
    Column("procedure_code", Text, nullable=False),
    Column("visit_at", MOMENT, nullable=False, comment="by the calendar (AS_OF)"),
    Column("booked_at", MOMENT, nullable=False, server_default=NOW),
    Index("ix_contact_visits_unit_id_visit_at", "unit_id", "visit_at"),
    Index("ix_contact_visits_visit_at", "visit_at"),
)

visit_news = Table(
    "visit_news",
    metadata,
    Column("contact_id", BigInteger, primary_key=True),
    Column("code", Text, primary_key=True),
    Column("visit_at", MOMENT, nullable=False, comment="for which it was told"),
    Column("state", Text, nullable=False),
    Column("at", MOMENT, nullable=False, server_default=NOW, comment="when it was told"),
    Column("outbox_id", BigInteger, comment="the message; null where nobody could be told"),
    Column("reason", Text, comment="why nobody could be told"),
    ForeignKeyConstraint(
        ["contact_id", "code"], ["contact_visits.contact_id", "contact_visits.code"], ondelete="CASCADE"
    ),
    CheckConstraint("state IN ('locked', 'free')", name="state"),
    comment="what those who have booked were told of lock-downs",
)
