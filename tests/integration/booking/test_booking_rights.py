"""Who may do what: every route asks for a token, and a token may no more than it needs."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import uuid

import httpx
import pytest

from booking_client import (
    BookingClient,
    BookingNotFound,
    HalfDay,
    NotAllowed,
    NotAuthenticated,
    OpeningState,
    Source,
    Unit,
    UnitLevel,
)
from tests.integration.booking.booking_serving import MONDAY, PROCEDURE, ROLES, ROOT, SUNDAY_NOON, ZONE, token_of

MONDAY_MORNING = dt.datetime(2021, 8, 23, 7, tzinfo=ZONE)
OPEN_TO_ALL = {"/healthz", "/readyz", "/metrics"}
EVERYBODY = set(ROLES)
QUESTIONS = ("/search", "/settle", "/lookup", "/selection")
"""What is posted only to keep its terms out of addresses."""

RIGHTS = {
    ("post", "/v1/changes/{key}/settle"): EVERYBODY,
    ("post", "/v1/bookings/{code}/lookup"): EVERYBODY,
    ("post", "/v1/bookings/selection"): {"operator", "admin"},
    ("post", "/v1/bookings/cancel-many"): {"operator", "admin"},
    ("get", "/v1/events"): {"bot", "admin"},
    ("get", "/v1/units"): EVERYBODY,
    ("put", "/v1/units"): {"unit", "admin"},
    ("get", "/v1/units/{unit_id}/days/{date}"): {"unit", "operator", "admin"},
    ("put", "/v1/units/{unit_id}/openings/{date}/{half_day}"): {"unit", "admin"},
    ("delete", "/v1/units/{unit_id}/openings"): {"unit", "admin"},
    ("get", "/v1/openings"): EVERYBODY,
    ("get", "/v1/availability"): EVERYBODY,
    ("get", "/v1/openings/{opening_id}"): EVERYBODY,
    ("get", "/v1/closures"): EVERYBODY,
    ("put", "/v1/closures/{closure_id}"): {"unit", "admin"},
    ("delete", "/v1/closures/{closure_id}"): {"unit", "admin"},
    ("post", "/v1/holds"): {"bot", "operator", "admin"},
    ("delete", "/v1/holds/{hold_id}"): {"bot", "operator", "admin"},
    ("post", "/v1/holds/{hold_id}/confirm"): {"bot", "operator", "admin"},
    ("post", "/v1/bookings/search"): {"unit", "operator", "admin"},
    ("get", "/v1/bookings/{code}"): EVERYBODY,
    ("post", "/v1/bookings/{code}/cancel"): {"bot", "operator", "admin"},
    ("post", "/v1/bookings/{code}/move"): {"bot", "operator", "admin"},
    ("post", "/v1/bookings/{code}/check-in"): {"unit", "operator", "admin"},
    ("get", "/v1/owners/{owner}"): {"bot", "admin"},
    ("delete", "/v1/owners/{owner}"): {"bot", "admin"},
    ("post", "/v1/owners/{owner}/transfer"): {"bot", "admin"},
    ("get", "/v1/audit"): {"admin"},
}
VALUES = {
    "unit_id": "u1",
    "date": "2021-08-23",
    "half_day": "morning",
    "opening_id": "1",
    "closure_id": "c",
    "hold_id": str(uuid.UUID(int=1)),
    "code": "CM-22222",
    "owner": "p:1",
    "key": "k",
}
QUERIES = {
    ("get", "/v1/openings"): {"unit": "u1"},
    ("get", "/v1/availability"): {"unit": "u1"},
    ("delete", "/v1/units/{unit_id}/openings"): {"start": "2021-08-23", "end": "2021-08-23"},
}
BODIES = {
    ("put", "/v1/units"): {"units": []},
    ("put", "/v1/units/{unit_id}/openings/{date}/{half_day}"): {"capacity": 1},
    ("put", "/v1/closures/{closure_id}"): {
        "unit_ids": ["nowhere"],
        "start": "2021-08-23T00:00:00+07:00",
        "end": "2021-08-24T00:00:00+07:00",
        "reason": "x",
    },
    ("post", "/v1/holds"): {"opening_id": 0, "procedure": "1"},
    ("post", "/v1/holds/{hold_id}/confirm"): {"name": "Demo", "phone": "0912000111"},
    ("post", "/v1/bookings/search"): {"phone": "0999999999"},
    ("post", "/v1/bookings/{code}/cancel"): {},
    ("post", "/v1/bookings/{code}/move"): {"opening_id": 0},
    ("post", "/v1/owners/{owner}/transfer"): {"to": "p:2"},
}


def operations() -> list[tuple[str, str]]:
    contract = json.loads((ROOT / "docs" / "booking-openapi.json").read_text())
    return [(method, path) for path, item in contract["paths"].items() for method in item if path not in OPEN_TO_ALL]


async def ask(server, operation, headers) -> httpx.Response:
    method, path = operation
    async with httpx.AsyncClient(base_url=server.url) as http:
        return await http.request(
            method,
            path.format(**VALUES),
            params=QUERIES.get(operation),
            json=BODIES.get(operation),
            headers={"Idempotency-Key": uuid.uuid4().hex, **headers},
        )


def test_the_table_of_rights_names_every_route():
    assert set(operations()) == set(RIGHTS)


async def test_what_is_open_to_all_names_nobody(server, announce, book):
    opening = await announce(5)
    booking = await book(opening, owner="p:open", name="Bà Zqxkín", phone="0987600124")
    async with httpx.AsyncClient(base_url=server.url) as stranger:
        for path in (*sorted(OPEN_TO_ALL), "/openapi.json"):
            answer = await stranger.get(path)
            assert answer.status_code == 200, path
            words = (booking.code, "p:open", "Zqxkín", "0987600124", opening.unit_id)
            assert [word for word in words if word in answer.text] == [], path


@pytest.mark.parametrize("operation", sorted(RIGHTS), ids=" ".join)
async def test_a_route_lets_in_exactly_its_roles(server, operation):
    for header in ({}, {"Authorization": "Bearer wrong-token"}, {"Authorization": f"Basic {token_of('admin')}"}):
        refused = await ask(server, operation, header)
        assert refused.status_code == 401
        assert refused.headers["WWW-Authenticate"] == "Bearer"
    for role in ROLES:
        answer = await ask(server, operation, {"Authorization": f"Bearer {token_of(role)}"})
        assert (answer.status_code != 403) == (role in RIGHTS[operation]), (role, answer.text)
        assert answer.status_code < 500


async def test_a_unit_s_own_token_does_all_that_its_clerk_needs_and_undoes_nothing_of_the_province(
    bound_to_a_unit, callers
):
    desk = bound_to_a_unit("unit")
    own = Unit(id="desk-only", name="UBND xã Bàn", level=UnitLevel.COMMUNE, area_id="desk-only")
    with pytest.raises(NotAllowed):
        await desk.put_units([dataclasses.replace(own, id="somebody-else")])
    if not await desk.list_units(ids=["desk-only"]):
        await desk.put_units([own])
    with pytest.raises(NotAllowed):  # what the office knows of it is not the clerk's to change
        await desk.put_units([dataclasses.replace(own, name="Khác", procedures=("1",))])
    day = MONDAY + dt.timedelta(days=30)
    await desk.announce("desk-only", day, HalfDay.MORNING, 5, as_of=SUNDAY_NOON)
    start = dt.datetime.combine(day, dt.time(0), ZONE)
    end = start + dt.timedelta(days=1)
    await desk.put_closure("desk-lock", ["desk-only"], start, end, "phong tỏa")
    await callers.admin.put_closure("province-lock", ["desk-only"], start, end, "phong tỏa cả tỉnh")
    for forbidden in (
        desk.delete_closure("province-lock"),
        desk.put_closure("province-lock", ["desk-only"], start, start + dt.timedelta(hours=1), "ngắn lại"),
        desk.put_closure("desk-lock", ["desk-only", "somebody-else"], start, end, "x"),
    ):
        with pytest.raises(NotAllowed):
            await forbidden
    await desk.delete_closure("desk-lock")
    (seen,) = await desk.list_openings(["desk-only"], start=day, end=day, as_of=SUNDAY_NOON)
    assert (seen.state, seen.closure and seen.closure.id) == (OpeningState.CLOSED, "province-lock")
    await callers.admin.delete_closure("province-lock")
    await desk.withdraw("desk-only", day, day, as_of=SUNDAY_NOON)


async def test_a_token_bound_to_a_unit_does_not_read_the_audit(server):
    audit = await ask(server, ("get", "/v1/audit"), {"Authorization": f"Bearer {token_of('desk-admin')}"})
    assert audit.status_code == 403


async def test_every_change_asks_for_an_idempotency_key(server):
    for operation in RIGHTS:
        if operation[0] == "get" or operation[1].endswith(QUESTIONS):
            continue
        headers = {"Authorization": f"Bearer {token_of('admin')}", "Idempotency-Key": ""}
        answer = await ask(server, operation, headers)
        assert answer.json()["type"] == "urn:motcua:booking:idempotency-key-missing", operation


async def test_the_client_says_that_it_was_not_let_in(server, callers):
    async with BookingClient(server.url, "wrong", timeout=20, attempt_timeout=20) as nobody:
        with pytest.raises(NotAuthenticated):
            await nobody.list_units()
    with pytest.raises(NotAllowed):
        await callers.bot.find_by_phone("0912000111")


async def test_the_bot_changes_only_what_is_shown_to_be_theirs(callers, announce, book):
    opening = await announce(5)
    booking = await book(opening, owner="p:1", phone="0912 345 678")
    for proof in ({}, {"owner": "p:2"}, {"phone": "0912345679"}):
        with pytest.raises(BookingNotFound):
            await callers.bot.cancel(booking.code, as_of=SUNDAY_NOON, **proof)
        with pytest.raises(BookingNotFound):
            await callers.bot.move(booking.code, opening_id=opening.id, as_of=SUNDAY_NOON, **proof)
    for owner in (None, "p:2"):
        seen = await callers.bot.booking(booking.code, owner=owner)
        assert (seen.visitor, seen.owner, seen.queue_number) == (None, None, 1)
    assert await callers.bot.booking(booking.code, owner="p:1") == booking
    await callers.bot.cancel(booking.code, phone="+84912345678", as_of=SUNDAY_NOON)


async def test_operators_book_for_callers_under_their_own_name(callers, announce, rows):
    opening = await announce(5)
    options = {"acting_staff": "Trần Thị Tổng Đài", "as_of": SUNDAY_NOON}
    held = await callers.operator.hold(opening.id, procedure="1", **options)
    booking = await callers.operator.confirm(held.id, name="Demo", phone="0912000111", **options)
    assert (booking.source, booking.created_by) == (Source.OPERATOR, "Trần Thị Tổng Đài")
    await callers.operator.cancel(booking.code, **options)
    noted = rows("SELECT token, acting_staff, action FROM audit WHERE subject = %s ORDER BY id", booking.code)
    assert noted == [
        {"token": "operator", "acting_staff": "Trần Thị Tổng Đài", "action": action} for action in ("confirm", "cancel")
    ]


@pytest.fixture
def desk(connect, server):
    """A client of role unit whose token is bound to another unit than the test's."""
    return connect(server, "desk-unit")


