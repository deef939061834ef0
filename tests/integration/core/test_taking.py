"""Taking the next message and noting what became of the one before, in one statement."""

from __future__ import annotations

import pytest

from bot.delivery import outbox, taking
from bot.delivery.pace import Pace
from bot.platforms.contract import Limits
from tests.fakes.telegram import FakeTelegram
from tests.integration.core.conftest import known, queue
from tests.updates import TOKEN

FREE = Pace.of(Limits(text=4096, choices=0, choice_label=0))


@pytest.fixture
def telegram():
    with FakeTelegram(token=TOKEN) as server:
        yield server


@pytest.fixture
async def take(database):
    """Take a message of Telegram."""
    async with database.turns.connection() as connection:
        await taking.take(connection, "telegram", FREE)  # makes the platform's row

        async def take_one(before=outbox.NO_FATE, pace=FREE):
            return await taking.take(connection, "telegram", pace, before)

        yield take_one


def statuses(rows) -> list[str]:
    return [row["status"] for row in rows("SELECT status FROM outbox ORDER BY id")]


async def test_the_next_message_of_a_chat_follows_as_soon_as_the_one_before_is_noted(rows, telegram, take):
    queue(rows, [known(telegram)], ["một", "hai"])
    first = await take()
    assert isinstance(await take(), taking.Later), "only the head of a chat is taken"
    second = await take(outbox.fate(first.message, "sent", message_id="17"))
    assert second.message.reply.text.startswith("hai")
    assert rows("SELECT status, platform_message_id, lease_until FROM outbox ORDER BY id LIMIT 1") == [
        {"status": "sent", "platform_message_id": "17", "lease_until": None}
    ]
    assert statuses(rows) == ["sent", "sending"]


async def test_what_is_noted_is_under_way_no_more(rows, telegram, take):
    """One under way counts twice, since it may arrive only now: two of a burst of four go out at once, not three."""
    pace = Pace.of(Limits(text=4096, choices=0, choice_label=0, per_second=0.001, burst=4))
    queue(rows, [known(telegram) for _ in range(4)], ["một"])
    first, second = await take(pace=pace), await take(pace=pace)
    assert isinstance(second, taking.Taken)
    assert isinstance(await take(pace=pace), taking.Later)
    assert isinstance(await take(outbox.fate(first.message, "sent"), pace), taking.Taken)


async def test_a_late_note_of_a_message_that_is_sent_again_lets_nothing_pass_it(rows, telegram, take):
    """Its lease ran out, staff had it sent again, and only now comes what became of the first try."""
    queue(rows, [known(telegram)], ["một", "hai"])
    first = await take()
    rows("UPDATE outbox SET status = 'queued', lease_until = NULL WHERE id = %s", first.message.id)
    again = await take(outbox.fate(first.message, "sent"))
    assert (again.message.id, again.message.attempt) == (first.message.id, 2), "it is still the head of its chat"
    assert isinstance(await take(outbox.fate(first.message, "sent")), taking.Later)
    assert statuses(rows) == ["sending", "queued"]


async def test_a_fate_is_noted_though_nothing_may_go_out(rows, telegram, take):
    queue(rows, [known(telegram)], ["một", "hai"])
    first = await take()
    rows("UPDATE platforms SET blocked_until = now() + interval '1 hour' WHERE platform = 'telegram'")
    assert isinstance(await take(outbox.fate(first.message, "sent")), taking.Later)
    assert statuses(rows) == ["sent", "queued"]
