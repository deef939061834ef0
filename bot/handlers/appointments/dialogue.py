"""My appointments: look them up, move them, cancel them, and what to do when somebody will be late."""

from __future__ import annotations

from typing import TYPE_CHECKING

from booking_client import BookingError
from bot.conversation.messages import Kind
from bot.conversation.router import FALLBACK, made_nothing_of
from bot.handlers.answers import Answer
from bot.handlers.appointments.change import Change, Step, Wanted
from bot.handlers.appointments.choices import AppointmentChoices
from bot.handlers.appointments.flow import NAME, failed, go_on, line, show
from bot.handlers.appointments.reading import code_in, upcoming
from bot.handlers.booking.calls import Calls
from bot.handlers.booking.halfdays import Wish
from bot.handlers.booking.phrases import (
    TAKING,
    Part,
    agrees_plainly,
    correction,
    gives_up,
    is_late,
    is_question,
    wants_again,
)
from bot.handlers.booking.places import take_unit
from bot.handlers.booking.reading import contact_in, day_problem, names_day, place_in, when_in
from bot.handlers.booking.where import try_again
from bot.handlers.booking.words import booking_label
from bot.handlers.committing import agreed_to, answer_besides, ask_once_more, reply_in, stated
from bot.handlers.finding import advise
from bot.handlers.forms import ask_again
from bot.handlers.which import NAME as WHICH
from bot.understanding.agreement import Means
from bot.understanding.dates.reading import read_when
from bot.understanding.phones import read_phone

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.conversation.router import Router
    from bot.conversation.turn import Handler, Turn
    from bot.understanding.agreement import Agreement

_FIXED = frozenset({Part.NAME, Part.PHONE, Part.DOSSIERS, Part.PROCEDURE})
"""Parts of an appointment that the booking service cannot change."""
_LAST = 4
"""Digits of a phone that show who booked, beside the code."""
_OWN = TAKING | {"cancel_appointment"}


