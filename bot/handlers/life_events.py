"""“Mới sanh em bé cần làm gì”: what follows from something that happened, in its order, with stated deadlines.

A message is taken so only where it says nothing but the event and asks what is to be done; who names a procedure or
asks one thing of it is answered that.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from bot.conversation.messages import Choice, Kind
from bot.conversation.turn import Outcome
from bot.guidance.answers import FactName, Focus
from bot.guidance.life_events import Basis
from bot.guidance.phrasebook import in_vietnamese
from bot.handlers.finding import procedure_of
from bot.handlers.questions import happened
from bot.understanding.fold import canonical, words

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.conversation.turn import Turn
    from bot.guidance.life_events import LifeEvent, Step

TOPIC = "life"
_AROUND = frozenset(
    words(
        """
    da thua alo chao xin cho hoi anh chi em toi tui con chau co chu bac ong ba minh nha gia dinh vo chong ben ma thi
    la cua roi moi vua sap hom qua nay tuan thang truoc bay gio hien tai dang bi duoc a ah oi nhe voi giup gium can
    phai lam gi nhung cac viec nao thu tuc ho so giay to o dau sao the vay nhu theo tu trinh lan luot het tat ca
    muon biet khong va ra den di se nen nua mot may bao nhieu xong nguoi than trong what should i we do need now
    tien che do ho tro cap nha nuoc lanh huong duoc gia
    next have has my our in order which papers procedures steps after
        """
    )
)
"""Words that may stand around the event and change nothing of it."""
_ASKS = (
    *("lam gi", "can gi", "viec gi", "nhung gi", "thu tuc gi", "giay gi", "giay to gi", "lam sao", "viec nao"),
    *("tien gi", "che do gi", "ho tro gi", "tro cap gi"),
    *("thu tuc nao", "lam nhung", "cac viec", "theo thu tu", "what should", "what do", "what to do", "which papers"),
)


def first(otherwise: Callable[[Turn], Awaitable[bool]]) -> Callable[[Turn], Awaitable[bool]]:
    """Return what answers questions: an event that is asked about first, then ``otherwise``."""

    async def answer(turn: Turn) -> bool:
        event = _asked(turn)
        if event is None:
            return await otherwise(turn) or _first_step(turn)
        turn.outcome = Outcome.UNDERSTOOD
        tell(turn, event)
        return True

    return answer


def _first_step(turn: Turn) -> bool:
    """Say what has to be done first, and until when, to somebody who only tells what happened."""
    vague = turn.dialogue is None and turn.inbound.kind is Kind.TEXT and turn.understanding.intent in _TELLING
    happened_now = any(fact.name is FactName.EVENT for clause in turn.clauses for fact in clause.facts)
    asks = any(clause.act.asks for clause in turn.clauses)
    told = happened.told(turn) if vague and happened_now and not asks else None
    if told is None or _is_found(turn, told[1].procedure):
        return False
    event, step = told
    known = turn.guidance.life_events is not None and turn.guidance.life_events.get(event.id, turn.moment) is not None
    turn.state.topic.procedure = step.procedure
    turn.outcome = Outcome.UNDERSTOOD
    title = event.title_en if turn.profile.language == "en" else event.title_vi
    procedure = turn.guidance.catalogue.get(step.procedure)
    lines = [turn.words("life.first", event=title, title=procedure.title if procedure is not None else "")]
    if known and step.deadline is not None:
        lines.append(turn.words("life.deadline", text=step.deadline.text_vi))
    lines.append(turn.words("life.first_asks"))
    if known:
        lines.append(turn.words("life.source"))
    wanted = (Focus.PAPERS, Focus.PLACE, Focus.WHO_MAY_GO)
    choices = [Choice(turn.words(f"answers.focus_{one}"), f"#ans.ask:{step.procedure}/{one}") for one in wanted]
    if known:
        choices.append(Choice(turn.words("life.all"), f"#{TOPIC}.show:{event.id}"))
    turn.reply("\n".join(lines), choices=choices)
    return True


def _is_found(turn: Turn, first: str) -> bool:
    """Return whether a message names another procedure, or the handler of its wish finds the first one itself."""
    found = procedure_of(turn)
    other = found.procedure is None or found.procedure.code != first
    return found.named and (other or turn.understanding.intent == "find_procedure")


_TELLING = frozenset({"provide_info", "nlu_fallback", "find_procedure", "out_of_scope", "greet", "complaint_feedback"})
"""Wishes as which a message is read that only tells what happened."""


async def choose(turn: Turn, action: str, argument: str) -> bool:
    """Answer a pressed ``#life.show:…``; False where there is no such event."""
    event = turn.guidance.life_events.get(argument, turn.moment) if turn.guidance.life_events is not None else None
    if action != "show" or event is None:
        return False
    tell(turn, event)
    return True


def tell(turn: Turn, event: LifeEvent) -> None:
    """Tell the steps of an event, each with its condition and deadline, and buttons for the papers of each."""
    english = turn.profile.language == "en"
    lines = [turn.words("life.heading", title=event.title_en if english else event.title_vi)]
    steps = [_line(turn, number, step) for number, step in enumerate(event.steps, start=1)]
    if english and any(map(in_vietnamese, steps)):
        lines.append(turn.words("rules.english_lead"))
    lines += steps
    if event.unsaid_vi is not None:
        lines.append(event.unsaid_vi)
    lines.append(turn.words("life.order" if any(step.basis is Basis.ORDER for step in event.steps) else "life.source"))
    choices = [
        Choice(turn.words("life.papers", number=number), f"#ans.ask:{step.procedure}/{Focus.PAPERS.value}")
        for number, step in enumerate(event.steps, start=1)
        if step.procedure in turn.guidance.catalogue
    ]
    turn.reply("\n".join(lines), choices=choices)


def _line(turn: Turn, number: int, step: Step) -> str:
    procedure = turn.guidance.catalogue.get(step.procedure)
    title = procedure.title if procedure is not None else step.title_vi or step.procedure
    line = turn.words("life.step", number=number, title=title, when=step.when)
    return f"{line} {turn.words('life.deadline', text=step.deadline.text_vi)}" if step.deadline is not None else line


def _asked(turn: Turn) -> LifeEvent | None:
    """Return the event that a message asks about and nothing else, or None."""
    events = turn.guidance.life_events
    if events is None or turn.inbound.kind is not Kind.TEXT or turn.dialogue is not None:
        return None
    plain = canonical(turn.text)
    if not any(f" {cue} " in f" {plain} " for cue in _ASKS):
        return None
    for event in events:
        for said in event.said:
            before, found, after = f" {plain} ".partition(f" {_plain(said)} ")
            if found and _AROUND.issuperset([*before.split(), *after.split()]):
                return events.get(event.id, turn.moment)
    return None


@lru_cache(maxsize=500)
def _plain(said: str) -> str:
    return canonical(said)
