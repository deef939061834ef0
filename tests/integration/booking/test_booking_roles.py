"""The database's own roles: what the service's login cannot do, whoever has it."""

from __future__ import annotations

import psycopg
import pytest
from typer.testing import CliRunner

from booking_api import rights
from booking_api.cli import app
from bot.embedded.parts import BookingService
from tests.integration.booking.booking_serving import Server, as_service


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET token = 'x'",
        "DELETE FROM audit",
        "TRUNCATE audit",
        "ALTER TABLE audit DISABLE TRIGGER ALL",
        "DROP TRIGGER append_only ON audit",
        "DROP TABLE audit",
        "ALTER TABLE openings DROP CONSTRAINT ck_openings_never_oversold",
        "CREATE TABLE mine (id int)",
        "ALTER FUNCTION audit_is_append_only() RENAME TO something_else",
        "INSERT INTO service_tokens (name, role, token_hash) VALUES ('mine', 'admin', 'x')",
        "UPDATE service_tokens SET role = 'admin'",
        "DELETE FROM bookings",
        "UPDATE alembic_version SET version_num = '0001'",
        "SET session_replication_role = replica",
        "SET motcua.retention = 'on'; DELETE FROM audit",
    ],
)
def test_the_service_s_login_changes_no_audit_no_token_no_table(shared_url, statement):
    with psycopg.connect(as_service(shared_url)) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)


def test_only_the_command_of_the_owner_ends_what_is_old_in_the_audit(clone_booking):
    url = clone_booking()
    note = (
        "INSERT INTO audit (at, token, action, subject, details, request_id)"
        " VALUES (now() - %s::interval, 'x', %s, 's', '{}', 'r')"
    )
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute(note, ["1825 days", "young"])
        owner.execute(note, ["1827 days", "old"])
        with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
            owner.execute("DELETE FROM audit")
        as_the_service = Server(url, {"DATABASE_OWNER_URL": as_service(url)})
        refused = CliRunner().invoke(app, ["end-audit"], env=as_the_service.env())
        assert refused.exit_code == 1
        assert "MOTCUA_BOOKING_DATABASE_OWNER_URL" in refused.stderr
        done = CliRunner().invoke(app, ["end-audit"], env=Server(url).env())
        assert done.stdout == "1 audit entries ended\n"
        assert owner.execute("SELECT action FROM audit").fetchall() == [("young",)]


def test_a_service_that_could_rewrite_the_audit_says_so(clone_booking, tmp_path):
    url = clone_booking()
    told = {}
    for name, address in (("owner", url), ("service", as_service(url))):
        server = Server(url, {"DATABASE_URL": address})
        with (tmp_path / name).open("wb") as log:
            server.launch(stderr=log)
            server.await_listening()
            server.stop()
        told[name] = "may rewrite the audit" in (tmp_path / name).read_text()
    assert told == {"owner": True, "service": False}


def test_the_embedded_service_logs_in_as_the_lesser_role(postgres, tmp_path):
    owner_url = postgres.ensure_database("booking_embedded")
    own = postgres.url("booking_embedded", role=BookingService.DATABASE_ROLE)
    service = BookingService(own, tmp_path, owner_url=owner_url, demo=True)
    service.start()
    try:
        service.wait()
        with psycopg.connect(owner_url) as connection:
            others = "SELECT DISTINCT usename FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
            assert connection.execute(others, ["booking_embedded"]).fetchall() == [(rights.SERVICE,)]
    finally:
        service.stop()
