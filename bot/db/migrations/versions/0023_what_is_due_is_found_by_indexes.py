"""What is to be deleted is found by indexes that hold nothing else; they are built while everybody goes on writing"""

from __future__ import annotations

from pgkit import gently

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None

_INDEXES = (
    ('ix_inbox_texts', 'inbox', 'done_at', 'body IS NOT NULL AND done_at IS NOT NULL'),
    ('ix_outbox_nobodys', 'outbox', 'finished_at', 'conversation_id IS NULL AND ticket_id IS NULL'),
    ('ix_tickets_closed_at', 'tickets', 'closed_at', None),
    ('ix_reminders_done_at', 'reminders', 'done_at', None),
    ('ix_nlu_reviews_inbox_id', 'nlu_reviews', 'inbox_id', None),
)


def upgrade() -> None:
    for name, table, column, where in _INDEXES:
        gently.create_index(name, table, [column], where=where)


def downgrade() -> None:
    for name, table, _column, _where in _INDEXES:
        gently.drop_index(name, table)
