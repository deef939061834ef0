"""The demo's made-up openings."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from booking_client import HalfDay, OpeningState
from bot.guidance.moments import VIETNAM
from bot.staff.demo import announce_demo_openings, working_half_days
from tests.integration.staff.conftest import SUNDAY, TAC_VAN, TODAY

if TYPE_CHECKING:
    from booking_client import BookingClient
    from bot.conversation.guidance_store import Reference


async def test_units_of_2021_on_the_working_days_after_the_letter(client: BookingClient, reference: Reference) -> None:
    sentence = await announce_demo_openings(client, now=SUNDAY, places=reference.places)
    assert "made up" in sentence
    assert "Xã Tắc Vân" in sentence
    assert "from 23/8/2021 to 27/8/2021" in sentence
    openings = await client.list_openings([TAC_VAN, "ca-mau-2021"], start=dt.date(2021, 8, 22), as_of=SUNDAY)
    assert len(openings) == 20
    assert {opening.state for opening in openings} == {OpeningState.OPEN}
    assert all(2 <= opening.capacity <= 10 for opening in openings)


async def test_a_second_start_changes_nothing(client: BookingClient, reference: Reference) -> None:
    await announce_demo_openings(client, now=SUNDAY, places=reference.places)
    await client.announce(TAC_VAN, dt.date(2021, 8, 23), HalfDay.MORNING, 1, as_of=SUNDAY)
    sentence = await announce_demo_openings(client, now=SUNDAY, places=reference.places)
    assert " 0 new" in sentence
    openings = await client.list_openings([TAC_VAN], start=dt.date(2021, 8, 23), as_of=SUNDAY)
    assert openings[0].capacity == 1


async def test_for_today_the_successors_units(client: BookingClient, reference: Reference) -> None:
    sentence = await announce_demo_openings(client, now=TODAY, places=reference.places)
    assert "Phường Tân Thành" in sentence
    assert "Huyện" not in sentence
    ids = {unit.id for unit in await client.list_units()}
    assert {"phuong-tan-thanh-2025", "phuong-hoa-thanh-2025", "xa-dam-doi-2025", "ca-mau-2025"} <= ids
    assert not any(unit_id.startswith("huyen-") for unit_id in ids)


@pytest.mark.parametrize(
    ("now", "first"),
    [
        (dt.datetime(2021, 8, 23, 6, tzinfo=VIETNAM), (dt.date(2021, 8, 23), HalfDay.MORNING)),
        (dt.datetime(2021, 8, 23, 8, tzinfo=VIETNAM), (dt.date(2021, 8, 23), HalfDay.AFTERNOON)),
        (dt.datetime(2021, 8, 27, 15, tzinfo=VIETNAM), (dt.date(2021, 8, 30), HalfDay.MORNING)),
        (dt.datetime(2021, 9, 1, 15, tzinfo=VIETNAM), (dt.date(2021, 9, 3), HalfDay.MORNING)),
    ],
)
def test_the_first_half_day_begins_after_now(now: dt.datetime, first: tuple[dt.date, HalfDay]) -> None:
    assert next(working_half_days(now, 1)) == first


@given(st.datetimes(dt.datetime(2021, 1, 1), dt.datetime(2030, 1, 1)), st.integers(1, 12))  # noqa: DTZ001
@settings(max_examples=50)
def test_half_days_are_in_order_and_on_working_days(moment: dt.datetime, count: int) -> None:
    now = moment.replace(tzinfo=VIETNAM)
    found = list(working_half_days(now, count))
    assert len(found) == count
    assert found == sorted(found, key=lambda one: (one[0], one[1] is HalfDay.AFTERNOON))
    assert len(set(found)) == count
    assert all(day.weekday() < 5 and day >= now.date() for day, _ in found)
