"""Single questions: which of a message's clauses are answered by units, what waits, what an objection changes."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.router import FALLBACK
from bot.conversation.turn import Outcome
from bot.guidance.answers import Focus
from bot.guidance.text import fold
from bot.handlers import abroad, doers, elsewhere, exactly, rejected, sending, unheard, which
from bot.handlers.deciding import business_of
from bot.handlers.finding import procedure_of, topic_procedure
from bot.handlers.menu import is_asked_back
from bot.handlers.questions import (
    afterwards,
    answering,
    asking_back,
    candidates,
    case,
    corrected,
    going_back,
    hindrances,
    in_law,
    instead,
    left_over,
    listening,
    pressing,
    taken_instead,
    whose,
)
from bot.handlers.questions.aims import asks_for_speed, wants_more
from bot.handlers.questions.beyond import asks_how_long_it_holds
from bot.handlers.questions.focuses import BESIDE, BY_INTENT, TOPICLESS, WISHES, asks_something, may_ask
from bot.handlers.questions.hearing import hear
from bot.handlers.questions.memory import Memory, Waiting
from bot.handlers.questions.naming import asks_what, lists_losses, only_tells
from bot.handlers.questions.telling import Answered, Rest, tell
from bot.handlers.questions.topics import names_something_else
from bot.understanding.clauses import Act
from bot.understanding.fold import canonical, has_diacritics
from bot.understanding.reactions import puts_off
from bot.understanding.search.evidence import speaks_of_another

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.conversation.router import Router
    from bot.conversation.turn import Handler, Turn
    from bot.guidance.answers import AnswerUnit
    from bot.handlers.questions.hearing import Heard
    from bot.handlers.questions.implied import Question
    from bot.understanding.clauses import Clause

_LONGEST_NAME = 80
"""Characters of a message that may only name a case, so that others are not put beside all papers."""
_MOST_OF_SEVERAL = 2
"""Questions that are answered at once where they are about several procedures: each needs a heading."""
_MOST_LOST = 4
"""Papers that were lost together, of which each has its line at once."""
_BARE_NAME = 5
"""Words of a text that may be nothing but what somebody calls a procedure."""


class Questions:
    """Answers them.

    Args:
        router: says that a button is old.
    """

    def __init__(self, router: Router) -> None:
        self._router = router

    async def answer(self, turn: Turn) -> bool:
        """Answer the questions of a text; False where it asks none that units answer, or something else besides."""
        whole = None if instead.says_instead(turn.text) else exactly.unbroken(turn)
        if whole is None and turn.dialogue is None:
            going_back.note(turn)
            going_back.take(turn)
            whole = _pointed_at(turn)
        if whole is not None:
            with turn.reading(whole):
                return await self.answer(turn)
        if turn.dialogue is None and (rest := elsewhere.need_first(turn)) is not None:
            turn.outcome = Outcome.UNDERSTOOD
            if not rest:
                return True
            with turn.reading(rest):
                return await self.answer(turn)
        if turn.dialogue is None and elsewhere.asks_which_first(turn):
            turn.outcome = Outcome.UNDERSTOOD
            return elsewhere.tell(turn)
        if doers.tell(turn):
            turn.outcome = Outcome.UNDERSTOOD
            return True
        return await self._instead(turn)

    async def _instead(self, turn: Turn) -> bool:
        """Answer without what a message drops or denies, if it does."""
        left = instead.drops(turn)
        if left is not None:
            return await self._without_the_matter(turn, left)
        meant = instead.puts_right(turn)
        if instead.tells_what_not(turn, meant):
            return True
        if meant is None or hear(turn).questions:  # what it asks is answered as it stands
            return await self._told(turn)
        if instead.names_nothing(turn, meant) and corrected.tells(turn):
            return True
        await self._put_right(turn, meant)
        instead.says_sorry(turn)
        return True

    async def _told(self, turn: Turn) -> bool:
        memory = Memory.of(turn.state, turn.received_at)
        was_live, memory.live = memory.live, False
        if puts_off(turn.text):
            memory.waiting = [one for one in memory.waiting if one.code]  # what nobody made out is put aside
        before = turn.state.topic.procedure
        if before is not None:
            turn.state.topic.procedure = abroad.meant_in(turn, before)
        outright = whose.outright(turn)
        if outright is not None:
            turn.understanding = replace(turn.understanding, intent=outright)
        heard = hear(turn)
        wish = _only_wish(turn, heard, live=was_live)
        if wish is not None or hindrances.only_tells(turn, heard):
            memory.keep(turn.state)
            await (hindrances.tell(turn, heard) if wish is None else self._router.answer_intent(turn, wish))
            return True
        done = self._answer(turn, memory, heard, live=was_live)
        memory.keep(turn.state)
        if outright is not None:
            await self._router.answer_intent(turn, outright)
            turn.outcome = Outcome.UNDERSTOOD
            return True
        if not done and (answered := _said_back(turn, heard)) is not None:
            return answered
        twin = topic_procedure(turn) if turn.state.topic.procedure != before else None
        if not done and twin is not None and whose.only_says(turn, heard):
            await sending.about(turn, twin)
            return True
        if not done:
            listens = turn.dialogue is None and whose.tells_in_figures_only(turn, heard) and listening.meets(turn)
            return listens or await self._otherwise(turn, heard)
        turn.outcome = Outcome.UNDERSTOOD
        return whose.is_done(turn, heard)

    async def _put_right(self, turn: Turn, meant: str) -> None:
        """Answer what is meant instead of a matter that the message says is not: nothing of that one is told again."""
        memory = Memory.of(turn.state, turn.received_at)
        before, asked, pointed = turn.state.topic.procedure, memory.latest, instead.says_instead(turn.text)
        memory.lines, memory.latest, memory.asks_topic, memory.offered = "", [], False, []
        memory.waiting = [one for one in memory.waiting if one.code not in rejected.codes(turn)]
        memory.keep(turn.state)
        if pointed:
            turn.state.topic.procedure = None  # what was answered is what is not meant
        intent = FALLBACK if turn.understanding.intent in instead.SAYS_NOTHING_ELSE else turn.understanding.intent
        with turn.reading(meant, replace(turn.understanding, intent=intent, secondary=())):
            if (pointed and await taken_instead.take(turn, before, asked)) or await self._told(turn):
                return
            named = turn.guidance.catalogue.get(hear(turn).topic.code or "")
            if named is not None and not any(clause.act.asks for clause in turn.clauses):
                await sending.about(turn, named)
            elif not (intent == FALLBACK and unheard.tell(turn)):
                await self._router.answer_intent(turn, intent)

    async def _without_the_matter(self, turn: Turn, left: str) -> bool:
        """Drop the matter under way, and answer what the message says besides."""
        turn.state.topic.procedure = None
        if not left:
            turn.say("opening.anything_else")
            turn.outcome = Outcome.UNDERSTOOD
            return True
        read = turn.understanding
        intent = FALLBACK if read.intent in whose.OF_APPOINTMENTS else read.intent
        with turn.reading(left, replace(read, intent=intent)):
            if not await self.answer(turn):
                await self._router.answer_intent(turn, intent)
        return True

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
        if await _what_to_do(turn, heard, asking):
            return True
        under_way = turn.state.topic.procedure is not None
        offered = bool(heard.topic.offered and not under_way) or whose.slot_is_offered(turn)
        if whose.doubtful(turn, heard, asking) and (named is not None or not offered):
            turn.state.topic.procedure = turn.state.topic.procedure if named is None else named.code
            return unheard.tell(turn, about=turn.state.topic.procedure is not None and not heard.strange)
        settled = named is not None or offered
        if not asking or settled or any(map(whose.of_an_office, asking)):
            return False
        return unheard.tell(turn, about=turn.state.topic.procedure is not None and not heard.strange)

    def _answer(self, turn: Turn, memory: Memory, heard: Heard, *, live: bool) -> bool:
        if heard.questions and all(question.focus is Focus.RULE for question in heard.questions):
            # What was asked before goes on waiting: a word of it may be what is asked now.
            asked = [
                (answering.waiting_for(question, ""), question.start)
                for question in heard.questions[: answering.MOST_AT_ONCE]
            ]
            tell(turn, memory, [Answered(one, answering.units_of(turn, one, memory), start) for one, start in asked])
            in_law.opens(turn, heard.questions, heard.topic.code)
            return True
        if not whose.gives_way(turn, heard):
            return False
        if (done := self._to_what_was_said(turn, memory, heard, live=live)) is not None:
            return done
        offered = memory.offered if memory.asks_topic else []
        memory.asks_topic, memory.offered = False, offered
        if heard.listed and not heard.questions:
            return self._list(turn, memory, heard)
        if heard.strange and turn.dialogue is None:
            return _strange_said_back(turn)
        certain = bool(heard.questions) and whose.certain(turn, heard, among=bool(offered))
        return certain and self._questions(turn, memory, heard)

    def _to_what_was_said(self, turn: Turn, memory: Memory, heard: Heard, *, live: bool) -> bool | None:
        """Take a message as an answer to what was asked back, or about the answers before; None where it is neither."""
        if memory.asks and (answer := asking_back.typed(turn, memory)) is not None:
            return afterwards.answered_back(turn, memory, *answer)
        if whose.refers(memory, heard, live=live):
            return afterwards.goes_on(turn, memory, heard)
        asks_else = any(map(asks_something, heard.clauses))
        if memory.asks_topic and not heard.questions and not asks_else and self._settled(turn, memory, heard):
            return True
        if turn.dialogue is None and not heard.questions and self._names_a_case(turn, memory):
            return True
        told = only_tells(heard.clauses) or (turn.understanding.intent == FALLBACK and whose.tells(heard))
        if turn.dialogue is None and told and listening.asks_nothing(turn) and listening.noted(turn, memory):
            return True
        return None

    def _names_a_case(self, turn: Turn, memory: Memory) -> bool:
        """Tell the papers of the case that a message names and hardly more ("giám hộ cử"), of the matter under way."""
        code = turn.state.topic.procedure
        if code is None or len(turn.text) > _LONGEST_NAME or not case.note_named(turn, code):
            return False
        answering.answer(turn, memory, [Waiting(Focus.PAPERS, code, "")])
        return True

    def _settled(self, turn: Turn, memory: Memory, heard: Heard) -> bool:
        """Answer what waited, where a message tells which procedure is meant: by its name, or by a paper it wants."""
        code = heard.topic.code or candidates.settled_by_papers(turn, memory.offered)
        if code is None:
            return False
        if self._about(turn, memory, code):
            return True
        if heard.topic.code is None:
            answering.answer(turn, memory, [Waiting(Focus.PAPERS, code, "")])
        return heard.topic.code is None

    def _list(self, turn: Turn, memory: Memory, heard: Heard) -> bool:
        """Work through the matters that a message lists, each by its own way; what does not fit comes next."""
        codes = list(dict.fromkeys(topic.code for _, topic in heard.listed if topic.code is not None))
        asked = [Waiting(Focus.CHANNEL, code, "") for code in codes]
        unnamed = tuple(text for text, topic in heard.listed if topic.code is None and not topic.offered)
        maybe = tuple((text, topic.offered[0]) for text, topic in heard.listed if topic.offered)
        most = _MOST_LOST if lists_losses(heard.clauses) else _MOST_OF_SEVERAL
        now = asked[:most]
        memory.rung = 0
        rest = Rest(len(heard.listed), unnamed=unnamed, maybe=maybe)
        answering.answer(turn, memory, now, answering.Beside(asked[most:], rest=rest))
        # None of several is the one that a wish for a visit, or a question without a name, is about.
        turn.state.topic.procedure, memory.offered = None, codes
        return True

    def _questions(self, turn: Turn, memory: Memory, heard: Heard) -> bool:
        if (only := _adopted(turn, heard, memory.offered)) is not None:
            turn.state.topic.procedure = only
            return self._about(turn, memory, only) or self._questions(turn, memory, hear(turn))
        under_way = turn.state.topic.procedure
        open_ones: dict[Waiting, int] = {}
        unclear: list[Question] = []
        theirs: list[int] = []
        for question in heard.questions:
            code = question.topic.code or (None if question.topic.named else under_way)
            if question.focus in TOPICLESS or (code is None and whose.holds_of_all(turn, question)):
                code = ""
            if whose.is_of_another_body(turn, question, code):
                theirs.append(question.start)
            elif code is None:
                unclear.append(question)
            else:
                open_ones.setdefault(answering.waiting_for(question, code), question.start)
        if not open_ones and theirs:
            return elsewhere.tell(turn) or unheard.tell(turn)
        if not open_ones:
            own = [question for question in unclear if question.focus not in BESIDE]
            asked_back = any(question.topic.offered for question in own)
            if own and not asked_back and left_over.wish_answers(turn, {question.start for question in own}):
                return False  # the handler answers one of them; what it leaves over is said back
            return self._which(turn, memory, unclear, heard.unheard)
        memory.rung = 0
        asked = list(open_ones)
        several = len({one.code for one in asked}) > 1
        most = _MOST_OF_SEVERAL if several else answering.MOST_AT_ONCE
        # A last one is answered along: naming it as still open would take the same line.
        now = asked if not several and len(asked) == most + 1 else asked[:most]
        later = [one for one in asked if one not in now]
        # What waited for its procedure to be named just now, and got no answer, is said once more and then left.
        waited = [one for one in memory.waiting if not one.code and not _told_of_the_only_one(memory, one)]
        waited = waited if memory.offered else []
        nameless = [*waited, *(answering.waiting_for(one, "") for one in unclear)]
        answering.answer(
            turn,
            memory,
            now,
            answering.Beside(later, open_ones, nameless, Rest(unheard=(*theirs, *heard.unheard), maybe=heard.beside)),
        )
        return True

    def _which(self, turn: Turn, memory: Memory, unclear: Sequence[Question], not_understood: Sequence[int]) -> bool:
        """Ask which procedure is meant; the questions wait for it. What is another body's is told before."""
        named = next((question.topic.offered for question in unclear if question.topic.offered), ())
        another = any(names_something_else(question.text) for question in unclear)
        offered = named or ([] if another else memory.offered)
        found = [procedure for code in offered if (procedure := turn.guidance.catalogue.get(code)) is not None]
        asked = [answering.waiting_for(one, "") for one in unclear[: answering.MOST_AT_ONCE + 1]]

        def units_of(question: Waiting, code: str) -> list[AnswerUnit]:
            return answering.units_of(turn, replace(question, code=code), memory)

        lines, answered = candidates.tell_of_each(turn, memory, asked, found, units_of)
        before = [
            one for one in memory.waiting if one.code or (not named and one.focus not in {a.focus for a in asked})
        ]
        left = [one for one in asked if one not in answered]
        memory.waiting = [*asked, *before]
        memory.asks_topic, memory.offered = True, [one.code for one in found]
        wish = WISHES.get((left or asked)[0].focus, "ask_procedure_documents")
        theirs = [one for one in turn.clauses if one.start in not_understood and business_of(turn, one.text)]
        which.ask_procedure(turn, wish, found, told=[*elsewhere.lines_of(turn, theirs), *lines])
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
                elif focus is Focus.TIME and asks_for_speed(canonical(turn.text)):
                    await sending.about(turn, found.procedure)  # whether it may be done so, for speed's sake
                elif turn.text and self._asks_itself(memory, heard := hear(turn), code):
                    self._questions(turn, memory, heard)
                else:
                    answering.answer(turn, memory, [Waiting(focus, code, canonical(turn.text))])
                memory.keep(turn.state)
            elif otherwise is not None and not found.offered:
                await otherwise(turn)
            else:
                which.ask_procedure(turn, WISHES[focus], found.offered)

        return answer

    @staticmethod
    def _asks_itself(memory: Memory, heard: Heard, code: str) -> bool:
        """Return whether a message asks more than the wish that it was read as, or of another procedure."""
        return len(heard.questions) > 1 or whose.asks_of_another(heard, code, memory.offered)

    def _about(self, turn: Turn, memory: Memory, code: str) -> bool:
        """Answer what waited for its procedure to be named, and what is asked in naming it."""
        meant = {code} if turn.text and whose.asks_of_another(hear(turn), code, memory.offered) else {"", code}
        questions = [replace(one, code=code) for one in memory.waiting if one.code in meant]
        if code in memory.offered:
            questions = [one for one in questions if not self._told_for_each(turn, memory, one)]
        if not questions:
            return False
        asked = {(one.focus, one.code) for one in questions}
        heard = hear(turn).questions if turn.text else ()
        own = {answering.waiting_for(one, one.topic.code or code): one.start for one in heard}
        questions += [one for one in own if (one.focus, one.code) not in asked]
        places = {(one.focus, one.code): start for one, start in own.items()}
        starts = {one: places[one.focus, one.code] for one in questions if (one.focus, one.code) in places}
        later = questions[answering.MOST_AT_ONCE :]
        answering.answer(turn, memory, questions[: answering.MOST_AT_ONCE], answering.Beside(later, starts))
        return True

    def _told_for_each(self, turn: Turn, memory: Memory, question: Waiting) -> bool:
        """Return whether a question was answered while it was open which procedure is meant."""
        units = answering.units_of(turn, question, memory)
        return _told_of_the_only_one(memory, question) or (bool(units) and memory.times(units[0].id) > 0)

    async def choose(self, turn: Turn, action: str, argument: str) -> None:
        """Answer a pressed ``#ans.…``."""
        memory = Memory.of(turn.state, turn.received_at)
        if not pressing.pressed(turn, memory, action, argument):
            await self._router.stale(turn)
            return
        memory.keep(turn.state)
        dialogue = turn.dialogue
        if dialogue is not None and dialogue.name in self._router.dialogues and dialogue.name != "which":
            await self._router.ask_again(turn, self._router.dialogues[dialogue.name])


