"""A link waits for the conversation that made the code; wrong codes are counted by network and platform too"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'link_requests',
        sa.Column('id', sa.BigInteger, sa.Identity(always=False), nullable=False),
        sa.Column('host', sa.BigInteger, nullable=False, comment='the conversation that made the code, and is asked'),
        sa.Column('guest', sa.BigInteger, nullable=False, comment='the one in which it was typed'),
        sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['host'], ['conversations.id'], name=op.f('fk_link_requests_host'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['guest'], ['conversations.id'], name=op.f('fk_link_requests_guest'),
                                ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_link_requests')),
        sa.UniqueConstraint('host', name=op.f('uq_link_requests_host')),
        sa.UniqueConstraint('guest', name=op.f('uq_link_requests_guest')),
        comment="links that wait for the host's word")
    op.add_column('link_tries', sa.Column(
        'network', sa.Text, nullable=True,
        comment='keyed hash of the network it came from, where the platform knows it'))
    op.add_column('link_tries', sa.Column('platform', sa.Text, nullable=True))


def downgrade() -> None:
    op.drop_column('link_tries', 'platform')
    op.drop_column('link_tries', 'network')
    op.drop_table('link_requests')
