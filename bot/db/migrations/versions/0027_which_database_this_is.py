"""Which database this is, told by the server itself: through poolers too, and where its control file can't be read"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None

# The timeline is that of the log being written: the control file shows a new one after the first checkpoint only.
_HOME = """
CREATE FUNCTION motcua_home() RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    cluster text;
BEGIN
    IF has_function_privilege('pg_catalog.pg_control_system()', 'EXECUTE') THEN
        cluster := (SELECT system_identifier::text FROM pg_catalog.pg_control_system());
    ELSE
        cluster := (SELECT id::text FROM database_identity);
    END IF;
    RETURN cluster || '/' || (SELECT oid::text FROM pg_catalog.pg_database WHERE datname = current_database()) || '/'
        || ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int;
END
$$
"""


def upgrade() -> None:
    op.create_table('database_identity',
    sa.Column('id', sa.Uuid(), server_default=sa.text('gen_random_uuid()'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_database_identity')),
    comment='names this database where its server does not tell: one row'
    )
    op.execute('INSERT INTO database_identity DEFAULT VALUES')
    op.execute(_HOME)


def downgrade() -> None:
    op.execute('DROP FUNCTION motcua_home()')
    op.drop_table('database_identity')
