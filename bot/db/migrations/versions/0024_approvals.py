"""Approvals of all that staff publish stand in one place, with everybody who wrote, and not in each subject's own row

What was approved before stays approved. Who wrote a broadcast before is taken from the audit. The columns of a
broadcast's own approval stay, and are written, for processes of the version before; nothing else reads them.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None

_STANDING = """
INSERT INTO approvals (kind, subject, state, content_hash, asked_by, asked_at, approved_by, approved_at, alone)
SELECT 'broadcast', id::text,
    CASE WHEN approved_hash = content_hash AND approved_by IS NOT NULL THEN 'approved' ELSE 'draft' END, content_hash,
    asked_by, asked_at, CASE WHEN approved_hash = content_hash THEN approved_by END,
    CASE WHEN approved_hash = content_hash THEN approved_at END, coalesce(approved_hash = content_hash AND alone, false)
FROM broadcasts
"""
_WROTE = """
INSERT INTO approval_events (at, kind, subject, act, actor)
SELECT at, 'broadcast', target, 'wrote', actor FROM audit
WHERE action IN ('broadcast.new', 'broadcast.edit') AND target ~ '^[0-9]+$' ORDER BY id
"""
_LAST_AUTHOR = """
INSERT INTO approval_events (at, kind, subject, act, actor, content_hash)
SELECT changed_at, 'broadcast', id::text, 'wrote', author, content_hash FROM broadcasts ORDER BY id
"""
_APPROVED = """
INSERT INTO approval_events (at, kind, subject, act, actor, content_hash)
SELECT approved_at, 'broadcast', id::text, 'approved', approved_by, approved_hash FROM broadcasts
WHERE approved_hash = content_hash AND approved_by IS NOT NULL AND approved_at IS NOT NULL ORDER BY id
"""


def upgrade() -> None:
    op.create_table(
        'approvals',
        sa.Column('kind', sa.Text(), nullable=False),
        sa.Column('subject', sa.Text(), nullable=False, comment='id of what is approved, in its own table'),
        sa.Column('state', sa.Text(), server_default=sa.text("'draft'"), nullable=False),
        sa.Column('content_hash', sa.LargeBinary(), nullable=False, comment='of the content as it is now'),
        sa.Column('submitted_by', sa.Text(), nullable=True),
        sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('returned_by', sa.Text(), nullable=True),
        sa.Column('why', sa.Text(), nullable=True, comment='why it was returned or withdrawn'),
        sa.Column('asked_by', sa.Text(), nullable=True, comment='who began an approval alone, and has to confirm it'),
        sa.Column('asked_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('approved_by', sa.Text(), nullable=True),
        sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            'alone',
            sa.Boolean(),
            server_default=sa.text('false'),
            nullable=False,
            comment='approved by one person alone, as urgent',
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'returned', 'approved')", name=op.f('ck_approvals_state')
        ),
        sa.CheckConstraint(
            "(state = 'approved') = (approved_by IS NOT NULL)", name=op.f('ck_approvals_approved')
        ),
        sa.PrimaryKeyConstraint('kind', 'subject', name=op.f('pk_approvals')),
    )
    op.create_table(
        'approval_events',
        sa.Column('id', sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
        sa.Column('kind', sa.Text(), nullable=False),
        sa.Column('subject', sa.Text(), nullable=False),
        sa.Column('act', sa.Text(), nullable=False),
        sa.Column('actor', sa.Text(), nullable=False),
        sa.Column('content_hash', sa.LargeBinary(), nullable=True, comment='null where the audit did not keep it'),
        sa.Column('why', sa.Text(), nullable=True),
        sa.CheckConstraint(
            "act IN ('began', 'wrote', 'submitted', 'returned', 'asked', 'approved', 'dropped', 'withdrew')",
            name=op.f('ck_approval_events_act'),
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_approval_events')),
    )
    op.create_index(
        'ix_approval_events_kind_subject_id', 'approval_events', ['kind', 'subject', 'id'], unique=False
    )
    op.add_column(
        'broadcasts',
        sa.Column(
            'confirmed_at',
            sa.DateTime(timezone=True),
            nullable=True,
            comment='when somebody last said to send it, on the real clock',
        ),
    )
    for statement in (_STANDING, _WROTE, _LAST_AUTHOR, _APPROVED):
        op.execute(statement)
    op.execute(
        'CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON approval_events'
        ' FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()'
    )


def downgrade() -> None:
    op.drop_column('broadcasts', 'confirmed_at')
    op.drop_index('ix_approval_events_kind_subject_id', table_name='approval_events')
    op.drop_table('approval_events')
    op.drop_table('approvals')
