"""Notices that wait for a second person lie apart from those that are told; authors may be bound to units

A process of the version before tells whatever stands in the table of notices, so what is not approved is not in it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0032'
down_revision = '0031'
branch_labels = None
depends_on = None

_BEFORE = "(role = 'unit') = (cardinality(units) > 0)"
_NOW = "CASE role WHEN 'unit' THEN cardinality(units) > 0 WHEN 'author' THEN true ELSE cardinality(units) = 0 END"


def upgrade() -> None:
    op.create_table(
        'notice_proposals',
        sa.Column('id', sa.BigInteger(), nullable=False, comment='which the notice has once it is approved'),
        sa.Column('area', sa.Text(), nullable=True, comment='id of an administrative unit; null: the whole province'),
        sa.Column('text_vi', sa.Text(), nullable=False),
        sa.Column('text_en', sa.Text(), nullable=True),
        sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('set_by', sa.Text(), nullable=False),
        sa.Column('set_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
        sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True, comment='when it was approved or taken back'),
        sa.CheckConstraint('ends_at > starts_at', name=op.f('ck_notice_proposals_interval')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_notice_proposals')),
    )
    op.drop_constraint(op.f('ck_staff_bound'), 'staff', type_='check')
    op.create_check_constraint(op.f('ck_staff_bound'), 'staff', _NOW)


def downgrade() -> None:
    op.execute("UPDATE staff SET units = '{}' WHERE role = 'author'")
    op.drop_constraint(op.f('ck_staff_bound'), 'staff', type_='check')
    op.create_check_constraint(op.f('ck_staff_bound'), 'staff', _BEFORE)
    op.drop_table('notice_proposals')
