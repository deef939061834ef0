"""Pictures of broadcasts are stored, and approved, as the bytes that are sent"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0030'
down_revision = '0029'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'pictures',
        sa.Column('hash', sa.LargeBinary(), nullable=False, comment='SHA-256 of the content'),
        sa.Column('media_type', sa.Text(), nullable=False),
        sa.Column('width', sa.Integer(), nullable=False),
        sa.Column('height', sa.Integer(), nullable=False),
        sa.Column('content', sa.LargeBinary(), nullable=False),
        sa.Column('origin', sa.Text(), nullable=False, comment='the address or file it is from'),
        sa.Column('stored_by', sa.Text(), nullable=False),
        sa.Column('stored_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
        sa.PrimaryKeyConstraint('hash', name=op.f('pk_pictures')),
    )


def downgrade() -> None:
    op.drop_table('pictures')
