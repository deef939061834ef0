"""Booking a slot at a counter: the dialogue, from the wish to code and queue number."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation import put_by
from bot.conversation.form import Heard
from bot.conversation.messages import Kind
from bot.conversation.router import FALLBACK, made_nothing_of
from bot.handlers import about_us, consent, early
from bot.handlers.appointments.kept import tell_kept
from bot.handlers.asked import gives_name
from bot.handlers.booking.answers import (
    take_agreement,
    take_answer,
    take_other_procedure,
    take_place,
    take_procedure,
    take_wrong,
)
from bot.handlers.booking.asking import Step
from bot.handlers.booking.calls import Calls
from bot.handlers.booking.choices import BUTTONS
from bot.handlers.booking.confirming import MEMO
from bot.handlers.booking.corrections import correction, fix
from bot.handlers.booking.draft import NAME, Draft
from bot.handlers.booking.form import FORM, keep, proceed
from bot.handlers.booking.hearing import READ_BACK, Booking
from bot.handlers.booking.holding import drop_quietly
from bot.handlers.booking.offered import INTENTS, OfferedFirst, offered_first
from bot.handlers.booking.people import leave
from bot.handlers.booking.phrases import TAKING, gives_up, is_question, plain_no
from bot.handlers.booking.reading import numbers_in, read_place_text
from bot.handlers.booking.units import place_of
from bot.handlers.committing import answer_asked, answer_besides, leave_answered, reply_in
from bot.handlers.finding import topic_procedure
from bot.handlers.forms import FormDialogue, ask_again, lets_pass
from bot.handlers.which import NAME as WHICH
from bot.understanding.agreement import Means
from bot.understanding.dates.reading import past_day, read_when
from bot.understanding.phones import find_phones, read_phone

if TYPE_CHECKING:
    from bot.conversation.router import Router
    from bot.conversation.turn import Turn

_PEOPLE_STEPS = frozenset({Step.CONTACT, Step.NAME, Step.PHONE, Step.CONFIRM, Step.FIX})


class BookingDialogue(FormDialogue):
    """The dialogue ``booking``.

    Args:
        router: answers a second wish that comes with an answer.
    """

    form = FORM
    read_backs = READ_BACK
    buttons = BUTTONS

    async def begin(self, turn: Turn, *, procedure: str | None = None, unit: str | None = None) -> None:
        """Begin with what the message already says; what is missing is asked."""
        calls = Calls(turn)
        if turn.dialogue is None and put_by.is_of(turn, NAME):
            put_by.bring_back(turn)  # what it holds is given back
        if turn.dialogue is not None and turn.dialogue.name == NAME:
            await drop_quietly(Draft.of(turn), calls)
        turn.begin(NAME, Step.RETRY)
        draft, booking = Draft.of(turn), Booking(turn, made=calls)
        draft.procedure = procedure
        draft.unit = unit
        early.note(turn)
        heard = FORM.hear(booking, Step.RETRY) if turn.inbound.kind is Kind.TEXT else Heard({})
        if turn.inbound.kind is Kind.TEXT and (over := past_day(turn.text, turn.moment)) is not None:
            turn.say("booking.day_past_named", day=f"{over.day}/{over.month}")
        talked_of = topic_procedure(turn) if draft.procedure is None and not booking.found.named else None
        if talked_of is not None:
            draft.procedure = talked_of.code
        await keep(booking, heard)

    async def take_offer(self, turn: Turn, procedure: str) -> None:
        """Begin with the answer to an offer: where the person lives, or when they would come."""
        turn.begin(NAME, Step.AREA)
        Draft.of(turn).procedure = procedure
        booking = Booking(turn)
        await keep(booking, FORM.hear(booking, Step.AREA))

    async def book_appointment(self, turn: Turn) -> None:
        """Answer the wish for a slot; one that was put by is gone on with, unless another matter is named."""
        if turn.dialogue is None and put_by.is_of(turn, NAME) and not turn.understanding.values("procedure"):
            put_by.bring_back(turn)
            if not await self.advance(turn):
                await self.prompt(turn)
            return
        await self.begin(turn)

    async def advance(self, turn: Turn) -> bool:
        """Take the message as the answer to the current step, or as a correction of an earlier one."""
        dialogue = turn.dialogue
        if dialogue is None:
            return False
        draft, step = Draft.of(turn), dialogue.step
        if turn.inbound.kind is Kind.CONTACT:
            return await self._contact(turn, draft, step)
        if turn.inbound.kind is not Kind.TEXT:
            return False
        if step not in _PEOPLE_STEPS and early.note(turn):
            turn.say("consent.early_kept" if consent.given(turn) else "consent.early")
            ask_again(turn)
            return True
        return await (take_answer(turn, draft, step) if gives_name(turn) else self._typed(turn, draft, step))

    async def _typed(self, turn: Turn, draft: Draft, step: str) -> bool:
        if about_us.asks_only(turn):
            return False
        reply = reply_in(turn)
        if reply is not None and await take_agreement(turn, step, reply):
            await answer_besides(turn, self.router, reply)
            return True
        if turn.understanding.intent == "cancel_appointment":
            return await self._cancel(turn)
        if gives_up(turn.text) or (reply is not None and reply.means is Means.REFUSES and not plain_no(turn.text)):
            await leave_answered(turn, self)
            return True
        puts_right = await self.reads_back(turn) or await take_place(turn, draft, step)
        puts_right = puts_right or await take_other_procedure(turn, draft, step) or await take_wrong(turn, step, reply)
        return puts_right or await self._text(turn, draft, step)

    async def _text(self, turn: Turn, draft: Draft, step: str) -> bool:
        part = correction(turn)
        if part is not None and step not in (Step.PROCEDURE, Step.AREA):
            await fix(turn, part)
            await answer_asked(turn, self.router, self._is_data)
            return True
        if await self._beside_a_question(turn, draft, step) or await self._answered(turn, draft, step):
            return True
        return self._other_day(turn, part) or await self._not_taken(turn, draft, step)

    @staticmethod
    def _other_day(turn: Turn, part: str | None) -> bool:
        """Take a change of the day, of which nothing could be used, as one of what is booked here."""
        if part != "day":
            return False
        if (over := past_day(turn.text, turn.moment)) is not None:
            turn.say("booking.day_past_named", day=f"{over.day}/{over.month}")
        ask_again(turn)
        return True

    async def _not_taken(self, turn: Turn, draft: Draft, step: str) -> bool:
        """Answer what is no answer to the step, where it is none of another wish; False where it may be one."""
        intent = turn.understanding.intent
        if intent not in TAKING or (intent == FALLBACK and is_question(turn.text)):
            return False
        if await take_procedure(turn, draft):
            return True
        if turn.text.strip().isdecimal() or lets_pass(turn):
            return False  # a number that answers nothing here is one of an older menu
        if step not in _PEOPLE_STEPS:
            made_nothing_of(turn)
        turn.say("booking.not_understood")
        ask_again(turn)
        return True

    async def _second_wishes(self, turn: Turn) -> None:
        """Answer what the message asks besides; the booking's question comes last again."""
        wishes = [
            w.intent for w in turn.understanding.secondary if w.intent not in TAKING | {turn.understanding.intent}
        ]
        for wish in wishes:
            await self.router.answer_second(turn, wish)
        if wishes and turn.dialogue is not None and turn.dialogue.name == NAME:
            ask_again(turn)

    async def _answered(self, turn: Turn, draft: Draft, step: str) -> bool:
        """Take the answer to the step, then answer what is asked besides."""
        taken = await take_answer(turn, draft, step)
        said = len(turn.replies)
        if taken:
            await self._second_wishes(turn)
        if taken and len(turn.replies) == said:
            await answer_asked(turn, self.router, self._is_data)
        return taken

    async def _beside_a_question(self, turn: Turn, draft: Draft, step: str) -> bool:
        """Take what a message that reads as a question tells besides ("1 bộ, mà lệ phí nhiêu"), then answer it."""
        if turn.understanding.intent in TAKING or step == Step.CONSENT or step in _PEOPLE_STEPS:
            return False
        told = [one.text for one in turn.clauses if not one.act.asks and self._is_data(turn, one.text)]
        if not told or not any(one.act.asks and not self._is_data(turn, one.text) for one in turn.clauses):
            return False
        with turn.reading(", ".join(told), replace(turn.understanding, intent="provide_info", secondary=())):
            taken = await take_answer(turn, draft, step)
        if taken:
            await answer_asked(turn, self.router, self._is_data)
        return taken

    @staticmethod
    def _is_data(turn: Turn, clause: str) -> bool:
        """Return whether a clause tells something of the booking, though it asks: "sáng mai được không"."""
        numbers, place = numbers_in(clause, bare=False), read_place_text(turn, clause)
        counted = numbers.dossiers is not None or numbers.people is not None
        placed = place is not None and place.exact
        return counted or placed or not read_when(clause, turn.moment).is_empty or bool(find_phones(clause))

    async def _contact(self, turn: Turn, draft: Draft, step: str) -> bool:
        phone = read_phone(turn.inbound.phone or "").phone
        if step not in _PEOPLE_STEPS or phone is None:
            return False
        draft.phone = draft.own_phone = phone.number
        if draft.name is None:
            draft.other_person = True
        await proceed(turn)
        return True

    async def _cancel(self, turn: Turn) -> bool:
        """Give up what is being booked ("hủy"); with a code ("hủy lịch CM-…") it is about another booking."""
        if turn.understanding.values("appointment_code"):
            await drop_quietly(Draft.of(turn), Calls(turn))
            turn.end()
            return False
        await leave_answered(turn, self)
        await tell_kept(turn)
        return True

    async def go_on(self, turn: Turn) -> None:
        """Go on with what is known."""
        await proceed(turn)

    async def leave(self, turn: Turn) -> None:
        """Give the booking up: what is held is free again."""
        await leave(turn)

    async def choose(self, turn: Turn, action: str, argument: str) -> None:
        """Answer a pressed `#book.…`."""
        under_way = turn.dialogue is not None and turn.dialogue.name == NAME
        booked = turn.state.memo.get(MEMO) or {}
        if action == "start" and (not argument or argument in turn.guidance.catalogue):
            await self.begin(turn, procedure=argument or None)
        elif action == "unit" and not under_way and place_of(turn.guidance.places, argument) is not None:
            await self.begin(turn, unit=argument)
        elif await self.pressed(turn, action, argument):
            pass
        elif action == "confirm" and argument and booked.get("token") == argument:
            turn.say("booking.done_already", code=booked["code"])
        else:
            await self.router.stale(turn)


def register(router: Router) -> None:
    """Register the booking's intent, choices and dialogue, and let bare data take an offered slot.

    The handlers of bare data and the dialogue ``which`` have to be registered before.
    """
    dialogue = BookingDialogue(router)
    router.intents["book_appointment"] = dialogue.book_appointment
    router.choices["book"] = dialogue.choose
    router.dialogues[NAME] = dialogue
    for intent in INTENTS:
        router.intents[intent] = offered_first(router.intents[intent], dialogue)
    router.dialogues[WHICH] = OfferedFirst(router.dialogues[WHICH], dialogue)
