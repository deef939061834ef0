"""Drafts of rules, who published which version and why, and whom a rule was told to

What the code before publishes (a deploy's content) has none of it, and stays a version like the others.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0037'
down_revision = '0036'
branch_labels = None
depends_on = None

_VERSION_COLUMNS = (
    ('act', sa.Text(), 'publish or hide; null: what came with the code'),
    ('draft_id', sa.BigInteger(), 'the draft that was published'),
    ('correction', sa.Text(), 'why it changes what is said of the past; null: it does not'),
    ('hides', postgresql.ARRAY(sa.Text()), 'ids of the entries that were hidden'),
)


def upgrade() -> None:
    for name, kind, comment in _VERSION_COLUMNS:
        op.add_column('rulebooks', sa.Column(name, kind, nullable=True, comment=comment), if_not_exists=True)
    op.create_table(
        'rulebook_drafts',
        sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column('kind', sa.Text(), nullable=False, comment='of approval: contacts alone need other people'),
        sa.Column('title', sa.Text(), nullable=False),
        sa.Column('content', sa.Text(), nullable=False, comment='canonical JSON; its SHA-256 is what is approved'),
        sa.Column('source', sa.Text(), nullable=False, comment='the document as it was written'),
        sa.Column('base', postgresql.JSONB(), nullable=False, comment='entry to the hash of the one that it replaces'),
        sa.Column('units', postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False,
                  comment='one-stop units whose contacts it changes'),
        sa.Column('packaged_hash', sa.Text(), nullable=True, comment='of the deploy that proposes it'),
        sa.Column('author', sa.Text(), nullable=False, comment='who wrote on it last'),
        sa.Column('written_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
        sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('closed_by', sa.Text(), nullable=True),
        sa.Column('version', sa.BigInteger(), nullable=True, comment='of the rulebook in which it was published'),
        sa.CheckConstraint("kind IN ('rulebook', 'contacts')", name=op.f('ck_rulebook_drafts_kind')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_rulebook_drafts')),
    )
    op.create_table(
        'told_rules',
        sa.Column('conversation_id', sa.BigInteger(), nullable=False),
        sa.Column('rule', sa.Text(), nullable=False),
        sa.Column('version', sa.BigInteger(), nullable=False, comment='of the rulebook that it was told from'),
        sa.Column('told_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
        sa.ForeignKeyConstraint(
            ['conversation_id'], ['conversations.id'], name=op.f('fk_told_rules_conversation_id'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('conversation_id', 'rule', 'version', name=op.f('pk_told_rules')),
        comment='whom a rule, regime or contact was told to: for putting it right, and goes with the person',
    )
    op.create_index('ix_told_rules_rule', 'told_rules', ['rule', 'version'])
    op.create_index('ix_told_rules_told_at', 'told_rules', ['told_at'])


def downgrade() -> None:
    op.drop_table('told_rules')
    op.drop_table('rulebook_drafts')
    for name, _kind, _comment in reversed(_VERSION_COLUMNS):
        op.drop_column('rulebooks', name)
