"""What somebody told to have happened ("ba tôi mất hôm thứ ba") is a matter: what has to be done in time after it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.guidance.answers import FactName
from bot.handlers.questions import case
from bot.understanding.clauses.objects import object_of
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from bot.conversation.turn import Turn
    from bot.guidance.life_events import LifeEvent, Step

_EVENTS = {"death": "death", "birth": "birth", "dismissal": "job_lost"}
"""Fact → the life event that tells what follows; only those in which a page names a time for a step."""

_IT = re.compile(
    r"\b(?:moi |da |vua |vua moi |bi )?(?:mat|chet|qua doi|tu tran|sanh|sinh|de)\b(?: (?:roi|hom \w+|hoi \w+))?"
    r"|\b(?:ong|ba) gia\b|\bnguoi(?: nha| than)?\b|\b(?:dua|thang|con) (?:be|nho|cu|trai|gai)\b"
)
"""What happened, and to whom."""


def says_no_more(text: str) -> bool:
    """Return whether a question names nothing but what happened ("ba mới mất *đi khai* cần giấy gì")."""
    plain = canonical(text)
    return bool(_IT.search(plain)) and not object_of(_IT.sub(" ", plain))


def matter(turn: Turn) -> str | None:
    """Return the procedure that has to be done in time after what was told; None where a matter is under way."""
    found = told(turn)
    return None if found is None else found[1].procedure


def told(turn: Turn) -> tuple[LifeEvent, Step] | None:
    """Return what happened and the step that has to be done in time, where no matter is under way."""
    events = turn.guidance.life_events
    if events is None or turn.state.topic.procedure is not None:
        return None
    happened = _EVENTS.get(str(case.known(turn, None).get(FactName.EVENT)))
    for event in events:
        if event.id == happened:
            timed = (step for step in event.steps if step.deadline is not None)
            return next(((event, step) for step in timed if step.procedure in turn.guidance.catalogue), None)
    return None
