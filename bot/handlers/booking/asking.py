"""Asking a step's question, and asking it again after something else was talked of: of bookings and appointments."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from bot.conversation.messages import Choice
from bot.handlers.booking.draft import Draft

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.conversation.turn import Turn


class Step(StrEnum):
    """What the booking waits for."""

    PROCEDURE = "procedure"
    PRESENCE = "presence"
    AREA = "area"
    UNIT = "unit"
    HALF_DAY = "half_day"
    DOSSIERS = "dossiers"
    CONSENT = "consent"
    CONTACT = "contact"
    """Whether the remembered name and phone are the ones for this visit."""
    NAME = "name"
    PHONE = "phone"
    CONFIRM = "confirm"
    FIX = "fix"
    """What is to be changed in a read-back."""
    RETRY = "retry"
    """The booking service did not answer; nothing is lost."""
    CHECKING = "checking"
    """A confirmation may or may not have been carried out."""


def ask(
    turn: Turn, step: StrEnum, text: str, choices: Iterable[Choice | tuple[str, str]] = (), *, again: str | None = None
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
    turn.reply(text, choices=made, request_contact=step.value == Step.PHONE.value)
    waiting(turn, step, made, again or text)


def waiting(turn: Turn, step: StrEnum, choices: Sequence[Choice], again: str) -> None:
    """Note that the latest reply is the question of ``step``."""
    dialogue = turn.dialogue
    if dialogue is None:
        raise LookupError("no dialogue is under way")
    dialogue.step = step.value
    draft = Draft.of(turn)
    draft.menu = [[choice.label, choice.payload] for choice in choices]
    draft.again = again
    draft.asked = [turn.inbox_id, len(turn.replies) - 1]
    draft.language = turn.profile.language


def ask_again(turn: Turn) -> None:
    """Repeat the step's question in short; one that was asked in this very turn is only moved to the end."""
    draft = Draft.of(turn)
    asked_in, place = draft.asked or [0, 0]
    if asked_in == turn.inbox_id and place < len(turn.replies):
        question = turn.replies.pop(place)
        turn.replies.append(question)
        turn.state.menu = question.choices
        turn.state.menu_live = bool(question.choices)
        draft.asked = [turn.inbox_id, len(turn.replies) - 1]
        return
    again = draft.again or ""
    menu = tuple(Choice(label, payload) for label, payload in draft.menu or [])
    turn.reply(again, choices=menu, request_contact=turn.dialogue is not None and turn.dialogue.step == Step.PHONE)
    draft.asked = [turn.inbox_id, len(turn.replies) - 1]
