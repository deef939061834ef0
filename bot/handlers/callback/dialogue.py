"""Leaving a call-back request: consent, name, phone, read-back, and a number to refer to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.conversation import put_by
from bot.conversation.courses import CALLBACK
from bot.conversation.form import Heard
from bot.conversation.messages import Kind
from bot.conversation.people import CallbackRequest
from bot.guidance.places.one_stop import one_stop_unit
from bot.guidance.rulebook.text import ask_words
from bot.handlers import about_us, consent, early
from bot.handlers.appointments.kept import tell_kept
from bot.handlers.appointments.reading import code_in
from bot.handlers.asked import gives_name
from bot.handlers.booking.phrases import gives_up, plain_no
from bot.handlers.booking.words import apart_words, phone_words
from bot.handlers.callback import besides, leaving
from bot.handlers.callback.carrying import OPEN, asked_before, hour_in, open_questions, with_matter
from bot.handlers.callback.form import (
    APART,
    CONFIRM,
    CONSENT,
    FORM,
    MATTER,
    NOTES,
    PHONE,
    PLACE,
    PROCEDURE,
    REASON,
    SAID,
    WHEN,
    WHO,
    consent_choices,
    corrected,
    days_apart,
    other_place,
    place_told,
    tell_problem,
)
from bot.handlers.callback.putting_right import agrees_besides, only_says_wrong, says_wrong, with_notes, without_notes
from bot.handlers.callback.reason import reason_for
from bot.handlers.callback.waiting import tell_full, tell_waiting, withdraw
from bot.handlers.committing import agreed_to, answer_besides, ask_once_more, leave_answered, reply_in
from bot.handlers.finding import advise
from bot.handlers.forms import Button, Filling, FormDialogue, go_through, lets_pass, under_way
from bot.handlers.menu import further
from bot.understanding.agreement import Agreement, Means
from bot.understanding.fold import canonical
from bot.understanding.phones import read_phone

if TYPE_CHECKING:
    from bot.conversation.form import Field
    from bot.conversation.router import Router
    from bot.conversation.turn import Turn

_DESKS = ("hotline", "labour")
_UNIT = "unit:"
_ELSEWHERE = (WHO, PHONE, PROCEDURE)
"""What of a request has a column of its own."""
_ASKS = frozenset({"affirm", "deny", "greet", "thank_bye", "nlu_fallback", "provide_info", "out_of_scope"})
"""Intents that, at a step they do not answer, only lead to the question being asked again."""


class Callback(FormDialogue):
    """The dialogue.

    Args:
        router: tells old buttons, and leaves another dialogue that is under way.
    """

    form = FORM
    read_backs = (CONFIRM,)

    def __init__(self, router: Router) -> None:
        super().__init__(router)
        asked, read_back = frozenset({CONSENT}), frozenset({CONFIRM})
        self.buttons = {
            "agree": Button(asked, lambda turn, _: self._agreed(turn), acts=True),
            "refuse": Button(asked, lambda turn, _: self._refused(turn), acts=True),
            "send": Button(read_back, lambda turn, _: self._send(turn), acts=True),
            "name": Button(read_back, lambda turn, _: self._ask_anew(turn, WHO), acts=True),
            "phone": Button(read_back, lambda turn, _: self._ask_anew(turn, PHONE), acts=True),
            "matter": Button(read_back, lambda turn, _: self._ask_anew(turn, MATTER), acts=True),
            "drop": Button(read_back, lambda turn, _: self.leave(turn), acts=True),
        }

    # -- beginning

    async def start(self, turn: Turn, argument: str, *, again: bool = False) -> bool:
        """Begin for a desk and a procedure (``hotline/1.001193``); False where there is no such desk."""
        desk, _, code = argument.partition("/")
        if desk not in _DESKS and not self._is_unit(turn, desk):
            return False
        waiting = await turn.people.open_callbacks()
        full = await turn.people.full_for_callback()
        if full is not None:
            tell_full(turn, full, waiting)
            return True
        if waiting and not again:
            tell_waiting(turn, waiting, argument)
            return True
        await self.leave_other(turn)
        kept = leaving.kept_before(turn)
        procedure = code if code in turn.guidance.catalogue else None
        reason = reason_for(turn, procedure)
        plain = reason.text == turn.words("contacts.reason")
        # A button of an earlier answer keeps no words: what was said since may be about another matter.
        asked = (await asked_before(turn) or list(reason.said)) if plain and reason.said else list(reason.said)
        asked = list(dict.fromkeys((*open_questions(turn), *asked)))
        title = turn.guidance.catalogue.get(procedure) if procedure is not None and plain else None
        begun = turn.begin(
            self.name,
            CONSENT,
            desk=desk,
            procedure=procedure,
            reason=title.title if title is not None else reason.text,
            said=asked,
            cannot=list(reason.cannot),
        )
        begun.slots |= kept | {SAID: list(dict.fromkeys((*kept.get(SAID, ()), *asked)))}
        begun.slots |= {WHO: turn.profile.name, PHONE: turn.profile.phone}
        self._note_told(turn)
        told = (hour_in(text) for text in (turn.text, *reason.said, *reversed(asked)))
        if (when := next(filter(None, told), None)) is not None:
            begun.slots[WHEN] = when
        early.note(turn)
        await early.note_before(turn)
        self._say_told(turn)
        await self._goes_on(turn)
        return True

    @staticmethod
    def _say_told(turn: Turn) -> None:
        """Say what was told of the call before anything may be kept, so that nobody tells it twice."""
        slots = under_way(turn).slots
        if consent.given(turn) or not turn.text:
            return
        hour = slots.get(WHEN) if slots.get(WHEN) == hour_in(turn.text) else None
        told = [one for one in (hour, with_notes(None, turn.text)) if one]
        if told:
            turn.say("call.told_first", told="; ".join(told))
        if early.PHONE in early.told_in(turn.text):
            turn.say("consent.early")

    @staticmethod
    def _note_told(turn: Turn) -> None:
        """Note what the message that begins it says of the matter and of the place."""
        filling = Filling(turn)
        said = with_matter(filling.slots[SAID], without_notes(turn.text))
        told = {SAID: said, PLACE: place_told(filling), NOTES: with_notes(None, turn.text)} if turn.text else {}
        filling.slots.update({name: value for name, value in told.items() if value is not None})

    @staticmethod
    def _is_unit(turn: Turn, desk: str) -> bool:
        """Return whether a desk is that of a one-stop unit of today; anybody can type a payload."""
        unit = desk.removeprefix(_UNIT)
        known = desk.startswith(_UNIT) and turn.guidance.places.find(unit) is not None
        return known and one_stop_unit(turn.guidance.places, unit, turn.moment) is not None

    # -- going on

    async def advance(self, turn: Turn) -> bool:
        """Take the message as the answer to the current step."""
        if turn.dialogue is None:
            return False
        if turn.inbound.kind is Kind.CONTACT:
            return await self._contact(turn)
        if turn.inbound.kind is not Kind.TEXT:
            return False
        return await (self._taken(Filling(turn)) if gives_name(turn) else self._typed(turn))

    async def _typed(self, turn: Turn) -> bool:
        filling = Filling(turn, reply_in(turn))
        if under_way(turn).step == CONSENT and corrected(filling) is not None and not agrees_besides(turn.text):
            return await self._taken(Filling(turn))
        if about_us.of_other_lines(turn):
            besides.keep(turn, [turn.text])
            if filling.reply is None or not agreed_to(turn, filling.reply):
                return False
        if (filling.reply is not None and await self._settled(filling, filling.reply)) or await self.reads_back(turn):
            pass
        elif gives_up(turn.text):
            await leave_answered(turn, self)
        elif turn.understanding.intent == "cancel_appointment" and code_in(turn) is None:
            await leave_answered(turn, self)
            await tell_kept(turn)
        else:
            return await self._taken(filling)
        return True

    async def opens_again(self, turn: Turn) -> bool:
        """Go on with a request that was refused right before, where this message agrees in plain words."""
        refused = leaving.refused_just_now(turn)
        if refused is None or refused.get("desk") is None:
            return False
        begun = turn.begin(self.name, CONSENT)
        begun.slots |= {SAID: [], "cannot": [], WHO: None, PHONE: None} | refused
        reply = reply_in(turn)
        if reply is not None and reply.means is Means.AGREES:
            return await self._typed(turn)
        turn.end()
        return False

    async def _settled(self, filling: Filling, reply: Agreement) -> bool:
        """Take what agrees to or refuses the consent or the request, with what is said beside it; False for neither."""
        turn, step = filling.turn, under_way(filling.turn).step
        if agreed_to(turn, reply):
            if step == CONSENT:
                await consent.agree(turn)
                await early.take(turn)
            heard = FORM.hear(filling, step)
            if step == CONFIRM and self._asks_which_day(filling, step, heard):
                return True
            changed = FORM.changed(filling, heard)
            FORM.take(filling, heard)
            if changed or step == CONSENT:
                await besides.answer(turn, self.router, reply)
                await self._goes_on(turn)
                return True
            await self._send(turn)
        elif reply.means is Means.REFUSES and step == CONSENT and not gives_up(turn.text):
            await self._refused(turn)
        elif reply.means is Means.REFUSES and not plain_no(turn.text) and not self._puts_right(filling):
            await self.leave(turn)
        else:
            return False
        await answer_besides(turn, self.router, reply)
        return True

    async def _taken(self, filling: Filling) -> bool:
        """Take what the message says; where that answers nothing and it is no other wish, the question comes again."""
        turn, step = filling.turn, under_way(filling.turn).step
        if step == CONSENT and early.note(turn):
            turn.say("consent.early")
            await self.prompt(turn)
            return True
        heard = FORM.hear(filling, step)
        if self._asks_which_day(filling, step, heard):
            return True
        anew = () if heard.values.get(REASON) or FORM.answers(heard) else self._wrong(filling)
        FORM.take(filling, heard)
        FORM.reopen(filling, anew)
        noted = self._say_noted(turn, step, heard)
        if step == CONSENT and noted and not FORM.answered(CONSENT, heard):
            await self.prompt(turn)
        elif anew or FORM.answers(heard) or (heard.values and step != CONSENT):
            # A note is read back, or leads on to the question.
            await besides.answer(turn, self.router, filling.reply)
            await self._goes_on(turn)
        elif leaving.takes_leave(turn) and not put_by.is_over(turn):
            leaving.tell_not_sent(turn)
            await self.prompt(turn)
        elif heard.problem is not None:
            tell_problem(turn, heard.problem)
        elif step == CONFIRM and (only_says_wrong(turn.text) or (filling.reply is not None and filling.reply.wrong)):
            turn.say("call.what_wrong")
            await self.prompt(turn)
        elif turn.understanding.intent not in _ASKS or lets_pass(turn) or (field := FORM.field(step)) is None:
            return False
        elif step == CONFIRM:
            ask_once_more(turn, field.unclear)
            await self.prompt(turn)
        else:
            turn.say(field.unclear, choices=consent_choices(turn) if step == CONSENT else ())
            put_by.note_shown(under_way(turn))
        return True

    @staticmethod
    def _asks_which_day(filling: Filling, step: str, heard: Heard) -> bool:
        """Ask which day is meant where a date for the call is not the weekday beside it; what else is said is kept."""
        days = days_apart(filling)
        if not days:
            filling.slots.pop(APART, None)
            return False
        FORM.take(filling, heard)
        filling.slots[APART] = [day.isoformat() for day in days]
        filling.turn.say("call.which_day", apart=apart_words(filling.turn, days))
        return step == CONFIRM or not FORM.answered(step, heard)

    @staticmethod
    def _wrong(filling: Filling) -> tuple[Field[Filling], ...]:
        """Return the rows that a message says are wrong without what is right: they are asked anew."""
        text, known = filling.turn.text, filling.slots
        if corrected(filling) == "":
            return FORM.fixed(MATTER)
        if other_place(filling) == "":
            return FORM.fixed(PLACE)
        wrong = filling.reply.wrong if filling.reply is not None else ""
        named = FORM.named(canonical(wrong or text)) if wrong or says_wrong(text) else None
        return tuple(row for row in FORM.fixed(named) if known.get(row.kept) or row.name == PLACE) if named else ()

    @staticmethod
    def _puts_right(filling: Filling) -> bool:
        """Return whether a refusal is one of what was read back, and says what is right."""
        return corrected(filling) is not None or bool(FORM.changed(filling, FORM.hear(filling, CONFIRM)))

    @staticmethod
    def _say_noted(turn: Turn, step: str, heard: Heard) -> bool:
        """Say what was put right or noted where no read-back shows it at once; False where nothing was."""
        matter, notes = heard.values.get(REASON), heard.values.get(NOTES)
        if step in (CONFIRM, MATTER) or not (matter or notes):
            return False
        if matter:
            turn.say("call.matter_changed", matter=matter)
        if notes:
            turn.say("call.noted_down", notes=notes)
        return True

    async def _contact(self, turn: Turn) -> bool:
        phone = read_phone(turn.inbound.phone or "").phone
        if under_way(turn).step == CONSENT or phone is None:
            return False
        FORM.take(Filling(turn), Heard({"phone": phone.number}))
        await self.go_on(turn)
        return True

    async def go_on(self, turn: Turn) -> None:
        """Go to the first step whose answer is missing, and ask."""
        under_way(turn).slots.setdefault(SAID, [])  # the version before, which may take the next message, counts on it
        turn.renew_token()
        await go_through(FORM, Filling(turn))

    async def _goes_on(self, turn: Turn) -> None:
        """Ask what is missing; who says goodbye beside their answer hears that nothing is sent yet."""
        leaves = bool(turn.text) and leaving.takes_leave(turn)
        await self.go_on(turn)
        if leaves:
            leaving.tell_not_sent(turn)

    async def leave(self, turn: Turn) -> None:
        """The person gives it up: nothing was kept."""
        turn.end()
        turn.say("call.left", choices=further(turn))

    # -- buttons

    async def choose(self, turn: Turn, action: str, argument: str) -> None:
        """Answer a pressed `#call.…`; one that acts has to carry the token of the read-back it stood under."""
        anew = action in ("start", "again", "withdraw")
        if not await (self._anew if anew else self.pressed)(turn, action, argument):
            await self.router.stale(turn)

    async def _anew(self, turn: Turn, action: str, argument: str) -> bool:
        """Begin, or take back what was sent; False where there is no such desk or request."""
        if action == "withdraw":
            return await withdraw(turn, argument)
        return await self.start(turn, argument, again=action == "again")

    async def _agreed(self, turn: Turn) -> None:
        await consent.agree(turn)
        await early.take(turn)
        await self.go_on(turn)

    async def _ask_anew(self, turn: Turn, name: str) -> None:
        FORM.reopen(Filling(turn), FORM.fixed(name))
        await self.go_on(turn)

    @staticmethod
    async def _refused(turn: Turn) -> None:
        leaving.keep_refused(turn)
        turn.end()
        turn.say("call.refused", choices=further(turn))
        leaving.note_menu(turn)

    async def _send(self, turn: Turn) -> None:
        slots = under_way(turn).slots
        full = await turn.people.full_for_callback(slots[PHONE])
        turn.end()
        if full is not None:
            tell_full(turn, full, await turn.people.open_callbacks())
            return
        said, when, notes = slots.get(SAID) or [], slots.get(WHEN), slots.get(NOTES)
        details: dict[str, Any] = {SAID: said, "cannot": slots["cannot"]}
        details |= {name: slots[name] for name in FORM.steps if slots.get(name) and name not in _ELSEWHERE}
        if turn.profile.area_text:
            details.setdefault(PLACE, turn.profile.area_text)
        reason = f"“{' '.join(said[-1].split())}”: {slots[REASON]}" if said else slots[REASON]
        if when:
            reason = f"{reason} ({turn.texts.get('vi', 'call.desk_when', when=when)})"
        if notes:
            reason = f"{reason} ({turn.texts.get('vi', 'call.desk_notes', notes=notes)})"
        number = await turn.people.leave_callback(
            CallbackRequest(
                desk=slots["desk"],
                reason=reason,
                name=slots[WHO],
                phone=slots[PHONE],
                procedure=slots.get("procedure"),
                area=turn.profile.area,
                details=details,
            )
        )
        turn.state.memo.pop(OPEN, None)
        turn.course.led = CALLBACK
        turn.course.procedure = slots.get("procedure")
        turn.profile.name, turn.profile.phone = slots[WHO], slots[PHONE]
        key = "call.sent_labour" if slots["desk"] == "labour" else "call.sent"
        ask = ask_words(advise(turn), turn.guidance.rulebook)
        told = turn.words(key, number=number, phone=phone_words(slots[PHONE]), ask=ask)
        lines = [told, turn.words("call.sent_when", when=when) if when else ""]
        lines.append(turn.words("call.noted_down", notes=notes) if notes else "")
        turn.reply("\n".join(filter(None, lines)))
