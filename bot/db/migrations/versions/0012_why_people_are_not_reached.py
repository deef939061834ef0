"""An index of the people a broadcast did not reach, by reason"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_broadcast_recipients_unreached', 'broadcast_recipients', ['broadcast_id', 'status', 'reason'], unique=False, postgresql_where=sa.text("status IN ('failed', 'unknown', 'skipped')"))


def downgrade() -> None:
    op.drop_index('ix_broadcast_recipients_unreached', table_name='broadcast_recipients')
