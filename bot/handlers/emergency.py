"""Danger now: whom to call, in Vietnamese and English together, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.handlers.finding import advise
from bot.understanding.danger import Danger, read_danger

if TYPE_CHECKING:
    from bot.conversation.turn import Turn
    from bot.guidance.rulebook.model import Contact


MEMO = "harm"
"""Memo: the number that somebody was told who is hurt, threatened or in danger, and when."""
_SURE = 0.6
_THREE = ("113", "114", "115")
"""Where it is not certain which: police, fire, ambulance."""
ANY = ""
"""Instead of a number: all three."""
_ASKED_AGAIN = (*_THREE, "111")
"""What "vậy gọi số nào" means once one of them was told."""
_LANGUAGES = ("vi", "en")


async def emergency(turn: Turn) -> None:
    """Say the one number of a danger that is certain, else the three in one line; nothing is asked first.

    Nothing is added after, but one sentence where the reading may be wrong: better once too often than once too few.
    """
    danger = read_danger(turn.text)
    published = numbers_of(turn)
    sure = published.get(danger.value) if danger is not None else None
    numbers = [sure] if sure is not None else [published[value] for value in _THREE if value in published]
    keys = ["despair"] if danger is Danger.DESPAIR else []
    keys += ["machine"]
    if danger is None and turn.understanding.confidence < _SURE:
        keys.append("doubt")
    lines = [_call(turn, language, numbers) for language in _LANGUAGES]
    lines += [" / ".join(turn.texts.get(language, f"emergency.{key}") for language in _LANGUAGES) for key in keys]
    turn.reply("\n".join(lines))
    again = sure.value if sure is not None and sure.value in _ASKED_AGAIN else ANY
    turn.state.memo[MEMO] = {"number": again, "at": turn.received_at.timestamp()}


def numbers_of(turn: Turn) -> dict[str, Contact]:
    """Return the published numbers for danger, by the number."""
    return {contact.value: contact for contact in advise(turn).emergency if contact.value}


def told_numbers(turn: Turn, number: str, language: str) -> str:
    """Return a number with whose it is, in a language; the three where it is not published."""
    published = numbers_of(turn)
    found = [published[value] for value in ((number,) if number in published else _THREE) if value in published]
    return " · ".join(
        turn.texts.get(language, "emergency.line", number=contact.value, label=_label(turn, language, contact))
        for contact in found
    )


def _call(turn: Turn, language: str, numbers: list[Contact]) -> str:
    named = [
        turn.texts.get(language, "emergency.line", number=contact.value, label=_label(turn, language, contact))
        for contact in numbers
    ]
    return turn.texts.get(language, "emergency.call", numbers=" · ".join(named))


def _label(turn: Turn, language: str, contact: Contact) -> str:
    """Return whose number it is: the rulebook's word in Vietnamese, an English one for those that are known."""
    key = f"emergency.label_{contact.value}"
    known = language != "vi" and key in set(turn.texts.keys(language))
    return turn.texts.get(language, key) if known else contact.label
