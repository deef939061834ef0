"""My appointments: look them up, move them, cancel them, and what to do when somebody will be late."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from booking_client import BookingError, HalfDay
from bot.conversation import put_by
from bot.conversation.messages import Kind
from bot.conversation.router import FALLBACK, made_nothing_of
from bot.handlers.answers import Answer
from bot.handlers.appointments.change import Change, Step, Wanted
from bot.handlers.appointments.choices import BUTTONS, leave, switch
from bot.handlers.appointments.flow import failed, line, show
from bot.handlers.appointments.form import FORM, Changing, go_on
from bot.handlers.appointments.none import tell_none
from bot.handlers.appointments.past import day_over, of_day, tell_past
from bot.handlers.appointments.putting_right import FIXED, put_right
from bot.handlers.appointments.reading import code_in, upcoming
from bot.handlers.booking.calls import Calls
from bot.handlers.booking.corrections import correction
from bot.handlers.booking.halfdays import Wish
from bot.handlers.booking.phrases import (
    TAKING,
    agrees_plainly,
    gives_up,
    is_late,
    is_question,
    wants_again,
)
from bot.handlers.booking.reading import day_problem, names_day, when_in
from bot.handlers.booking.where import try_again
from bot.handlers.booking.words import booking_label
from bot.handlers.committing import agreed_to, answer_besides, ask_once_more, leave_answered, reply_in, stated
from bot.handlers.finding import advise
from bot.handlers.forms import FormDialogue, ask_again, lets_pass
from bot.handlers.reminding import coming
from bot.understanding.agreement import Means
from bot.understanding.dates.model import DateFlag
from bot.understanding.dates.reading import read_when

if TYPE_CHECKING:
    from bot.conversation.router import Router
    from bot.conversation.turn import Handler, Turn
    from bot.understanding.agreement import Agreement

_OWN = TAKING | {"cancel_appointment"}
_READ_BACK = (Step.CONFIRM_MOVE, Step.CONFIRM_CANCEL)


class Appointments(FormDialogue):
    """The dialogue ``appointments``, and the wishes that lead to it.

    Args:
        router: leaves another dialogue that is under way, so that it gives back what it holds.
    """

    form = FORM
    read_backs = _READ_BACK
    buttons = BUTTONS

    async def begin(self, turn: Turn, wanted: Wanted, code: str | None = None, *, wish: Wish | None = None) -> None:
        """Begin to show, move or cancel an appointment."""
        await self.leave_other(turn)
        put_by.kept_of(turn, self.name)
        turn.begin(self.name, Step.CHOOSE)
        change = Change.of(turn)
        change.wanted = wanted.value
        change.code = code
        if wish is not None and not wish.is_empty:
            change.wish = wish.to_json()
        await go_on(turn)

    async def check(self, turn: Turn) -> None:
        """Answer "lịch của tôi"; a code is looked up."""
        code = code_in(turn) if turn.inbound.kind is Kind.TEXT else None
        if code is not None:
            await self.begin(turn, Wanted.SHOW, code)
            return
        try:
            mine = (await Calls(turn).mine()).bookings
        except BookingError as error:
            failed(turn, error, retry=False)
            return
        found, over = upcoming(turn, mine), day_over(turn)
        if over is not None and not found:
            tell_past(turn, over, of_day(turn, mine, over))
        elif not found:
            tell_none(turn)
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
        if correction(turn) in FIXED and not names_day(when_in(turn)):
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

    async def go_on(self, turn: Turn) -> None:
        """Go on with what is known."""
        await go_on(turn)

    async def leave(self, turn: Turn) -> None:
        """Leave the appointment as it is."""
        await leave(turn)

    async def advance(self, turn: Turn) -> bool:
        """Take the message as the answer to the current step."""
        dialogue = turn.dialogue
        if dialogue is None or turn.inbound.kind not in (Kind.TEXT, Kind.CONTACT):
            return False
        step = Step(dialogue.step)
        if turn.inbound.kind is Kind.CONTACT:
            return step is Step.PHONE and await self._taken(turn, step)
        reply = reply_in(turn)
        if (code := code_in(turn)) is not None:
            await self._other_code(turn, code)
        elif reply is not None and (agreed_to(turn, reply) or reply.means is Means.CHANGES):
            await self._agreed(turn, reply)
        elif await self.reads_back(turn) or (step in _READ_BACK and await put_right(turn, reply)):
            pass
        elif self._moves_instead(turn, step):
            await self._confirm(turn, step)
        elif gives_up(turn.text) or (reply is not None and reply.means is Means.REFUSES):
            await leave_answered(turn, self)
        else:
            return await self._text(turn, step)
        return True

    @staticmethod
    def _moves_instead(turn: Turn, step: Step) -> bool:
        """Return whether what shall not be cancelled shall be moved ("đừng hủy, dời qua thứ sáu")."""
        moves = step is Step.CONFIRM_CANCEL and turn.understanding.intent == "change_appointment"
        return moves and bool(when_in(turn).dates)

    async def _text(self, turn: Turn, step: Step) -> bool:
        own, question = turn.understanding.intent in _OWN, is_question(turn.text)
        if not own and question and step is not Step.HALF_DAY:
            return False
        if await (self._confirm if step in _READ_BACK else self._retry if step is Step.RETRY else self._taken)(
            turn, step
        ):
            return True
        if not own or question or lets_pass(turn) or turn.text.strip().isdecimal():
            return False
        made_nothing_of(turn)
        turn.say("booking.not_understood")
        ask_again(turn)
        return True

    async def _agreed(self, turn: Turn, reply: Agreement) -> None:
        """Carry out what was read back; where another day is named beside, that is read back or asked about."""
        when, change = read_when(stated(turn, reply), turn.moment), Change.of(turn)
        moving, before = change.wanted == Wanted.MOVE, change.before or {}
        days = {change.chosen.day.isoformat()} if moving and change.chosen else {before.get("day")}
        apart = DateFlag.APART in when.flags
        other = apart or (bool(when.dates) and not days & {day.isoformat() for day in when.dates})
        if not other and reply.means is not Means.CHANGES:
            await go_on(turn, confirmed=True)
            await answer_besides(turn, self.router, reply)
        elif moving and (other or (names_day(when) and day_problem(when) is None)):
            change.chosen, change.wish = None, Wish.of(when).to_json()
            await go_on(turn)
        else:
            turn.say("appointments.plain_words")
            ask_again(turn)

    async def _other_code(self, turn: Turn, code: str) -> None:
        meant = {"cancel_appointment": Wanted.CANCEL, "change_appointment": Wanted.MOVE}
        wanted = meant.get(turn.understanding.intent) or Wanted(Change.of(turn).wanted or Wanted.SHOW)
        await self.begin(turn, wanted, code)

    async def _taken(self, turn: Turn, step: Step) -> bool:
        """Take what the message says, for the question that waits or beside it; False where it says nothing."""
        changing = Changing(turn)
        change, where = changing.change, step in (Step.UNIT, Step.HALF_DAY)
        if where and turn.understanding.intent == "cancel_appointment":
            await switch(turn, Wanted.CANCEL)
            return True
        heard, part, again = FORM.hear(changing, step), correction(turn), wants_again(turn.text)
        if heard.problem is not None:
            turn.say(heard.problem.key)
            ask_again(turn)
            return True
        if not heard.values and not (where and (part is not None or again)):
            return False
        placed = "unit_text" in heard.values
        if where and again and not placed:
            try_again(change)
        if where and part == "unit" and not placed:
            change.unit, change.elsewhere = None, True
        FORM.take(changing, heard)
        await go_on(turn)
        return True

    async def _confirm(self, turn: Turn, _step: Step) -> bool:
        """What agrees was taken before; another day or place goes back to that question."""
        change, intent = Change.of(turn), turn.understanding.intent
        moving = change.wanted == Wanted.MOVE
        if not moving and intent == "change_appointment":
            when = when_in(turn)
            await switch(turn, Wanted.MOVE, Wish.of(when) if day_problem(when) is None else None)
        elif moving and intent == "cancel_appointment":
            await switch(turn, Wanted.CANCEL)
        elif moving and (intent == "change_appointment" or names_day(when_in(turn))):
            return await self._another(turn, change)
        elif intent == "deny":
            await self.leave(turn)
        elif intent in _OWN and not lets_pass(turn):
            ask_once_more(turn, "appointments.plain_words_move" if moving else "appointments.plain_words_cancel")
            ask_again(turn)
        else:
            return False
        return True

    async def _another(self, turn: Turn, change: Change) -> bool:
        """Go back to the question of day and place; where nothing comes of that, what was read back still stands."""
        before = change.chosen, change.wish
        change.chosen = change.wish = None
        taken = await self._taken(turn, Step.HALF_DAY)
        if turn.dialogue is not None and turn.dialogue.step == Step.CONFIRM_MOVE and change.chosen is None:
            change.chosen, change.wish = before
        return taken

    async def _retry(self, turn: Turn, _step: Step) -> bool:
        again = wants_again(turn.text)
        if turn.understanding.intent not in TAKING and not again:
            return False
        if not again and not agrees_plainly(turn.text):
            made_nothing_of(turn)
        await go_on(turn)
        return True

    # -- buttons

    async def choose(self, turn: Turn, action: str, argument: str) -> None:
        """Answer a pressed `#appt.…`."""
        if action in ("list", "coming"):
            if action == "list":
                await self.check(turn)
            else:
                coming(turn, argument)
            dialogue = self.router.dialogues.get(turn.dialogue.name) if turn.dialogue is not None else None
            if dialogue is not None:
                await dialogue.prompt(turn)
        elif action == "back":
            await self._back(turn, argument)
        elif action in Wanted:
            await self.begin(turn, Wanted(action), argument or None)
        elif not await self.pressed(turn, action, argument):
            await self.router.stale(turn)

    async def _back(self, turn: Turn, argument: str) -> None:
        """Begin to move an appointment back to where somebody else has taken it from."""
        code, _, where = argument.partition("/")
        day, _, half = where.partition("/")
        try:
            wish = Wish((date.fromisoformat(day),), HalfDay(half))
        except ValueError:  # typed by hand
            await self.router.stale(turn)
            return
        await self.begin(turn, Wanted.MOVE, code, wish=wish)


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
    router.choices["appt"] = dialogue.choose
    router.dialogues[dialogue.name] = dialogue
    for intent in _LOOKS_UP:
        router.intents[intent] = _code_first(router.intents[intent], dialogue)
