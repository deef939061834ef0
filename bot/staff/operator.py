"""What the call centre does for people who phone: book, under the same rules and from the same places as the bot."""

from __future__ import annotations

import contextlib
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from booking_client import BookingError, OpeningFull
from bot.staff.audit import elsewhere
from bot.staff.errors import Refused
from bot.staff.finding import unit_name
from bot.staff.notices import warnings_for
from bot.staff.problems import in_words
from bot.staff.reading import half_day_start
from bot.staff.roles import require
from bot.staff.units import check_people
from bot.staff.visit_rules import Wish, enforce, judge
from bot.staff.words import half_day_words

if TYPE_CHECKING:
    from datetime import date, datetime

    from booking_client import Booking, HalfDay, Hold, Opening
    from bot.guidance.places.gazetteer import AdminUnit
    from bot.guidance.procedures import Procedure
    from bot.staff.office import Office

DAYS_AHEAD = 14
_MOST_NEAR = 4
_MOST_DOSSIERS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a caller wants booked.

    Attributes:
        unit: the place whose one-stop unit is to be visited.
        day: of the visit.
        half: of the visit.
        procedure: what is to be handed in.
        name: who comes.
        phone: theirs, as ``read_phone_number`` gives it.
        dossiers: how many.
        people: how many come.
        home: where the caller lives, when it was asked.
        must_come: the caller's answer, for a duty to come that depends on the case.
        override: why this caller is to get a slot against the ladder.
        again: the caller has an appointment for this procedure already, and wants another one.
    """

    unit: AdminUnit
    day: date
    half: HalfDay
    procedure: Procedure
    name: str
    phone: str
    dossiers: int = 1
    people: int = 1
    home: AdminUnit | None = None
    must_come: bool | None = None
    override: str | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class Booked:
    """A booking made for a caller.

    Attributes:
        booking: as the service keeps it.
        warnings: what the caller has to hear before going out.
        exception: why the ladder was set aside, where it was.
        locks: names of areas that are locked down on the visit's day, when nobody asked where the caller lives.
    """

    booking: Booking
    warnings: tuple[str, ...]
    exception: str | None
    locks: tuple[str, ...]


async def book(office: Office, request: Request) -> Booked:
    """Book a visit for a caller.

    Raises:
        Refused: the rules of the visit's day close the counter and no exception was given; the place is locked down;
            the half-day is not announced, full or over; the caller has an appointment for the same already.
    """
    require(office.actor, "operator.book")
    _check_size(office, request)
    await _check_not_booked(office, request)
    opening = await _opening(office, request)
    visit = opening.start if opening is not None else half_day_start(request.day, request.half)
    verdict = judge(
        office.guidance,
        Wish(request.unit, request.procedure.code, visit, home=request.home, must_come=request.must_come),
    )
    exception = enforce(verdict, request.override)
    if opening is None:
        name = unit_name(office.guidance.places, request.unit, visit)
        half_day = half_day_words(request.day, request.half)
        raise Refused(f"{name} chưa mở {half_day}. {await _near(office, request)}")
    details = {
        "unit": request.unit.id,
        "date": request.day.isoformat(),
        "half_day": request.half,
        "procedure": request.procedure.code,
        "dossiers": request.dossiers,
        "people": request.people,
        "override": exception,
        "closed_by": list(verdict.closed_by),
    }
    async with elsewhere(office, "operator.book", request.unit.id, **details) as outcome:
        try:
            booking = await _hold_and_confirm(office, opening, request)
        except OpeningFull as error:
            when = half_day_words(request.day, request.half)
            raise Refused(f"{_full(error, request, when)} {await _near(office, request)}") from error
        outcome |= {"code": booking.code, "queue_number": booking.queue_number}
    told = warnings_for(office.guidance, request.unit, office.now, visit)
    return Booked(booking, (*verdict.warnings, *told), exception, _locks(office, request, visit))


def _full(error: OpeningFull, request: Request, when: str) -> str:
    """Say what is missing: all places, some for these dossiers, or room for these people."""
    if error.limit != "dossiers":
        return f"Hết khung giờ: {when} không còn lúc nào đủ chỗ cho {request.people} người."
    if error.places_left:
        return f"Không đủ chỗ: {when} chỉ còn {error.places_left} hồ sơ, người gọi có {request.dossiers}."
    return f"Hết chỗ: {when} đã nhận đủ hồ sơ."


def _check_size(office: Office, request: Request) -> None:
    if not 1 <= request.dossiers <= _MOST_DOSSIERS:
        raise Refused(f"Số hồ sơ phải từ 1 đến {_MOST_DOSSIERS}.")
    check_people(office, request.unit, request.day, request.half, request.people)


async def _check_not_booked(office: Office, request: Request) -> None:
    """Ask, rather than book the same twice: the command was typed again, or a colleague was faster."""
    if request.again:
        return
    with in_words():
        found = await office.service.find_by_phone(request.phone, upcoming_only=True, **office.reading())
    same = [booking for booking in found if booking.procedure == request.procedure.code]
    if not same:
        return
    listed = "; ".join(
        f"{booking.code} {half_day_words(booking.date, booking.half_day)}, số {booking.queue_number},"
        f" {booking.dossiers} hồ sơ, {booking.unit_name}{_named(booking)}"
        for booking in same
    )
    raise Refused(f"Số này đã có lịch cho việc này: {listed}. Vẫn đặt thêm thì gõ lại lệnh với --again.")


def _named(booking: Booking) -> str:
    return f", {booking.visitor.name}" if booking.visitor is not None else ""


async def _opening(office: Office, request: Request) -> Opening | None:
    with in_words():
        found = await office.service.list_openings(
            [request.unit.id],
            start=request.day,
            end=request.day,
            dossiers=request.dossiers,
            people=request.people,
            **office.reading(),
        )
    return next((opening for opening in found if opening.half_day is request.half), None)


async def _near(office: Office, request: Request) -> str:
    """Return the nearest half-days of the unit that would do, as a sentence."""
    near = await _open_ones(office, request, request.dossiers, request.people)
    if near:
        return f"Còn chỗ: {_listed(near)}."
    smaller = await _open_ones(office, request, 1, 1)
    if not smaller:
        return "Sắp tới nơi này chưa có buổi nào còn chỗ."
    if request.people > 1 and max(opening.places_left for opening in smaller) >= request.dossiers:
        less = f"ít người hơn thì còn: {_listed(smaller)}"
        return f"Sắp tới không khung giờ nào đủ chỗ cho {request.people} người cùng lúc; {less}."
    return f"Sắp tới không buổi nào còn đủ {request.dossiers} hồ sơ; chia ra nhiều buổi thì còn: {_listed(smaller)}."


async def _open_ones(office: Office, request: Request, dossiers: int, people: int) -> list[Opening]:
    """Return the nearest half-days of the unit that take a visit of a size."""
    today = office.now.date()
    with in_words():
        found = await office.service.list_openings(
            [request.unit.id],
            start=max(today, request.day - timedelta(days=DAYS_AHEAD)),
            end=max(today, request.day) + timedelta(days=DAYS_AHEAD),
            procedure=request.procedure.code,
            dossiers=dossiers,
            people=people,
            only_open=True,
            **office.reading(),
        )
    return sorted(found, key=lambda opening: (abs((opening.date - request.day).days), opening.start))[:_MOST_NEAR]


def _listed(found: list[Opening]) -> str:
    return "; ".join(
        f"{half_day_words(opening.date, opening.half_day)} (còn {opening.places_left})"
        for opening in sorted(found, key=lambda opening: opening.start)
    )


async def _hold_and_confirm(office: Office, opening: Opening, request: Request) -> Booking:
    key = f"operator-{uuid.uuid4().hex}"
    hold = await office.service.hold(
        opening.id,
        procedure=request.procedure.code,
        dossiers=request.dossiers,
        people=request.people,
        **office.changing(f"{key}-hold"),
    )
    try:
        return await office.service.confirm(
            hold.id, name=request.name, phone=request.phone, **office.changing(f"{key}-confirm")
        )
    except BookingError:
        await _give_back(office, hold, key)
        raise


async def _give_back(office: Office, hold: Hold, key: str) -> None:
    """Give places back at once; where that fails they come free by themselves in some minutes."""
    with contextlib.suppress(BookingError):
        await office.service.release(hold.id, **office.changing(f"{key}-release"))


def _locks(office: Office, request: Request, visit: datetime) -> tuple[str, ...]:
    if request.home is not None:
        return ()
    places = office.guidance.places
    found = (places.find(entry.area) for entry in office.guidance.locks_at(visit))
    return tuple(places.full_name(area) for area in found if area is not None)
