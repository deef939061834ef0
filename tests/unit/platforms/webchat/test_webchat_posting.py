"""What the page posts: sessions, forgery, limits."""

from __future__ import annotations

import json
import re
import secrets
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.conversation.messages import Kind
from tests.unit.platforms.webchat.box import Box, client_of, message

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import httpx


async def test_the_session_is_a_long_random_cookie_that_scripts_cannot_read(box: Box) -> None:
    async with client_of(box) as client:
        first = (await client.get("/")).headers["set-cookie"]
    async with client_of(box) as client:
        second = (await client.get("/")).headers["set-cookie"]
    assert re.fullmatch(r"motcua=[\w-]{43}; HttpOnly; Max-Age=2592000; Path=/; SameSite=lax", first)
    assert first.split(";")[0] != second.split(";")[0]


async def test_over_https_the_cookie_is_secure_and_bound_to_the_host(box: Box) -> None:
    async with client_of(box, base="https://chat.test", public_url="https://chat.test") as client:
        answer = await client.get("/")
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-motcua=")
        assert "; Secure" in cookie
        assert answer.headers["strict-transport-security"] == "max-age=31536000"
        assert (await client.post("/chat/messages", json=message(text="xin chào"))).status_code == 202


async def test_opening_again_keeps_the_session(client: httpx.AsyncClient) -> None:
    before = client.cookies["motcua"]
    answer = await client.get("/")
    assert f"motcua={before};" in answer.headers["set-cookie"]


async def test_the_chat_id_tells_nothing_of_the_session(client: httpx.AsyncClient, box: Box) -> None:
    await client.post("/chat/messages", json=message(text="xin chào"))
    (inbound,) = box.accepted
    assert client.cookies["motcua"] not in inbound.chat
    assert re.fullmatch(r"[0-9a-f]{64}", inbound.chat)
    assert inbound.sender == inbound.chat
    async with client_of(box, session_key=b"x" * 32) as other:
        other.cookies.set("motcua", client.cookies["motcua"])
        await other.post("/chat/messages", json=message(text="xin chào"))
    assert box.accepted[1].chat != inbound.chat


@pytest.mark.parametrize(
    ("path", "content", "expected"),
    [
        ("/chat/messages", {"text": " khai sinh\n"}, {"kind": Kind.TEXT, "text": " khai sinh\n"}),
        (
            "/chat/messages",
            {"payload": "#a.b:1", "under": 7},
            {"kind": Kind.CHOICE, "payload": "#a.b:1", "source_message": "7"},
        ),
        ("/chat/start", {"start": ""}, {"kind": Kind.START}),
        ("/chat/start", {"start": "unit_tac-van"}, {"kind": Kind.START, "text": "unit_tac-van"}),
        ("/chat/messages", {"text": "a\0b\ud800c"}, {"kind": Kind.TEXT, "text": "ab\ufffdc"}),
    ],
)
async def test_what_the_page_posts_arrives(
    client: httpx.AsyncClient, box: Box, path: str, content: dict[str, Any], expected: dict[str, Any]
) -> None:
    body = message(order=17, **content)
    answer = await client.post(path, content=json.dumps(body), headers={"content-type": "application/json"})
    assert answer.status_code == 202
    (inbound,) = box.accepted
    got = {name: getattr(inbound, name) for name in expected}
    assert (got, inbound.event_id, inbound.sequence) == (expected, body["id"], 17)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"text": "x"}, 400),
        ({"id": "1", "text": "x"}, 400),
        ({"id": str(uuid.uuid4()).upper(), "text": "x"}, 400),
        (message(), 400),
        (message(text=7), 400),
        (message(text="  \n"), 400),
        (message(text="ă" * 4097), 413),
        (message(text="x" * 70_000), 413),
        (message(payload="book"), 400),
        (message(payload="#" + "x" * 64), 400),
        (message(payload="#a", under="7"), 400),
        (message(start="x y"), 400),
        (message(text="x", order=-1), 400),
        (message(text="x", order=True), 400),
        (message(text="x", order=2**53), 400),
        ([], 400),
        ("x", 400),
    ],
)
async def test_what_no_page_posts_is_refused_in_vietnamese(
    client: httpx.AsyncClient, box: Box, body: Any, status: int
) -> None:
    answer = await client.post("/chat/messages", json=body)
    assert answer.status_code == status
    assert answer.json()["error"].endswith((".", "!"))
    assert box.accepted == []


async def test_the_longest_text_is_taken_whole(client: httpx.AsyncClient, box: Box) -> None:
    assert (await client.post("/chat/messages", json=message(text="ă" * 4096))).status_code == 202
    assert box.accepted[0].text == "ă" * 4096


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=200) | st.text(max_size=200).map(lambda text: json.dumps({"id": text}).encode()))
async def test_no_body_is_an_error_of_ours(client: httpx.AsyncClient, body: bytes) -> None:
    for path in ("/chat/messages", "/chat/ack"):
        visitor = f"motcua={secrets.token_urlsafe(32)}"  # each of them another: one alone may not ask so much
        headers = {"content-type": "application/json", "cookie": visitor}
        answer = await client.post(path, content=body, headers=headers)
        assert answer.status_code in {400, 413} or (path == "/chat/ack" and answer.status_code == 204)


async def test_bodies_are_not_read_beyond_their_limit(client: httpx.AsyncClient) -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            read += 1
            yield b" " * 10_000

    answer = await client.post("/chat/messages", content=endless(), headers={"content-type": "application/json"})
    assert answer.status_code == 413
    assert read < 10


@pytest.mark.parametrize("path", ["/chat/messages", "/chat/start", "/chat/ack"])
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"content-type": "text/plain"}, 415),
        ({"content-type": "application/x-www-form-urlencoded"}, 415),
        ({"cookie": "motcua="}, 401),
        ({"cookie": "motcua=" + "ă" * 43}, 401),
    ],
)
async def test_other_sites_and_strangers_are_refused(
    client: httpx.AsyncClient, box: Box, path: str, headers: dict[str, str], status: int
) -> None:
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    if "cookie" in headers:
        client.cookies.clear()
    if "content-type" not in headers:
        raw.append((b"content-type", b"application/json"))
    answer = await client.post(path, content=json.dumps(message(text="x", start="")), headers=raw)
    assert answer.status_code == status
    assert box.accepted == box.acknowledged == []


@pytest.mark.parametrize("headers", [{"origin": "http://chat.test"}, {"sec-fetch-site": "same-origin"}, {}])
async def test_our_own_page_is_let_in(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    assert (await client.post("/chat/messages", json=message(text="x"), headers=headers)).status_code == 202


async def test_behind_a_proxy_the_public_address_is_our_own(box: Box) -> None:
    async with client_of(box, base="https://inner:8080", public_url="https://Chat.example/mot-cua") as client:
        await client.get("/")
        headers = {"origin": "https://chat.example"}
        assert (await client.post("/chat/messages", json=message(text="x"), headers=headers)).status_code == 202


@pytest.mark.parametrize("path", ["/chat/history", "/chat/poll", "/chat/events"])
async def test_reading_needs_the_session_and_our_own_page(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path, headers={"sec-fetch-site": "cross-site"})).status_code == 403
    client.cookies.clear()
    assert (await client.get(path)).status_code == 401
