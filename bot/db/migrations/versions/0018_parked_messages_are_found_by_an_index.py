"""Parked messages are counted with every look at the metrics: by an index, not through all messages of a year"""

from __future__ import annotations

from pgkit import gently

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    gently.create_index('ix_inbox_parked', 'inbox', ['id'], where="status = 'parked'")


def downgrade() -> None:
    gently.drop_index('ix_inbox_parked', 'inbox')