def _told_of_the_only_one(memory: Memory, question: Waiting) -> bool:
    """Return whether a question was answered of the one procedure that was asked back: nobody waits for that again."""
    return len(memory.offered) == 1 and memory.times(f"{candidates.FOR_EACH}/{question.focus.value}") > 0


def _strange_said_back(turn: Turn) -> bool:
    """Say back what does not belong to the matter under way: answered of that it would send somebody the wrong way.

    However little it says, where what it was read as would be answered so, or with a menu.
    """
    little = turn.understanding.intent in {*BY_INTENT, FALLBACK}
    return unheard.tell(turn) or (little and unheard.tell_as_typed(turn, about=False))


def _said_back(turn: Turn, heard: Heard) -> bool | None:
    """Say back what is asked of something else than its words sound like, or of others; None where it is neither."""
    if whose.asks_something_else(turn, heard):
        _take_what_is_named(turn, heard)
        if unheard.tell_as_typed(turn, about=turn.state.topic.procedure is not None):
            return True
    about = turn.state.topic.procedure is not None
    of_elsewhere, of_others = whose.is_of_elsewhere(heard), whose.asks_only_of_others(turn, heard)
    if of_others or (turn.dialogue is None and (of_elsewhere or whose.asks_beside(turn, heard))):
        return unheard.tell(turn, about=about and not (of_elsewhere or of_others))
    return None


