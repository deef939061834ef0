"""What a call-back request has to know: one row a question, in the order in which they are asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.form import Field, Form, Problem, never
from bot.conversation.messages import Choice
from bot.handlers import consent, early
from bot.handlers.asked import gives_name
from bot.handlers.booking.phrases import is_question, lives_there
from bot.handlers.booking.words import phone_words
from bot.handlers.callback.carrying import hour_in, matter_in, with_matter
from bot.handlers.committing import name_beside
from bot.handlers.forms import Filling, ask, told, under_way
from bot.handlers.names import name_in
from bot.understanding.phones import find_phones, read_phone

if TYPE_CHECKING:
    from bot.conversation.turn import Turn

CONSENT, WHO, PHONE, WHEN, SAID, CONFIRM = "consent", "name", "phone", "when", "said", "confirm"
PLACE = "place"
_SHOWN = 3
"""Of their own words, as many as are read back."""
_A_TRY = 4
"""Digits that are an attempt at a number."""


def consent_choices(turn: Turn) -> list[Choice]:
    """Return the two answers to the question for consent."""
    token = under_way(turn).token
    return [
        Choice(turn.words("consent.agree"), f"#call.agree:{token}"),
        Choice(turn.words("consent.refuse"), f"#call.refuse:{token}"),
    ]


def _name(filling: Filling) -> str | None:
    """A person's name, whatever else its words may mean; a matter or an hour is none."""
    turn = filling.turn
    if gives_name(turn):
        return name_in(turn)
    if told := early.name_asked_for(turn.text, turn.guidance.place_reader.named):
        return told
    notes = matter_in(turn.text) or hour_in(turn.text)
    marked = turn.understanding.values("person") or not early.several(turn.text)
    return name_in(turn) if marked and not notes else None


def _name_beside(filling: Filling) -> str | None:
    """Another name for the one that is read back ("đúng rồi, mà tên tui là …"), once it may be kept."""
    reply, turn = filling.reply, filling.turn
    if reply is None or not consent.given(turn):
        return None
    if filling.slots.get(WHO):
        return name_beside(reply, turn.text)
    said, places = ", ".join(reply.besides) or turn.text, turn.guidance.place_reader.named
    return early.told_in(said, places).get(early.NAME) or early.name_said(said, places)


def _phone(filling: Filling) -> str | Problem | None:
    """A phone number of Việt Nam; one with a digit missing or too many is told so."""
    reading = read_phone(filling.turn.text)
    if reading.phone is not None:
        return reading.phone.number
    if sum(character.isdigit() for character in filling.turn.text) < _A_TRY:
        return None
    return Problem(f"call.phone_{reading.problem.value if reading.problem else 'none_found'}")


def _phone_beside(filling: Filling) -> str | None:
    """A phone number, once it may be kept."""
    phones = find_phones(filling.turn.text) if consent.given(filling.turn) else ()
    return phones[0].number if phones else None


def place_told(filling: Filling) -> str | None:
    """Where the person lives, said beside their name or number ("tôi là Bảy Đáy, Đất Mũi")."""
    turn = filling.turn
    reader = turn.guidance.place_reader
    if is_question(turn.text) or not (lives_there(turn) or early.told_in(turn.text, reader.named)):
        return None
    match = reader.resolve(turn.text, turn.moment) if reader.named(turn.text) else None
    unit = match.unit if match is not None and match.exact else None
    return turn.guidance.places.label(unit, turn.moment) if unit is not None else None


def _read_back(filling: Filling) -> None:
    turn, slots, token = filling.turn, filling.slots, under_way(filling.turn).token
    lines = [turn.words("call.read_back", name=slots[WHO], phone=phone_words(slots[PHONE]))]
    lines += [turn.words("call.read_back_asked", asked=asked) for asked in slots[SAID][-_SHOWN:]]
    lines += [turn.words("call.read_back_reason", reason=slots["reason"])]
    lines += told(FORM, filling)
    lines += [] if slots.get(WHEN) else [turn.words("call.read_back_no_hour")]
    lines.append(turn.words("call.read_back_send"))
    actions = {"send": "send", "change_name": "name", "change_phone": "phone", "drop": "drop"}
    choices = [(turn.words(f"call.{label}"), f"#call.{action}:{token}") for label, action in actions.items()]
    ask(turn, CONFIRM, "\n".join(lines), choices)


FORM: Form[Filling] = Form(
    "callback",
    (
        Field(
            CONSENT,
            lambda f: ask(
                f.turn, CONSENT, consent.text(f.turn), consent_choices(f.turn), again=f.turn.words("consent.short")
            ),
            known=lambda f: consent.given(f.turn),
            when="the text as it is now was not agreed to",
            unclear="consent.plain_words",
        ),
        Field(
            WHO,
            lambda f: ask(f.turn, WHO, f.turn.words("call.ask_name")),
            read=_name,
            beside=_name_beside,
            unclear="call.name_unclear",
        ),
        Field(
            PHONE,
            lambda f: ask(f.turn, PHONE, f.turn.words("call.ask_phone")),
            read=_phone,
            beside=_phone_beside,
            unclear="call.phone_none_found",
        ),
        Field(WHEN, beside=lambda f: hour_in(f.turn.text), needed=never, note=True, told="call.read_back_when"),
        Field(SAID, beside=lambda f: with_matter(f.slots.get(SAID, []), f.turn.text), needed=never, note=True),
        Field(PLACE, beside=place_told, needed=never, note=True, told="call.read_back_place"),
        Field(CONFIRM, _read_back, known=never, unclear="call.plain_words"),
    ),
)
