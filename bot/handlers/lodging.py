"""Where a formal complaint or a denunciation goes: a question of authority, and no complaint about the service here.

The catalogue has such a procedure of some bodies only. Where the text names another one, or none, nothing here says who
takes it: that is said, with whom to ask.
"""

from __future__ import annotations

import re
from dataclasses import replace
from enum import Enum, auto
from typing import TYPE_CHECKING

from bot.handlers import unheard
from bot.understanding.clauses.denied import denied_in
from bot.understanding.fold import canonical
from bot.understanding.search.finder import Outcome

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.conversation.router import Router
    from bot.conversation.turn import Turn

    Questions = Callable[[Turn], Awaitable[bool]]

_AUTHORITY = "ask_procedure_authority"
_COMPLAINT = "complaint_feedback"
_FORMAL = re.compile(
    r"\b(?:khieu nai|to cao|khieu kien|to giac|denounce|denunciation|formal complaint)\b"
    r"|\b(?:file|lodge|submit|make|bring)(?: \w+){0,2} complaint\b"
)
_WHERE = re.compile(
    r"\b(?:o dau|(?:len|ra|den|toi|gui|goi|nop|qua|tai|cho) dau|dau (?:vay|a|ha|em|ta|la dung)$|cho nao|noi nao|cap nao"
    r"|co quan nao|ben nao|phong nao|so nao|ong nao|(?:cho|gui|goi|nop|gap|thua|kieu|len|voi|toi) ai"
    r"|ai (?:giai quyet|nhan|xu|lo|thu ly|co quyen|coi|xet)|where|who|whom"
    r"|which (?:office|agency|body|authority|level))\b|\bdau$"
)
_POLICE = re.compile(r"\b(?:cong an|police|policeman|policemen)\b")
_POLICE_ABOVE = re.compile(
    r"\b(?:cong an (?:tinh|huyen|thanh pho|tp|trung uong)|bo cong an|csgt|canh sat giao thong"
    r"|(?:provincial|traffic) police)\b"
)
"""The catalogue's procedures are of the communes' police."""


class _Found(Enum):
    """What is found of a complaint."""

    NOTHING = auto()
    THE_BODY = auto()
    """The procedure of the body that the text names."""
    ANOTHER_BODY = auto()
    """Only that of a body which the text does not name."""
    SOMETHING_ELSE = auto()
    """A procedure that is no complaint, though people call it one ("khiếu nại điểm thi")."""


def first(questions: Questions, router: Router) -> Questions:
    """Let questions where a complaint goes be answered as such, whatever the message was read as.

    Args:
        questions: answers single questions.
        router: answers the wish for an authority.
    """

    async def answer(turn: Turn) -> bool:
        if turn.dialogue is not None or not speaks_of_one(turn.text):
            return await questions(turn)
        (found, code), asks = _found(turn), sum(clause.act.asks for clause in turn.clauses)
        if asks == 1 and asks_where(turn.text):
            if found is _Found.THE_BODY:
                turn.state.topic.procedure = code
                turn.understanding = replace(turn.understanding, intent=_AUTHORITY, secondary=())
                await router.answer_intent(turn, _AUTHORITY)
                return True
            if found is not _Found.SOMETHING_ELSE and unheard.tell(turn):
                return True
        elif not (asks or denied_in(turn.text)) and found is _Found.ANOTHER_BODY:
            await router.answer_intent(turn, _COMPLAINT)
            return True
        return await questions(turn)

    return answer


def speaks_of_one(text: str) -> bool:
    """Return whether a text speaks of a complaint or denunciation that the law knows."""
    return _FORMAL.search(canonical(text)) is not None


def asks_where(text: str) -> bool:
    """Return whether a text asks where something goes, or who takes it."""
    return _WHERE.search(canonical(text)) is not None


def _found(turn: Turn) -> tuple[_Found, str]:
    """Return what the catalogue has of the complaint that a text speaks of, with its code."""
    decided = turn.guidance.search.decide(turn.text)
    procedure = turn.guidance.catalogue.get(decided.hits[0].code) if decided.hits else None
    if procedure is None:
        return _Found.NOTHING, ""
    name = canonical(procedure.name)
    if not _FORMAL.search(name):
        return (_Found.SOMETHING_ELSE if decided.outcome is Outcome.ONE else _Found.NOTHING), ""
    plain = canonical(turn.text)
    meant = not _POLICE.search(name) or (_POLICE.search(plain) and not _POLICE_ABOVE.search(plain))
    return (_Found.THE_BODY if meant else _Found.ANOTHER_BODY), procedure.code
