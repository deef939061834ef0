"""What is left for somebody who cannot use the internet, and for somebody who must come and cannot."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.guidance.answers.asked import OF_ANOTHER, FactName, Focus, cannot_come, keeps_inside, offline
from bot.guidance.answers.fields import lower_first
from bot.guidance.answers.model import Basis, Row, Say
from bot.guidance.answers.plain import folded, upper_first
from bot.guidance.answers.presence import conditions_of, presence_of, rules_for_another
from bot.guidance.answers.told import comes_by_age
from bot.guidance.catalogue.values import AnotherMay, FieldKind, MustCome, Presence
from bot.guidance.channels import Channel, Offered
from bot.guidance.channels import Presence as Duty
from bot.guidance.steering.model import Appointment, StepState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.guidance.answers.fields import Asked
    from bot.guidance.answers.model import AnswerUnit
    from bot.guidance.catalogue.telling import Told

INSIDE = "inside"
"""Proposition of the unit that tells which way works from inside."""
OFFLINE = "offline"
"""Proposition of the unit that tells which way needs no internet."""
SHUT = "shut"
"""Proposition of the unit, with the reason, that tells what is known where the person who must come cannot."""
_AT_A_COUNTER = "lam truc tiep"
"""How a condition begins that holds at the counter only."""
_AT_HOME = re.compile(r"\b(?:den|toi|tai) (?:tan )?(?:noi o|nha|cho o)\b")
_HANDLED = dict.fromkeys(("ill", "old", "hospital", "blind", "child", "other"), _AT_HOME) | {
    "sign": re.compile(r"\bkhong (?:\w+ ){0,3}ky\b|\bdiem chi\b|\blan tay\b")
}
"""By why somebody cannot: how a source says itself what is done then."""
_ALLOWED = frozenset({AnotherMay.YES, AnotherMay.WITH_AUTHORISATION})


def inside_units(asked: Asked) -> Iterator[AnswerUnit]:
    """Yield the ways that need nobody to go out, where the person cannot."""
    why = keeps_inside(asked.facts)
    if why is None:
        return
    said = _kept_inside(asked, why)
    away = {Channel.IN_PERSON} if offline(asked.facts) is None else {Channel.IN_PERSON, Channel.ONLINE}
    found = [step.channel for step in asked.ladder.steps if step.state is StepState.OPEN and step.channel not in away]
    ways = [
        Say("answers.way_limited", {"way": Say(f"answers.way_{channel.value}")})
        if asked.ladder.offering.offer(channel).offered is Offered.LIMITED
        else Say(f"answers.way_{channel.value}")
        for channel in found
    ]
    another = another_instead(asked) if why is FactName.CANNOT_GO else None
    values: dict[str, str | int | Say | Row] = {"said": said, "ways": Row(tuple(ways), " hoặc ")}
    if not ways and another is not None:
        yield asked.of_ladder(Focus.CHANNEL, INSIDE, Say("case.inside_another", {"said": said, "another": another}))
        return
    if not ways:
        yield asked.of_ladder(Focus.CHANNEL, INSIDE, Say("case.inside_unknown", {"said": said}))
        return
    come = asked.ladder.step(Channel.IN_PERSON).state is StepState.DUTY
    if come:
        key = "case.inside_then_come"
    elif Channel.POSTAL in found and Channel.ONLINE not in found:
        key = "case.inside_post"
    else:
        key = "case.inside"
    yield asked.of_ladder(Focus.CHANNEL, INSIDE, Say(key, values), asks=come)


def _kept_inside(asked: Asked, why: FactName) -> Say:
    """Return what they told that keeps them where they are, with that they have no internet either."""
    reason = asked.facts.get(why)
    said = Say(f"case.said_cannot_{reason}" if isinstance(reason, str) else f"case.said_{why.value}")
    no_net = offline(asked.facts)
    return said if no_net is None else Say("case.said_and", {"said": said, "also": Say(f"case.also_{no_net}")})


def offline_units(asked: Asked) -> Iterator[AnswerUnit]:
    """Yield the ways that need no internet, and what helps besides, where the person has none."""
    why = offline(asked.facts)
    if why is None or keeps_inside(asked.facts) is not None:
        return  # of who cannot leave either, ``told.inside_units`` speaks
    said = Say(f"case.said_offline_{why}")
    counter = asked.ladder.step(Channel.IN_PERSON).state
    ways = tuple(_ways(asked))
    online = asked.ladder.step(Channel.ONLINE).state is StepState.OPEN
    if counter is StepState.DUTY:
        booked = asked.ladder.appointment is Appointment.COMPULSORY
        short = Say("case.offline_come_booked" if booked else "case.offline_come", {"said": said})
    elif ways:
        also = tuple(_also(asked, at_counter=counter is StepState.OPEN, online=online))
        key = "case.offline_also" if also else "case.offline"
        short = Say(key, {"said": said, "ways": Row(ways, " hoặc "), "also": Row(also, "; ")})
    elif online:
        short = Say("case.offline_only_online", {"said": said})
    else:
        short = Say("case.offline_unknown", {"said": said})
    yield asked.of_ladder(Focus.CHANNEL, OFFLINE, short)


def _ways(asked: Asked) -> Iterator[Say]:
    """Yield the open ways that need no internet: the post, then the counter."""
    for channel in (Channel.POSTAL, Channel.IN_PERSON):
        if asked.ladder.step(channel).state is not StepState.OPEN:
            continue
        way = Say(f"answers.way_{channel.value}")
        if asked.ladder.offering.offer(channel).offered is Offered.LIMITED:
            yield Say("answers.way_limited", {"way": way})
        elif channel is Channel.IN_PERSON and asked.ladder.appointment is Appointment.COMPULSORY:
            yield Say("case.way_booked", {"way": way})
        else:
            yield way


def _also(asked: Asked, *, at_counter: bool, online: bool) -> Iterator[Say]:
    """Yield what else helps: somebody who goes instead, where the source says so, and a telephone that is lent."""
    speaking = _of_another(_presence(asked))
    if at_counter and speaking and all(not conditions_of([one]) or _may(one) in _ALLOWED for one in speaking):
        needs = any(_may(one) is AnotherMay.WITH_AUTHORISATION for one in speaking)
        yield Say("case.also_another_authorised" if needs else "case.also_another")
    if online and asked.ladder.offering.offer(Channel.ONLINE).offered is Offered.YES:
        yield Say("case.also_borrowed")


def shut_units(asked: Asked) -> Iterator[AnswerUnit]:
    """Yield what is known where somebody must come and cannot: that it is so, what a source allows, what is open."""
    why = cannot_come(asked.facts)
    if why is None:
        return
    told = _presence(asked)
    coming = [one for one in told if presence_of(one).must_come in {MustCome.YES, MustCome.WHEN}]
    speaking = _of_another(told)
    duty = asked.ladder.offering.duty
    if not coming and (speaking or duty.presence not in {Duty.REQUIRED, Duty.CONDITIONAL}):
        return
    written = [*conditions_of(coming), *((duty.note.rstrip("."),) if duty.note else ())]
    handled = _HANDLED.get(why.removeprefix(OF_ANOTHER))
    met = next((text for text in written if handled is not None and handled.search(folded(text))), None)
    because = lower_first(met or next(iter(written), ""))
    always = (
        all(presence_of(one).must_come is MustCome.YES for one in coming)
        if coming
        else (duty.presence is Duty.REQUIRED)
    )
    said = Say(f"case.said_{why}" if why == "locked_down" or why.startswith(OF_ANOTHER) else f"case.said_cannot_{why}")
    allowed = [one for one in speaking if _may(one) in _ALLOWED]
    if allowed:
        door = Say("case.door_another", {"rules": Row(tuple(rules_for_another(allowed)), " ")})
    else:
        door = Say("case.door_written" if met else f"case.door_{why.removeprefix(OF_ANOTHER)}")
    key = f"case.shut_{'always' if always else 'when'}" + ("_because" if because else "")
    short = Say(key, {"said": said, "why": because, "door": door})
    for focus in (Focus.MUST_COME, Focus.WHO_MAY_GO):
        if coming:
            yield asked.unit(focus, f"{SHUT}-{why}", short, [*coming, *allowed], basis=Basis.DERIVED, asks=True)
        else:
            yield asked.of_ladder(focus, f"{SHUT}-{why}", short, asks=True)


def age_units(asked: Asked) -> Iterator[AnswerUnit]:
    """Yield whether the one whose age they told must come, where that hangs on it."""
    duty = asked.ladder.offering.duty
    comes = comes_by_age(duty, asked.facts)
    if comes is None:
        return
    coming = [one for one in _presence(asked) if presence_of(one).must_come is MustCome.WHEN]
    clauses = (clause.strip() for said in conditions_of(coming) for clause in said.split(";"))
    at_counter = next((clause for clause in clauses if folded(clause).startswith(_AT_A_COUNTER)), "")
    notes = [duty.note or "", f"{upper_first(at_counter.rstrip('.'))}." if at_counter and not comes else ""]
    values: dict[str, str | int | Say | Row] = {
        "age": int(asked.facts[FactName.AGE]),
        "note": Row(tuple(note for note in notes if note), " "),
    }
    yield asked.of_ladder(Focus.MUST_COME, "age", Say("case.age_come" if comes else "case.age_come_not", values))


def another_instead(asked: Asked) -> Say | None:
    """Return who may go for somebody who cannot leave, where the source lets anybody go with or without a paper."""
    told = _presence(asked)
    if any(presence_of(one).must_come in {MustCome.YES, MustCome.WHEN} for one in told):
        return None
    speaking = _of_another(told)
    if not speaking or any(_may(one) not in _ALLOWED for one in speaking):
        return None
    return Say("case.door_another", {"rules": Row(tuple(rules_for_another(speaking)), " ")})


def _presence(asked: Asked) -> list[Told]:
    return [one for one in asked.told(FieldKind.PRESENCE).told if isinstance(one.field.value, Presence)]


def _of_another(told: list[Told]) -> list[Told]:
    return [one for one in told if _may(one) is not AnotherMay.UNSAID]


def _may(one: Told) -> AnotherMay:
    return presence_of(one).another_may
