"""The personal tokens of staff end; whoever has one can take a new one"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0034'
down_revision = '0033'
branch_labels = None
depends_on = None

_COMMENT = 'of the token; null: it was given before tokens ended'


def upgrade() -> None:
    op.add_column('staff', sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True, comment=_COMMENT))


def downgrade() -> None:
    op.drop_column('staff', 'expires_at')
