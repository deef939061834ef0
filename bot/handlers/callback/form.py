"""What a call-back request has to know: one row a question, in the order in which they are asked."""

from __future__ import annotations

import re
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.conversation.form import Field, Form, Problem, never
from bot.conversation.messages import Choice
from bot.guidance.rulebook.text import ask_words
from bot.handlers import consent, early
from bot.handlers.asked import gives_name
from bot.handlers.booking.phrases import is_question, lives_there
from bot.handlers.booking.words import day_words, phone_words
from bot.handlers.callback.carrying import hour_in, is_time, matter_in, open_questions, with_matter
from bot.handlers.callback.putting_right import (
    matter_put_right,
    notes_in,
    with_notes,
    without_notes,
)
from bot.handlers.committing import name_beside
from bot.handlers.finding import advise
from bot.handlers.forms import Filling, ask, told, under_way
from bot.handlers.names import name_in
from bot.handlers.place_put_right import place_put_right
from bot.handlers.put_right import name_put_right, number_put_right
from bot.understanding.clauses.objects import SMALL, object_of
from bot.understanding.dates.model import DateFlag
from bot.understanding.dates.reading import read_when, weekday_alone
from bot.understanding.fold import canonical
from bot.understanding.masking import mask
from bot.understanding.phones import has_none_here, read_phone
from bot.understanding.search.evidence import is_told
from bot.understanding.search.finder import Outcome

if TYPE_CHECKING:
    from bot.conversation.turn import Turn

CONSENT, WHO, PHONE, WHEN, SAID, CONFIRM = "consent", "name", "phone", "when", "said", "confirm"
PLACE, MATTER, PROCEDURE, NOTES = "place", "matter", "procedure", "notes"
APART = "apart"
"""Slot: a date and a weekday were said that do not fit, and it was asked which is meant."""
TOLD_CONSENT = "told_consent"
"""Slot: the version of the text for consent that was shown."""
_ASKS_PLACE = "asks_place"
"""Slot: the place of the slip is said to be wrong."""
_LONGEST_HOUR, _LONGEST_PLACE, _A_FEW = 80, 80, 6
REASON = "reason"
"""Slot: what the call is about, as read back."""
ABROAD = "call.phone_foreign"
"""The problem of who has no number of Việt Nam."""
_TOLD_ABROAD = "told_abroad"
_SHOWN = 3
"""Of their own words, as many as are read back."""
_LONGEST_MATTER = 200
_SHORTEST_MATTER = 4
"""Characters: less names no matter."""
_A_TRY = 4
"""Digits that are an attempt at a number."""


def consent_choices(turn: Turn) -> list[Choice]:
    """Return the two answers to the question for consent."""
    token = under_way(turn).token
    return [
        Choice(turn.words("consent.agree"), f"#call.agree:{token}"),
        Choice(turn.words("consent.refuse"), f"#call.refuse:{token}"),
    ]


def corrected(filling: Filling) -> str | None:
    """Return the matter that the message puts in the place of the slip's, "" where it only says that this is wrong."""
    kept = " ".join((filling.slots.get(REASON) or "", *(filling.slots.get(SAID) or ())))
    is_matter = filling.turn.text and other_place(filling) is None
    return matter_put_right(filling.turn.text, kept) if is_matter else None


def other_place(filling: Filling) -> str | None:
    """Return what the read-back's answer says the place is, "" where it only says that the slip's is wrong, or None."""
    turn = filling.turn
    if not turn.text or under_way(turn).step != CONFIRM:
        return None
    return place_put_right(turn.text, filling.slots.get(PLACE) or "", turn.guidance.place_reader.named)


def _matter(filling: Filling) -> str | None:
    """What the call is about, in the person's own words; hours, names and numbers are none."""
    text = filling.turn.text
    said = corrected(filling) or without_notes(text).strip()
    if is_time(text) or hour_in(text) or not said or len(canonical(said)) < _SHORTEST_MATTER:
        return None
    return quoted(said)


def quoted(matter: str) -> str:
    """Return a matter as it stands on the slip where the person put it there."""
    return f"“{mask(matter)[:_LONGEST_MATTER]}”"


def _matter_beside(filling: Filling) -> str | None:
    """Another matter than the slip's, said to be meant ("không phải đất, chuyện hộ khẩu"); the other is dropped."""
    said = corrected(filling)
    return quoted(said) if said else None


def _procedure(filling: Filling) -> str | None:
    """The procedure that the other matter is, where it is named for sure."""
    said = corrected(filling) or (filling.turn.text if under_way(filling.turn).step == MATTER else "")
    search = filling.turn.guidance.search
    found = search.decide(said) if said else None
    if found is None or found.outcome is not Outcome.ONE or not is_told(search, said, found.hits[0]):
        return None
    return found.hits[0].code


def _said(filling: Filling) -> list[str] | None:
    """What was said of the matter besides; what puts it right, or is only noted, is none of it.

    Of another matter than before only what nobody could answer stays: those questions were promised to go along.
    """
    matter = corrected(filling)
    if matter is not None or under_way(filling.turn).step == MATTER:
        asked = open_questions(filling.turn)
        kept = (one for one in filling.slots.get(SAID) or [] if one in asked)
        return [one for one in kept if not _is_turned_down(one, filling.turn.text, matter or "")]
    return with_matter(filling.slots.get(SAID) or [], without_notes(filling.turn.text))


