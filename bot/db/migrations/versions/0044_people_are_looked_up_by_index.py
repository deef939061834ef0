"""Whom a broadcast still concerns is looked up by index, also with statistics of another crowd"""

from __future__ import annotations

from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

# A dozen chats that one person linked, analysed, made the planner take a person for most of the table: when thousands
# came before the next ANALYZE, each look at a person (see 0014) read all of them.
_FUNCTIONS = (
    "conversations_of(bigint)",
    "home_of(bigint)",
    "broadcast_wanted(bigint, text, text[], text[], text[])",
)


def upgrade() -> None:
    for function in _FUNCTIONS:
        op.execute(f"ALTER FUNCTION {function} SET enable_seqscan = off")


def downgrade() -> None:
    for function in _FUNCTIONS:
        op.execute(f"ALTER FUNCTION {function} RESET enable_seqscan")
