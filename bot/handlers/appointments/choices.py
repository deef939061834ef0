"""Buttons of an appointment's change: what acts carries the token of its read-back, the rest leads to one."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.handlers.appointments.change import Change, Step, Wanted
from bot.handlers.appointments.flow import failed
from bot.handlers.appointments.form import go_on
from bot.handlers.booking.where_buttons import WhereButtons
from bot.handlers.forms import Button

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.conversation.turn import Turn
    from bot.handlers.booking.halfdays import Wish


async def leave(turn: Turn) -> None:
    """The appointment stays as it is; where a change may have been carried out, that is said."""
    unknown = Change.of(turn).pending is not None
    turn.end()
    turn.say("appointments.left_unknown" if unknown else "appointments.left")


async def switch(turn: Turn, wanted: Wanted, wish: Wish | None = None) -> None:
    """Do something else with the same appointment; moved, it goes where it was wished."""
    change = Change.of(turn)
    change.wanted = wanted.value
    change.chosen = None
    change.wish = wish.to_json() if wish is not None and not wish.is_empty else None
    await go_on(turn)


async def _pick(turn: Turn, code: str) -> None:
    Change.of(turn).code = code
    await go_on(turn)


async def _other(turn: Turn, _argument: str) -> None:
    change = Change.of(turn)
    change.chosen = change.wish = None
    await go_on(turn)


_MOVE, _CANCEL = frozenset({Step.CONFIRM_MOVE}), frozenset({Step.CONFIRM_CANCEL})

BUTTONS: Mapping[str, Button] = MappingProxyType(
    {
        **WhereButtons(go_on, failed).table,
        "pick": Button(frozenset({Step.CHOOSE}), _pick),
        "other": Button(_MOVE, _other),
        "confirm": Button(_MOVE | _CANCEL, lambda turn, _: go_on(turn, confirmed=True), acts=True),
        "instead": Button(_CANCEL, lambda turn, _: switch(turn, Wanted.MOVE), acts=True),
        "keep": Button(_MOVE | _CANCEL, lambda turn, _: leave(turn), acts=True),
        "retry": Button(frozenset({Step.RETRY}), lambda turn, _: go_on(turn), acts=True),
    }
)
