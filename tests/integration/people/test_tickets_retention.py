"""Tickets that are over, their notes and old wrong codes go with the night's cleaning; open ones stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests import forking
from tests.processes import SECRET_KEY
from tests.rows import Rows

if TYPE_CHECKING:
    from pathlib import Path


def test_old_tickets_go_with_their_notes(bot_database: str, tmp_path: Path) -> None:
    rows = Rows(bot_database)
    rows(
        """
        WITH person AS (
            INSERT INTO conversations (platform, chat, sender) VALUES ('web', 'w', 'w') RETURNING id
        ), made AS (
            INSERT INTO tickets (conversation_id, desk_platform, desk_chat, closed_at, closed_by)
            SELECT id, 'telegram', '-1', at, CASE WHEN at IS NOT NULL THEN 'clerk' END
            FROM person, unnest(ARRAY[now() - interval '40 days', now() - interval '2 days', NULL]) AS at
            RETURNING id
        ), tries AS (
            INSERT INTO link_tries (who, at) VALUES ('a', now() - interval '2 days'), ('b', now())
        )
        INSERT INTO outbox (platform, chat, ticket_id, body, status, finished_at)
        SELECT 'telegram', '-1', id, '{"text": "Phiếu"}', 'sent', now() - interval '2 days' FROM made
        """
    )
    own = {"DATABASE_URL": bot_database, "SECRET_KEY": SECRET_KEY, "DATA_DIR": str(tmp_path)}
    done = forking.run("bot", "db", "clean", env=forking.environment(own))
    assert done.returncode == 0, done.stderr
    assert rows("SELECT closed_at IS NULL AS is_open FROM tickets ORDER BY id") == [
        {"is_open": False},
        {"is_open": True},
    ]
    assert rows("SELECT count(*) AS n FROM outbox") == [{"n": 2}]
    assert rows("SELECT who FROM link_tries") == [{"who": "b"}]
