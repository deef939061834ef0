"""Broadcasts, their recipients and counts; which procedures and visits a person has to do with"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

# Counts are kept as sums of small rows that are only ever added, so that many senders never wait for one counter.
_TALLY = """
CREATE FUNCTION tally_broadcast() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO broadcast_tallies (broadcast_id, platform, status, n)
    SELECT broadcast_id, platform, status, sum(n) FROM (
        SELECT broadcast_id, platform, status, -count(*) AS n FROM before GROUP BY 1, 2, 3
        UNION ALL
        SELECT broadcast_id, platform, status, count(*) AS n FROM after GROUP BY 1, 2, 3
    ) AS changes GROUP BY 1, 2, 3 HAVING sum(n) <> 0;
    RETURN NULL;
END $$
"""

# What becomes of a message is what becomes of its recipient, whoever settles it: sender, receipt, upkeep, staff.
_FOLLOW = """
CREATE FUNCTION follow_broadcast() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE broadcast_recipients SET
        status = CASE WHEN NEW.status IN ('stopped', 'waiting') THEN 'skipped' ELSE NEW.status END,
        reason = CASE WHEN NEW.status = 'waiting' THEN 'zalo_window'
            WHEN NEW.status IN ('failed', 'unknown', 'stopped') THEN NEW.error END,
        done_at = CASE WHEN NEW.status = 'queued' THEN NULL
            WHEN NEW.status IN ('delivered', 'seen') THEN coalesce(done_at, now()) ELSE now() END
    WHERE broadcast_id = NEW.broadcast_id AND id = NEW.recipient_id
      AND status <> CASE WHEN NEW.status IN ('stopped', 'waiting') THEN 'skipped' ELSE NEW.status END;
    RETURN NULL;
