"""A database remembers where bots work on it, so that a copy restored from a dump is known; people by their id alone"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from pgkit import gently

revision = '0036'
down_revision = '0035'
branch_labels = None
depends_on = None

_COMMENT = 'where bots work on it; elsewhere it is a restored copy until somebody says so'


def upgrade() -> None:
    op.add_column('database_identity', sa.Column('home', sa.Text(), comment=_COMMENT), if_not_exists=True)
    gently.create_index('ix_conversations_sender', 'conversations', ['platform', 'sender'])


def downgrade() -> None:
    gently.drop_index('ix_conversations_sender', 'conversations')
    op.drop_column('database_identity', 'home')
