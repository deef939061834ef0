"""Who comes back to a form that was put by: with one word, its answer, or a number to be called at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation import put_by
from bot.handlers.asked import answers_step
from bot.handlers.booking.phrases import gives_up, is_question
from bot.handlers.committing import agreed_to, asks_to_be_called, reply_in
from bot.understanding.agreement import Means
from bot.understanding.keywords import leaves

if TYPE_CHECKING:
    from bot.conversation.router import Router
    from bot.conversation.turn import DialogueHandler, Turn

_CONSENT, _PHONE = "consent", "phone"
_DATA = frozenset({"name", "area", "unit", "place", "half_day", "dossiers"})


async def take_up(turn: Turn, router: Router) -> bool:
    """Go on with the form that was put by, where the message says so; True where that settled the message.

    What was read back is read back anew: an agreement is to what was shown just before, and else commits nothing.
    """
    kept = put_by.waiting(turn)
    dialogue = router.dialogues.get(kept.name) if kept is not None else None
    if kept is None or dialogue is None or kept.step not in dialogue.steps:
        return False
    if put_by.goes_on(turn.text):
        put_by.bring_back(turn)
        await dialogue.prompt(turn)
        return True
    if not turn.state.menu_live and gives_up(turn.text) and leaves(turn.text):
        put_by.bring_back(turn)
        await dialogue.leave(turn)
        return True
    return await _answers(turn, dialogue)


async def _answers(turn: Turn, dialogue: DialogueHandler) -> bool:
    """Offer the message to the form; where it is none of its answers the form stays put by."""
    memo, fresh = dict(turn.state.memo), put_by.is_fresh(turn)
    put_by.bring_back(turn)
    step = turn.dialogue.step if turn.dialogue is not None else ""
    if step in put_by.READ_BACK and _agrees(turn):
        await dialogue.prompt(turn)
        return True
    called = step == _CONSENT and asks_to_be_called(turn)
    answers = called or (step == _CONSENT and _agrees(turn))
    given = step == _PHONE or (step in _DATA and fresh and not (turn.state.menu_live and turn.text.strip().isdecimal()))
    answers = answers or (given and answers_step(turn) and not is_question(turn.text))
    if answers and await dialogue.advance(turn):
        return True
    turn.end()
    turn.state.memo.update(memo)
    return False


def _agrees(turn: Turn) -> bool:
    """Return whether the message agrees in plain words, and to nothing else that was offered since."""
    reply = reply_in(turn)
    return not turn.state.menu_live and reply is not None and reply.means is Means.AGREES and agreed_to(turn, reply)
