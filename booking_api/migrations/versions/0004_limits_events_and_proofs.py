"""What limits count by, events for those who follow, failed proofs, half-days that take no more.

Every column is nullable or has a constant default: no table is written anew.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from pgkit import gently

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table, column in (("holds", "newcomer"), ("bookings", "newcomer"), ("bookings", "phone_proven")):
        flag: sa.Column[bool] = sa.Column(column, sa.Boolean(), server_default=sa.text("false"), nullable=False)
        op.add_column(table, flag, if_not_exists=True)
    op.add_column("bookings", sa.Column("placed_at", sa.DateTime(timezone=True), nullable=True), if_not_exists=True)
    op.add_column("openings", sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True), if_not_exists=True)
    op.create_table(
        "failed_proofs",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("asker", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_failed_proofs")),
        if_not_exists=True,
    )
    for column in ("at", "code", "asker"):
        op.create_index(op.f(f"ix_failed_proofs_{column}"), "failed_proofs", [column], if_not_exists=True)
    op.create_table(
        "events",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("asker", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sa.UniqueConstraint("number", name=op.f("uq_events_number")),
        if_not_exists=True,
    )
    op.create_index(
        "ix_events_new", "events", ["id"], postgresql_where=sa.text("number IS NULL"), if_not_exists=True
    )
    op.create_index("ix_events_at", "events", ["at"], if_not_exists=True)
    op.execute("CREATE SEQUENCE IF NOT EXISTS event_numbers")
    # Small: rows come in the order of their making.
    gently.create_index("ix_bookings_created_at", "bookings", ["created_at"], postgresql_using="brin")
    gently.create_index("ix_bookings_newcomer", "bookings", ["placed_at"], where="newcomer")


def downgrade() -> None:
    gently.drop_index("ix_bookings_newcomer", "bookings")
    gently.drop_index("ix_bookings_created_at", "bookings")
    op.execute("DROP SEQUENCE event_numbers")
    op.drop_table("events")
    op.drop_table("failed_proofs")
    op.drop_column("openings", "stopped_at")
    op.drop_column("bookings", "placed_at")
    op.drop_column("bookings", "phone_proven")
    op.drop_column("bookings", "newcomer")
    op.drop_column("holds", "newcomer")