def _paper_named(heard: Heard) -> str | None:
    """Return the one paper that a message names in asking how long it holds: who makes that knows it."""
    holds = any(asks_how_long_it_holds(canonical(clause.text)) for clause in heard.clauses)
    return heard.topic.offered[0] if holds and len(heard.topic.offered) == 1 else None


def _take_what_is_named(turn: Turn, heard: Heard) -> None:
    """Let what a message says back be about what the message itself names, or as the first of a talk is about."""
    named = heard.topic.code or _paper_named(heard)
    if named in turn.guidance.catalogue:
        turn.state.topic.procedure = named
    elif turn.state.topic.procedure is None and (found := procedure_of(turn).procedure) is not None:
        turn.state.topic.procedure = found.code


def _only_wish(turn: Turn, heard: Heard, *, live: bool) -> str | None:
    """Return the wish that is answered instead of questions: a goodbye, and whether one may come of who has no visit.

    Who says that they have no appointment is not asked for its code.
    """
    leaves = live and heard.leaves and turn.dialogue is None and not wants_more(canonical(turn.text))
    if leaves and turn.understanding.intent not in whose.BESIDE:
        return "thank_bye"
    if turn.understanding.intent in whose.OF_APPOINTMENTS and whose.has_no_appointment(heard):
        turn.understanding = replace(turn.understanding, intent="ask_inperson_allowed")
        return turn.understanding.intent
    return None


