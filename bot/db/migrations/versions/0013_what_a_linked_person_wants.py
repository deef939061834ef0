"""What somebody wants to be told of, or not, holds in all conversations that they have linked, and at once"""

from __future__ import annotations

from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None

_CONVERSATIONS = """
CREATE FUNCTION conversations_of(contact bigint) RETURNS TABLE (id bigint) LANGUAGE sql STABLE AS $$
    SELECT contact
    UNION
    SELECT other.id FROM conversations AS own JOIN conversations AS other ON other.person = own.person
    WHERE own.id = contact
$$
"""

# Held to the end of the transaction: shared by those who opt out, alone by whoever queues a batch.
_LOCK = """
CREATE FUNCTION lock_opting_out(shared boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF shared THEN
        PERFORM pg_advisory_xact_lock_shared(hashtext('motcua opting out'));
    ELSE
        PERFORM pg_advisory_xact_lock(hashtext('motcua opting out'));
    END IF;
END $$
"""

_WANTED = """
CREATE OR REPLACE FUNCTION broadcast_wanted(contact bigint, wanted_topic text, code text)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT wanted_topic IS NULL OR EXISTS (
        SELECT 1 FROM subscriptions
        WHERE contact_id IN (SELECT id FROM conversations_of(contact)) AND withdrawn_at IS NULL
          AND (wanted_topic = '*' OR topic = wanted_topic) AND (code IS NULL OR procedure_code = code)
    )
$$
"""

# Somebody who opts out is spared even what lies in the outbox already, wherever they were to get it, in the
# transaction that says so.
_SPARE = """
CREATE OR REPLACE FUNCTION spare_of_broadcasts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    person bigint;
    everything boolean;
BEGIN
    PERFORM lock_opting_out(true);
    IF TG_TABLE_NAME = 'conversations' THEN
        person := NEW.id;
        everything := true;
    ELSE
        person := NEW.contact_id;
        everything := false;
    END IF;
    UPDATE outbox AS o SET status = 'stopped', error = 'opted out', finished_at = now()
    FROM broadcasts AS b
    WHERE o.conversation_id IN (SELECT id FROM conversations_of(person)) AND o.status IN ('queued', 'waiting')
      AND b.id = o.broadcast_id AND (everything OR NOT broadcast_wanted(person, b.topic, b.procedure_code));
    RETURN NULL;
END $$
"""

_WANTED_BEFORE = """
CREATE OR REPLACE FUNCTION broadcast_wanted(contact bigint, wanted_topic text, code text)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT wanted_topic IS NULL OR EXISTS (
        SELECT 1 FROM subscriptions
        WHERE contact_id = contact AND withdrawn_at IS NULL
          AND (wanted_topic = '*' OR topic = wanted_topic) AND (code IS NULL OR procedure_code = code)
    )
$$
"""
_SPARE_BEFORE = _SPARE.replace('IN (SELECT id FROM conversations_of(person))', '= person').replace(
    "    PERFORM lock_opting_out(true);\n", ''
)


def upgrade() -> None:
    for statement in (_CONVERSATIONS, _LOCK, _WANTED, _SPARE):
        op.execute(statement)


def downgrade() -> None:
    for statement in (_SPARE_BEFORE, _WANTED_BEFORE):
        op.execute(statement)
    op.execute("DROP FUNCTION lock_opting_out(boolean)")
    op.execute("DROP FUNCTION conversations_of(bigint)")
