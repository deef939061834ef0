"""Single questions: which of a message's clauses are answered by units, what waits, what an objection changes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.conversation.messages import Choice
from bot.conversation.router import FALLBACK
from bot.conversation.turn import Outcome
from bot.guidance.answers import Focus
from bot.handlers import abroad, rejected, sending, unheard, which
from bot.handlers.booking.words import lower_first
from bot.handlers.finding import procedure_of, topic_procedure
from bot.handlers.hotline import call_choice
from bot.handlers.questions import asking_back, candidates, case, whose
from bot.handlers.questions.case import words
from bot.handlers.questions.choosing import choose
from bot.handlers.questions.hearing import TOPICLESS, WISHES, hear, may_ask, only_tells
from bot.handlers.questions.memory import Memory, Waiting
from bot.handlers.questions.telling import Answered, Rest, case_choices, focus_words, shortened, tell
from bot.understanding.clauses import Act
from bot.understanding.fold import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.conversation.router import Router
    from bot.conversation.turn import Handler, Turn
    from bot.guidance.answers import AnswerUnit
    from bot.handlers.questions.hearing import Heard, Question
    from bot.understanding.clauses import Clause

MOST_AT_ONCE = 3
_MOST_OF_SEVERAL = 2
"""Questions that are answered at once where they are about several procedures: each needs a heading."""
_BARE_NAME = 5
"""Words of a text that may be nothing but what somebody calls a procedure."""
_RUNGS = ("answers.misread", "answers.misread_known")
"""What an objection hears, one after the other; then a person, then nothing more of this."""
_ROWS = (Focus.PAPERS, Focus.FEE, Focus.TIME, Focus.PLACE, Focus.WHO_MAY_GO, Focus.CHANNEL)
"""What is offered, and told to be known or not, where somebody was misread."""


@dataclass(slots=True)
class Beside:
    """What stands beside the questions that are answered now.

    Attributes:
        later: questions that come next.
        starts: question → where its clause begins.
        unclear: questions of which it is not clear what they are about.
        rest: what else was said of matters, and not made out.
    """

    later: Sequence[Waiting] = ()
    starts: Mapping[Waiting, int] = field(default_factory=dict)
    unclear: Sequence[Waiting] = ()
    rest: Rest = field(default_factory=Rest)


class Questions:
    """Answers them.

    Args:
        router: says that a button is old.
    """

    def __init__(self, router: Router) -> None:
        self._router = router

    async def answer(self, turn: Turn) -> bool:
        """Answer the questions of a text; False where it asks none that units answer, or something else besides."""
        memory = Memory.of(turn.state, turn.received_at)
        was_live, memory.live = memory.live, False
        before = turn.state.topic.procedure
        if before is not None:
            turn.state.topic.procedure = abroad.meant(turn.guidance.catalogue, turn.text, before)
        heard = hear(turn)
        if was_live and heard.leaves and turn.dialogue is None and turn.understanding.intent not in whose.BESIDE:
            memory.keep(turn.state)
            await self._router.answer_intent(turn, "thank_bye")
            return True
        if turn.understanding.intent in whose.OF_APPOINTMENTS and whose.has_no_appointment(heard):
            # Who says that they have no appointment is not asked for its code.
            memory.keep(turn.state)
            turn.understanding = replace(turn.understanding, intent="ask_inperson_allowed")
            await self._router.answer_intent(turn, turn.understanding.intent)
            return True
        done = self._answer(turn, memory, heard, live=was_live)
        memory.keep(turn.state)
        if not done and turn.dialogue is None and whose.asks_beside(turn, heard):
            return unheard.tell(turn, about=turn.state.topic.procedure is not None)
        twin = topic_procedure(turn) if turn.state.topic.procedure != before else None
        if not done and twin is not None and whose.only_says(turn, heard):
            await sending.about(turn, twin)
            return True
        if not done:
            return await self._otherwise(turn, heard)
        turn.outcome = Outcome.UNDERSTOOD
        return turn.understanding.intent not in whose.BESIDE

    async def _otherwise(self, turn: Turn, heard: Heard) -> bool:
        """Answer what no unit does, where the model is not sure of it either; False where a handler may.

        Who asks how something is done hears of that; another question is said back, with what nobody knows of it.
        """
        if turn.dialogue is not None or turn.understanding.source == "none" or not whose.unsure(turn):
            return False
        asking = [clause for clause in heard.clauses if clause.act.asks]
        wish = whose.instead_of_fallback(turn, asking)
        named = turn.guidance.catalogue.get(heard.topic.code or "")
        if wish is not None:
            await self._router.answer_intent(turn, wish)
            return True
        if named is not None and (whose.asks_how(asking) or _names_only(turn, heard, asking)):
            await sending.about(turn, named)
            return True
        under_way = turn.state.topic.procedure is not None
        offered = bool(heard.topic.offered and not under_way) or whose.slot_is_offered(turn)
        if whose.doubtful(turn, heard, asking) and (named is not None or not offered):
            turn.state.topic.procedure = turn.state.topic.procedure if named is None else named.code
            return unheard.tell(turn, about=turn.state.topic.procedure is not None)
        settled = named is not None or offered
        if not asking or settled or any(clause.focus in whose.BY_FOCUS for clause in asking):
            return False
        return unheard.tell(turn, about=turn.state.topic.procedure is not None)

    def _answer(self, turn: Turn, memory: Memory, heard: Heard, *, live: bool) -> bool:
        if heard.questions and all(question.focus is Focus.RULE for question in heard.questions):
            # What was asked before goes on waiting: a word of it may be what is asked now.
            asked = [(_waiting(question, ""), question.start) for question in heard.questions[:MOST_AT_ONCE]]
            tell(turn, memory, [Answered(one, self._units(turn, one, memory), start) for one, start in asked])
            return True
        if turn.understanding.intent not in whose.INSTEAD | whose.BESIDE:
            return False
        if (done := self._to_what_was_said(turn, memory, heard, live=live)) is not None:
            return done
        offered = memory.offered if memory.asks_topic else []
        memory.asks_topic, memory.offered = False, offered
        if heard.listed and not heard.questions:
            return self._list(turn, memory, heard)
        if not heard.questions or not whose.certain(turn, heard, among=bool(offered)):
            return False
        return self._questions(turn, memory, heard)

    def _to_what_was_said(self, turn: Turn, memory: Memory, heard: Heard, *, live: bool) -> bool | None:
        """Take a message as an answer to what was asked back, or about the answers before; None where it is neither."""
        if memory.asks and (answer := asking_back.typed(turn, memory)) is not None:
            return self._answered_back(turn, memory, *answer)
        if whose.refers(memory, heard, live=live):
            return self._goes_on(turn, memory, heard)
        if memory.asks_topic and not heard.questions and self._settled(turn, memory, heard):
            return True
        if turn.dialogue is None and only_tells(heard.clauses) and self._noted(turn, memory):
            return True
        return None

    def _noted(self, turn: Turn, memory: Memory) -> bool:
        """Answer the latest questions anew where what was told turns them, else say that it is kept in mind."""
        code = turn.state.topic.procedure
        procedure = turn.guidance.catalogue.get(code or "")
        if code is None or procedure is None:
            return False
        turned = [
            one
            for one in memory.latest
            if one.code == code and memory.times(f"{code}/{one.focus.value}") <= 1
            if (found := self._units(turn, one, memory)) and memory.times(found[0].id) == 0
        ]
        if turned:
            self._tell(turn, memory, turned[:MOST_AT_ONCE])
            return True
        asked = {one.focus for one in memory.latest}
        choices = [_ask_choice(turn, focus, code) for focus in _ROWS if focus not in asked][:3]
        memory.live = True
        turn.say("case.noted", title=procedure.title, choices=choices)
        return True

    def _settled(self, turn: Turn, memory: Memory, heard: Heard) -> bool:
        """Answer what waited, where a message tells which procedure is meant: by its name, or by a paper it wants."""
        code = heard.topic.code or candidates.settled_by_papers(turn, memory.offered)
        if code is None:
            return False
        if self._about(turn, memory, code):
            return True
        if heard.topic.code is None:
            self._tell(turn, memory, [Waiting(Focus.PAPERS, code, "")])
        return heard.topic.code is None

    def _goes_on(self, turn: Turn, memory: Memory, heard: Heard) -> bool:
        """Answer what refers to the answer before: say it again, go on, it was not what was meant."""
        if heard.goes_on:
            return self._go_on(turn, memory)
        if heard.again:
            return self._told_again(turn, memory) if memory.again else _repeat(turn, memory)
        if heard.plainly:
            return self._plainly(turn, memory)
        if heard.shorter and memory.lines:
            memory.live = True
            turn.reply(shortened(memory.lines))
            return True
        if heard.objects and turn.understanding.intent in whose.BESIDE:
            return False  # who asks for a person is not asked what they meant
        return self._objection(turn, memory, heard)

    def _answered_back(self, turn: Turn, memory: Memory, question: Waiting, so: bool) -> bool:
        """Answer anew with the fact that was asked back; where it is not so, the answer before stands."""
        memory.asks = []
        if so:
            self._tell(turn, memory, [question])
        else:
            memory.live = True
            turn.say("case.as_said")
        return True

    def _go_on(self, turn: Turn, memory: Memory) -> bool:
        """Answer what waits; where nothing does, say so."""
        if any(one.code for one in memory.waiting):
            return self._next(turn, memory)
        if memory.waiting:
            asked = ", ".join(dict.fromkeys(lower_first(focus_words(turn, one)) for one in memory.waiting))
            memory.asks_topic = True
            turn.say("answers.unclear", what=asked)
            return True
        turn.say("case.nothing_waits")
        return True

    def _list(self, turn: Turn, memory: Memory, heard: Heard) -> bool:
        """Work through the matters that a message lists, each by its own way; what does not fit comes next."""
        codes = list(dict.fromkeys(topic.code for _, topic in heard.listed if topic.code is not None))
        asked = [Waiting(Focus.CHANNEL, code, "") for code in codes]
        unnamed = tuple(text for text, topic in heard.listed if topic.code is None and not topic.offered)
        maybe = tuple((text, topic.offered[0]) for text, topic in heard.listed if topic.offered)
        now = asked[:_MOST_OF_SEVERAL]
        memory.rung = 0
        rest = Rest(len(heard.listed), unnamed=unnamed, maybe=maybe)
        self._tell(turn, memory, now, Beside(asked[_MOST_OF_SEVERAL:], rest=rest))
        # None of several is the one that a wish for a visit, or a question without a name, is about.
        turn.state.topic.procedure, memory.offered = None, codes
        return True

    def _plainly(self, turn: Turn, memory: Memory) -> bool:
        """Say yes or no to the latest question where a source does, in one sentence; else that it is not known."""
        if not memory.latest:
            memory.live = bool(memory.lines)
            if memory.lines:
                head, _, rest = memory.lines.partition("\n")
                told = rest if head.startswith(turn.words("answers.head", title="")) and rest else memory.lines
                turn.reply(shortened(told, heading=False).splitlines()[0])
            return memory.live
        question = memory.latest[-1]
        found = self._units(turn, question, memory)
        memory.live = True
        if found and found[0].yes_no is not None:
            turn.reply(shortened(words(turn, found[0].short), heading=False))
        else:
            turn.say("answers.neither", what=lower_first(focus_words(turn, question)), choices=[call_choice(turn)])
        return True

    def _questions(self, turn: Turn, memory: Memory, heard: Heard) -> bool:
        if (only := _adopted(turn, heard, memory.offered)) is not None:
            turn.state.topic.procedure = only
            return self._about(turn, memory, only) or self._questions(turn, memory, hear(turn))
        under_way = turn.state.topic.procedure
        open_ones: dict[Waiting, int] = {}
        unclear: list[Question] = []
        for question in heard.questions:
            code = question.topic.code or (None if question.topic.named else under_way)
            if question.focus in TOPICLESS or (code is None and whose.holds_of_all(turn, question)):
                code = ""
            if code is None:
                unclear.append(question)
            else:
                open_ones.setdefault(_waiting(question, code), question.start)
        if not open_ones:
            return self._which(turn, memory, unclear)
        memory.rung = 0
        asked = list(open_ones)
        several = len({one.code for one in asked}) > 1
        most = _MOST_OF_SEVERAL if several else MOST_AT_ONCE
        # A last one is answered along: naming it as still open would take the same line.
        now = asked if not several and len(asked) == most + 1 else asked[:most]
        later = [one for one in asked if one not in now]
        # What waited for its procedure to be named, and got no answer, is said once more and then left.
        nameless = [*(one for one in memory.waiting if not one.code), *(_waiting(one, "") for one in unclear)]
        self._tell(
            turn, memory, now, Beside(later, open_ones, nameless, Rest(unheard=heard.unheard, maybe=heard.beside))
        )
        return True

    def _tell(self, turn: Turn, memory: Memory, now: Sequence[Waiting], beside: Beside | None = None) -> None:
        beside = beside or Beside()
        done = {(one.focus, one.code) for one in (*now, *beside.later)}
        before = [one for one in memory.waiting if one.code and (one.focus, one.code) not in done]
        memory.waiting = [*beside.later, *before]
        memory.asks_topic, memory.offered = False, []
        turn.state.topic.procedure = now[-1].code or turn.state.topic.procedure
        answered = [Answered(one, self._units(turn, one, memory), beside.starts.get(one, 0)) for one in now]
        self._first_from_inside(turn, memory, answered)
        tell(turn, memory, answered, later=memory.waiting, unclear=beside.unclear, rest=beside.rest)

    @staticmethod
    def _first_from_inside(turn: Turn, memory: Memory, answered: list[Answered]) -> None:
        """Put before the answers which way works from inside, once, where the person cannot leave."""
        for code in dict.fromkeys(one.question.code for one in answered):
            unit = case.inside_unit(turn, code)
            if unit is None or memory.times(unit.id) or any(unit.id in {u.id for u in one.units} for one in answered):
                continue
            place = next(place for place, one in enumerate(answered) if one.question.code == code)
            answered.insert(place, Answered(Waiting(Focus.CHANNEL, code, ""), [unit], leads=True))

    def _units(self, turn: Turn, question: Waiting, memory: Memory) -> list[AnswerUnit]:
        units = case.units_of(turn, question.code, question.focus)
        # What was not wanted gives way to another unit that fits, where there is one.
        left = [unit for unit in units if unit.id not in memory.rejected]
        found = choose(left, question.text, whether=question.whether)
        if not found or not found[0].known:
            found = choose(units, question.text, whether=question.whether)
        if question.focus is Focus.PAPERS and found and not found[0].about and found[0].known:
            found += case.of_the_case(turn, units) + case.in_place_of(turn, question.code)
        return found

    def _which(self, turn: Turn, memory: Memory, unclear: Sequence[Question]) -> bool:
        """Ask which procedure is meant; the questions wait for it."""
        named = next((question.topic.offered for question in unclear if question.topic.offered), ())
        offered = named or memory.offered
        found = [procedure for code in offered if (procedure := turn.guidance.catalogue.get(code)) is not None]
        asked = [_waiting(one, "") for one in unclear[: MOST_AT_ONCE + 1]]

        def units_of(question: Waiting, code: str) -> list[AnswerUnit]:
            return self._units(turn, replace(question, code=code), memory)

        lines, answered = candidates.tell_of_each(turn, memory, asked, found, units_of)
        before = [
            one for one in memory.waiting if one.code or (not named and one.focus not in {a.focus for a in asked})
        ]
        left = [one for one in asked if one not in answered]
        memory.waiting = [*asked, *before]
        memory.asks_topic, memory.offered = True, [one.code for one in found]
        wish = WISHES.get((left or asked)[0].focus, "ask_procedure_documents")
        which.ask_procedure(turn, wish, found, told=lines)
        return True

    def wish(self, focus: Focus, otherwise: Handler | None = None) -> Handler:
        """Return the handler of a wish that asks ``focus``, whatever its words.

        Args:
            focus: what is asked.
            otherwise: answers where no procedure is known; without it that is asked.
        """

        async def answer(turn: Turn) -> None:
            memory = Memory.of(turn.state, turn.received_at)
            found = procedure_of(turn)
            if turn.text and not may_ask(focus, turn.text):
                # The model takes any "lấy", "lãnh" for a result; nobody is told to show a slip that they never got.
                await self._router.answer_intent(turn, FALLBACK)
                return
            if found.procedure is not None:
                code = found.procedure.code
                if memory.asks_topic and self._about(turn, memory, code):
                    pass
                elif memory.asks_topic and code in memory.offered and focus is not Focus.PAPERS:
                    memory.asks_topic, memory.offered, memory.waiting = False, [], []
                    await sending.about(turn, found.procedure)  # all that was asked is told: what to do is next
                elif turn.text and len((heard := hear(turn)).questions) > 1:
                    self._questions(turn, memory, heard)
                else:
                    self._tell(turn, memory, [Waiting(focus, code, canonical(turn.text))])
                memory.keep(turn.state)
            elif otherwise is not None and not found.offered:
                await otherwise(turn)
            else:
                which.ask_procedure(turn, WISHES[focus], found.offered)

        return answer

    def _about(self, turn: Turn, memory: Memory, code: str) -> bool:
        """Answer what waited for its procedure to be named, and what is asked in naming it."""
        questions = [
            Waiting(one.focus, code, one.text, one.whether) for one in memory.waiting if one.code in {"", code}
        ]
        if code in memory.offered:
            questions = [one for one in questions if not self._told_for_each(turn, memory, one)]
        if not questions:
            return False
        asked = {(one.focus, one.code) for one in questions}
        own = [_waiting(one, one.topic.code or code) for one in (hear(turn).questions if turn.text else ())]
        questions += [one for one in own if (one.focus, one.code) not in asked]
        self._tell(turn, memory, questions[:MOST_AT_ONCE], Beside(questions[MOST_AT_ONCE:]))
        return True

    def _told_for_each(self, turn: Turn, memory: Memory, question: Waiting) -> bool:
        """Return whether a question was answered while it was open which procedure is meant."""
        units = self._units(turn, question, memory)
        return bool(units) and memory.times(units[0].id) > 0

    def _next(self, turn: Turn, memory: Memory) -> bool:
        code = next(one.code for one in memory.waiting if one.code)
        now = [one for one in memory.waiting if one.code == code][:MOST_AT_ONCE]
        self._tell(turn, memory, now)
        return True

    def _objection(self, turn: Turn, memory: Memory, heard: Heard) -> bool:
        """Take the next rung: the questions for what is meant, other readings, what is known, a person."""
        latest = memory.latest
        if not latest:
            return False
        memory.rejected += [unit for unit in memory.last if unit not in memory.rejected]
        named = heard.topic.code
        if named is not None and named != latest[0].code:
            self._tell(turn, memory, [Waiting(one.focus, named, one.text, one.whether) for one in latest])
            return True
        code = latest[0].code
        procedure = turn.guidance.catalogue.get(code)
        if procedure is None:
            return False
        rung, memory.rung = memory.rung, memory.rung + 1
        memory.live = True
        asked = {one.focus for one in latest}
        if rung == 0:
            others = [focus for focus in _ROWS if focus not in asked][:3]
            choices = [_ask_choice(turn, focus, code) for focus in others]
            turn.say(_RUNGS[0], title=procedure.title, choices=choices)
        elif rung == 1:
            self._what_is_known(turn, memory, code, procedure.title)
        elif rung == len(_RUNGS):
            turn.say("answers.misread_human", choices=[call_choice(turn)])
        return rung <= len(_RUNGS)

    def _what_is_known(self, turn: Turn, memory: Memory, code: str, title: str) -> None:
        known, unknown = (", ".join(found) for found in self._known(turn, memory, code))
        if unknown:
            text = turn.words(_RUNGS[1], title=title, known=known, unknown=unknown)
        else:
            text = turn.words("answers.misread_all", title=title, known=known)
        turn.reply(text, choices=[call_choice(turn)])

    def _known(self, turn: Turn, memory: Memory, code: str) -> tuple[list[str], list[str]]:
        known: list[str] = []
        unknown: list[str] = []
        for focus in _ROWS:
            question = Waiting(focus, code, "")
            found = self._units(turn, question, memory)
            (known if found and found[0].known else unknown).append(lower_first(focus_words(turn, question)))
        return known, unknown

    def _told_again(self, turn: Turn, memory: Memory) -> bool:
        """Say what was answered above once more, word for word, since that is wanted."""
        questions = memory.again or memory.latest
        if not questions:
            return False
        for question in questions:
            for unit in self._units(turn, question, memory):
                memory.told.pop(unit.id, None)
        self._tell(turn, memory, questions)
        return True

    async def choose(self, turn: Turn, action: str, argument: str) -> None:
        """Answer a pressed ``#ans.…``."""
        memory = Memory.of(turn.state, turn.received_at)
        if not self._pressed(turn, memory, action, argument):
            await self._router.stale(turn)
            return
        memory.keep(turn.state)
        dialogue = turn.dialogue
        if dialogue is not None and dialogue.name in self._router.dialogues and dialogue.name != "which":
            await self._router.dialogues[dialogue.name].prompt(turn)

    def _pressed(self, turn: Turn, memory: Memory, action: str, argument: str) -> bool:
        if action == "again":
            return self._told_again(turn, memory)
        if action == "more":
            return any(one.code for one in memory.waiting) and self._next(turn, memory)
        code, _, rest = argument.partition("/")
        if code not in turn.guidance.catalogue:
            return False
        if action == "fact":
            answer = asking_back.pressed(turn, argument)
            return answer is not None and self._answered_back(turn, memory, *answer)
        if action == "ask" and rest in set(Focus):
            self._tell(turn, memory, [Waiting(Focus(rest), code, "")])
            return True
        turn.state.topic.procedure = code
        return self._papers_pressed(turn, memory, action, code, rest)

    def _papers_pressed(self, turn: Turn, memory: Memory, action: str, code: str, rest: str) -> bool:
        papers = {unit.id: unit for unit in case.units_of(turn, code, Focus.PAPERS)}
        if action == "long" and (unit := papers.get(f"{code}/papers/{rest}")) is not None and unit.long is not None:
            memory.live = True
            turn.reply(words(turn, unit.long))
            return True
        if action == "case" and (unit := papers.get(f"{code}/papers/case{rest}")) is not None:
            case.choose_case(turn, code, papers, int(rest))
            tell(turn, memory, [Answered(Waiting(Focus.PAPERS, code, ""), [unit])])
            return True
        cases = next((unit for unit in papers.values() if unit.cases), None)
        if action == "cases" and rest.isdecimal() and cases is not None and int(rest) < len(cases.cases):
            turn.say("answers.case_question", choices=case_choices(turn, cases, int(rest)))
            return True
        return False


