"""What the page reads: history, polls, citations."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.conversation.messages import Choice, Outgoing, Reply, Source
from bot.platforms.webchat.ports import StoredMessage, StoredReply
from tests.unit.platforms.webchat.box import AS_OF, Box, message

if TYPE_CHECKING:
    import httpx


async def test_what_cannot_be_taken_or_read_now_is_503(client: httpx.AsyncClient, box: Box) -> None:
    box.broken = True
    answers = [
        await client.post("/chat/messages", json=message(text="x")),
        await client.get("/chat/history"),
        await client.get("/chat/poll"),
    ]
    for answer in answers:
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "3"
        assert "gián đoạn" in answer.json()["error"]


async def test_history_has_both_sides(client: httpx.AsyncClient, box: Box) -> None:
    await client.post("/chat/start", json=message(start=""))
    await client.post("/chat/messages", json=message(text="khai sinh"))
    await client.post("/chat/messages", json=message(payload="#x", under=4))
    box.items = [StoredMessage(inbound, datetime.now(UTC)) for inbound in box.accepted]
    box.say(5, Reply("Dạ.", (Choice("Một", "#m"),)))
    items = (await client.get("/chat/history")).json()["items"]
    assert [item["person"]["kind"] for item in items[:3]] == ["start", "text", "choice"]
    assert items[1]["person"]["text"] == "khai sinh"
    assert (items[2]["person"]["payload"], items[2]["person"]["under"]) == ("#x", 4)
    assert items[3]["bot"]["choices"] == [{"label": "Một", "payload": "#m"}]


def cited(**fields: Any) -> Reply:
    values = {"rule": "R", "document": "D", "paragraph": "p", "effective_from": None, "in_force": False, **fields}
    return Reply("Dạ.", citations=(Source(**values),))


@pytest.mark.parametrize(
    ("fields", "answered_for", "expected"),
    [
        ({"in_force": True, "effective_from": "2021-08-22"}, AS_OF, ("current", "22/8/2021")),
        ({"effective_from": "2021-08-24"}, AS_OF, ("coming", "24/8/2021")),
        ({"effective_from": "2021-08-24T12:00"}, AS_OF, ("coming", "12:00 ngày 24/8/2021")),
        ({"effective_from": "2021-08-22T00:00"}, AS_OF, ("old", "22/8/2021")),
        ({"effective_from": "2021-08-24"}, None, ("old", "24/8/2021")),
        ({}, AS_OF, ("old", None)),
        ({"effective_from": "không rõ"}, AS_OF, ("old", "không rõ")),
        ({"effective_from": "2021-08-23T18:00:00+00:00"}, AS_OF, ("coming", "01:00 ngày 24/8/2021")),
    ],
)
async def test_a_citation_says_whether_it_holds_held_or_will_hold(
    client: httpx.AsyncClient,
    box: Box,
    fields: dict[str, Any],
    answered_for: datetime | None,
    expected: tuple[str, str | None],
) -> None:
    box.say(1, cited(**fields), answered_for)
    (got,) = (await client.get("/chat/poll")).json()["messages"][0]["citations"]
    assert (got["status"], got["from"]) == expected


@pytest.mark.parametrize(
    ("url", "offered"),
    [
        ("https://dichvucong.gov.vn/a?b=c", True),
        ("http://dichvucong.gov.vn", False),
        ("javascript:alert(1)", False),
        ("//evil.example", False),
        ("https://", False),
        ("https://[", False),
        ("data:text/html,x", False),
    ],
)
async def test_only_https_addresses_are_offered(client: httpx.AsyncClient, box: Box, url: str, offered: bool) -> None:
    box.say(1, cited(url=url))
    (got,) = (await client.get("/chat/poll")).json()["messages"][0]["citations"]
    assert got["url"] == (url if offered else None)


async def test_a_poll_gives_what_is_there_or_waits_for_it(client: httpx.AsyncClient, box: Box) -> None:
    assert (await client.get("/chat/poll?after=0&wait=0")).json()["messages"] == []
    box.watched.clear()
    waiting = asyncio.create_task(client.get("/chat/poll?after=0"))
    await box.watched.wait()
    box.say(3, Reply("một"))
    assert [m["id"] for m in (await waiting).json()["messages"]] == [3]
    box.say(4, Reply("hai"))
    assert [m["id"] for m in (await client.get("/chat/poll?after=3")).json()["messages"]] == [4]
    assert (await client.get("/chat/poll?after=4")).json()["messages"] == []
    assert box.watchers == set()


@pytest.mark.parametrize("after", ["x", "-1", "1.5", "²", "9" * 30])
async def test_only_a_number_can_be_asked_from(client: httpx.AsyncClient, after: str) -> None:
    assert (await client.get("/chat/poll", params={"after": after})).status_code == 400


async def test_acknowledging_is_passed_on(client: httpx.AsyncClient, box: Box) -> None:
    assert (await client.post("/chat/ack", json={"up_to": 12})).status_code == 204
    ((chat, up_to),) = box.acknowledged
    assert (len(chat), up_to) == (64, 12)


async def test_a_days_old_page_still_knows_what_is_new(client: httpx.AsyncClient, box: Box) -> None:
    old = datetime.now(UTC) - timedelta(days=3)
    box.items.append(StoredReply(Outgoing(9, "any", Reply("nhắc hẹn")), old))
    got = (await client.get("/chat/poll?after=8")).json()["messages"]
    assert got[0]["at"] == round(old.timestamp() * 1000)
