"""Consent to keep a name and a phone: for bookings and call-backs alike, asked once, never assumed.

Law 91/2025/QH15, Art. 9: what, why, who, how long and the person's rights are told first; silence and politeness are
no consent; what was agreed to is kept as evidence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation import put_by
from bot.handlers.booking.units import unit_name

if TYPE_CHECKING:
    from bot.conversation.turn import Turn

VERSION = "2026-11-4"
"""Raised whenever the text `consent.text` changes; an older consent is asked for again."""
PURPOSE = "contact"


def given(turn: Turn) -> bool:
    """Return whether the person agreed to the text as it is now."""
    return turn.profile.consent == VERSION


def agency(turn: Turn) -> str:
    """Return who keeps people's data: the province's centre, by its name of the day."""
    province = turn.guidance.places.province_at(turn.moment)
    return unit_name(turn.guidance.places, province.id, turn.moment)


def text(turn: Turn) -> str:
    """Return what is agreed to, in the person's language."""
    return turn.words("consent.text", agency=agency(turn))


async def agree(turn: Turn) -> None:
    """Keep that they agreed, and to which text."""
    turn.profile.consent = VERSION
    turn.profile.consent_at = turn.received_at.isoformat(timespec="seconds")
    await turn.people.record_consent(PURPOSE, VERSION, text(turn), given=True)


async def withdraw(turn: Turn) -> None:
    """Keep that they took it back (or refused), and forget name and phone here."""
    turn.profile.consent = None
    turn.profile.consent_at = None
    turn.profile.name = None
    turn.profile.phone = None
    put_by.forget(turn)
    await turn.people.record_consent(PURPOSE, VERSION, text(turn), given=False)
