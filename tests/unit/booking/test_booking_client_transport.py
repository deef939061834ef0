"""What the client retries, when it gives up, and what it makes of strange answers."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import time

import httpx
import pytest

from booking_client import (
    BookingClient,
    BookingUnavailable,
    CircuitBreaker,
    CircuitOpen,
    OpeningFull,
    UnexpectedAnswer,
)

HOLD = {
    "id": "00000000-0000-0000-0000-000000000001",
    "opening_id": 1,
    "unit_id": "u",
    "unit_name": "U",
    "date": "2021-08-23",
    "half_day": "morning",
    "window": {"start": "2021-08-23T07:00:00+07:00", "end": "2021-08-23T07:30:00+07:00"},
    "procedure": "1",
    "dossiers": 1,
    "people": 1,
    "owner": None,
    "expires_at": "2021-08-22T12:10:00+07:00",
    "something_new": {"that": "this client does not know"},
}
FULL = {"type": "urn:motcua:booking:opening-full", "title": "t", "status": 409, "detail": "d", "places_left": 1}


def problem(slug: str, status: int) -> httpx.Response:
    return httpx.Response(status, json=FULL | {"type": f"urn:motcua:booking:{slug}", "status": status})


class Script(httpx.AsyncBaseTransport):
    """Answers calls one after the other; the last answer stays."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)


def client(script: httpx.AsyncBaseTransport, **options) -> BookingClient:
    return BookingClient("http://booking.test", "token", transport=script, **options)


@pytest.mark.parametrize(
    "failure",
    [
        httpx.ConnectError("no"),
        httpx.ReadError("gone"),
        httpx.RemoteProtocolError("half"),
        httpx.ReadTimeout("slow"),
        httpx.Response(503, headers={"Retry-After": "0"}),
        httpx.Response(500),
        httpx.Response(502, text="<html>"),
    ],
    ids=repr,
)
async def test_a_change_is_sent_again_under_the_same_key(failure):
    script = Script(failure, failure, httpx.Response(201, json=HOLD))
    async with client(script) as booking:
        hold = await booking.hold(1, procedure="1", acting_staff="Trần Thị Demo")
    assert hold.window.start == dt.datetime(2021, 8, 23, 7, tzinfo=dt.timezone(dt.timedelta(hours=7)))
    assert len(script.requests) == 3
    assert len({request.headers["Idempotency-Key"] for request in script.requests}) == 1
    assert len({request.content for request in script.requests}) == 1
    assert script.requests[0].headers["X-Acting-Staff"] == "Tr%E1%BA%A7n%20Th%E1%BB%8B%20Demo"


async def test_each_call_without_a_key_is_a_request_of_its_own():
    script = Script(httpx.Response(201, json=HOLD))
    async with client(script) as booking:
        await booking.hold(1, procedure="1")
        await booking.hold(1, procedure="1", key="mine")
        await booking.hold(1, procedure="1")
    keys = [request.headers["Idempotency-Key"] for request in script.requests]
    assert keys[1] == "mine"
    assert len(set(keys)) == 3


async def test_a_refusal_is_not_retried():
    script = Script(httpx.Response(409, json=FULL))
    async with client(script) as booking:
        with pytest.raises(OpeningFull) as refused:
            await booking.hold(1, procedure="1")
    assert (refused.value.status, refused.value.places_left, len(script.requests)) == (409, 1, 1)


@pytest.mark.parametrize(
    ("failure", "unknown"),
    [
        (httpx.ConnectError("no"), False),
        (httpx.Response(503), False),
        (httpx.ReadTimeout("slow"), True),
        (httpx.Response(500), True),
    ],
    ids=repr,
)
async def test_giving_up_says_whether_the_change_may_have_been_made(failure, unknown):
    async with client(Script(failure), timeout=0.1) as booking:
        with pytest.raises(BookingUnavailable) as gone:
            await booking.hold(1, procedure="1")
        with pytest.raises(BookingUnavailable) as not_read:
            await booking.list_units(timeout=0.05)
    assert gone.value.outcome_unknown is unknown
    assert not_read.value.outcome_unknown is False


