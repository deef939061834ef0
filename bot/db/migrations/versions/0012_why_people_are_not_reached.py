"""An index of the people a broadcast did not reach, by reason"""

from __future__ import annotations

from pgkit import gently

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    gently.create_index('ix_broadcast_recipients_unreached', 'broadcast_recipients', ['broadcast_id', 'status', 'reason'], where="status IN ('failed', 'unknown', 'skipped')")


def downgrade() -> None:
    gently.drop_index('ix_broadcast_recipients_unreached', 'broadcast_recipients')
