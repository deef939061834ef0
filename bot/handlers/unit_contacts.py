"""What one-stop units have published of themselves: the rulebook's word goes before the booking service's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.guidance.rulebook.model import Purpose

if TYPE_CHECKING:
    from datetime import datetime

    from bot.conversation.turn import Turn
    from bot.guidance.rulebook.model import Contact


def value_of(turn: Turn, contact: Contact) -> str | None:
    """Return a contact's value in the person's language."""
    return contact.value_en if turn.profile.language == "en" and contact.value_en else contact.value


def keeps_address(turn: Turn, unit: str, moment: datetime) -> bool:
    """Return whether staff keep this unit's address in the rulebook, so that nobody else's word of it counts."""
    return turn.guidance.rulebook.keeps(unit, Purpose.UNIT_ADDRESS, moment)


def tell_address(turn: Turn, unit: str, moment: datetime) -> str | None:
    """Return the address that a unit has published for a moment, and note that it is told; None where it has none."""
    for contact in turn.guidance.rulebook.contacts_of(unit, moment):
        if contact.purpose is Purpose.UNIT_ADDRESS:
            turn.told.add(contact.id)
            return value_of(turn, contact)
    return None
