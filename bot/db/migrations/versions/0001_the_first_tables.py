"""The first tables"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('audit',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('actor', sa.Text(), nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('action', sa.Text(), nullable=False),
    sa.Column('target', sa.Text(), nullable=True),
    sa.Column('details', postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit'))
    )
    op.create_index('ix_audit_at', 'audit', ['at'], unique=False)
    op.create_table('conversations',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('platform', sa.Text(), nullable=False),
    sa.Column('chat', sa.Text(), nullable=False),
    sa.Column('sender', sa.Text(), nullable=False),
    sa.Column('state', postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    sa.Column('profile', postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('last_turn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('stopped_at', sa.DateTime(timezone=True), nullable=True, comment="the platform says this person can't be reached; cleared when they write"),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_conversations')),
    sa.UniqueConstraint('platform', 'chat', 'sender', name=op.f('uq_conversations_platform_chat_sender'))
    )
    op.create_index('ix_conversations_last_turn_at', 'conversations', ['last_turn_at'], unique=False)
    op.create_table('guidance_version',
    sa.Column('single', sa.Boolean(), server_default=sa.text('true'), nullable=False),
    sa.Column('version', sa.Integer(), server_default=sa.text('1'), nullable=False),
    sa.CheckConstraint('single', name=op.f('ck_guidance_version_single')),
    sa.PrimaryKeyConstraint('single', name=op.f('pk_guidance_version')),
    comment='raised by each change of rules, offers or locked areas; processes reload when it differs'
    )
    op.create_table('locked_areas',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('area', sa.Text(), nullable=False, comment='id of an administrative unit'),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=True, comment='null: until it is lifted'),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('set_by', sa.Text(), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('mirrored_at', sa.DateTime(timezone=True), nullable=True, comment='when the booking service was told'),
    sa.CheckConstraint('ends_at IS NULL OR ends_at > starts_at', name=op.f('ck_locked_areas_interval')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_locked_areas'))
    )
    op.create_table('offers',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('code', sa.Text(), nullable=False, comment='national code of the procedure'),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('offered', sa.Text(), nullable=False),
    sa.Column('valid_from', sa.Text(), server_default=sa.text("''"), nullable=False, comment='ISO; empty: no start known'),
    sa.Column('valid_to', sa.Text(), server_default=sa.text("''"), nullable=False, comment='ISO; the first moment after'),
    sa.Column('basis', sa.Text(), server_default=sa.text("''"), nullable=False),
    sa.Column('note', sa.Text(), server_default=sa.text("''"), nullable=False),
    sa.Column('set_by', sa.Text(), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint("channel IN ('online', 'postal', 'in_person')", name=op.f('ck_offers_channel')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_offers'))
    )
    op.create_index('ix_offers_code', 'offers', ['code'], unique=False)
    op.create_table('presence_duties',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('code', sa.Text(), nullable=False, comment='national code of the procedure'),
    sa.Column('presence', sa.Text(), nullable=False),
    sa.Column('question', sa.Text(), server_default=sa.text("''"), nullable=False),
    sa.Column('valid_from', sa.Text(), server_default=sa.text("''"), nullable=False, comment='ISO; empty: no start known'),
    sa.Column('valid_to', sa.Text(), server_default=sa.text("''"), nullable=False, comment='ISO; the first moment after'),
    sa.Column('basis', sa.Text(), server_default=sa.text("''"), nullable=False),
    sa.Column('note', sa.Text(), server_default=sa.text("''"), nullable=False),
    sa.Column('set_by', sa.Text(), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint("presence <> ''", name=op.f('ck_presence_duties_presence')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_presence_duties'))
    )
    op.create_index('ix_presence_duties_code', 'presence_duties', ['code'], unique=False)
    op.create_table('rulebooks',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('content_hash', sa.Text(), nullable=False),
    sa.Column('body', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('published_by', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rulebooks')),
    sa.UniqueConstraint('content_hash', name=op.f('uq_rulebooks_content_hash'))
    )
    op.create_table('staff',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('token_hash', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('disabled_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff')),
    sa.UniqueConstraint('name', name=op.f('uq_staff_name')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_staff_token_hash'))
    )
    op.create_table('callbacks',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('conversation_id', sa.BigInteger(), nullable=True),
    sa.Column('desk', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('phone', sa.Text(), nullable=False),
    sa.Column('procedure', sa.Text(), nullable=True),
    sa.Column('area', sa.Text(), nullable=True),
    sa.Column('details', postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    sa.Column('status', sa.Text(), server_default=sa.text("'open'"), nullable=False),
    sa.Column('as_of', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('taken_by', sa.Text(), nullable=True),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.Text(), nullable=True),
    sa.CheckConstraint("status IN ('open', 'taken', 'closed')", name=op.f('ck_callbacks_status')),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_callbacks_conversation_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_callbacks'))
    )
    op.create_index('ix_callbacks_conversation_id', 'callbacks', ['conversation_id'], unique=False)
    op.create_index('ix_callbacks_open', 'callbacks', ['desk', 'id'], unique=False, postgresql_where=sa.text("status <> 'closed'"))
    op.create_table('consents',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('conversation_id', sa.BigInteger(), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('version', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False, comment='what the person read'),
    sa.Column('given', sa.Boolean(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_consents_conversation_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consents'))
    )
    op.create_index('ix_consents_conversation_id', 'consents', ['conversation_id'], unique=False)
    op.create_table('inbox',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('event_key', sa.LargeBinary(), nullable=False, comment='keyed hash of platform and event id'),
    sa.Column('conversation_id', sa.BigInteger(), nullable=True),
    sa.Column('sequence', sa.BigInteger(), server_default=sa.text('0'), nullable=False),
    sa.Column('body', postgresql.JSONB(astext_type=sa.Text()), nullable=True, comment='the parsed update; null once it is erased or expired'),
    sa.Column('as_of', sa.DateTime(timezone=True), nullable=False, comment='the moment for which rules are answered'),
    sa.Column('received_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('status', sa.Text(), server_default=sa.text("'open'"), nullable=False),
    sa.Column('ready', sa.Boolean(), nullable=False, comment='needs no reading, or has been read'),
    sa.Column('reading_until', sa.DateTime(timezone=True), nullable=True, comment='somebody is reading it until then'),
    sa.Column('understanding', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('tries', sa.SmallInteger(), server_default=sa.text('0'), nullable=False),
    sa.Column('retry_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_error', sa.Text(), nullable=True),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("status IN ('open', 'done', 'parked', 'erased')", name=op.f('ck_inbox_status')),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_inbox_conversation_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inbox')),
    sa.UniqueConstraint('event_key', name=op.f('uq_inbox_event_key'))
    )
    op.create_index('ix_inbox_conversation_id', 'inbox', ['conversation_id'], unique=False)
    op.create_index('ix_inbox_done_at', 'inbox', ['done_at'], unique=False)
    op.create_index('ix_inbox_open', 'inbox', ['conversation_id', 'sequence', 'id'], unique=False, postgresql_where=sa.text("status = 'open'"))
    op.create_index('ix_inbox_ready', 'inbox', ['id'], unique=False, postgresql_where=sa.text("status = 'open' AND ready"))
    op.create_index('ix_inbox_unread', 'inbox', ['id'], unique=False, postgresql_where=sa.text("status = 'open' AND NOT ready"))
    op.create_table('outbox',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('conversation_id', sa.BigInteger(), nullable=True),
    sa.Column('platform', sa.Text(), nullable=False),
    sa.Column('chat', sa.Text(), nullable=False),
    sa.Column('inbox_id', sa.BigInteger(), nullable=True),
    sa.Column('position', sa.SmallInteger(), server_default=sa.text('0'), nullable=False),
    sa.Column('priority', sa.SmallInteger(), server_default=sa.text('0'), nullable=False, comment='0 reply, 1 reminder, 2 bulk'),
    sa.Column('body', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('in_reply_to', sa.Text(), nullable=True),
    sa.Column('status', sa.Text(), server_default=sa.text("'queued'"), nullable=False),
    sa.Column('attempts', sa.SmallInteger(), server_default=sa.text('0'), nullable=False),
    sa.Column('parts_sent', sa.SmallInteger(), server_default=sa.text('0'), nullable=False, comment='of a reply sent in parts'),
    sa.Column('not_before', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('platform_message_id', sa.Text(), nullable=True),
    sa.Column('error', sa.Text(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("status IN ('queued', 'sending', 'sent', 'delivered', 'seen', 'failed', 'unknown', 'stopped')", name=op.f('ck_outbox_status')),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_outbox_conversation_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['inbox_id'], ['inbox.id'], name=op.f('fk_outbox_inbox_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox')),
    sa.UniqueConstraint('inbox_id', 'position', name=op.f('uq_outbox_inbox_id_position'))
    )
    op.create_index('ix_outbox_chat', 'outbox', ['platform', 'chat', 'id'], unique=False)
    op.create_index('ix_outbox_conversation_id', 'outbox', ['conversation_id'], unique=False)
    op.create_index('ix_outbox_finished_at', 'outbox', ['finished_at'], unique=False)
    op.create_index('ix_outbox_head', 'outbox', ['platform', 'chat', 'id'], unique=False, postgresql_where=sa.text("status IN ('queued', 'sending')"))
    op.create_index('ix_outbox_waiting', 'outbox', ['platform', 'priority', 'id'], unique=False, postgresql_where=sa.text("status IN ('queued', 'sending')"))
    op.execute("INSERT INTO guidance_version DEFAULT VALUES")
    op.execute(
        """
        CREATE FUNCTION raise_guidance_version() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            UPDATE guidance_version SET version = version + 1;
            PERFORM pg_notify('motcua_guidance', '');
            RETURN NULL;
        END $$
        """
    )
    for table in ("rulebooks", "offers", "presence_duties", "locked_areas"):
        op.execute(
            f"CREATE TRIGGER raise_guidance_version AFTER INSERT OR UPDATE OR DELETE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION raise_guidance_version()"
        )
    op.execute(
        """
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
        END $$
        """
    )
    for table in ("audit", "rulebooks"):
        op.execute(
            f"CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    op.drop_index('ix_outbox_waiting', table_name='outbox', postgresql_where=sa.text("status IN ('queued', 'sending')"))
    op.drop_index('ix_outbox_head', table_name='outbox', postgresql_where=sa.text("status IN ('queued', 'sending')"))
    op.drop_index('ix_outbox_finished_at', table_name='outbox')
    op.drop_index('ix_outbox_conversation_id', table_name='outbox')
    op.drop_index('ix_outbox_chat', table_name='outbox')
    op.drop_table('outbox')
    op.drop_index('ix_inbox_unread', table_name='inbox', postgresql_where=sa.text("status = 'open' AND NOT ready"))
    op.drop_index('ix_inbox_ready', table_name='inbox', postgresql_where=sa.text("status = 'open' AND ready"))
    op.drop_index('ix_inbox_open', table_name='inbox', postgresql_where=sa.text("status = 'open'"))
    op.drop_index('ix_inbox_done_at', table_name='inbox')
    op.drop_index('ix_inbox_conversation_id', table_name='inbox')
    op.drop_table('inbox')
    op.drop_index('ix_consents_conversation_id', table_name='consents')
    op.drop_table('consents')
    op.drop_index('ix_callbacks_open', table_name='callbacks', postgresql_where=sa.text("status <> 'closed'"))
    op.drop_index('ix_callbacks_conversation_id', table_name='callbacks')
    op.drop_table('callbacks')
    op.drop_table('staff')
    op.drop_table('rulebooks')
    op.drop_index('ix_presence_duties_code', table_name='presence_duties')
    op.drop_table('presence_duties')
    op.drop_index('ix_offers_code', table_name='offers')
    op.drop_table('offers')
    op.drop_table('locked_areas')
    op.drop_table('guidance_version')
    op.drop_index('ix_conversations_last_turn_at', table_name='conversations')
    op.drop_table('conversations')
    op.drop_index('ix_audit_at', table_name='audit')
    op.drop_table('audit')
    op.execute("DROP FUNCTION raise_guidance_version")
    op.execute("DROP FUNCTION refuse_change")
