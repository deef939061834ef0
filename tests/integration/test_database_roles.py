"""Whoever logs in as bot or staff can do no more than their work needs, and in no other name, by whatever SQL."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege, RaiseException

from bot.db import roles
from bot.db.acting import acting
from bot.db.schema import metadata
from bot.embedded.postgres import EmbeddedPostgres
from bot.embedded.system import BOT_DATABASE, EmbeddedSystem
from bot.settings import Settings
from tests import commands, shared
from tests.rows import Rows

PEOPLE = {
    "Quản Demo": ("admin", []),
    "Trực Demo": ("operator", []),
    "Xã Demo": ("unit", ["u1"]),
    "Soạn Demo": ("author", []),
    "Duyệt Demo": ("approver", []),
    "Xem Demo": ("reader", []),
}
OWN = ("alembic_version",)


@dataclass(frozen=True)
class Logins:
    """Sessions on one database: as the bot, as staff with somebody's token, as staff with none."""

    url: str

    def bot(self, query, *values):
        return Rows(roles.as_role(self.url, roles.BOT))(query, *values)

    def staff(self, name, query, *values):
        url = roles.as_role(self.url, roles.STAFF)
        return Rows(acting(url, token(name)) if name else url)(query, *values)


def token(name):
    return "mcs_" + hashlib.sha256(name.encode()).hexdigest()


def join(rows, name, role, units=()):
    insert = "INSERT INTO staff (name, role, units, token_hash) VALUES (%s, %s, %s, sha256(%s))"
    rows(insert, name, role, list(units), token(name).encode())


@pytest.fixture(scope="module")
def logins(postgres, bot_template, clone_database):
    name, url = clone_database(bot_template)
    rows = Rows(url)
    for person, (role, units) in PEOPLE.items():
        join(rows, person, role, units)
    (one,) = rows(
        "INSERT INTO conversations (platform, chat, sender, profile)"
        " VALUES ('web', 'c', 'c', '{\"name\": \"Bà Demo\"}') RETURNING id"
    )
    rows("INSERT INTO inbox (event_key, as_of, ready, body) VALUES ('x', now(), true, '{\"text\": \"chuyện riêng\"}')")
    for desk in ("hotline", "unit:u1", "unit:u2"):
        rows(
            "INSERT INTO callbacks (conversation_id, desk, reason, name, phone, as_of)"
            " VALUES (%s, %s, 'r', 'Bà Demo', '0912000111', now())",
            *(one["id"], desk),
        )
    rows("INSERT INTO audit (actor, role, action) VALUES ('Quản Demo', 'admin', 'test')")
    yield Logins(url)
    postgres.drop_database(name)


def test_every_table_says_what_staff_may():
    """A new table is nobody's of the staff until somebody has thought of it: bot/db/roles.py."""
    assert set(metadata.tables) | set(OWN) == set(roles.STAFF_RIGHTS)


def test_nobody_but_the_owner_alters_the_audit_or_the_schema(logins):
    with psycopg.connect(logins.url) as owner:
        tables = {row[0] for row in owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}
        for role in (roles.BOT, roles.STAFF):
            may = {
                (table, right)
                for table in tables
                for right in ("UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN")
                if owner.execute("SELECT has_table_privilege(%s, %s, %s)", [role, table, right]).fetchone()[0]
            }
            assert not {right for _, right in may} & {"TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN"}
            assert not {table for table, _ in may} & {
                "audit",
                "rulebooks",
                "alembic_version",
                "approval_events",
                "staff",
            }
            assert owner.execute("SELECT count(*) FROM pg_class WHERE relowner = %s::regrole", [role]).fetchone() == (
                0,
            )
            assert not owner.execute("SELECT has_schema_privilege(%s, 'public', 'CREATE')", [role]).fetchone()[0]
        staff = {
            table
            for table in tables
            for right in ("SELECT", "INSERT", "UPDATE")
            if owner.execute("SELECT has_any_column_privilege(%s, %s, %s)", [roles.STAFF, table, right]).fetchone()[0]
        }
        assert staff == {table for table, rights in roles.STAFF_RIGHTS.items() if rights}
    for statement in (
        "UPDATE audit SET actor = 'x'",
        "DELETE FROM audit",
        "TRUNCATE audit",
        "ALTER TABLE audit DISABLE TRIGGER ALL",
        "DROP TABLE audit",
        "ALTER TABLE staff ADD COLUMN x int",
        "CREATE TABLE mine (x int)",
        "GRANT ALL ON staff TO PUBLIC",
        "SET ROLE postgres",
        "UPDATE rulebooks SET body = '{}'",
    ):
        with pytest.raises(InsufficientPrivilege):
            logins.bot(statement)
        with pytest.raises(InsufficientPrivilege):
            logins.staff("Quản Demo", statement)