def _is_turned_down(question: str, text: str, matter: str) -> bool:
    """Return whether what puts the matter right denies a question, too ("sao ghi đất rừng, tui hỏi thủy lợi")."""
    rest = {*canonical(text).split()} - {*canonical(matter).split()}
    return any(word in rest and len(word) >= _TELLING and word not in SMALL for word in object_of(question).split())


_TELLING = 3
"""Letters from which on a word may name a matter."""


def _hour(filling: Filling) -> str | None:
    """When a call suits; bare at the read-back ("buổi sáng thôi")."""
    text = filling.turn.text
    if days_apart(filling):
        return None
    bare = under_way(filling.turn).step == CONFIRM and is_time(text)
    return _day_meant(filling) or (text.strip()[:_LONGEST_HOUR] if bare else hour_in(text))


def _day_meant(filling: Filling) -> str | None:
    """Return which of two days was meant, where that was just asked, as it stands on the slip."""
    turn, asked = filling.turn, filling.slots.get(APART) or ()
    when = read_when(turn.text, turn.moment)
    if not asked or when.is_empty or is_question(turn.text) or len(turn.text.split()) > _A_FEW:
        return None
    days = [date.fromisoformat(day) for day in asked]
    named = weekday_alone(turn.text, turn.moment)
    meant = [day for day in days if day.weekday() == named or (named is None and day in when.dates)]
    said = turn.text.strip()[:_LONGEST_HOUR]
    return f"{said} ({day_words(turn, meant[0])})" if len(meant) == 1 else said


def days_apart(filling: Filling) -> tuple[date, ...]:
    """Return the two days where a date for the call, or by which it has to be, is not the weekday beside it."""
    turn = filling.turn
    if not (hour_in(turn.text) or notes_in(turn.text) or filling.slots.get(APART)):
        return ()
    when = read_when(turn.text, turn.moment)
    return when.dates if DateFlag.APART in when.flags else ()


def _notes(filling: Filling) -> str | None:
    """What whoever calls has to know besides ("nói chậm giùm", "đừng gọi buổi tối", a day by which)."""
    return None if days_apart(filling) else with_notes(filling.slots.get(NOTES), filling.turn.text)


def _name(filling: Filling) -> str | None:
    """A person's name, whatever else its words may mean; a matter or an hour is none."""
    turn = filling.turn
    if corrected(filling) is not None and not gives_name(turn):
        return None
    if gives_name(turn):
        return name_in(turn)
    if told := early.name_asked_for(turn.text, turn.guidance.place_reader.named):
        return told
    notes = matter_in(turn.text) or hour_in(turn.text) or notes_in(turn.text)
    marked = turn.understanding.values("person") or not early.several(turn.text)
    return name_in(turn) if marked and not notes else None


def _name_beside(filling: Filling) -> str | None:
    """Another name for the one that is read back ("đúng rồi, mà tên tui là …"), once it may be kept."""
    reply, turn = filling.reply, filling.turn
    if not consent.given(turn):
        return None
    kept = filling.slots.get(WHO)
    if kept and (other := name_put_right(turn.text, kept, turn.guidance.place_reader.named)) is not None:
        return other
    if reply is None:
        return None
    if filling.slots.get(WHO):
        return name_beside(reply, turn.text)
    said, places = ", ".join(reply.besides) or turn.text, turn.guidance.place_reader.named
    return early.told_in(said, places).get(early.NAME) or early.name_said(said, places)


def _phone(filling: Filling) -> str | Problem | None:
    """A phone number of Việt Nam; one with a digit missing or too many is told so."""
    reading = read_phone(filling.turn.text)
    if reading.phone is not None:
        return number_put_right(filling.turn.text, None)
    if has_none_here(filling.turn.text):
        return Problem(ABROAD)
    if sum(character.isdigit() for character in filling.turn.text) < _A_TRY:
        return None
    return Problem(f"call.phone_{reading.problem.value if reading.problem else 'none_found'}")


def _phone_beside(filling: Filling) -> str | None:
    """A phone number, once it may be kept."""
    return number_put_right(filling.turn.text, filling.slots.get(PHONE)) if consent.given(filling.turn) else None


def place_told(filling: Filling) -> str | None:
    """Where the person lives, said beside their name or number ("tôi là Bảy Đáy, Đất Mũi")."""
    turn = filling.turn
    reader = turn.guidance.place_reader
    if instead := other_place(filling):
        return _place_of(filling, instead)
    if is_question(turn.text) or not (lives_there(turn) or early.told_in(turn.text, reader.named)):
        return None
    match = reader.resolve(turn.text, turn.moment) if reader.named(turn.text) else None
    unit = match.unit if match is not None and match.exact else None
    return turn.guidance.places.label(unit, turn.moment) if unit is not None else None


