"""The files where updates wait: each comes out once and whole, whatever is written meanwhile."""

from __future__ import annotations

import asyncio
import os
import stat
from datetime import UTC, datetime

import pytest

from bot.conversation.messages import Inbound, PlatformName
from bot.conversation.spool import SET_ASIDE, Spool, Spooled

AT = datetime(2021, 8, 22, 9, tzinfo=UTC)


@pytest.fixture
def spool(tmp_path):
    spool = Spool(tmp_path)
    yield spool
    spool.close()


@pytest.fixture
def other(tmp_path):
    """Another process's."""
    spool = Spool(tmp_path)
    yield spool
    spool.close()


def update(number):
    return Spooled(Inbound(PlatformName.TELEGRAM, str(number), "1", "1", text="xin chào", sequence=number), AT)


def numbers(found):
    return [spooled.inbound.sequence for spooled in found]


async def test_what_was_stored_is_not_read_again(spool):
    for number in (2, 1):
        await spool.append(update(number))
    found = spool.read()
    assert numbers(found.updates) == [1, 2]
    await spool.append(update(3))
    assert not spool.stored(found)
    assert spool.waiting()
    found = spool.read()
    assert numbers(found.updates) == [3]
    assert spool.stored(found)
    assert not spool.waiting()
    assert spool.read().updates == []


async def test_nobody_else_on_the_machine_reads_it(tmp_path):
    spool = Spool(tmp_path / "spool")
    await spool.append(update(1))
    spool.set_aside(update(2))
    spool.close()
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "spool").iterdir()}
    assert (modes, stat.S_IMODE((tmp_path / "spool").stat().st_mode)) == ({0o600}, 0o700)


async def test_nothing_is_lost_while_updates_keep_coming(spool):
    taken = []

    async def write(first):
        for number in range(first, first + 200):
            await spool.append(update(number))

    writing = asyncio.gather(*(write(first) for first in range(0, 1000, 200)))
    while True:
        done = writing.done()
        found = await asyncio.to_thread(spool.read)
        taken += numbers(found.updates)
        if spool.stored(found) and done:
            break
        await asyncio.sleep(0)
    await writing
    assert sorted(taken) == list(range(1000))


async def test_processes_read_what_others_wrote_and_remove_only_their_own(spool, other, tmp_path):
    await spool.append(update(2))
    assert other.waiting()
    await other.append(update(3))
    await spool.append(update(1))
    found = other.read()
    assert numbers(found.updates) == [1, 2, 3]
    assert other.stored(found)
    assert len(list(tmp_path.glob("*.jsonl"))) == 1
    assert spool.waiting()
    await spool.append(update(4))
    assert other.waiting()
    assert numbers(other.read().updates) == [4]
    found = spool.read()
    assert numbers(found.updates) == [1, 2, 4]
    assert spool.stored(found)
    assert not other.waiting()
    assert list(tmp_path.iterdir()) == []


async def test_what_a_full_disk_took_back_hides_nothing_written_later(spool, other, tmp_path):
    await spool.append(update(1))
    (path,) = tmp_path.glob("*.jsonl")
    kept = path.stat().st_size
    await spool.append(update(2))
    assert other.stored(other.read())
    os.truncate(path, kept)
    await spool.append(update(30))
    assert other.waiting()
    assert 30 in numbers(other.read().updates)


async def test_the_next_process_reads_all_of_what_a_dead_one_left(spool, other, tmp_path):
    for number in range(3):
        await spool.append(update(number))
    (path,) = tmp_path.glob("*.jsonl")
    spool.close()
    with path.open("ab") as file:
        file.write(b'{"inbound": {"cut')  # it was killed while writing
    found = other.read()
    assert numbers(found.updates) == [0, 1, 2]
    assert other.stored(found)
    assert list(tmp_path.iterdir()) == []


async def test_what_this_code_cannot_read_is_kept_aside_and_hides_nothing(spool, other, tmp_path):
    await spool.append(update(1))
    (path,) = tmp_path.glob("*.jsonl")
    spool.close()
    strange = [
        b'{"as_of": "2021-08-22T09:00"}',
        b'{"inbound": {"platform": "fax"}, "as_of": "2021-08-22T09:00"}',
        b"[]",
    ]
    with path.open("ab") as file:
        file.writelines(line + b"\n" for line in strange)
    found = other.read()
    assert numbers(found.updates) == [1]
    assert other.stored(found)
    assert not other.waiting()
    assert [each.name for each in tmp_path.iterdir()] == [SET_ASIDE]
    assert (tmp_path / SET_ASIDE).read_bytes().splitlines() == strange
