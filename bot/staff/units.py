"""What one-stop units do: announce half-days, take them away, see their day, check visitors in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import batched
from textwrap import shorten
from typing import TYPE_CHECKING

from booking_client import BookingStatus
from bot.guidance.rulebook.model import Purpose
from bot.staff.audit import elsewhere, note
from bot.staff.errors import Refused
from bot.staff.finding import as_booking_unit
from bot.staff.problems import in_words
from bot.staff.reading import half_day_start, read_phone_number
from bot.staff.roles import Role, require
from bot.staff.words import masked_phone

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from booking_client import Booking, BookingClient, Day, DayOpening, HalfDay, Opening, Unit
    from booking_client.transport import ChangeOptions, ReadOptions
    from bot.guidance.places.gazetteer import AdminUnit
    from bot.guidance.rulebook.book import Rulebook
    from bot.guidance.steering.model import Lock
    from bot.staff.office import Office

_MOST_DOSSIERS = 10_000
_MOST_PEOPLE = 1000
"""As the booking service: what any counter can mean. Rules are asked for the day."""
_MANY_DOSSIERS = 200
"""A counter of the province's centre takes hardly as many in four hours."""
_SUNDAY = 7
_HOLIDAYS = {
    (1, 1): "ngày nghỉ Tết Dương lịch",
    (4, 30): "ngày nghỉ Chiến thắng",
    (5, 1): "ngày nghỉ Quốc tế Lao động",
    (9, 2): "ngày nghỉ Quốc khánh",
}
"""Labour Code 45/2019/QH14, Art. 112, as far as they have a fixed date; Tết and Hùng Kings' day follow the moon."""
_UNITS_A_CALL = 200
_LONGEST_ADDRESS = 200
"""Characters that the booking service takes; a longer one would keep the unit from opening."""
_PHONE_DIGITS = 9
_LONGEST_BODY = 6
"""Characters behind ``CM-``, at most; what has no more of them is a code without its head."""


