"""A month of 101 units, as the province has: asked in one call, and closed in one change."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import httpx
import psycopg
import pytest

from booking_client import OpeningState
from tests.integration.booking.booking_serving import ZONE
from tests.waiting import until

if TYPE_CHECKING:
    from collections.abc import Callable

FIRST, LAST = dt.date(2021, 8, 23), dt.date(2021, 9, 21)
NOW = dt.datetime(2021, 8, 23, 9, 10, tzinfo=ZONE)
UNITS = [f"u{number:03d}" for number in range(101)]
_UNITS = """
INSERT INTO units (id, name, level, area_id, valid_to, procedures)
SELECT 'u' || lpad(n::text, 3, '0'), 'UBND xã ' || n, 'commune', 'a', CASE WHEN n % 10 = 3 THEN date '2021-09-05' END,
       CASE WHEN n % 10 = 4 THEN '{1}'::text[] END FROM generate_series(0, 100) n
"""
# Every kind: free, full by dossiers or people, closed in part or whole, withdrawn, stopped, with holds that ran out.
_OPENINGS = """
INSERT INTO openings (unit_id, date, half_day, starts_at, ends_at, slot_minutes, capacity, people_limit, taken, people,
                      closed, withdrawn_at, stopped_at)
SELECT u.id, d::date, h.half, h.first, h.last, 30, 10, 3, t.taken, t.people,
       CASE k % 7 WHEN 5 THEN array_fill(true, ARRAY[8]) WHEN 6 THEN '{t,t,t,t,t,t,t,f}'
                  ELSE array_fill(false, ARRAY[8]) END,
       CASE WHEN k % 11 = 0 THEN now() END, CASE WHEN k % 13 = 0 THEN now() END
  FROM units u, generate_series(timestamp '2021-08-23', '2021-09-21', '1 day') d,
       (VALUES ('morning', time '07:00', time '11:00'), ('afternoon', '13:00', '17:00')) h(half, first, last),
       LATERAL (SELECT abs(hashtext(u.id || d || h.half)) AS k) r,
       LATERAL (SELECT CASE k % 5 WHEN 1 THEN 10 WHEN 2 THEN 8 ELSE 0 END AS taken,
                       CASE k % 5 WHEN 2 THEN '{3,3,3,3,3,3,3,2}' ELSE '{0,0,0,0,0,0,0,0}' END::int[] AS people) t
"""
_RAN_OUT = """
INSERT INTO holds (id, opening_id, window_index, procedure, dossiers, people, source, created_by, expires_at)
SELECT gen_random_uuid(), id, 7, '1', 8, 2, 'bot', 'bot', now() - interval '1 second' FROM openings
 WHERE taken = 8 AND id % 2 = 0
"""


@pytest.fixture(scope="module")
def month_url(clone_booking: Callable[[], str]) -> str:
    url = clone_booking()
    with psycopg.connect(url) as connection:
        for statement in (_UNITS, _OPENINGS, _RAN_OUT):
            connection.execute(statement)
        connection.execute("ANALYZE")
    return url


@pytest.mark.parametrize("size", [{}, {"dossiers": 3, "people": 2, "procedure": "2"}], ids=str)
async def test_the_days_with_places_are_those_of_the_whole_list(month_url, new_server, connect, size):
    client = connect(new_server(month_url, HOUSEKEEPING_SECONDS="3600"), "bot", transport=httpx.AsyncHTTPTransport())
    asked = {"start": FIRST, "end": LAST, "as_of": NOW, **size}
    listed = await client.list_openings(UNITS, only_open=True, **asked)
    expected: dict[dt.date, tuple[set[str], int]] = {}
    for one in listed:
        units, places = expected.get(one.date, (set(), 0))
        expected[one.date] = units | {one.unit_id}, places + one.places_left
    days = await client.availability(UNITS, **asked)
    assert {day.date: (set(day.units), day.places_left) for day in days} == expected
    assert len(days) == 30


async def test_locking_down_all_units_for_a_month_looks_closures_up_once(month_url, new_server, connect):
    options = {"timeout": 60.0, "attempt_timeout": 60.0, "transport": httpx.AsyncHTTPTransport()}
    admin = connect(new_server(month_url, HOUSEKEEPING_SECONDS="3600"), "admin", **options)
    start = dt.datetime.combine(FIRST, dt.time(0), ZONE)
    scans = (
        "SELECT sum(coalesce(seq_scan, 0) + coalesce(idx_scan, 0)) FROM pg_stat_user_tables WHERE relname = 'closures'"
    )
    changed = "SELECT n_tup_upd FROM pg_stat_user_tables WHERE relname = 'openings'"
    with psycopg.connect(month_url, autocommit=True) as database:
        before = database.execute(scans).fetchone()[0]
        await admin.put_closure("all", UNITS, start, start + dt.timedelta(days=31), "phong tỏa")
        await until(lambda: database.execute(changed).fetchone()[0] > 3000)
        assert database.execute(scans).fetchone()[0] - before < 500  # the foreign key looks once for each unit
    assert await admin.availability(UNITS, start=FIRST, end=LAST, as_of=NOW) == ()
    shown = await admin.list_openings(UNITS, start=LAST, end=LAST, as_of=NOW)
    assert {one.state for one in shown} == {OpeningState.CLOSED}
    await admin.delete_closure("all")
    assert len(await admin.availability(UNITS, start=FIRST, end=LAST, as_of=NOW)) == 30
