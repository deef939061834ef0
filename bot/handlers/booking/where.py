"""Where and when: the unit, then one of its half-days.

What is full, closed or not announced leads to the nearest others, and where nothing is announced there is no slot.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from booking_client import OpeningState
from bot.conversation.messages import Choice
from bot.conversation.snapshot import VISITS_AHEAD
from bot.handlers.answers import Answer
from bot.handlers.appointments.none import note_nowhere
from bot.handlers.booking.asking import Step
from bot.handlers.booking.draft import Chosen
from bot.handlers.booking.gate import tell_locked_unit
from bot.handlers.booking.halfdays import News, Wish, in_order, is_free, offer
from bot.handlers.booking.search import Search
from bot.handlers.booking.shortage import Shortage
from bot.handlers.booking.units import place_of, unit_name
from bot.handlers.booking.words import (
    apart_words,
    capital,
    half_day_words,
    opening_label,
    wish_words,
    without_opening,
)
from bot.handlers.callback.reason import because
from bot.handlers.contacts import tell_numbers
from bot.handlers.finding import advise, person_unit
from bot.handlers.forms import ask
from bot.handlers.hotline import call_choice

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from booking_client import Opening, Unit
    from bot.conversation.turn import Turn
    from bot.guidance.places.gazetteer import AdminUnit
    from bot.handlers.booking.calls import Calls
    from bot.handlers.booking.draft import Draft
    from bot.handlers.booking.halfdays import Offer

_MOST_UNITS = 5
_MOST_ELSEWHERE = 2
_FULL = "booking.unit_full"


async def choose(turn: Turn, draft: Draft, calls: Calls, *, lead: str | None = None) -> bool:
    """Go on towards a half-day; True when one is chosen, else the next question is asked.

    Args:
        turn: the turn.
        draft: the booking under way.
        calls: the turn's calls.
        lead: what has to be said first (a half-day was lost); then nothing is chosen without asking.
    """
    return await _Where(turn, draft, Search(turn, draft, calls), lead).choose()


def _topic(draft: Draft) -> str:
    """Return the topic of the choices: a new booking's, or those of one that is moved."""
    return "book" if draft.moving_from is None else "appt"


