"""What waits is found by platform, so that what floods one of them keeps nobody on another waiting

Code of before stores no platform and claims without the indexes that go: slower for the minutes of an upgrade.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from pgkit import gently

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None

_INDEXES = (('ready', "status = 'open' AND ready"), ('unread', "status = 'open' AND NOT ready"))


def upgrade() -> None:
    op.add_column('inbox', sa.Column('platform', sa.Text(), server_default=sa.text("''"), nullable=False,
                                     comment='of its conversation'), if_not_exists=True)
    for name, where in _INDEXES:
        gently.create_index(f'ix_inbox_platform_{name}', 'inbox', ['platform', 'id'], where=where)
        gently.drop_index(f'ix_inbox_{name}', 'inbox')


def downgrade() -> None:
    for name, where in _INDEXES:
        gently.create_index(f'ix_inbox_{name}', 'inbox', ['id'], where=where)
        gently.drop_index(f'ix_inbox_platform_{name}', 'inbox')
    op.drop_column('inbox', 'platform')
