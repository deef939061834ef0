"""Correcting an earlier step of a booking: that step is asked again, the rest is kept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from booking_client import HoldAlreadyConfirmed
from bot.handlers.booking.asking import Step
from bot.handlers.booking.calls import Calls
from bot.handlers.booking.form import proceed
from bot.handlers.booking.halfdays import Wish
from bot.handlers.booking.holding import drop
from bot.handlers.booking.phrases import Part
from bot.handlers.booking.places import take_unit
from bot.handlers.booking.reading import contact_in, day_problem, numbers_in, place_in, when_in
from bot.handlers.finding import procedure_of
from bot.handlers.forms import ask
from bot.understanding.dates.model import DateFlag
from bot.understanding.persons import clean_name

if TYPE_CHECKING:
    from bot.conversation.turn import Turn
    from bot.handlers.booking.draft import Draft


ASKED = "asked"
"""What a change returns where it has asked something itself."""
_NEW_NAME = re.compile(r"\b(?:thành|thanh|là|la)\s+(.+)$", re.IGNORECASE)


async def correct(turn: Turn, draft: Draft, part: Part, *, pressed: bool = False) -> None:
    """Change one part; what the message says of it is taken at once.

    Args:
        turn: the turn.
        draft: the booking under way.
        part: what is to be changed.
        pressed: a button was pressed, so there is no text to read.
    """
    calls = Calls(turn)
    if part in (Part.DAY, Part.UNIT, Part.PROCEDURE) or draft.pending is not None:
        try:
            await drop(draft, calls)
        except HoldAlreadyConfirmed:
            await proceed(turn, calls)  # it is booked already: that is said, with its code
            return
        draft.pending = None
    change = {
        Part.DAY: _day,
        Part.UNIT: _unit,
        Part.PROCEDURE: _procedure,
        Part.DOSSIERS: _dossiers,
        Part.NAME: _name,
        Part.PHONE: _phone,
    }[part]
    lead = change(turn, draft, pressed=pressed)
    if lead != ASKED:
        await proceed(turn, calls, lead=lead)


def _day(turn: Turn, draft: Draft, *, pressed: bool) -> str | None:
    draft.chosen = None
    draft.from_day = None
    draft.wish = None
    if pressed:
        return None
    when = when_in(turn)
    problem = day_problem(when) if when.dates or DateFlag.PAST not in when.flags else None  # "sai ngày rồi" is no day
    draft.wish = Wish.of(when).to_json()
    return turn.words(f"booking.day_{problem}") if problem else None


def _unit(turn: Turn, draft: Draft, *, pressed: bool) -> str | None:
    draft.chosen = None
    draft.unit = None
    draft.unit_text = None
    draft.from_day = None
    draft.elsewhere = True
    match = None if pressed else place_in(turn, whole_text=True)
    if match is not None and not take_unit(turn, draft, match):
        return ASKED
    return None


def _procedure(turn: Turn, draft: Draft, *, pressed: bool) -> str | None:
    draft.procedure = None
    draft.must_come = None
    draft.chosen = None
    draft.told = None
    found = None if pressed else procedure_of(turn)
    if found is not None and found.named and found.procedure is not None:
        draft.procedure = found.procedure.code
    return None


def _dossiers(turn: Turn, draft: Draft, *, pressed: bool) -> str | None:
    draft.dossiers = None
    draft.people = None
    if not pressed:
        numbers = numbers_in(turn, bare=False)
        draft.dossiers = numbers.dossiers
        draft.people = numbers.people
    return None


def _name(turn: Turn, draft: Draft, *, pressed: bool) -> str | None:
    said = None if pressed else _NEW_NAME.search(turn.text)
    draft.name = clean_name(said[1]) if said else None
    draft.other_person = True
    return None


def _phone(turn: Turn, draft: Draft, *, pressed: bool) -> str | None:
    draft.phone = None if pressed else contact_in(turn).phone
    draft.other_person = True
    return None


def ask_what(turn: Turn) -> None:
    """Ask which part of a read-back is to be changed."""
    parts = (Part.UNIT, Part.DOSSIERS, Part.NAME, Part.PHONE, Part.PROCEDURE)
    choices = [(turn.words(f"booking.fix_{part.value}"), f"#book.fix:{part.value}") for part in parts]
    ask(turn, Step.FIX, turn.words("booking.ask_fix"), choices)
