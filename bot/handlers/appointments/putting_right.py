"""What is put right at the read-back of a move or a cancelling: the appointment, the day, or what can't be changed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from booking_client import BookingError
from bot.handlers.appointments.change import Change, Wanted
from bot.handlers.appointments.flow import failed
from bot.handlers.appointments.form import go_on
from bot.handlers.appointments.reading import upcoming
from bot.handlers.booking.calls import Calls
from bot.handlers.booking.corrections import correction, part_of
from bot.handlers.booking.phrases import is_question
from bot.handlers.booking.reading import names_day, when_in
from bot.handlers.early import name_said
from bot.handlers.forms import ask_again
from bot.understanding.clauses.denied import without_denied
from bot.understanding.dates.reading import read_when
from bot.understanding.fold import canonical
from bot.understanding.phones import find_phones

if TYPE_CHECKING:
    from booking_client import Booking
    from bot.conversation.turn import Turn
    from bot.understanding.agreement import Agreement

FIXED = frozenset({"name", "phone", "dossiers", "procedure"})
"""Parts of an appointment that the booking service cannot change."""
_FALSE = "(?:sai|nham|lon|trat|khong (?:phai|dung)|dau phai|chua dung|wrong|not)"
_OTHER_ONE = re.compile(rf"\b{_FALSE} (?:la )?(?:cai )?(?:lich|hen|cai|ma|appointment)(?: hen)?\b(?! khong)")
_WRONG = re.compile(
    rf"(?:(?:da|u|ua|a|em|anh|chi|thoi|no) ){{0,4}}(?:{_FALSE}|that s wrong)"
    r"(?: (?:ngay|buoi|gio|thu|bua|hom|cho|noi|day|time))?(?: (?:roi|em|anh|chi|a|nha|ma|day|do|het|lat|con|chu)){0,5}"
)


async def put_right(turn: Turn, reply: Agreement | None) -> bool:
    """Take what a text puts right of what was read back; False where it puts nothing right, or asks.

    Args:
        turn: the turn.
        reply: how it was read as the answer to the question that commits.
    """
    wrong = reply.wrong if reply is not None else ""
    change, plain = Change.of(turn), canonical(turn.text)
    if is_question(turn.text):
        return False
    if wrong and not names_day(when_in(turn)):
        await _wrong(turn, change, part_of(wrong))
    elif _OTHER_ONE.search(plain) or (change.wanted == Wanted.CANCEL and _WRONG.fullmatch(plain)):
        await _another(turn, change)
    elif _WRONG.fullmatch(plain):
        change.chosen = change.wish = None
        await go_on(turn)
    elif not names_day(when_in(turn)) and _is_fixed(turn):
        turn.say("appointments.cannot_fix")
        ask_again(turn)
    else:
        return False
    return True


async def _wrong(turn: Turn, change: Change, part: str | None) -> None:
    """Take up a part that is said to be wrong beside an agreement; nothing is done to the appointment."""
    if part in FIXED:
        turn.say("appointments.cannot_fix")
        ask_again(turn)
    elif change.wanted == Wanted.CANCEL:
        await _another(turn, change)
    else:
        change.chosen = change.wish = None
        if part == "unit":
            change.unit, change.elsewhere = None, True
        await go_on(turn)


def _is_fixed(turn: Turn) -> bool:
    """Return whether a name, a number or what else cannot be changed shall be another one."""
    return correction(turn) in FIXED or name_said(turn.text) is not None or bool(find_phones(turn.text))


async def _another(turn: Turn, change: Change) -> None:
    """Go on with another appointment than the one that was read back: the only one left, or that of the day named."""
    try:
        mine = upcoming(turn, (await Calls(turn).mine()).bookings)
    except BookingError as error:
        failed(turn, error)
        return
    others = [booking for booking in mine if booking.code != change.code]
    meant = _of_its_day(turn, others)
    if not others:
        turn.say("appointments.only_one")
        ask_again(turn)
        return
    change.code = meant[0].code if len(meant) == 1 else None
    change.unit = change.chosen = change.before = change.proof = None
    await go_on(turn)


def _of_its_day(turn: Turn, bookings: list[Booking]) -> list[Booking]:
    """Return the bookings of the day that a text names besides what it denies; all where it names none."""
    when = read_when(without_denied(turn.text), turn.moment)
    told = [booking for booking in bookings if booking.date in when.dates]
    told = [booking for booking in told if when.half_day in (None, booking.half_day)]
    return told if when.dates else bookings
