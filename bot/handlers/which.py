"""A dialogue of one step: which procedure, or which place, a question is about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.conversation.messages import Kind
from bot.conversation.turn import Outcome
from bot.guidance.places.gazetteer import MatchKind, PlaceMatch, Reason
from bot.handlers import abroad, area, courtesy, rejected, unheard
from bot.handlers.booking.phrases import is_question
from bot.handlers.finding import procedure_of
from bot.handlers.forms import speaks_of_else
from bot.handlers.hotline import call_choice, hotline_line
from bot.handlers.menu import ASK_PROCEDURE, is_asked_back, none_of, other, popular, procedure_choices, with_copies
from bot.handlers.questions import in_short, listening
from bot.handlers.questions.candidates import settled_by_papers
from bot.handlers.questions.focuses import asks_alone
from bot.handlers.questions.hearing import hear
from bot.handlers.questions.meaning import asks_meaning
from bot.handlers.weighing import ASKED_BACK
from bot.understanding.clauses.denied import denied_in
from bot.understanding.fold import canonical, words
from bot.understanding.search.difference import difference
from bot.understanding.search.evidence import speaks_of_another
from bot.understanding.search.finder import MAX_OFFERED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.conversation.router import Router
    from bot.conversation.turn import Turn
    from bot.guidance.procedures import Procedure
    from bot.handlers.finding import Found

NAME = "which"
PROCEDURE = "procedure"
AREA = "area"
_BARE = frozenset(
    {"provide_info", "nlu_fallback", "find_procedure", "out_of_scope", "affirm", "ask_submission_channel"}
)
"""Intents under which a bare answer to the question may come; any other is a wish of its own."""
_YES = re.compile(
    r"(?:(?:da|u|uh|um|ua|vang|ok|oke|thi|o) )*(?:phai|dung|u|uh|um|chuan|chinh xac|yes)"
    r"(?: (?:roi|vay|do|a|ah|em|anh|chi|con|chau|nha|nghen|luon|cai|no|viec)){0,4}"
)
"""A yes to "… phải không?"; nothing is committed by it."""
_PLACE = _BARE | {"ask_area_status", "ask_admin_unit_change", "ask_office_info", "ask_procedure_authority"}
"""Intents under which a bare place may come. "Đặt giùm tui sáng mai ở Tắc Vân" names one too, but wants more."""
_GENERAL = frozenset({"ask_submission_channel", "find_procedure"})
"""Wishes that ask nothing in particular of a procedure: a question beside its name is what is wanted."""
_PAPERS = "ask_procedure_documents"
_TRIES = 2
_ASKED = "asked_which"
"""Memo: how often it was asked without anything to offer, since a procedure was named last."""
_ONCE_MORE, _AT_LAST = "ask.which_again", "ask.which_call"
_A_TALE = 4
"""Words from which on what is told below a few candidates is no answer ("hổng rõ nữa" is one)."""
_STORY = 8
"""Words from which on a message tells a situation: who wrote them is not helped by being asked what they want."""


def ask_procedure(turn: Turn, intent: str, offered: Iterable[Procedure] = (), *, told: Sequence[str] = ()) -> None:
    """Ask which procedure ``intent`` is about; the answer goes on with it.

    Inside another dialogue only the choices are given: that dialogue keeps waiting for its own answer.

    Args:
        turn: the turn.
        intent: what is wanted of it.
        offered: those that may be meant.
        told: lines that are told before the question.
    """
    choices = rejected.still_meant(turn, offered)
    if not choices and turn.dialogue is None and (unheard.tell(turn) or _amid_a_talk(turn)):
        return  # nothing is asked: an "ok" that follows names no procedure
    if choices and (not told or len(choices) == 1) and _stands_above(turn, choices) and _said_back(turn):
        return
    await_procedure(turn, intent, choices)
    turn.state.memo[ASKED_BACK] = choices[0].code if len(choices) == 1 else None
    _ask_procedure(turn, intent, choices, told)


def _stands_above(turn: Turn, offered: Sequence[Procedure]) -> bool:
    """Return whether the same choice of procedures stands right above, and was passed over."""
    shown = sum(choice.payload.startswith(ASK_PROCEDURE) for choice in turn.state.menu)
    typed = turn.inbound.kind is Kind.TEXT and turn.dialogue is None and len(words(turn.text)) >= _A_TALE
    return typed and len(offered) == shown and all(is_asked_back(turn, one.code) for one in offered)


def _said_back(turn: Turn) -> bool:
    """Answer who passed a choice over without it: what they ask is said back, what they tell is listened to."""
    if listening.asks_nothing(turn):
        return listening.meets(turn)
    return unheard.tell_as_typed(turn, about=False)


def _offered_first(turn: Turn) -> list[Procedure]:
    """Return what most people ask for, which only helps whoever begins a talk."""
    return [] if listening.talk_under_way(turn) else popular(turn)


def _amid_a_talk(turn: Turn) -> bool:
    """Say back what is asked amid a talk of something else: no list of matters answers it; False where none is."""
    asks = turn.inbound.kind is Kind.TEXT and listening.talk_under_way(turn) and not listening.asks_nothing(turn)
    if asks and len(words(turn.text)) >= _STORY:
        _tell_unknown(turn)
        return True
    return asks and unheard.tell_as_typed(turn, about=False)


def await_procedure(turn: Turn, intent: str, offered: Iterable[Procedure] = ()) -> None:
    """Take the next message as a procedure, where it is one, and go on with ``intent``; the caller asks."""
    if turn.dialogue is None or turn.dialogue.name == NAME:
        turn.begin(NAME, PROCEDURE, intent=intent, tries=0, offered=[procedure.code for procedure in offered])


def _ask_procedure(turn: Turn, intent: str, offered: list[Procedure], told: Sequence[str] = ()) -> None:
    if not offered and unheard.tell(turn):
        return
    if not offered and intent == "find_procedure" and len(words(turn.text)) >= _STORY:
        _tell_unknown(turn)
        return
    shown = with_copies(turn, offered)[:MAX_OFFERED] if offered else popular(turn)
    extra = [none_of(turn, "ask.none_of")] if offered else []
    choices = [*procedure_choices(shown, intent), *extra]
    apart = difference([procedure.name for procedure in offered])
    if apart is not None:
        ways = f" {turn.words('ask.twin_or')} ".join(turn.words(f"ask.twin_{way}") for way in apart)
        question = turn.words("ask.which_twin", ways=ways)
    else:
        key = _asked_again(turn) if not offered else "ask.which_of" if len(offered) > 1 else "ask.which_one"
        if key == _AT_LAST:
            choices = [call_choice(turn), other(turn)]
        elif key == _ONCE_MORE:
            choices = []
        question = turn.words(key, title=shown[0].title)
        if not told and key == "ask.which_one" and intent in _GENERAL and turn.dialogue is not None:
            told = in_short.lines_if_so(turn, shown[0]) if turn.dialogue.name == NAME else ()
        if told and key == "ask.which_one":
            turn.reply("\n".join((turn.words("ask.which_one_if_so", title=shown[0].title), *told)), choices=choices)
            return
    turn.reply("\n".join((*told, question)), choices=choices)


def _asked_again(turn: Turn) -> str:
    """Return the question what is meant, in other words each time; whoever goes on without a name is given a person."""
    times = int(turn.state.memo.get(_ASKED) or 0)
    turn.state.memo[_ASKED] = times + 1
    return ("ask.which", _ONCE_MORE, _AT_LAST)[min(times, 2)]


def _tell_unknown(turn: Turn) -> None:
    """Say that what somebody told at length is nothing that is known here, and who can be asked."""
    contact = hotline_line(turn)
    key = "ask.unknown_line" if contact else "ask.unknown"
    turn.say(key, contact=contact, choices=[call_choice(turn), other(turn)])


def _asks_without_a_name(turn: Turn) -> bool:
    """Return whether a message is a question that names no procedure: it waits like those before it."""
    heard = hear(turn)
    return bool(heard.questions) and heard.topic.code is None and not heard.topic.offered


def _agreed(turn: Turn) -> Procedure | None:
    """Return the one procedure that was asked back, where the answer is a yes."""
    offered: Sequence[str] = turn.dialogue.slots.get("offered", ()) if turn.dialogue is not None else ()
    one = len(offered) == 1 and _YES.fullmatch(canonical(turn.text)) is not None
    return turn.guidance.catalogue.get(offered[0]) if one else None


def says_yes(turn: Turn) -> bool:
    """Return whether a text says yes to the one procedure that was asked back, which is the topic since."""
    asked = turn.state.memo.get(ASKED_BACK)
    return (
        asked is not None and asked == turn.state.topic.procedure and _YES.fullmatch(canonical(turn.text)) is not None
    )


def _asks_of_the_only_one(turn: Turn, found: Found) -> bool:
    """Return whether something else is asked while one procedure is asked back; nobody denies it, so it is of that."""
    offered: Sequence[str] = turn.dialogue.slots.get("offered", ()) if turn.dialogue is not None else ()
    if (
        len(offered) != 1
        or not is_asked_back(turn, offered[0])
        or found.offered
        or not any(asks_alone(clause) for clause in turn.clauses)
    ):
        return False
    if speaks_of_another(turn.guidance.search, turn.text, offered[0]) or denied_in(turn.text):
        return False
    turn.state.topic.procedure = offered[0]
    return True


def ask_area(turn: Turn, intent: str) -> None:
    """Ask where the person lives, or which place is meant; the answer goes on with ``intent``."""
    await_area(turn, intent)
    turn.say("area.ask")


def await_area(turn: Turn, intent: str) -> None:
    """Take the next message as a place, where it is one, and go on with ``intent``; the caller asks."""
    if turn.dialogue is None or turn.dialogue.name == NAME:
        turn.begin(NAME, AREA, intent=intent, tries=0)


def ask_area_of(turn: Turn, intent: str, match: PlaceMatch) -> None:
    """Ask which of the places that were named is meant, or say that none is known."""
    await_area(turn, intent)
    area.ask_which(turn, match)


class Which:
    """The dialogue; another wish than an answer ends it silently, so it never stands in the way.

    Args:
        router: answers the question once it is known what it is about.
    """

    name = NAME
    steps = frozenset({PROCEDURE, AREA})

    def __init__(self, router: Router) -> None:
        self._router = router

    async def advance(self, turn: Turn) -> bool:
        """Take the message as the procedure or place asked for."""
        dialogue = turn.dialogue
        if dialogue is None or turn.inbound.kind is not Kind.TEXT:
            return False
        if courtesy.is_aside(turn):
            turn.end()
            return False
        if (only := _agreed(turn)) is not None:
            await self.go_on(turn, only, dialogue.slots["intent"])
            return True
        taken = await (self._procedure(turn) if dialogue.step == PROCEDURE else self._area(turn))
        if not taken and not asks_meaning(turn, turn.text):
            turn.end()
        return taken

    async def _procedure(self, turn: Turn) -> bool:
        slots = turn.dialogue.slots if turn.dialogue else {}
        denies = turn.understanding.intent == "deny"
        if not (denies or turn.understanding.intent in _BARE) or _asks_without_a_name(turn):
            return False
        found = procedure_of(turn)
        sure = found.named and found.procedure is not None
        asks = unheard.asks_something(turn.text, turn.clauses)
        if not sure and (denies or asks or _asks_of_the_only_one(turn, found)):
            # No bare answer: who denies what was offered, or asks something else, is read anew; "không phải mấy cái đó.
            # tiền cho người già đó" says what is meant as well.
            return False
        if found.named and found.procedure is not None:
            if not await self._asks(turn, slots["intent"]):
                await self.go_on(turn, found.procedure, slots["intent"])
            return True
        if found.offered:
            ask_procedure(turn, slots["intent"], found.offered)
            return True
        named = [turn.guidance.catalogue.get(code) for code in slots.get("offered", ())]
        offered = [procedure for procedure in named if procedure is not None]
        settled = settled_by_papers(turn, [procedure.code for procedure in offered])
        for procedure in offered:
            if procedure.code == settled:
                await self.go_on(turn, procedure, _PAPERS)
                return True
        turn.outcome = Outcome.ASKED  # for the review of readings: nothing of that name was found
        return self._again(turn, "ask.which_of" if offered else "ask.not_found", offered=offered)

    async def _asks(self, turn: Turn, intent: str) -> bool:
        """Answer what is asked in naming the procedure, where nothing but the ways was to be told of it."""
        questions = self._router.questions
        if questions is None or intent not in _GENERAL or not is_question(turn.text):
            return False
        asked, turn.state.dialogue = turn.state.dialogue, None
        if await questions(turn):
            return True
        turn.state.dialogue = asked
        return False

    async def _area(self, turn: Turn) -> bool:
        intent = turn.understanding.intent
        if intent not in _PLACE and turn.dialogue is not None and intent != turn.dialogue.slots.get("intent"):
            return False
        match = area.read_place(turn)
        offered = [choice for choice in turn.state.menu if choice.payload.startswith(area.PICK)]
        if match is None and offered and area.names_hamlet(turn.text):
            turn.say("area.hamlet_unknown", choices=offered)
            return True
        if match is None:
            # "Làm khai sinh cho con" is no place, but a new wish, and so is a question.
            named = bool(turn.understanding.values("procedure")) or speaks_of_else(turn)
            return intent in _BARE and not named and self._again(turn, "area.unknown")
        unit = area.settled(match)
        if unit is not None:
            await self.settle(turn, match)
            return True
        if match.kind is MatchKind.CANDIDATES:
            area.ask_which(turn, match)
            return True
        return intent in _BARE and self._again(turn, f"area.{(match.reason or Reason.UNKNOWN).value}", match)

    def _again(
        self, turn: Turn, key: str, match: PlaceMatch | None = None, *, offered: Sequence[Procedure] = ()
    ) -> bool:
        """Ask once more; the second time give up, so that nobody is held in a circle."""
        dialogue = turn.dialogue
        if dialogue is None:
            return False
        dialogue.slots["tries"] = int(dialogue.slots.get("tries", 0)) + 1
        if dialogue.slots["tries"] >= _TRIES:
            return False
        if dialogue.step == PROCEDURE and not offered and unheard.tell(turn):
            return True
        story = len(words(turn.text)) >= (_A_TALE if offered else _STORY)
        if dialogue.step == PROCEDURE and story and listening.only_tells(turn) and listening.meets(turn):
            return True
        if story and len(offered) > 1:
            return False  # no answer to the choice: it is read afresh, and the choice stands above
        place = turn.text.strip()
        shown = (offered or _offered_first(turn)) if dialogue.step == PROCEDURE else ()
        choices = procedure_choices(shown, dialogue.slots["intent"]) if shown else []
        if match is not None:
            choices = area.place_choices(turn, match)
        if key == "ask.which_of" and len(offered) == 1:
            key = "ask.which_one_still"
        turn.say(key, choices=choices, place=place, title=offered[0].title if offered else "")
        return True

    async def go_on(self, turn: Turn, procedure: Procedure, intent: str) -> None:
        """Answer ``intent`` about ``procedure``."""
        turn.state.topic.procedure = abroad.meant_in(turn, procedure.code)
        turn.state.memo.pop(_ASKED, None)
        if turn.dialogue is not None and turn.dialogue.name == NAME:
            turn.end()
        await self._router.answer_intent(turn, intent)

    async def settle(self, turn: Turn, match: PlaceMatch) -> None:
        """Take a place as the person's and answer what was asked."""
        if match.unit is None:
            return
        detail = f"{match.detail}, {match.unit.name}" if match.detail else match.typed
        area.remember(turn, match.unit, detail)
        intent = None
        if turn.dialogue is not None and turn.dialogue.name == NAME:
            intent = turn.dialogue.slots.get("intent")
            turn.end()
        if intent in (None, "provide_info"):
            area.confirm(turn, match.unit, match)
        else:
            await self._router.answer_intent(turn, intent)

    async def pick(self, turn: Turn, argument: str) -> bool:
        """Take a pressed place; False where there is no such place."""
        units = area.pick(turn, argument)
        picked = turn.guidance.places.find(argument)
        if not units or picked is None:
            return False
        if len(units) > 1:
            match = PlaceMatch(MatchKind.CANDIDATES, picked.name, candidates=units, reason=Reason.SPLIT, via=picked)
            area.ask_which(turn, match)
        else:
            changed = None if units[0].id == picked.id else picked
            reason = Reason.CONVERTED if changed else None
            await self.settle(turn, PlaceMatch(MatchKind.UNIQUE, picked.name, units[0], reason=reason, via=changed))
        return True

    async def prompt(self, turn: Turn) -> None:
        """Ask again."""
        dialogue = turn.dialogue
        if dialogue is None:
            return
        if dialogue.step == AREA:
            turn.say("area.ask")
            return
        found = (turn.guidance.catalogue.get(code) for code in dialogue.slots.get("offered", ()))
        _ask_procedure(turn, dialogue.slots["intent"], [procedure for procedure in found if procedure is not None])

    async def leave(self, turn: Turn) -> None:
        """The person does not want to say."""
        turn.end()
        turn.say("ask.left")
