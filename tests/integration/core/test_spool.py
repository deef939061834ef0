"""The file where updates wait: each comes out once and whole, whatever is written meanwhile."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from bot.conversation.messages import Inbound, PlatformName
from bot.conversation.spool import Spool, Spooled

AT = datetime(2021, 8, 22, 9, tzinfo=UTC)


@pytest.fixture
def spool(tmp_path):
    spool = Spool(tmp_path)
    yield spool
    spool.close()


def update(number):
    return Spooled(Inbound(PlatformName.TELEGRAM, str(number), "1", "1", text="xin chào", sequence=number), AT)


def numbers(found):
    return [spooled.inbound.sequence for spooled in found]


async def test_what_was_replayed_is_not_read_again(spool):
    for number in (2, 1):
        await spool.append(update(number))
    found, end = spool.read()
    assert numbers(found) == [1, 2]
    await spool.append(update(3))
    assert not spool.replayed(end)
    assert not spool.empty
    found, end = spool.read()
    assert numbers(found) == [3]
    assert spool.replayed(end)
    assert spool.empty
    assert spool.read() == ([], 0)


async def test_nothing_is_lost_while_updates_keep_coming(spool):
    taken = []

    async def write(first):
        for number in range(first, first + 200):
            await spool.append(update(number))

    writing = asyncio.gather(*(write(first) for first in range(0, 1000, 200)))
    while True:
        done = writing.done()
        found, end = spool.read()
        taken += numbers(found)
        if spool.replayed(end) and done:
            break
        await asyncio.sleep(0)
    await writing
    assert sorted(taken) == list(range(1000))


async def test_the_next_process_reads_all_of_what_a_dead_one_left(spool, tmp_path):
    for number in range(3):
        await spool.append(update(number))
    _, end = spool.read()
    spool.replayed(end - 1)  # as far as it had come
    spool._file.close()
    after = Spool(tmp_path)
    ((path, waiting),) = after.adopt()
    assert numbers(waiting) == [0, 1, 2]
    path.unlink()
    after.close()
