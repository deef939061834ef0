"""Old and new administrative units: what became of a name, and that there are no districts any more."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.conversation.messages import Choice, Source
from bot.guidance.places.change import describe_change, explain_change
from bot.guidance.places.gazetteer import SECOND_LEVEL_ENDS, MatchKind, Reason
from bot.handlers import area, mentions
from bot.handlers.answers import Answer
from bot.handlers.finding import advise, person_unit
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from bot.conversation.turn import Turn
    from bot.guidance.places.gazetteer import AdminUnit, PlaceMatch

_SHOW = "#unit.show:"
_MOST_OFFERED = 10
_PROVINCES = re.compile(
    r"^(?!.*\b(?:xa|phuong|huyen|thanh pho|tp|thi xa|thi tran|ap|khom)\b)"
    r"(?=.*\b(?:nhap|gop|sap nhap|tinh|merge\w*|province)\b).*\bbac lieu\b"
)
"""The province that was: a ward and a town were called like it."""


def tell_units(answer: Answer, *, why: bool = True) -> None:
    """Say which units receive dossiers, whether another commune's may, and of districts where one is spoken of."""
    if mentions.another_place(answer.turn.text):
        answer.rules(answer.advice.about("any_centre")[:1])
    districts = mentions.district(answer.turn.text)
    found = [a for a in answer.advice.about("units") if districts or "districts" not in a.rule.topics]
    answer.rules([a for a in found if not a.rule.scope.procedures][:2], why=why)


async def ask_admin_unit_change(turn: Turn) -> None:
    """What a commune is called now, or what it was."""
    if _PROVINCES.search(canonical(turn.text)):
        _general(turn)
        return
    match = area.read_place(turn)
    unit = area.settled(match)
    if match is not None and unit is None:
        _ask_which(turn, match)
        return
    if match is not None and unit is not None:
        told = match.via if match.reason is Reason.CONVERTED and match.via is not None else unit
        _tell(turn, told)
        return
    own = person_unit(turn)
    if own is not None:
        _tell(turn, own)
    else:
        _general(turn)


def _ask_which(turn: Turn, match: PlaceMatch) -> None:
    """Divided units and districts are explained at once; for the rest the person chooses."""
    if match.via is not None and match.reason in (Reason.SPLIT, Reason.DISSOLVED):
        _tell(turn, match.via)
        return
    if len(match.candidates) == 1:
        _tell(turn, match.candidates[0])
        return
    places = turn.guidance.places
    offered = match.candidates[:_MOST_OFFERED]
    choices = [Choice(places.full_name(unit) + _era(turn, unit), f"{_SHOW}{unit.id}") for unit in offered]
    key = "units.which" if offered else "units.unknown"
    if match.kind is MatchKind.NONE and match.via is not None:
        turn.say("units.not_here", place=places.full_name(match.via), choices=choices)
    else:
        turn.say(key, choices=choices)


def _era(turn: Turn, unit: AdminUnit) -> str:
    return f" {turn.words('units.old_mark')}" if unit.ended_by(turn.moment.date()) else ""


def _tell(turn: Turn, unit: AdminUnit) -> None:
    change = explain_change(turn.guidance.places, unit, turn.moment)
    answer = Answer(turn, advise(turn))
    answer.say("units.lead", text=describe_change(turn.guidance.places, change))
    if change.dissolved:
        tell_units(answer, why=False)  # that there are no districts any more was just said
    if change.since is not None:
        answer.say("units.papers_unsaid")
    sources = _documents(turn, change.document)
    answer.send(sources=sources)


def _general(turn: Turn) -> None:
    answer = Answer(turn, advise(turn))
    if turn.moment.date() < SECOND_LEVEL_ENDS:
        answer.say("units.unchanged")
        answer.send()
        return
    answer.say("units.general", count=len(turn.guidance.places.valid_at(turn.moment)) - 1)
    tell_units(answer)
    answer.say("units.say_name")
    answer.send(sources=_documents(turn, "202/2025/QH15", "1655/NQ-UBTVQH15"))


def _documents(turn: Turn, *numbers: str | None) -> list[Source]:
    """Return the documents with these numbers, as a resolution that made the change is shown."""
    return [
        Source(
            rule=document.id,
            document=f"{document.kind} {document.number}",
            paragraph="",
            effective_from=None,
            in_force=True,
            signed_on=document.signed_on.isoformat() if document.signed_on else None,
            url=document.sources[0] if document.sources else None,
            confirmed=False,
        )
        for document in turn.guidance.rulebook.content.documents.values()
        if document.number and any(number and document.number in number for number in numbers)
    ]


async def choose(turn: Turn, action: str, argument: str) -> bool:
    """Answer a pressed `#unit.show:…`; False where there is no such unit."""
    unit = turn.guidance.places.find(argument)
    if action != "show" or unit is None:
        return False
    _tell(turn, unit)
    return True
