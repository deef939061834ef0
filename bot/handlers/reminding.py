"""Reminders of appointments: planned when one is made or moved, dropped when it is cancelled, answered by a button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.messages import Choice, Reply
from bot.conversation.reminders import Visit
from bot.guidance.moments import VIETNAM
from bot.guidance.rulebook.text import ask_words
from bot.handlers.booking.words import half_day_words, window_words
from bot.handlers.papers_check import left_of

if TYPE_CHECKING:
    from datetime import datetime

    from booking_client import Booking
    from bot.conversation.snapshot import Guidance
    from bot.conversation.speech import Speaker
    from bot.conversation.texts import Texts
    from bot.conversation.turn import Asker, Turn
    from bot.guidance.procedures import Catalogue


def visit_of(speaker: Speaker, catalogue: Catalogue, booking: Booking) -> Visit:
    """Return an appointment with the words that its person is reminded by."""
    procedure = catalogue.get(booking.procedure)
    text = speaker.words(
        "reminders.text",
        code=booking.code,
        number=booking.queue_number,
        half_day=half_day_words(speaker, booking.half_day, booking.date),
        window=window_words(booking.window.start, booking.window.end),
        unit=booking.unit_name,
        title=procedure.title if procedure is not None else booking.procedure,
    )
    choices = (
        Choice(speaker.words("reminders.coming"), f"#appt.coming:{booking.code}"),
        Choice(speaker.words("reminders.move"), f"#appt.move:{booking.code}"),
        Choice(speaker.words("reminders.cancel"), f"#appt.cancel:{booking.code}"),
    )
    reply = Reply(text, choices)
    return Visit(booking.code, booking.window.start, reply, unit=booking.unit_id, procedure=booking.procedure)


async def remind(turn: Turn, booking: Booking) -> None:
    """Plan the reminders of an appointment, in place of those it had."""
    await turn.people.plan_reminders(visit_of(turn, turn.guidance.catalogue, booking))


def locked_words(guidance: Guidance, texts: Texts, unit_id: str, moment: datetime, language: str) -> str | None:
    """Return what a reminder says first of a visit to a unit that is locked down at that moment; None if it is not."""
    unit = guidance.places.find(unit_id)
    lock = guidance.lock_of(unit_id, moment) if unit is not None else None
    if unit is None or lock is None:
        return None
    key = "reminders.locked_open" if lock.until is None else "reminders.locked"
    until = "" if lock.until is None else f"{lock.until.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
    ask = ask_words(guidance.rulebook.at(moment), guidance.rulebook)
    return texts.get(language, key, unit=unit.name, until=until, ask=ask)


def papers_words(asker: Asker, texts: Texts, procedure: str) -> str | None:
    """Return what a reminder says of the papers that are left; None where the person has told of none."""
    left = left_of(asker, procedure)
    return texts.get(asker.profile.language, "tick.to_bring", papers="; ".join(left)) if left else None


def coming(turn: Turn, code: str) -> None:
    """Answer "vẫn đi"."""
    turn.say("reminders.thanks", code=code)
