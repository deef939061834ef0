"""What one person, one phone, one network and one platform may leave for people to do (M3)."""

from __future__ import annotations

import asyncio
import itertools
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from bot.conversation import caps
from bot.conversation.caps import Cap
from bot.conversation.messages import Reply
from bot.conversation.people import CallbackRequest
from bot.db.people import PersonRows
from bot.guidance.moments import VIETNAM

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.db.pool import Database
    from tests.rows import Rows

NOW = datetime(2021, 8, 22, 9, tzinfo=VIETNAM)
_numbers = itertools.count(1)


class Person:
    """Somebody who leaves call-backs and wants a clerk, each in a turn of its own."""

    def __init__(self, database: Database, rows: Rows, platform: str, network: str | None, age: str) -> None:
        self._database = database
        self.platform = platform
        self.network = network
        (made,) = rows(
            """INSERT INTO conversations (platform, chat, sender, created_at)
            VALUES (%s, %s, 'x', now() - %s::interval) RETURNING id""",
            platform,
            f"caps {next(_numbers)}",
            age,
        )
        self.id = made["id"]

    async def _turn[T](self, work: Callable[[PersonRows], Awaitable[T]]) -> T:
        async with self._database.transaction() as connection:
            return await work(PersonRows(connection, self.id, NOW, platform=self.platform, network=self.network))

    async def leave(self, phone: str) -> Cap | None:
        async def work(people: PersonRows) -> Cap | None:
            full = await people.full_for_callback(phone)
            if full is None:
                await people.leave_callback(CallbackRequest("hotline", "hỏi việc", "Demo", phone))
            return full

        return await self._turn(work)

    async def wants_a_clerk(self) -> Cap | None:
        async def work(people: PersonRows) -> Cap | None:
            full = await people.full_for_ticket()
            if full is None:
                await people.open_ticket("telegram", "-100")
            return full

        return await self._turn(work)

    async def subscribes(self, procedure: str) -> Cap | None:
        async def work(people: PersonRows) -> Cap | None:
            full = await people.full_for_subscription()
            if full is None:
                await people.subscribe("procedure", area=None, procedure=procedure, text="…", version="1")
            return full

        return await self._turn(work)

    async def stops(self) -> int:
        return await self._turn(lambda people: people.unsubscribe())


@pytest.fixture
def person(database: Database, rows: Rows) -> Callable[..., Person]:
    """A function that brings a new person."""

    def make(platform: str = "web", network: str | None = None, age: str = "1 hour") -> Person:
        return Person(database, rows, platform, network, age)

    return make


async def test_three_call_backs_of_one_person_wait(person: Callable[..., Person], rows: Rows) -> None:
    one = person("telegram")
    assert [await one.leave(f"091200011{n}") for n in range(4)] == [None] * 3 + [Cap.PERSON]
    rows("UPDATE callbacks SET status = 'closed' WHERE id = (SELECT min(id) FROM callbacks)")
    assert await one.leave("0912000119") is None


async def test_a_phone_is_not_rung_up_for_a_hundred_sessions(person: Callable[..., Person], rows: Rows) -> None:
    people = [person() for _ in range(8)]
    told = await asyncio.gather(*(one.leave("0912000111") for one in people))  # at once
    assert told.count(None) == caps.MOST_CALLBACKS_OF_PHONE
    assert told.count(Cap.PHONE) == 8 - caps.MOST_CALLBACKS_OF_PHONE
    assert rows("SELECT count(*) AS n FROM callbacks") == [{"n": caps.MOST_CALLBACKS_OF_PHONE}]
    assert await people[-1].leave("0912000222") is None


async def test_a_network_and_a_platform_are_full_some_time(person: Callable[..., Person], rows: Rows) -> None:
    for number in range(caps.MOST_CALLBACKS_OF_NETWORK):
        assert await person(network="ab").leave(f"09120002{number:02}") is None
    assert await person(network="ab").leave("0912000300") is Cap.PLATFORM
    assert await person(network="cd").leave("0912000301") is None
    most = caps.MOST_CALLBACKS_OF_PLATFORM["web"]
    rows(
        """INSERT INTO callbacks (conversation_id, desk, reason, name, phone, as_of)
        SELECT %s, 'hotline', 'phá', 'Ma', '0900' || n, now() FROM generate_series(1, %s) AS n""",
        person().id,
        most,
    )
    assert await person(network="ef").leave("0912000302") is Cap.PLATFORM
    assert await person("telegram").leave("0912000303") is None  # a crowd at the page holds nobody up elsewhere


