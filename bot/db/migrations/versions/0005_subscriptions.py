"""Subscriptions: what a person asked to be told of, and the words they agreed to"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('subscriptions',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('contact_id', sa.BigInteger(), nullable=False, comment="whose: a conversation's id"),
    sa.Column('topic', sa.Text(), nullable=False),
    sa.Column('area_id', sa.Text(), nullable=True, comment='of an administrative unit, where the topic is about one'),
    sa.Column('procedure_code', sa.Text(), nullable=True, comment='national code, for the topic procedure'),
    sa.Column('consent_text', sa.Text(), nullable=False, comment='what the person read'),
    sa.Column('consent_version', sa.Text(), nullable=False),
    sa.Column('granted_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True, comment='kept afterwards, as evidence'),
    sa.CheckConstraint("topic IN ('rules', 'procedure', 'service')", name=op.f('ck_subscriptions_topic')),
    sa.CheckConstraint("(topic = 'procedure') = (procedure_code IS NOT NULL)", name=op.f('ck_subscriptions_procedure')),
    sa.ForeignKeyConstraint(['contact_id'], ['conversations.id'], name=op.f('fk_subscriptions_contact_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_subscriptions'))
    )
    op.create_index('ix_subscriptions_contact_id', 'subscriptions', ['contact_id'], unique=False)
    op.create_index('ix_subscriptions_live', 'subscriptions', ['topic', 'contact_id'], unique=False, postgresql_where=sa.text('withdrawn_at IS NULL'))
    op.create_index('uq_subscriptions_live', 'subscriptions', ['contact_id', 'topic', 'area_id', 'procedure_code'], unique=True, postgresql_where=sa.text('withdrawn_at IS NULL'), postgresql_nulls_not_distinct=True)


def downgrade() -> None:
    op.drop_table('subscriptions')
