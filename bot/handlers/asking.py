"""Choices that ask something: a wish, a procedure, a place; and yes or no when nothing is under way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers import opening, rejected, sources, unheard
from bot.handlers.area import PICK
from bot.handlers.booking.phrases import gives_up
from bot.handlers.callback.reason import because
from bot.handlers.deciding import business_of, line_of
from bot.handlers.fallback import give_up
from bot.handlers.hotline import call_choice
from bot.handlers.menu import ASK_NONE, ASK_OTHER, ASK_PROCEDURE, further, other
from bot.handlers.questions import corrected, listening
from bot.handlers.quoting import quoted
from bot.understanding.keywords import agrees

if TYPE_CHECKING:
    from bot.conversation.router import Router
    from bot.conversation.turn import Turn
    from bot.handlers.subscriptions import Subscriptions
    from bot.handlers.which import Which


_RECENT = 4
"""Latest messages among which what was asked is looked for."""
_NONE = ("ask.none_of", "fallback.none_of")
"""Labels of the choice "none of these", which is typed as often as pressed."""
_MEANS = (ASK_PROCEDURE, ASK_NONE, PICK)
"""Choices by which it was asked what is meant; what else stands below an answer may be left alone."""


_NO_MEANING = ("#call.", ASK_OTHER, ASK_NONE)
"""What stands below an answer beside what it offers: a call-back, something else."""
_A_CHOICE = 2
_A_TALE = 4
"""Words from which on a yes or no tells something."""


class Asking:
    """The handlers.

    Args:
        router: answers what is asked.
        which: goes on with a question once its procedure or place is known.
        subscriptions: whether a question for consent does.
    """

    def __init__(self, router: Router, which: Which, subscriptions: Subscriptions) -> None:
        self._router = router
        self._which = which
        self._subscriptions = subscriptions

    async def choose(self, turn: Turn, action: str, argument: str) -> None:
        """Answer a pressed `#ask.…`."""
        before = turn.dialogue
        if action == "intent" and argument in self._router.intents:
            await self._router.answer_intent(turn, argument)
        elif action == "proc":
            code, _, intent = argument.partition("/")
            procedure = turn.guidance.catalogue.get(code)
            if procedure is None or intent not in self._router.intents:
                await self._router.stale(turn)
                return
            await self._which.go_on(turn, procedure, intent)
        elif action == "rule" and await sources.ask_rule(turn, argument):
            turn.state.topic.intent = "ask_rule_source"
        elif action in {"other", "none"}:
            offered = [choice.payload for choice in turn.state.menu if choice.payload.startswith(ASK_PROCEDURE)]
            if turn.dialogue is not None and turn.dialogue.name == self._which.name:
                turn.end()
            turn.state.topic.procedure = None
            if action == "other" or not offered or not await self._none_fits(turn, offered):
                give_up(turn)
        else:
            await self._router.stale(turn)
            return
        await self._resume(turn, before is not None and before is turn.dialogue)

    async def _none_fits(self, turn: Turn, offered: list[str]) -> bool:
        """Say of what was asked that nothing known fits it, and who can be asked; what was offered stays out."""
        rejected.note(turn, [payload.removeprefix(ASK_PROCEDURE).partition("/")[0] for payload in offered])
        labels = {turn.words(key).lower() for key in _NONE}
        recent = [word.text for word in await turn.people.recent(_RECENT) if word.by_person and word.text]
        said = [text for text in recent if text.strip().lower() not in labels]  # a typed label is no question
        if not said:
            return False
        because(turn, turn.words("contacts.reason"), said=said[-1:])
        thing, business = quoted(said[-1]), business_of(turn, said[-1])
        choices = [call_choice(turn), other(turn)]
        if business is None:
            turn.say("ask.none_fits", thing=thing, choices=choices)
        else:
            turn.say("elsewhere.asked", thing=f"“{thing}”", line=line_of(turn, business), choices=choices)
        return True

    async def pick(self, turn: Turn, action: str, argument: str) -> None:
        """Answer a pressed `#area.pick:…`."""
        before = turn.dialogue
        if action != "pick" or not await self._which.pick(turn, argument):
            await self._router.stale(turn)
            return
        await self._resume(turn, before is not None and before is turn.dialogue)

    async def _resume(self, turn: Turn, unmoved: bool) -> None:
        """Ask again what the dialogue waits for, when the press was a side question in it."""
        dialogue = turn.dialogue
        if unmoved and dialogue is not None and dialogue.name != self._which.name:
            running = self._router.dialogues.get(dialogue.name)
            if running is not None:
                await self._router.ask_again(turn, running)

    async def affirm(self, turn: Turn) -> None:
        """Yes, with nothing under way: only plain words to what was just explained do anything."""
        if agrees(turn.text) and await self._subscriptions.answer(turn, agreed=True):
            return
        await self._polite(turn)

    async def deny(self, turn: Turn) -> None:
        """No, with nothing under way."""
        if await self._subscriptions.answer(turn, agreed=False):
            return
        if gives_up(turn.text):
            turn.say("opening.anything_else", choices=further(turn))
            return
        if not corrected.tells(turn):
            await self._polite(turn)

    async def _polite(self, turn: Turn) -> None:
        long = len(turn.text.split()) >= _A_TALE
        if long and not listening.asks_nothing(turn):
            about = turn.state.topic.procedure is not None
            if unheard.tell_as_typed(turn, about=about):
                return
        if long and listening.only_tells(turn) and listening.meets(turn):
            return
        menu = list(turn.state.menu) if turn.state.menu_live else []
        answered = turn.state.topic.intent is not None or turn.state.topic.procedure is not None
        to_choose = [choice for choice in menu if not choice.payload.startswith(_NO_MEANING)]
        asked = not answered or any(choice.payload.startswith(_MEANS) for choice in to_choose)
        if asked and len(to_choose) >= _A_CHOICE:
            turn.say("opening.choose", choices=menu)
        elif menu and not to_choose:
            turn.say("opening.just_yes", choices=menu)
        elif answered:  # it asked nothing; what may come next stays below
            turn.say("opening.anything_else", choices=menu or further(turn))
        else:
            await opening.polite(turn)
