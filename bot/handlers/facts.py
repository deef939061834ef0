"""Single facts where no procedure is known: who handles it, forms, results, the state of a dossier.

Where one is, units answer (``bot.handlers.questions``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.guidance.rulebook.text import ask_words
from bot.handlers import after_filing, mentions, online_and_post, which
from bot.handlers.answers import Answer
from bot.handlers.finding import advise, procedure_of
from bot.handlers.hotline import call_choice
from bot.handlers.menu import intent_choice
from bot.handlers.quoting import questions_quoted
from bot.handlers.units import tell_units

if TYPE_CHECKING:
    from bot.conversation.turn import Turn
    from bot.guidance.rulebook.advice import AdvisedRule


async def ask_procedure_authority(turn: Turn) -> None:
    """Which office or level handles a procedure that is not known: the old districts, else which one is meant."""
    found = procedure_of(turn)
    if mentions.district(turn.text):
        answer = Answer(turn, advise(turn))
        tell_units(answer)
        if answer.empty:
            answer.rules(_counters(answer))
        answer.say("facts.authority_unknown", ask=ask_words(answer.advice, turn.guidance.rulebook))
        answer.send(choices=[intent_choice(turn, "find_procedure")])
        return
    which.ask_procedure(turn, "ask_procedure_authority", found.offered)


def _counters(answer: Answer) -> list[AdvisedRule]:
    return [a for a in answer.advice.about("channels") if "in_person" in a.rule.topics][:1]


async def ask_form_download(turn: Turn) -> None:
    """A form of no procedure that is known."""
    answer = Answer(turn, advise(turn))
    answer.say("facts.form_unknown", ask=ask_words(answer.advice, turn.guidance.rulebook))
    answer.send(choices=[intent_choice(turn, "find_procedure")], links=online_and_post.portal_links(turn, None))


async def check_dossier_status(turn: Turn) -> None:
    """Where is mine: the bot has no dossiers; who has them is told, once a day."""
    if after_filing.said_already(turn):
        asked = questions_quoted(turn.text, turn.clauses)
        thing = f" {turn.words('facts.status_asked', thing=asked)}" if asked else ""
        turn.say("facts.status_again", thing=thing, choices=[call_choice(turn)])
        return
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
