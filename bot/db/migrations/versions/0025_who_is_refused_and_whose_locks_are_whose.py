"""Who was told that no more of their messages are taken; in which role an area was locked down"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'refusals',
        sa.Column('conversation_id', sa.BigInteger, nullable=False),
        sa.Column('told_at', sa.DateTime(timezone=True), nullable=False, server_default=sa.text('now()')),
        sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'],
                                name=op.f('fk_refusals_conversation_id'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('conversation_id', name=op.f('pk_refusals')),
        comment='who was told that no more of their messages are taken for now')
    op.add_column('locked_areas', sa.Column(
        'set_by_role', sa.Text, nullable=True, comment="null: nobody knows, so an admin's"))
    # The audit knows in which role each lock got its present state.
    op.execute("""
        UPDATE locked_areas AS l SET set_by_role = (
            SELECT a.role FROM audit AS a
            WHERE a.action = 'area.lock' AND a.actor = l.set_by AND a.details ->> 'lock' = l.id::text
            ORDER BY a.id DESC LIMIT 1
        )
    """)


def downgrade() -> None:
    op.drop_column('locked_areas', 'set_by_role')
    op.drop_table('refusals')
