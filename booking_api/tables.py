"""The schema as SQLAlchemy Core describes it. Alembic compares with it; queries are plain SQL (see repositories)."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    Time,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, UUID

from booking_api.kinds import MOST_PEOPLE


def _moment(name: str, *, default: bool = False) -> Column[object]:
    return Column(
        name,
        DateTime(timezone=True),
        nullable=not default,
        server_default=func.clock_timestamp() if default else None,
    )


def build_metadata() -> MetaData:
    """Return the tables of the booking database."""
    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        }
    )
    _units_and_closures(metadata)
    _openings(metadata)
    _holds_and_bookings(metadata)
    _service_tables(metadata)
    return metadata


def _units_and_closures(metadata: MetaData) -> None:
    Table(
        "units",
        metadata,
        Column("id", Text, primary_key=True),
        Column("name", Text, nullable=False),
        Column("level", Text, nullable=False),
        Column("area_id", Text, nullable=False, index=True),
        Column("procedures", ARRAY(Text)),
        Column("address", Text),
        Column("valid_from", Date),
        Column("valid_to", Date),
        CheckConstraint("level IN ('province', 'district', 'commune')", name="level"),
    )
    Table(
        "closures",
        metadata,
        Column("id", Text, primary_key=True),
        Column("starts_at", DateTime(timezone=True), nullable=False),
        Column("ends_at", DateTime(timezone=True), nullable=False),
        Column("reason", Text, nullable=False),
        Column("set_by_role", Text),
        CheckConstraint("starts_at < ends_at", name="forwards"),
    )
    Table(
        "closure_units",
        metadata,
        Column("closure_id", ForeignKey("closures.id", ondelete="CASCADE"), primary_key=True),
        Column("unit_id", ForeignKey("units.id"), primary_key=True, index=True),
    )


def _openings(metadata: MetaData) -> None:
    Table(
        "openings",
        metadata,
        Column("id", BigInteger, Identity(always=True), primary_key=True),
        Column("unit_id", ForeignKey("units.id"), nullable=False),
        Column("date", Date, nullable=False),
        Column("half_day", Text, nullable=False),
        Column("starts_at", Time, nullable=False),
        Column("ends_at", Time, nullable=False),
        Column("slot_minutes", Integer, nullable=False),
        Column("capacity", Integer, nullable=False),
        Column("people_limit", Integer, nullable=False),
        Column("taken", Integer, nullable=False, server_default=text("0")),
        Column("people", ARRAY(Integer), nullable=False),
        Column("closed", ARRAY(Boolean), nullable=False),
        Column("next_number", Integer, nullable=False, server_default=text("1")),
        _moment("withdrawn_at"),
        _moment("stopped_at"),
        UniqueConstraint("unit_id", "date", "half_day"),
        CheckConstraint("half_day IN ('morning', 'afternoon')", name="half_day"),
        CheckConstraint("starts_at < ends_at", name="forwards"),
        CheckConstraint("taken BETWEEN 0 AND capacity", name="never_oversold"),
        CheckConstraint(f"people_limit BETWEEN 1 AND {MOST_PEOPLE}", name="people_limit"),
        CheckConstraint("people_limit >= ALL (people) AND 0 <= ALL (people)", name="never_crowded"),
        CheckConstraint("cardinality(people) = cardinality(closed)", name="windows"),
    )


def _holds_and_bookings(metadata: MetaData) -> None:
    def visit() -> list[Column[object]]:
        return [
            Column("opening_id", ForeignKey("openings.id"), nullable=False),
            Column("window_index", Integer, nullable=False),
            _moment("starts_at"),
            _moment("ends_at"),
            Column("procedure", Text, nullable=False),
            Column("dossiers", Integer, nullable=False),
            Column("people", Integer, nullable=False),
            Column("owner", Text),
            Column("source", Text, nullable=False),
            Column("created_by", Text, nullable=False),
            _moment("created_at", default=True),
        ]

    holds = Table(
        "holds",
        metadata,
        Column("id", UUID(as_uuid=True), primary_key=True),
        *visit(),
        Column("state", Text, nullable=False, server_default=text("'open'")),
        Column("expires_at", DateTime(timezone=True), nullable=False),
        Column("newcomer", Boolean, nullable=False, server_default=text("false")),
        CheckConstraint("state IN ('open', 'confirmed', 'released', 'expired')", name="state"),
        CheckConstraint("dossiers >= 1 AND people >= 1", name="sizes"),
    )
    open_only = text("state = 'open'")
    Index("ix_holds_open", holds.c.opening_id, postgresql_where=open_only)
    Index("ix_holds_owner", holds.c.owner, postgresql_where=text("owner IS NOT NULL"))
    Index("ix_holds_expires_at", holds.c.expires_at)
    bookings = Table(
        "bookings",
        metadata,
        Column("id", BigInteger, Identity(always=True), primary_key=True),
        Column("code", Text, nullable=False, unique=True),
        *visit(),
        Column("queue_number", Integer, nullable=False),
        Column("status", Text, nullable=False, server_default=text("'booked'")),
        Column("visitor_name", Text),
        Column("visitor_phone", Text),
        Column("hold_id", UUID(as_uuid=True), nullable=False, unique=True),
        _moment("checked_in_at"),
        _moment("cancelled_at"),
        _moment("erased_at"),
        Column("newcomer", Boolean, nullable=False, server_default=text("false")),
        Column("phone_proven", Boolean, nullable=False, server_default=text("false")),
        _moment("placed_at"),
        UniqueConstraint("opening_id", "queue_number"),
        CheckConstraint("status IN ('booked', 'checked_in', 'cancelled')", name="status"),
        CheckConstraint("dossiers >= 1 AND people >= 1", name="sizes"),
    )
    Index("ix_bookings_visitor_phone", bookings.c.visitor_phone, postgresql_where=text("visitor_phone IS NOT NULL"))
    Index("ix_bookings_unerased", bookings.c.created_at, postgresql_where=text("erased_at IS NULL"))
    Index("ix_bookings_owner", bookings.c.owner, postgresql_where=text("owner IS NOT NULL"))
    Index("ix_bookings_created_at", bookings.c.created_at, postgresql_using="brin")
    Index("ix_bookings_newcomer", bookings.c.placed_at, postgresql_where=text("newcomer"))


def _service_tables(metadata: MetaData) -> None:
    Table(
        "service_tokens",
        metadata,
        Column("name", Text, primary_key=True),
        Column("role", Text, nullable=False),
        Column("units", ARRAY(Text)),
        Column("token_hash", Text, nullable=False, unique=True),
        _moment("created_at", default=True),
        _moment("revoked_at"),
        CheckConstraint("role IN ('bot', 'operator', 'unit', 'admin')", name="role"),
    )
    Table(
        "idempotency_keys",
        metadata,
        Column("caller", Text, primary_key=True),
        Column("key", Text, primary_key=True),
        Column("fingerprint", Text, nullable=False),
        Column("status", Integer),
        Column("answer", JSONB),
        Column("subject", Text),
        Column(
            "created_at", DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp(), index=True
        ),
        Column("operation", Text),
        Index("ix_idempotency_keys_subject", "subject", postgresql_where=text("subject IS NOT NULL")),
    )
    Table(
        "housekeeping",
        metadata,
        Column("step", Text, primary_key=True),
        Column("succeeded_at", DateTime(timezone=True), nullable=False),
    )
    Table(
        "audit",
        metadata,
        Column("id", BigInteger, Identity(always=True), primary_key=True),
        _moment("at", default=True),
        Column("token", Text, nullable=False),
        Column("acting_staff", Text),
        Column("action", Text, nullable=False),
        Column("subject", Text, nullable=False, index=True),
        Column("details", JSONB, nullable=False),
        Column("request_id", Text, nullable=False),
    )
    Table(
        "oldest_code",
        metadata,
        Column("raised_by", Text, primary_key=True, comment="the migration that says so"),
        Column("revision", Text, nullable=False, comment="the oldest one whose code may run"),
        comment="which older code may still be started on this schema",
    )
    Table(
        "failed_proofs",
        metadata,
        Column("id", BigInteger, Identity(always=True), primary_key=True),
        Column("at", DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp(), index=True),
        Column("code", Text, nullable=False, index=True),
        Column("asker", Text, index=True),
    )
    events = Table(
        "events",
        metadata,
        Column("id", BigInteger, Identity(always=True), primary_key=True),
        Column("number", BigInteger, unique=True),
        _moment("at", default=True),
        Column("kind", Text, nullable=False),
        Column("code", Text, nullable=False),
        Column("owner", Text),
        Column("asker", Text),
        Column("role", Text, nullable=False),
        Column("details", JSONB, nullable=False),
    )
    Index("ix_events_new", events.c.id, postgresql_where=text("number IS NULL"))
    Index("ix_events_at", events.c.at)
