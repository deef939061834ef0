"""Code that runs while the database is upgraded still finds what 0016 took away; to go once nothing older runs"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None

_WANTED = """
CREATE FUNCTION broadcast_wanted(contact bigint, wanted_topic text, code text)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT broadcast_wanted(contact, wanted_topic, CASE WHEN code IS NOT NULL THEN ARRAY[code] END, NULL, NULL)
$$
"""


def upgrade() -> None:
    op.add_column(
        'broadcasts',
        sa.Column('procedure_code', sa.Text(), nullable=True, comment='of code before 0016; nothing reads it'),
    )
    op.execute(_WANTED)


def downgrade() -> None:
    op.execute("DROP FUNCTION broadcast_wanted(bigint, text, text)")
    op.drop_column('broadcasts', 'procedure_code')
