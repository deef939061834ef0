"""Whom a broadcast still concerns costs a look at that person's rows, not at everybody's."""

from __future__ import annotations

import psycopg
import pytest

_READ = "SELECT coalesce(sum(idx_tup_read), 0) + coalesce(max(t.seq_tup_read), 0)"
_OF_SUBSCRIPTIONS = (
    f"{_READ} FROM pg_stat_user_indexes AS i JOIN pg_stat_user_tables AS t USING (relid) WHERE i.relname = %s"
)
ASKED = 50


def _rows_read(url: str, table: str, people: list[int], topic: str) -> int:
    """Return how many rows of a table are read to ask whether people want to be told."""
    with psycopg.connect(url, autocommit=True) as connection:

        def so_far() -> int:
            connection.execute("SELECT pg_stat_force_next_flush()")
            connection.execute("SELECT pg_stat_clear_snapshot()")
            row = connection.execute(_OF_SUBSCRIPTIONS, [table]).fetchone()
            assert row is not None
            return int(row[0])

        before = so_far()
        for person in people:
            found = connection.execute(
                "SELECT broadcast_wanted(%s, %s, NULL::text[], NULL, NULL)", [person, topic]
            ).fetchone()
            assert found == (topic == "rules",)
        return so_far() - before


@pytest.fixture(params=["nothing learnt", "one person's chats learnt"])
def learnt(request, rows, crowd):
    """What the planner knows of the tables: nothing, or a dozen chats, all of one person, before thousands came."""
    if request.param == "nothing learnt":
        rows("DELETE FROM pg_statistic WHERE starelid IN ('subscriptions'::regclass, 'conversations'::regclass)")
        return
    crowd(12)
    rows("UPDATE conversations SET person = '00000000-0000-0000-0000-000000000001'")
    rows("ANALYZE conversations, subscriptions")


@pytest.mark.usefixtures("learnt")
@pytest.mark.parametrize("topic", ["rules", "service"])
@pytest.mark.parametrize("table", ["subscriptions", "conversations"])
def test_no_more_is_read_however_many_others_there_are(rows, crowd, topic, table):
    """Right after many people subscribed the planner takes the table for a small one, or one person for most of it."""
    people = crowd(3000)
    crowd(3000, topic="service")
    rows("UPDATE conversations SET person = gen_random_uuid() WHERE mod(id, 2) = 0")
    assert _rows_read(rows.url, table, people[-ASKED:], topic) <= ASKED * 10


def test_code_from_before_the_upgrade_still_gets_an_answer(rows, crowd):
    """Processes are restarted one after the other, once the database is upgraded."""
    (person,) = crowd(1, topic="procedure", procedure="1.001193")
    with psycopg.connect(rows.url) as connection:
        for code, wanted in (("1.001193", True), ("2.000815", False), (None, True)):
            asked = connection.execute("SELECT broadcast_wanted(%s, %s, %s)", [person, "procedure", code])
            assert asked.fetchone() == (wanted,)
        connection.execute("SELECT id, topic, procedure_code FROM broadcasts")