class _Where:
    def __init__(self, turn: Turn, draft: Draft, search: Search, lead: str | None) -> None:
        self.turn = turn
        self.draft = draft
        self.search = search
        self.lead = lead
        self.shortage = Shortage.of(turn, draft, ())

    # -- the unit

    async def choose(self) -> bool:
        home = person_unit(self.turn)
        wanted = self.draft.unit or (home.id if home is not None else None)
        if home is not None and wanted == home.id and not self._is_ours(home):
            theirs = self.turn.guidance.places.full_name(home)
            await self.offer_units(self.turn.words("booking.other_province", place=theirs))
            return False
        if wanted is None or self.draft.elsewhere:
            await self.offer_units(self.turn.words("booking.some_units"), only_heads=True)
            return False
        place = place_of(self.turn.guidance.places, wanted)
        if place is not None and self._is_locked_throughout(place):
            tell_locked_unit(self.turn, self.draft, place)
            await self.offer_units(self.turn.words("booking.other_units"), without=wanted, only_heads=True)
            return False
        return await self.at(wanted, await self.search.unit(wanted))

    def _is_locked_throughout(self, place: AdminUnit) -> bool:
        """Return whether a unit is locked down for as long as visits are booked; days after a lock-down are free."""
        lock = self.turn.guidance.lock_of(place.id, self.turn.moment)
        return lock is not None and (lock.until is None or lock.until > self.turn.moment + VISITS_AHEAD)

    def _is_ours(self, home: AdminUnit) -> bool:
        """Return whether somebody's home lies in the province as it is on that day: Bạc Liêu joined it in 2025."""
        places = self.turn.guidance.places
        return places.contains(places.province_at(self.turn.moment).id, home.id)

    async def at(self, wanted: str, unit: Unit | None) -> bool:
        name = unit.name if unit is not None else unit_name(self.turn.guidance.places, wanted, self.turn.moment)
        openings: list[Opening] = []
        if unit is None:
            key = "booking.none_announced"
        elif unit.procedures is not None and self.draft.procedure not in unit.procedures:
            key = "booking.not_received"
        else:
            openings = await self.search.openings(unit.id)
            key = _why_none(openings)
        self.draft.full_unit = unit.id if unit is not None and key == _FULL else None
        if unit is None or not is_free(openings):
            self.shortage = Shortage.of(self.turn, self.draft, openings)
            full = key == _FULL
            why = self.shortage.words(self.turn, "unit", unit=name) if full else self.turn.words(key, unit=name)
            await self.offer_units(why, without=unit.id if unit is not None else wanted)
            return False
        self.draft.unit = unit.id
        self.draft.full_unit = None
        return await self.half_day(openings, name)

    async def offer_units(self, why: str, *, without: str | None = None, only_heads: bool = False) -> None:
        """Offer units with free half-days, near ones before others; say so where there is none at all.

        Args:
            why: said before the units.
            without: a unit that is left out.
            only_heads: ``why`` only heads the list, so it is not said where there is none.
        """
        turn, draft = self.turn, self.draft
        draft.unit = None
        draft.elsewhere = True
        lead = f"{self.lead} {without_opening(why)}" if self.lead else why
        found = await self.free_units(without)
        if not found:
            self.nowhere((self.lead or "") if only_heads else lead)
            return
        choices = self.fewer()
        for opening in found[:_MOST_UNITS]:
            first = half_day_words(turn, opening.half_day, opening.date)
            label = turn.words("booking.unit_choice", unit=opening.unit_name, first=first)
            choices.append(Choice(label, f"#{_topic(draft)}.unit:{opening.unit_id}"))
        if draft.full_unit is not None:
            choices.append(Choice(turn.words("booking.look_again"), f"#{_topic(draft)}.look"))
        question = turn.words("booking.ask_unit")
        ask(turn, Step.UNIT, turn.words("booking.led", lead=lead, question=question), choices, again=question)

    async def free_units(self, without: str | None) -> list[Opening]:
        """Return the first free half-day of each unit that has one, the earliest first: of near units, else of any."""
        left_out = [without] if without else []
        place = place_of(self.turn.guidance.places, without) if without else None
        near = await self.search.near(place or person_unit(self.turn), without=left_out)
        found = await self.search.first_free(near)
        if not found:
            found = await self.search.first_free(await self.search.anywhere(without=[*left_out, *near]))
        return in_order(found)

    def nowhere(self, lead: str) -> None:
        """No half-day is announced anywhere: no slot; what is published remains, and a call-back."""
        turn = self.turn
        if self.draft.full_unit is not None:
            self.full_everywhere(lead)
            return
        answer = Answer(turn, advise(turn, self.draft.procedure))
        answer.add(lead)
        answer.say("booking.nowhere")
        note_nowhere(self.turn)
        if answer.advice.silence("appointment_duty") is not None:  # no slot is no closed door where none is demanded
            answer.silence("appointment_duty")
            answer.say("booking.nowhere_no_duty")
        if answer.advice.hotline is not None:
            tell_numbers(answer)
        if self.draft.moving_from is not None:
            answer.say("appointments.kept")
        because(turn, turn.words("booking.call_reason"))
        turn.end()
        answer.send(choices=[call_choice(turn)])

    def full_everywhere(self, lead: str) -> None:
        """What was wanted is full, and nowhere else is anything free: places come back when somebody cancels."""
        turn = self.turn
        because(turn, turn.words("booking.call_reason"))
        question = turn.words("booking.nowhere_else")
        if (self.draft.dossiers or 1) > 1 and self.draft.moving_from is None:
            question += f" {turn.words('booking.fewer_how')}"
        look = Choice(turn.words("booking.look_again"), f"#{_topic(self.draft)}.look")
        choices = [*self.fewer(), look, call_choice(turn)]
        ask(turn, Step.UNIT, turn.words("booking.led", lead=lead, question=question), choices, again=question)

    def fewer(self) -> list[Choice]:
        """Return the choice to hand in fewer dossiers; what is booked already is moved as it is."""
        return self.shortage.fewer(self.turn) if self.draft.moving_from is None else []

    # -- its half-day

    async def half_day(self, openings: list[Opening], name: str) -> bool:
        turn, draft = self.turn, self.draft
        wish = Wish.from_json(draft.wish)
        if draft.from_day is not None:
            first = date.fromisoformat(draft.from_day)
            openings = [opening for opening in openings if opening.date >= first] or openings
        offered = offer(openings, wish)
        if offered.taken is not None and self.lead is None:
            draft.chosen = Chosen.of(offered.taken)
            return True
        question = turn.words("booking.ask_half_day", unit=name)
        self.shortage = Shortage.of(turn, draft, [] if wish.is_empty else filter(wish.fits, openings))
        choices = await self.choices(offered, wish)
        lead = self.lead
        if lead is None and offered.news is not None:
            about = {"when": capital(wish_words(turn, wish)), "unit": name}
            lead = turn.words(f"booking.news_{offered.news}", **about)
            if offered.news is News.FULL:
                lead = self.shortage.words(turn, "news", **about)
        if wish.apart:
            lead = f"{apart_words(turn, wish.days)} {lead}" if lead else apart_words(turn, wish.days)
        near = question if wish.apart and offered.news is None else turn.words("booking.nearest")
        text = turn.words("booking.led", lead=lead, question=near) if lead else question
        ask(turn, Step.HALF_DAY, text, choices, again=turn.words("booking.ask_half_day_again", unit=name))
        return False

    async def choices(self, offered: Offer, wish: Wish) -> list[Choice]:
        turn, topic = self.turn, _topic(self.draft)
        shown = [offered.taken] if offered.taken is not None else list(offered.shown)
        lost = offered.news is News.FULL
        choices = self.fewer() if lost else []
        choices += [Choice(opening_label(turn, opening), f"#{topic}.at:{opening.id}") for opening in shown]
        if lost:
            others = await self.same_wish(wish)
            choices += [Choice(opening_label(turn, o, with_unit=True), f"#{topic}.at:{o.id}") for o in others]
        if offered.more and shown:
            after = max(opening.date for opening in shown) + timedelta(days=1)
            choices.append(Choice(turn.words("booking.more_days"), f"#{topic}.from:{after.isoformat()}"))
        if lost:
            choices.append(Choice(turn.words("booking.look_again"), f"#{topic}.look"))
        choices.append(Choice(turn.words("booking.elsewhere"), f"#{topic}.elsewhere"))
        return choices

    async def same_wish(self, wish: Wish) -> Sequence[Opening]:
        """Return the same half-day at units near the one that is full."""
        full = self.draft.unit or ""
        near = await self.search.near(place_of(self.turn.guidance.places, full), without=[full])
        return (await self.search.first_free(near, wish))[:_MOST_ELSEWHERE]


