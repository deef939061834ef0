"""What a message says for a booking: which place, day, number, name or phone.

The step that is waiting decides what a bare "2" or "sáng" means; nothing here knows about steps.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from booking_client import HalfDay
from bot.conversation.form import Problem
from bot.guidance.places.gazetteer import MatchKind
from bot.handlers.booking.halfdays import Wish
from bot.handlers.booking.phrases import is_question
from bot.handlers.names import name_in
from bot.understanding.anger import is_weary
from bot.understanding.counts import read_counts
from bot.understanding.dates.model import DateFlag, When
from bot.understanding.dates.reading import read_when, weekday_alone
from bot.understanding.fold import canonical
from bot.understanding.phones import find_phones, read_phone

if TYPE_CHECKING:
    from bot.conversation.turn import Turn
    from bot.guidance.places.gazetteer import PlaceMatch
    from bot.understanding.phones import PhoneProblem

MOST_DOSSIERS = 99
"""What is more is no visit to a counter; the booking service would take 100."""
_MOST_PEOPLE = 1000
"""As many as the booking service understands. How many may come is said by the rules of the day and by the service."""

_REFUSED = re.compile(
    r"\b(?:(?:mac|ket|co|dinh) (?:viec|cong chuyen|cong viec|chuyen)(?! (?:gi|can|muon|hoi|nho|lam)\b)"
    r"|(?:khong|chua) (?:co |the )?(?:di|len|ra|toi|den|ranh)(?! (?:kip|mot minh)))\b"
)
"""In a canonical text: that day the person can't come."""
_BUSY = re.compile(r"\bbận\b|\bban\b(?! (?:sao|an|oi|be|co|cho)\b)", re.IGNORECASE)
"""As typed; without its mark "ban" is no "bản sao", and not how friends are spoken to."""
_OTHER_HALF = {HalfDay.MORNING: HalfDay.AFTERNOON, HalfDay.AFTERNOON: HalfDay.MORNING}
_NONE = re.compile(r"0+(?:\s*(?:bộ|bo|hồ sơ|ho so))?", re.IGNORECASE)
_MANY = re.compile(r"(?<![\d./])\d{3,6}(?![\d./])")


def when_in(turn: Turn) -> When:
    """Return what the message says about day and time.

    "Thứ 6 em bận" names a day that is not wanted (``DateFlag.REFUSED``); of two days one may be. Where a clause says
    what does not suit and another what does ("mai chiều được, mà sáng bận"), the day is that of the other.
    """
    clauses = [clause.text for clause in turn.clauses]
    busy = [read_when(clause, turn.moment) for clause in clauses if _cannot_come(clause)]
    if not busy:
        return read_when(turn.text, turn.moment)
    wanted = read_when(", ".join(clause for clause in clauses if not _cannot_come(clause)), turn.moment)
    taken = [when.half_day for when in busy if when.half_day is not None and set(when.dates) <= set(wanted.dates)]
    left = _OTHER_HALF[taken[0]] if len(set(taken)) == 1 else None
    if names_day(wanted):
        said = wanted.half_day or wanted.time or wanted.flags
        return wanted if said or left is None else replace(wanted, half_day=left)
    if left is not None:
        return When(half_day=left)
    when = read_when(turn.text, turn.moment)
    several = len(when.dates) > 1 and sum(names_day(one) for one in busy) < 2  # noqa: PLR2004 - two that don't suit
    return replace(when, flags=when.flags | {DateFlag.REFUSED}) if names_day(when) and not several else when


def _cannot_come(clause: str) -> bool:
    """Return whether a clause says when somebody can't come."""
    return bool(_BUSY.search(clause) or _REFUSED.search(canonical(clause)))


def names_day(when: When) -> bool:
    """Return whether a day, a half-day or a wish about them was said."""
    return not when.is_empty


