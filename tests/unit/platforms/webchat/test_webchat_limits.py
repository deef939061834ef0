"""What one session, one address and all pages together may ask; what is above is told when to come again."""

from __future__ import annotations

import itertools
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette

from bot.platforms.contract import TooManyRequests
from bot.platforms.webchat import WebChatConfig, build_routes
from bot.platforms.webchat.limits import Allowance, WebLimits, network_of
from tests.unit.platforms.webchat.box import AS_OF, KEY, Box, message

PUBLIC, OTHER = "8.8.8.8", "8.8.4.4"


def visitor(box_or_app: Any, session: str, address: str = "127.0.0.1") -> httpx.AsyncClient:
    transport = httpx.ASGITransport(box_or_app, client=(address, 40_000))
    return httpx.AsyncClient(transport=transport, base_url="http://chat.test", cookies={"motcua": session * 43})


@pytest.fixture
def app(box: Box) -> Starlette:
    """The web chat at one moment: a second that passes between two calls, as on a busy machine, would allow more."""
    config = WebChatConfig(
        session_key=KEY, answers_for=lambda: AS_OF, poll_seconds=0.2, address_per_second=5, streams=3, now=lambda: 1.0
    )
    return Starlette(routes=build_routes(box, box, config))


async def posted(client: httpx.AsyncClient, times: int) -> list[httpx.Response]:
    return [await client.post("/chat/messages", json=message(text="xin chào")) for _ in range(times)]


async def test_a_session_that_posts_without_end_is_told_when_to_come_again_and_others_are_not(
    app: Starlette, box: Box
) -> None:
    async with visitor(app, "a") as flooding, visitor(app, "b") as other:
        answers = await posted(flooding, 40)
        statuses = [answer.status_code for answer in answers]
        assert statuses == [202] * 20 + [429] * 20
        refused = answers[20]
        assert int(refused.headers["retry-after"]) >= 1
        assert "gửi lại" in refused.json()["error"]
        assert [answer.status_code for answer in await posted(other, 3)] == [202] * 3
    assert len(box.accepted) == statuses.count(202) + 3


async def test_many_sessions_of_one_public_address_count_together(app: Starlette) -> None:
    answers = []
    for letter in itertools.islice("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 60):
        async with visitor(app, letter, PUBLIC) as one:
            answers += await posted(one, 1)
    assert [answer.status_code for answer in answers] == [202] * 50 + [429] * 10
    async with visitor(app, "-", OTHER) as elsewhere:
        assert [answer.status_code for answer in await posted(elsewhere, 2)] == [202] * 2


async def test_a_proxy_whose_word_is_not_trusted_does_not_make_everybody_one(app: Starlette) -> None:
    for letter in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789":
        async with visitor(app, letter, "10.0.0.2") as one:
            assert [answer.status_code for answer in await posted(one, 1)] == [202]


async def test_histories_without_end_are_refused_too(app: Starlette) -> None:
    async with visitor(app, "a") as one:
        statuses = [(await one.get("/chat/history")).status_code for _ in range(70)]
    assert statuses == [200] * 60 + [429] * 10


async def test_pages_that_wait_have_so_many_places_and_give_them_back(app: Starlette) -> None:
    for _ in range(5):
        async with visitor(app, "a") as one:
            assert (await one.get("/chat/poll?wait=0")).status_code == 200


def test_all_places_of_a_process_taken_is_said() -> None:
    limits = WebLimits(streams=2, address_per_second=100)
    with limits.place("a"), limits.place("b"), pytest.raises(TooManyRequests):
        limits.place("c")
    with limits.place("c"):
        assert limits.waiting == 1


@given(
    at_once=st.integers(1, 30),
    per_second=st.floats(0.1, 50),
    pauses=st.lists(st.floats(0, 5), min_size=1, max_size=200),
)
def test_no_stretch_of_time_holds_more_than_allowed(at_once: int, per_second: float, pauses: list[float]) -> None:
    clock = 0.0
    allowance = Allowance(at_once, per_second, lambda: clock)
    taken = []
    for pause in pauses:
        clock += pause
        if allowance.take("a") == 0.0:
            taken.append(clock)
    assert taken, "the first one is always allowed"
    for first, last in itertools.combinations_with_replacement(range(len(taken)), 2):
        assert last - first + 1 <= at_once + (taken[last] - taken[first]) * per_second + 1e-6


@given(at_once=st.integers(1, 30), per_second=st.floats(0.1, 50), calls=st.integers(1, 100))
def test_after_the_seconds_that_are_told_a_call_is_allowed(at_once: int, per_second: float, calls: int) -> None:
    clock = 1000.0
    allowance = Allowance(at_once, per_second, lambda: clock)
    waits = [allowance.take("a") for _ in range(calls)]
    clock += waits[-1] + 1e-9 * clock
    assert allowance.take("a") == 0.0 or waits[-1] == 0.0


@pytest.mark.parametrize(
    ("address", "network"),
    [
        (PUBLIC, PUBLIC), ("10.1.2.3", None), ("127.0.0.1", None), ("::1", None), ("unix", None), (None, None),
        ("2001:4860:4860::8888", "2001:4860:4860::/64"), ("2001:4860:4860::1:2", "2001:4860:4860::/64"),
    ],
)  # fmt: skip
def test_what_counts_as_one_address(address: str | None, network: str | None) -> None:
    assert network_of(address) == network
