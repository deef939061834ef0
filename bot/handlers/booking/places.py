"""Where the person lives and which unit they want, as far as the booking has to know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.messages import Choice
from bot.guidance.places.gazetteer import Level, MatchKind, Reason
from bot.handlers import area
from bot.handlers.booking.asking import Step
from bot.handlers.booking.halfdays import Wish
from bot.handlers.booking.reading import read_place_text
from bot.handlers.booking.words import wish_words
from bot.handlers.capacity import UNIT_MEMO
from bot.handlers.finding import advise, person_unit
from bot.handlers.forms import ask, under_way

if TYPE_CHECKING:
    from bot.conversation.turn import Turn
    from bot.guidance.places.gazetteer import PlaceMatch
    from bot.handlers.booking.draft import Draft

_MOST_OFFERED = 10
_AREA_TRIES = 2
"""Asked so often without an answer that is a place, the booking goes on without; a hold is never given in a lock."""


def settle_unit(turn: Turn, draft: Draft) -> bool:
    """Make the typed unit one that is known; False where it has to be asked about, which is done."""
    if draft.unit is None and draft.unit_text is None:
        known = turn.state.memo.pop(UNIT_MEMO, None)
        if isinstance(known, str) and not draft.elsewhere:
            draft.unit = known
        return True
    if draft.unit_text is None:
        return True
    match = read_place_text(turn, draft.unit_text)
    draft.unit_text = None
    if match is None:
        return True
    return take_unit(turn, draft, match)


def is_settled(turn: Turn, draft: Draft) -> bool:
    """Return whether no place that was named for the visit waits to be understood."""
    return draft.unit_text is None and (draft.unit is not None or UNIT_MEMO not in turn.state.memo)


def take_unit(turn: Turn, draft: Draft, match: PlaceMatch) -> bool:
    """Take a place as the unit that is wanted; False where it has to be asked which, or said why not."""
    if match.kind is MatchKind.UNIQUE and match.unit is not None:
        draft.unit = match.unit.id
        draft.unit_text = None
        draft.elsewhere = None
        draft.from_day = None
        _tell_new_name(turn, match)
        return True
    # The place stays typed until it is clear, so that a day or a number said meanwhile does not make it forgotten.
    draft.unit_text = match.typed if match.candidates else None
    ask_which(turn, match, Step.UNIT, unit_topic(draft))
    return False


def unit_topic(draft: Draft) -> str:
    """Return the beginning of the payload that picks a unit: a new booking's, or that of one that is moved."""
    return "#book.unit:" if draft.moving_from is None else "#appt.unit:"


def needs_area(turn: Turn, draft: Draft) -> bool:
    """Return whether it matters where the person lives: for the unit, or for a lock-down of their area."""
    if person_unit(turn) is not None or (draft.area_tries or 0) >= _AREA_TRIES:
        return False
    if draft.unit is None and draft.chosen is None and not draft.elsewhere:
        return True
    return any(entry.lock.until is None or entry.lock.until > turn.moment for entry in turn.guidance.locks)


def ask_area(turn: Turn, draft: Draft) -> None:
    """Ask where the person lives; the day that they named is not lost until then, and that is said once."""
    again = turn.words("booking.ask_area_again")
    lead = wish_kept(turn, draft)
    asked_before = under_way(turn).step == Step.AREA and "again" in under_way(turn).slots
    question = again if lead is not None or asked_before else turn.words(_area_question(turn))
    unit = turn.guidance.places.find(draft.unit) if draft.unit else None
    choices = []
    if unit is not None and unit.level is Level.COMMUNE:
        choices.append(Choice(turn.guidance.places.full_name(unit), f"#book.area:{unit.id}"))
    known = turn.guidance.places.find(turn.profile.area) if turn.profile.area else None
    now = turn.guidance.places.at(known, turn.moment) if known is not None else ()
    choices += [Choice(turn.guidance.places.full_name(heir), f"#book.area:{heir.id}") for heir in now[:_MOST_OFFERED]]
    text = question if lead is None else turn.words("booking.led", lead=lead, question=question)
    ask(turn, Step.AREA, text, choices, again=again)


def wish_kept(turn: Turn, draft: Draft) -> str | None:
    """Return that the day somebody named is kept in mind; None where none was, or that was said."""
    wish = Wish.from_json(draft.wish)
    if wish.is_empty or not wish.days or wish.apart or draft.wish == draft.wish_told:
        return None
    draft.wish_told = draft.wish
    return turn.words("booking.wish_kept", when=wish_words(turn, wish))


def _area_question(turn: Turn) -> str:
    """Return the key of the question; lock-downs are only spoken of where a rule in force or staff speak of them."""
    locks = turn.guidance.locks_ahead(turn.moment) or advise(turn).about("lockdown")
    return "booking.ask_area" if locks else "booking.ask_area_near"


def settle_home(turn: Turn, draft: Draft) -> bool:
    """Make the typed place the person's home; False where it has to be asked about, which is done."""
    match = read_place_text(turn, draft.area_text or "")
    draft.area_text = None
    return take_area(turn, draft, match) if match is not None else no_area(turn, draft)


def take_area(turn: Turn, draft: Draft, match: PlaceMatch) -> bool:
    """Take a place as where the person lives; False where it has to be asked which."""
    if match.kind is MatchKind.UNIQUE and match.unit is not None:
        if match.unit.level is not Level.COMMUNE and (draft.area_tries or 0) == 0:
            draft.area_tries = 1
            ask(turn, Step.AREA, turn.words("booking.ask_commune", place=turn.guidance.places.full_name(match.unit)))
            return False
        area.remember(turn, match.unit, f"{match.detail}, {match.unit.name}" if match.detail else match.typed)
        _tell_new_name(turn, match)
        return True
    if match.kind is MatchKind.NONE and match.reason is Reason.OTHER_PROVINCE and match.via is not None:
        area.remember(turn, match.via, match.typed)
        draft.area_tries = _AREA_TRIES
        return True
    draft.area_tries = (draft.area_tries or 0) + 1
    ask_which(turn, match, Step.AREA, "#book.area:")
    return False


def no_area(turn: Turn, draft: Draft) -> bool:
    """Note that no place was recognised; False where it is asked once more."""
    draft.area_tries = (draft.area_tries or 0) + 1
    if draft.area_tries >= _AREA_TRIES:
        draft.elsewhere = draft.unit is None or draft.elsewhere  # who named a unit goes on with it
        return True
    ask(turn, Step.AREA, turn.words("area.unknown"), again=turn.words(_area_question(turn)))
    return False


def _tell_new_name(turn: Turn, match: PlaceMatch) -> None:
    """Say what an old name is called now, before the new one is spoken of as if it were known."""
    if match.reason is Reason.CONVERTED and match.via is not None and match.unit is not None:
        places = turn.guidance.places
        old, new = places.label(match.via, turn.moment), places.full_name(match.unit)
        turn.say("booking.now_called", old=old, new=new)


def ask_which(turn: Turn, match: PlaceMatch, step: Step, payload: str) -> None:
    """Ask which of several places is meant, or say that this one is not here."""
    ask(turn, step, area.which_words(turn, match), area.place_choices(turn, match, payload))
