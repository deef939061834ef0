"""Parked messages are counted with every look at the metrics: by an index, not through all messages of a year"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_inbox_parked', 'inbox', ['id'], postgresql_where=sa.text("status = 'parked'"))


def downgrade() -> None:
    op.drop_index('ix_inbox_parked', table_name='inbox')