def _why_none(openings: Iterable[Opening]) -> str:
    states = {opening.state for opening in openings}
    if OpeningState.FULL in states:
        return _FULL
    return "booking.unit_closed" if OpeningState.CLOSED in states else "booking.none_announced"


def try_again(draft: Draft) -> None:
    """Look at the unit again that was full a moment ago."""
    if draft.full_unit is not None:
        draft.unit = draft.full_unit
        draft.elsewhere = None


async def press(turn: Turn, draft: Draft, calls: Calls, opening_id: int) -> str | None:
    """Take a pressed half-day.

    Returns:
        None where it is chosen now, else what has to be said about it.
    """
    search = Search(turn, draft, calls)
    opening = await calls.opening(opening_id)
    when = capital(half_day_words(turn, opening.half_day, opening.date))
    wish = Wish((opening.date,), opening.half_day)
    draft.unit = opening.unit_id
    draft.wish = wish.to_json()  # where it is lost, the nearest to it are offered
    if opening.state is not OpeningState.OPEN:
        return turn.words(f"booking.news_{opening.state.value}", when=when, unit=opening.unit_name)
    if not search.may_visit(opening):
        return turn.words("booking.news_closed", when=when, unit=opening.unit_name)
    draft.chosen = Chosen.of(opening)
    draft.from_day = None
    draft.elsewhere = None
    return None
