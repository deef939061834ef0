"""“Có gì mới từ lần trước?”: what began, ended, changed or was taken back since it was told to this person last.

Rules, and what was told of procedures field by field: papers, fees, days, places.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from bot.conversation.messages import Choice
from bot.conversation.turn import Outcome
from bot.guidance.rulebook.model import Audience, Purpose, Status
from bot.guidance.rulebook.text import ask_words
from bot.handlers import told_fields
from bot.handlers.answers import HEARD, Answer
from bot.handlers.booking.words import lower_first
from bot.handlers.finding import advise, person_area
from bot.handlers.menu import intent_choice
from bot.handlers.questions.memory import Memory
from bot.handlers.told_fields import FOCUSES
from bot.understanding.keywords import asks_news

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from bot.conversation.turn import Turn
    from bot.guidance.catalogue.values import FieldKind
    from bot.guidance.rulebook.advice import AdvisedRule

_MOST = 3
"""Rules of a kind that are told; more nobody reads."""


def answered(turn: Turn) -> bool:
    """Answer where that is what the whole message asks."""
    if not asks_news(turn.text):
        return False
    turn.outcome = Outcome.UNDERSTOOD
    answer = Answer(turn, advise(turn))
    heard = turn.state.memo.get(HEARD)
    changed = told_fields.changed(turn)
    if changed:
        _tell_fields(turn, answer, changed[:_MOST])
    if heard is not None:
        then = datetime.fromisoformat(heard[0])
        some = _tell(turn, answer, then, int(heard[1])) or bool(changed)
        if not some:
            answer.say("news.nothing", day=f"{then.day}/{then.month}/{then.year}")
    elif not changed:
        answer.say("news.no_field" if told_fields.has_heard(turn) else "news.first")
    turn.state.memo[HEARD] = [turn.moment.isoformat(), turn.guidance.rulebook_id]
    again = [_again(turn, code, kind) for code, kind, known in changed[:_MOST] if known]
    usual = [intent_choice(turn, "ask_submission_channel"), intent_choice(turn, "ask_hotline")]
    answer.send(choices=again or usual)
    return True


def _tell_fields(turn: Turn, answer: Answer, changed: Iterable[tuple[str, FieldKind, bool]]) -> None:
    """Say what of the procedures that were told of is another one now; a button tells it as it is."""
    memory = Memory.of(turn.state, turn.received_at)
    for code, kind, known in changed:
        procedure = turn.guidance.catalogue.get(code)
        focus = FOCUSES[kind]
        what = turn.words(f"answers.focus_{focus.value}")
        answer.say(
            "news.field" if known else "news.field_gone",
            title=procedure.title if procedure is not None else code,
            what=lower_first(what),
            ask=ask_words(answer.advice, turn.guidance.rulebook),
        )
        memory.told = {unit: how for unit, how in memory.told.items() if not unit.startswith(f"{code}/{focus.value}/")}
    memory.keep(turn.state)


def _again(turn: Turn, code: str, kind: FieldKind) -> Choice:
    focus = FOCUSES[kind]
    return Choice(turn.words(f"answers.focus_{focus.value}"), f"#ans.ask:{code}/{focus.value}")


def _tell(turn: Turn, answer: Answer, then: datetime, version: int) -> bool:
    """Tell what of the rules is another one now; False where nothing is."""
    guidance, now = turn.guidance, answer.advice
    before = guidance.rulebook.at(then, person_area(turn))
    changed = guidance.changed_since(version)
    known = {advised.rule.id for advised in before.rules}
    began = _for_citizens(a for a in now.rules if a.rule.id not in known or a.rule.id in changed)
    ended = _for_citizens(a for a in now.history if a.rule.id in known)
    content = guidance.rulebook.content
    hidden = {entry.id for entry in content.rules if entry.status is Status.SUSPENDED} & changed
    if began:
        answer.say("news.began")
        answer.rules(began[:_MOST])
    if ended:
        answer.say("news.ended")
        answer.rules(ended[:_MOST])
    if hidden:
        answer.say("news.hidden")
    return _tell_contacts(turn, answer, changed) or bool(began or ended or hidden)


def _tell_contacts(turn: Turn, answer: Answer, changed: Collection[str]) -> bool:
    """Tell everybody's numbers and addresses that are others now, or were taken back; False where none is.

    A wrong number costs more than a wrong sentence: who was told it once may have written it down.
    """
    contacts = turn.guidance.rulebook.content.contacts
    ours = [one for one in contacts if one.id in changed and one.unit is None and one.purpose is not Purpose.EMERGENCY]
    valid = {one.id for one in answer.advice.contacts}
    for one in ours:
        if one.id in valid and one.value:
            answer.say("news.contact", label=one.label, value=one.value)
        elif one.status is Status.SUSPENDED:
            answer.say("news.contact_gone", label=one.label)
    return any(one.id in valid or one.status is Status.SUSPENDED for one in ours)


def _for_citizens(found: Iterable[AdvisedRule]) -> list[AdvisedRule]:
    return [advised for advised in found if advised.rule.audience is Audience.CITIZEN]
