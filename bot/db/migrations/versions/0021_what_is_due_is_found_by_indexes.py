"""What is to be deleted is found by indexes that hold nothing else; they are built while everybody goes on writing"""

from __future__ import annotations

from bot.db.migrations.online import create_index, drop_index

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None

_INDEXES = {
    'ix_inbox_texts': 'inbox (done_at) WHERE body IS NOT NULL AND done_at IS NOT NULL',
    'ix_outbox_nobodys': 'outbox (finished_at) WHERE conversation_id IS NULL AND ticket_id IS NULL',
    'ix_tickets_closed_at': 'tickets (closed_at)',
    'ix_reminders_done_at': 'reminders (done_at)',
    'ix_nlu_reviews_inbox_id': 'nlu_reviews (inbox_id)',
}


def upgrade() -> None:
    for name, on in _INDEXES.items():
        create_index(name, on)


def downgrade() -> None:
    for name in _INDEXES:
        drop_index(name)
