"""Locked-down areas: the rows, what guidance makes of them, and the booking service's closures."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from booking_client import BookingClient, HalfDay, OpeningState
from bot.staff import area_mirror, areas, operator, units
from bot.staff.errors import Away, NotAllowed, Refused
from bot.staff.finding import find_place
from bot.staff.roles import Role
from tests.integration.staff.conftest import SUNDAY, TAC_VAN
from tests.integration.staff.helpers import MONDAY, TUESDAY, announce, request

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.embedded.parts import BookingService
    from bot.staff.area_mirror import Mirrored
    from bot.staff.office import Office
    from tests.integration.staff.conftest import Desk

START = SUNDAY.replace(hour=0)
END = START + dt.timedelta(days=3)


async def lock(
    office: Office,
    name: str = "TP Cà Mau",
    start: dt.datetime | None = START,
    end: dt.datetime | None = END,
    **more: Any,
) -> Mirrored:
    row = await areas.lock(office, find_place(office.guidance, name, SUNDAY), start, end, **more)
    return await area_mirror.mirror(office, row, action="area.lock")


async def states(office: Office) -> dict[str, set[OpeningState]]:
    return {entry.unit.id: {opening.state for opening in entry.openings} for entry in await units.listed(office)}


async def test_a_district_covers_its_communes_and_tells_whom_to_ring_up(desk: Desk) -> None:
    office = await desk()
    await announce(office)
    await announce(office, "thị trấn Cái Nước")
    booked = (await operator.book(office, request(office))).booking
    done = await lock(office, reason="Ổ dịch thử")
    assert done.problem is None
    assert len(done.units) == 18
    assert [(b.code, b.visitor.phone if b.visitor else None) for b in done.affected] == [(booked.code, "0912000111")]
    after = await desk()
    assert after.guidance.lock_of(TAC_VAN, SUNDAY) is not None
    assert after.guidance.lock_of("tt-cai-nuoc_cai-nuoc", SUNDAY) is None
    found = await states(after)
    assert found[TAC_VAN] == {OpeningState.CLOSED}
    assert found["tt-cai-nuoc_cai-nuoc"] == {OpeningState.OPEN}


async def test_a_unit_inside_that_announces_only_later_is_closed_too(desk: Desk) -> None:
    await lock(await desk())
    office = await desk()
    assert (await announce(office, "phường 8")).state is OpeningState.CLOSED
    assert (await announce(office, "phường 8", day=dt.date(2021, 8, 25))).state is OpeningState.OPEN
    with pytest.raises(Refused, match="phong tỏa"):
        await operator.book(office, request(office, unit="phường 8"))


async def test_the_same_lock_again_changes_nothing(desk: Desk, audited: Callable[[str], list[Any]]) -> None:
    first = await lock(await desk(), reason="Ổ dịch thử")
    again = await lock(await desk())
    assert again.row.id == first.row.id
    assert again.row.reason == "Ổ dịch thử"
    rows = [row for row in audited("area.lock") if "phase" not in row["details"]]
    assert len(rows) == 1
    (listed,) = await areas.listed(await desk())
    assert listed.mirrored


async def test_the_end_can_be_changed_and_history_is_kept(desk: Desk, audited: Callable[[str], list[Any]]) -> None:
    first = await lock(await desk())
    longer = await lock(await desk(), end=END + dt.timedelta(days=7))
    assert longer.row.id == first.row.id
    office = await desk()
    assert office.guidance.lock_of(TAC_VAN, END + dt.timedelta(days=1)) is not None
    assert (await announce(office, day=dt.date(2021, 8, 27))).state is OpeningState.CLOSED
    changes = [row["details"] for row in audited("area.lock") if "before" in row["details"]]
    assert [change["before"]["to"] for change in changes] == [END.isoformat()]


async def test_without_start_it_goes_on_from_the_one_that_holds(desk: Desk) -> None:
    first = await lock(await desk())
    again = await lock(await desk(), start=None, end=END + dt.timedelta(days=1))
    assert (again.row.id, again.row.start) == (first.row.id, START)


async def test_overlapping_ones_are_refused_in_words(desk: Desk) -> None:
    await lock(await desk())
    with pytest.raises(Refused, match=r"đã đặt phong tỏa từ 0:00 ngày 22/8/2021 đến hết ngày 24/8/2021.*--from"):
        await lock(await desk(), start=START + dt.timedelta(days=1), end=END + dt.timedelta(days=1))
    later = await lock(await desk(), start=END, end=END + dt.timedelta(days=1))
    assert later.problem is None
    assert len(await areas.listed(await desk())) == 2


@pytest.mark.parametrize(
    ("start", "end"), [(END, START), (START, START), (START - dt.timedelta(days=9), START - dt.timedelta(days=1))]
)
async def test_stretches_that_cannot_be(desk: Desk, start: dt.datetime, end: dt.datetime) -> None:
    with pytest.raises(Refused, match="Thời"):
        await lock(await desk(), start=start, end=end)


async def test_lifting_opens_again(desk: Desk) -> None:
    await lock(await desk())
    office = await desk()
    await announce(office)
    area = find_place(office.guidance, "TP Cà Mau", SUNDAY)
    ended, later = await areas.unlock(office, area)
    assert ended.end == SUNDAY
    assert later == []
    assert (await area_mirror.mirror(office, ended, action="area.unlock")).problem is None
    after = await desk()
    assert after.guidance.lock_of(TAC_VAN, SUNDAY) is None
    assert (await states(after))[TAC_VAN] == {OpeningState.OPEN}
    assert (await operator.book(after, request(after))).booking.queue_number == 1
    with pytest.raises(Refused, match="không có phong tỏa"):
        await areas.unlock(after, area)
    assert await areas.listed(after) == []
    assert [row.lifted_by for row in await areas.listed(after, over=True)] == ["admin Demo"]


async def test_one_that_has_not_begun_is_taken_back(desk: Desk, client: BookingClient) -> None:
    office = await desk()
    await lock(office, start=END, end=END + dt.timedelta(days=1))
    assert len(await client.list_closures()) == 1
    ended, _ = await areas.unlock(office, find_place(office.guidance, "TP Cà Mau", SUNDAY))
    assert ended.is_empty
    await area_mirror.mirror(office, ended, action="area.unlock")
    assert await client.list_closures() == ()
    assert (await desk()).guidance.lock_of(TAC_VAN, END) is None
    assert (await desk()).guidance.locks == (), "what never held is no reason to ask people where they live"
    again = await lock(await desk(), start=END, end=END + dt.timedelta(days=1))
    assert again.row.id != ended.id


async def test_a_commune_inside_a_locked_district_is_not_lifted_alone(desk: Desk) -> None:
    await lock(await desk())
    office = await desk()
    with pytest.raises(Refused, match="phong tỏa theo Thành phố Cà Mau"):
        await areas.unlock(office, find_place(office.guidance, "xã Tắc Vân", SUNDAY))


async def test_no_end_means_until_it_is_lifted(desk: Desk) -> None:
    done = await lock(await desk(), end=None)
    assert done.row.end is None
    office = await desk()
    assert office.guidance.lock_of(TAC_VAN, SUNDAY + dt.timedelta(days=300)) is not None
    assert (await announce(office, day=dt.date(2021, 12, 24))).state is OpeningState.CLOSED


async def test_the_service_away_leaves_the_lock_standing_and_can_be_told_later(
    desk: Desk, dead_client: BookingClient, audited: Callable[[str], list[Any]]
) -> None:
    office = await desk()
    await announce(office)
    away = await desk(booking=dead_client, seconds=2)
    done = await lock(away)
    assert isinstance(done.problem, Away)
    standing = await desk()
    assert standing.guidance.lock_of(TAC_VAN, SUNDAY) is not None
    assert [row.mirrored for row in await areas.listed(standing)] == [False]
    assert (await states(standing))[TAC_VAN] == {OpeningState.OPEN}
    with pytest.raises(Refused, match="phong tỏa"):
        await operator.book(standing, request(standing))
    assert [one.problem is None for one in await area_mirror.sync(away)] == [False]
    (told,) = await area_mirror.sync(standing)
    assert told.problem is None
    assert (await states(standing))[TAC_VAN] == {OpeningState.CLOSED}
    assert await area_mirror.sync(standing) == []
    assert [row.mirrored for row in await areas.listed(standing)] == [True]
    assert len([row for row in audited("area.lock") if "phase" not in row["details"]]) == 1


async def test_lifted_while_the_service_was_away(desk: Desk, dead_client: BookingClient) -> None:
    await lock(await desk())
    away = await desk(booking=dead_client, seconds=2)
    ended, _ = await areas.unlock(away, find_place(away.guidance, "TP Cà Mau", SUNDAY))
    assert (await area_mirror.mirror(away, ended, action="area.unlock")).problem is not None
    office = await desk()
    assert (await announce(office)).state is OpeningState.CLOSED
    assert [one.problem for one in await area_mirror.sync(office)] == [None]
    assert (await states(office))[TAC_VAN] == {OpeningState.OPEN}


async def test_a_lock_that_reaches_the_service_after_its_lifting_is_put_right(desk: Desk) -> None:
    office = await desk()
    await announce(office)
    area = find_place(office.guidance, "TP Cà Mau", SUNDAY)
    row = await areas.lock(office, area, START, END)
    ended, _ = await areas.unlock(office, area)
    assert (await area_mirror.mirror(office, ended, action="area.unlock")).problem is None
    assert (await area_mirror.mirror(office, row, action="area.lock")).problem is None  # by a slower process
    assert (await states(office))[TAC_VAN] == {OpeningState.CLOSED}
    assert [one.row.end for one in await area_mirror.sync(office)] == [ended.end]
    assert (await states(office))[TAC_VAN] == {OpeningState.OPEN}
    assert await area_mirror.sync(office) == []


async def test_a_unit_locks_what_lies_in_its_area_only(desk: Desk) -> None:
    office = await desk(Role.UNIT, "tp-ca-mau")
    done = await lock(office, "xã Tắc Vân")
    assert done.problem is None
    with pytest.raises(NotAllowed, match="địa bàn của mình"):
        await lock(office, "huyện Cái Nước")
    with pytest.raises(NotAllowed):
        await lock(office, "trung tâm tỉnh")
    with pytest.raises(NotAllowed):
        await areas.unlock(office, find_place(office.guidance, "huyện Cái Nước", SUNDAY))
    await areas.unlock(office, find_place(office.guidance, "xã Tắc Vân", SUNDAY))


async def test_a_clerk_works_with_a_token_that_is_bound_to_the_unit(
    desk: Desk, service: BookingService, booking_url: str
) -> None:
    """No admin's token lies on a commune's machine: its own one opens, locks and lifts there, and nowhere else."""
    token = "bound-" + secrets.token_urlsafe(24)
    with psycopg.connect(booking_url) as owner:
        owner.execute(
            "INSERT INTO service_tokens (name, role, units, token_hash) VALUES (%s, 'unit', %s, %s)",
            [token[:20], [TAC_VAN], hashlib.sha256(token.encode()).hexdigest()],
        )
    async with BookingClient(service.url, token, timeout=20, attempt_timeout=20) as own:
        clerk = await desk(Role.UNIT, TAC_VAN, booking=own)
        await announce(clerk)
        assert (await lock(clerk, "xã Tắc Vân")).problem is None
        assert (await states(clerk))[TAC_VAN] == {OpeningState.CLOSED}
        ended, _ = await areas.unlock(clerk, find_place(clerk.guidance, "xã Tắc Vân", SUNDAY))
        assert (await area_mirror.mirror(clerk, ended, action="area.unlock")).problem is None
        assert (await states(clerk))[TAC_VAN] == {OpeningState.OPEN}
        # Of a wider lock-down the clerk's machine can tell the service nothing; the administrator's can.
        wider = await desk(Role.UNIT, "tp-ca-mau", booking=own)
        assert isinstance((await lock(wider, start=END, end=END + dt.timedelta(days=1))).problem, NotAllowed)
        assert [one.problem for one in await area_mirror.sync(await desk())] == [None]


async def test_a_unit_changes_and_lifts_only_what_units_set(desk: Desk, audited: Callable[[str], list[Any]]) -> None:
    """M11: a commune's clerk could end the lock-down that the province had set, for everybody and at once."""
    await lock(await desk(name="Quản trị Demo"), "xã Tắc Vân")
    clerk = await desk(Role.UNIT, TAC_VAN)
    place = find_place(clerk.guidance, "xã Tắc Vân", SUNDAY)
    with pytest.raises(NotAllowed, match=r"Quản trị Demo đặt.*nhờ quản trị"):
        await areas.unlock(clerk, place)
    for end in (END - dt.timedelta(days=1), END + dt.timedelta(days=1), None):
        with pytest.raises(NotAllowed, match="Quản trị Demo đặt"):
            await areas.lock(clerk, place, START, end)
    same = await areas.lock(clerk, place, START, END)  # nothing is changed by that
    assert same.set_by == "Quản trị Demo"
    assert (await desk()).guidance.lock_of(TAC_VAN, END - dt.timedelta(minutes=1)) is not None
    assert audited("area.unlock") == []

    await areas.unlock(await desk(), place)
    own = await areas.lock(clerk, place, END, END + dt.timedelta(days=1))
    colleague = await desk(Role.UNIT, TAC_VAN, name="Cán bộ xã khác")
    await areas.lock(colleague, place, END, END + dt.timedelta(days=2))
    # What an admin has changed is the admin's from then on.
    await areas.lock(await desk(), place, END, END + dt.timedelta(days=3))
    with pytest.raises(NotAllowed):
        await areas.unlock(colleague, place)
    assert own.by_unit