def _pointed_at(turn: Turn) -> str | None:
    """Make the one procedure that was asked back last the matter, where a message points at it ("giấy đó xin ở đâu").

    Who points at it has it in mind; another answer in between, or a name of its own, leaves it open.

    Returns:
        The message with its title for what points; None where it points at nothing.
    """
    memory = Memory.of(turn.state, turn.received_at)
    points = _POINTS_AT_IT.match(turn.text)
    if turn.state.topic.procedure is not None or len(memory.offered) != 1 or not memory.asks_topic or points is None:
        return None
    only, said = memory.offered[0], turn.clauses[0].text
    if only in rejected.codes(turn) or not is_asked_back(turn, only):
        return None
    # "Giấy đó" is no "sổ đỏ": what points says nothing of its own.
    if speaks_of_another(turn.guidance.search, canonical(said[len(points[0]) :]), only):
        return None
    turn.state.topic.procedure = only
    found = turn.guidance.catalogue.get(only)
    title = "" if found is None else found.title
    return f"{title if has_diacritics(turn.text) else fold(title)} {turn.text[points.end() :].strip()}"


_POINTS_AT_IT = re.compile(
    r"(?:(?:dạ|da|ủa|ua|vậy|vay|z|thì|thi|mà|ma|rồi|roi) ){0,3}"
    r"(?:giấy|giay|cái|cai|việc|viec|vụ|vu|thủ tục|thu tuc) (?:đó|do|này|nay|ấy|ay)\b(?= \w+ \w)",
    re.IGNORECASE,
)
"""Begins with what was talked of last."""


