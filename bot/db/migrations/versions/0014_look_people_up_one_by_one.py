"""Whom a broadcast still concerns is looked up person by person, whatever the planner knows of the tables"""

from __future__ import annotations

from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None

# Without statistics, and right after many people subscribed, the planner took few rows for granted and read all
# subscriptions of a topic (or all linked conversations) once for each recipient: a batch of 600 took longer than a
# statement may. The subquery and LATERAL leave it no other way than by the person's own id.
_CONVERSATIONS = """
CREATE OR REPLACE FUNCTION conversations_of(contact bigint) RETURNS TABLE (id bigint) LANGUAGE sql STABLE AS $$
    SELECT contact
    UNION
    SELECT linked.id FROM conversations AS linked
    WHERE linked.person = (SELECT own.person FROM conversations AS own WHERE own.id = contact)
$$
"""

_WANTED = """
CREATE OR REPLACE FUNCTION broadcast_wanted(contact bigint, wanted_topic text, code text)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT wanted_topic IS NULL OR EXISTS (
        SELECT 1 FROM conversations_of(contact) AS own CROSS JOIN LATERAL (
            SELECT 1 FROM subscriptions
            WHERE contact_id = own.id AND withdrawn_at IS NULL
              AND (wanted_topic = '*' OR topic = wanted_topic) AND (code IS NULL OR procedure_code = code)
            LIMIT 1
        ) AS live
    )
$$
"""

_CONVERSATIONS_BEFORE = """
CREATE OR REPLACE FUNCTION conversations_of(contact bigint) RETURNS TABLE (id bigint) LANGUAGE sql STABLE AS $$
    SELECT contact
    UNION
    SELECT other.id FROM conversations AS own JOIN conversations AS other ON other.person = own.person
    WHERE own.id = contact
$$
"""

_WANTED_BEFORE = """
CREATE OR REPLACE FUNCTION broadcast_wanted(contact bigint, wanted_topic text, code text)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT wanted_topic IS NULL OR EXISTS (
        SELECT 1 FROM subscriptions
        WHERE contact_id IN (SELECT id FROM conversations_of(contact)) AND withdrawn_at IS NULL
          AND (wanted_topic = '*' OR topic = wanted_topic) AND (code IS NULL OR procedure_code = code)
    )
$$
"""


def upgrade() -> None:
    for statement in (_CONVERSATIONS, _WANTED):
        op.execute(statement)


def downgrade() -> None:
    for statement in (_CONVERSATIONS_BEFORE, _WANTED_BEFORE):
        op.execute(statement)