class Never(httpx.AsyncBaseTransport):
    """Never answers, and does not even keep the time-outs it is given."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError(request)


async def test_a_deadline_that_is_over_before_anything_went_out_leaves_nothing_unknown():
    """A machine so busy that the deadline passes between the call and the connection."""
    async with BookingClient("http://127.0.0.1:9", "no-token-0123456789", timeout=0.05) as booking:
        call = asyncio.create_task(booking.hold(1, procedure="1"))
        while not call.done():
            await asyncio.sleep(0)
            time.sleep(0.03)  # noqa: ASYNC251 - the event loop is what is kept busy
        with pytest.raises(BookingUnavailable) as gone:
            await call
    assert not gone.value.outcome_unknown


async def test_the_deadline_holds_whatever_the_network_does():
    async with client(Never(), timeout=0.1) as booking, asyncio.timeout(5):
        with pytest.raises(BookingUnavailable) as gone:
            await booking.hold(1, procedure="1")
    assert gone.value.outcome_unknown


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, text="not json"),
        httpx.Response(200, json={"items": {}}),
        httpx.Response(200, json=[]),
        httpx.Response(200, json={"items": [{"id": 7}]}),
        httpx.Response(404, text="nginx"),
        httpx.Response(404, json={"detail": "Not Found"}),
        problem("of-tomorrow", 409),
        httpx.Response(302),
    ],
    ids=lambda answer: f"{answer.status_code} {answer.text[:20]}",
)
async def test_an_answer_outside_the_contract_is_named_so(answer):
    async with client(Script(answer)) as booking:
        with pytest.raises(UnexpectedAnswer):
            await booking.list_units()


@pytest.mark.parametrize(
    ("member", "value"), [("date", "soon"), ("half_day", "night"), ("dossiers", "1"), ("id", None)]
)
async def test_a_member_of_another_type_is_outside_the_contract(member, value):
    async with client(Script(httpx.Response(201, json=HOLD | {member: value}))) as booking:
        with pytest.raises(UnexpectedAnswer, match="not a Hold"):
            await booking.hold(1, procedure="1")


async def test_the_circuit_opens_after_failures_in_a_row_and_closes_again():
    now = 0.0
    breaker = CircuitBreaker(threshold=2, open_for=10, clock=lambda: now)
    script = Script(httpx.ConnectError("no"))
    async with client(script, timeout=0.02, breaker=breaker) as booking:
        for _ in range(2):
            with pytest.raises(BookingUnavailable):
                await booking.list_units()
        asked = len(script.requests)
        with pytest.raises(CircuitOpen) as refused:
            await booking.list_units()
        assert (len(script.requests), refused.value.retry_after) == (asked, 10)

        now = 10.5
        with pytest.raises(BookingUnavailable) as tried:
            await booking.list_units()
        assert not isinstance(tried.value, CircuitOpen)
        with pytest.raises(CircuitOpen):
            await booking.list_units()

        now = 21
        script.answers = [httpx.Response(409, json=FULL)]
        with pytest.raises(OpeningFull):
            await booking.list_units()
        assert not breaker.is_open
        script.answers = [httpx.Response(200, json={"items": []})]
        assert await booking.list_units() == ()


def test_half_open_lets_one_call_through_and_a_lost_one_does_not_shut_it_for_good():
    now = 0.0
    breaker = CircuitBreaker(threshold=1, open_for=5, clock=lambda: now)
    breaker.failed()
    now = 5
    breaker.before()
    with pytest.raises(CircuitOpen):
        breaker.before()
    now = 10
    breaker.before()
    breaker.succeeded()
    breaker.before()


async def test_a_failure_between_successes_does_not_open_the_circuit():
    breaker = CircuitBreaker(threshold=2)
    for _ in range(5):
        breaker.failed()
        breaker.succeeded()
    assert not breaker.is_open


async def test_a_moment_is_sent_as_it_is():
    script = Script(httpx.Response(200, json={"items": []}))
    moment = dt.datetime(2021, 8, 22, 12, tzinfo=dt.timezone(dt.timedelta(hours=7)))
    async with client(script) as booking:
        await booking.list_openings(["a", "b"], start=moment.date(), only_open=True, as_of=moment)
    sent = script.requests[0]
    assert sent.headers["X-As-Of"] == "2021-08-22T12:00:00+07:00"
    assert sent.url.params.get_list("unit") == ["a", "b"]
    assert json.dumps(dict(sent.url.params)).count("2021-08-22") == 1