def test_a_later_table_is_the_bots_and_nobody_elses(logins):
    Rows(logins.url)("CREATE TABLE later (id int)")
    logins.bot("INSERT INTO later VALUES (1)")
    assert logins.bot("SELECT id FROM later") == [{"id": 1}]
    with pytest.raises(InsufficientPrivilege):
        logins.staff("Quản Demo", "SELECT * FROM later")
    Rows(logins.url)("DROP TABLE later")


def test_a_clerk_makes_nobody_an_admin(logins):
    for statement in (
        "INSERT INTO staff (name, role, token_hash) VALUES ('x', 'admin', sha256('x'))",
        "UPDATE staff SET role = 'admin' WHERE name = 'Xã Demo'",
        "SELECT token_hash FROM staff",
        "SELECT staff_add('x', 'admin', sha256('x'), '{}', NULL, false)",
        "SELECT staff_add('x', 'admin', sha256('x'), '{}', NULL, true)",
        "SELECT staff_disable('Quản Demo', false)",
    ):
        for name in ("Xã Demo", "Duyệt Demo", None):
            with pytest.raises(InsufficientPrivilege):
                logins.staff(name, statement)
        with pytest.raises(InsufficientPrivilege):
            logins.bot(statement)
    (renewed,) = logins.staff(
        None, "SELECT staff_renew(sha256(%s), sha256('x'), NULL) AS name", token("Quản Demo").encode()
    )
    assert renewed["name"] is None
    added = logins.staff("Quản Demo", "SELECT staff_add('Mới Demo', 'reader', sha256('y'), '{}', NULL, false) AS a")
    assert added == [{"a": "added"}]
    (last,) = logins.staff("Quản Demo", "SELECT * FROM staff_disable('Quản Demo', false)")
    assert last["outcome"] == "last"


def test_the_audit_is_written_in_ones_own_name_and_read_by_admins(logins):
    write = "INSERT INTO audit (actor, role, action) VALUES (%s, %s, 'test') RETURNING id"
    logins.staff("Xã Demo", write, "Xã Demo", "unit")
    for name, role in (("Quản Demo", "admin"), ("Xã Demo", "admin"), ("hệ thống", "admin")):
        with pytest.raises(InsufficientPrivilege):
            logins.staff("Xã Demo", write, name, role)
    with pytest.raises(InsufficientPrivilege):
        logins.staff(None, write, "Xã Demo", "unit")
    assert {row["actor"] for row in logins.staff("Xã Demo", "SELECT actor FROM audit")} == {"Xã Demo"}
    assert {row["actor"] for row in logins.staff("Quản Demo", "SELECT actor FROM audit")} >= {"Quản Demo", "Xã Demo"}
    with pytest.raises(InsufficientPrivilege):
        logins.bot("SELECT actor FROM audit")


def test_what_people_left_is_read_by_those_whose_work_it_is(logins):
    seen = {name: logins.staff(name, "SELECT desk FROM callbacks ORDER BY id") for name in (*PEOPLE, None)}
    everything = [{"desk": "hotline"}, {"desk": "unit:u1"}, {"desk": "unit:u2"}]
    assert seen["Quản Demo"] == seen["Trực Demo"] == everything
    assert seen["Xã Demo"] == [{"desk": "unit:u1"}]
    assert seen["Soạn Demo"] == seen["Duyệt Demo"] == seen["Xem Demo"] == seen[None] == []
    for name in (*PEOPLE, None):
        with pytest.raises(InsufficientPrivilege):
            logins.staff(name, "SELECT body FROM inbox")
        with pytest.raises(InsufficientPrivilege):
            logins.staff(name, "SELECT state FROM conversations")
    for name in ("Xem Demo", None):
        assert logins.staff(name, "SELECT profile FROM conversations") == []
    closed = "UPDATE callbacks SET status = 'closed' WHERE desk = 'unit:u2' RETURNING id"
    assert logins.staff("Xã Demo", closed) == []


