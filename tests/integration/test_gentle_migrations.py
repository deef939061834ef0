"""Migrations of both databases beside programs that run: no large table is locked for long, older code may go on."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, field

import psycopg
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from booking_api import schema as booking_schema
from booking_api.tables import build_metadata
from bot.db import migrate, revision
from bot.db.schema import metadata
from pgkit import migrating
from pgkit.revisions import Revisions

SMALL = {
    "bot": {
        *("alembic_version", "database_identity", "guidance_version", "oldest_code", "leases", "cleanings"),
        *("staff", "staff_contacts", "approvals", "approval_events", "broadcasts", "broadcast_reasons", "pictures"),
        *("rulebooks", "rulebook_drafts", "notices", "notice_proposals", "locked_areas", "offers", "presence_duties"),
        *("catalogue_changes", "catalogue_imports", "imported_procedures", "platform_tokens", "booking_followed"),
        *("nlu_models", "nlu_servers", "nlu_swaps", "nlu_days", "nlu_readings", "nlu_labels"),
    },
    "booking": {
        *("alembic_version", "oldest_code", "housekeeping"),
        *("service_tokens", "units", "closures", "closure_units"),
    },
}
"""Tables of which there are as many rows as staff and settings make: they are changed within a moment."""


def hot(program):
    """Tables that are large, or that every message or booking needs: all but those that are known to be small."""
    return set(PROGRAMS[program][1].tables) - SMALL[program]


PROGRAMS = {
    "bot": (revision.MIGRATIONS, metadata),
    "booking": (booking_schema.VERSIONS.parent, build_metadata()),
}

_TABLE = r'(?:ONLY )?"?(\w+)"?'
_SLOW = (
    (rf"CREATE (?:UNIQUE )?INDEX (?!CONCURRENTLY).*? ON {_TABLE}", "an index is made without CONCURRENTLY"),
    (
        rf"ALTER TABLE {_TABLE} ADD (?:CONSTRAINT \S+ )?(?:CHECK|FOREIGN KEY)(?!.*NOT VALID)",
        "a constraint is tried at once",
    ),
    (rf"ALTER TABLE {_TABLE} ADD (?:CONSTRAINT \S+ )?(?:UNIQUE|PRIMARY KEY) \(", "an index is made for a constraint"),
    (rf"ALTER TABLE {_TABLE} ALTER COLUMN \S+ (?:SET DATA )?TYPE", "the table is written anew"),
    (rf"UPDATE {_TABLE} SET", "all rows are changed in one transaction"),
    (rf"DELETE FROM {_TABLE}", "rows are deleted in one transaction"),
)
_BREAKING = (
    (rf"ALTER TABLE {_TABLE} DROP COLUMN", "a column goes"),
    (rf"ALTER TABLE {_TABLE} RENAME (?:COLUMN |TO )", "a name changes"),
    (rf"DROP TABLE {_TABLE}", "a table goes"),
    (rf"ALTER TABLE {_TABLE} ADD COLUMN (?!.*DEFAULT).*NOT NULL", "older code leaves the column out"),
)


@dataclass
class Watched:
    """The statements of each migration, as they reach the database."""

    url: str
    folder: object
    statements: list[tuple[str, bool]] = field(default_factory=list)

    def step(self, target: str) -> list[tuple[str, bool]]:
        """Migrate to ``target``; returns its statements, and whether each was one by itself."""
        self.statements = []
        migrating.upgrade(self.url, self.folder, target)
        return self.statements

    def seen(self, connection, _cursor, statement, *_) -> None:
        alone = connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT"
        self.statements.append((" ".join(statement.split()), alone))


@pytest.fixture
def watched(postgres, request):
    program = request.getfixturevalue("program")
    name = f"gentle_{program}"
    found = Watched(postgres.ensure_database(name), PROGRAMS[program][0])
    sa.event.listen(sa.Engine, "before_cursor_execute", found.seen)
    yield found
    sa.event.remove(sa.Engine, "before_cursor_execute", found.seen)
    postgres.drop_database(name)


def slow(statements, hot):
    """What of a migration locks one of the ``hot`` tables for as long as it takes."""
    return [
        f"{problem}: {statement[:120]}"
        for statement, alone in statements
        for pattern, problem in _SLOW
        if (match := re.match(pattern, statement, re.IGNORECASE)) and match[1] in hot and not alone
    ]


def breaking(statements, present):
    """What of a migration ends older code, where it does not say so."""
    if any("INSERT INTO oldest_code" in statement for statement, _ in statements):
        return []
    return [
        f"{problem}, and gently.oldest_code does not say so: {statement[:120]}"
        for statement, _ in statements
        for pattern, problem in _BREAKING
        if (match := re.match(pattern, statement, re.IGNORECASE)) and match[1] in present
    ]


def tables(url):
    with psycopg.connect(url) as connection:
        query = (
            "SELECT relname, relfilenode FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        return dict(connection.execute(query).fetchall())


FLOOR_FROM = {"bot": "0020", "booking": "0002"}
"""From these revisions on a migration can say which older code it ends."""

GENTLE_FROM = {"bot": "0009", "booking": "0002"}
"""Those before made the first tables, and changed them before anybody had rows in them."""

FEW_ROWS = {("bot", "0015"): "nlu_groups: those alone whose label had gone into the data, which a person did by hand"}
"""Migrations that change a large table in one transaction, and why that is over at once."""


@pytest.mark.parametrize("program", ["bot", "booking"])
def test_no_migration_holds_a_large_table(watched, program):
    found = {}
    present: dict[str, int] = {}
    for number in Revisions(watched.folder / "versions", "").all():
        statements = watched.step(number)
        now = tables(watched.url)
        wrong = slow(statements, present.keys() & hot(program))
        wrong += [f"{name} was written anew" for name in present.keys() & hot(program) if present[name] != now[name]]
        if number >= FLOOR_FROM[program]:
            wrong += breaking(statements, present.keys())
        if wrong and number >= GENTLE_FROM[program] and (program, number) not in FEW_ROWS:
            found[number] = wrong
        present = now
    assert found == {}
    assert SMALL[program] - present.keys() == set(), "there is no such table any more"
    with migrating.engine_for(watched.url).connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), PROGRAMS[program][1]) == []


@pytest.mark.parametrize("program", ["bot", "booking"])
def test_a_migration_that_fails_anywhere_is_finished_by_the_next_try(watched, program, monkeypatch):
    """The last changes of the migrations that are no transaction by themselves fail once for a lock, one by one."""
    monkeypatch.setattr(migrating, "_PAUSE", 0.0)
    for number in Revisions(watched.folder / "versions", "").all():
        watched.step(number)
        gentle = [place for place, (_, alone) in enumerate(watched.statements) if alone]
        if number < FLOOR_FROM[program] or not gentle:
            continue
        places = [place for place, (text, _) in enumerate(watched.statements) if text.startswith(_CHANGES)]
        for place in places[-_LATE:]:
            migrating.downgrade(watched.url, watched.folder, "-1")
            fails = Failing(place)
            sa.event.listen(sa.Engine, "before_cursor_execute", fails)
            try:
                watched.step(number)
            finally:
                sa.event.remove(sa.Engine, "before_cursor_execute", fails)
            assert fails.done


_LATE = 3
"""So many of its last changes: most of what was before them is committed then, and is done again."""
_CHANGES = ("ALTER", "CREATE", "DROP", "INSERT", "UPDATE", "DELETE")


class Failing:
    """Has the statement at one place of a migration find its table locked."""

    def __init__(self, place: int) -> None:
        self.left = place
        self.done = False

    def __call__(self, _connection, cursor, *_) -> None:
        self.left -= 1
        if self.left < 0 and not self.done:
            self.done = True
            cursor.execute("DO $$ BEGIN RAISE lock_not_available; END $$")


def test_whoever_writes_waits_for_no_migration(postgres):
    """Somebody holds a table for as long as they like: the migration steps back again and again, writers go on."""
    name = "gentle_busy"
    url = postgres.ensure_database(name)
    migrate.upgrade(url, "0018")
    with psycopg.connect(url) as holder, psycopg.connect(url, autocommit=True) as writer:
        holder.execute("SELECT count(*) FROM inbox")  # and goes on, as a dump does
        migration = threading.Thread(target=_add_a_column, args=(url,))
        migration.start()
        writer.execute("SET lock_timeout = '2s'")
        written = 0
        with psycopg.connect(url, autocommit=True) as looking:
            while written < 2:
                if looking.execute(
                    "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'inbox'::regclass"
                ).fetchone():
                    writer.execute(
                        "INSERT INTO inbox (event_key, body, as_of, ready) VALUES (%s, '{}', now(), true)",
                        [bytes([written])],
                    )
                    written += 1
        assert migration.is_alive()
        holder.rollback()
        migration.join(30)
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT added FROM inbox").fetchall() == [(None,), (None,)]
    postgres.drop_database(name)


def test_a_table_that_is_never_to_be_had_is_told_with_who_holds_it(postgres):
    name = "gentle_held"
    url = postgres.ensure_database(name)
    migrate.upgrade(url, "0018")
    with psycopg.connect(url, application_name="pg_dump") as holder:
        holder.execute("SELECT count(*), pg_sleep(2) FROM inbox")
        with pytest.raises(migrate.TablesBusy, match="pg_dump"):
            _add_a_column(url, patience=0)
    postgres.drop_database(name)


def _add_a_column(url, patience=30):
    def work(config):
        config.attributes["connection"].execute(sa.text("ALTER TABLE inbox ADD COLUMN added text"))
        config.attributes["connection"].commit()

    migrating._run(url, revision.MIGRATIONS, work, patience)
