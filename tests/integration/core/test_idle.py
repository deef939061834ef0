"""What a bot asks the database while nobody writes."""

from __future__ import annotations

import asyncio
import re
from collections import Counter

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from bot.db.watch import LOOK_EVERY
from tests.updates import post
from tests.waiting import wait_until

_ENTRY = re.compile(r"^\S+ \S+ \S+ \[\d+\] LOG: +(?:statement|execute [^:]+): (.*(?:\n\t.*)*)", re.MULTILINE)
_WINDOW = 2 * LOOK_EVERY + 1


def log_statements(url):
    """Have the server log what is asked in this database from now on, by those who connect."""
    name = conninfo_to_dict(url)["dbname"]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("ALTER DATABASE {} SET log_statement = 'all'").format(sql.Identifier(name)))


def asked(log, since):
    """Statement → how often, in the part of the server's log from byte ``since`` on."""
    with log.open("rb") as file:
        file.seek(since)
        text = file.read().decode(errors="replace")
    return Counter(" ".join(statement.split()) for statement in _ENTRY.findall(text))


async def test_an_idle_bot_asks_each_question_once_in_five_seconds(postgres, start_bot, rows, people, client):
    log_statements(rows.url)
    bot, (person,) = start_bot(), people(1)
    await post(client, bot.url, person.text("xin chào"))
    wait_until(lambda: rows("SELECT 1 FROM outbox WHERE status = 'sent'"))
    assert sum(asked(postgres.log_path, 0).values()) > 5, "the log does not show what is asked"
    wait_until(lambda: rows("SELECT 1 FROM outbox WHERE status IN ('queued', 'sending')") == [])
    await asyncio.sleep(2)
    begin = postgres.log_path.stat().st_size
    await asyncio.sleep(_WINDOW)
    found = asked(postgres.log_path, begin)
    # Both connections for wake-up calls ask every five seconds whether the server is there: a host that is off says
    # nothing. A connection that a pool lends is looked at with an empty statement, once for what is asked on it.
    most = _WINDOW / LOOK_EVERY + 1
    assert found.pop("SELECT 1", 0) <= 2 * most, "more signs of life than the connections have to give"
    assert found.pop("", 0) <= found.total() + 1, "connections are looked at on which nothing is asked"
    assert found, "nobody looked whether anything was missed"
    often = {statement: count for statement, count in found.items() if count > most}
    assert not often, "asked again and again"
    repeated = [statement for statement, count in found.items() if count > 1]
    assert len(repeated) == 1, f"more than the one look is asked every few seconds: {repeated}"
