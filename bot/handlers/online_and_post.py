"""The two ways that need no visit, online and by post: how far each is known at the moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.messages import Choice, Link
from bot.guidance.channels import Channel
from bot.guidance.rulebook.advice import Applies
from bot.guidance.steering.model import StepState
from bot.handlers.answers import Answer
from bot.handlers.finding import advise, catalogue_speaks, ladder_of
from bot.handlers.menu import intent_choice

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.conversation.turn import Turn
    from bot.guidance.procedures import Procedure
    from bot.guidance.rulebook.advice import AdvisedRule


def online(turn: Turn, procedure: Procedure | None) -> None:
    """Tell how far the way online is known at the moment."""
    turn.course.led = Channel.ONLINE.value
    code = procedure.code if procedure else None
    advice = advise(turn, code)
    answer = Answer(turn, advice)
    if procedure is not None:
        answer.say("ways.about_online", title=procedure.title)
        turn.state.topic.procedure = procedure.code
    offering = advice_note(turn, procedure, Channel.ONLINE)
    found = _first(advice.about("portal"), 1) + _first(advice.about("login"), 1)
    if not found:
        found = _first([a for a in advice.about("online") if "payment" in a.rule.topics] or advice.about("online"), 1)
    answer.rules(found, why=False)
    if not found:
        answer.say("ways.online_unruled")
    answer.add(offering)
    answer.silence("documents_and_fees")
    answer.rules(_first([a for a in advice.about("hotline") if "queue" in a.rule.topics], 1), why=False)
    answer.say("ways.online_safe")
    answer.send(choices=_after_online(turn, procedure), links=portal_links(turn, procedure))


def portal_links(turn: Turn, procedure: Procedure | None) -> list[Link]:
    """Return the links that may be given at the moment: none before the portal's address is published."""
    portal = advise(turn).portal
    if portal is None or portal.value is None:
        return []
    links = [Link(portal.label, portal.value)]
    return [*page_links(turn, procedure), *links] if procedure is not None else links


def page_links(turn: Turn, procedure: Procedure) -> list[Link]:
    """Return the link to a procedure's own page, where the portal had one by the moment."""
    if not procedure.source_url or not catalogue_speaks(turn, procedure):
        return []
    return [Link(turn.words("ways.page", title=procedure.title), procedure.source_url)]


def _after_online(turn: Turn, procedure: Procedure | None) -> list[Choice]:
    if procedure is None:
        return [intent_choice(turn, "find_procedure"), intent_choice(turn, "ask_postal_service")]
    ladder = ladder_of(turn, procedure.code)
    choices = []
    if ladder.step(Channel.POSTAL).state is StepState.OPEN:
        choices.append(Choice(turn.words("ways.post"), f"#way.post:{procedure.code}"))
    choices.append(Choice(turn.words("ways.no_net"), f"#way.stuck:{procedure.code}/{Channel.ONLINE}"))
    return choices


def post(turn: Turn, procedure: Procedure | None) -> None:
    """Tell how far the way by post is known at the moment."""
    turn.course.led = Channel.POSTAL.value
    code = procedure.code if procedure else None
    advice = advise(turn, code)
    answer = Answer(turn, advice)
    offered = ladder_of(turn, code).step(Channel.POSTAL) if code else None
    if procedure is not None:
        answer.say("ways.about_post", title=procedure.title)
        turn.state.topic.procedure = procedure.code
    if offered is not None and offered.state is StepState.CLOSED:
        answer.add(turn.guidance.rulebook.phrase("ladder.not_offered", way=turn.guidance.rulebook.phrase("way.postal")))
    else:
        speaking = [a for a in advice.about("postal") if a.applies is Applies.YES]
        answer.rules(_first(speaking, 1))
        if not speaking:
            answer.say("ways.post_unruled")
    answer.add(advice_note(turn, procedure, Channel.POSTAL))
    answer.say("ways.post_unknown")
    choices = [intent_choice(turn, "find_procedure"), intent_choice(turn, "ask_online_guide")]
    if procedure is not None:
        choices = [
            Choice(turn.words("ways.online"), f"#way.online:{procedure.code}"),
            Choice(turn.words("ways.no_post"), f"#way.stuck:{procedure.code}/{Channel.POSTAL}"),
        ]
    answer.send(choices=choices)


def advice_note(turn: Turn, procedure: Procedure | None, channel: Channel) -> str | None:
    """Return the offers table's remark on a way, with where it is known from."""
    if procedure is None:
        return None
    offer = turn.guidance.offers.at(turn.moment, procedure.code).offer(channel)
    parts = [offer.note, turn.guidance.rulebook.phrase("basis", basis=offer.basis) if offer.basis else None]
    return " ".join(part for part in parts if part) or None


def _first(found: Iterable[AdvisedRule], count: int) -> list[AdvisedRule]:
    return list(found)[:count]
