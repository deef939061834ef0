"""Where a turn led somebody, for the report of difficulties: one row beside the turn, that leads back to nobody.

The row's person is a random number that the conversation's own state keeps for a calendar week. It counts people
instead of messages; once the state is gone, erased or a week older, the number belongs to nobody.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.conversation.messages import Kind

if TYPE_CHECKING:
    from bot.conversation.turn import Turn

ONLINE, POSTAL, IN_PERSON, CALLBACK = "online", "postal", "in_person", "callback"
"""The ways somebody can be led to."""

WEEK = "week"
"""Memo: the calendar week and this person's number in it."""

_SMALL_TALK = frozenset({"affirm", "deny", "greet", "thank_bye", "provide_info", "nlu_fallback"})
_ASKS = ("#ask.intent:", "#ask.proc:")
_ASKS_RULE = "#ask.rule:"


@dataclass(slots=True)
class Course:
    """What the report has to know of a turn.

    Attributes:
        led: the way the person was led to, or None.
        obstacles: kinds of reasons why they could not use a way, like ``online.no_network``.
        procedure: national code, or None.
    """

    led: str | None = None
    obstacles: set[str] = field(default_factory=set)
    procedure: str | None = None


NOTHING: dict[str, Any] = {
    "day": None,
    "person": None,
    "wish": None,
    "led": None,
    "obstacles": [],
    "procedure": None,
    "area": None,
}
"""The values of a turn that is not recorded."""


def row_of(turn: Turn) -> dict[str, Any]:
    """Return the values of the turn's row, and number its person for the week where that is not done yet.

    Small talk and answers to a dialogue's questions are recorded only where they led somewhere.
    """
    course = turn.course
    wish = _wish(turn)
    if course.led is None and not course.obstacles and (wish in _SMALL_TALK or wish.startswith("#")):
        return NOTHING
    return {
        "day": turn.moment.date(),
        "person": _person(turn),
        "wish": wish,
        "led": course.led,
        "obstacles": sorted(course.obstacles),
        "procedure": course.procedure or turn.state.topic.procedure,
        "area": turn.profile.area,
    }


def _wish(turn: Turn) -> str:
    """Return the intent of a text, or of a button that asks something; other messages by what they are or do."""
    if turn.inbound.kind is Kind.TEXT:
        return turn.understanding.intent
    if turn.inbound.kind is not Kind.CHOICE:
        return f"#{turn.inbound.kind}"
    payload = turn.inbound.payload or "#"
    if payload.startswith(_ASKS):
        return payload.rpartition(":")[2].rpartition("/")[2]
    return "ask_rule_source" if payload.startswith(_ASKS_RULE) else payload.partition(":")[0]


def _person(turn: Turn) -> str:
    year, week, _ = turn.moment.isocalendar()
    name = f"{year}-W{week:02d}"
    kept = turn.state.memo.get(WEEK)
    if not kept or kept[0] != name:
        kept = [name, uuid.uuid4().hex]
        turn.state.memo[WEEK] = kept
    return str(kept[1])
