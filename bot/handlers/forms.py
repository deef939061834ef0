"""Dialogues that fill in a form: what booking, appointments and call-backs do alike with questions and buttons."""

from __future__ import annotations

import inspect
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from bot.conversation import put_by
from bot.conversation.messages import Choice
from bot.handlers.booking.phrases import is_question
from bot.handlers.reading_back import asks_to_see
from bot.handlers.unheard import asks_something
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence

    from bot.conversation.form import Form
    from bot.conversation.router import Router
    from bot.conversation.state import Dialogue
    from bot.conversation.turn import Turn
    from bot.understanding.agreement import Agreement

_TELLS = 7
"""Words from which on what is no answer tells something."""
_COMMITS = frozenset({"dong", "y", "dat", "gui", "huy", "doi", "agree", "book", "send", "cancel"})
"""Of a long message with such a word it is asked once more what it means."""
PHONE = "phone"
"""The step at which a platform may offer to share the person's number."""


def under_way(turn: Turn) -> Dialogue:
    """Return the dialogue under way.

    Raises:
        LookupError: there is none.
    """
    if turn.dialogue is None:
        raise LookupError("no dialogue is under way")
    return turn.dialogue


@dataclass(slots=True)
class Filling:
    """A form being filled in, in this turn.

    Attributes:
        turn: the turn.
        reply: what the message means for the question that commits, where one waits.
    """

    turn: Turn
    reply: Agreement | None = None

    @property
    def slots(self) -> dict[str, Any]:
        """What is known; changes are stored with the turn."""
        return under_way(self.turn).slots


async def go_through[F: Filling](form: Form[F], filling: F) -> None:
    """Ask the first thing that is not known; a row that finds its answer by itself is followed by the next."""
    found: bool | None = True
    while found:
        asked = form.next(filling).ask(filling)
        found = await asked if inspect.isawaitable(asked) else asked


def told[F: Filling](form: Form[F], filling: F) -> list[str]:
    """Return the lines of a read-back that rows have of their own, in their order."""
    known = [(row.told, row.name, filling.slots.get(row.kept)) for row in form.fields if row.told]
    return [filling.turn.words(key, **{name: value}) for key, name, value in known if value]


@dataclass(frozen=True, slots=True)
class Button:
    """A button of a dialogue.

    Attributes:
        steps: at which it may be pressed.
        press: carries it out with its argument; False where that is none of the step's.
        acts: it commits to something, so it counts only under the latest question: its argument is the token.
    """

    steps: frozenset[str]
    press: Callable[[Turn, str], Awaitable[bool | None]]
    acts: bool = False


class FormDialogue(ABC):
    """A dialogue that goes through a form.

    Args:
        router: tells old buttons, answers what is asked besides.
    """

    form: ClassVar[Form[Any]]
    read_backs: ClassVar[Collection[str]] = ()
    """Steps at which all that is known is read back."""
    buttons: Mapping[str, Button]

    def __init__(self, router: Router) -> None:
        self.router = router
        self.name = self.form.name
        self.steps = self.form.steps

    @abstractmethod
    async def go_on(self, turn: Turn) -> None:
        """Ask the first thing that is not known."""

    @abstractmethod
    async def leave(self, turn: Turn) -> None:
        """Give the form up."""

    async def prompt(self, turn: Turn) -> None:
        """Ask the current step's question again, in short; anew where another language is spoken by now."""
        slots = under_way(turn).slots
        if "again" in slots and slots.get("language") in (None, turn.profile.language):
            ask_again(turn)
        else:
            await self.go_on(turn)

    async def reads_back(self, turn: Turn) -> bool:
        """Read everything back once more, where that is asked for."""
        if under_way(turn).step not in self.read_backs or not asks_to_see(turn.text):
            return False
        await self.go_on(turn)
        return True

    async def pressed(self, turn: Turn, action: str, argument: str) -> bool:
        """Carry out a button of the dialogue; False where it is an old one."""
        dialogue, button = turn.dialogue, self.buttons.get(action)
        if dialogue is None or dialogue.name != self.name or button is None or dialogue.step not in button.steps:
            return False
        if button.acts and argument != dialogue.token:
            return False
        return await button.press(turn, argument) is not False

    async def leave_other(self, turn: Turn) -> None:
        """Leave another dialogue that is under way, so that it gives back what it holds."""
        other = self.router.dialogues.get(turn.dialogue.name) if turn.dialogue is not None else None
        if other is not None and other.name not in (self.name, "which"):
            await other.leave(turn)


def lets_pass(turn: Turn) -> bool:
    """Return whether a message that answers none of a form's questions is none of the form's either.

    That is one that asks or tells something of its own, and any where the question was put again already.
    """
    return put_by.is_over(turn) or speaks_of_else(turn)


def speaks_of_else(turn: Turn) -> bool:
    """Return whether a message asks something, objects, or tells at length."""
    if is_question(turn.text) or asks_something(turn.text, turn.clauses) or any(one.act.asks for one in turn.clauses):
        return True
    words = canonical(turn.text).split()
    return len(words) >= _TELLS and not _COMMITS & set(words)


def ask(
    turn: Turn, step: str, text: str, choices: Iterable[Choice | tuple[str, str]] = (), *, again: str | None = None
) -> None:
    """Ask a question and wait for its answer.

    Args:
        turn: the turn.
        step: what is waited for from now on.
        text: the whole question.
        choices: answers to press.
        again: the question in short, for asking it again; the whole one where None.
    """
    made = tuple(c if isinstance(c, Choice) else Choice(*c) for c in choices)
    turn.reply(text, choices=made, request_contact=step == PHONE)
    waiting(turn, step, made, again or text)


def waiting(turn: Turn, step: str, choices: Sequence[Choice], again: str) -> None:
    """Note that the latest reply is the question of ``step``."""
    dialogue = under_way(turn)
    dialogue.step = str(step)
    dialogue.slots |= {
        "menu": [[choice.label, choice.payload] for choice in choices],
        "again": again,
        "asked": [turn.inbox_id, len(turn.replies) - 1],
        "language": turn.profile.language,
    }
    put_by.note_shown(dialogue)


def ask_again(turn: Turn) -> None:
    """Repeat the step's question in short; one that was asked in this very turn is only moved to the end."""
    dialogue = under_way(turn)
    slots = dialogue.slots
    asked_in, place = slots.get("asked") or [0, 0]
    if asked_in == turn.inbox_id and place < len(turn.replies):
        question = turn.replies.pop(place)
        turn.replies.append(question)
        turn.state.menu = question.choices
        turn.state.menu_live = bool(question.choices)
    else:
        menu = tuple(Choice(label, payload) for label, payload in slots.get("menu") or [])
        turn.reply(slots.get("again") or "", choices=menu, request_contact=dialogue.step == PHONE)
        put_by.note_shown(dialogue)
    slots["asked"] = [turn.inbox_id, len(turn.replies) - 1]
