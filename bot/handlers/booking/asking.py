"""What a booking waits for."""

from __future__ import annotations

from enum import StrEnum


class Step(StrEnum):
    """What the booking waits for."""

    PROCEDURE = "procedure"
    PRESENCE = "presence"
    AREA = "area"
    UNIT = "unit"
    HALF_DAY = "half_day"
    DOSSIERS = "dossiers"
    CONSENT = "consent"
    CONTACT = "contact"
    """Whether the remembered name and phone are the ones for this visit."""
    NAME = "name"
    PHONE = "phone"
    CONFIRM = "confirm"
    FIX = "fix"
    """What is to be changed in a read-back."""
    RETRY = "retry"
    """The booking service did not answer; nothing is lost."""
    CHECKING = "checking"
    """A confirmation may or may not have been carried out."""