@pytest.fixture
def bound_to_a_unit(connect, server):
    """A function that gives a client of a role whose token is bound to the unit ``desk-only``."""
    return lambda role: connect(server, f"desk-{role}")


async def test_a_token_bound_to_a_unit_books_and_moves_in_no_other(bound_to_a_unit, callers, announce, book):
    monday, tuesday = await announce(5), await announce(5, date=MONDAY + dt.timedelta(days=1))
    await callers.admin.put_units([Unit(id="desk-only", name="U", level=UnitLevel.COMMUNE, area_id="a")])
    own = await callers.unit.announce("desk-only", MONDAY, HalfDay.MORNING, 100, as_of=SUNDAY_NOON)
    held = await callers.bot.hold(tuesday.id, procedure=PROCEDURE, owner="p:1", as_of=SUNDAY_NOON)
    theirs, elsewhere = [await book(one, owner="p:1", phone="0912000222") for one in (own, monday)]
    for role in ("bot", "operator", "admin"):
        bound = bound_to_a_unit(role)
        for forbidden in (
            bound.hold(monday.id, procedure=PROCEDURE, as_of=SUNDAY_NOON),
            bound.confirm(held.id, name="Demo", phone="0912000111", as_of=SUNDAY_NOON),
            bound.release(held.id),
            bound.move(theirs.code, opening_id=monday.id, owner="p:1", as_of=SUNDAY_NOON),
            bound.move(theirs.code, hold_id=held.id, owner="p:1", as_of=SUNDAY_NOON),
            bound.move(elsewhere.code, opening_id=own.id, owner="p:1", as_of=SUNDAY_NOON),
            bound.cancel(elsewhere.code, owner="p:1", as_of=SUNDAY_NOON),
        ):
            with pytest.raises(NotAllowed):
                await forbidden
        mine = await bound.hold(own.id, procedure=PROCEDURE, as_of=SUNDAY_NOON)
        await bound.release(mine.id)