@dataclass(frozen=True, slots=True)
class Announced:
    """A half-day that was announced, and the lock-down that keeps it shut for now, if there is one.

    Attributes:
        opening: as the booking service keeps it.
        lock: that covers it.
        doubts: what may be a slip of the hand, in words: an odd number, a day off.
    """

    opening: Opening
    lock: Lock | None
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Closed:
    """What closing came to.

    Attributes:
        gone: half-days that are taken away.
        standing: those that stay because of bookings or holds, with their bookings; they take nobody more.
    """

    gone: tuple[Opening, ...]
    standing: tuple[DayOpening, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A unit that the booking service knows, with its half-days to come."""

    unit: Unit
    openings: tuple[Opening, ...]


async def register(office: Office, units: Iterable[AdminUnit]) -> tuple[str, ...]:
    """Make sure that the booking service knows these one-stop units; returns the ids of new ones, raises as it does.

    What it knows already gets the address that is published for now: one may have begun or ended meanwhile.
    """
    places = office.guidance.places
    made = [as_booking_unit(places, unit, unit.valid_from or office.now) for unit in units]
    new = await put_missing(office.service, made, office.changing())
    await put_addresses(office, [unit.id for unit in made])
    return new


async def put_addresses(office: Office, ids: Iterable[str]) -> tuple[str, ...]:
    """Give the booking service the published addresses of units that it knows; return the ids of those that differed.

    A unit of which nothing was ever published keeps what the service was told by others.
    """
    rulebook = office.guidance.rulebook
    kept = sorted(unit for unit in set(ids) if rulebook.keeps(unit, Purpose.UNIT_ADDRESS, office.now))
    differing = []
    for some in batched(kept, _UNITS_A_CALL):
        for unit in await office.service.list_units(ids=some, **office.reading()):
            address = published_address(rulebook, unit.id, office.now)
            if unit.address != address:
                differing.append(replace(unit, address=address))
    if differing:
        await office.service.put_units(differing, **office.changing())
    return tuple(unit.id for unit in differing)


def published_address(rulebook: Rulebook, unit: str, moment: datetime) -> str | None:
    """Return the address that is published for a unit at a moment, as the service takes it; None where none is."""
    found = {contact.purpose: contact.value for contact in rulebook.contacts_of(unit, moment)}
    line = " ".join((found.get(Purpose.UNIT_ADDRESS) or "").split())
    return shorten(line, _LONGEST_ADDRESS, placeholder="…") or None


async def put_missing(service: BookingClient, units: Iterable[Unit], options: ChangeOptions) -> tuple[str, ...]:
    """Put those units that the service does not know yet, and return their ids.

    What it knows is left alone: addresses and procedures may have been added there.
    """
    wanted = {unit.id: unit for unit in units}
    reading: ReadOptions = {"as_of": options.get("as_of"), "acting_staff": options.get("acting_staff")}
    known: set[str] = set()
    for ids in batched(sorted(wanted), _UNITS_A_CALL):
        known.update(unit.id for unit in await service.list_units(ids=ids, **reading))
    new = [unit for unit_id, unit in sorted(wanted.items()) if unit_id not in known]
    if new:
        await service.put_units(new, **options)
    return tuple(unit.id for unit in new)


async def open_half_day(
    office: Office, unit: AdminUnit, day: date, half: HalfDay, *, capacity: int, people: int | None = None
) -> Announced:
    """Announce how many dossiers a unit takes in a half-day, or change what was announced.

    Args:
        office: of whoever announces.
        unit: whose half-day.
        day: its day.
        half: morning or afternoon.
        capacity: dossiers; never below what is booked.
        people: people at once, at least 1; None keeps what was announced, else the service's usual. No more than a
            rule of that day lets in: more is refused, and what was not said is brought down to it.
    """
    require(office.actor, "unit.open", unit=unit.id)
    if not 0 <= capacity <= _MOST_DOSSIERS:
        raise Refused(f"Số hồ sơ phải từ 0 đến {_MOST_DOSSIERS}.")
    check_people(office, unit, day, half, people)
    details = {"date": day.isoformat(), "half_day": half, "capacity": capacity, "people": people}
    async with elsewhere(office, "unit.open", unit.id, **details) as outcome:
        outcome["registered"] = list(await register(office, [unit]))
        if people is None:
            people = await _within_the_rules(office, unit, day, half)
        opening = await office.service.announce(unit.id, day, half, capacity, people_limit=people, **office.changing())
        outcome["opening"] = opening.id
    return Announced(opening, office.guidance.lock_of(unit.id, opening.start), _doubts(day, capacity))


def _doubts(day: date, capacity: int) -> tuple[str, ...]:
    """Return what may be a slip of the hand in an announcement; it stands all the same."""
    found = []
    if capacity == 0:
        found.append("0 hồ sơ: buổi này không ai đặt được. Muốn bỏ hẳn buổi thì dùng 'motcua unit close'.")
    elif capacity > _MANY_DOSSIERS:
        found.append(f"{capacity} hồ sơ một buổi là nhiều khác thường.")
    day_off = _HOLIDAYS.get((day.month, day.day)) or ("Chủ nhật" if day.isoweekday() == _SUNDAY else None)
    if day_off is not None:
        found.append(f"{day.day}/{day.month}/{day.year} là {day_off}.")
    return tuple(found)


def crowd_limit(office: Office, unit: AdminUnit, day: date, half: HalfDay) -> int | None:
    """Return how many people a rule in force in that half-day lets be at the unit at once; None where none says."""
    return office.guidance.crowd_limit(unit.id, half_day_start(day, half))


def check_people(office: Office, unit: AdminUnit, day: date, half: HalfDay, people: int | None) -> None:
    """Make sure that a number of people is one, and within the rules of the day.

    Raises:
        Refused: it is not; the sentence says how many there may be.
    """
    limit = crowd_limit(office, unit, day, half)
    if people is not None and limit is not None and people > limit:
        raise Refused(f"Quy định của ngày {day:%d/%m/%Y} chỉ cho nhiều nhất {limit} người cùng lúc.")
    if people is not None and not 1 <= people <= _MOST_PEOPLE:
        raise Refused(f"Số người phải từ 1 đến {_MOST_PEOPLE}.")


async def _within_the_rules(office: Office, unit: AdminUnit, day: date, half: HalfDay) -> int | None:
    """Return what to announce where nobody said how many people: what was announced, down to the rule's limit."""
    limit = crowd_limit(office, unit, day, half)
    if limit is None:
        return None
    known = await office.service.list_openings([unit.id], start=day, end=day, **office.reading())
    return min([limit, *(opening.people_limit for opening in known if opening.half_day is half)])


async def close_half_days(
    office: Office, unit: AdminUnit, first: date, last: date, *, half: HalfDay | None = None
) -> Closed:
    """Take a unit's half-days from ``first`` to ``last`` (both included) away.

    Those where somebody is booked stay, so that nobody is sent away without a word, and take nobody more.
    """
    require(office.actor, "unit.close", unit=unit.id)
    if last < first:
        raise Refused("Ngày cuối (--to) phải từ ngày đầu (--from) trở đi.")
    details = {"from": first.isoformat(), "to": last.isoformat(), "half_day": half}
    async with elsewhere(office, "unit.close", unit.id, **details) as outcome:
        await register(office, [unit])
        gone, stopped = await office.service.close(unit.id, first, last, half_day=half, **office.changing())
        outcome["openings"] = [opening.id for opening in gone]
        outcome["stopped"] = [opening.id for opening in stopped]
    ids = {opening.id for opening in stopped}
    standing: list[DayOpening] = []
    with in_words():
        for day in sorted({opening.date for opening in stopped}):
            found = await office.service.day(unit.id, day, **office.reading())
            standing += [entry for entry in found.openings if entry.opening.id in ids]
    return Closed(gone, tuple(standing))


async def day_list(office: Office, unit: AdminUnit, day: date, *, full: bool = False) -> Day:
    """Return who comes to a unit on a day, by half-day and number; looking is noted in the audit."""
    require(office.actor, "unit.today", unit=unit.id)
    await note(office, "unit.today", unit.id, date=day.isoformat(), full=full)
    with in_words():
        await register(office, [unit])
        return await office.service.day(unit.id, day, **office.reading())


async def check_in(office: Office, text: str) -> Booking:
    """Note that a visitor has come.

    Args:
        office: of whoever is at the door.
        text: the code as it is said ("CM-7K3P9", "7k3p9"), or the phone by which the visit was booked.
    """
    require(office.actor, "unit.checkin")
    digits = "".join(character for character in text if character.isdigit())
    code = await _code_of_phone(office, text) if len(digits) >= _PHONE_DIGITS else read_code(text)
    with in_words():
        found = await office.service.booking(code, **office.reading())
    require(office.actor, "unit.checkin", unit=found.unit_id)
    async with elsewhere(office, "unit.checkin", found.code, unit=found.unit_id):
        return await office.service.check_in(found.code, **office.changing())


def read_code(text: str) -> str:
    """Return a booking's code as the service writes it, however it was typed."""
    plain = "".join(character for character in text.upper() if character.isalnum())
    return f"CM-{plain.removeprefix('CM') if len(plain) > _LONGEST_BODY else plain}"


async def _code_of_phone(office: Office, text: str) -> str:
    """Return the code of today's only visit that was booked for a phone, among those that the actor may see."""
    phone, today = read_phone_number(text), office.now.date()
    if office.actor.role is Role.UNIT:
        days = [await day_list(office, office.guidance.places.get(unit), today) for unit in sorted(office.actor.units)]
        found = [booking for day in days for entry in day.openings for booking in entry.bookings]
        found = [one for one in found if one.visitor is not None and one.visitor.phone == phone]
    else:
        with in_words():
            booked = await office.service.find_by_phone(phone, upcoming_only=False, **office.reading())
        found = [booking for booking in booked if booking.date == today]
    waiting = [booking for booking in found if booking.status is BookingStatus.BOOKED]
    if not waiting:
        raise Refused(f"Hôm nay không có lịch hẹn nào chờ đến mang số {masked_phone(phone)}.")
    if len(waiting) > 1:
        codes = ", ".join(sorted(booking.code for booking in waiting))
        raise Refused(f"Hôm nay số {masked_phone(phone)} có {len(waiting)} lịch hẹn: {codes}. Gõ lại bằng mã.")
    return waiting[0].code


async def listed(office: Office) -> list[Listed]:
    """Return the units that the booking service knows today, with what they announced for the next two weeks."""
    require(office.actor, "unit.list")
    with in_words():
        units = await office.service.list_units(on=office.now.date(), **office.reading())
        openings: list[Opening] = []
        for ids in batched([unit.id for unit in units], _UNITS_A_CALL):
            openings += await office.service.list_openings(ids, **office.reading())
    return [Listed(unit, _of(unit, openings)) for unit in units]


def _of(unit: Unit, openings: Sequence[Opening]) -> tuple[Opening, ...]:
    return tuple(opening for opening in openings if opening.unit_id == unit.id)
