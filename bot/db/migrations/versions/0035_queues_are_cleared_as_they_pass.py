"""What passes through the queues is cleared away as it passes; turns and rates change their rows in place

By default a table is vacuumed when a fifth of it has changed, which is weeks of messages: until then each claim walks by
the dead entries of all that were answered since. Room in the pages and no index on what changes with each message let
PostgreSQL change a row in place (HOT), without an entry in any index.
"""

from __future__ import annotations

from alembic import op

from pgkit import gently

revision = '0035'
down_revision = '0034'
branch_labels = None
depends_on = None

_QUEUE = (
    'autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0,'
    ' autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 20000'
)
_SMALL = (
    'autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_cost_delay = 0,'
    ' fillfactor = 50'
)
_SETTINGS = {
    'inbox': f'{_QUEUE}, fillfactor = 85',
    'outbox': f'{_QUEUE}, fillfactor = 85',
    'conversations': 'autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0, fillfactor = 70',
    'platforms': _SMALL,
    'chat_waits': _SMALL,
}


def _names(settings: str) -> str:
    return ', '.join(setting.partition(' = ')[0] for setting in settings.split(', '))


def upgrade() -> None:
    for table, settings in _SETTINGS.items():
        op.execute(f'ALTER TABLE {table} SET ({settings})')
    # Nothing asks by these: cleaning up walks by the key, and of the chats that wait there are few.
    gently.drop_index('ix_conversations_last_turn_at', 'conversations')
    gently.drop_index('ix_chat_waits_until', 'chat_waits')


def downgrade() -> None:
    gently.create_index('ix_chat_waits_until', 'chat_waits', ['until'])
    gently.create_index('ix_conversations_last_turn_at', 'conversations', ['last_turn_at'])
    for table, settings in _SETTINGS.items():
        op.execute(f'ALTER TABLE {table} RESET ({_names(settings)})')
