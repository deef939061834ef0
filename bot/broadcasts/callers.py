"""People with an appointment who wrote on no platform: they called, or came. No message reaches them; an SMS may.

Their phones lie in the booking service and stay there. Who works with broadcasts sees how many there are;
who sees visitors' phones anyway (operators, the unit itself, admins) gets the numbers, of a broadcast that is
approved, and it is noted who did.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from booking_client import BookingError, BookingStatus, UnitNotFound
from bot.broadcasts import sms, store
from bot.broadcasts.audience import Audience
from bot.staff.audit import note
from bot.staff.errors import Refused
from bot.staff.finding import find_place
from bot.staff.problems import in_words
from bot.staff.reading import read_day, read_half, read_procedure
from bot.staff.roles import require

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from booking_client import Booking, Day
    from bot.broadcasts.model import Broadcast, Content
    from bot.broadcasts.sms import Sms
    from bot.staff.office import Office

_REACHABLE = "SELECT code FROM contact_visits WHERE code = ANY(%(codes)s)"


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody with an appointment who is on no platform.

    Attributes:
        code: of the appointment; the first, where one phone has several.
        name: as it was booked.
        phone: likewise.
        visit_at: when it begins.
    """

    code: str
    name: str
    phone: str
    visit_at: datetime


@dataclass(frozen=True, slots=True)
class Numbers:
    """Whom to send an SMS, and what it says."""

    people: tuple[Caller, ...]
    plain: Sms
    full: Sms


def concerns(content: Content) -> bool:
    """Return whether a broadcast may be about people on no platform: it is for those with an appointment somewhere.

    Of somebody who called neither language, home nor wishes are known, so an audience that asks for these has none.
    """
    people = Audience.parse(content.audience)
    unknown = (people.topic, people.language, people.received, *people.areas, *people.platforms)
    return people.unit is not None and people.day is not None and not any(unknown)


async def callers_of(office: Office, content: Content) -> tuple[Caller, ...]:
    """Return the people on no platform whom a broadcast is about, each phone once, by the time of their visit.

    Raises:
        BookingError: the booking service does not say.
        Away: none is configured.
    """
    if not concerns(content):
        return ()
    people = Audience.parse(content.audience)
    place = find_place(office.guidance, people.unit or "", office.now)
    day = read_day(people.day or "", office.now, past=True)
    try:
        found = await office.service.day(place.id, day, **office.reading())
    except UnitNotFound:
        return ()
    half = read_half(people.half) if people.half is not None else None
    wanted = {read_procedure(office.guidance, name).code for name in people.procedures}
    unwanted = {read_procedure(office.guidance, name).code for name in people.not_procedures}
    booked = [
        booking
        for booking in _standing(found)
        if (half is None or booking.half_day is half)
        and (not wanted or booking.procedure in wanted)
        and booking.procedure not in unwanted
    ]
    codes = [booking.code for booking in booked]
    known = {row["code"] for row in await office.database.fetch(_REACHABLE, {"codes": codes})}
    made: dict[str, Caller] = {}
    for booking in sorted(booked, key=lambda one: one.window.start):
        if booking.code not in known and booking.visitor is not None:
            phone = booking.visitor.phone
            made.setdefault(phone, Caller(booking.code, booking.visitor.name, phone, booking.window.start))
    return tuple(made.values())


def _standing(day: Day) -> Iterator[Booking]:
    for entry in day.openings:
        yield from (booking for booking in entry.bookings if booking.status is not BookingStatus.CANCELLED)


async def counted(office: Office, content: Content) -> int | None:
    """Return how many people on no platform a broadcast is about; None where the booking service does not say."""
    if not concerns(content):
        return 0
    if office.booking is None:
        return None
    try:
        return len(await callers_of(office, content))
    except BookingError:
        return None


async def asks_bookings(office: Office, broadcast: int) -> bool:
    """Return whether the booking service has to be asked about a broadcast's people."""
    return concerns((await store.get(office.database, broadcast)).content)


async def numbers(office: Office, broadcast: int) -> Numbers:
    """Return whom to send a broadcast as an SMS, with their phones; it is noted that they were looked at.

    Raises:
        Refused: it is not approved, or not about people with an appointment.
    """
    require(office.actor, "broadcast.numbers")
    found = await store.get(office.database, broadcast)
    _require_about_visitors(office, found)
    if not found.approved:
        raise Refused(f"Thông báo {broadcast} chưa được duyệt: duyệt rồi mới lấy số điện thoại để nhắn SMS.")
    with in_words():
        people = await callers_of(office, found.content)
    await note(office, "broadcast.numbers", str(broadcast), people=len(people), hash=found.content.hash.hex())
    text = sms.sms_text(found.content)
    return Numbers(people, sms.count(sms.without_diacritics(text)), sms.count(text))


def _require_about_visitors(office: Office, found: Broadcast) -> None:
    if not concerns(found.content):
        raise Refused(
            f"Thông báo {found.id} không gửi cho người có hẹn ở một bộ phận một cửa (unit=… day=…), nên không có số"
            " điện thoại nào kèm theo."
        )
    place = find_place(office.guidance, Audience.parse(found.content.audience).unit or "", office.now)
    require(office.actor, "broadcast.numbers", unit=place.id)