class Appointments:
    """The dialogue ``appointments``, and the wishes that lead to it.

    Args:
        router: leaves another dialogue that is under way, so that it gives back what it holds.
    """

    name = NAME
    steps = frozenset(Step)

    def __init__(self, router: Router) -> None:
        self._router = router

    async def begin(self, turn: Turn, wanted: Wanted, code: str | None = None, *, wish: Wish | None = None) -> None:
        """Begin to show, move or cancel an appointment."""
        other = self._router.dialogues.get(turn.dialogue.name) if turn.dialogue is not None else None
        if other is not None and other.name not in (NAME, WHICH):
            await other.leave(turn)
        turn.begin(NAME, Step.CHOOSE)
        change = Change.of(turn)
        change.wanted = wanted.value
        change.code = code
        if wish is not None and not wish.is_empty:
            change.wish = wish.to_json()
        await go_on(turn, Calls(turn))

    async def check(self, turn: Turn) -> None:
        """Answer "lịch của tôi"; a code is looked up."""
        code = code_in(turn) if turn.inbound.kind is Kind.TEXT else None
        if code is not None:
            await self.begin(turn, Wanted.SHOW, code)
            return
        try:
            found = upcoming(turn, (await Calls(turn).mine()).bookings)
        except BookingError as error:
            failed(turn, error, retry=False)
            return
        if not found:
            turn.say("appointments.none", choices=[(turn.words("appointments.book"), "#book.start")])
        elif len(found) == 1:
            show(turn, found[0])
        else:
            choices = [(booking_label(turn, booking), f"#appt.show:{booking.code}") for booking in found[:5]]
            turn.reply("\n\n".join(line(turn, booking) for booking in found[:5]), choices=choices)

    async def cancel(self, turn: Turn) -> None:
        """Answer the wish to give an appointment up."""
        await self.begin(turn, Wanted.CANCEL, code_in(turn))

    async def change(self, turn: Turn) -> None:
        """Answer the wish to move an appointment, or the news that somebody will be late."""
        if is_late(turn.text):
            self.late(turn)
            return
        if correction(turn) in _FIXED and not names_day(when_in(turn)):
            self.fixed(turn)
            return
        when = when_in(turn)
        wish = Wish.of(when) if day_problem(when) is None else None
        await self.begin(turn, Wanted.MOVE, code_in(turn), wish=wish)

    @staticmethod
    def late(turn: Turn) -> None:
        """Nothing published says how long an appointment is kept for somebody who is late: just that is said."""
        answer = Answer(turn, advise(turn))
        answer.say("appointments.late")
        answer.silence("booking_hold")
        answer.say("appointments.late_advice")
        move, mine = turn.words("appointments.change"), turn.words("appointments.mine")
        answer.send(choices=[(move, "#appt.move"), (mine, "#appt.list")])

    @staticmethod
    def fixed(turn: Turn) -> None:
        """Name, phone, dossiers and procedure of a made appointment cannot be changed: drop it and book anew."""
        drop, mine = turn.words("appointments.cancel"), turn.words("appointments.mine")
        turn.say("appointments.cannot_fix", choices=[(drop, "#appt.cancel"), (mine, "#appt.list")])

    # -- the dialogue

    async def advance(self, turn: Turn) -> bool:
        """Take the message as the answer to the current step."""
        dialogue = turn.dialogue
        if dialogue is None or turn.inbound.kind not in (Kind.TEXT, Kind.CONTACT):
            return False
        change, step = Change(dialogue.slots), Step(dialogue.step)
        if turn.inbound.kind is Kind.CONTACT:
            return step is Step.PHONE and await self._phone(turn, change)
        reply = reply_in(turn)
        if (code := code_in(turn)) is not None:
            await self._other_code(turn, change, code)
        elif reply is not None and (agreed_to(turn, reply) or reply.means is Means.CHANGES):
            await self._agreed(turn, change, reply)
        elif gives_up(turn.text) or (reply is not None and reply.means is Means.REFUSES):
            await self.leave(turn)
        else:
            return await self._text(turn, change, step)
        return True

    async def _text(self, turn: Turn, change: Change, step: Step) -> bool:
        own, question = turn.understanding.intent in _OWN, is_question(turn.text)
        if not own and question and step is not Step.HALF_DAY:
            return False
        if await self._steps()[step](turn, change):
            return True
        if not own or question or turn.text.strip().isdecimal():
            return False
        made_nothing_of(turn)
        turn.say("booking.not_understood")
        ask_again(turn)
        return True

    async def _agreed(self, turn: Turn, change: Change, reply: Agreement) -> None:
        """Carry out what was read back; where another day or place is named beside, that is asked about."""
        when = read_when(stated(turn, reply), turn.moment)
        moving, before = change.wanted == Wanted.MOVE, change.before or {}
        days = {change.chosen.day.isoformat()} if moving and change.chosen else {before.get("day")}
        if when.dates and not days & {day.isoformat() for day in when.dates}:
            if moving:
                change.chosen, change.wish = None, Wish.of(when).to_json()
                await go_on(turn, Calls(turn))
                return
            turn.say("appointments.plain_words")
            ask_again(turn)
            return
        if reply.means is Means.CHANGES:
            if moving and names_day(when) and day_problem(when) is None:
                change.chosen, change.wish = None, Wish.of(when).to_json()
                await go_on(turn, Calls(turn))
                return
            turn.say("appointments.plain_words")
            ask_again(turn)
            return
        await go_on(turn, Calls(turn), confirmed=True)
        await answer_besides(turn, self._router, reply)

    def _steps(self) -> dict[Step, Callable[[Turn, Change], Awaitable[bool]]]:
        return {
            Step.CHOOSE: self._choose,
            Step.PHONE: self._phone,
            Step.UNIT: self._where,
            Step.HALF_DAY: self._where,
            Step.CONFIRM_MOVE: self._confirm,
            Step.CONFIRM_CANCEL: self._confirm,
            Step.RETRY: self._retry,
        }

    async def _other_code(self, turn: Turn, change: Change, code: str) -> None:
        wanted = {"cancel_appointment": Wanted.CANCEL, "change_appointment": Wanted.MOVE}
        await self.begin(turn, wanted.get(turn.understanding.intent) or Wanted(change.wanted or Wanted.SHOW), code)

    @staticmethod
    async def switch(turn: Turn, change: Change, wanted: Wanted) -> None:
        """Do something else with the same appointment."""
        change.wanted = wanted.value
        change.chosen = None
        change.wish = None
        await go_on(turn, Calls(turn))

    async def _choose(self, turn: Turn, change: Change) -> bool:
        when = when_in(turn)
        if not names_day(when) or day_problem(when) is not None:
            return False
        change.which = Wish.of(when).to_json()
        await go_on(turn, Calls(turn))
        return True

    async def _phone(self, turn: Turn, change: Change) -> bool:
        said = contact_in(turn)
        if turn.text.strip().isdecimal() and len(turn.text.strip()) == _LAST:
            change.proof = "".join(str(int(digit)) for digit in turn.text.strip())
            await go_on(turn, Calls(turn))
            return True
        shared = read_phone(turn.inbound.phone or "").phone
        phone = shared.number if shared is not None else said.phone
        if phone is None:
            if said.problem is not None:
                turn.say(f"call.phone_{said.problem.value}")
                ask_again(turn)
                return True
            return False
        change.proof = phone[-_LAST:]
        await go_on(turn, Calls(turn))
        return True

    async def _where(self, turn: Turn, change: Change) -> bool:
        if turn.understanding.intent == "cancel_appointment":
            await self.switch(turn, change, Wanted.CANCEL)
            return True
        when = when_in(turn)
        if (problem := day_problem(when)) is not None:
            turn.say(f"booking.day_{problem}")
            ask_again(turn)
            return True
        match = place_in(turn, whole_text=not names_day(when) and not is_question(turn.text))
        if match is not None and not take_unit(turn, change, match):
            return True
        part = correction(turn)
        if match is None and not names_day(when) and part is None and not wants_again(turn.text):
            return False
        if match is None and wants_again(turn.text):
            try_again(change)
        if part is Part.UNIT and match is None:
            change.unit = None
            change.elsewhere = True
        if names_day(when):
            wish = Wish.of(when)
            change.wish = (wish if wish.is_empty else Wish.from_json(change.wish).joined(wish)).to_json()
            change.from_day = None
        await go_on(turn, Calls(turn))
        return True

    async def _another(self, turn: Turn, change: Change) -> bool:
        """Go back to the question of day and place; where nothing comes of that, what was read back still stands."""
        before = change.chosen, change.wish
        change.chosen = change.wish = None
        taken = await self._where(turn, change)
        if turn.dialogue is not None and turn.dialogue.step == Step.CONFIRM_MOVE and change.chosen is None:
            change.chosen, change.wish = before
        return taken

    async def _confirm(self, turn: Turn, change: Change) -> bool:
        """What agrees was taken before; another day or place goes back to that question."""
        intent, moving = turn.understanding.intent, change.wanted == Wanted.MOVE
        if not moving and intent == "change_appointment":
            await self.switch(turn, change, Wanted.MOVE)
        elif moving and intent == "cancel_appointment":
            await self.switch(turn, change, Wanted.CANCEL)
        elif moving and (intent == "change_appointment" or names_day(when_in(turn))):
            return await self._another(turn, change)
        elif intent == "deny":
            await self.leave(turn)
        elif intent in _OWN and not is_question(turn.text):
            ask_once_more(turn, "appointments.plain_words_move" if moving else "appointments.plain_words_cancel")
            ask_again(turn)
        else:
            return False
        return True

    async def _retry(self, turn: Turn, _change: Change) -> bool:
        again = wants_again(turn.text)
        if turn.understanding.intent not in TAKING and not again:
            return False
        if not again and not agrees_plainly(turn.text):
            made_nothing_of(turn)
        await go_on(turn, Calls(turn))
        return True

    async def prompt(self, turn: Turn) -> None:
        """Ask the current step's question again."""
        ask_again(turn)

    async def leave(self, turn: Turn) -> None:
        """The appointment stays as it is; where a change may have been carried out, that is said."""
        change = Change.of(turn)
        unknown = change.pending is not None
        turn.end()
        turn.say("appointments.left_unknown" if unknown else "appointments.left")


_LOOKS_UP = ("provide_info", FALLBACK, "out_of_scope")
"""What a code alone may read as."""
_MOST_BESIDE = 4


def _code_first(handler: Handler, dialogue: Appointments) -> Handler:
    """Wrap a handler: a message that is a code, with a few polite words at most, looks the appointment up."""

    async def answer(turn: Turn) -> None:
        bare = code_in(turn) is not None and len(turn.text.split()) <= _MOST_BESIDE
        await (dialogue.check(turn) if bare else handler(turn))

    return answer


def register(router: Router) -> None:
    """Register the wishes about appointments, their choices and their dialogue."""
    dialogue = Appointments(router)
    router.intents["check_appointment"] = dialogue.check
    router.intents["cancel_appointment"] = dialogue.cancel
    router.intents["change_appointment"] = dialogue.change
    router.choices["appt"] = AppointmentChoices(router, dialogue).choose
    router.dialogues[NAME] = dialogue
    for intent in _LOOKS_UP:
        router.intents[intent] = _code_first(router.intents[intent], dialogue)
