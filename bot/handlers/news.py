"""“Có gì mới từ lần trước?”: what began, ended, changed or was taken back since rules were told to this person last."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from bot.conversation.turn import Outcome
from bot.guidance.rulebook.model import Audience, Status
from bot.handlers.answers import HEARD, Answer
from bot.handlers.finding import advise, person_area
from bot.handlers.menu import intent_choice
from bot.understanding.keywords import asks_news

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.conversation.turn import Turn
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
    if heard is None:
        answer.say("news.first")
    else:
        _tell(turn, answer, datetime.fromisoformat(heard[0]), int(heard[1]))
    turn.state.memo[HEARD] = [turn.moment.isoformat(), turn.guidance.rulebook_id]
    answer.send(choices=[intent_choice(turn, "ask_submission_channel"), intent_choice(turn, "ask_hotline")])
    return True


def _tell(turn: Turn, answer: Answer, then: datetime, version: int) -> None:
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
    if not (began or ended or hidden):
        answer.say("news.nothing", day=f"{then.day}/{then.month}/{then.year}")


def _for_citizens(found: Iterable[AdvisedRule]) -> list[AdvisedRule]:
    return [advised for advised in found if advised.rule.audience is Audience.CITIZEN]
