"""Migrations: up, down, and the same tables as the code's metadata; a process refuses another schema."""

from __future__ import annotations

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from bot.db import migrate, revision
from bot.db.schema import metadata
from tests import commands
from tests.processes import BotProcess


@pytest.fixture
def empty(postgres, request):
    name = f"migrations_{abs(hash(request.node.nodeid))}"
    yield postgres.ensure_database(name)
    postgres.drop_database(name)


@pytest.fixture(scope="module")
def template(postgres):
    """A database with the tables and nothing in them."""
    name = "migrations_template"
    migrate.upgrade(postgres.ensure_database(name))
    yield name
    postgres.drop_database(name)


@pytest.fixture
def migrated(postgres, template, request):
    name = f"migrations_{abs(hash(request.node.nodeid))}"
    yield postgres.ensure_database(name, template=template)
    postgres.drop_database(name)


def tables(url):
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    return {row[0] for row in rows} - {"alembic_version"}


def test_up_gives_the_codes_tables(migrated):
    revision.check(migrated)
    with migrate.engine_for(migrated).connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_every_step_goes_down_and_up_again(migrated):
    """Each in a transaction of its own; one at a time in earnest, "-1", are the last two."""
    migrate.downgrade(migrated, "-1")
    migrate.downgrade(migrated, "-1")
    migrate.downgrade(migrated, "base")
    assert tables(migrated) == set()
    migrate.upgrade(migrated)
    revision.check(migrated)


def test_labels_that_the_data_refused_come_back_to_the_labellers(migrated):
    migrate.downgrade(migrated, "0014")
    outcomes = ["added", "known: a.yml:1 'a'", "near: a.yml:1 'a'", "evaluation: 'a'", "other_intent: a.yml:1 'a'"]
    with psycopg.connect(migrated) as connection:
        for outcome in outcomes:
            connection.execute("INSERT INTO nlu_groups (applied, applied_at) VALUES (%s, now())", [outcome])
    migrate.upgrade(migrated)
    with psycopg.connect(migrated) as connection:
        held = "SELECT applied FROM nlu_groups WHERE applied_at IS NOT NULL AND refused_at IS NULL ORDER BY id"
        assert [row[0] for row in connection.execute(held)] == outcomes[:3]
        refused = "SELECT applied FROM nlu_groups WHERE applied_at IS NULL AND refused_at IS NOT NULL ORDER BY id"
        assert [row[0] for row in connection.execute(refused)] == outcomes[3:]


def test_approvals_of_before_stay_and_the_audit_tells_who_wrote(migrated):
    migrate.downgrade(migrated, "0023")
    with psycopg.connect(migrated, autocommit=True) as connection:
        new = (
            "INSERT INTO broadcasts"
            " (title, content, content_hash, author, state, approved_by, approved_at, approved_hash)"
            " VALUES ('x', '{}', '\\x01', %s, %s, %s, now(), %s)"
        )
        connection.execute(new, ["Chị Hai", "approved", "Anh Ba", b"\x01"])
        connection.execute(new, ["Chị Hai", "draft", "Anh Ba", b"\x00"])
        for actor, action in (("Anh Ba", "new"), ("Chị Hai", "edit")):
            wrote = "INSERT INTO audit (actor, role, action, target) VALUES (%s, 'author', %s, '2')"
            connection.execute(wrote, [actor, f"broadcast.{action}"])
    migrate.upgrade(migrated)
    with psycopg.connect(migrated) as connection:
        standing = "SELECT subject, state, approved_by FROM approvals ORDER BY subject"
        assert connection.execute(standing).fetchall() == [("1", "approved", "Anh Ba"), ("2", "draft", None)]
        wrote = "SELECT DISTINCT actor FROM approval_events WHERE act = 'wrote' AND subject = %s ORDER BY actor"
        assert connection.execute(wrote, ["1"]).fetchall() == [("Chị Hai",)]
        assert connection.execute(wrote, ["2"]).fetchall() == [("Anh Ba",), ("Chị Hai",)]


def test_revisions_are_numbered_in_alembics_own_order():
    script = ScriptDirectory(str(revision.MIGRATIONS))
    assert [step.revision for step in script.walk_revisions()] == list(reversed(revision.revisions()))


def test_an_empty_database_is_behind(empty):
    with pytest.raises(revision.SchemaMismatch, match=r"behind this code .* run 'motcua db upgrade'"):
        revision.check(empty)


def test_a_newer_database_says_whether_this_code_may_still_run(migrated):
    with psycopg.connect(migrated, autocommit=True) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        revision.check(migrated)
        connection.execute("INSERT INTO oldest_code (raised_by, revision) VALUES ('9999', '9998')")
        with pytest.raises(revision.SchemaMismatch, match=r"newer than this code .* older than 9998 may not run"):
            revision.check(migrated)
        connection.execute("DROP TABLE oldest_code")
        with pytest.raises(revision.SchemaMismatch, match="newer than this code"):
            revision.check(migrated)


def test_a_process_refuses_a_schema_that_is_behind(empty, tmp_path):
    bot = BotProcess(empty, tmp_path).launch()
    assert bot.wait(60) == 4
    assert "motcua db upgrade" in bot.tail()


def test_the_audit_cannot_be_changed(migrated):
    with psycopg.connect(migrated, autocommit=True) as connection:
        connection.execute("INSERT INTO audit (actor, role, action) VALUES ('demo', 'admin', 'test')")
        for statement in ("UPDATE audit SET actor = 'x'", "DELETE FROM audit", "TRUNCATE audit"):
            with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
                connection.execute(statement)


def db(*arguments, url):
    return commands.run("db", *arguments, settings={"DATABASE_URL": url})


def test_a_step_that_is_none_is_told_and_nothing_is_changed(migrated):
    for target in ("9999", "main"):
        answer = db("downgrade", target, url=migrated)
        assert (answer.code, answer.out) == (2, "")
        assert "there are base, 0001" in answer.err
    revision.check(migrated)
    assert db("downgrade", "base", url=migrated).code == 0
    assert tables(migrated) == set()


def test_a_database_that_is_away_or_newer_is_told_in_a_sentence(migrated):
    away = migrated.replace("migrations_", "nowhere_")
    for words in (("upgrade",), ("check",), ("clean",), ("downgrade", "base")):
        answer = db(*words, url=away)
        assert (answer.code, answer.out) == (4, "")
        assert "nowhere_" in answer.err
    with psycopg.connect(migrated) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.execute("INSERT INTO oldest_code (raised_by, revision) VALUES ('9999', '9999')")
    answer = db("upgrade", url=migrated)
    assert (answer.code, answer.out) == (4, "")
    assert "newer than this code" in answer.err
