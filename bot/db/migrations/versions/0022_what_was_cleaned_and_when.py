"""When what is no longer needed was last deleted, who does it, and what stays of a broadcast's recipients"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None

NOW = sa.text('now()')


def upgrade() -> None:
    op.create_table(
        'leases',
        sa.Column('name', sa.Text(), primary_key=True),
        sa.Column('holder', sa.Text(), nullable=False),
        sa.Column('until', sa.DateTime(timezone=True), nullable=False),
        comment='work that one process at a time does; one that is over belongs to a process that died',
    )
    op.create_table(
        'cleanings',
        sa.Column('name', sa.Text(), primary_key=True, comment='a sort of rows'),
        sa.Column('since', sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.Column('succeeded_at', sa.DateTime(timezone=True)),
        sa.Column('rows', sa.BigInteger(), comment='that went at the last success'),
        sa.Column('failed_at', sa.DateTime(timezone=True)),
        sa.Column('error', sa.Text(), comment='kind of the last error; null after a success'),
    )
    op.create_table(
        'broadcast_reasons',
        sa.Column('broadcast_id', sa.BigInteger(), nullable=False),
        sa.Column('status', sa.Text(), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('n', sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint('broadcast_id', 'status', 'reason', name=op.f('pk_broadcast_reasons')),
        comment='why people were not reached, of recipients whose rows are gone',
    )


def downgrade() -> None:
    for name in ('broadcast_reasons', 'cleanings', 'leases'):
        op.drop_table(name)
