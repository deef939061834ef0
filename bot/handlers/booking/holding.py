"""Keeping places while somebody gives their name and reads back, and giving them back when they change their mind."""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from booking_client import BookingError, HoldAlreadyConfirmed, OpeningFull
from bot.handlers.booking.draft import Held
from bot.handlers.booking.problems import TAKEN, WRONG_UNIT, problem_key
from bot.handlers.booking.words import capital, half_day_words

if TYPE_CHECKING:
    from bot.conversation.turn import Turn
    from bot.handlers.booking.calls import Calls
    from bot.handlers.booking.draft import Draft

logger = logging.getLogger(__name__)

BOTH_PARTIES = "both_parties"
"""``presence_kind`` of procedures for which two people have to come."""
_ALMOST = timedelta(seconds=5)
"""A hold that ends within this is taken for ended: it would not live through the confirmation."""


def people_of(turn: Turn, draft: Draft) -> int:
    """Return how many people come: what was said, else as many as the procedure demands."""
    if draft.people is not None:
        return draft.people
    procedure = turn.guidance.catalogue.get(draft.procedure or "")
    return 2 if procedure is not None and procedure.presence_kind == BOTH_PARTIES else 1


def still_held(turn: Turn, draft: Draft) -> bool:
    """Return whether the places for the booking as it is now are kept."""
    held, chosen = draft.held, draft.chosen
    if held is None or chosen is None or held.opening != chosen.opening:
        return False
    same = (held.dossiers, held.people) == (draft.dossiers, people_of(turn, draft))
    return same and turn.received_at + _ALMOST < held.expires_at


def has_run_out(turn: Turn, draft: Draft) -> bool:
    """Return whether places that were kept for the chosen half-day are free again by now."""
    held, chosen = draft.held, draft.chosen
    if held is None or chosen is None or held.opening != chosen.opening:
        return False
    return turn.received_at + _ALMOST >= held.expires_at


async def take(turn: Turn, draft: Draft, calls: Calls) -> str | None:
    """Keep places for the booking as it is now.

    Returns:
        None where they are kept, else what has to be said: the half-day cannot be had and another is to be chosen.

    Raises:
        BookingError: the service is away, or refuses for a reason that no other half-day cures.
    """
    chosen = draft.chosen
    if chosen is None or draft.dossiers is None or draft.procedure is None:
        raise LookupError("nothing is chosen yet")
    before = draft.held
    size = (chosen.opening, draft.procedure, draft.dossiers, people_of(turn, draft))
    try:
        try:
            hold = await calls.hold(*size)
        except OpeningFull:
            if before is None or before.opening != chosen.opening:
                raise
            draft.held = before = None if await give_back(calls, before.id) else before
            hold = await calls.hold(*size, again=True)  # what stood in the way may have been this person's own places
    except (*TAKEN, *WRONG_UNIT) as error:
        return _lost(turn, draft, error)
    draft.held = Held.of(hold)
    if before is not None and before.id != hold.id:
        await give_back(calls, before.id)
    return None


def _lost(turn: Turn, draft: Draft, error: BookingError) -> str:
    chosen = draft.chosen
    draft.chosen = None
    when = capital(half_day_words(turn, chosen.half, chosen.day)) if chosen else ""
    left = error.places_left if isinstance(error, OpeningFull) else 0
    key = "booking.problem_too_few" if left else problem_key(error)
    if isinstance(error, OpeningFull) and error.limit == "people":
        key = problem_key(error)
    if isinstance(error, WRONG_UNIT):
        draft.unit = None
        draft.elsewhere = True
    return turn.words(
        key,
        when=when,
        unit=chosen.unit_name if chosen else "",
        left=left,
        dossiers=draft.dossiers or 1,
        people=people_of(turn, draft),
    )


async def give_back(calls: Calls, hold_id: str) -> bool:
    """Give places back; False where the service could not be told, then they are free when the hold runs out.

    Raises:
        HoldAlreadyConfirmed: they are a booking.
    """
    try:
        await calls.release(hold_id)
    except HoldAlreadyConfirmed:
        raise
    except BookingError as error:
        logger.info("a hold was left to run out", extra={"reason": type(error).__name__})
        return False
    return True


async def drop(draft: Draft, calls: Calls) -> bool:
    """Give back what is held, if anything; False where that has to wait until it runs out.

    Raises:
        HoldAlreadyConfirmed: it is a booking.
    """
    held = draft.held
    draft.held = None
    return await give_back(calls, held.id) if held is not None else True


async def drop_quietly(draft: Draft, calls: Calls) -> None:
    """Give back what is held; whatever comes of it."""
    with suppress(HoldAlreadyConfirmed):
        await drop(draft, calls)