def day_problem(when: When) -> str | None:
    """Return the name of what has to be said about a day that cannot be taken, or None."""
    for flag in (DateFlag.REFUSED, DateFlag.LUNAR, DateFlag.IMPOSSIBLE, DateFlag.PAST):
        if flag in when.flags:
            return flag.value
    return None


@dataclass(frozen=True, slots=True)
class Numbers:
    """Counts that were said, within what a booking may have.

    Attributes:
        dossiers: how many dossiers.
        people: how many people come.
        problem: name of the text that says why a number cannot be taken.
    """

    dossiers: int | None = None
    people: int | None = None
    problem: str | None = None


def numbers_in(text: str, *, bare: bool) -> Numbers:
    """Return the counts in a message; a bare number counts dossiers where ``bare``."""
    if bare and _NONE.fullmatch(text.strip()):
        return Numbers(problem="no_dossiers")
    counts = read_counts(text)
    dossiers = counts.dossiers if counts.dossiers is not None or not bare else counts.number
    if bare and dossiers is None and counts.people is None and _MANY.search(text) and not find_phones(text):
        return Numbers(problem="too_many_dossiers")
    people = min(counts.people, _MOST_PEOPLE) if counts.people is not None else None
    return Numbers(dossiers or None, people or None)


def read_place_text(turn: Turn, text: str) -> PlaceMatch | None:
    """Return the place a text names, or None where it names none that is known.

    In a question, or beside a procedure, a word that only looks like a place is none ("làm khai sanh": Lâm Hải).
    """
    match = turn.guidance.place_reader.resolve(text, turn.moment)
    nothing = match.kind is MatchKind.NONE and match.via is None and not match.candidates
    wants_else = is_weary(text) or is_question(text) or bool(turn.understanding.values("procedure"))
    return None if nothing or (wants_else and not match.exact) else match


def place_in(turn: Turn, *, whole_text: bool) -> PlaceMatch | None:
    """Return the place in the message: what the NLU marked, else (where asked for) anything in the text."""
    marked = " ".join(turn.understanding.values("admin_unit"))
    if not marked and not whole_text:
        return None
    return read_place_text(turn, marked or turn.text)


def other_place_in(turn: Turn) -> str | None:
    """Return another place, as typed, where a day is asked for; in what names a day or asks, what the NLU marked."""
    match = place_in(turn, whole_text=not names_day(when_in(turn)) and not is_question(turn.text))
    return match.typed if match is not None else None


def wish_in(turn: Turn, before: dict[str, Any] | None) -> dict[str, Any] | Problem | None:
    """Return the day, half-day or wish about them that was said, joined with what was said of it ``before``."""
    when = when_in(turn)
    if (problem := day_problem(when)) is not None:
        return Problem(f"booking.day_{problem}")
    if DateFlag.EVENING in when.flags and not when.dates:
        return Problem("booking.day_evening")
    return joined(turn, before, Wish.of(when)) if names_day(when) else None


def joined(turn: Turn, before: dict[str, Any] | None, wish: Wish) -> dict[str, Any]:
    """Return a wish with what was said of it before, as it is kept."""
    if wish.is_empty:
        return wish.to_json()
    said = Wish.from_json(before)
    return said.joined(wish.settled(weekday_alone(turn.text, turn.moment), said)).to_json()


@dataclass(frozen=True, slots=True)
class Contact:
    """Who comes, as far as the message says.

    Attributes:
        name: a person's name.
        phone: national digits.
        problem: why a number that was tried is none.
    """

    name: str | None = None
    phone: str | None = None
    problem: PhoneProblem | None = None


_TRIED_NUMBER = 4


def contact_in(turn: Turn) -> Contact:
    """Return the name and phone in the message."""
    phones = find_phones(turn.text)
    digits = sum(character.isdigit() for character in turn.text)
    problem = read_phone(turn.text).problem if not phones and digits >= _TRIED_NUMBER else None
    return Contact(name_in(turn), phones[0].number if phones else None, problem)
