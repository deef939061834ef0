"""Buttons of a booking: what acts carries the token of the question it stood under, the rest only selects."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.guidance.places.gazetteer import MatchKind, PlaceMatch, Reason
from bot.handlers import area
from bot.handlers.booking.asking import Step
from bot.handlers.booking.asks import failed
from bot.handlers.booking.draft import Draft
from bot.handlers.booking.form import FORM, ask_what, fix, proceed
from bot.handlers.booking.people import agreed, leave, refused
from bot.handlers.booking.places import ask_which, take_area
from bot.handlers.booking.reading import MOST_DOSSIERS
from bot.handlers.booking.where import try_again
from bot.handlers.booking.where_buttons import WhereButtons
from bot.handlers.forms import Button

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.conversation.turn import Turn


async def _procedure(turn: Turn, code: str) -> bool:
    if code not in turn.guidance.catalogue:
        return False
    Draft.of(turn).procedure = code
    await proceed(turn)
    return True


async def _presence(turn: Turn, answer: str) -> bool:
    if answer not in ("yes", "no"):
        return False
    Draft.of(turn).must_come = answer == "yes"
    await proceed(turn)
    return True


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


async def _dossiers(turn: Turn, count: str) -> bool:
    if not count.isdecimal() or not 1 <= int(count) <= MOST_DOSSIERS:
        return False
    Draft.of(turn).dossiers = int(count)
    await proceed(turn)
    return True


async def _fewer(turn: Turn, count: str) -> bool:
    try_again(Draft.of(turn))
    return await _dossiers(turn, count)


async def _who(turn: Turn, which: str) -> bool:
    if which not in ("same", "other"):
        return False
    Draft.of(turn).other_person = which == "other"
    await proceed(turn)
    return True


async def _fix(turn: Turn, what: str) -> bool:
    if what == "other":
        ask_what(turn)
    elif FORM.fixed(what):
        await fix(turn, what, pressed=True)
    else:
        return False
    return True


_READ_BACK, _CONSENT = frozenset({Step.CONFIRM, Step.FIX}), frozenset({Step.CONSENT})

BUTTONS: Mapping[str, Button] = MappingProxyType(
    {
        **WhereButtons(proceed, failed).table,
        "proc": Button(frozenset({Step.PROCEDURE}), _procedure),
        "presence": Button(frozenset({Step.PRESENCE}), _presence),
        "area": Button(frozenset({Step.AREA}), _area),
        "dossiers": Button(frozenset({Step.DOSSIERS}), _dossiers),
        "fewer": Button(frozenset({Step.HALF_DAY, Step.UNIT}), _fewer),
        "who": Button(frozenset({Step.CONTACT}), _who),
        "fix": Button(_READ_BACK, _fix),
        "confirm": Button(_READ_BACK, lambda turn, _: proceed(turn, confirmed=True), acts=True),
        "agree": Button(_CONSENT, lambda turn, _: agreed(turn), acts=True),
        "refuse": Button(_CONSENT, lambda turn, _: refused(turn, Draft.of(turn)), acts=True),
        "drop": Button(_READ_BACK, lambda turn, _: leave(turn), acts=True),
        "retry": Button(frozenset({Step.RETRY, Step.CHECKING}), lambda turn, _: proceed(turn), acts=True),
    }
)
