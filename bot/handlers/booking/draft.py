"""What a booking under way knows: typed access to the dialogue's slots, which are JSON in the conversation's row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime  # noqa: TC003 - read when the adapters are made
from typing import TYPE_CHECKING, Any, Self, overload

from pydantic import TypeAdapter

from booking_client import HalfDay  # noqa: TC001 - likewise
from bot.handlers.booking.calls import Calls
from bot.handlers.forms import Filling, under_way

if TYPE_CHECKING:
    from booking_client import Hold, Opening
    from bot.conversation.turn import Turn

NAME = "booking"


class Slot[T]:
    """One slot; None when it is empty, and setting None empties it."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, draft: None, owner: type) -> Self: ...
    @overload
    def __get__(self, draft: Draft, owner: type) -> T | None: ...
    def __get__(self, draft: Draft | None, owner: type) -> Self | T | None:
        if draft is None:
            return self
        value: T | None = draft.slots.get(self._name)
        return value

    def __set__(self, draft: Draft, value: T | None) -> None:
        if value is None:
            draft.slots.pop(self._name, None)
        else:
            draft.slots[self._name] = value


@dataclass(frozen=True, slots=True)
class Chosen:
    """The half-day somebody chose.

    Attributes:
        opening: its id in the booking service.
        unit: id of the one-stop unit.
        unit_name: what the unit is called.
        day: the date.
        half: morning or afternoon.
        start: when the half-day begins.
    """

    opening: int
    unit: str
    unit_name: str
    day: date
    half: HalfDay
    start: datetime

    @classmethod
    def of(cls, opening: Opening) -> Self:
        """Return what is kept of an opening."""
        return cls(opening.id, opening.unit_id, opening.unit_name, opening.date, opening.half_day, opening.start)


@dataclass(frozen=True, slots=True)
class Held:
    """Places kept for this person for some minutes.

    Attributes:
        id: the hold.
        opening: the opening it is in.
        start: when the window begins.
        end: when it ends.
        dossiers: places kept.
        people: how many come.
        expires_at: when they are free again, on the real clock.
    """

    id: str
    opening: int
    start: datetime
    end: datetime
    dossiers: int
    people: int
    expires_at: datetime

    @classmethod
    def of(cls, hold: Hold) -> Self:
        """Return what is kept of a hold."""
        window = hold.window
        return cls(hold.id, hold.opening_id, window.start, window.end, hold.dossiers, hold.people, hold.expires_at)


_CHOSEN, _HELD = TypeAdapter(Chosen), TypeAdapter(Held)


@dataclass(slots=True)
class Visiting(Filling):
    """A booking, or the change of one, in this turn.

    Attributes:
        lead: what has to be said before the next question.
        confirmed: what was read back is confirmed.
        made: the turn's calls, where some were made already.
    """

    lead: str | None = None
    confirmed: bool = False
    made: Calls | None = None

    @property
    def calls(self) -> Calls:
        """The turn's calls to the booking service."""
        if self.made is None:
            self.made = Calls(self.turn)
        return self.made


OWN_PHONE = "own_phone"
"""Of the state's memo: the phone that this person has shared by a button, as the platform vouches for."""


class Draft:
    """The booking under way.

    Attributes:
        slots: the dialogue's slots; changes are stored with the turn.
        procedure: national code.
        must_come: the answer to the ladder's question whether this case demands presence.
        told: the ladder was told, so it is not told again.
        area_text: where the person lives, as typed, until it is understood.
        area_tries: how often a place was asked for without an answer that is one.
        unit: id of the one-stop unit.
        wish: the day and half-day wished for (see ``Wish``).
        wish_told: the wish that was said to be kept in mind.
        from_day: ISO date; half-days before it were looked through already.
        elsewhere: another unit than the person's own is wanted.
        full_unit: a unit that was wanted and is full; it can be tried again.
        moving_from: the opening a booking is moved from; None for a new booking.
        unit_text: a unit as typed, which still has to be asked about.
        dossiers: how many are handed in.
        people: how many come to the counter at once.
        name: who comes.
        phone: the visitor's phone.
        own_phone: a phone that the platform vouches for: the person's own, shared by a button.
        other_person: they said that the remembered name is not the one this time.
        pending: a confirmation whose outcome is not known: ``key``, ``hold``, ``name``, ``phone``.
        menu: the choices of the step's question, as label and payload.
        again: the step's question, in short.
        asked: the turn in which the question was asked, and the place of the question among its replies.
        language: the one in which it was asked.
        hour_told: it was said that no hour can be chosen.
    """

    procedure = Slot[str]()
    must_come = Slot[bool]()
    told = Slot[bool]()
    area_text = Slot[str]()
    area_tries = Slot[int]()
    unit = Slot[str]()
    wish = Slot[dict[str, Any]]()
    wish_told = Slot[dict[str, Any]]()
    from_day = Slot[str]()
    elsewhere = Slot[bool]()
    unit_text = Slot[str]()
    full_unit = Slot[str]()
    moving_from = Slot[int]()
    dossiers = Slot[int]()
    people = Slot[int]()
    name = Slot[str]()
    phone = Slot[str]()
    own_phone = Slot[str]()
    other_person = Slot[bool]()
    pending = Slot[dict[str, str]]()
    menu = Slot[list[list[str]]]()
    again = Slot[str]()
    asked = Slot[list[int]]()
    language = Slot[str]()
    hour_told = Slot[bool]()
    _chosen = Slot[dict[str, Any]]()
    _held = Slot[dict[str, Any]]()

    def __init__(self, slots: dict[str, Any]) -> None:
        self.slots = slots

    @classmethod
    def of(cls, turn: Turn) -> Self:
        """Return the draft of the dialogue under way.

        Raises:
            LookupError: no dialogue is under way.
        """
        return cls(under_way(turn).slots)

    @property
    def chosen(self) -> Chosen | None:
        """The half-day that was chosen."""
        return _CHOSEN.validate_python(self._chosen) if self._chosen else None

    @chosen.setter
    def chosen(self, value: Chosen | None) -> None:
        self._chosen = _CHOSEN.dump_python(value, mode="json") if value else None

    @property
    def held(self) -> Held | None:
        """The places that are kept."""
        return _HELD.validate_python(self._held) if self._held else None

    @held.setter
    def held(self, value: Held | None) -> None:
        self._held = _HELD.dump_python(value, mode="json") if value else None
