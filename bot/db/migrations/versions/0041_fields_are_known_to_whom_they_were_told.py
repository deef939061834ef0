"""Fields of the catalogue are known to whom they were told

A process of the version before goes on answering; what it tells is not noted here.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0041'
down_revision = '0040'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'told_fields',
        sa.Column('conversation_id', sa.BigInteger(), nullable=False),
        sa.Column('code', sa.Text(), nullable=False, comment='national code of the procedure'),
        sa.Column('said', sa.Text(), nullable=False,
                  comment='MD5 of the fields, in one line: the same again is one row'),
        sa.Column('fields', postgresql.ARRAY(sa.Text()), nullable=False,
                  comment='ids of fields, each =digest of what it said'),
        sa.Column('told_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
        sa.ForeignKeyConstraint(
            ['conversation_id'], ['conversations.id'], name=op.f('fk_told_fields_conversation_id'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('conversation_id', 'code', 'said', name=op.f('pk_told_fields')),
        comment='whom fields of the catalogue were told to, and as what: for putting them right, and goes with the person',
    )
    op.create_index('ix_told_fields_code', 'told_fields', ['code'])
    op.create_index('ix_told_fields_told_at', 'told_fields', ['told_at'])


def downgrade() -> None:
    op.drop_table('told_fields')
