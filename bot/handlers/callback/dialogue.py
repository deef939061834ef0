"""Leaving a call-back request: consent, name, phone, read-back, and a number to refer to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.conversation.courses import CALLBACK
from bot.conversation.messages import Choice, Kind
from bot.conversation.people import CallbackRequest
from bot.guidance.places.one_stop import one_stop_unit
from bot.guidance.rulebook.text import ask_words
from bot.handlers import consent
from bot.handlers.appointments.kept import tell_kept
from bot.handlers.appointments.reading import code_in
from bot.handlers.asked import gives_name
from bot.handlers.booking.phrases import gives_up, plain_no
from bot.handlers.callback.carrying import WHEN, asked_before, hour_in, note
from bot.handlers.callback.reason import reason_for
from bot.handlers.callback.waiting import tell_full, tell_waiting, withdraw
from bot.handlers.committing import agreed_to, answer_besides, ask_once_more, name_beside, reply_in
from bot.handlers.finding import advise
from bot.handlers.menu import further
from bot.handlers.names import name_in
from bot.understanding.agreement import Agreement, Means
from bot.understanding.phones import find_phones, read_phone

if TYPE_CHECKING:
    from bot.conversation.router import Router
    from bot.conversation.state import Dialogue
    from bot.conversation.turn import Turn

NAME = "callback"
CONSENT, WHO, PHONE, CONFIRM = "consent", "name", "phone", "confirm"
_SHOWN = 2
"""Of their own words, as many as are read back."""
_DESKS = ("hotline", "labour")
_UNIT = "unit:"
_ASKS = frozenset({"affirm", "deny", "greet", "thank_bye", "nlu_fallback", "provide_info", "out_of_scope"})
"""Intents that, at a step they do not answer, only lead to the question being asked again."""


class Callback:
    """The dialogue.

    Args:
        router: tells old buttons, and leaves another dialogue that is under way.
    """

    name = NAME
    steps = frozenset({CONSENT, WHO, PHONE, CONFIRM})

    def __init__(self, router: Router) -> None:
        self._router = router

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
        await self._leave_other(turn)
        procedure = code if code in turn.guidance.catalogue else None
        reason = reason_for(turn, procedure)
        plain = reason.text == turn.words("contacts.reason")
        # A button of an earlier answer keeps no words: what was said since may be about another matter.
        asked = (await asked_before(turn) or list(reason.said)) if plain and reason.said else list(reason.said)
        title = turn.guidance.catalogue.get(procedure) if procedure is not None and plain else None
        begun = turn.begin(
            NAME,
            CONSENT,
            desk=desk,
            procedure=procedure,
            reason=title.title if title is not None else reason.text,
            said=asked,
            cannot=list(reason.cannot),
        )
        told = (hour_in(text) for text in (turn.text, *reason.said, *reversed(asked)))
        if (when := next(filter(None, told), None)) is not None:
            begun.slots[WHEN] = when
        await self._next(turn)
        return True

    @staticmethod
    def _is_unit(turn: Turn, desk: str) -> bool:
        """Return whether a desk is that of a one-stop unit of today; anybody can type a payload."""
        unit = desk.removeprefix(_UNIT)
        known = desk.startswith(_UNIT) and turn.guidance.places.find(unit) is not None
        return known and one_stop_unit(turn.guidance.places, unit, turn.moment) is not None

    async def _leave_other(self, turn: Turn) -> None:
        dialogue = turn.dialogue
        other = self._router.dialogues.get(dialogue.name) if dialogue is not None else None
        if other is not None and other.name not in (NAME, "which"):
            await other.leave(turn)

    # -- going on

    async def advance(self, turn: Turn) -> bool:
        """Take the message as the answer to the current step."""
        dialogue = turn.dialogue
        if dialogue is None:
            return False
        if turn.inbound.kind is Kind.CONTACT:
            return await self._contact(turn, dialogue)
        if turn.inbound.kind is not Kind.TEXT:
            return False
        return await (self._who(turn, dialogue) if gives_name(turn) else self._typed(turn, dialogue))

    async def _typed(self, turn: Turn, dialogue: Dialogue) -> bool:
        reply, noted = reply_in(turn), note(turn, dialogue)
        if reply is not None and await self._settled(turn, dialogue, reply):
            await answer_besides(turn, self._router, reply)
            return True
        if gives_up(turn.text):
            await self.leave(turn)
            return True
        if turn.understanding.intent == "cancel_appointment" and code_in(turn) is None:
            await self.leave(turn)
            await tell_kept(turn)
            return True
        if noted and dialogue.step == CONFIRM and not find_phones(turn.text):
            await self._next(turn)  # read back with what was added
            if reply is not None:
                await answer_besides(turn, self._router, reply)
            return True
        step = {WHO: self._who, PHONE: self._phone, CONFIRM: self._confirm}.get(dialogue.step)
        return await (step(turn, dialogue) if step is not None else self._consent(turn))

    async def _settled(self, turn: Turn, dialogue: Dialogue, reply: Agreement) -> bool:
        """Take what agrees to or refuses the consent or the request, with what is said beside it; False for neither."""
        phones, name = find_phones(turn.text), name_beside(reply)
        if agreed_to(turn, reply) and dialogue.step == CONSENT:
            dialogue.slots.update({"name": name} if name else {})
            dialogue.slots.update({"phone": phones[0].number} if phones else {})
            await self._agreed(turn)
        elif agreed_to(turn, reply) and phones and phones[0].number != dialogue.slots.get("phone"):
            dialogue.slots["phone"] = phones[0].number
            await self._next(turn)
        elif agreed_to(turn, reply):
            await self._send(turn, dialogue)
        elif reply.means is Means.REFUSES and dialogue.step == CONSENT and not gives_up(turn.text):
            await self._refused(turn)
        elif reply.means is Means.REFUSES and not plain_no(turn.text):
            await self.leave(turn)
        else:
            return False
        return True

    async def _contact(self, turn: Turn, dialogue: Dialogue) -> bool:
        phone = read_phone(turn.inbound.phone or "").phone
        if dialogue.step not in (WHO, PHONE, CONFIRM) or phone is None:
            return False
        dialogue.slots["phone"] = phone.number
        await self._next(turn)
        return True

    async def _consent(self, turn: Turn) -> bool:
        if turn.understanding.intent in _ASKS:
            turn.say("consent.plain_words", choices=self._consent_choices(turn))
        else:
            return False
        return True

    async def _who(self, turn: Turn, dialogue: Dialogue) -> bool:
        phones = find_phones(turn.text)
        if phones:
            dialogue.slots["phone"] = phones[0].number
        name = name_in(turn)
        if name is None and not phones:
            return await self._ask_again(turn, "call.name_unclear")
        if name is not None:
            dialogue.slots["name"] = name
        await self._next(turn)
        return True

    async def _phone(self, turn: Turn, dialogue: Dialogue) -> bool:
        reading = read_phone(turn.text)
        if reading.phone is not None:
            dialogue.slots["phone"] = reading.phone.number
            await self._next(turn)
            return True
        has_digits = sum(character.isdigit() for character in turn.text) > 3  # noqa: PLR2004 - an attempt at a number
        if has_digits:
            turn.say(f"call.phone_{reading.problem.value if reading.problem else 'none_found'}")
            return True
        return await self._ask_again(turn, "call.phone_none_found")

    async def _confirm(self, turn: Turn, dialogue: Dialogue) -> bool:
        phones = find_phones(turn.text)
        if phones:
            dialogue.slots["phone"] = phones[0].number
            await self._next(turn)
            return True
        return await self._ask_again(turn, "call.plain_words")

    async def _ask_again(self, turn: Turn, key: str) -> bool:
        """Ask the step's question again where the message was no wish of its own."""
        if turn.understanding.intent not in _ASKS:
            return False
        if turn.dialogue is None or turn.dialogue.step != CONFIRM:
            turn.say(key)
            return True
        ask_once_more(turn, key)
        await self.prompt(turn)
        return True

    async def _next(self, turn: Turn) -> None:
        """Go to the first step whose answer is missing, and ask."""
        dialogue = turn.dialogue
        if dialogue is None:
            return
        slots = dialogue.slots
        if not consent.given(turn):
            dialogue.step = CONSENT
        else:
            slots.setdefault("name", turn.profile.name)
            slots.setdefault("phone", turn.profile.phone)
            missing = [step for step, key in ((WHO, "name"), (PHONE, "phone")) if not slots.get(key)]
            dialogue.step = missing[0] if missing else CONFIRM
        turn.renew_token()
        await self.prompt(turn)

    async def prompt(self, turn: Turn) -> None:
        """Ask the current step's question."""
        dialogue = turn.dialogue
        if dialogue is None:
            return
        token = dialogue.token
        if dialogue.step == CONSENT:
            turn.reply(consent.text(turn), choices=self._consent_choices(turn))
        elif dialogue.step == WHO:
            turn.say("call.ask_name")
        elif dialogue.step == PHONE:
            turn.reply(turn.words("call.ask_phone"), request_contact=True)
        else:
            turn.reply(
                self._read_back(turn, dialogue.slots),
                choices=[
                    (turn.words("call.send"), f"#call.send:{token}"),
                    (turn.words("call.change_name"), f"#call.name:{token}"),
                    (turn.words("call.change_phone"), f"#call.phone:{token}"),
                    (turn.words("call.drop"), f"#call.drop:{token}"),
                ],
            )

    @staticmethod
    def _read_back(turn: Turn, slots: dict[str, Any]) -> str:
        phone = read_phone(slots["phone"]).phone
        spaced = phone.spaced if phone else slots["phone"]
        lines = [turn.words("call.read_back", name=slots["name"], phone=spaced, reason=slots["reason"])]
        lines += [turn.words("call.read_back_asked", asked=asked) for asked in slots["said"][-_SHOWN:]]
        when = slots.get(WHEN)
        lines.append(turn.words("call.read_back_when", when=when) if when else turn.words("call.read_back_no_hour"))
        return "\n".join((*lines, turn.words("call.read_back_send")))

    @staticmethod
    def _consent_choices(turn: Turn) -> list[Choice]:
        token = turn.dialogue.token if turn.dialogue is not None else ""
        return [
            Choice(turn.words("consent.agree"), f"#call.agree:{token}"),
            Choice(turn.words("consent.refuse"), f"#call.refuse:{token}"),
        ]

    async def leave(self, turn: Turn) -> None:
        """The person gives it up: nothing was kept."""
        turn.end()
        turn.say("call.left", choices=further(turn))

    # -- buttons

    async def choose(self, turn: Turn, action: str, argument: str) -> None:
        """Answer a pressed `#call.…`; one that acts has to carry the token of the read-back it stood under."""
        if action in ("start", "again", "withdraw"):
            if not await self._anew(turn, action, argument):
                await self._router.stale(turn)
            return
        dialogue = turn.dialogue
        wanted = {"agree": CONSENT, "refuse": CONSENT, "send": CONFIRM, "name": CONFIRM, "phone": CONFIRM}
        if dialogue is None or dialogue.name != NAME or dialogue.token != argument:
            await self._router.stale(turn)
        elif action == "drop":
            await self.leave(turn)
        elif wanted.get(action) != dialogue.step:
            await self._router.stale(turn)
        elif action == "agree":
            await self._agreed(turn)
        elif action == "refuse":
            await self._refused(turn)
        elif action == "send":
            await self._send(turn, dialogue)
        else:
            dialogue.slots[action] = None
            dialogue.step = WHO if action == "name" else PHONE
            turn.renew_token()
            await self.prompt(turn)

    async def _anew(self, turn: Turn, action: str, argument: str) -> bool:
        """Begin, or take back what was sent; False where there is no such desk or request."""
        if action == "withdraw":
            return await withdraw(turn, argument)
        return await self.start(turn, argument, again=action == "again")

    async def _agreed(self, turn: Turn) -> None:
        await consent.agree(turn)
        await self._next(turn)

    async def _refused(self, turn: Turn) -> None:
        turn.end()
        turn.say("call.refused", choices=further(turn))

    async def _send(self, turn: Turn, dialogue: Dialogue) -> None:
        slots = dialogue.slots
        full = await turn.people.full_for_callback(slots["phone"])
        if full is not None:
            turn.end()
            tell_full(turn, full, await turn.people.open_callbacks())
            return
        said = slots["said"]
        details: dict[str, Any] = {"said": said, "cannot": slots["cannot"]}
        if turn.profile.area_text:
            details["place"] = turn.profile.area_text
        reason = f"{slots['reason']}: “{' '.join(said[-1].split())}”" if said else slots["reason"]
        when = slots.get(WHEN)
        if when:
            details[WHEN] = when
            reason = f"{reason} ({turn.texts.get('vi', 'call.desk_when', when=when)})"
        number = await turn.people.leave_callback(
            CallbackRequest(
                desk=slots["desk"],
                reason=reason,
                name=slots["name"],
                phone=slots["phone"],
                procedure=slots.get("procedure"),
                area=turn.profile.area,
                details=details,
            )
        )
        turn.course.led = CALLBACK
        turn.course.procedure = slots.get("procedure")
        turn.profile.name = slots["name"]
        turn.profile.phone = slots["phone"]
        phone = read_phone(slots["phone"]).phone
        turn.end()
        key = "call.sent_labour" if slots["desk"] == "labour" else "call.sent"
        ask = ask_words(advise(turn), turn.guidance.rulebook)
        turn.say(key, number=number, phone=phone.spaced if phone else slots["phone"], ask=ask)
        if when:
            turn.reply(f"{turn.replies.pop().text}\n{turn.words('call.sent_when', when=when)}")
