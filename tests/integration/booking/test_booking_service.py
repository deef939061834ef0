"""The service as a process: starting, refusing to start, stopping, being watched."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import httpx
import psycopg
import pytest
from typer.testing import CliRunner

from booking_api.cli import app
from booking_client import AsOfNotAllowed, BookingClient, BookingUnavailable, NotAuthenticated
from tests import forking
from tests.integration.booking.booking_serving import SUNDAY_NOON, Server, token_of
from tests.waiting import until

if TYPE_CHECKING:
    import subprocess

    from click.testing import Result


def run(server: Server, *arguments: str) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(app, arguments, env=server.env())


def command(server: Server, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command as a process of its own."""
    done: subprocess.CompletedProcess[str] = forking.run("booking_api", *arguments, env=server.env(), timeout=60)
    return done


async def get(server: Server, path: str) -> httpx.Response:
    async with httpx.AsyncClient(base_url=server.url) as http:
        return await http.get(path)


@pytest.mark.usefixtures("booking_template")
def test_a_schema_behind_is_refused_with_words_until_it_is_migrated(postgres):
    server = Server(postgres.ensure_database("booking_unmigrated"))
    refused = command(server, "serve")
    assert refused.returncode == 1
    assert "is at nothing" in refused.stderr
    assert "run 'motcua-booking-api migrate'" in refused.stderr
    assert "Traceback" not in refused.stderr
    server.start("--migrate")
    assert server.stop() == 0
    assert run(server, "migrate", "--down-to", "base").exit_code == 0
    refused = run(server, "token", "add", "x", "--role", "bot")
    assert (refused.exit_code, "is at nothing" in refused.stderr) == (1, True)


def test_what_hinders_the_start_is_said_in_one_sentence(server):
    taken = command(server, "serve")
    assert (taken.returncode, taken.stderr) == (
        1,
        f"motcua-booking-api: cannot listen on port {server.port}: Address already in use\n",
    )


def test_settings_that_are_wrong_are_named_without_their_values(server):
    for options, words in (
        ({"DATABASE_OWNER_URL": "postgresql://nobody@127.0.0.1:1/none"}, "the database cannot be reached"),
        ({"HOLD_SECONDS": "0"}, "MOTCUA_BOOKING_HOLD_SECONDS: Input should be greater than or equal to 1"),
        ({"TOKENS": '[{"name": "x", "role": "king", "token": "too-short"}]'}, "MOTCUA_BOOKING_TOKENS_0_ROLE"),
    ):
        refused = run(Server(server.database_url, options), "migrate")
        assert refused.exit_code == 1
        assert words in refused.stderr
        assert "too-short" not in refused.stderr


def test_the_port_file_tells_the_address(clone_booking, new_server, tmp_path):
    server = new_server(clone_booking(), PORT_FILE=str(tmp_path / "port.json"))
    told = json.loads((tmp_path / "port.json").read_text())
    assert (told["url"], told["pid"]) == (server.url, server.child.pid)
    assert httpx.get(told["url"] + "/healthz").json() == {"status": "ok"}


async def test_sigterm_lets_a_running_request_finish(clone_booking, new_server, connect):
    url = clone_booking()
    server = new_server(url)
    admin = connect(server, "admin")
    with psycopg.connect(url) as other:
        other.execute("LOCK TABLE units IN ACCESS EXCLUSIVE MODE")
        running = asyncio.create_task(admin.list_units())
        await until(lambda: other.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone() != (0,))
        server.child.terminate()
        await asyncio.sleep(0.3)
        assert server.child.poll() is None
        other.rollback()
        assert await running == ()
    assert await asyncio.to_thread(server.ended) == 0


async def test_a_service_not_started_for_demo_refuses_another_calendar(clone_booking, new_server, connect, callers):
    server = new_server(clone_booking(), ALLOW_AS_OF="0")
    bot = connect(server, "bot")
    assert await bot.list_units() == ()
    with pytest.raises(AsOfNotAllowed):
        await bot.list_units(as_of=SUNDAY_NOON)
    with pytest.raises(AsOfNotAllowed):
        await callers.bot.list_units(as_of=SUNDAY_NOON.replace(tzinfo=None))


