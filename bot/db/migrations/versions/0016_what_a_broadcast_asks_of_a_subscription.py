"""A broadcast keeps which areas and procedures a subscription must be about, so that ending just that one counts"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_COLUMNS = {
    "procedure_codes": "procedures a subscription must be about; null for any",
    "area_ids": "areas a subscription, or else the home, must be in; null for any",
    "not_area_ids": "areas it must not be in",
}

# Where somebody lives, as they said last in any conversation that they have linked.
_HOME = """
CREATE FUNCTION home_of(contact bigint) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT known.area FROM conversations_of(contact) AS own CROSS JOIN LATERAL (
        SELECT profile ->> 'area' AS area, last_turn_at FROM conversations
        WHERE id = own.id AND profile ->> 'area' IS NOT NULL
        LIMIT 1
    ) AS known
    ORDER BY known.last_turn_at DESC NULLS LAST, own.id LIMIT 1
$$
"""

# Person by person, whatever the planner knows of the tables (see 0014).
_WANTED = """
CREATE FUNCTION broadcast_wanted(
    contact bigint, wanted_topic text, codes text[], areas text[] DEFAULT NULL, not_areas text[] DEFAULT NULL
) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT wanted_topic IS NULL OR EXISTS (
        SELECT 1 FROM conversations_of(contact) AS own CROSS JOIN LATERAL (
            SELECT 1 FROM subscriptions
            WHERE contact_id = own.id AND withdrawn_at IS NULL
              AND (wanted_topic = '*' OR topic = wanted_topic) AND (codes IS NULL OR procedure_code = ANY(codes))
              AND (areas IS NULL OR coalesce(area_id, home_of(contact)) = ANY(areas))
              AND (not_areas IS NULL OR coalesce(area_id, home_of(contact), '') <> ALL(not_areas))
            LIMIT 1
        ) AS live
    )
$$
"""

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
      AND b.id = o.broadcast_id AND (everything
        OR NOT broadcast_wanted(person, b.topic, b.procedure_codes, b.area_ids, b.not_area_ids));
    RETURN NULL;
END $$
"""

_WANTED_BEFORE = """
CREATE FUNCTION broadcast_wanted(contact bigint, wanted_topic text, code text)
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
_SPARE_BEFORE = _SPARE.replace(
    "\n        OR NOT broadcast_wanted(person, b.topic, b.procedure_codes, b.area_ids, b.not_area_ids)",
    " OR NOT broadcast_wanted(person, b.topic, b.procedure_code)",
)


def upgrade() -> None:
    for name, comment in _COLUMNS.items():
        op.add_column("broadcasts", sa.Column(name, postgresql.ARRAY(sa.Text()), nullable=True, comment=comment))
    op.execute("UPDATE broadcasts SET procedure_codes = ARRAY[procedure_code] WHERE procedure_code IS NOT NULL")
    op.drop_column("broadcasts", "procedure_code")
    op.execute("DROP FUNCTION broadcast_wanted(bigint, text, text)")
    for statement in (_HOME, _WANTED, _SPARE):
        op.execute(statement)


def downgrade() -> None:
    op.add_column("broadcasts", sa.Column("procedure_code", sa.Text(), nullable=True))
    op.execute("UPDATE broadcasts SET procedure_code = procedure_codes[1] WHERE cardinality(procedure_codes) = 1")
    op.execute("DROP FUNCTION broadcast_wanted(bigint, text, text[], text[], text[])")
    op.execute("DROP FUNCTION home_of(bigint)")
    for statement in (_WANTED_BEFORE, _SPARE_BEFORE):
        op.execute(statement)
    for name in _COLUMNS:
        op.drop_column("broadcasts", name)
