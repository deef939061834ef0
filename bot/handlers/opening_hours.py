"""When an office is open: one line, from what it has published of itself, else that nobody knows and who does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.conversation.turn import Unanswered
from bot.guidance.answers import Focus
from bot.guidance.rulebook.model import Purpose
from bot.handlers import area, elsewhere
from bot.handlers.answers import Answer
from bot.handlers.finding import advise, person_unit
from bot.handlers.hotline import call_choice, whom_to_ask
from bot.understanding.fold import canonical, fold

if TYPE_CHECKING:
    from bot.conversation.turn import Turn
    from bot.guidance.places.gazetteer import AdminUnit

_ELSE = re.compile(r"\b(?:o dau|dia chi|cho nao|duong nao|so dien thoai|sdt)\b")
"""Asks besides where the office is, or its number."""
_DAYS = (
    ("saturday", re.compile(r"\b(?:thu bay|thu 7|t7)\b")),
    ("sunday", re.compile(r"\b(?:chu nhat|cn)\b")),
    ("holiday", re.compile(r"\b(?:ngay le|nghi le|le tet|tet)\b")),
    ("noon", re.compile(r"\b(?:trua|nghi trua)\b")),
)
_SAYS = {
    "saturday": re.compile(r"\b(?:thu bay|thu 7|t7|cuoi tuan|hang ngay|ca tuan)\b"),
    "sunday": re.compile(r"\b(?:chu nhat|cn|cuoi tuan|hang ngay|ca tuan)\b"),
}
_WEEKDAYS = re.compile(r"\b(?:thu (?:hai|2)|t2) *(?:den|toi|-|–) *(?:het )?(?:thu (?:sau|6)|t6)\b")
"""Hours that are of Monday to Friday, and say nothing of a weekend."""


def asks(turn: Turn) -> bool:
    """Return whether a text asks when an office is open, and nothing else of it."""
    if not turn.text or _ELSE.search(canonical(turn.text)):
        return False
    return _asked(turn) is not None


def tell(turn: Turn) -> None:
    """Say in one line whether it is open, or that this office has published no hours."""
    if elsewhere.tell(turn, named=True):
        return  # a bank's hours, or a market's
    answer = Answer(turn, advise(turn))
    unit = area.settled(area.read_place(turn)) or person_unit(turn)
    asked = next((name for name, pattern in _DAYS if pattern.search(canonical(turn.text))), "any")
    name = turn.guidance.places.label(unit, turn.moment) if unit is not None else None
    hours = _published(turn, unit) if unit is not None else None
    if hours is not None and name is not None:
        closed = asked in _SAYS and _WEEKDAYS.search(fold(hours)) and not _SAYS[asked].search(fold(hours))
        key = f"contacts.hours_not_{asked}" if closed else "contacts.hours"
        answer.say(key, name=name, value=hours)
        answer.send(choices=[call_choice(turn)])
        return
    turn.unanswered.append(Unanswered(_asked(turn) or 0, Focus.HOURS.value))
    if answer.advice.hotline is not None:
        answer.silence("hours")
    else:
        question = turn.words(f"contacts.asks_{asked}")
        key = "contacts.hours_unknown_of" if name is not None else "contacts.hours_unknown"
        answer.say(key, name=name, question=question, ask=whom_to_ask(turn, ""))
    answer.send(choices=[call_choice(turn)])


def _asked(turn: Turn) -> int | None:
    """Return where the question begins, or None where none asks for hours."""
    return next((clause.start for clause in turn.clauses if clause.focus is Focus.HOURS), None)


def _published(turn: Turn, unit: AdminUnit) -> str | None:
    for contact in turn.guidance.rulebook.contacts_of(unit.id, turn.moment):
        if contact.purpose is Purpose.UNIT_HOURS:
            turn.told.add(contact.id)
            english = turn.profile.language == "en" and contact.value_en
            return contact.value_en if english else contact.value
    return None
