"""Notices that everybody who writes sees first, and what turns came to"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('notices',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('area', sa.Text(), nullable=True, comment='id of an administrative unit; null: the whole province'),
    sa.Column('text_vi', sa.Text(), nullable=False),
    sa.Column('text_en', sa.Text(), nullable=True),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('set_by', sa.Text(), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True, comment='when it was taken back, on the real clock'),
    sa.Column('removed_by', sa.Text(), nullable=True),
    sa.CheckConstraint('ends_at > starts_at', name=op.f('ck_notices_interval')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notices'))
    )
    op.execute(
        "CREATE TRIGGER raise_guidance_version AFTER INSERT OR UPDATE OR DELETE ON notices"
        " FOR EACH STATEMENT EXECUTE FUNCTION raise_guidance_version()"
    )
    op.create_table('outcomes',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('day', sa.Date(), nullable=False, comment='by the calendar (AS_OF)'),
    sa.Column('person', sa.Uuid(), nullable=False, comment='the same for one person within a week; leads to nobody'),
    sa.Column('wish', sa.Text(), nullable=False, comment='the intent, or what a button did'),
    sa.Column('led', sa.Text(), nullable=True, comment='the way the person was led to'),
    sa.Column('obstacles', postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False, comment='why they could not use a way, by kind'),
    sa.Column('procedure', sa.Text(), nullable=True),
    sa.Column('area', sa.Text(), nullable=True),
    sa.Column('recorded_on', sa.Date(), server_default=sa.text('CURRENT_DATE'), nullable=False, comment='on the real clock, for retention'),
    sa.CheckConstraint("led IN ('online', 'postal', 'in_person', 'callback')", name=op.f('ck_outcomes_led')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outcomes'))
    )
    op.create_index('ix_outcomes_day', 'outcomes', ['day'], unique=False)
    op.create_index('ix_outcomes_recorded_on', 'outcomes', ['recorded_on'], unique=False)


def downgrade() -> None:
    op.drop_table('outcomes')
    op.drop_table('notices')