def test_the_hotline_records_a_call_back_in_nobodys_name(logins):
    add = (
        "INSERT INTO callbacks ({}desk, reason, name, phone, as_of) VALUES ({}'labour', 'r', 'Ông Demo', '0912', now())"
    )
    logins.staff("Trực Demo", f"{add.format('', '')} RETURNING id")
    Rows(logins.url)("DELETE FROM callbacks WHERE desk = 'labour'")
    for name in ("Xã Demo", "Soạn Demo", "Xem Demo", None):
        with pytest.raises(InsufficientPrivilege):
            logins.staff(name, add.format("", ""))
    (one,) = Rows(logins.url)("SELECT min(id) AS id FROM conversations")
    with pytest.raises(InsufficientPrivilege):
        logins.staff("Trực Demo", add.format("conversation_id, ", f"{one['id']}, "))


def test_nothing_is_approved_or_sent_past_the_approval(logins):
    (made,) = logins.staff(
        "Duyệt Demo",
        "INSERT INTO broadcasts (title, content, content_hash, author) VALUES ('t', '{}', 'h', 'Duyệt') RETURNING id",
    )
    subject = str(made["id"])
    event = (
        "INSERT INTO approval_events (kind, subject, act, actor, content_hash) VALUES ('broadcast', %s, %s, %s, 'h')"
    )
    logins.staff("Duyệt Demo", event, subject, "wrote", "Duyệt Demo")
    logins.staff(
        "Duyệt Demo", "INSERT INTO approvals (kind, subject, content_hash) VALUES ('broadcast', %s, 'h')", subject
    )
    approve = "UPDATE approvals SET state = 'approved', approved_by = %s, approved_at = now() WHERE subject = %s"
    approve += " RETURNING subject"
    for who, by in (
        ("Soạn Demo", "Soạn Demo"),
        ("Soạn Demo", "Quản Demo"),
        ("Duyệt Demo", "Quản Demo"),
        ("Duyệt Demo", "Duyệt Demo"),
    ):
        with pytest.raises(InsufficientPrivilege):
            logins.staff(who, approve, by, subject)
    logins.staff("Duyệt Demo", event, subject, "began", "Duyệt Demo")  # as if nothing of theirs were in it any more
    with pytest.raises(InsufficientPrivilege):
        logins.staff("Duyệt Demo", approve, "Duyệt Demo", subject)
    with pytest.raises(InsufficientPrivilege):
        logins.staff("Duyệt Demo", event, subject, "wrote", "Soạn Demo")
    with pytest.raises((InsufficientPrivilege, RaiseException)):
        logins.staff("Duyệt Demo", "DELETE FROM approval_events")
    assert logins.staff("Trực Demo", approve, "Trực Demo", subject) == []
    with pytest.raises(InsufficientPrivilege):
        logins.bot(approve, "Quản Demo", subject)
    assert logins.staff("Quản Demo", approve, "Quản Demo", subject) == [{"subject": subject}]
    said = "INSERT INTO outbox (conversation_id, platform, chat, body) SELECT id, 'web', 'c', '{}' FROM conversations"
    for name in ("Soạn Demo", "Duyệt Demo", "Quản Demo", "Trực Demo"):
        with pytest.raises(InsufficientPrivilege):
            logins.staff(name, said)


def test_what_the_province_locked_down_no_unit_lifts(logins):
    lock = "INSERT INTO locked_areas (area, starts_at, set_by, set_by_role) VALUES ('a', now(), %s, %s) RETURNING id"
    (of_admin,) = logins.staff("Quản Demo", lock, "Quản Demo", "admin")
    with pytest.raises(InsufficientPrivilege):
        logins.staff("Xã Demo", lock, "Xã Demo", "admin")
    (own,) = logins.staff("Xã Demo", lock, "Xã Demo", "unit")
    lift = "UPDATE locked_areas SET lifted_at = now(), ends_at = now(), set_by_role = 'unit' WHERE id = %s RETURNING id"
    with pytest.raises(InsufficientPrivilege):
        logins.staff("Xã Demo", lift, of_admin["id"])
    assert logins.staff("Xã Demo", lift, own["id"]) == [own]


def test_a_token_that_ended_or_was_disabled_is_nobody_at_once(logins):
    logins.staff(
        "Quản Demo", "SELECT staff_add('Tạm Demo', 'reader', sha256(%s), '{}', NULL, false)", token("Tạm").encode()
    )
    who = "SELECT acting_name() AS name"
    assert logins.staff("Tạm", who) == [{"name": "Tạm Demo"}]
    Rows(logins.url)("UPDATE staff SET expires_at = now() - interval '1 second' WHERE name = 'Tạm Demo'")
    assert logins.staff("Tạm", who) == [{"name": None}]
    Rows(logins.url)("UPDATE staff SET expires_at = NULL, disabled_at = now() WHERE name = 'Tạm Demo'")
    assert logins.staff("Tạm", who) == [{"name": None}]