def _adopted(turn: Turn, heard: Heard, offered: Sequence[str]) -> str | None:
    """Return the one procedure that was asked back, where the person goes on asking and does not deny it.

    They hear its name as the heading; asking once more would hold them in a circle.
    """
    denied = any(clause.act in {Act.DENIES, Act.CORRECTS, Act.REFUSES} for clause in heard.clauses)
    if turn.state.topic.procedure is not None or len(offered) != 1 or denied or not heard.questions:
        return None
    if heard.topic.named or offered[0] in rejected.codes(turn):
        return None
    return offered[0]


def _names_only(turn: Turn, heard: Heard, asking: Sequence[Clause]) -> bool:
    """Return whether a message only says what is to be done: by a name alone, or as what somebody wants."""
    return not asking and (len(turn.text.split()) <= _BARE_NAME or whose.wants(heard))


def _waiting(question: Question, code: str) -> Waiting:
    return Waiting(question.focus, code, question.text, question.act is Act.ASKS_WHETHER)


def _ask_choice(turn: Turn, focus: Focus, code: str) -> Choice:
    return Choice(turn.words(f"answers.focus_{focus.value}"), f"#ans.ask:{code}/{focus.value}")


def _repeat(turn: Turn, memory: Memory) -> bool:
    """Say the last answer again, since that was asked for."""
    memory.live = True
    if memory.lines:
        turn.reply(f"{turn.words('answers.again')}\n{memory.lines}")
    else:
        turn.say("answers.nothing_to_repeat")
    return True
