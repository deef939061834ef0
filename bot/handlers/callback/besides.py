"""What is asked beside the answers to a call-back's questions: answered at once, or kept for the clerk who calls."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.handlers.callback.carrying import hour_in
from bot.handlers.callback.form import SAID
from bot.handlers.committing import answer_asked, answer_besides
from bot.handlers.early import told_in
from bot.handlers.forms import under_way
from bot.understanding.masking import mask
from bot.understanding.phones import find_phones

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.conversation.router import Router
    from bot.conversation.turn import Turn
    from bot.understanding.agreement import Agreement

_START = "#call.start"
_LEADS_OVER = re.compile(r"^(?:(?:mà|ma|vậy|vay|rồi|roi|còn|dạ|da) )+(?=\w+ \w)", re.IGNORECASE)
_LONGEST = 200
_MOST = 6


async def answer(turn: Turn, router: Router, reply: Agreement | None) -> None:
    """Answer what is asked beside an answer that was taken, before the next question is put.

    What nobody here can answer is said to be unknown and goes with the request: it is read back with it.

    Args:
        turn: the turn.
        router: knows who answers.
        reply: the agreement beside which it is asked; None beside another answer.
    """
    said, unknown = len(turn.replies), len(turn.unanswered)
    if reply is not None:
        await answer_besides(turn, router, reply, _noted)
    else:
        await answer_asked(turn, router, _is_data, _noted)
    _without_offers(turn, said)
    asking = [clause.text for clause in turn.clauses if clause.act.asks and not _is_data(turn, clause.text)]
    if len(turn.unanswered) > unknown and len(turn.replies) > said:
        keep(turn, asking)
        latest = turn.replies[-1]
        turn.replies[-1] = replace(latest, text=f"{latest.text}\n{turn.words('call.noted_beside')}")


def keep(turn: Turn, asked: Iterable[str]) -> None:
    """Let questions go with the request; masked, since a number is kept by the form alone."""
    slots = under_way(turn).slots
    before = list(slots.get(SAID) or ())
    new = [mask(_opened(one))[:_LONGEST] for one in asked]
    slots[SAID] = [*before, *(one for one in dict.fromkeys(new) if one not in before)][-_MOST:]


def _noted(turn: Turn, wanted: list[str]) -> None:
    """Say which words were heard and have no answer here, and that they go with the request."""
    keep(turn, wanted)
    turn.say("call.noted", heard="; ".join(map(_opened, wanted))[:_LONGEST])


def _opened(asked: str) -> str:
    """Return a question without what only leads from the answer before it over to it."""
    return _LEADS_OVER.sub("", " ".join(asked.split()))


def _is_data(_turn: Turn, text: str) -> bool:
    return bool(find_phones(text) or told_in(text) or hour_in(text))


def _without_offers(turn: Turn, first: int) -> None:
    """Leave out the offer of a call back: one is being asked for."""
    for place, reply in enumerate(turn.replies[first:], first):
        kept = tuple(choice for choice in reply.choices if not choice.payload.startswith(_START))
        turn.replies[place] = replace(reply, choices=kept)
    turn.state.menu = tuple(choice for choice in turn.state.menu if not choice.payload.startswith(_START))
    turn.state.menu_live = turn.state.menu_live and bool(turn.state.menu)
