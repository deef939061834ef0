"""Tokens of platforms, reply windows, conversations answered by hand"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('platform_tokens',
    sa.Column('platform', sa.Text(), nullable=False),
    sa.Column('account', sa.Text(), nullable=False, comment="the platform's id of our account"),
    sa.Column('sealed', sa.LargeBinary(), nullable=True, comment='access and refresh token, encrypted'),
    sa.Column('access_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('refresh_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('exchanging_since', sa.DateTime(timezone=True), nullable=True, comment='an exchange was begun; null once its result is kept'),
    sa.Column('problem', sa.Text(), nullable=True, comment='why a person has to log in'),
    sa.Column('refused_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('seed', sa.LargeBinary(), nullable=True, comment='keyed hash of the configured refresh token that was used'),
    sa.PrimaryKeyConstraint('platform', 'account', name=op.f('pk_platform_tokens'))
    )
    op.add_column('conversations', sa.Column('interacted_at', sa.DateTime(timezone=True), nullable=True, comment='the last thing that opened a reply window'))
    op.add_column('conversations', sa.Column('by_hand_until', sa.DateTime(timezone=True), nullable=True, comment='somebody of the office answers; the bot keeps quiet'))


def downgrade() -> None:
    op.drop_column('conversations', 'by_hand_until')
    op.drop_column('conversations', 'interacted_at')
    op.drop_table('platform_tokens')
