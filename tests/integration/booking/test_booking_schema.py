"""The database's schema, the audit, the tidying up; the checked-in contract and its documentation."""

from __future__ import annotations

import asyncio
import datetime as dt
import json

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from booking_api import migrate, schema
from booking_api.cli import openapi_text
from booking_api.database import Database
from booking_api.housekeeping import tidy
from booking_api.problems import all_problems
from booking_api.reference import problems_table, settings_table
from booking_api.settings import Settings
from booking_api.tables import build_metadata
from booking_client.errors import problem_classes
from tests.integration.booking.booking_serving import ROOT, SUNDAY_NOON


def tables(url: str) -> set[str]:
    with psycopg.connect(url) as connection:
        query = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        query += " UNION SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        return {row[0] for row in connection.execute(query)}


def test_migrations_go_up_and_down_and_up(postgres):
    url = postgres.ensure_database("booking_up_and_down")
    migrate.upgrade(url)
    schema.check(url)
    up = tables(url)
    migrate.downgrade(url, "base")
    assert tables(url) == {"alembic_version", "alembic_version_pkc"}
    with pytest.raises(schema.SchemaBehind):
        schema.check(url)
    migrate.upgrade(url)
    assert tables(url) == up


def test_migrations_and_metadata_agree(clone_booking):
    engine = migrate.engine_for(clone_booking())
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, build_metadata()) == []
    engine.dispose()


def test_revisions_are_named_by_their_number():
    script = ScriptDirectory.from_config(migrate.alembic_config())
    assert script.get_heads() == [schema.wanted()]
    names = {revision.revision: revision.path.rsplit("/", 1)[1] for revision in script.walk_revisions()}
    assert all(name.startswith(f"{revision}_") for revision, name in names.items())


@pytest.mark.parametrize("statement", ["UPDATE audit SET token = 'x'", "DELETE FROM audit", "TRUNCATE audit"])
async def test_the_audit_cannot_be_rewritten(callers, unit, shared_url, statement):
    with psycopg.connect(shared_url) as connection, pytest.raises(psycopg.errors.RaiseException, match="append-only"):
        connection.execute(statement)


async def test_the_audit_says_who_did_what_and_nothing_about_visitors(callers, announce, book, rows):
    opening = await announce(5, acting_staff="Cán bộ Demo")
    booking = await book(opening, owner="p:secret", name="Nguyễn Thị Bí Mật", phone="0987654321")
    await callers.operator.find_by_phone("0987654321")
    entries = rows("SELECT * FROM audit ORDER BY id DESC LIMIT 4")
    assert [(one["token"], one["action"]) for one in entries] == [
        ("operator", "find"),
        ("bot", "confirm"),
        ("bot", "hold"),
        ("unit", "announce"),
    ]
    assert (entries[1]["subject"], entries[3]["acting_staff"]) == (booking.code, "Cán bộ Demo")
    text = json.dumps(entries, default=str, ensure_ascii=False)
    assert not any(secret in text for secret in ("Bí Mật", "0987654321", "p:secret"))


async def test_tidying_up_frees_expired_holds_and_forgets_what_is_old(clone_booking, new_server, connect):
    url = clone_booking()
    settings = Settings.model_validate({"database_url": url})
    admin = connect(new_server(url), "admin")
    await make_old_data(admin, url)
    database = Database(settings)
    await database.open()
    try:
        done = await tidy(database, settings)
        assert done == ({"openings": 1, "keys": 3, "holds": 2, "visitors": 1, "proofs": 0, "events": 0}, set())
        assert await tidy(database, settings) == (dict.fromkeys(done[0], 0), set())
        async with database.transaction() as connection:
            await connection.execute("SELECT pg_advisory_xact_lock(hashtext('motcua booking housekeeping'))")
            assert await tidy(database, settings) == ({}, set())
    finally:
        await database.close()
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT taken, people[1] FROM openings").fetchone() == (1, 1)
        kept = connection.execute("SELECT visitor_name, visitor_phone, owner FROM bookings").fetchone()
        assert kept == (None, None, None)


async def test_a_visit_on_a_trial_calendar_keeps_its_visitor_until_the_booking_is_old(
    clone_booking, new_server, connect
):
    url = clone_booking()
    settings = Settings.model_validate({"database_url": url})
    await make_old_data(connect(new_server(url), "admin"), url, days=settings.keep_visitors_days - 1)
    database = Database(settings)
    await database.open()
    try:
        done, _failed = await tidy(database, settings)
        assert done["visitors"] == 0
    finally:
        await database.close()
    with psycopg.connect(url) as connection:
        kept = connection.execute("SELECT visitor_name, visitor_phone, owner FROM bookings").fetchone()
    assert kept == ("Demo", "0912000111", "p:1")


async def make_old_data(admin, url: str, *, days: int = 91) -> None:
    """A visit of 2021 booked so many days ago, and a hold that nobody confirmed, whose requests are eight days old."""
    from booking_client import HalfDay, Unit, UnitLevel

    await admin.put_units([Unit(id="u", name="U", level=UnitLevel.COMMUNE, area_id="a")])
    opening = await admin.announce("u", dt.date(2021, 8, 23), HalfDay.MORNING, 5, as_of=SUNDAY_NOON)
    held = await admin.hold(opening.id, procedure="1", owner="p:1", as_of=SUNDAY_NOON)
    await admin.confirm(held.id, name="Demo", phone="0912000111", as_of=SUNDAY_NOON)
    await asyncio.gather(*(admin.hold(opening.id, procedure="1", as_of=SUNDAY_NOON) for _ in range(1)))
    with psycopg.connect(url) as connection:
        connection.execute("UPDATE holds SET expires_at = expires_at - interval '8 days'")
        connection.execute("UPDATE bookings SET created_at = created_at - make_interval(days => %s)", [days])
        connection.execute(
            "UPDATE idempotency_keys SET created_at = created_at - interval '8 days' WHERE subject <> 'u'"
        )


def test_the_checked_in_contract_is_the_code_s():
    checked_in = (ROOT / "docs" / "booking-openapi.json").read_text()
    assert checked_in == openapi_text(), "run: motcua-booking-api openapi > docs/booking-openapi.json"


def test_the_documentation_holds_every_problem_and_setting():
    text = (ROOT / "docs" / "booking-api.md").read_text()
    assert problems_table() in text
    assert settings_table() in text


def test_the_client_has_a_class_for_every_problem_a_caller_can_meet():
    not_refusals = {"unavailable", "internal-error", "outcome-unknown", "no-such-route", "method-not-allowed"}
    assert {problem.slug for problem in all_problems()} - not_refusals == set(problem_classes())
