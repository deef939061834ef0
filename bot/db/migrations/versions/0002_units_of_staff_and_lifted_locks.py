"""Units of staff, and locks that were lifted"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        'staff',
        sa.Column('units', postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False, comment='ids of the one-stop units that a person of role unit works for'),
    )
    op.create_check_constraint(
        op.f('ck_staff_role'), 'staff', "role IN ('admin', 'operator', 'unit', 'author', 'approver', 'reader')"
    )
    op.create_check_constraint(op.f('ck_staff_bound'), 'staff', "(role = 'unit') = (cardinality(units) > 0)")
    # A lock that is lifted before it begins keeps its row with an empty interval, so that the booking service can
    # still be told.
    op.drop_constraint(op.f('ck_locked_areas_interval'), 'locked_areas', type_='check')
    op.create_check_constraint(op.f('ck_locked_areas_interval'), 'locked_areas', 'ends_at IS NULL OR ends_at >= starts_at')
    op.add_column('locked_areas', sa.Column('lifted_at', sa.DateTime(timezone=True), nullable=True, comment='when it was ended by hand, on the real clock'))
    op.add_column('locked_areas', sa.Column('lifted_by', sa.Text(), nullable=True))
    op.create_index('ix_locked_areas_unmirrored', 'locked_areas', ['id'], unique=False, postgresql_where=sa.text('mirrored_at IS NULL'))


def downgrade() -> None:
    op.drop_index('ix_locked_areas_unmirrored', table_name='locked_areas', postgresql_where=sa.text('mirrored_at IS NULL'))
    op.drop_column('locked_areas', 'lifted_by')
    op.drop_column('locked_areas', 'lifted_at')
    op.execute('DELETE FROM locked_areas WHERE ends_at = starts_at')
    op.drop_constraint(op.f('ck_locked_areas_interval'), 'locked_areas', type_='check')
    op.create_check_constraint(op.f('ck_locked_areas_interval'), 'locked_areas', 'ends_at IS NULL OR ends_at > starts_at')
    op.drop_constraint(op.f('ck_staff_bound'), 'staff', type_='check')
    op.drop_constraint(op.f('ck_staff_role'), 'staff', type_='check')
    op.drop_column('staff', 'units')
