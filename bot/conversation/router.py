"""Who answers a turn: a pressed choice, the dialogue under way, or the handler of the wish that was understood."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.conversation import put_by
from bot.conversation.messages import Choice, Kind
from bot.conversation.turn import Outcome, split_payload
from bot.conversation.understood import PRESSED
from bot.understanding.fold import canonical
from bot.understanding.ordinals import LAST, choice_in

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from bot.conversation.messages import Reply
    from bot.conversation.state import Dialogue
    from bot.conversation.turn import ChoiceHandler, DialogueHandler, Handler, Turn

FALLBACK = "nlu_fallback"
KEYWORDS = "keywords"
_NUMBER = re.compile(r"(?:(?:số|so)\s*)?(\d{1,2})(?:\s*[.)])?", re.IGNORECASE)
_BEFORE_A_LABEL = frozenset({"da", "vang", "ok", "oke", "u", "uh"})
_BEHIND_A_LABEL = frozenset(
    {"a", "ah", "nha", "nhe", "nghen", "nhen", "em", "con", "chau", "ban", "anh", "chi", "oi", "ad", "di", "luon", "do"}
)


@dataclass(slots=True)
class Router:
    """The registry of what the bot can do; filled once, by the composition root.

    Attributes:
        intents: intent → its handler; ``nlu_fallback`` is the one for everything else.
        choices: topic of a payload → its handler.
        dialogues: name → dialogue.
        kinds: what answers a message that is neither text nor choice.
        guards: asked first, in order; one that returns True has answered the message.
        urgent: intents that are answered before any dialogue or menu.
        anywhere: intents that are answered inside a dialogue without being offered to it (privacy, stop).
        answers: whether a text is what the dialogue under way asks for: it is taken so, whatever else it reads as, and
            besides being answered where it reads as urgent.
        counts: whether the dialogue under way asks for a number or a phone, and the message is one.
        settles: takes a text that agrees to or refuses what waits outside of any dialogue: an erasure.
        picks: beginnings of payloads that pick a place; the first words of such a label are enough ("thị trấn").
        side: intents that are answered as a second wish of a message; others are named, with a choice that asks them.
        asks: beginning of the payload that asks an intent.
        questions: answers single questions; where it returns True the message needs no other answer.
        leaves: whether a whole message gives up the dialogue under way ("thôi khỏi").
        amid: asked before a dialogue under way takes a text; where it returns True nothing is left to be taken.
        instead: asked after the guards; where it returns True somebody else has the conversation.
        before: what is said before the answer, once the answer is known.
        takes_up: goes on with a form that was put by, where a message says so; True where that settled it.
        left_over: says back what a text asks and the answer says nothing of.
        after: adds to what was answered.
    """

    intents: dict[str, Handler] = field(default_factory=dict)
    choices: dict[str, ChoiceHandler] = field(default_factory=dict)
    dialogues: dict[str, DialogueHandler] = field(default_factory=dict)
    kinds: dict[Kind, Handler] = field(default_factory=dict)
    guards: list[Callable[[Turn], bool]] = field(default_factory=list)
    urgent: frozenset[str] = frozenset({"emergency"})
    anywhere: frozenset[str] = frozenset({"privacy_request", "manage_notifications"})
    answers: Callable[[Turn], bool] = field(default=lambda _turn: False)
    counts: Callable[[Turn], bool] = field(default=lambda _turn: False)
    settles: Callable[[Turn], Awaitable[bool]] | None = None
    picks: tuple[str, ...] = ()
    side: frozenset[str] = frozenset()
    asks: str = "#ask.intent:"
    questions: Callable[[Turn], Awaitable[bool]] | None = None
    leaves: Callable[[str], bool] = field(default=lambda _text: False)
    amid: Callable[[Turn, DialogueHandler, Router], Awaitable[bool]] | None = None
    instead: Callable[[Turn], Awaitable[bool]] | None = None
    before: Callable[[Turn], list[Reply]] = field(default=lambda _turn: [])
    takes_up: Callable[[Turn, Router], Awaitable[bool]] | None = None
    left_over: Callable[[Turn], None] = field(default=lambda _turn: None)
    after: Handler | None = None

    async def route(self, turn: Turn) -> None:
        """Answer ``turn``."""
        turn.state.set_aside_unless(self._knows)
        for guard in self.guards:
            if guard(turn):
                return
        if self.instead is not None and await self.instead(turn):
            return
        shown, stood = len(turn.replies), put_by.standing(turn.state)
        await self._answer(turn)
        put_by.settle(turn.state, stood)
        self.left_over(turn)
        _say_once(turn, shown)
        put_by.tell(turn)
        if not any(reply.choices for reply in turn.replies[shown:]) and len(turn.replies) > shown:
            turn.state.menu_live = False
        if self.after is not None:
            await self.after(turn)
        # Afterwards, since the answer may have found out where the person lives; it has no choices of its own.
        turn.replies[shown:shown] = self.before(turn)
        _number_menus(turn, shown)

    async def _answer(self, turn: Turn) -> None:
        kind = turn.inbound.kind
        if kind is Kind.CHOICE:
            await self._press(turn, turn.inbound.payload or "")
        elif kind is Kind.TEXT:
            await self._read(turn)
        else:
            await self._other(turn, kind)

    async def _other(self, turn: Turn, kind: Kind) -> None:
        dialogue = self._dialogue(turn)
        before = turn.state.dialogue
        if dialogue is not None and kind is not Kind.START and await dialogue.advance(turn):
            return
        await self.kinds[kind](turn)
        await self._resume(turn, before)

    async def _press(self, turn: Turn, payload: str) -> None:
        topic, action, argument = split_payload(payload)
        handler = self.choices.get(topic)
        if handler is None:
            await self.stale(turn)
            return
        if turn.dialogue is None and put_by.is_button_of(turn, payload):
            put_by.bring_back(turn)
        await handler(turn, action, argument)

    async def _read(self, turn: Turn) -> None:
        intent = turn.understanding.intent
        turn.outcome = Outcome.ASKED if intent == FALLBACK else Outcome.UNDERSTOOD
        if intent in self.urgent:
            await self._urgent(turn, intent)
            return
        for urgent in self.urgent.intersection(reading.intent for reading in turn.understanding.secondary):
            await self.intents[urgent](turn)
            return
        taken_up = turn.dialogue is None and self.takes_up is not None and await self.takes_up(turn, self)
        if taken_up or await self._amid(turn) or await self._is_asked_for(turn):
            turn.outcome = Outcome.TAKEN
            return
        before = turn.state.dialogue
        if intent in self.anywhere:
            await self.intents[intent](turn)
            await self._resume(turn, before)
            return
        if (named := _picked_place(turn, self.picks)) is not None:
            turn.outcome = Outcome.TAKEN
            await self._take(turn, named)
            return
        dialogue = self._dialogue(turn)
        if dialogue is not None and await self._goes_on(turn, dialogue):
            return
        if put_by.is_over(turn):
            put_by.put_by(turn)  # the message is read afresh, as if there were no form
        if self.questions is not None and await self.questions(turn):
            await self._resume(turn, before)
        else:
            await self._wishes(turn, intent, before)

    async def _wishes(self, turn: Turn, intent: str, before: Dialogue | None) -> None:
        """Answer what a text was read as, and its further wishes."""
        await self.answer_intent(turn, intent)
        done = {intent, *self.urgent}
        seconds = [reading.intent for reading in turn.understanding.secondary if reading.intent not in done]
        said = len(turn.replies)
        for second in seconds:
            await self.answer_second(turn, second)
        # A question that a second answer pushed up is asked again, so that the last words say what is waited for.
        await self._resume(turn, before, again=len(turn.replies) > said)

    async def _urgent(self, turn: Turn, intent: str) -> None:
        await self.intents[intent](turn)
        dialogue = self._dialogue(turn)
        # Only the model's reading may be a name ("Danh Thị Sóc"); what is danger word for word stands alone.
        if turn.understanding.source != KEYWORDS and dialogue is not None and self.answers(turn):
            await dialogue.advance(turn)

    async def _is_asked_for(self, turn: Turn) -> bool:
        """Take a label or number of the latest menu, or what the step under way asks for, before any other wish."""
        if (named := _typed_choice(turn)) is not None and await self._take_label(turn, named):
            return True
        if await self._is_of_the_menu(turn):
            return True
        if self.settles is not None and await self.settles(turn):
            return True
        dialogue = self._dialogue(turn)
        return dialogue is not None and self.answers(turn) and await dialogue.advance(turn)

    async def _is_of_the_menu(self, turn: Turn) -> bool:
        """Take what names a choice of the latest menu by its number or place; a number the form asks for is that."""
        number = _NUMBER.fullmatch(turn.text.strip())
        dialogue = self._dialogue(turn)
        if number and dialogue is not None and self.counts(turn) and await dialogue.advance(turn):
            return True
        if number:
            return await self._number(turn, int(number[1]))
        named = _ordinal(turn)
        return named is not None and await self._take_label(turn, named)

    async def _amid(self, turn: Turn) -> bool:
        dialogue = self._dialogue(turn)
        return dialogue is not None and self.amid is not None and await self.amid(turn, dialogue, self)

    async def _goes_on(self, turn: Turn, dialogue: DialogueHandler) -> bool:
        """Offer a text to the dialogue under way; True where it took it."""
        read, turn.outcome = turn.outcome, Outcome.TAKEN
        if self.leaves(turn.text):
            await dialogue.leave(turn)
            return True
        if await dialogue.advance(turn):
            return True
        turn.outcome = read
        return False

    async def answer_intent(self, turn: Turn, intent: str) -> None:
        """Answer a wish; one without a handler of its own goes to the fallback."""
        await self.intents.get(intent, self.intents[FALLBACK])(turn)

    async def answer_part(self, turn: Turn, text: str) -> None:
        """Answer a part of a message for itself, where what stood beside it is settled."""
        intent = turn.understanding.intent
        informs = intent in self.side or intent == FALLBACK
        reading = replace(turn.understanding, intent=intent if informs else FALLBACK, secondary=())
        with turn.reading(text, reading):
            if self.questions is None or not await self.questions(turn):
                await self.answer_intent(turn, turn.understanding.intent)

    async def answer_second(self, turn: Turn, intent: str) -> None:
        """Answer a second wish where it informs; else name it and offer it, so that it is not lost."""
        if intent in self.side and intent in self.intents:
            await self.intents[intent](turn)
        elif intent not in self.urgent:
            wish = turn.words(f"intent.{intent}")
            turn.add(turn.words("router.second_wish", wish=wish), Choice(wish, f"{self.asks}{intent}"))

    async def _number(self, turn: Turn, number: int) -> bool:
        """Take a bare number as a press on the latest menu; True when that settled the turn."""
        menu = turn.state.menu
        if turn.state.menu_live and 1 <= number <= len(menu):
            await self._take(turn, menu[number - 1].payload)
            return True
        dialogue = self._dialogue(turn)
        if dialogue is not None and await dialogue.advance(turn):
            return True  # the step asked for something that may be a number
        if dialogue is None and not menu:
            return False
        await self.stale(turn)
        return True

    async def _take(self, turn: Turn, payload: str) -> None:
        """Take a typed answer to the latest menu as its press."""
        turn.inbound = replace(turn.inbound, kind=Kind.CHOICE, payload=payload, text=None)
        turn.understanding = PRESSED
        await self._press(turn, payload)

    async def _take_label(self, turn: Turn, payload: str) -> bool:
        """Take a typed label; False where its button would be an old one: then the words are a wish like any other."""
        typed, read, outcome, said = turn.inbound, turn.understanding, turn.outcome, len(turn.replies)
        await self._take(turn, payload)
        if not turn.stale:
            return True
        turn.inbound, turn.understanding, turn.outcome, turn.stale = typed, read, outcome, False
        del turn.replies[said:]
        return False

    async def stale(self, turn: Turn) -> None:
        """Say that a button or number is of an earlier menu, and show the latest one again."""
        turn.stale = True
        dialogue = self._dialogue(turn)
        if dialogue is not None:
            turn.say("router.stale")
            await dialogue.prompt(turn)
        elif turn.state.menu:
            turn.say("router.stale_menu", choices=turn.state.menu)
        else:
            turn.say("router.stale")
            await self.intents[FALLBACK](turn)

    def _knows(self, dialogue: Dialogue) -> bool:
        handler = self.dialogues.get(dialogue.name)
        return handler is not None and dialogue.step in handler.steps

    def _dialogue(self, turn: Turn) -> DialogueHandler | None:
        if turn.state.dialogue is None:
            return None
        return self.dialogues.get(turn.state.dialogue.name)

    async def _resume(self, turn: Turn, before: Dialogue | None, *, again: bool = False) -> None:
        """Ask again what the dialogue waits for; one that this answer began has just asked, unless ``again``."""
        dialogue = self._dialogue(turn)
        if dialogue is not None and (again or turn.state.dialogue is before):
            await self.ask_again(turn, dialogue)

    async def ask_again(self, turn: Turn, dialogue: DialogueHandler) -> None:
        """Ask again what a dialogue waits for; a form whose question was put again already is put by instead."""
        if put_by.is_over(turn):
            put_by.put_by(turn)
        else:
            await dialogue.prompt(turn)


def made_nothing_of(turn: Turn) -> None:
    """Note that neither the model nor the dialogue under way made anything of a text, for the review of readings."""
    if turn.inbound.kind is Kind.TEXT and turn.understanding.intent == FALLBACK:
        turn.outcome = Outcome.ASKED


def _say_once(turn: Turn, first: int) -> None:
    """Leave out what is said again word for word, an answer further down or a line: two wishes may have one answer."""
    said = turn.replies[first:]
    kept = [reply for place, reply in enumerate(said) if reply not in said[place + 1 :]]
    known: set[str] = set()
    for place, reply in enumerate(kept):
        lines = reply.text.splitlines()
        new = [line for line in lines if line not in known]
        # A heading alone says nothing: what stands under it was said above.
        if len(new) < len(lines) and sum(not line.endswith(":") for line in new):
            kept[place] = replace(reply, text="\n".join(new))
        known.update(lines)
    turn.replies[first:] = kept


def _number_menus(turn: Turn, first: int) -> None:
    """Let a number mean one thing only: an answer's last menu begins at 1, those above it go on where it ends."""
    asking = [place for place, reply in enumerate(turn.replies) if place >= first and reply.choices]
    if len(asking) < 2:  # noqa: PLR2004 - one menu is numbered from 1 as it is
        return
    menu = turn.replies[asking[-1]].choices
    for place in asking[:-1]:
        turn.replies[place] = replace(turn.replies[place], first_number=len(menu) + 1)
        menu += turn.replies[place].choices
    turn.state.menu = menu