END $$
"""

_WANTED = """
CREATE FUNCTION broadcast_wanted(contact bigint, wanted_topic text, code text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT wanted_topic IS NULL OR EXISTS (
        SELECT 1 FROM subscriptions
        WHERE contact_id = contact AND withdrawn_at IS NULL
          AND (wanted_topic = '*' OR topic = wanted_topic) AND (code IS NULL OR procedure_code = code)
    )
$$
"""

# Somebody who opts out is spared even what lies in the outbox already, in the transaction that says so.
_SPARE = """
CREATE FUNCTION spare_of_broadcasts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    person bigint;
    everything boolean;
BEGIN
    IF TG_TABLE_NAME = 'conversations' THEN
        person := NEW.id;
        everything := true;
    ELSE
        person := NEW.contact_id;
        everything := false;
    END IF;
    UPDATE outbox AS o SET status = 'stopped', error = 'opted out', finished_at = now()
    FROM broadcasts AS b
    WHERE o.conversation_id = person AND o.status IN ('queued', 'waiting') AND b.id = o.broadcast_id
      AND (everything OR NOT broadcast_wanted(person, b.topic, b.procedure_code));
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    op.create_table('broadcasts',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('content', postgresql.JSONB(), nullable=False, comment='texts, links, choices, image, sources, rule, audience, when'),
    sa.Column('content_hash', sa.LargeBinary(), nullable=False),
    sa.Column('state', sa.Text(), server_default=sa.text("'draft'"), nullable=False),
    sa.Column('topic', sa.Text(), nullable=True, comment="whose withdrawal takes a person out; '*' for any subscription; null for none"),
    sa.Column('procedure_code', sa.Text(), nullable=True),
    sa.Column('author', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('asked_by', sa.Text(), nullable=True, comment='who began an approval alone, and has to confirm it'),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('approved_by', sa.Text(), nullable=True),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('approved_hash', sa.LargeBinary(), nullable=True, comment='of what was approved; nothing else is sent'),
    sa.Column('alone', sa.Boolean(), server_default=sa.text('false'), nullable=False, comment='approved by one person alone, as urgent'),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True, comment='by the calendar (AS_OF)'),
    sa.Column('started_by', sa.Text(), nullable=True),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('fed_at', sa.DateTime(timezone=True), nullable=True, comment='when somebody last looked after it'),
    sa.Column('home', sa.Text(), nullable=True, comment='the database it was armed in; a restored copy is another one'),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('problem', sa.Text(), nullable=True, comment='what is asked of staff, or why it does not start'),
    sa.CheckConstraint("state IN ('draft', 'approved', 'scheduled', 'sending', 'paused', 'asking', 'done', 'cancelled')", name=op.f('ck_broadcasts_state')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_broadcasts'))
    )
    op.create_index('ix_broadcasts_active', 'broadcasts', ['id'], unique=False, postgresql_where=sa.text("state IN ('scheduled', 'sending')"))
    op.create_table('broadcast_recipients',
    sa.Column('broadcast_id', sa.BigInteger(), nullable=False),
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('contact_id', sa.BigInteger(), nullable=True, comment='null once the person is erased'),
    sa.Column('platform', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), server_default=sa.text("'waiting'"), nullable=False),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("status IN ('waiting', 'queued', 'sent', 'delivered', 'seen', 'failed', 'unknown', 'skipped')", name=op.f('ck_broadcast_recipients_status')),
    sa.PrimaryKeyConstraint('broadcast_id', 'id', name=op.f('pk_broadcast_recipients')),
    sa.UniqueConstraint('contact_id', 'broadcast_id', name=op.f('uq_broadcast_recipients_contact_id_broadcast_id')),
    comment='no foreign keys: a million rows are written in one statement'
    )
    op.create_index('ix_broadcast_recipients_open', 'broadcast_recipients', ['broadcast_id', 'platform', 'status', 'id'], unique=False, postgresql_where=sa.text("status IN ('waiting', 'queued')"))
    op.create_table('broadcast_tallies',
    sa.Column('broadcast_id', sa.BigInteger(), nullable=False),
    sa.Column('platform', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('n', sa.BigInteger(), nullable=False),
    comment='rows of changes; their sum counts recipients by status'
    )
    op.create_index('ix_broadcast_tallies_broadcast_id', 'broadcast_tallies', ['broadcast_id'], unique=False)
    op.create_table('contact_procedures',
    sa.Column('contact_id', sa.BigInteger(), nullable=False),
    sa.Column('procedure_code', sa.Text(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['conversations.id'], name=op.f('fk_contact_procedures_contact_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('contact_id', 'procedure_code', name=op.f('pk_contact_procedures'))
    )
    op.create_index('ix_contact_procedures_procedure_code_asked_at', 'contact_procedures', ['procedure_code', 'asked_at'], unique=False)
    op.create_table('contact_visits',
    sa.Column('contact_id', sa.BigInteger(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False, comment="the booking's code"),
    sa.Column('unit_id', sa.Text(), nullable=False),
    sa.Column('procedure_code', sa.Text(), nullable=False),
    sa.Column('visit_at', sa.DateTime(timezone=True), nullable=False, comment='by the calendar (AS_OF)'),
    sa.Column('booked_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['conversations.id'], name=op.f('fk_contact_visits_contact_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('contact_id', 'code', name=op.f('pk_contact_visits'))
    )
    op.create_index('ix_contact_visits_unit_id_visit_at', 'contact_visits', ['unit_id', 'visit_at'], unique=False)
    op.create_table('staff_contacts',
    sa.Column('staff_name', sa.Text(), nullable=False),
    sa.Column('contact_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['conversations.id'], name=op.f('fk_staff_contacts_contact_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('staff_name', 'contact_id', name=op.f('pk_staff_contacts')),
    comment='where people of the staff get their own test messages'
    )
    op.add_column('outbox', sa.Column('broadcast_id', sa.BigInteger(), nullable=True))
    op.add_column('outbox', sa.Column('recipient_id', sa.BigInteger(), nullable=True, comment='of the broadcast'))
    for statement in (_TALLY, _FOLLOW, _WANTED, _SPARE):
        op.execute(statement)
    op.execute("""
        CREATE TRIGGER tally_broadcast AFTER UPDATE ON broadcast_recipients
        REFERENCING OLD TABLE AS before NEW TABLE AS after
        FOR EACH STATEMENT EXECUTE FUNCTION tally_broadcast()
    """)
    op.execute("""
        CREATE TRIGGER follow_broadcast AFTER UPDATE OF status ON outbox FOR EACH ROW
        WHEN (NEW.recipient_id IS NOT NULL AND NEW.status IS DISTINCT FROM OLD.status AND NEW.status <> 'sending')
        EXECUTE FUNCTION follow_broadcast()
    """)
    op.execute("""
        CREATE TRIGGER spare_of_broadcasts AFTER UPDATE OF withdrawn_at ON subscriptions FOR EACH ROW
        WHEN (NEW.withdrawn_at IS NOT NULL AND OLD.withdrawn_at IS NULL)
        EXECUTE FUNCTION spare_of_broadcasts()
    """)
    op.execute("""
        CREATE TRIGGER spare_of_broadcasts AFTER UPDATE OF profile ON conversations FOR EACH ROW
        WHEN (NEW.profile ->> 'notifications' = 'off' AND OLD.profile ->> 'notifications' IS DISTINCT FROM 'off')
        EXECUTE FUNCTION spare_of_broadcasts()
    """)


def downgrade() -> None:
    op.execute("DROP TRIGGER spare_of_broadcasts ON conversations")
    op.execute("DROP TRIGGER spare_of_broadcasts ON subscriptions")
    op.execute("DROP TRIGGER follow_broadcast ON outbox")
    op.execute("DROP TRIGGER tally_broadcast ON broadcast_recipients")
    for name in ('spare_of_broadcasts', 'broadcast_wanted', 'follow_broadcast', 'tally_broadcast'):
        op.execute(f"DROP FUNCTION {name}")
    op.drop_column('outbox', 'recipient_id')
    op.drop_column('outbox', 'broadcast_id')
    for name in ('staff_contacts', 'contact_visits', 'contact_procedures', 'broadcast_tallies', 'broadcast_recipients', 'broadcasts'):
        op.drop_table(name)
