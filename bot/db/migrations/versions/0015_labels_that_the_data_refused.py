"""Groups whose label the training data could not take: back to the labellers instead of counting as applied"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None

_BEFORE = 'when its label was brought to the training data'
_NOW = 'since when the training data hold it, or one nearly like it'


def upgrade() -> None:
    op.add_column('nlu_groups', sa.Column(
        'refused_at', sa.DateTime(timezone=True), nullable=True,
        comment='when the training data could not take its label; null once they hold it'))
    op.alter_column('nlu_groups', 'applied_at', comment=_NOW, existing_comment=_BEFORE)
    op.execute(
        "UPDATE nlu_groups SET refused_at = applied_at, applied_at = NULL"
        " WHERE applied_at IS NOT NULL AND split_part(applied, ':', 1) NOT IN ('added', 'known', 'near')"
    )


def downgrade() -> None:
    op.execute("UPDATE nlu_groups SET applied_at = refused_at WHERE refused_at IS NOT NULL")
    op.alter_column('nlu_groups', 'applied_at', comment=_BEFORE, existing_comment=_NOW)
    op.drop_column('nlu_groups', 'refused_at')
