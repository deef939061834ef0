"""Fields of the catalogue that staff confirm or hide

A process of the version before knows nothing of it and goes on telling them as unconfirmed.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0039'
down_revision = '0038'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'catalogue_changes',
        sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column('code', sa.Text(), nullable=False),
        sa.Column('field', sa.Text(), nullable=False),
        sa.Column('act', sa.Text(), nullable=False),
        sa.Column('digest', sa.Text(), nullable=False, comment='of what the field said when it was read'),
        sa.Column('official', sa.Text(), nullable=True, comment='who answers for it by the document'),
        sa.Column('document', sa.Text(), nullable=True),
        sa.Column('since', sa.Date(), nullable=True, comment='the day from which the document holds'),
        sa.Column('review_by', sa.Date(), nullable=False),
        sa.Column('reason', sa.Text(), nullable=True),
        sa.Column('amount', sa.BigInteger(), nullable=True, comment='the fee in đồng; 0: free'),
        sa.Column('number', sa.Integer(), nullable=True),
        sa.Column('unit', sa.Text(), nullable=True),
        sa.Column('author', sa.Text(), nullable=False),
        sa.Column('written_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
        sa.Column('published_at', sa.DateTime(timezone=True), nullable=True,
                  comment='from when it is told; null: it waits for a second person'),
        sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True, comment='when it was taken back unpublished'),
        sa.CheckConstraint("act IN ('confirm', 'hide')", name=op.f('ck_catalogue_changes_act')),
        sa.CheckConstraint(
            "act <> 'confirm' OR (official IS NOT NULL AND document IS NOT NULL AND since IS NOT NULL)",
            name=op.f('ck_catalogue_changes_confirmed'),
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_catalogue_changes')),
        comment='what staff said of fields of the catalogue; what was published is never changed',
    )
    op.execute(
        'CREATE TRIGGER raise_guidance_version AFTER INSERT OR UPDATE OR DELETE ON catalogue_changes'
        ' FOR EACH STATEMENT EXECUTE FUNCTION raise_guidance_version()'
    )


def downgrade() -> None:
    op.drop_table('catalogue_changes')
