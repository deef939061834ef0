"""Answers owed to people whose change got no answer; how far the booking service's events were followed"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0033'
down_revision = '0032'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'owed_answers',
        sa.Column('id', sa.BigInteger, sa.Identity(), nullable=False),
        sa.Column('conversation_id', sa.BigInteger, nullable=False),
        sa.Column('what', sa.Text, nullable=False),
        sa.Column('key', sa.Text, nullable=False, comment='of the change in the booking service'),
        sa.Column('code', sa.Text, nullable=True, comment='of the booking, where there was one'),
        sa.Column('procedure_code', sa.Text, nullable=True),
        sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False, server_default=sa.text('now()')),
        sa.Column('next_at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("what IN ('confirm', 'move', 'cancel')", name=op.f('ck_owed_answers_what')),
        sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'],
                                name=op.f('fk_owed_answers_conversation_id'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_owed_answers')),
        sa.UniqueConstraint('key', name=op.f('uq_owed_answers_key')))
    op.create_index(op.f('ix_owed_answers_next_at'), 'owed_answers', ['next_at'])
    op.create_index(op.f('ix_owed_answers_conversation_id'), 'owed_answers', ['conversation_id'])
    op.create_table(
        'booking_followed',
        sa.Column('id', sa.SmallInteger, nullable=False),
        sa.Column('number', sa.BigInteger, nullable=False, comment='of the last event of the booking service'),
        sa.CheckConstraint('id = 1', name=op.f('ck_booking_followed_one')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_booking_followed')))


def downgrade() -> None:
    op.drop_table('booking_followed')
    op.drop_table('owed_answers')
