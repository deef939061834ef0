"""Whatever comes from outside is answered, and never as a fault of the service."""

from __future__ import annotations

import socket
import time
import uuid
from urllib.parse import quote

import httpx
import pytest

from booking_client import Unit, UnitLevel
from tests.integration.booking.booking_serving import SUNDAY_NOON, token_of

CLOSURE = {"unit_ids": ["u1"], "end": "2021-08-24T00:00:00+07:00", "reason": "x"}
JSON = {"headers": {"Content-Type": "application/json"}}
BIG = 64 * 1024


def headers(role: str = "admin", **more: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token_of(role)}", "Idempotency-Key": uuid.uuid4().hex, **more}


@pytest.mark.parametrize(
    ("method", "path", "more"),
    [
        ("GET", "/v1/openings?unit=u1&start=9999-12-31", {}),
        ("GET", "/v1/openings?unit=u1&start=0001-01-01", {}),
        ("GET", "/v1/openings?unit=u1&procedure=%00", {}),
        ("GET", "/v1/openings/99999999999999999999", {}),
        ("GET", "/v1/units?procedure=%00", {}),
        ("GET", "/v1/units/%00/days/2021-08-23", {}),
        ("PUT", "/v1/units/%00/openings/2021-08-23/morning", {"json": {"capacity": 1}}),
        ("PUT", "/v1/units/u1/openings/9999-12-31/morning", {"json": {"capacity": 1}}),
        ("PUT", "/v1/units/u1/openings/2021-08-23/morning", {"json": {"capacity": 1, "start": "07:00Z"}}),
        ("DELETE", "/v1/units/%00/openings?start=2021-08-23&end=2021-08-23", {}),
        ("GET", "/v1/audit?before=100000000000000000000", {}),
        ("GET", "/v1/audit?subject=%00", {}),
        ("GET", "/v1/closures?at=0001-01-01T00:00:00%2B14:00", {}),
        ("PUT", "/v1/closures/c", {"json": {**CLOSURE, "start": "0001-01-01T00:00:00+14:00"}}),
        ("POST", "/v1/holds", {"json": {"opening_id": 10**30, "procedure": "1"}}),
        ("POST", "/v1/holds", JSON | {"content": b'{"opening_id": 1, "procedure": "1", "owner": "\\ud800"}'}),
        ("POST", "/v1/holds", JSON | {"content": b"{"}),
        ("POST", "/v1/holds", JSON | {"content": b"\xff\xfe"}),
        ("POST", "/v1/holds", JSON | {"content": b"[" * 50_000}),
        ("GET", "/v1/units", {"headers": {"X-Acting-Staff": "%00"}}),
        ("POST", "/v1/changes/%00/settle", {}),
        ("POST", "/v1/bookings/search", {"json": {"phone": "0912000111"}, "headers": {"X-Acting-Staff": "a%00b"}}),
    ],
)
def test_what_is_no_request_is_refused_as_such(server, method, path, more):
    more = {**more, "headers": {**headers(), **more.get("headers", {})}}
    answer = httpx.request(method, server.url + path, **more)
    assert answer.json()["type"] in (
        "urn:motcua:booking:invalid-request",
        "urn:motcua:booking:opening-not-found",
    ), answer.text
    assert "\x00" not in answer.text


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "1999-12-31T00:00:00Z"])
def test_the_calendar_keeps_to_this_century(server, moment):
    answer = httpx.get(server.url + "/v1/units", headers=headers(**{"X-As-Of": moment}))
    assert answer.json()["type"] == "urn:motcua:booking:as-of-not-allowed"


def test_a_key_is_plain_words(server):
    for key in ("a b", "khóa", "x" * 201):
        refused = httpx.post(
            server.url + "/v1/holds",
            json={"opening_id": 1, "procedure": "1"},
            headers=headers() | {"Idempotency-Key": key.encode()},
        )
        assert refused.json()["type"] == "urn:motcua:booking:idempotency-key-missing"


def ask_without_sending(server, token: str, *lines: str) -> str:
    """Send the head of a request and nothing of its body; return the beginning of the answer."""
    head = f"POST /v1/holds HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nIdempotency-Key: k\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall((head + "".join(f"{line}\r\n" for line in lines) + "\r\n").encode())
        answer = b""
        while not answer.endswith(b"}") and (piece := connection.recv(4000)):  # head and body may come apart
            answer += piece
        return answer.decode()


def test_a_stranger_s_body_is_not_awaited_nor_one_that_is_too_long(server):
    kind = "Content-Type: application/json"
    assert " 401 " in ask_without_sending(server, "wrong", kind, "Content-Length: 1000")
    assert " 401 " in ask_without_sending(server, "wrong", kind, "Transfer-Encoding: chunked")
    refused = ask_without_sending(server, token_of("bot"), kind, f"Content-Length: {BIG + 1}")
    assert " 413 " in refused
    assert "urn:motcua:booking:body-too-large" in refused


def test_a_body_without_a_length_is_cut_off_too(server):
    many = (b" " * 8192 for _ in range(10_000))
    answer = httpx.post(server.url + "/v1/holds", content=many, headers=headers("bot"))
    assert (answer.status_code, answer.json()["type"]) == (413, "urn:motcua:booking:body-too-large")


async def test_guessing_tokens_costs_the_database_little_and_stops_nobody(clone_booking, new_server, connect):
    server = new_server(clone_booking(), TOKEN_CACHE_SECONDS="3600")
    known = connect(server, "bot")
    async with httpx.AsyncClient(base_url=server.url) as stranger:
        statuses = set()
        began = time.monotonic()
        for number in range(300):
            token = "the-same" if number % 2 else f"guess-{number}"
            statuses.add((await stranger.get("/v1/units", headers={"Authorization": f"Bearer {token}"})).status_code)
            if number % 50 == 0:
                assert await known.list_units(as_of=SUNDAY_NOON) == ()
        took = time.monotonic() - began
        figures = (await stranger.get("/metrics")).text
    assert statuses <= {401, 503}
    counted = {}
    for line in figures.splitlines():
        if line.startswith("booking_unknown_tokens_total{"):
            name, value = line.rsplit(" ", 1)
            counted[name.split('"')[1]] = float(value)
    assert counted["remembered"] == 149
    # Fifty at once and ten a second are looked up, however long a busy machine takes over the 151 guesses.
    assert counted["looked_up"] <= 51 + 10 * took
    assert counted["looked_up"] + counted.get("refused", 0) == 151


async def test_many_units_are_put_in_bodies_that_the_service_takes(callers):
    name = "Bộ phận Một cửa " + "xã " * 60
    many = [Unit(id=f"many-{n}", name=name.strip(), level=UnitLevel.COMMUNE, area_id="many") for n in range(150)]
    assert len(await callers.admin.put_units(many, key="many")) == 150
    assert len(await callers.admin.list_units(area_id="many")) == 150
    assert len(await callers.admin.put_units(many, key="many")) == 150


@pytest.mark.parametrize("written", ["Nguyễn Văn A", "a" * 500])
def test_who_acts_is_named_in_any_script(server, written):
    assert httpx.get(server.url + "/v1/units", headers=headers(**{"X-Acting-Staff": quote(written)})).status_code == 200
