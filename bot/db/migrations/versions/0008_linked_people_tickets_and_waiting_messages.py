"""Linked conversations of one person, tickets for clerks, messages that wait for a person's next word"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

_STATUSES = "status IN ('queued', 'sending', {}'sent', 'delivered', 'seen', 'failed', 'unknown', 'stopped')"


def upgrade() -> None:
    op.create_table('tickets',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('conversation_id', sa.BigInteger(), nullable=False),
    sa.Column('desk_platform', sa.Text(), nullable=False, comment='of the staff chat that answers'),
    sa.Column('desk_chat', sa.Text(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True, comment='first answer of a clerk'),
    sa.Column('last_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False, comment='last word of either side'),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True, comment='when the person was told that nobody has answered yet'),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_by', sa.Text(), nullable=True, comment='person, clerk or silence'),
    sa.CheckConstraint('(closed_at IS NULL) = (closed_by IS NULL)', name=op.f('ck_tickets_closed')),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_tickets_conversation_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tickets')),
    comment='people who talk with a clerk instead of the bot'
    )
    op.create_index('ix_tickets_open', 'tickets', ['desk_platform', 'desk_chat', 'id'], unique=False, postgresql_where=sa.text('closed_at IS NULL'))
    op.create_index('ix_tickets_conversation_id', 'tickets', ['conversation_id'], unique=False)
    op.create_table('link_codes',
    sa.Column('code_hash', sa.LargeBinary(), nullable=False, comment='keyed hash; the code itself is kept nowhere'),
    sa.Column('conversation_id', sa.BigInteger(), nullable=False, comment='where it was said'),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_link_codes_conversation_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('code_hash', name=op.f('pk_link_codes')),
    sa.UniqueConstraint('conversation_id', name=op.f('uq_link_codes_conversation_id'))
    )
    op.create_table('link_tries',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('who', sa.Text(), nullable=False, comment='key of the person; stays through an erasure'),
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_link_tries')),
    comment='wrong codes'
    )
    op.create_index('ix_link_tries_who', 'link_tries', ['who', 'at'], unique=False)
    op.create_index('ix_link_tries_at', 'link_tries', ['at'], unique=False)
    op.add_column('conversations', sa.Column('person', sa.Uuid(), nullable=True, comment='the same for all conversations that one person has linked'))
    op.add_column('conversations', sa.Column('ticket_id', sa.BigInteger(), nullable=True, comment='the open ticket: a clerk answers, the bot keeps quiet'))
    op.create_index('ix_conversations_person', 'conversations', ['person'], unique=False, postgresql_where=sa.text('person IS NOT NULL'))
    op.add_column('outbox', sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True, comment='what it says is of no use afterwards'))
    op.add_column('outbox', sa.Column('ticket_id', sa.BigInteger(), nullable=True, comment='said in the staff chat about this ticket'))
    op.create_foreign_key(op.f('fk_outbox_ticket_id'), 'outbox', 'tickets', ['ticket_id'], ['id'], ondelete='CASCADE')
    op.drop_constraint(op.f('ck_outbox_status'), 'outbox', type_='check')
    op.create_check_constraint(op.f('ck_outbox_status'), 'outbox', _STATUSES.format("'waiting', "))
    op.create_index('ix_outbox_held', 'outbox', ['platform', 'chat'], unique=False, postgresql_where=sa.text("status = 'waiting'"))
    op.create_index('ix_outbox_ticket_id', 'outbox', ['ticket_id'], unique=False, postgresql_where=sa.text('ticket_id IS NOT NULL'))


def downgrade() -> None:
    op.execute("UPDATE outbox SET status = 'failed', finished_at = now() WHERE status = 'waiting'")
    op.drop_index('ix_outbox_ticket_id', table_name='outbox')
    op.drop_index('ix_outbox_held', table_name='outbox')
    op.drop_constraint(op.f('ck_outbox_status'), 'outbox', type_='check')
    op.create_check_constraint(op.f('ck_outbox_status'), 'outbox', _STATUSES.format(''))
    op.drop_constraint(op.f('fk_outbox_ticket_id'), 'outbox', type_='foreignkey')
    op.drop_column('outbox', 'ticket_id')
    op.drop_column('outbox', 'expires_at')
    op.drop_index('ix_conversations_person', table_name='conversations')
    op.drop_column('conversations', 'ticket_id')
    op.drop_column('conversations', 'person')
    op.drop_table('link_tries')
    op.drop_table('link_codes')
    op.drop_table('tickets')
