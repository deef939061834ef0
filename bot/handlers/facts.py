"""Single facts about a procedure: papers, fee, time, who handles it, forms, results, the state of a dossier.

The catalogue is a copy of the portal of one day in 2026. What it does not know, and everything for an earlier moment,
is said to be unknown; nobody is sent away with a number that stands nowhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.messages import Choice
from bot.guidance.rulebook.text import ask_words
from bot.handlers import mentions, online_and_post, which
from bot.handlers.answers import Answer
from bot.handlers.finding import advise, catalogue_speaks, procedure_of
from bot.handlers.menu import intent_choice, other
from bot.handlers.subscriptions import PROCEDURE, fits
from bot.handlers.units import tell_units

if TYPE_CHECKING:
    from bot.conversation.turn import Turn
    from bot.guidance.procedures import Procedure
    from bot.guidance.rulebook.advice import AdvisedRule


def _needed(turn: Turn, intent: str) -> Procedure | None:
    """Return the procedure a fact is asked of; where it is not known, ask and return None."""
    found = procedure_of(turn)
    if found.procedure is None:
        which.ask_procedure(turn, intent, found.offered)
        return None
    turn.state.topic.procedure = found.procedure.code
    return found.procedure


def _start(turn: Turn, procedure: Procedure) -> Answer:
    answer = Answer(turn, advise(turn, procedure.code))
    answer.say("ways.about", title=procedure.title)
    return answer


def _unknown(turn: Turn, answer: Answer, what: str) -> None:
    """Say that a fact is not known for the moment, and who knows it."""
    answer.silence("documents_and_fees")
    answer.say(f"facts.{what}_unknown")
    helping = [a for a in answer.advice.about("hotline") if "queue" in a.rule.topics][:1]
    answer.rules(helping, why=False)
    if not helping:
        answer.say("facts.ask", ask=ask_words(answer.advice, turn.guidance.rulebook))


def _finish(turn: Turn, answer: Answer, procedure: Procedure) -> None:
    links = online_and_post.portal_links(turn, procedure)
    if links:
        answer.say("facts.see_page")
    answer.send(
        choices=[Choice(turn.words("ways.all"), f"#way.show:{procedure.code}"), other(turn)],
        links=links,
    )
    fits(turn, PROCEDURE, procedure.code)


async def ask_procedure_documents(turn: Turn) -> None:
    """Which papers."""
    procedure = _needed(turn, "ask_procedure_documents")
    if procedure is None:
        return
    answer = _start(turn, procedure)
    _unknown(turn, answer, "documents")
    duty = turn.guidance.offers.at(turn.moment, procedure.code).duty
    answer.add(duty.note)
    _finish(turn, answer, procedure)


async def ask_procedure_fee(turn: Turn) -> None:
    """How much."""
    procedure = _needed(turn, "ask_procedure_fee")
    if procedure is None:
        return
    answer = _start(turn, procedure)
    ruled = answer.advice.about("fee")
    answer.rules(ruled)
    fee = procedure.public_fee if catalogue_speaks(turn, procedure) else None
    if fee:
        answer.say("facts.fee", fee=fee)
        answer.say("facts.from_portal")
    elif not ruled:
        _unknown(turn, answer, "fee")
    else:
        answer.say("facts.amount_unknown")
    _finish(turn, answer, procedure)


async def ask_processing_time(turn: Turn) -> None:
    """How long."""
    procedure = _needed(turn, "ask_processing_time")
    if procedure is None:
        return
    answer = _start(turn, procedure)
    time = procedure.public_time if catalogue_speaks(turn, procedure) else None
    if time:
        answer.say("facts.time", time=time)
        answer.say("facts.from_portal")
    else:
        _unknown(turn, answer, "time")
    if "emergency" in mentions.topics(turn.text):
        answer.silence("emergency")
    _finish(turn, answer, procedure)


async def ask_procedure_authority(turn: Turn) -> None:
    """Which office or level handles it."""
    found = procedure_of(turn)
    if found.procedure is None and mentions.district(turn.text):
        answer = Answer(turn, advise(turn))
        tell_units(answer)
        if answer.empty:
            answer.rules(_counters(answer))
        answer.say("facts.authority_unknown", ask=ask_words(answer.advice, turn.guidance.rulebook))
        answer.send(choices=[intent_choice(turn, "find_procedure")])
        return
    procedure = _needed(turn, "ask_procedure_authority")
    if procedure is None:
        return
    answer = _start(turn, procedure)
    if catalogue_speaks(turn, procedure) and procedure.agency:
        answer.say("facts.agency", agency=procedure.agency)
        answer.say("facts.from_portal")
    else:
        answer.rules(_counters(answer))
        answer.say("facts.authority_unknown", ask=ask_words(answer.advice, turn.guidance.rulebook))
    tell_units(answer)
    _finish(turn, answer, procedure)


def _counters(answer: Answer) -> list[AdvisedRule]:
    return [a for a in answer.advice.about("channels") if "in_person" in a.rule.topics][:1]


async def ask_form_download(turn: Turn) -> None:
    """A form, or how to fill it in."""
    procedure = procedure_of(turn).procedure
    answer = Answer(turn, advise(turn, procedure.code if procedure else None))
    if procedure is not None:
        turn.state.topic.procedure = procedure.code
        answer.say("ways.about", title=procedure.title)
    answer.say("facts.form_unknown", ask=ask_words(answer.advice, turn.guidance.rulebook))
    if procedure is not None:
        _finish(turn, answer, procedure)
    else:
        answer.send(choices=[intent_choice(turn, "find_procedure")], links=online_and_post.portal_links(turn, None))


async def check_dossier_status(turn: Turn) -> None:
    """Where is mine: the bot has no dossiers; who has them is told."""
    answer = Answer(turn, advise(turn))
    answer.say("facts.status_unknown")
    _who_knows(turn, answer)
    answer.send(choices=[intent_choice(turn, "talk_to_human")], links=online_and_post.portal_links(turn, None))


async def ask_result_delivery(turn: Turn) -> None:
    """Getting the result."""
    answer = Answer(turn, advise(turn))
    answer.say("facts.result_unsaid")
    if "authorise" in mentions.topics(turn.text):
        answer.silence("authorise")
    _who_knows(turn, answer)
    answer.send(choices=[intent_choice(turn, "check_dossier_status"), intent_choice(turn, "talk_to_human")])


def _who_knows(turn: Turn, answer: Answer) -> None:
    ruled = answer.advice.about("result")[:1]
    answer.rules(ruled)
    if not ruled:
        answer.say("facts.ask_receiver", ask=ask_words(answer.advice, turn.guidance.rulebook))
