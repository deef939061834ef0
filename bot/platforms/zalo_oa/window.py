"""Zalo's reply window: what may be sent, by when the person last interacted with the account. Pure.

Within 48 hours messages are free (since 2026-01-01 without number); until seven days they are taken and billed;
afterwards only approved templates go (developers.zalo.me, "Tin Tư vấn"; codes -230 and -232).
"""

from __future__ import annotations

import enum
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

FREE = timedelta(hours=48)
LONGEST = timedelta(days=7)

MARGIN = timedelta(minutes=2)
"""Clocks differ, and a send takes its time: what ends within this is over."""


class Window(enum.StrEnum):
    """How far away a person's last word is."""

    FREE = "free"
    PAID = "paid"
    CLOSED = "closed"
    UNKNOWN = "unknown"
    """Nothing is known of the person, as of one who was erased."""


class Way(enum.StrEnum):
    """How a message goes out."""

    MESSAGE = "message"
    TEMPLATE = "template"
    WAIT = "wait"
    """Not now: it waits for the person's next word."""


def window(last_interaction: datetime | None, now: datetime) -> Window:
    """Return the window that is open at ``now``."""
    if last_interaction is None:
        return Window.UNKNOWN
    age = now - last_interaction
    if age <= FREE - MARGIN:
        return Window.FREE
    return Window.PAID if age <= LONGEST - MARGIN else Window.CLOSED


def decide(last_interaction: datetime | None, now: datetime, *, pays: bool, has_template: bool, answers: bool) -> Way:
    """Return how a message may go out.

    Args:
        last_interaction: of the person with the account; None where nothing is known.
        now: the moment of sending, on the real clock.
        pays: whether messages may be sent that cost something.
        has_template: whether the message can go as an approved template.
        answers: whether it answers something that the person has just said; then an unknown window is open.
    """
    found = window(last_interaction, now)
    if found is Window.FREE or (found is Window.PAID and pays) or (found is Window.UNKNOWN and answers):
        return Way.MESSAGE
    return Way.TEMPLATE if has_template else Way.WAIT
