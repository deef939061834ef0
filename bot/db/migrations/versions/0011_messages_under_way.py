"""An index of the messages that are under way, which every taking of a message counts"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_outbox_sending', 'outbox', ['platform'], unique=False, postgresql_where=sa.text("status = 'sending'"))


def downgrade() -> None:
    op.drop_index('ix_outbox_sending', table_name='outbox', postgresql_where=sa.text("status = 'sending'"))