async def test_a_flood_of_new_sessions_does_not_bury_the_clerks(person: Callable[..., Person], rows: Rows) -> None:
    told = await asyncio.gather(*(person(age="1 minute").wants_a_clerk() for _ in range(12)))
    assert told.count(None) == caps.MOST_TICKETS_OF_NEW
    older = [await person().wants_a_clerk() for _ in range(caps.MOST_TICKETS_OF_PLATFORM["web"])]
    assert older.count(None) == caps.MOST_TICKETS_OF_PLATFORM["web"] - caps.MOST_TICKETS_OF_NEW
    assert older[-1] is Cap.PLATFORM
    assert await person("zalo_oa").wants_a_clerk() is None
    rows("UPDATE tickets SET closed_at = now(), closed_by = 'clerk'")
    assert await person().wants_a_clerk() is None


async def test_opened_and_ended_again_and_again(person: Callable[..., Person], rows: Rows) -> None:
    one: Any = person("telegram")
    for _ in range(caps.MOST_TICKETS_IN_A_DAY):
        assert await one.wants_a_clerk() is None
        rows("UPDATE tickets SET closed_at = now(), closed_by = 'person' WHERE closed_at IS NULL")
    assert await one.wants_a_clerk() is Cap.PERSON


async def test_one_who_writes_fast_takes_one_message_of_the_clerks_group(
    person: Callable[..., Person], rows: Rows, database: Database
) -> None:
    """A group takes twenty messages a minute; each word of one person was one of them."""
    one = person("telegram")
    assert await one.wants_a_clerk() is None
    (ticket,) = rows("SELECT id FROM tickets")

    async def say(text: str) -> bool:
        async with database.transaction() as connection:
            return await PersonRows(connection, one.id, NOW).pass_on(ticket["id"], Reply(f"#{ticket['id']}: {text}"))

    assert [await say(f"tin {number}") for number in range(20)] == [True] * 20
    (row,) = rows("SELECT body ->> 'text' AS text FROM outbox")
    assert row["text"].splitlines() == [f"#{ticket['id']}: tin {number}" for number in range(20)]
    rows("UPDATE outbox SET status = 'sending', attempts = 1")
    assert await say("một tin nữa")  # what a sender has taken stays as it is
    assert [row["n"] for row in rows("SELECT count(*) AS n FROM outbox")] == [2]
    told = [await say("dài " * 350) for _ in range(6)]
    assert told == [True, True, True, False, False, False]  # joined, and two more that wait
    assert [await say("ngắn") for _ in range(2)] == [True, True]  # it still fits


async def test_a_person_subscribes_to_so_many_things_and_so_often(person: Callable[..., Person]) -> None:
    one = person("telegram")
    told = [await one.subscribes(str(number)) for number in range(caps.MOST_SUBSCRIPTIONS + 1)]
    assert told == [None] * caps.MOST_SUBSCRIPTIONS + [Cap.PERSON]
    assert await one.stops() == caps.MOST_SUBSCRIPTIONS
    more = caps.MOST_SUBSCRIPTIONS_IN_A_DAY - caps.MOST_SUBSCRIPTIONS
    again = [(await one.subscribes(str(number)), await one.stops()) for number in range(more + 1)]
    assert again == [(None, 1)] * more + [(Cap.PERSON, 0)]  # what was agreed to stays as evidence, row by row


async def test_sessions_of_a_script_are_no_audience(person: Callable[..., Person], rows: Rows) -> None:
    most = caps.MOST_SUBSCRIPTIONS_OF_PLATFORM["web"]
    rows(
        """WITH made AS (INSERT INTO conversations (platform, chat, sender)
            SELECT 'web', 'script ' || n, 'x' FROM generate_series(1, %s) AS n RETURNING id)
        INSERT INTO subscriptions (contact_id, topic, consent_text, consent_version)
        SELECT id, 'rules', '', '1' FROM made""",
        most - 1,
    )
    told = await asyncio.gather(*(person().subscribes("1.001193") for _ in range(4)))  # at once
    assert sorted(map(str, told)) == ["None", *["platform"] * 3]
    assert await person("telegram").subscribes("1.001193") is None
    rows("UPDATE subscriptions SET granted_at = granted_at - interval '25 hours'")
    assert await person().subscribes("1.001193") is None
