"""The window of a visit is kept with it; tidying up is fast and watched; no rule of 2021 in the schema"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from pgkit import gently

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

_FILL = """
UPDATE {table} v SET
       starts_at = (o.date + o.starts_at) AT TIME ZONE 'Asia/Ho_Chi_Minh' + v.window_index * make_interval(mins => o.slot_minutes),
       ends_at = least((o.date + o.starts_at) AT TIME ZONE 'Asia/Ho_Chi_Minh' + (v.window_index + 1) * make_interval(mins => o.slot_minutes),
                       (o.date + o.ends_at) AT TIME ZONE 'Asia/Ho_Chi_Minh')
  FROM openings o
 WHERE o.id = v.opening_id AND v.ctid = ANY (ARRAY(SELECT ctid FROM {table} WHERE starts_at IS NULL LIMIT 2000))
"""


def upgrade() -> None:
    # Code of the revision before leaves the windows empty; they are computed then, as before.
    for table in ('holds', 'bookings'):
        for column in ('starts_at', 'ends_at'):
            op.add_column(table, sa.Column(column, sa.DateTime(timezone=True), nullable=True), if_not_exists=True)
    op.create_table('housekeeping',
    sa.Column('step', sa.Text(), nullable=False),
    sa.Column('succeeded_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('step', name=op.f('pk_housekeeping')),
    if_not_exists=True
    )
    gently.add_check('ck_openings_people_limit', 'openings', 'people_limit BETWEEN 1 AND 1000')
    for table in ('holds', 'bookings'):
        gently.in_batches(_FILL.format(table=table))
    gently.create_index('ix_bookings_unerased', 'bookings', ['created_at'], where='erased_at IS NULL')


def downgrade() -> None:
    gently.drop_index('ix_bookings_unerased', 'bookings')
    gently.add_check('ck_openings_people_limit', 'openings', 'people_limit BETWEEN 1 AND 10')
    op.drop_table('housekeeping')
    for table in ('holds', 'bookings'):
        op.drop_column(table, 'ends_at')
        op.drop_column(table, 'starts_at')
