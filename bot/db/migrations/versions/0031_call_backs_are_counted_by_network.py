"""Call-backs are counted by the network they came from"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from pgkit import gently

revision = '0031'
down_revision = '0030'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('callbacks', sa.Column(
        'network', sa.Text, nullable=True,
        comment='keyed hash of the network it came from, for counting; only of the web'), if_not_exists=True)
    gently.create_index('ix_callbacks_network', 'callbacks', ['network', 'created_at'], where='network IS NOT NULL')


def downgrade() -> None:
    gently.drop_index('ix_callbacks_network', 'callbacks')
    op.drop_column('callbacks', 'network')
