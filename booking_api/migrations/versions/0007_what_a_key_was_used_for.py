"""What operation a key was used for: known still when what the request said is erased"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('idempotency_keys', sa.Column('operation', sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column('idempotency_keys', 'operation')
