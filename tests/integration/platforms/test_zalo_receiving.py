"""Whatever is posted to Zalo's webhooks: an answer, never an exception, and no secret in a log."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.platforms.contract import RawRequest, RequestRefused
from bot.platforms.zalo_bot import webhook_secret
from tests.fakes.zalo.webhooks import encode, sign
from tests.fakes.zalo.world import APP_ID, APP_SECRET, BOT_TOKEN, OA_ID, OA_SECRET
from tests.integration.platforms.harness_zalo_bot import ZaloBotHarness
from tests.integration.platforms.harness_zalo_oa import ZaloOaHarness
from tests.integration.platforms.strategies import json_values

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.platforms.contract import Platform

SECRETS = (APP_SECRET, OA_SECRET, BOT_TOKEN, webhook_secret(BOT_TOKEN))
EVENTS = (
    "user_send_text", "user_send_location", "user_send_link", "user_submit_info", "follow", "unfollow", "oa_send_text",
    "user_seen_message", "user_received_message", "permission_revoked", "message.text.received",
)  # fmt: skip
KEYS = ("sender", "recipient", "message", "follower", "info", "oa_id", "result", "event_name", "app_id", "from", "chat")

events = st.builds(
    lambda name, rest: {"event_name": name, **rest},
    st.sampled_from(EVENTS),
    st.dictionaries(st.sampled_from(KEYS), json_values | st.just({"id": OA_ID}), max_size=5),
)
bodies = st.one_of(st.binary(max_size=60), json_values.map(lambda value: json.dumps(value).encode()), events)
one_fixture = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
async def oa() -> AsyncIterator[ZaloOaHarness]:
    async with ZaloOaHarness() as harness:
        yield harness


@pytest.fixture
async def bot() -> AsyncIterator[ZaloBotHarness]:
    async with ZaloBotHarness() as harness:
        yield harness


def answer(platform: Platform, request: RawRequest) -> tuple[int, str]:
    """The status that the call would get, and what it would be told."""
    try:
        arrived = platform.receive(request)
    except RequestRefused as error:
        return error.status, str(error)
    for inbound in arrived:
        json.dumps(inbound.to_json()).encode()
    return 200, ""


@one_fixture
@given(body=bodies, signed=st.booleans())
async def test_any_call_to_the_account_is_answered(
    oa: ZaloOaHarness, caplog: pytest.LogCaptureFixture, body: Any, signed: bool
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.clear()
    stamp = str(oa.zalo.world.milliseconds())
    if isinstance(body, dict):
        body = json.dumps({"app_id": APP_ID, "timestamp": stamp, **body}).encode()
    headers = sign(body, stamp) if signed else {"X-ZEvent-Signature": f"mac={OA_SECRET}"}
    status, told = answer(oa.platform, RawRequest(headers, body))
    assert status in ({200, 400, 401} if signed else {400, 401})
    assert not any(secret in caplog.text + told for secret in SECRETS)


@one_fixture
@given(body=bodies, signed=st.booleans())
async def test_any_call_to_the_bot_is_answered(
    bot: ZaloBotHarness, caplog: pytest.LogCaptureFixture, body: Any, signed: bool
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.clear()
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"X-Bot-Api-Secret-Token": webhook_secret(BOT_TOKEN) if signed else BOT_TOKEN}
    status, told = answer(bot.platform, RawRequest(headers, raw))
    assert status in ({200, 400} if signed else {401})
    assert not any(secret in caplog.text + told for secret in SECRETS)


@pytest.mark.parametrize(
    ("ago", "taken"),
    [
        (timedelta(), True),
        (timedelta(hours=2), True),  # Zalo's last repetition
        (timedelta(hours=23, minutes=59), True),
        (timedelta(hours=24, minutes=1), False),
        (timedelta(hours=-1), True),  # a clock that is put back
        (timedelta(days=-2), False),
    ],
)
async def test_events_of_the_last_day_are_taken(oa: ZaloOaHarness, ago: timedelta, taken: bool) -> None:
    at = str(int((datetime.now(UTC) - ago).timestamp() * 1000))
    event = {
        "app_id": APP_ID, "sender": {"id": "1"}, "recipient": {"id": OA_ID}, "event_name": "user_send_text",
        "message": {"text": "x", "msg_id": "m"}, "timestamp": at,
    }  # fmt: skip
    body = encode(event)
    if taken:
        assert len(oa.platform.receive(RawRequest(sign(body, at), body))) == 1
        return
    with pytest.raises(RequestRefused, match="older than a day"):
        oa.platform.receive(RawRequest(sign(body, at), body))
