"""The client: one connection pool and one circuit breaker to one booking service."""

from __future__ import annotations

from booking_client.booking_calls import BookingCalls
from booking_client.record_calls import RecordCalls
from booking_client.unit_calls import UnitCalls


class BookingClient(UnitCalls, BookingCalls, RecordCalls):
    """A typed, asynchronous client of the booking API.

    Use it as an asynchronous context manager, or call ``aclose``. Safe to share between tasks of one event loop::

        async with BookingClient("http://127.0.0.1:8100", token) as booking:
            openings = await booking.list_openings(["w32041"], only_open=True)
            hold = await booking.hold(openings[0].id, procedure="2.000815", owner="p:17", key="m9:hold")
            visit = await booking.confirm(hold.id, name="Nguyễn Văn Demo", phone="0912 000 000", key="m12:confirm")

    The arguments are those of ``Transport``.
    """
