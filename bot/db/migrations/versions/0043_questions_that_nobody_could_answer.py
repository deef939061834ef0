"""Questions that nobody could answer

A process of the version before goes on answering; what it does not know is not noted here.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0043'
down_revision = '0042'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'unanswered',
        sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column('conversation_id', sa.BigInteger(), nullable=False),
        sa.Column('inbox_id', sa.BigInteger(), nullable=False, comment='the message; its row may be gone'),
        sa.Column('start', sa.Integer(), nullable=False, comment='first character of the question in its message'),
        sa.Column('focus', sa.Text(), nullable=True, comment='what is asked; null where nobody made it out'),
        sa.Column('topic', sa.Text(), nullable=True, comment='national code of the procedure'),
        sa.Column('text', sa.Text(), nullable=True,
                  comment='as typed, personal data masked; null until the review has looked'),
        sa.Column('key', sa.Text(), nullable=True, comment='the text in plain words, for comparing'),
        sa.Column('asked_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
        sa.ForeignKeyConstraint(
            ['conversation_id'], ['conversations.id'], name=op.f('fk_unanswered_conversation_id'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_unanswered')),
        comment='questions that were said to be unknown, for whoever writes the answers; they go with the person',
    )
    op.create_index('ix_unanswered_asked_at', 'unanswered', ['asked_at'])
    op.create_index('ix_unanswered_conversation_id', 'unanswered', ['conversation_id'])
    op.create_index('ix_unanswered_waiting', 'unanswered', ['id'], postgresql_where=sa.text('key IS NULL'))


def downgrade() -> None:
    op.drop_table('unanswered')
