"""A change of an appointment as it is kept between messages: which one, what is to be done, what is waited for."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from bot.handlers.booking.draft import Draft, Slot


class Wanted(StrEnum):
    """What is to be done with an appointment."""

    SHOW = "show"
    MOVE = "move"
    CANCEL = "cancel"


class Step(StrEnum):
    """What is waited for; the names of the booking's steps where the question is the same."""

    CHOOSE = "choose"
    PHONE = "phone"
    UNIT = "unit"
    HALF_DAY = "half_day"
    CONFIRM_MOVE = "confirm_move"
    CONFIRM_CANCEL = "confirm_cancel"
    RETRY = "retry"


class Change(Draft):
    """A change of an appointment under way: a draft of where it goes, and which one it is.

    Attributes:
        wanted: see ``Wanted``.
        code: the appointment's code, as typed or picked.
        proof: the last four digits of the phone that booked it, where the appointment is not this person's own.
        which: the day that tells one of several appointments (see ``Wish``).
        before: the appointment as it stands: ``code``, ``unit_name``, ``half_day``, ``window``.
    """

    wanted = Slot[str]()
    code = Slot[str]()
    proof = Slot[str]()
    before = Slot[dict[str, Any]]()
    which = Slot[dict[str, Any]]()
