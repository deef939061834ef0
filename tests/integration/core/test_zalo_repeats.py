"""Calls that Zalo repeats: after 30 s, 5, 15 and 30 minutes, an hour; each event is answered once, the last one too."""

from __future__ import annotations

import shutil

import httpx
import pytest

from tests.fakes.zalo import FakeZalo
from tests.fakes.zalo.webhooks import RETRY_AFTER
from tests.processes import BotProcess, free_port
from tests.rows import Rows
from tests.waiting import wait_until


@pytest.fixture
def zalo():
    with FakeZalo() as zalo:
        zalo.webhooks.retry_after = RETRY_AFTER
        yield zalo


def tried(zalo, times):
    """Wait until the newest event was delivered so many times."""
    wait_until(lambda: len(zalo.webhooks.answers) >= times)


def test_what_is_said_while_no_process_runs_is_answered_two_hours_later(zalo, bot_database, rows, tmp_path):
    bot = BotProcess(bot_database, tmp_path, zalo.env())
    zalo.webhooks.url = f"{bot.url}/webhooks/zalo/oa"
    zalo.world.skip(-sum(RETRY_AFTER))  # the last repetition is now
    citizen = zalo.follower()
    citizen.type("xin chào")
    tried(zalo, 1)
    for times, pause in enumerate(RETRY_AFTER[:-1], 2):
        zalo.world.skip(pause)
        tried(zalo, times)
    assert set(zalo.webhooks.answers) == {0}
    try:
        bot.start()
        zalo.world.skip(RETRY_AFTER[-1])
        citizen.wait(lambda: citizen.last, 60)
        wait_until(lambda: len(zalo.webhooks.answers) > len(RETRY_AFTER))
    finally:
        bot.stop()
    assert zalo.webhooks.repeated == [1, 2, 3, 4, 5]
    # Behind it come the events of the answer itself, some of them when the process has ended.
    assert zalo.webhooks.answers[len(RETRY_AFTER)] == 200
    assert not zalo.webhooks.disabled
    assert [row["status"] for row in rows("SELECT status FROM inbox")] == ["done"]


def test_what_was_answered_503_is_repeated_and_answered_once(zalo, own_postgres, own_bot, tmp_path):
    bot = own_bot(**zalo.env())
    rows = Rows(own_postgres.url("motcua"))
    zalo.webhooks.url = f"{bot.url}/webhooks/zalo/oa"
    spool = tmp_path / "spool"
    own_postgres.stop(immediate=True)
    shutil.rmtree(spool)
    spool.write_text("no folder any more")
    citizen = zalo.follower()
    citizen.type("xin chào")
    tried(zalo, 1)
    zalo.world.skip(RETRY_AFTER[0])
    tried(zalo, 2)
    assert zalo.webhooks.answers == [503, 503]
    spool.unlink()
    own_postgres.start()
    wait_until(lambda: httpx.get(f"{bot.url}/readyz", trust_env=False).json()["parts"]["database"]["ok"])
    zalo.world.skip(RETRY_AFTER[1])
    citizen.wait(lambda: citizen.last, 60)
    wait_until(lambda: len(zalo.webhooks.answers) > 2)
    assert zalo.webhooks.answers[2] == 200
    assert zalo.webhooks.repeated == [1, 2]
    assert [row["status"] for row in rows("SELECT status FROM inbox")] == ["done"]
    assert len(citizen.messages()) == rows("SELECT count(*) AS n FROM outbox")[0]["n"]


def test_an_answer_that_is_lost_on_its_way_costs_nothing(zalo, start_bot, rows):
    bot = start_bot(**zalo.env())
    zalo.webhooks.url = f"{bot.url}/webhooks/zalo/oa"
    zalo.webhooks.unheard = 1
    citizen = zalo.follower()
    citizen.type("xin chào")
    citizen.wait(lambda: citizen.last)
    zalo.world.skip(RETRY_AFTER[0])
    wait_until(lambda: zalo.webhooks.repeated == [1] and zalo.webhooks.waiting == [])
    wait_until(lambda: zalo.webhooks.answers.count(200) >= 2)
    assert zalo.webhooks.answers.count(0) == 1
    assert [row["status"] for row in rows("SELECT status FROM inbox")] == ["done"]
    assert len(citizen.messages()) == rows("SELECT count(*) AS n FROM outbox")[0]["n"]


def test_zalo_gives_up_after_the_fifth_repetition(zalo):
    """What the fake does then: nothing comes until a person has switched the webhook on again (docs/zalo.md)."""
    zalo.webhooks.url = f"http://127.0.0.1:{free_port()}/webhooks/zalo/oa"
    citizen = zalo.follower()
    citizen.type("xin chào")
    tried(zalo, 1)
    for times, pause in enumerate(RETRY_AFTER, 2):
        assert not zalo.webhooks.disabled
        zalo.world.skip(pause)
        tried(zalo, times)
    wait_until(lambda: zalo.webhooks.disabled)
    citizen.type("có ai không?")
    wait_until(lambda: zalo.world.events == [])
    assert len(zalo.webhooks.answers) == 1 + len(RETRY_AFTER)