async def test_whoever_may_not_see_visitors_gets_codes_only(desk: Desk) -> None:
    admin = await desk()
    await announce(admin)
    booked = (await operator.book(admin, request(admin))).booking
    done = await lock(await desk(Role.UNIT, "tp-ca-mau"))
    assert [(booking.code, booking.visitor) for booking in done.affected] == [(booked.code, None)]


async def test_a_lock_over_the_change_of_2025_covers_the_units_that_exist_then(desk: Desk) -> None:
    now = dt.datetime(2025, 6, 29, 9, tzinfo=SUNDAY.tzinfo)
    office = await desk(now=now)
    province = find_place(office.guidance, "trung tâm tỉnh", now)
    row = await areas.lock(office, province, now, now + dt.timedelta(days=10))
    inside = {unit.id for unit in area_mirror.units_inside(office, row)}
    assert TAC_VAN in inside
    assert "phuong-4_ca-mau" not in inside  # joined another ward in 2024
    assert len(inside) == 1 + 9 + 100


async def test_a_booking_of_another_half_day_is_not_affected(desk: Desk) -> None:
    office = await desk()
    await announce(office, day=TUESDAY, half=HalfDay.AFTERNOON)
    await operator.book(office, request(office, day=TUESDAY, half=HalfDay.AFTERNOON))
    done = await lock(office, "xã Tắc Vân", end=dt.datetime.combine(MONDAY, dt.time(12), SUNDAY.tzinfo))
    assert done.affected == ()
