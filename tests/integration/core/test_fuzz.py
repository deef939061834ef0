"""Whatever is posted to the webhooks: an answer, no mistake of ours, and no secret in a log."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import httpx
import pytest
from hypothesis import HealthCheck, given, settings

from bot.platforms.telegram import webhook_secret as telegram_secret
from bot.platforms.zalo_bot import webhook_secret as zalo_bot_secret
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram.rates import Rates
from tests.fakes.zalo import FakeZalo
from tests.fakes.zalo.world import APP_SECRET, BOT_TOKEN, OA_SECRET
from tests.processes import SECRET_KEY
from tests.updates import TOKEN
from tests.waiting import wait_until
from tests.webhook_bodies import Call, calls

if TYPE_CHECKING:
    from tests.processes import BotProcess

SECRETS = (
    TOKEN, TOKEN.partition(":")[2], telegram_secret(TOKEN), APP_SECRET, OA_SECRET, BOT_TOKEN,
    zalo_bot_secret(BOT_TOKEN), SECRET_KEY,
)  # fmt: skip


FOR_OPERATORS = {"the account revoked the app's permission"}
"""What platforms tell that somebody has to act upon."""


@pytest.fixture
def telegram():
    with FakeTelegram(token=TOKEN, rates=Rates(0, 0, 0, 0, 0)) as server:
        yield server


@pytest.fixture
def zalo():
    with FakeZalo() as server:
        yield server


@pytest.fixture
def bot(start_bot, zalo):
    unlimited = ("TELEGRAM_PER_SECOND", "TELEGRAM_CHAT_PER_SECOND", "ZALO_PER_SECOND", "ZALO_BOT_PER_SECOND")
    return start_bot(**zalo.env(), **dict.fromkeys(unlimited, "0"), LOG_LEVEL="DEBUG")


def _fuzz(bot: BotProcess, rows, cases: int) -> dict[int, int]:
    """Post so many calls; status → how often it came."""
    statuses: dict[int, int] = {}
    with httpx.Client(base_url=bot.url, trust_env=False, timeout=30) as client:

        @settings(max_examples=cases, deadline=None, suppress_health_check=list(HealthCheck))
        @given(call=calls())
        def post(call: Call) -> None:
            answer = client.post(call.path, content=call.body, headers=call.headers)
            statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1
            assert answer.status_code in ({200, 400, 401} if call.ours else {400, 401})
            assert not any(secret in answer.text for secret in SECRETS)

        post()
    wait_until(lambda: rows.open() == 0, 600)
    assert bot.alive
    assert rows("SELECT last_error FROM inbox WHERE status = 'parked'") == []
    assert_a_clean_log(bot)
    return statuses


def assert_a_clean_log(bot: BotProcess) -> None:
    """Nothing went wrong that is our mistake, and no line tells a secret."""
    with bot.log.open(errors="replace") as lines:
        for line in lines:
            assert not any(secret in line for secret in SECRETS), "a secret stands in the log"
            assert "Traceback" not in line, line
            assert line.startswith("{"), line
            told = json.loads(line)
            assert told["level"] in {"debug", "info", "warning"} or told["message"] in FOR_OPERATORS, line


def test_anything_posted_to_a_webhook_is_answered(bot, rows):
    statuses = _fuzz(bot, rows, 500)
    assert statuses[200] > 190, "hardly anything came through: the cases are too wild"
    # Some 15 in 100 cases are messages; chance shall not decide.
    assert rows("SELECT count(*) AS n FROM inbox WHERE status = 'done'")[0]["n"] > 25


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_anything_posted_to_a_webhook_is_answered_long(bot, rows, table):
    cases = int(os.environ.get("SOAK_CASES", "50000"))
    statuses = _fuzz(bot, rows, cases)
    (found,) = rows("SELECT count(*) AS inbox, (SELECT count(*) FROM outbox) AS outbox FROM inbox")
    table(
        "Anything posted to the webhooks",
        cases=sum(statuses.values()),
        answers=dict(sorted(statuses.items())),
        messages_taken=found["inbox"],
        messages_said=found["outbox"],
        server_errors=0,
        secrets_in_the_log=0,
    )
