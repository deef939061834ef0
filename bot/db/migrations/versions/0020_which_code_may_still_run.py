"""The oldest revision whose code may run on this schema: one row for each migration that ended older code"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from pgkit import gently

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('oldest_code',
    sa.Column('raised_by', sa.Text(), nullable=False, comment='the migration that says so'),
    sa.Column('revision', sa.Text(), nullable=False, comment='the oldest one whose code may run'),
    sa.PrimaryKeyConstraint('raised_by', name=op.f('pk_oldest_code')),
    comment='which older code may still be started on this schema'
    )
    gently.oldest_code('0020', raised_by=revision)


def downgrade() -> None:
    op.drop_table('oldest_code')