def test_going_down_and_cleaning_need_an_admin_and_are_noted(bot_database, tmp_path):
    rows = Rows(bot_database)
    rows(
        "INSERT INTO staff (name, role, token_hash) VALUES ('Xem Demo', 'reader', sha256(%s))",
        token("Xem Demo").encode(),
    )
    rows(
        "INSERT INTO staff (name, role, token_hash) VALUES ('Quản Demo', 'admin', sha256(%s))",
        token("Quản Demo").encode(),
    )
    (tmp_path / "postgres").mkdir()  # the folder of another server: this one is nobody's own
    owner = {"DATABASE_URL": bot_database, "DATA_DIR": str(tmp_path)}
    for words in (("db", "clean"), ("db", "downgrade", "base")):
        assert commands.run(*words, settings=owner).code == 3
        assert commands.run(*words, settings=owner, token=token("Xem Demo")).code == 3
    assert commands.run("db", "clean", settings=owner, token=token("Quản Demo")).code == 0
    assert rows("SELECT actor, action FROM audit") == [{"actor": "Quản Demo", "action": "db.clean"}]


def test_only_the_owners_command_ends_what_is_old_in_the_audit(bot_database, tmp_path):
    rows = Rows(bot_database)
    note = "INSERT INTO audit (at, actor, role, action) VALUES (now() - make_interval(days => %s), 'Demo', 'admin', %s)"
    join(rows, "Quản Demo", "admin")
    rows(note, 1825, "young")
    rows(note, 1827, "old")
    rows(note, 3000, "older")
    with pytest.raises(RaiseException, match="append-only"):
        rows("DELETE FROM audit")
    with pytest.raises(RaiseException, match="append-only"):
        rows("SET motcua.retention = 'on'; DELETE FROM rulebooks")
    owner = {"DATABASE_URL": bot_database, "DATA_DIR": str(tmp_path)}
    bot = {**owner, "DATABASE_OWNER_URL": roles.as_role(bot_database, roles.BOT)}
    refused = commands.run("db", "end-audit", settings=bot, token=token("Quản Demo"))
    assert refused.code == 3
    assert "MOTCUA_DATABASE_OWNER_URL" in refused.err
    done = commands.run("db", "end-audit", settings=owner, token=token("Quản Demo"))
    assert done.out == "2 audit entries ended\n", done.err
    assert {row["action"] for row in rows("SELECT action FROM audit")} == {"young", "db.end-audit"}


def test_a_new_token_takes_the_place_of_the_old_one(bot_database):
    rows = Rows(bot_database)
    rows(
        "INSERT INTO staff (name, role, token_hash) VALUES ('Xem Demo', 'reader', sha256(%s))",
        token("Xem Demo").encode(),
    )
    settings = {"DATABASE_URL": bot_database}
    renewed = commands.run("staff", "renew", "--json", settings=settings, token=token("Xem Demo")).json
    assert commands.run("unit", "list", settings=settings, token=token("Xem Demo")).code == 3
    assert commands.run("report", "--json", settings=settings, token=renewed["token"]).code == 0


def test_nobody_publishes_a_field_of_the_catalogue_that_no_second_person_approved(logins):
    said = "'1.001193', 'fees:a0-b0', '{act}', 'd', 'x', 'y', '2026-10-01', '2027-10-01', '{name}'"
    columns = "code, field, act, digest, official, document, since, review_by, author"

    def write(name, act, *, told):
        values = said.format(act=act, name=name) + (", '2020-01-01'" if told else "")
        made = f"INSERT INTO catalogue_changes ({columns}{', published_at' if told else ''}) VALUES ({values})"
        return logins.staff(name, made + " RETURNING id, published_at")[0]

    with pytest.raises(InsufficientPrivilege, match="only an approved field"):
        write("Soạn Demo", "confirm", told=True)
    for name in ("Trực Demo", "Xem Demo"):
        with pytest.raises(InsufficientPrivilege):
            write(name, "confirm", told=False)
    waits = write("Soạn Demo", "confirm", told=False)["id"]
    for change in ("published_at = now()", "amount = 1", "author = 'Duyệt Demo'"):
        with pytest.raises(InsufficientPrivilege):
            logins.staff("Soạn Demo", f"UPDATE catalogue_changes SET {change} WHERE id = {waits}")
    hidden = write("Soạn Demo", "hide", told=True)
    assert hidden["published_at"].year > 2020, "nothing is said to have been known before it was"
    with pytest.raises(InsufficientPrivilege, match="is not changed"):
        logins.staff("Quản Demo", f"UPDATE catalogue_changes SET published_at = NULL WHERE id = {hidden['id']}")
    with pytest.raises(InsufficientPrivilege):
        logins.bot("UPDATE catalogue_changes SET published_at = now()")


