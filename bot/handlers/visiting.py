"""Questions about coming in person: may I, must I, what about the epidemic, is my place locked down."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.messages import Choice
from bot.guidance.channels import Presence
from bot.guidance.rulebook.advice import Applies
from bot.guidance.steering.model import Appointment
from bot.handlers import area, filed, mentions, spoken_of, unheard, ways, which
from bot.handlers.answers import Answer
from bot.handlers.coming_locks import tell_coming_lock
from bot.handlers.finding import advise, ladder_of, person_unit, procedure_of
from bot.handlers.menu import intent_choice, other, procedure_choices
from bot.handlers.questions import case
from bot.handlers.subscriptions import RULES, fits
from bot.handlers.units import tell_units

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.conversation.turn import Turn
    from bot.guidance.places.gazetteer import AdminUnit
    from bot.guidance.procedures import Procedure
    from bot.guidance.rulebook.advice import AdvisedRule

_MOST_PAST = 2
_OF_THE_WAY = frozenset({"epidemic", "road_transport", "health_station", "border_guard"})
"""Bodies whose business a test or a vaccination is of, where it is for no counter."""


def general_only(found: Iterable[AdvisedRule]) -> list[AdvisedRule]:
    """Leave out rules about single procedures; they answer nobody who named none."""
    return [advised for advised in found if not advised.rule.scope.procedures]


def tell_appointment(answer: Answer) -> None:
    """Say whether an appointment is a duty, as current rules have it; of old ones only as history."""
    advice = answer.advice
    found = general_only(advice.deciding("reception")) or []
    found += [a for a in general_only(advice.deciding("appointment")) if a not in found]
    speaking = [advised for advised in found if advised.rule.audience.value == "citizen"]
    if speaking:
        answer.rule(speaking[0])
        answer.cite(*(advised.citation for advised in speaking[1:] if advised.applies is Applies.YES))
        if advice.hotline is not None:
            answer.say("visiting.same_book")
    else:
        answer.silence("appointment_duty")


def tell_past(answer: Answer, topic: str, most: int = 1) -> None:
    """Tell what was said about a topic before, named as history."""
    for advised in general_only(answer.advice.past_about(topic))[:most]:
        answer.rule(advised)


async def ask_inperson_allowed(turn: Turn) -> None:
    """Will they take me if I just come."""
    found = procedure_of(turn)
    if found.procedure is None and found.offered:
        which.ask_procedure(turn, "ask_inperson_allowed", found.offered)
        return
    place = _named_place(turn)
    code = found.procedure.code if found.procedure else None
    where = turn.guidance.area(place, turn.moment) if place is not None else None
    answer = Answer(turn, advise(turn, code, where))
    if found.procedure is not None:
        if not found.named:
            tell_appointment(answer)
            answer.send()
        if found.named or not filed.was_told(turn, found.procedure.code):
            ways.show(turn, found.procedure, topics=_others(turn))
        return
    tell_appointment(answer)
    answer.rules(answer.advice.deciding("reception", surely=True)[:1])
    ladder = ways.tell_general(turn, answer)
    going_to = place or person_unit(turn)
    if going_to is not None:
        tell_coming_lock(turn, answer, going_to)
    tell_units(answer)
    _extras(turn, answer)
    answer.warn(answer.advice.warnings)  # whether one may leave the house comes before whether the counter is open
    _offer_news(turn)
    choices = [intent_choice(turn, "ask_submission_channel")]
    if ladder.may_book or ladder.appointment is Appointment.COMPULSORY:
        choices.append(intent_choice(turn, "book_appointment"))
    answer.send(choices=choices)


def _offer_news(turn: Turn) -> None:
    """Rules were told: whoever said where they live may want to hear when they change there."""
    unit = person_unit(turn)
    if unit is not None:
        fits(turn, RULES, unit.id)


def _extras(turn: Turn, answer: Answer) -> None:
    """Tell what the message mentions besides: who is unsaid to need what, and the old line as history."""
    answer.silence(*_others(turn))
    if answer.advice.hotline is None and mentions.appointment(turn.text):
        answer.silence("hotline_number")
        tell_past(answer, "appointment")


def _others(turn: Turn) -> tuple[str, ...]:
    return tuple(topic for topic in mentions.topics(turn.text) if topic not in ("end_date", "five_k_items"))


async def ask_epidemic_rules(turn: Turn) -> None:
    """5K, masks, tests, how many in the room."""
    elsewhere_asked = mentions.travels(turn.text) or mentions.gets_a_jab(turn.text)
    if elsewhere_asked and not mentions.at_counter(turn.text) and unheard.tell(turn):
        return  # what holds at a counter says nothing of checkpoints, nor of who vaccinates
    if _on_the_way(turn) and unheard.tell_as_typed(turn, about=False):
        return
    advice = advise(turn)
    answer = Answer(turn, advice)
    people = mentions.people(turn.text)
    if people is not None:
        _crowd(answer, people)
    asked = mentions.topics(turn.text)
    wanted = [topic for topic in asked if topic in ("tests", "vaccination", "penalty")]
    topic = "crowd" if people is not None else "5k" if "five_k_items" in asked else "health" if wanted else ""
    found = _epidemic(advice.rules, topic) if people is None else []
    if not (found or asked or mentions.of_an_epidemic(turn.text)) and unheard.tell_as_typed(turn, about=False):
        return  # no rule holds any more, and no word of the message asks of one
    answer.rules(found)
    if not found and people is None:
        answer.silence("epidemic_now")
    answer.silence(*wanted)
    answer.warn(advice.warnings, again=True)
    if not advice.about("epidemic"):
        answer.rules(_epidemic(advice.history, topic)[:_MOST_PAST])
        for regime in advice.regimes:
            if not regime.regime.warns and regime.regime.province is None:
                answer.regime(regime)
    answer.send(choices=[intent_choice(turn, "ask_inperson_allowed"), intent_choice(turn, "ask_area_status")])
    _offer_news(turn)


def _on_the_way(turn: Turn) -> bool:
    """Return whether a talk is about checkpoints and quarantine, and the message does not come to a counter."""
    return spoken_of.is_of(turn, _OF_THE_WAY) and not mentions.at_counter(turn.text)


def _epidemic(rules: Iterable[AdvisedRule], wanted: str) -> list[AdvisedRule]:
    """Return the rules about the epidemic that speak of what is wanted: crowds, 5K, other health duties, or all."""
    found = [advised for advised in rules if "epidemic" in advised.rule.topics]
    if wanted in ("crowd", "5k"):
        return [advised for advised in found if wanted in advised.rule.topics]
    health = [advised for advised in found if "crowd" not in advised.rule.topics]
    if wanted == "health":
        return [advised for advised in health if "5k" not in advised.rule.topics] or health
    return sorted(health, key=lambda advised: "5k" not in advised.rule.topics)


def _crowd(answer: Answer, people: int) -> None:
    verdict = answer.advice.crowd(people)
    if verdict.ok is None or verdict.citation is None:
        answer.say("visiting.crowd_unsaid")
        return
    answer.say("visiting.crowd_ok" if verdict.ok else "visiting.crowd_over", people=people, limit=verdict.limit)
    answer.cite(verdict.citation)


async def ask_must_appear(turn: Turn) -> None:
    """Must this person come, may another."""
    found = procedure_of(turn)
    if found.procedure is None and found.offered:
        which.ask_procedure(turn, "ask_must_appear", found.offered)
        return
    if found.procedure is None:
        answer = Answer(turn, advise(turn))
        answer.rules(general_only(answer.advice.about("must_appear"))[:1])
        answer.silence("must_appear_list", "authorise")
        answer.send()
        which.ask_procedure(turn, "ask_must_appear")
        return
    turn.state.topic.procedure = found.procedure.code
    _presence(turn, found.procedure)


def _presence(turn: Turn, procedure: Procedure) -> None:
    ladder = ladder_of(turn, procedure.code)
    duty = ladder.offering.duty
    answer = Answer(turn, ladder.advice)
    answer.say("ways.about", title=procedure.title)
    answer.say(f"visiting.presence_{duty.presence.value}")
    answer.add(duty.note)
    if duty.presence in (Presence.REQUIRED, Presence.CONDITIONAL):
        answer.rules(answer.advice.about("must_appear")[:1])
        if not ladder.may_book and ladder.appointment is Appointment.COMPULSORY:
            answer.silence("must_appear_list")
    if "authorise" in mentions.topics(turn.text) and not (duty.presence is Presence.NOT_REQUIRED and duty.note):
        answer.silence("authorise")
    if duty.basis:
        answer.add(turn.guidance.rulebook.phrase("basis", basis=duty.basis))
    answer.send(choices=[Choice(turn.words("ways.all"), f"#way.show:{procedure.code}"), other(turn)])


async def ask_area_status(turn: Turn) -> None:
    """Is a place locked down, and what then."""
    if case.tells_inside(turn):
        _from_inside(turn)
        return
    if mentions.travels(turn.text) and unheard.tell(turn):
        return  # that no area is locked says nothing of checkpoints and quarantine
    match = area.read_place(turn)
    unit = area.settled(match)
    if match is not None and unit is None:
        which.ask_area_of(turn, "ask_area_status", match)
        return
    unit = unit or person_unit(turn)
    if unit is not None:
        _status(turn, unit)
    elif mentions.inside_lockdown(turn.text):
        _inside(turn)
    else:
        which.ask_area(turn, "ask_area_status")


def _from_inside(turn: Turn) -> None:
    """Go on with what somebody wants who tells that they cannot leave: they did not ask about their place."""
    found = procedure_of(turn)
    if found.procedure is not None:
        ways.show(turn, found.procedure)
        return
    why = case.inside(turn)
    said = turn.words(f"case.said_{why.value}") if why is not None else ""
    which.await_procedure(turn, "ask_submission_channel", found.offered)
    choices = procedure_choices(found.offered, "ask_submission_channel") if found.offered else ()
    turn.say("case.inside_which", said=said, choices=choices)


def _inside(turn: Turn) -> None:
    """Tell what holds inside any locked-down area, and what nothing says about it."""
    province = turn.guidance.places.province_at(turn.moment)
    everywhere = turn.guidance.area(province, turn.moment)
    locked = replace(everywhere, locked=True) if everywhere is not None else None
    answer = Answer(turn, advise(turn, None, locked))
    answer.rules(answer.advice.about("lockdown")[:1])
    answer.silence("inside_lockdown")
    which.await_area(turn, "ask_area_status")
    if turn.dialogue is not None and turn.dialogue.name == which.NAME:
        answer.ask("area.ask")
    answer.send(choices=[intent_choice(turn, "ask_submission_channel"), intent_choice(turn, "ask_hotline")])


def _status(turn: Turn, unit: AdminUnit) -> None:
    guidance = turn.guidance
    lock = guidance.lock_of(unit.id, turn.moment)
    answer = Answer(turn, advise(turn, None, guidance.area(unit, turn.moment)))
    place = guidance.places.full_name(unit)
    if lock is not None:
        since = f"{lock.since:%d/%m/%Y}"
        if lock.until is None:
            answer.say("visiting.locked_open", place=place, since=since)
        else:
            answer.say("visiting.locked", place=place, since=since, until=f"{lock.until:%H:%M %d/%m/%Y}")
        answer.rules(answer.advice.about("lockdown")[:1])
        answer.silence("inside_lockdown")
    elif tell_coming_lock(turn, answer, unit):
        answer.rules(answer.advice.about("lockdown")[:1])
    else:
        answer.say("visiting.not_locked" if guidance.locks_at(turn.moment) else "visiting.none_locked", place=place)
        answer.silence("locked_area_list")
        if not answer.advice.contacts or answer.advice.hotline is None:
            tell_past(answer, "lockdown")
    answer.warn(answer.advice.warnings)
    answer.send(choices=[intent_choice(turn, "ask_submission_channel"), intent_choice(turn, "ask_inperson_allowed")])
    fits(turn, RULES, unit.id)


def _named_place(turn: Turn) -> AdminUnit | None:
    if not turn.understanding.values("admin_unit"):
        return None
    return area.settled(area.read_place(turn))
