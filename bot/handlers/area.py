"""Where the person lives: read, asked for once, remembered; hamlets stay as they were typed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.conversation.messages import Choice
from bot.guidance.places.gazetteer import Level, MatchKind, Reason
from bot.handlers.booking.phrases import lives_there
from bot.handlers.menu import intent_choice
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from bot.conversation.turn import Turn
    from bot.guidance.places.gazetteer import AdminUnit, PlaceMatch

PICK = "#area.pick:"
_MOST_OFFERED = 10
_LONGEST_DETAIL = 120
_CALLED_SO = re.compile(
    r"(?:^|\W)(?:tr[ưu][ờo]ng|thpt|ptth|thcs|ti[ểe]u h[ọo]c|c[ấa]p (?:[123]|i{1,3})|m[ầa]m non|m[ẫa]u gi[áa]o"
    r"|đ[ưu][ờo]ng|b[ệe]nh vi[ệe]n|c[ôo]ng ty|cty)\s{1,3}(?:t[êe]n\s)?$",
    re.IGNORECASE,
)
"""What stands before the name of a school, a street, a hospital or a company, which is a place's, too."""
_HAMLET = re.compile(r"\b(?:ap|khom)\b")


def read_place(turn: Turn) -> PlaceMatch | None:
    """Return the place that the message names, or None where it names none."""
    marks = [mark for mark in turn.understanding.entities if mark.entity == "admin_unit"]
    places = [mark.value for mark in marks if _CALLED_SO.search(turn.text[: mark.start]) is None]
    if marks and not places:
        return None
    marked = ", ".join(places)
    text = marked or turn.text
    if not text.strip():
        return None
    match = turn.guidance.place_reader.resolve(text, turn.moment)
    if not marked and not match.exact:
        return None  # a word that only looks like a place's name
    return None if match.reason is Reason.UNKNOWN and not match.candidates else match


def names_hamlet(text: str) -> bool:
    """Return whether a text speaks of a hamlet or a quarter: which new unit it went to, no published list says."""
    return _HAMLET.search(canonical(text)) is not None


def remember(turn: Turn, unit: AdminUnit, typed: str | None = None) -> None:
    """Keep where the person lives; ``typed`` keeps the hamlet."""
    turn.profile.area = unit.id
    turn.profile.area_text = (typed or unit.name).strip()[:_LONGEST_DETAIL]
    turn.state.topic.area = unit.id


def note_home(turn: Turn) -> None:
    """Keep where the person lives when a message says so beside its wish: "tui ở xã …, muốn công chứng"."""
    if not turn.understanding.values("admin_unit") or not lives_there(turn):
        return
    match = read_place(turn)
    unit = settled(match)
    if match is not None and unit is not None and unit.level is Level.COMMUNE:
        remember(turn, unit, f"{match.detail}, {unit.name}" if match.detail else match.typed)


def place_choices(turn: Turn, match: PlaceMatch, payload: str = PICK) -> list[Choice]:
    """Return a choice for each unit that may be meant; ``payload`` is the beginning of what each carries."""
    places = turn.guidance.places
    units = match.candidates[:_MOST_OFFERED]
    names = [places.label(unit, turn.moment) for unit in units]
    return [
        Choice(places.full_name(unit) if names.count(name) > 1 else name, f"{payload}{unit.id}")
        for unit, name in zip(units, names, strict=True)
    ]


def ask_which(turn: Turn, match: PlaceMatch) -> None:
    """Ask which of several places is meant, or say that this one is not known or not here."""
    turn.reply(which_words(turn, match), choices=place_choices(turn, match))


def which_words(turn: Turn, match: PlaceMatch) -> str:
    """Return the question which of several places is meant, or why this one is none."""
    key = f"area.{match.reason.value}" if match.reason is not None else "area.same_name"
    via = turn.guidance.places.full_name(match.via) if match.via is not None else match.typed
    return turn.words(key, place=via)


def settled(match: PlaceMatch | None) -> AdminUnit | None:
    """Return the one unit that is meant, or None."""
    return match.unit if match is not None and match.kind is MatchKind.UNIQUE else None


def confirm(turn: Turn, unit: AdminUnit, match: PlaceMatch | None = None) -> None:
    """Say which place was understood, and what may be asked of it."""
    choices = [intent_choice(turn, intent) for intent in ("ask_submission_channel", "book_appointment")]
    turn.reply(understood(turn, unit, match), choices=choices)


def understood(turn: Turn, unit: AdminUnit, match: PlaceMatch | None = None) -> str:
    """Return which place was understood, in words; an old name is told with its new one."""
    places = turn.guidance.places
    if match is not None and match.reason is Reason.CONVERTED and match.via is not None:
        return turn.words("area.converted", old=places.label(match.via, turn.moment), new=places.full_name(unit))
    return turn.words("area.noted", place=places.full_name(unit))


def pick(turn: Turn, argument: str) -> tuple[AdminUnit, ...]:
    """Return what a picked place is at the turn's moment: one unit, several to ask about, none for no place."""
    unit = turn.guidance.places.find(argument)
    return turn.guidance.places.at(unit, turn.moment) if unit is not None else ()
