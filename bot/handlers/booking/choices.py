"""Buttons of a booking: what acts carries the token of the question it stood under, the rest only selects."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.conversation.form import Heard
from bot.guidance.places.gazetteer import MatchKind, PlaceMatch, Reason
from bot.handlers import area
from bot.handlers.booking.asking import Step
from bot.handlers.booking.asks import failed
from bot.handlers.booking.corrections import ask_what, fix
from bot.handlers.booking.draft import Draft
from bot.handlers.booking.form import FORM, keep, proceed
from bot.handlers.booking.hearing import READ_BACK, Booking, dossiers_pressed
from bot.handlers.booking.people import agreed, leave, refused
from bot.handlers.booking.places import ask_which, take_area
from bot.handlers.booking.where import try_again
from bot.handlers.booking.where_buttons import WhereButtons
from bot.handlers.forms import Button

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.conversation.form import Field
    from bot.conversation.turn import Turn


def _taking(row: Field[Booking]) -> Button:
    """Return the button that answers a row's question."""

    async def press(turn: Turn, argument: str) -> bool:
        booking = Booking(turn)
        value = row.press(booking, argument) if row.press is not None else None
        if value is None:
            return False
        await keep(booking, Heard({row.kept: value}))
        return True

    return Button(frozenset({row.name}), press)


async def _area(turn: Turn, place: str) -> bool:
    now, picked = area.pick(turn, place), turn.guidance.places.find(place)
    if not now or picked is None:
        return False
    if len(now) > 1:
        match = PlaceMatch(MatchKind.CANDIDATES, picked.name, candidates=now, reason=Reason.SPLIT, via=picked)
        ask_which(turn, match, Step.AREA, "#book.area:")
    elif take_area(turn, Draft.of(turn), PlaceMatch(MatchKind.UNIQUE, picked.name, now[0])):
        await proceed(turn)
    return True


async def _fewer(turn: Turn, count: str) -> bool:
    """Hand in only as many as the unit that was full has places for."""
    fewer = dossiers_pressed(count)
    if fewer is None:
        return False
    try_again(Draft.of(turn))
    await keep(Booking(turn), Heard({"dossiers": fewer}))
    return True


async def _fix(turn: Turn, what: str) -> bool:
    if what == "other":
        ask_what(turn)
    elif FORM.fixed(what):
        await fix(turn, what, pressed=True)
    else:
        return False
    return True


_READ_BACK, _CONSENT = frozenset(READ_BACK), frozenset({Step.CONSENT})

BUTTONS: Mapping[str, Button] = MappingProxyType(
    {
        **WhereButtons(proceed, failed).table,
        **{row.button: _taking(row) for row in FORM.fields if row.button},
        "area": Button(frozenset({Step.AREA}), _area),
        "fewer": Button(frozenset({Step.HALF_DAY, Step.UNIT}), _fewer),
        "fix": Button(_READ_BACK, _fix),
        "confirm": Button(_READ_BACK, lambda turn, _: proceed(turn, confirmed=True), acts=True),
        "agree": Button(_CONSENT, lambda turn, _: agreed(turn), acts=True),
        "refuse": Button(_CONSENT, lambda turn, _: refused(turn, Draft.of(turn)), acts=True),
        "drop": Button(_READ_BACK, lambda turn, _: leave(turn), acts=True),
        "retry": Button(frozenset({Step.RETRY, Step.CHECKING}), lambda turn, _: proceed(turn), acts=True),
    }
)
