"""Keepers of Rasa servers say that they live, and each server has a token of its own"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('nlu_servers', sa.Column('token', sa.LargeBinary(), comment='what callers must know, sealed'))
    op.add_column('nlu_servers', sa.Column('seen_at', sa.TIMESTAMP(timezone=True), server_default=sa.text('now()'),
                                           nullable=False, comment='when its keeper last said that it lives'))


def downgrade() -> None:
    op.drop_column('nlu_servers', 'seen_at')
    op.drop_column('nlu_servers', 'token')
