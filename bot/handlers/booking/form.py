"""What a booking has to know: one row a question, in the order in which they are asked, held and read back."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from booking_client import BookingError, HoldAlreadyConfirmed, TooManyDossiers
from bot.conversation.form import Field, Form, Heard, never
from bot.handlers import consent
from bot.handlers.booking import asks, hearing
from bot.handlers.booking.asking import Step
from bot.handlers.booking.confirming import confirm, read_back
from bot.handlers.booking.draft import NAME, OWN_PHONE
from bot.handlers.booking.gate import may_go_on, may_visit, refuse
from bot.handlers.booking.hearing import Booking
from bot.handlers.booking.holding import drop, drop_quietly, has_run_out, people_of, still_held, take
from bot.handlers.booking.limits import LIMITS, limited
from bot.handlers.booking.phrases import yes_or_no
from bot.handlers.booking.places import ask_area, is_settled, needs_area, settle_home, settle_unit
from bot.handlers.booking.visit import crowd_limit
from bot.handlers.booking.where import choose
from bot.handlers.booking.words import capital
from bot.handlers.forms import go_through, told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.conversation.turn import Turn
    from bot.handlers.booking.calls import Calls


async def proceed(turn: Turn, calls: Calls | None = None, *, confirmed: bool = False) -> None:
    """Go on with the booking under way.

    Args:
        turn: the turn.
        calls: the turn's calls, where some were made already.
        confirmed: what was read back is confirmed.
    """
    await _go_on(Booking(turn, confirmed=confirmed, made=calls))


async def _go_on(booking: Booking) -> None:
    try:
        await go_through(FORM, booking)
    except LIMITS as error:
        limited(booking.turn, error)
    except BookingError as error:
        asks.failed(booking.turn, error)


async def keep(booking: Booking, heard: Heard, *, anew: Sequence[Field[Booking]] = ()) -> None:
    """Take what was said, and go on; places that are held for another half-day than it wants are given back at once.

    Args:
        booking: the booking.
        heard: what was said.
        anew: rows that are changed: what was known of them is forgotten.
    """
    draft = booking.draft
    rows = (*anew, *FORM.changed(booking, heard))
    if any("_chosen" in row.clears for row in rows) or (anew and draft.pending is not None):
        try:
            await drop(draft, booking.calls)
        except HoldAlreadyConfirmed:
            await _go_on(booking)  # it is booked already: that is said, with its code
            return
        draft.pending = None
    FORM.reopen(booking, anew)
    FORM.take(booking, heard)
    booking.lead = booking.turn.words(heard.problem.key) if heard.problem is not None else None
    await _go_on(booking)


# -- rows that find their answer themselves


async def _confirm(booking: Booking) -> bool:
    """Confirm what was read back, or repeat that: it may be booked already, whatever the rules say by now."""
    booking.confirmed = False
    booking.lead = await confirm(booking.turn, booking.draft, booking.calls)
    return booking.lead is not None


async def _gate(booking: Booking) -> bool:
    """Ask the ladder, for now and for the half-day that was chosen."""
    turn, draft = booking.turn, booking.draft
    turn.state.topic.procedure = draft.procedure
    allowed = may_go_on(turn, draft)
    if allowed is False:
        await drop_quietly(draft, booking.calls)
        refuse(turn, draft)
    elif allowed and draft.chosen is not None and not may_visit(turn, draft):
        await drop_quietly(draft, booking.calls)
        booking.lead = turn.words("booking.not_then", half_day=capital(asks.half_day(turn, draft)))
        draft.chosen = None
    booking.allowed = bool(allowed)
    return booking.allowed


async def _half_day(booking: Booking) -> bool:
    """Choose the half-day; one that is changed while who comes is asked is told, since no question names it."""
    found = await choose(booking.turn, booking.draft, booking.calls, lead=booking.lead)
    booking.chosen_now = found and booking.draft.dossiers is not None
    return found


def _lead(booking: Booking) -> str | None:
    told = asks.chosen_words(booking.turn, booking.draft) if booking.chosen_now else None
    return booking.lead or told


async def _keep(booking: Booking) -> bool:
    """Keep the places while the rest is asked."""
    turn, draft = booking.turn, booking.draft
    most = crowd_limit(turn, draft)
    if most is not None and people_of(turn, draft) > most:
        asks.too_many(turn, draft, turn.words("booking.too_many_people", most=most))
        return False
    ran_out = has_run_out(turn, draft)
    try:
        lost = await take(turn, draft, booking.calls)
    except TooManyDossiers as error:
        asks.too_many(turn, draft, turn.words(f"booking.too_many_{error.limit}_here", most=error.most))
        return False
    booking.kept = lost is None
    if lost is not None:
        booking.lead = f"{booking.lead} {lost}" if booking.lead else lost
    elif ran_out and booking.lead is None:
        booking.lead = turn.words("booking.held_again")
    return True


def _who(booking: Booking) -> bool:
    """Ask whether the remembered name and phone are the ones for this visit too; they are taken where they are."""
    turn, draft = booking.turn, booking.draft
    if draft.other_person is None:
        asks.ask_remembered(turn)
        return False
    draft.name, draft.phone, draft.own_phone = turn.profile.name, turn.profile.phone, turn.state.memo.get(OWN_PHONE)
    return True


def _remembered(booking: Booking) -> bool:
    """Where a name and a phone are remembered and none was said."""
    profile, draft = booking.turn.profile, booking.draft
    return draft.name is None and draft.phone is None and profile.name is not None and profile.phone is not None


_BOTH = (Step.NAME, Step.CONTACT, Step.FIX)
_ANOTHER = MappingProxyType({"other_person": True})

FORM: Form[Booking] = Form(
    NAME,
    (
        Field(Step.CHECKING, _confirm, known=lambda b: b.draft.pending is None, when="it is not known what came of it"),
        Field(
            "home",
            lambda b: settle_home(b.turn, b.draft),
            slot="area_text",
            read=hearing.home,
            beside=hearing.home_beside,
            beside_at=hearing.BEGINNING,
            at=(Step.AREA,),
            known=lambda b: b.draft.area_text is None,
            when="it was said where the person lives",
        ),
        Field(
            Step.PROCEDURE,
            lambda b: asks.ask_procedure(b.turn, b.found.offered),
            read=hearing.procedure,
            said=hearing.procedure,
            at=(Step.RETRY,),
            fix=("procedure",),
            words=re.compile(
                r"\b(?:thu tuc|(?<!\bco )(?<!\bmac )(?<!\bket )(?<!\bban )(?<!\blam )viec|loai giay|procedure)\b"
            ),
            button="proc",
            press=lambda b, code: code if code in b.turn.guidance.catalogue else None,
            clears=("must_come", "told", "_chosen"),
        ),
        Field(
            Step.PRESENCE,
            _gate,
            slot="must_come",
            read=lambda b: yes_or_no(b.turn),
            button="presence",
            press=lambda _, answer: {"yes": True, "no": False}.get(answer),
            known=lambda b: b.allowed,
            when="the ladder depends on it",
        ),
        Field(
            "booked",
            _confirm,
            known=lambda b: not b.confirmed or b.draft.chosen is None,
            when="what was read back is agreed to",
        ),
        Field(
            Step.UNIT,
            lambda b: settle_unit(b.turn, b.draft),
            slot="unit_text",
            read=hearing.place,
            beside=hearing.place_beside,
            said=hearing.place_said,
            fix=("unit",),
            words=re.compile(
                r"\b(?:noi|dia diem|don vi|office|place)\b|\bcho (?:nop|khac|hen|gan)\b|\b(?:doi|chuyen|khac) cho$|"
                r"\b(?:xa|phuong|thi tran|quay) khac\b|\b(?:sang|qua|thanh|ra) (?:xa|phuong|thi tran)\b"
            ),
            known=lambda b: is_settled(b.turn, b.draft),
            when="a place was named that may be several",
            clears=("_chosen",),
            anew=MappingProxyType({"unit": None, "from_day": None, "elsewhere": True}),
        ),
        Field(
            Step.AREA,
            lambda b: ask_area(b.turn, b.draft),
            known=lambda b: not needs_area(b.turn, b.draft),
            when="it decides the unit, or areas are locked down",
        ),
        Field(
            Step.HALF_DAY,
            _half_day,
            slot="wish",
            read=hearing.day,
            beside=hearing.day_beside,
            beside_at=hearing.NOT_WHO,
            said=hearing.day_said,
            fix=("day",),
            known=lambda b: b.draft.chosen is not None,
            clears=("_chosen", "from_day"),
        ),
        Field(
            Step.DOSSIERS,
            lambda b: asks.ask_dossiers(b.turn, b.draft),
            read=hearing.dossiers,
            beside=hearing.dossiers_said,
            beside_at=hearing.NOT_WHO,
            fix=("dossiers",),
            words=re.compile(r"\b(?:so ho so|so bo|ho so|bo|so luong|dossiers?)\b"),
            button="dossiers",
            press=lambda _, count: hearing.dossiers_pressed(count),
        ),
        Field("people", beside=hearing.people, beside_at=hearing.NOT_WHO, fix=("dossiers",), needed=never),
        Field(
            "places",
            _keep,
            known=lambda b: b.kept or still_held(b.turn, b.draft),
            when="as many as there are dossiers and people are not held",
        ),
        Field(
            Step.CONSENT,
            lambda b: asks.ask_consent(b.turn, b.draft),
            known=lambda b: consent.given(b.turn),
            when="the text as it is now was not agreed to",
        ),
        Field(
            Step.CONTACT,
            _who,
            slot="other_person",
            read=hearing.other_person,
            button="who",
            press=lambda _, who: {"other": True, "same": False}.get(who),
            needed=_remembered,
            known=lambda b: b.draft.other_person is True,
            when="a name and a phone are remembered",
        ),
        Field(
            Step.NAME,
            lambda b: asks.ask_led(b.turn, Step.NAME, _lead(b)),
            read=hearing.name,
            beside=hearing.name_agreed,
            said=hearing.name_said,
            at=_BOTH,
            fix=("name", "contact"),
            words=re.compile(r"\b(?:ten|ho ten|nguoi khac|name)\b"),
            anew=_ANOTHER,
        ),
        Field(
            Step.PHONE,
            lambda b: asks.ask_led(b.turn, Step.PHONE, _lead(b)),
            read=hearing.phone,
            beside=hearing.phone_beside,
            said=hearing.phone_said,
            at=_BOTH,
            fix=("phone", "contact"),
            words=re.compile(r"\b(?:so dien thoai|dien thoai|so dt|so phone|phone|so khac)\b"),
            anew=_ANOTHER,
            unclear="call.phone_none_found",
        ),
        Field(Step.CONFIRM, lambda b: read_back(b.turn, b.draft, told(FORM, b), lead=b.lead), known=never),
    ),
    waits=(Step.FIX, Step.RETRY),
)
