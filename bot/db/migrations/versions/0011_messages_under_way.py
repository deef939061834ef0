"""An index of the messages that are under way, which every taking of a message counts"""

from __future__ import annotations

from pgkit import gently

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    gently.create_index('ix_outbox_sending', 'outbox', ['platform'], where="status = 'sending'")


def downgrade() -> None:
    gently.drop_index('ix_outbox_sending', 'outbox')
