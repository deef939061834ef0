"""Messages for review that nobody wrote to the bot: staff write them down"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0042'
down_revision = '0041'
branch_labels = None
depends_on = None

_COMMENT = 'whose message it is; null for a sentence that staff wrote down'


def upgrade() -> None:
    op.alter_column('nlu_reviews', 'conversation_id', existing_type=sa.BigInteger(), nullable=True, comment=_COMMENT)


def downgrade() -> None:
    op.execute("DELETE FROM nlu_reviews WHERE conversation_id IS NULL")
    op.alter_column('nlu_reviews', 'conversation_id', existing_type=sa.BigInteger(), nullable=False, comment=None,
                    existing_comment=_COMMENT)
