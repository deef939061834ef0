"""People with an appointment whom no message reaches: they called, or came, or can't be written to. An SMS may.

An appointment is no newsletter: who blocked us, let Zalo's window close or opted out is on this list too.

Their phones lie in the booking service and stay there. Who works with broadcasts sees how many there are;
who sees visitors' phones anyway (operators, the unit itself, admins) gets the numbers, of a broadcast that is
approved, and it is noted who did.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from booking_client import BookingError, BookingStatus, UnitNotFound
from bot.broadcasts import sms, store
from bot.broadcasts.audience import Audience
from bot.broadcasts.audience_sql import ALL, REASON, compile_audience
from bot.guidance.moments import VIETNAM
from bot.staff.audit import note
from bot.staff.errors import Refused
from bot.staff.finding import find_place
from bot.staff.problems import in_words
from bot.staff.reading import read_day, read_half, read_procedure
from bot.staff.roles import require
from bot.staff.words import moment_words, number_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from booking_client import Booking, Day
    from bot.broadcasts.audience_sql import Reach
    from bot.broadcasts.model import Broadcast, Content
    from bot.broadcasts.sms import Sms
    from bot.staff.office import Office

# Whom the broadcast reaches on a platform, and whom it leaves out by its other conditions; by what they booked.
_SETTLED = """
WITH people AS ({people}), booked AS (
    SELECT v.code, own.id, own.person FROM contact_visits AS v JOIN conversations AS own ON own.id = v.contact_id
    WHERE v.code = ANY(%(codes)s) AND v.unit_id = %(unit)s
      AND v.visit_at >= %(visit_from)s AND v.visit_at < %(visit_to)s
)
SELECT DISTINCT b.code FROM booked AS b
WHERE NOT EXISTS (
    SELECT 1 FROM people AS p JOIN conversations AS c ON c.id = p.contact_id
    WHERE (c.id = b.id OR c.person = b.person) AND ({reason}) IS NOT NULL
)
"""
_TAKEN = """
SELECT actor, at FROM audit WHERE action = 'broadcast.numbers' AND target = %(id)s
ORDER BY id DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody with an appointment whom no message reaches.

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
class BySms:
    """The people with an appointment whom only an SMS reaches, and whether somebody has seen to it.

    Attributes:
        people: how many; None where the booking service does not say.
        taken_by: who took their numbers last, which are given only of what is approved; None where nobody has.
        taken_at: when, on the real clock.
    """

    people: int | None
    taken_by: str | None = None
    taken_at: datetime | None = None

    @property
    def words(self) -> str:
        """What staff are told of it."""
        if self.people is None:
            return "Chưa biết bao nhiêu người phải nhắn SMS: dịch vụ đặt lịch không trả lời"
        taken = "CHƯA AI LẤY SỐ"
        if self.taken_by is not None and self.taken_at is not None:
            taken = f"{self.taken_by} đã lấy số lúc {moment_words(self.taken_at)}"
        return f"{number_words(self.people)} người phải nhắn SMS (không tin nào tới được); {taken}"

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        at = self.taken_at.astimezone(VIETNAM).isoformat(timespec="seconds") if self.taken_at is not None else None
        return {"people": self.people, "taken_by": self.taken_by, "taken_at": at}


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
    unknown = (people.topic, people.language, people.received, people.told, *people.areas, *people.platforms)
    return people.unit is not None and people.day is not None and not any(unknown)


async def callers_of(office: Office, content: Content, reach: Reach) -> tuple[Caller, ...]:
    """Return the people whom a broadcast is about and reaches on no platform, each phone once, by time of visit.

    Args:
        office: of whoever asks.
        content: of the broadcast.
        reach: what the settings let us send.

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
    chosen = compile_audience(people, office.guidance, office.now)
    settled = _SETTLED.format(people=chosen.people, reason=REASON)
    values = {**chosen.values_for(reach), "codes": codes}
    known = {row["code"] for row in await office.database.fetch(settled, values)}
    made: dict[str, Caller] = {}
    for booking in sorted(booked, key=lambda one: one.window.start):
        if booking.code not in known and booking.visitor is not None:
            phone = booking.visitor.phone
            made.setdefault(phone, Caller(booking.code, booking.visitor.name, phone, booking.window.start))
    return tuple(made.values())


def _standing(day: Day) -> Iterator[Booking]:
    for entry in day.openings:
        yield from (booking for booking in entry.bookings if booking.status is not BookingStatus.CANCELLED)


async def counted(office: Office, content: Content, reach: Reach) -> int | None:
    """Return how many people it is about and no message reaches; None where the booking service does not say."""
    if not concerns(content):
        return 0
    if office.booking is None:
        return None
    try:
        return len(await callers_of(office, content, reach))
    except BookingError:
        return None


async def by_sms(office: Office, found: Broadcast, reach: Reach) -> BySms | None:
    """Return who of those it is about only an SMS reaches; None where it is about nobody of that kind."""
    if not concerns(found.content):
        return None
    people = await counted(office, found.content, reach)
    rows = await office.database.fetch(_TAKEN, {"id": str(found.id)})
    return BySms(people, *((rows[0]["actor"], rows[0]["at"]) if rows else (None, None)))


async def asks_bookings(office: Office, broadcast: int) -> bool:
    """Return whether the booking service has to be asked about a broadcast's people."""
    return concerns((await store.get(office.database, broadcast)).content)


async def numbers(office: Office, broadcast: int, reach: Reach = ALL) -> Numbers:
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
        people = await callers_of(office, found.content, reach)
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
