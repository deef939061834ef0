"""Review of messages: marks, groups of messages alike, labels, counts by day"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('nlu_marks',
    sa.Column('inbox_id', sa.BigInteger(), autoincrement=False, nullable=False, comment='a message that was answered'),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('pressed', sa.Text(), nullable=True, comment='payload of the choice that was pressed, or typed out'),
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('looked', sa.Boolean(), server_default=sa.text('false'), nullable=False, comment='the review has looked at it'),
    sa.CheckConstraint("outcome IN ('understood', 'asked', 'taken', 'private', 'pressed')", name=op.f('ck_nlu_marks_outcome')),
    sa.ForeignKeyConstraint(['inbox_id'], ['inbox.id'], name=op.f('fk_nlu_marks_inbox_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('inbox_id', name=op.f('pk_nlu_marks'))
    )
    op.create_index('ix_nlu_marks_waiting', 'nlu_marks', ['inbox_id'], unique=False, postgresql_where=sa.text('NOT looked'))
    op.create_table('nlu_groups',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('applied_at', sa.DateTime(timezone=True), nullable=True, comment='when its label was brought to the training data'),
    sa.Column('applied_by', sa.Text(), nullable=True),
    sa.Column('applied', sa.Text(), nullable=True, comment='what came of it: added, or why it was left out'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_nlu_groups')),
    comment='messages so alike that one label serves them all'
    )
    op.create_table('nlu_reviews',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('group_id', sa.BigInteger(), nullable=False),
    sa.Column('conversation_id', sa.BigInteger(), nullable=False),
    sa.Column('inbox_id', sa.BigInteger(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False, comment='as typed, personal data masked'),
    sa.Column('key', sa.Text(), nullable=False, comment='the text in plain words, for comparing'),
    sa.Column('reading', postgresql.JSONB(astext_type=sa.Text()), nullable=False, comment='intent, confidence, ranking, and entities by the masked text'),
    sa.Column('reasons', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('hint', sa.Text(), nullable=True, comment='the intent that the person pressed'),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_nlu_reviews_conversation_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['group_id'], ['nlu_groups.id'], name=op.f('fk_nlu_reviews_group_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['inbox_id'], ['inbox.id'], name=op.f('fk_nlu_reviews_inbox_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_nlu_reviews')),
    sa.UniqueConstraint('inbox_id', name=op.f('uq_nlu_reviews_inbox_id'))
    )
    op.create_index('ix_nlu_reviews_conversation_id', 'nlu_reviews', ['conversation_id'], unique=False)
    op.create_index('ix_nlu_reviews_group_id', 'nlu_reviews', ['group_id'], unique=False)
    op.create_index('ix_nlu_reviews_received_at', 'nlu_reviews', ['received_at'], unique=False)
    op.create_table('nlu_labels',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('group_id', sa.BigInteger(), nullable=False),
    sa.Column('review_id', sa.BigInteger(), nullable=False, comment='the message of the group that was shown'),
    sa.Column('labeller', sa.Text(), nullable=False),
    sa.Column('verdict', sa.Text(), nullable=False),
    sa.Column('intent', sa.Text(), nullable=True),
    sa.Column('wanted', sa.Text(), nullable=True, comment="the intent that is missing, in the labeller's words"),
    sa.Column('entities', postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False),
    sa.Column('origin', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True, comment='undone, or replaced by a later one of the same person'),
    sa.CheckConstraint("(verdict = 'intent') = (intent IS NOT NULL)", name=op.f('ck_nlu_labels_intent')),
    sa.CheckConstraint("origin IN ('screen', 'file', 'web')", name=op.f('ck_nlu_labels_origin')),
    sa.CheckConstraint("verdict IN ('intent', 'new_intent', 'skip')", name=op.f('ck_nlu_labels_verdict')),
    sa.ForeignKeyConstraint(['group_id'], ['nlu_groups.id'], name=op.f('fk_nlu_labels_group_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['review_id'], ['nlu_reviews.id'], name=op.f('fk_nlu_labels_review_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_nlu_labels'))
    )
    op.create_index('ix_nlu_labels_review_id', 'nlu_labels', ['review_id'], unique=False)
    op.create_index('uq_nlu_labels_standing', 'nlu_labels', ['group_id', 'labeller'], unique=True, postgresql_where=sa.text('withdrawn_at IS NULL'))
    op.create_table('nlu_days',
    sa.Column('day', sa.Date(), nullable=False, comment="in Vietnam's time"),
    sa.Column('intent', sa.Text(), nullable=False, comment='the likeliest reading'),
    sa.Column('model', sa.Text(), server_default=sa.text("''"), nullable=False),
    sa.Column('understood', sa.Integer(), server_default=sa.text('0'), nullable=False),
    sa.Column('asked', sa.Integer(), server_default=sa.text('0'), nullable=False, comment='not understood, and asked back'),
    sa.Column('misread', sa.Integer(), server_default=sa.text('0'), nullable=False, comment='of the understood, by corrections'),
    sa.Column('unread', sa.Integer(), server_default=sa.text('0'), nullable=False, comment='no model answered'),
    sa.Column('in_dialogue', sa.Integer(), server_default=sa.text('0'), nullable=False, comment="answers to the bot's questions"),
    sa.PrimaryKeyConstraint('day', 'intent', 'model', name=op.f('pk_nlu_days')),
    comment='counts of messages that say nothing of a person'
    )


def downgrade() -> None:
    op.drop_table('nlu_days')
    op.drop_table('nlu_labels')
    op.drop_table('nlu_reviews')
    op.drop_table('nlu_groups')
    op.drop_table('nlu_marks')
