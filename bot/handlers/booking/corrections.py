"""Correcting an earlier answer of a booking: it is forgotten with what hangs on it, the rest is kept."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from booking_client import HoldAlreadyConfirmed
from bot.conversation.form import Problem
from bot.handlers.booking.asking import Step
from bot.handlers.booking.calls import Calls
from bot.handlers.booking.form import FORM, Booking, proceed
from bot.handlers.booking.halfdays import Wish
from bot.handlers.booking.holding import drop
from bot.handlers.booking.phrases import Part
from bot.handlers.booking.reading import contact_in, day_problem, numbers_in, place_in, when_in
from bot.handlers.finding import procedure_of
from bot.handlers.forms import ask
from bot.understanding.dates.model import DateFlag
from bot.understanding.persons import clean_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.conversation.turn import Turn
    from bot.handlers.booking.draft import Draft

_NEW_NAME = re.compile(r"\b(?:thành|thanh|là|la)\s+(.+)$", re.IGNORECASE)


async def correct(turn: Turn, draft: Draft, part: Part, *, pressed: bool = False) -> None:
    """Change one part; what the message says of it is taken at once.

    Args:
        turn: the turn.
        draft: the booking under way.
        part: what is to be changed.
        pressed: a button was pressed, so there is no text to read.
    """
    calls, slots = Calls(turn), _SLOTS[part]
    if part in (Part.DAY, Part.UNIT, Part.PROCEDURE) or draft.pending is not None:
        try:
            await drop(draft, calls)
        except HoldAlreadyConfirmed:
            await proceed(turn, calls)  # it is booked already: that is said, with its code
            return
        draft.pending = None
    for slot in slots:
        FORM.forget(Booking(turn), slot)
    if part is Part.UNIT:
        draft.elsewhere = True
    draft.other_person = True if part in (Part.NAME, Part.PHONE) else draft.other_person
    said = {} if pressed else _SAID[part](turn)
    problem = said.pop("problem", None)
    draft.slots.update({slot: value for slot, value in said.items() if value is not None})
    await proceed(turn, calls, lead=turn.words(problem.key) if isinstance(problem, Problem) else None)


def _day(turn: Turn) -> dict[str, Any]:
    when = when_in(turn)
    problem = day_problem(when) if when.dates or DateFlag.PAST not in when.flags else None  # "sai ngày rồi" is no day
    return {"wish": Wish.of(when).to_json(), "problem": Problem(f"booking.day_{problem}") if problem else None}


def _unit(turn: Turn) -> dict[str, Any]:
    match = place_in(turn, whole_text=True)
    return {"unit_text": match.typed if match is not None else None}


def _procedure(turn: Turn) -> dict[str, Any]:
    found = procedure_of(turn)
    return {"procedure": found.procedure.code if found.named and found.procedure is not None else None}


def _numbers(turn: Turn) -> dict[str, Any]:
    numbers = numbers_in(turn, bare=False)
    return {"dossiers": numbers.dossiers, "people": numbers.people}


def _name(turn: Turn) -> dict[str, Any]:
    said = _NEW_NAME.search(turn.text)
    return {"name": clean_name(said[1]) if said else None}


_SLOTS: Mapping[Part, tuple[str, ...]] = MappingProxyType(
    {
        Part.DAY: ("wish", "_chosen", "from_day"),
        Part.UNIT: ("unit", "unit_text", "_chosen", "from_day"),
        Part.PROCEDURE: ("procedure",),
        Part.DOSSIERS: ("dossiers", "people"),
        Part.NAME: ("name",),
        Part.PHONE: ("phone",),
    }
)
_SAID: Mapping[Part, Callable[[Turn], dict[str, Any]]] = MappingProxyType(
    {
        Part.DAY: _day,
        Part.UNIT: _unit,
        Part.PROCEDURE: _procedure,
        Part.DOSSIERS: _numbers,
        Part.NAME: _name,
        Part.PHONE: lambda turn: {"phone": contact_in(turn).phone},
    }
)


def ask_what(turn: Turn) -> None:
    """Ask which part of a read-back is to be changed."""
    parts = (Part.UNIT, Part.DOSSIERS, Part.NAME, Part.PHONE, Part.PROCEDURE)
    choices = [(turn.words(f"booking.fix_{part.value}"), f"#book.fix:{part.value}") for part in parts]
    ask(turn, Step.FIX, turn.words("booking.ask_fix"), choices)