async def test_the_database_away_and_back(clone_booking, new_server, connect, postgres):
    """Without the database the service says so, and it is there again as soon as the database is."""
    url = clone_booking()
    name = url.split("/")[3].split("?")[0]
    server = new_server(url, POOL_TIMEOUT="0.3")
    bot = connect(server, "bot", timeout=1.0)
    assert await bot.ready()
    with psycopg.connect(postgres.url(), autocommit=True) as owner:
        owner.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS false')
        owner.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        with pytest.raises(BookingUnavailable):
            await bot.list_units()
        assert not await bot.ready()
        assert (await get(server, "/healthz")).status_code == 200
        owner.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS true')
    for _ in range(200):
        if await bot.ready():
            break
        await asyncio.sleep(0.1)
    assert await bot.list_units() == ()


async def test_tokens_are_made_once_kept_as_hashes_and_revoked(clone_booking, new_server):
    url = clone_booking()
    server = new_server(url, TOKEN_CACHE_SECONDS="0")

    async def token(*arguments: str) -> Result:
        return await asyncio.to_thread(run, server, "token", *arguments)

    made = (await token("add", "mot-cua", "--role", "unit", "--unit", "u1", "--unit", "u2")).stdout.strip()
    async with BookingClient(server.url, made, timeout=20, attempt_timeout=20) as client:
        assert await client.list_units() == ()
        again = await token("add", "mot-cua", "--role", "unit")
        assert (again.exit_code, "already" in again.stderr) == (1, True)
        with psycopg.connect(url) as connection:
            assert made not in str(connection.execute("SELECT * FROM service_tokens").fetchall())
        assert (await token("revoke", "mot-cua")).exit_code == 0
        assert (await token("revoke", "mot-cua")).exit_code == 1
        with pytest.raises(NotAuthenticated):
            await client.list_units()


async def test_figures_count_requests_by_route_and_refusals_by_type(server, callers, announce):
    opening = await announce(0)
    with pytest.raises(Exception, match="is full"):
        await callers.bot.hold(opening.id, procedure="1", as_of=SUNDAY_NOON)
    figures = (await get(server, "/metrics")).text
    assert 'booking_refusals_total{type="opening-full"}' in figures
    assert 'booking_request_seconds_count{method="POST",route="/v1/holds",status="409"}' in figures
    assert 'booking_pool{state="pool_size"}' in figures


def test_logs_are_json_and_hold_no_phone(clone_booking, tmp_path):
    server = Server(clone_booking())
    log_path = tmp_path / "log"
    with log_path.open("wb") as log:
        server.launch(stderr=log)
        server.await_listening()
        headers = {"Authorization": f"Bearer {token_of('operator')}", "X-Request-ID": "my-id"}
        body = {"phone": "0912 345 678"}
        answer = httpx.post(server.url + "/v1/bookings/search", json=body, headers=headers)
        httpx.get(server.url + "/v1/bookings/0912345678", headers=headers)
        server.stop()
    lines = [json.loads(line) for line in log_path.read_text().splitlines()]
    assert answer.headers["X-Request-ID"] == "my-id"
    answered = [line for line in lines if line["message"] == "answered"]
    assert [(line["route"], line["status"], line["caller"], line["request_id"]) for line in answered] == [
        ("/v1/bookings/search", 200, "operator", "my-id"),
        ("/v1/bookings/{code}", 404, "operator", "my-id"),
    ]
    assert "345" not in log_path.read_text()


async def test_a_stranger_gets_problem_documents_too(server):
    async with httpx.AsyncClient(base_url=server.url) as http:
        for method, path, slug in (
            ("GET", "/v1/nothing", "no-such-route"),
            ("PATCH", "/v1/units", "method-not-allowed"),
        ):
            answer = await http.request(method, path)
            assert answer.headers["Content-Type"] == "application/problem+json"
            assert answer.json()["type"] == f"urn:motcua:booking:{slug}"