def test_nobody_publishes_or_changes_an_import_that_no_second_person_approved(logins):
    columns = "files, counts, content_hash, author"
    values = "'[]', '{}', sha256('a'), 'Soạn Demo'"

    def write(name, more="", value=""):
        made = f"INSERT INTO catalogue_imports ({columns}{more}) VALUES ({values}{value}) RETURNING id"
        return logins.staff(name, made)[0]["id"]

    number = write("Soạn Demo")
    row = f"INSERT INTO imported_procedures VALUES ({number}, '1.900001', 'list', '{{}}', '[]')"
    logins.staff("Soạn Demo", row)
    for name, more, value in (
        ("Duyệt Demo", "", ""),
        ("Xem Demo", "", ""),
        ("Soạn Demo", ", published_at", ", now()"),
        ("Soạn Demo", ", published_at, retired_at, retired_by", ", now(), now(), 'Soạn Demo'"),
    ):
        with pytest.raises(InsufficientPrivilege):
            write(name, more, value)
    for change in ("published_at = now()", "author = 'Duyệt Demo'", "content_hash = sha256('b')", "counts = '[]'"):
        with pytest.raises(InsufficientPrivilege):
            logins.staff("Soạn Demo", f"UPDATE catalogue_imports SET {change} WHERE id = {number}")
    with pytest.raises(InsufficientPrivilege):
        logins.staff("Duyệt Demo", row.replace("1.900001", "1.900002"))
    for change in ("UPDATE imported_procedures SET code = 'x'", "DELETE FROM imported_procedures"):
        with pytest.raises(InsufficientPrivilege):
            logins.staff("Quản Demo", change)
    Rows(logins.url)("UPDATE catalogue_imports SET published_at = now()")
    with pytest.raises(InsufficientPrivilege):
        logins.staff("Soạn Demo", row.replace("1.900001", "1.900002"))
    undo = "UPDATE catalogue_imports SET retired_at = now(), retired_by = '{}' RETURNING id"
    with pytest.raises(InsufficientPrivilege, match="own name"):
        logins.staff("Duyệt Demo", undo.format("Soạn Demo"))
    assert logins.staff("Duyệt Demo", undo.format("Duyệt Demo"))
    with pytest.raises(InsufficientPrivilege, match="is not changed"):
        logins.staff("Quản Demo", "UPDATE catalogue_imports SET retired_at = NULL, retired_by = NULL")
    with pytest.raises(InsufficientPrivilege):
        logins.bot("UPDATE catalogue_imports SET retired_at = now()")


@pytest.fixture
def data_dir(tmp_path):
    """A data folder whose embedded server has a migrated database already."""
    with shared.copied_cluster("roles") as cluster:
        with EmbeddedPostgres(cluster) as server, psycopg.connect(server.url(), autocommit=True) as connection:
            connection.execute(f"ALTER DATABASE {shared.BOT} RENAME TO {BOT_DATABASE}".encode())
        (tmp_path / "postgres").symlink_to(cluster)
        yield tmp_path


def test_the_embedded_database_is_used_by_the_lesser_roles(data_dir):
    with EmbeddedSystem(Settings(data_dir=data_dir, secret_key="x" * 32)) as system:
        settings = system.start()
        for url, role in ((settings.database_url, roles.BOT), (settings.staff_database_url, roles.STAFF)):
            with psycopg.connect(url.get_secret_value(), autocommit=True) as connection:
                assert connection.execute("SELECT current_user, session_user").fetchone() == (role, role)
                for statement in ("DELETE FROM audit", "ALTER TABLE staff ADD COLUMN x int", "SET ROLE postgres"):
                    with pytest.raises(InsufficientPrivilege):
                        connection.execute(statement)
