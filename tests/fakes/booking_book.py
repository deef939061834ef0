"""A booking service in memory, with the client's interface: fast tests of the conversation, no process.

It keeps the rules that the conversation meets: capacity in dossiers, holds that end, idempotency keys, owners and
phones, closures. What a service is in full is tested on the real one.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from typing import Any

from booking_client import (
    Booking,
    BookingError,
    BookingNotActive,
    BookingNotFound,
    BookingPast,
    BookingStatus,
    BookingUnavailable,
    HalfDay,
    Hold,
    HoldAlreadyConfirmed,
    HoldExpired,
    HoldNotFound,
    IdempotencyConflict,
    Opening,
    OpeningClosed,
    OpeningFull,
    OpeningNotFound,
    OpeningPast,
    OpeningState,
    OwnerData,
    ProcedureNotReceived,
    SameOpening,
    Source,
    Unit,
    UnitLevel,
    Visitor,
    Window,
)

ZONE = dt.timezone(dt.timedelta(hours=7))
HOURS = {HalfDay.MORNING: (7, 11), HalfDay.AFTERNOON: (13, 17)}


class BookingBook:
    """The whole service.

    Attributes:
        now: its calendar where a call brings none.
        clock: its real clock, by which holds end.
        down: raise this for every call.
        lose: names of calls that are carried out although no answer arrives.
        calls: names of the calls made, with their keys.
    """

    def __init__(self, now: dt.datetime, clock: dt.datetime) -> None:
        self.now = now
        self.clock = clock
        self.down: Exception | None = None
        self.lose: set[str] = set()
        self.calls: list[tuple[str, str | None]] = []
        self.as_of: set[dt.datetime | None] = set()
        self.units: dict[str, Unit] = {}
        self.openings: dict[int, dict[str, Any]] = {}
        self.holds: dict[str, dict[str, Any]] = {}
        self.bookings: dict[str, Booking] = {}
        self.answers: dict[str, tuple[Any, Any]] = {}
        self.closed: set[int] = set()
        self._numbers = itertools.count(1)

    # -- for tests

    def unit(
        self, unit_id: str, name: str, *, procedures: tuple[str, ...] | None = None, address: str | None = None
    ) -> None:
        self.units[unit_id] = Unit(
            id=unit_id, name=name, level=UnitLevel.COMMUNE, area_id=unit_id, procedures=procedures, address=address
        )

    def announce(self, unit_id: str, date: dt.date, half: HalfDay, capacity: int) -> int:
        number = next(self._numbers)
        self.openings[number] = {"unit": unit_id, "date": date, "half": half, "capacity": capacity, "drawn": 0}
        return number

    def fill(self, opening: int, *, but: int = 0) -> None:
        """Take all places but some, as others would."""
        self.openings[opening]["capacity"] = self._taken(opening) + but

    def expire(self) -> None:
        """Let every hold run out."""
        for hold in self.holds.values():
            if hold["state"] == "open":
                hold["state"] = "expired"

    @property
    def kept(self) -> list[str]:
        """Holds that are running."""
        return [hold_id for hold_id, hold in self.holds.items() if hold["state"] == "open"]

    # -- the client's interface

    async def list_units(self, *, ids=None, area_id=None, procedure=None, **options: Any) -> tuple[Unit, ...]:
        self._come("list_units", options)
        return tuple(
            unit
            for unit in self.units.values()
            if (ids is None or unit.id in ids)
            and (area_id is None or unit.area_id == area_id)
            and (procedure is None or unit.procedures is None or procedure in unit.procedures)
        )

    async def list_openings(
        self, units, *, start=None, end=None, procedure=None, dossiers=1, only_open=False, **options: Any
    ) -> tuple[Opening, ...]:
        now = self._come("list_openings", options)
        found = [
            self._view(number, now, dossiers)
            for number, row in self.openings.items()
            if row["unit"] in units
            and (start is None or row["date"] >= start)
            and (end is None or row["date"] <= end)
            and self._receives(row["unit"], procedure)
        ]
        order = sorted(found, key=lambda o: (o.date, o.half_day is HalfDay.AFTERNOON))
        return tuple(o for o in order if not only_open or o.state is OpeningState.OPEN)

    async def opening(self, opening_id: int, **options: Any) -> Opening:
        now = self._come("opening", options)
        if opening_id not in self.openings:
            raise OpeningNotFound("gone")
        return self._view(opening_id, now, 1)

    async def hold(self, opening_id, *, procedure, dossiers=1, people=1, owner=None, **options: Any) -> Hold:
        body = (opening_id, procedure, dossiers, people, owner)
        return self._once("hold", body, options, lambda now: self._hold(now, *body))

    async def release(self, hold_id: str, **options: Any) -> None:
        self._once("release", (hold_id,), options, lambda _now: self._release(hold_id))

    async def confirm(self, hold_id: str, *, name: str, phone: str, **options: Any) -> Booking:
        body = (hold_id, name, phone)
        return self._once("confirm", body, options, lambda now: self._confirm(now, *body))

    async def booking(self, code: str, *, owner: str | None = None, **options: Any) -> Booking:
        self._come("booking", options)
        found = self._booking(code)
        return found if found.owner == owner else dataclasses.replace(found, owner=None, visitor=None)

    async def look_up(self, code: str, *, owner=None, phone_last4=None, **options: Any) -> Booking:
        self._come("look_up", options)
        found = self._booking(code)
        if found.owner == owner:
            return found
        if phone_last4 is None or found.visitor is None or not found.visitor.phone.endswith(phone_last4):
            raise BookingNotFound("not theirs")
        return dataclasses.replace(found, owner=None, visitor=None)

    async def cancel(self, code, *, owner=None, phone_last4=None, **options: Any) -> Booking:
        body = (code, owner, phone_last4)
        return self._once("cancel", body, options, lambda now: self._cancel(now, *body))

    async def move(self, code, *, opening_id=None, owner=None, phone_last4=None, **options: Any) -> Booking:
        body = (code, opening_id, owner, phone_last4)
        return self._once("move", body, options, lambda now: self._move(now, *body))

    async def owner_data(self, owner: str, **options: Any) -> OwnerData:
        self._come("owner_data", options)
        mine = sorted((b for b in self.bookings.values() if b.owner == owner), key=lambda b: b.window.start)
        return OwnerData(owner=owner, bookings=tuple(mine), holds=())

    # -- inside

    def _come(self, name: str, options: dict[str, Any]) -> dt.datetime:
        self.calls.append((name, options.get("key")))
        self.as_of.add(options.get("as_of"))
        if self.down is not None:
            raise self.down
        return options.get("as_of") or self.now

    def _once(self, name, body, options, act) -> Any:
        now = self._come(name, options)
        key = options["key"]
        if key in self.answers:
            before, answer = self.answers[key]
            if before != body:
                raise IdempotencyConflict("another body")
        else:
            try:
                answer = act(now)
            except BookingError as error:
                answer = error
            self.answers[key] = (body, answer)
        if name in self.lose:
            raise BookingUnavailable("no answer", outcome_unknown=True)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _receives(self, unit_id: str, procedure: str | None) -> bool:
        procedures = self.units[unit_id].procedures
        return procedure is None or procedures is None or procedure in procedures

    def _taken(self, opening: int) -> int:
        held = sum(h["dossiers"] for h in self.holds.values() if h["opening"] == opening and h["state"] == "open")
        booked = sum(
            b.dossiers
            for b in self.bookings.values()
            if b.opening_id == opening and b.status is not BookingStatus.CANCELLED
        )
        return held + booked

    def _window(self, opening: int) -> Window:
        row = self.openings[opening]
        first, _ = HOURS[row["half"]]
        start = dt.datetime.combine(row["date"], dt.time(first), ZONE)
        return Window(start=start, end=start + dt.timedelta(minutes=30))

    def _view(self, number: int, now: dt.datetime, dossiers: int) -> Opening:
        row = self.openings[number]
        first, last = HOURS[row["half"]]
        start, end = (dt.datetime.combine(row["date"], dt.time(hour), ZONE) for hour in (first, last))
        left = max(0, row["capacity"] - self._taken(number))
        state = OpeningState.OPEN
        if end <= now:
            state = OpeningState.PAST
        elif number in self.closed:
            state = OpeningState.CLOSED
        elif left < dossiers:
            state = OpeningState.FULL
        usable = state in (OpeningState.OPEN, OpeningState.FULL)
        return Opening(
            id=number,
            unit_id=row["unit"],
            unit_name=self.units[row["unit"]].name,
            date=row["date"],
            half_day=row["half"],
            start=start,
            end=end,
            slot_minutes=30,
            capacity=row["capacity"],
            places_left=left if usable else 0,
            people_limit=10,
            state=state,
            next_window=self._window(number),
        )

    def _check(self, now: dt.datetime, opening: int, procedure: str, dossiers: int) -> Opening:
        if opening not in self.openings:
            raise OpeningNotFound("gone")
        view = self._view(opening, now, dossiers)
        if not self._receives(view.unit_id, procedure):
            raise ProcedureNotReceived("not here")
        if view.state is OpeningState.PAST:
            raise OpeningPast("over")
        if view.state is OpeningState.CLOSED:
            raise OpeningClosed("closed", extra={"reason": "phong tỏa"})
        if view.state is OpeningState.FULL:
            raise OpeningFull("full", extra={"places_left": view.places_left, "limit": "dossiers"})
        return view

    def _hold(self, now, opening, procedure, dossiers, *who) -> Hold:
        people, owner = who
        view = self._check(now, opening, procedure, dossiers)
        hold_id = f"hold-{next(self._numbers):08d}"
        self.holds[hold_id] = {
            "opening": opening, "procedure": procedure, "dossiers": dossiers, "people": people, "owner": owner,
            "state": "open",
        }  # fmt: skip
        return Hold(
            id=hold_id,
            opening_id=opening,
            unit_id=view.unit_id,
            unit_name=view.unit_name,
            date=view.date,
            half_day=view.half_day,
            window=self._window(opening),
            procedure=procedure,
            dossiers=dossiers,
            people=people,
            owner=owner,
            expires_at=self.clock + dt.timedelta(minutes=10),
        )

    def _required(self, hold_id: str) -> dict[str, Any]:
        if hold_id not in self.holds:
            raise HoldNotFound("no hold")
        hold = self.holds[hold_id]
        if hold["state"] == "confirmed":
            raise HoldAlreadyConfirmed("booked", extra={"code": hold["code"]})
        return hold

    def _release(self, hold_id: str) -> None:
        self._required(hold_id)["state"] = "released"

    def _confirm(self, now, hold_id, name, phone) -> Booking:
        hold = self._required(hold_id)
        if hold["state"] != "open":
            raise HoldExpired("ended")
        opening = hold["opening"]
        if opening in self.closed:
            raise OpeningClosed("closed", extra={"reason": "phong tỏa"})
        view = self._view(opening, now, 0)
        code = f"CM-{next(self._numbers):05d}"
        hold["state"], hold["code"] = "confirmed", code
        self.openings[opening]["drawn"] += 1
        self.bookings[code] = Booking(
            code=code,
            status=BookingStatus.BOOKED,
            queue_number=self.openings[opening]["drawn"],
            opening_id=opening,
            unit_id=view.unit_id,
            unit_name=view.unit_name,
            date=view.date,
            half_day=view.half_day,
            window=self._window(opening),
            procedure=hold["procedure"],
            dossiers=hold["dossiers"],
            people=hold["people"],
            visitor=Visitor(name=name, phone=phone),
            owner=hold["owner"],
            source=Source.BOT,
            created_by="bot",
            created_at=self.clock,
        )
        return self.bookings[code]

    def _booking(self, code: str) -> Booking:
        plain = "".join(letter for letter in code.upper() if letter.isalnum())
        found = next((b for c, b in self.bookings.items() if c.replace("-", "") == plain), None)
        if found is None:
            raise BookingNotFound("no such code")
        return found

    def _theirs(self, now, code, owner, last4) -> Booking:
        found = self._booking(code)
        visitor = found.visitor
        if found.owner != owner and (visitor is None or last4 is None or not visitor.phone.endswith(last4)):
            raise BookingNotFound("not theirs")
        if found.status is not BookingStatus.BOOKED:
            raise BookingNotActive("not active", extra={"booking_status": found.status.value})
        if self._view(found.opening_id, now, 0).end <= now:
            raise BookingPast("over")
        return found

    def _cancel(self, now, code, owner, phone) -> Booking:
        found = self._theirs(now, code, owner, phone)
        self.bookings[found.code] = dataclasses.replace(found, status=BookingStatus.CANCELLED)
        return self.bookings[found.code]

    def _move(self, now, code, opening, owner, phone) -> Booking:
        found = self._theirs(now, code, owner, phone)
        if opening == found.opening_id:
            raise SameOpening("there already")
        view = self._check(now, opening, found.procedure, found.dossiers)
        self.openings[opening]["drawn"] += 1
        self.bookings[found.code] = dataclasses.replace(
            found,
            opening_id=opening,
            unit_id=view.unit_id,
            unit_name=view.unit_name,
            date=view.date,
            half_day=view.half_day,
            window=self._window(opening),
            queue_number=self.openings[opening]["drawn"],
        )
        return self.bookings[found.code]
