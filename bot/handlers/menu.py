"""The menu of what the bot can do, and the payloads that ask it questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.messages import Choice

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.conversation.turn import Turn
    from bot.guidance.procedures import Procedure

MOST_CHOICES = 3
"""Choices beside an answer."""
ASK_INTENT = "#ask.intent:"
ASK_PROCEDURE = "#ask.proc:"
ASK_OTHER = "#ask.other"
ASK_NONE = "#ask.none"
BOOK = "#book.start"
BOOK_START = f"{BOOK}:"
"""Before the code of the procedure to book a visit for."""

MENU = ("ask_submission_channel", "find_procedure", "book_appointment", "check_appointment", "talk_to_human")
"""What the first menu offers: five, as many buttons as the narrowest platform has."""

POPULAR = ("1.001193", "1.000894", "2.000815", "1.004222", "1.014748")
"""Procedures offered to somebody who has not said which: birth, marriage, certified copies, residence, benefit."""


def intent_choice(turn: Turn, intent: str) -> Choice:
    """Return the choice that asks ``intent``."""
    return Choice(turn.words(f"intent.{intent}"), f"{ASK_INTENT}{intent}")


def menu(turn: Turn) -> list[Choice]:
    """Return the main menu."""
    return [intent_choice(turn, intent) for intent in MENU]


def further(turn: Turn) -> list[Choice]:
    """Return what may come next where something was given up or is done: nobody is left without a button."""
    return [intent_choice(turn, "find_procedure"), intent_choice(turn, "talk_to_human")]


def other(turn: Turn) -> Choice:
    """Return the choice "something else", below an answer: a wish of its own."""
    return Choice(turn.words("ask.other"), ASK_OTHER)


def book_choice(turn: Turn, code: str) -> Choice:
    """Return the choice that books a visit for a procedure."""
    return Choice(turn.words("ways.book"), f"{BOOK_START}{code}")


def none_of(turn: Turn, key: str) -> Choice:
    """Return the choice "none of these", below what somebody may have meant: it says that they were misread."""
    return Choice(turn.words(key), ASK_NONE)


def procedure_choices(procedures: Iterable[Procedure], intent: str) -> list[Choice]:
    """Return a choice for each procedure, that asks ``intent`` about it."""
    return [Choice(procedure.title, f"{ASK_PROCEDURE}{procedure.code}/{intent}") for procedure in procedures]


def is_asked_back(turn: Turn, code: str) -> bool:
    """Return whether a choice for a procedure stands below the latest answer: later its guess is forgotten."""
    return turn.state.menu_live and any(
        choice.payload.startswith(f"{ASK_PROCEDURE}{code}/") for choice in turn.state.menu
    )


def with_copies(turn: Turn, procedures: Iterable[Procedure]) -> list[Procedure]:
    """Put before each procedure that registers anew the copy that mostly does for whoever has lost the paper."""
    shown: list[Procedure] = []
    for procedure in procedures:
        copy = turn.guidance.catalogue.get(procedure.copies)
        shown += [one for one in (copy, procedure) if one is not None and one not in shown]
    return shown


def popular(turn: Turn) -> list[Procedure]:
    """Return the procedures most people ask for."""
    found = (turn.guidance.catalogue.get(code) for code in POPULAR)
    return [procedure for procedure in found if procedure is not None]