def _place_anew(filling: Filling) -> str | None:
    """Where the person lives, or which place the matter is about; as typed where it is in no list."""
    text = " ".join(filling.turn.text.split())
    return _place_of(filling, text) if 1 < len(text) <= _LONGEST_PLACE and not is_question(text) else None


def _place_of(filling: Filling, text: str) -> str:
    turn = filling.turn
    match = turn.guidance.place_reader.resolve(text, turn.moment)
    unit = match.unit if match is not None and match.exact else None
    if unit is not None:
        return turn.guidance.places.label(unit, turn.moment)
    return mask(match.typed if match is not None else text)


def _read_back(filling: Filling) -> None:
    turn, slots, token = filling.turn, filling.slots, under_way(filling.turn).token
    lines = [turn.words("call.read_back", name=slots[WHO], phone=phone_words(slots[PHONE]))]
    lines += [turn.words("call.read_back_asked", asked=asked) for asked in (slots.get(SAID) or [])[-_SHOWN:]]
    lines += [turn.words("call.read_back_reason", reason=slots[REASON])]
    lines += told(FORM, filling)
    lines += [] if slots.get(WHEN) else [turn.words("call.read_back_no_hour")]
    lines.append(turn.words("call.read_back_send"))
    actions = {
        "send": "send",
        "change_name": WHO,
        "change_phone": PHONE,
        "change_matter": MATTER,
        "drop": "drop",
    }
    choices = [(turn.words(f"call.{label}"), f"#call.{action}:{token}") for label, action in actions.items()]
    short = turn.words("call.read_back_short", phone=phone_words(slots[PHONE]))
    ask(turn, CONFIRM, "\n".join(lines), choices, again=short)


def tell_problem(turn: Turn, problem: Problem) -> None:
    """Say why an answer cannot be taken; who has no number of Việt Nam hears it once, then what else is left."""
    slots = under_way(turn).slots
    if problem.key != ABROAD:
        turn.say(problem.key)
        return
    if not slots.get(_TOLD_ABROAD):
        turn.say(problem.key)
    turn.say("call.phone_none_here", ask=ask_words(advise(turn), turn.guidance.rulebook))
    slots[_TOLD_ABROAD] = True


def _ask_consent(filling: Filling) -> None:
    """Say what is kept, why, who sees it, how long; who was told that for this request hears the question alone."""
    turn, short = filling.turn, filling.turn.words("consent.short")
    whole = filling.slots.get(TOLD_CONSENT) != consent.VERSION
    ask(turn, CONSENT, consent.text(turn) if whole else short, consent_choices(turn), again=short)
    filling.slots[TOLD_CONSENT] = consent.VERSION


FORM: Form[Filling] = Form(
    "callback",
    (
        Field(
            CONSENT,
            _ask_consent,
            known=lambda f: consent.given(f.turn),
            when="the text as it is now was not agreed to",
            unclear="consent.plain_words",
        ),
        Field(
            WHO,
            lambda f: ask(f.turn, WHO, f.turn.words("call.ask_name")),
            read=_name,
            beside=_name_beside,
            fix=(WHO,),
            words=re.compile(r"\b(?:ho )?ten\b|\bname\b"),
            unclear="call.name_unclear",
        ),
        Field(
            PHONE,
            lambda f: ask(f.turn, PHONE, f.turn.words("call.ask_phone")),
            read=_phone,
            beside=_phone_beside,
            fix=(PHONE,),
            words=re.compile(r"\bso(?: dien thoai| may)?\b(?! (?:do|nha|ho|bia))|\b(?:number|phone)\b"),
            unclear="call.phone_none_found",
        ),
        Field(
            MATTER,
            lambda f: ask(f.turn, MATTER, f.turn.words("call.ask_matter")),
            slot=REASON,
            read=_matter,
            beside=_matter_beside,
            fix=(MATTER,),
            words=re.compile(r"\b(?:viec|chuyen|vu|van de|noi dung|matter|subject)\b"),
            when="that of the slip is said to be wrong",
            clears=(PROCEDURE,),
            unclear="call.matter_unclear",
        ),
        Field(PROCEDURE, beside=_procedure, needed=never, note=True),
        Field(WHEN, beside=_hour, needed=never, note=True, told="call.read_back_when"),
        Field(SAID, beside=_said, needed=never, note=True),
        Field(NOTES, beside=_notes, needed=never, note=True, told="call.read_back_notes"),
        Field(
            PLACE,
            lambda f: ask(f.turn, PLACE, f.turn.words("call.ask_place")),
            read=_place_anew,
            beside=place_told,
            fix=(PLACE,),
            words=re.compile(
                r"\b(?:xa|phuong|thi tran|noi(?! dung)|dia chi|dia diem|ward|commune|place|address)\b"
                r"|\bcho (?:do|nay|o)\b"
            ),
            needed=lambda f: bool(f.slots.get(_ASKS_PLACE)),
            when="that of the slip is said to be wrong",
            anew=MappingProxyType({_ASKS_PLACE: True}),
            note=True,
            unclear="call.place_unclear",
            told="call.read_back_place",
        ),
        Field(CONFIRM, _read_back, known=never, unclear="call.plain_words"),
    ),
)