async def test_a_token_bound_to_a_unit_has_no_say_about_owners_units_and_closures_beyond(
    bound_to_a_unit, callers, unit, announce, book
):
    booking = await book(await announce(5), owner="p:beyond")
    start, end = MONDAY_MORNING, MONDAY_MORNING + dt.timedelta(days=1)
    closure = await callers.admin.put_closure(f"lock-{unit.id}", [unit.id], start, end, "phong tỏa")
    bot, admin = bound_to_a_unit("bot"), bound_to_a_unit("admin")
    assert (await bot.owner_data("p:beyond")).bookings == ()
    for forbidden in (
        bot.erase_owner("p:beyond"),
        bot.transfer_owner("p:beyond", "p:2"),
        admin.put_units([unit]),
        admin.put_closure(f"own-{unit.id}", [unit.id], start, end, "x"),
        admin.delete_closure(closure.id),
    ):
        with pytest.raises(NotAllowed):
            await forbidden
    assert (await callers.bot.booking(booking.code, owner="p:beyond")).visitor is not None


async def test_a_token_bound_to_a_unit_sees_and_changes_no_other(desk, unit, announce, book):
    booking = await book(await announce(5))
    for forbidden in (
        desk.announce(unit.id, MONDAY, "morning", 5),
        desk.withdraw(unit.id, MONDAY, MONDAY),
        desk.day(unit.id, MONDAY),
        desk.check_in(booking.code, as_of=MONDAY_MORNING),
    ):
        with pytest.raises(NotAllowed):
            await forbidden
    assert (await desk.booking(booking.code)).visitor is None
    assert await desk.find_by_phone("0912000111") == ()
