"""Questions about handing in without coming: which way, online, by post, paying, and a portal that fails."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.messages import Choice, Kind
from bot.guidance.procedures import UNEMPLOYMENT
from bot.handlers import after_filing, difficulties, mentions, online_and_post, overview, unemployment, ways, which
from bot.handlers.answers import Answer
from bot.handlers.callback.reason import because
from bot.handlers.finding import Found, advise, also_named, procedure_of
from bot.handlers.menu import MOST_CHOICES, intent_choice, other, popular, procedure_choices
from bot.handlers.units import tell_units

if TYPE_CHECKING:
    from bot.conversation.turn import Turn
    from bot.guidance.procedures import Procedure


async def ask_submission_channel(turn: Turn) -> None:
    """How may it be handed in."""
    await _lead(turn, procedure_of(turn), "ask_submission_channel")


async def find_procedure(turn: Turn) -> None:
    """What is to be done in a situation: the procedure that fits, and the way to submit it."""
    found = procedure_of(turn)
    if found.procedure is not None and not found.named and turn.text and not which.says_yes(turn):
        found = Found()
    if found.procedure is None and not found.offered:
        which.ask_procedure(turn, "find_procedure")
        return
    await _lead(turn, found, "find_procedure")


async def about(turn: Turn, procedure: Procedure, *, asks_ways: bool = False) -> None:
    """Tell what is to be done for ``procedure``; at length how it is handed in only to who asks that, or is hindered.

    Args:
        turn: the turn.
        procedure: what it is about.
        asks_ways: it was asked how to hand in, whatever this message says.
    """
    turn.state.topic.procedure = procedure.code
    if after_filing.stands(turn, procedure):
        after_filing.tell(turn, procedure)
    elif procedure.group == UNEMPLOYMENT:
        await unemployment.ask_unemployment_benefit(turn)
    elif asks_ways or not overview.tell(turn, procedure):
        ways.show(turn, procedure)


async def _lead(turn: Turn, found: Found, intent: str) -> None:
    if found.procedure is not None:
        pressed = turn.inbound.kind is Kind.CHOICE and intent == "ask_submission_channel"
        await about(turn, found.procedure, asks_ways=pressed)
        _name_other(turn, found.procedure, intent)
    elif found.offered:
        which.ask_procedure(turn, intent, found.offered)
    else:
        general(turn, intent)


def _name_other(turn: Turn, main: Procedure, intent: str) -> None:
    """Name a second procedure that was asked about in the same message, so that it is not lost."""
    named = also_named(turn, main)
    if named is None or turn.dialogue is not None:
        return
    typed, procedure = named
    if turn.replies and len(latest := turn.replies[-1].choices) == MOST_CHOICES:
        turn.replies[-1] = replace(turn.replies[-1], choices=(latest[0], latest[-1]))  # its choice is one of three
    if procedure is None:
        turn.add(turn.words("ask.also_typed", typed=typed), other(turn))
    else:
        (choice,) = procedure_choices([procedure], intent)
        turn.add(turn.words("ask.also", title=procedure.title), choice)


def general(turn: Turn, intent: str) -> None:
    """Say how dossiers are submitted in general, and ask which one it is."""
    answer = Answer(turn, advise(turn))
    ways.tell_general(turn, answer)
    if mentions.district(turn.text):
        tell_units(answer)
    answer.ask("ask.which")
    shown = popular(turn)
    if turn.dialogue is None or turn.dialogue.name == which.NAME:
        turn.begin(which.NAME, which.PROCEDURE, intent=intent, tries=0, offered=[])
    answer.send(choices=procedure_choices(shown, intent))


async def ask_online_guide(turn: Turn) -> None:
    """How to file online."""
    found = procedure_of(turn)
    if found.procedure is None and found.offered:
        which.ask_procedure(turn, "ask_online_guide", found.offered)
    else:
        online_and_post.online(turn, found.procedure)


async def ask_postal_service(turn: Turn) -> None:
    """How the post works."""
    found = procedure_of(turn)
    if found.procedure is None and found.offered:
        which.ask_procedure(turn, "ask_postal_service", found.offered)
    else:
        online_and_post.post(turn, found.procedure)


async def report_online_error(turn: Turn) -> None:
    """The portal fails: what can be tried, and another open way; the bot cannot look into the portal."""
    procedure = procedure_of(turn).procedure
    advice = advise(turn, procedure.code if procedure else None)
    answer = Answer(turn, advice)
    answer.say("sending.error")
    turn.course.obstacles.add(difficulties.PORTAL_FAILS)
    turn.course.procedure = procedure.code if procedure is not None else None
    answer.rules([a for a in advice.about("hotline") if "queue" in a.rule.topics][:1], why=False)
    if advice.hotline is None:
        answer.silence("hotline_number")
    said = [turn.text] if turn.text else []
    because(turn, turn.words("sending.error_reason"), said=said, cannot=["online"])
    choices = []
    if procedure is not None:
        choices.append(Choice(turn.words("ways.other_way"), f"#way.stuck:{procedure.code}/online"))
    choices.append(Choice(turn.words("ways.call"), f"#call.start:hotline/{procedure.code if procedure else ''}"))
    answer.send(choices=choices, links=online_and_post.portal_links(turn, procedure))


async def ask_online_payment(turn: Turn) -> None:
    """Ways to pay."""
    advice = advise(turn)
    answer = Answer(turn, advice)
    found = advice.about("payment")
    answer.rules(found[:1])
    answer.say("sending.payment_unsaid" if found else "sending.payment_unruled")
    answer.send(
        choices=[intent_choice(turn, "ask_procedure_fee"), intent_choice(turn, "ask_online_guide")],
        links=online_and_post.portal_links(turn, None),
    )
