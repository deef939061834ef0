"""What those who have booked were told of lock-downs that cover their visits"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from pgkit import gently

revision = '0029'
down_revision = '0028'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'visit_news',
        sa.Column('contact_id', sa.BigInteger, nullable=False),
        sa.Column('code', sa.Text, nullable=False),
        sa.Column('visit_at', sa.DateTime(timezone=True), nullable=False, comment='for which it was told'),
        sa.Column('state', sa.Text, nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False, server_default=sa.text('now()'),
                  comment='when it was told'),
        sa.Column('outbox_id', sa.BigInteger, nullable=True, comment='the message; null where nobody could be told'),
        sa.Column('reason', sa.Text, nullable=True, comment='why nobody could be told'),
        sa.CheckConstraint("state IN ('locked', 'free')", name=op.f('ck_visit_news_state')),
        sa.ForeignKeyConstraint(['contact_id', 'code'], ['contact_visits.contact_id', 'contact_visits.code'],
                                name=op.f('fk_visit_news_contact_id_code'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('contact_id', 'code', name=op.f('pk_visit_news')),
        comment='what those who have booked were told of lock-downs', if_not_exists=True)
    gently.create_index('ix_contact_visits_visit_at', 'contact_visits', ['visit_at'])


def downgrade() -> None:
    gently.drop_index('ix_contact_visits_visit_at', 'contact_visits')
    op.drop_table('visit_news', if_exists=True)
