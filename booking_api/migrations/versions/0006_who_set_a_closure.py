"""Who set a closure: a unit lifts only what units set"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('closures', sa.Column('set_by_role', sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column('closures', 'set_by_role')
