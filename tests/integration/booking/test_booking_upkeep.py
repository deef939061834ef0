"""What goes on by itself: tidying up that nothing ends, and locks that a frozen process does not keep."""

from __future__ import annotations

import asyncio
import json
import signal

import httpx
import psycopg

from booking_api import rights
from booking_client import BookingUnavailable, HalfDay, Unit, UnitLevel
from tests.integration.booking.booking_gate import at_the_gate, build_gate, gate_shut
from tests.integration.booking.booking_serving import MONDAY, SUNDAY_NOON, Server
from tests.waiting import until

_BROKEN = """
CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'broken'; END $$;
CREATE TRIGGER broken BEFORE DELETE ON idempotency_keys FOR EACH STATEMENT EXECUTE FUNCTION broken()
"""


def get(server: Server, path: str) -> httpx.Response:
    return httpx.get(server.url + path)


async def visit_of_long_ago(admin, url: str) -> None:
    await admin.put_units([Unit(id="u", name="U", level=UnitLevel.COMMUNE, area_id="a")])
    opening = await admin.announce("u", MONDAY, HalfDay.MORNING, 5, as_of=SUNDAY_NOON)
    held = await admin.hold(opening.id, procedure="1", owner="p:1", as_of=SUNDAY_NOON)
    await admin.confirm(held.id, name="Demo", phone="0912000111", as_of=SUNDAY_NOON)
    with psycopg.connect(url) as connection:
        connection.execute("UPDATE bookings SET created_at = created_at - interval '91 days'")
        connection.execute("UPDATE idempotency_keys SET created_at = created_at - interval '8 days'")


async def test_tidying_up_goes_on_whatever_fails_and_says_so(clone_booking, connect, tmp_path):
    url = clone_booking()
    server = Server(url, {"HOUSEKEEPING_SECONDS": "0.2"})
    with (tmp_path / "log").open("wb") as log, psycopg.connect(url, autocommit=True) as database:
        database.execute(_BROKEN)
        server.launch(stderr=log)
        server.await_listening()
        try:
            await visit_of_long_ago(connect(server, "admin"), url)
            unknown = "SELECT count(*) FROM bookings WHERE visitor_name IS NULL"
            await until(lambda: database.execute(unknown).fetchone() == (1,))
            # A visit made between the two steps of a round is emptied in it; its key is met in the next one.
            await until(lambda: "keys" in get(server, "/readyz").json()["housekeeping"])
            ready = get(server, "/readyz")
            assert (ready.status_code, ready.json()["status"]) == (200, "ready")
            assert "keys" in ready.json()["housekeeping"]
            assert 'booking_housekeeping_age_seconds{step="visitors"}' in get(server, "/metrics").text
            database.execute("DROP TRIGGER broken ON idempotency_keys")
            await until(lambda: database.execute("SELECT count(*) FROM idempotency_keys").fetchone() == (0,))
            await until(lambda: get(server, "/readyz").json()["housekeeping"] == "ok")
        finally:
            server.stop()
    told = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines()]
    failures = [line for line in told if line["message"] == "housekeeping failed"]
    assert {line["step"] for line in failures} == {"keys"}
    assert all("broken" in line["error"] for line in failures)


async def test_tidying_up_much_takes_it_in_parts(clone_booking, new_server, connect):
    """No transaction of it is long, however much has gathered: others never wait for the whole."""
    url = clone_booking()
    with psycopg.connect(url, autocommit=True) as database:
        database.execute(
            "INSERT INTO idempotency_keys (caller, key, fingerprint, created_at)"
            " SELECT 'old', n::text, '', now() - interval '8 days' FROM generate_series(1, 5000) n"
        )
        database.execute("CREATE TABLE taken (n int)")
        database.execute(f"GRANT ALL ON taken TO {rights.SERVICE}")
        database.execute(
            "CREATE FUNCTION counts() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN INSERT INTO taken SELECT count(*) FROM gone; RETURN NULL; END $$"
        )
        database.execute(
            "CREATE TRIGGER counts AFTER DELETE ON idempotency_keys REFERENCING OLD TABLE AS gone"
            " FOR EACH STATEMENT EXECUTE FUNCTION counts()"
        )
        new_server(url, HOUSEKEEPING_SECONDS="0.1")
        await until(lambda: database.execute("SELECT count(*) FROM idempotency_keys").fetchone() == (0,))
        most = database.execute("SELECT max(n) FROM taken").fetchone()
    assert most is not None
    assert most[0] <= 1000


async def test_a_frozen_process_does_not_keep_an_opening_to_itself(clone_booking, new_server, connect):
    """A machine that is paused in the middle of a change must not stop everybody else for as long as that lasts."""
    url = clone_booking()
    build_gate(url)
    frozen, other = (new_server(url, TRANSACTION_IDLE_MS="1500") for _ in range(2))
    stuck, admin = connect(frozen, "admin", timeout=60.0, attempt_timeout=60.0), connect(other, "admin")
    await admin.put_units([Unit(id="u", name="U", level=UnitLevel.COMMUNE, area_id="a")])
    opening = await admin.announce("u", MONDAY, HalfDay.MORNING, 5, as_of=SUNDAY_NOON)
    again = {"capacity": 6, "as_of": SUNDAY_NOON}
    with gate_shut(url) as gate:
        changing = asyncio.create_task(stuck.announce("u", MONDAY, HalfDay.MORNING, key="k", **again))
        await at_the_gate(gate)
        frozen.child.send_signal(signal.SIGSTOP)
    try:
        held = None
        while held is None:
            try:
                held = await admin.hold(opening.id, procedure="1", as_of=SUNDAY_NOON, timeout=3)
            except BookingUnavailable:
                assert frozen.child.poll() is None
    finally:
        frozen.child.send_signal(signal.SIGCONT)
    assert (await changing).places_left == 5
    assert (await admin.opening(opening.id, as_of=SUNDAY_NOON)).capacity == 6