def _adopted(turn: Turn, heard: Heard, offered: Sequence[str]) -> str | None:
    """Return the one procedure that was asked back, where the person goes on asking and does not deny it.

    They hear its name as the heading; asking once more would hold them in a circle. With another answer in between,
    what was only guessed is forgotten.
    """
    denied = any(clause.act in {Act.DENIES, Act.CORRECTS, Act.REFUSES} for clause in heard.clauses)
    if turn.state.topic.procedure is not None or len(offered) != 1 or denied or not heard.questions:
        return None
    asked = (question.text for question in heard.questions)
    of_another = any(speaks_of_another(turn.guidance.search, one, offered[0]) for one in asked)
    if heard.topic.named or of_another or offered[0] in rejected.codes(turn):
        return None
    return offered[0] if is_asked_back(turn, offered[0]) else None


async def _what_to_do(turn: Turn, heard: Heard, asking: Sequence[Clause]) -> bool:
    """Answer what is to be done with a matter that a message names, or ask back which one; False where it asks else."""
    named = turn.guidance.catalogue.get(heard.topic.code or "")
    asks = any(map(asks_what, asking))
    if named is not None and (asks or whose.asks_how(asking) or _names_only(turn, heard, asking)):
        await sending.about(turn, named)
        return True
    if not asks or not heard.topic.offered or turn.state.topic.procedure is not None:
        return False
    found = (turn.guidance.catalogue.get(code) for code in heard.topic.offered)
    which.ask_procedure(turn, "find_procedure", [one for one in found if one is not None])
    return True


def _names_only(turn: Turn, heard: Heard, asking: Sequence[Clause]) -> bool:
    """Return whether a message only says what is to be done: by a name alone, or as what somebody wants."""
    return not asking and (len(turn.text.split()) <= _BARE_NAME or whose.wants(heard))
