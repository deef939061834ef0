"""Rates and switches of platforms, waits of chats, messages of unknown fate, reminders"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('platforms',
    sa.Column('platform', sa.Text(), nullable=False),
    sa.Column('next_at', sa.DateTime(timezone=True), nullable=True, comment='when the messages taken so far are paid for by the rate'),
    sa.Column('blocked_since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('blocked_until', sa.DateTime(timezone=True), nullable=True, comment='the platform demanded that everything waits'),
    sa.Column('failures', sa.SmallInteger(), server_default=sa.text('0'), nullable=False, comment='in a row'),
    sa.Column('open_since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('open_until', sa.DateTime(timezone=True), nullable=True, comment='the circuit is open; afterwards one message tries'),
    sa.Column('problem', sa.Text(), nullable=True),
    sa.Column('paused_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('paused_by', sa.Text(), nullable=True),
    sa.Column('paused_why', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('platform', name=op.f('pk_platforms'))
    )
    op.create_table('chat_waits',
    sa.Column('platform', sa.Text(), nullable=False),
    sa.Column('chat', sa.Text(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False, comment='nothing goes to this chat before'),
    sa.Column('refused', sa.Boolean(), server_default=sa.text('false'), nullable=False, comment='the platform demanded it'),
    sa.Column('group_next_at', sa.DateTime(timezone=True), nullable=True, comment='like platforms.next_at, for a group'),
    sa.PrimaryKeyConstraint('platform', 'chat', name=op.f('pk_chat_waits'))
    )
    op.create_index('ix_chat_waits_until', 'chat_waits', ['until'], unique=False)
    op.add_column('conversations', sa.Column('noticed_at', sa.DateTime(timezone=True), nullable=True, comment='when they were told that the platform is paused'))
    op.add_column('outbox', sa.Column('waits_since', sa.DateTime(timezone=True), nullable=True, comment='when not_before was set by a try'))
    op.add_column('outbox', sa.Column('resend_of', sa.BigInteger(), nullable=True, comment='the message of unknown fate that is said again'))
    op.add_column('outbox', sa.Column('resent_at', sa.DateTime(timezone=True), nullable=True, comment='of unknown fate, and said again'))
    op.create_index('ix_outbox_unknown', 'outbox', ['finished_at'], unique=False, postgresql_where=sa.text("status = 'unknown'"))
    op.create_table('reminders',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('conversation_id', sa.BigInteger(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False, comment="the booking's code"),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False, comment='by the calendar (AS_OF)'),
    sa.Column('visit_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('visit', postgresql.JSONB(astext_type=sa.Text()), nullable=False, comment='what is said of the booking'),
    sa.Column('status', sa.Text(), server_default=sa.text("'planned'"), nullable=False),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("kind IN ('evening', 'soon')", name=op.f('ck_reminders_kind')),
    sa.CheckConstraint("status IN ('planned', 'queued', 'dropped')", name=op.f('ck_reminders_status')),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_reminders_conversation_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reminders')),
    sa.UniqueConstraint('conversation_id', 'code', 'kind', 'visit_at', name=op.f('uq_reminders_conversation_id_code_kind_visit_at'))
    )
    op.create_index('ix_reminders_due', 'reminders', ['due_at'], unique=False, postgresql_where=sa.text("status = 'planned'"))


def downgrade() -> None:
    op.drop_index('ix_reminders_due', table_name='reminders', postgresql_where=sa.text("status = 'planned'"))
    op.drop_table('reminders')
    op.drop_index('ix_outbox_unknown', table_name='outbox', postgresql_where=sa.text("status = 'unknown'"))
    op.drop_column('outbox', 'resent_at')
    op.drop_column('outbox', 'resend_of')
    op.drop_column('outbox', 'waits_since')
    op.drop_column('conversations', 'noticed_at')
    op.drop_index('ix_chat_waits_until', table_name='chat_waits')
    op.drop_table('chat_waits')
    op.drop_table('platforms')
