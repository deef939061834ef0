"""One visit from the announcement to the counter."""

from __future__ import annotations

import datetime as dt
import re

from booking_client import BookingStatus, OpeningState, Source
from tests.integration.booking.booking_serving import MONDAY, SUNDAY_NOON, ZONE


async def test_a_visit_from_the_announcement_to_the_counter(callers, unit, announce):
    await announce(10)
    (opening,) = await callers.bot.list_openings([unit.id], as_of=SUNDAY_NOON)
    assert (opening.date, opening.places_left, opening.state) == (MONDAY, 10, OpeningState.OPEN)

    hold = await callers.bot.hold(
        opening.id, procedure="2.000815", dossiers=2, people=2, owner="p:1", as_of=SUNDAY_NOON
    )
    assert hold.window == opening.next_window
    assert (await callers.bot.opening(opening.id, as_of=SUNDAY_NOON)).places_left == 8

    booking = await callers.bot.confirm(hold.id, name="Nguyễn Văn Demo", phone="+84 912 000 111", as_of=SUNDAY_NOON)
    assert re.fullmatch(r"CM-[2-9A-HJKMNP-TV-Z]{7}", booking.code)
    assert (booking.queue_number, booking.window, booking.source) == (1, hold.window, Source.BOT)
    assert booking.visitor is not None
    assert (booking.visitor.name, booking.visitor.phone) == ("Nguyễn Văn Demo", "0912000111")

    monday = dt.datetime(2021, 8, 23, 7, 5, tzinfo=ZONE)
    checked_in = await callers.unit.check_in(booking.code.lower().replace("-", " "), as_of=monday)
    assert checked_in.status is BookingStatus.CHECKED_IN
    day = await callers.unit.day(unit.id, MONDAY, as_of=monday)
    assert [one.code for half_day in day.openings for one in half_day.bookings] == [booking.code]
