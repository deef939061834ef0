"""Server-sent events, at the server's end of the wire."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from bot.conversation.messages import Reply
from bot.platforms.webchat import WebChatConfig
from bot.platforms.webchat.limits import WebLimits
from bot.platforms.webchat.streams import EventStream
from tests.unit.platforms.webchat.box import AS_OF, KEY, Box


class Wire:
    """The server's end of one streaming request."""

    def __init__(self, box: Box, after: int = 0, limits: WebLimits | None = None, **options: Any) -> None:
        self.gone = asyncio.Event()
        self.closing = asyncio.Event()
        self.events: asyncio.Queue[tuple[str, str, Any]] = asyncio.Queue()
        config = WebChatConfig(**{"session_key": KEY, "answers_for": lambda: AS_OF, "heartbeat": 0.05, **options})
        self.limits = limits or WebLimits(streams=10, address_per_second=100)
        stream = EventStream(
            box,
            "any",
            after,
            config=config,
            closing=self.closing,
            greeting=lambda: {"date": "d"},
            place=self.limits.place("any"),
        )
        self.task = asyncio.create_task(stream({"type": "http"}, self._receive, self._send))

    async def _receive(self) -> dict[str, Any]:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, part: Any) -> None:
        for lines in part.get("body", b"").decode().split("\n\n"):
            fields = dict(line.split(": ", 1) for line in lines.splitlines())
            if fields:
                self.events.put_nowait((fields["event"], fields.get("id", ""), json.loads(fields["data"])))

    async def next(self, name: str) -> tuple[str, Any]:
        """Return id and data of the next event that is no beat, or of the next beat."""
        while True:
            found, event_id, data = await asyncio.wait_for(self.events.get(), 10)
            if found == name:
                return event_id, data
            assert found == "beat", found


async def test_a_stream_greets_gives_what_lies_there_then_what_comes(box: Box) -> None:
    box.say(1, Reply("một"))
    box.say(2, Reply("hai\nhàng"))
    wire = Wire(box, after=1)
    assert (await wire.next("hello"))[1] == {"date": "d"}
    event_id, data = await wire.next("message")
    assert (event_id, data["text"]) == ("2", "hai\nhàng")
    await wire.next("beat")
    box.say(3, Reply("ba"))
    assert (await wire.next("message"))[0] == "3"
    wire.gone.set()
    await wire.task
    assert box.watchers == set()


async def test_a_stream_gives_more_than_one_batch(box: Box) -> None:
    for number in range(1, 121):
        box.say(number, Reply("x"))
    wire = Wire(box)
    await wire.next("hello")
    assert [int((await wire.next("message"))[0]) for _ in range(120)] == list(range(1, 121))
    wire.gone.set()
    await wire.task


async def test_a_stream_ends_when_the_server_closes_or_it_is_old(box: Box) -> None:
    wire = Wire(box, heartbeat=60)
    await wire.next("hello")
    wire.closing.set()
    await wire.next("bye")
    await wire.task
    old = Wire(box, stream_seconds=0.1)
    await old.next("hello")
    await old.next("bye")
    await old.task
    assert box.watchers == set()


async def test_a_stream_that_cannot_read_breaks_without_asking_to_come_again(box: Box) -> None:
    wire = Wire(box)
    await wire.next("hello")
    await wire.next("beat")
    box.broken = True
    box.say(1, Reply("một"))
    await wire.task
    assert "bye" not in [name for name, _, _ in wire.events._queue]


async def test_the_oldest_of_too_many_streams_of_a_person_ends_and_its_place_is_free(box: Box) -> None:
    limits = WebLimits(streams=100, address_per_second=100)
    wires = [Wire(box, limits=limits, heartbeat=60) for _ in range(9)]
    for wire in wires:
        await wire.next("hello")
    await asyncio.wait_for(wires[0].task, 10)
    assert limits.waiting == 8
    box.say(1, Reply("một"))
    for wire in wires[1:]:
        assert (await wire.next("message"))[0] == "1"
        wire.gone.set()
        await wire.task
    assert limits.waiting == 0
    assert box.watchers == set()
