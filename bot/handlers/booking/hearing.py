"""What a message says of each field of a booking, by what is waited for; the rows of the booking's table read by these.

What a text says, whatever is waited for, is read in ``reading``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from bot.conversation.form import Problem
from bot.guidance.moments import VIETNAM
from bot.guidance.places.gazetteer import Level
from bot.handlers import area, consent
from bot.handlers.booking.asking import Step
from bot.handlers.booking.draft import Draft, Visiting
from bot.handlers.booking.halfdays import Wish
from bot.handlers.booking.holding import people_of
from bot.handlers.booking.phrases import CLAUSE, TAKING, agrees_plainly, is_question, lives_there, only_books, yes_or_no
from bot.handlers.booking.reading import (
    MOST_DOSSIERS,
    contact_in,
    day_problem,
    joined,
    names_day,
    numbers_in,
    other_place_in,
    place_in,
    read_place_text,
    when_in,
    wish_in,
)
from bot.handlers.committing import name_beside, stated
from bot.handlers.finding import Found, procedure_of
from bot.handlers.forms import speaks_of_else, under_way
from bot.handlers.put_right import name_put_right, number_put_right
from bot.understanding.dates.model import DateFlag
from bot.understanding.dates.reading import read_when
from bot.understanding.fold import canonical
from bot.understanding.name_words import SURNAMES
from bot.understanding.persons import clean_name

if TYPE_CHECKING:
    from bot.conversation.turn import Turn
    from bot.understanding.dates.model import When

BEGINNING = (Step.PROCEDURE, Step.RETRY)
READ_BACK = (Step.CONFIRM, Step.FIX)
NOT_WHO = (*BEGINNING, Step.PRESENCE, Step.AREA, Step.UNIT, Step.HALF_DAY, Step.DOSSIERS, *READ_BACK)
"""Beside the answers to these a day and a number are heard; a name has words that mean one."""
_OTHER_TIME = re.compile(r"\b(?:gio|buoi|ngay|hom|bua) khac\b")
_NEW_NAME = re.compile(r"\b(?:thành|thanh|là|la)\s+(.+)$", re.IGNORECASE)


@dataclass(slots=True)
class Booking(Visiting):
    """A booking in this turn.

    Attributes:
        allowed: the ladder was asked, and leaves the counter open.
        kept: the places are held as of now.
        chosen_now: the half-day was chosen in this turn, and the number of dossiers is not asked behind it.
        found: the procedure that the message names, or those that it may mean.
    """

    found: Found = field(default_factory=Found)
    allowed: bool = False
    kept: bool = False
    chosen_now: bool = False

    @property
    def draft(self) -> Draft:
        """What is known of the booking."""
        return Draft(self.slots)

    @property
    def step(self) -> str:
        """What is waited for."""
        return under_way(self.turn).step

    @property
    def text(self) -> str:
        """What the message says of the booking: beside an agreement to what was read back, not what it asks."""
        if self.reply is None or self.step == Step.CONSENT:
            return self.turn.text
        return stated(self.turn, self.reply)

    @property
    def taking(self) -> bool:
        """Whether the message reads as an answer, and as no other wish."""
        return self.turn.understanding.intent in TAKING


def procedure(booking: Booking) -> str | None:
    """The procedure that is named; of several that may be meant it is asked which."""
    turn = booking.turn
    booking.found = Found() if booking.step == Step.RETRY and only_books(turn.text) else procedure_of(turn)
    return booking.found.procedure.code if booking.found.named and booking.found.procedure is not None else None


def home(booking: Booking) -> str | Problem | None:
    """Where the person lives, as typed; a hamlet is in no list, and what else is none counts as an attempt."""
    turn = booking.turn
    said = " ".join(turn.understanding.values("admin_unit")) or turn.text
    if read_place_text(turn, said) is not None:
        return said
    if not booking.taking or is_question(turn.text) or turn.understanding.values("procedure"):
        return None
    if speaks_of_else(turn) and not area.names_hamlet(turn.text):
        return None
    if booking.draft.menu and area.names_hamlet(turn.text):
        return Problem("area.hamlet_unknown")
    return None if day_beside(booking) or dossiers_said(booking) or people(booking) else said


def home_beside(booking: Booking) -> str | None:
    """Where the person lives ("tui ở xã …")."""
    match = place_in(booking.turn, whole_text=False) if lives_there(booking.turn) else None
    unit = area.settled(match)
    return match.typed if match is not None and unit is not None and unit.level is Level.COMMUNE else None


def place(booking: Booking) -> str | Problem | None:
    """A place, as typed; a hamlet is in no list."""
    said = place_said(booking)
    hamlet = said is None and booking.draft.menu and area.names_hamlet(booking.turn.text)
    return Problem("area.hamlet_unknown") if hamlet else said


def place_said(booking: Booking) -> str | None:
    """A place, as typed."""
    match = place_in(booking.turn, whole_text=True)
    return match.typed if match is not None else None


def place_beside(booking: Booking) -> str | None:
    """A place for the visit; another one than that whose half-days are shown, or that is read back."""
    if booking.step == Step.HALF_DAY:
        return other_place_in(booking.turn)
    marked = booking.turn.understanding.values("admin_unit")
    if booking.step in BEGINNING:
        return place_said(booking) if marked and not lives_there(booking.turn) else _bare_place(booking)
    if booking.step not in READ_BACK or not marked:
        return None
    if booking.reply is None:
        return place_said(booking) if booking.taking else None
    plain, chosen = canonical(booking.text), booking.draft.chosen
    here = canonical(chosen.unit_name) if chosen is not None else ""
    return place_said(booking) if any(one in plain and one not in here for one in map(canonical, marked)) else None


def _bare_place(booking: Booking) -> str | None:
    """Return a place that is typed before the procedure; "ngày mốt" is none, though words are alike."""
    turn = booking.turn
    if booking.step == Step.RETRY or booking.found.procedure is not None or turn.understanding.values("procedure"):
        return None
    match = place_in(turn, whole_text=True) if not names_day(when_in(turn)) else None
    return match.typed if match is not None and area.settled(match) is not None else None


def day(booking: Booking) -> dict[str, Any] | Problem | None:
    """A day, a half-day or a wish about them; one that is over, or after hours, is told so."""
    return wish_in(booking.turn, booking.draft.wish)


def day_beside(booking: Booking) -> dict[str, Any] | None:
    """A day or half-day, until it is asked who comes, and another one than is read back; "sáng t4" is no four."""
    turn, chosen = booking.turn, booking.draft.chosen
    if booking.step in READ_BACK:
        return _another_day(booking)
    when = when_in(turn)
    if not names_day(when) or day_problem(when) is not None or (booking.step == Step.DOSSIERS and _counts(turn)):
        return None
    wish = Wish.of(when)
    if wish.is_empty and DateFlag.EVENING in when.flags:
        return None
    if chosen is not None and when.time is not None and not wish.days and wish.half is chosen.half:
        return Wish((chosen.day,), chosen.half, timed=True).to_json()  # an hour of the half-day that is chosen
    same = chosen is not None and wish.half in (None, chosen.half) and (not wish.days or chosen.day in wish.days)
    return None if same and not wish.apart else joined(turn, booking.draft.wish, wish)


def _another_day(booking: Booking) -> dict[str, Any] | None:
    agreed = booking.reply is not None
    when = read_when(booking.text, booking.turn.moment) if agreed else when_in(booking.turn)
    if when.is_empty or day_problem(when) is not None or not (agreed or booking.taking):
        return None
    return None if agreed and _is_then(booking.draft, when) else Wish.of(when).to_json()


def _is_then(draft: Draft, when: When) -> bool:
    """Return whether the day and hour that were named are those of the read-back."""
    chosen, held = draft.chosen, draft.held
    if chosen is None or held is None or DateFlag.APART in when.flags:
        return False
    if (when.dates and chosen.day not in when.dates) or when.half_day not in (None, chosen.half):
        return False
    first, last = held.start.astimezone(VIETNAM).time(), held.end.astimezone(VIETNAM).time()
    return when.time is None or first <= when.time < last


def day_said(booking: Booking) -> dict[str, Any] | Problem | None:
    """A day or half-day.

    What is not said of it stays as it was chosen: "đổi qua chiều" is the same day, "nhầm, thứ 6" the same half of it.
    """
    when, chosen = when_in(booking.turn), booking.draft.chosen
    if (problem := day_problem(when)) is not None:
        return Problem(f"booking.day_{problem}")
    wish, free = Wish.of(when), when.any_day or when.any_time or _OTHER_TIME.search(canonical(booking.turn.text))
    if chosen is None or free or wish.is_empty or wish.earliest:
        return wish.to_json()
    return replace(wish, days=wish.days or (chosen.day,), half=wish.half or chosen.half).to_json()


def _counts(turn: Turn) -> bool:
    """Return whether a message counts something: "mot" alone is one, and no day."""
    spoken = numbers_in(turn.text, bare=False)
    one_word = len(turn.text.split()) == 1 and when_in(turn).time is None
    return spoken.dossiers is not None or spoken.people is not None or one_word


def dossiers(booking: Booking) -> int | Problem | None:
    """A number, bare or of dossiers."""
    turn = booking.turn
    if not _counts(turn) and when_in(turn).dates:
        return None
    numbers = numbers_in(turn.text, bare=True)
    return Problem(f"booking.{numbers.problem}") if numbers.problem is not None else numbers.dossiers


def dossiers_said(booking: Booking) -> int | None:
    """A number of dossiers, said as one."""
    return numbers_in(booking.text, bare=False).dossiers


def dossiers_pressed(count: str) -> int | None:
    """The number on a button."""
    return int(count) if count.isdecimal() and 1 <= int(count) <= MOST_DOSSIERS else None


def people(booking: Booking) -> int | None:
    """How many come to the counter, where an agreement says another number than was read back."""
    said = numbers_in(booking.text, bare=False).people
    agreed = booking.reply is not None and said == people_of(booking.turn, booking.draft)
    return None if agreed else said


def other_person(booking: Booking) -> bool | None:
    """Whether another one comes than is remembered."""
    said = yes_or_no(booking.turn)
    return False if said or agrees_plainly(booking.turn.text) else True if said is False else None


def name(booking: Booking) -> str | None:
    """The name of who comes; "chiều mai" at a read-back is a day."""
    other = booking.step == Step.FIX and (day_beside(booking) or dossiers_said(booking))
    answered = booking.step == Step.CONTACT and other_person(booking) is not None
    return None if other or answered else contact_in(booking.turn).name


def name_said(booking: Booking) -> str | None:
    """Another name ("đổi tên thành …", "sai tên rồi, Võ Văn Tý")."""
    if booking.draft.name and (other := _name_put_right(booking)) is not None:
        return other
    said = _NEW_NAME.search(booking.turn.text)
    if said is not None:
        return clean_name(said[1])
    clauses = [clause.strip() for clause in CLAUSE.findall(booking.turn.text)]
    names = (clean_name(clause) for clause in clauses[1:] if not is_question(clause))
    return next((name for name in names if name and " " in name and name.split()[0] in SURNAMES), None)


def name_agreed(booking: Booking) -> str | None:
    """A name beside an agreement ("đồng ý, tên tui là …"), once it may be kept, where it is another one."""
    reply, known = booking.reply, booking.draft.name
    if known and booking.step in READ_BACK and (other := _name_put_right(booking)) is not None:
        return other
    said = name_beside(reply) if reply is not None and consent.given(booking.turn) else None
    return said if said is not None and canonical(said) != canonical(known or "") else None


def _name_put_right(booking: Booking) -> str | None:
    turn = booking.turn
    return name_put_right(turn.text, booking.draft.name or "", turn.guidance.place_reader.named)


def phone(booking: Booking) -> str | Problem | None:
    """A phone number of Việt Nam; one with a digit missing or too many is told so."""
    said = contact_in(booking.turn)
    wrong = said.problem is not None and (said.name is None or booking.step == Step.PHONE)
    return Problem(f"call.phone_{said.problem}") if said.phone is None and wrong else said.phone


def phone_said(booking: Booking) -> str | None:
    """A phone number of Việt Nam; of several that which is not denied."""
    return number_put_right(booking.turn.text, booking.draft.phone)


def phone_beside(booking: Booking) -> str | None:
    """A phone number, once it may be kept."""
    agreed = booking.reply is not None and consent.given(booking.turn)
    return number_put_right(booking.text, booking.draft.phone) if agreed or booking.step in READ_BACK else None
