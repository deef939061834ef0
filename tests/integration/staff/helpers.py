"""What several tests of staff's work say and do."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from booking_client import HalfDay
from bot.staff import operator, units
from bot.staff.finding import find_place
from bot.staff.reading import read_procedure

if TYPE_CHECKING:
    from booking_client import Opening
    from bot.staff.office import Office

MONDAY = dt.date(2021, 8, 23)
TUESDAY = dt.date(2021, 8, 24)
COPIES = "2.000815"
"""Certified copies: neither online nor by post in 2021's table, so the counter is open."""
BIRTH = "1.001193"
"""Registering a birth: online and by post, so the counter is closed under the letter."""


async def announce(
    office: Office,
    place: str = "xã Tắc Vân",
    day: dt.date = MONDAY,
    half: HalfDay = HalfDay.MORNING,
    *,
    capacity: int = 3,
    people: int | None = None,
) -> Opening:
    unit = find_place(office.guidance, place, day)
    return (await units.open_half_day(office, unit, day, half, capacity=capacity, people=people)).opening


def request(office: Office, **more: Any) -> operator.Request:
    """A caller who wants copies certified in Tắc Vân on Monday morning."""
    day = more.setdefault("day", MONDAY)
    more["unit"] = find_place(office.guidance, more.get("unit", "xã Tắc Vân"), day)
    more["procedure"] = read_procedure(office.guidance, more.get("procedure", COPIES))
    if "home" in more:
        more["home"] = find_place(office.guidance, more["home"], day)
    usual = {"half": HalfDay.MORNING, "name": "Nguyễn Văn Demo", "phone": "0912000111", "again": True}
    return operator.Request(**{**usual, **more})