def _typed_choice(turn: Turn) -> str | None:
    """Return the payload of the choice of the latest menu whose label was typed out; None where none was.

    Diacritics or not, with a polite word around it or none: it is that choice whatever else the words may mean.
    With a question mark it asks ("đồng ý xóa?") and chooses nothing.
    """
    if not turn.state.menu_live or "?" in turn.text:
        return None
    forms = set(_without_politeness(canonical(turn.text).split()))
    payloads = {choice.payload for choice in turn.state.menu if canonical(choice.label) in forms}
    return payloads.pop() if len(payloads) == 1 else None


def _ordinal(turn: Turn) -> str | None:
    """Return the payload of the choice of the latest menu that is picked by its place ("cái thứ hai"), or None."""
    menu, number = turn.state.menu, choice_in(turn.text) if turn.state.menu_live else None
    if not menu or number is None:
        return None
    if "thu" in canonical(turn.text).split() and any("thu" in canonical(one.label).split() for one in menu):
        return None  # "cái thứ hai" of days may be Monday
    place = len(menu) if number == LAST else number
    return menu[place - 1].payload if 1 <= place <= len(menu) else None


def _without_politeness(words: list[str]) -> Iterator[str]:
    """Yield the words as they are, then without the polite ones before and behind."""
    yield " ".join(words)
    first = next((place for place, word in enumerate(words) if word not in _BEFORE_A_LABEL), len(words))
    for last in range(len(words), first, -1):
        yield " ".join(words[first:last])
        if words[last - 1] not in _BEHIND_A_LABEL:
            break


def _picked_place(turn: Turn, picks: tuple[str, ...]) -> str | None:
    """Return the payload of the choice that picks a place (``picks``) whose first words were typed, if it is one."""
    typed = canonical(turn.text)
    if not typed or not turn.state.menu_live:
        return None
    places = (choice for choice in turn.state.menu if choice.payload.startswith(picks))
    payloads = {choice.payload for choice in places if canonical(choice.label).startswith(f"{typed} ")}
    return payloads.pop() if len(payloads) == 1 else None
