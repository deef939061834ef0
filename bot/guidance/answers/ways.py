"""By which ways it is handed in (the web, the post, the counter), and what each of them takes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.guidance.answers.asked import Focus, keeps_inside, offline
from bot.guidance.answers.fields import lower_first
from bot.guidance.answers.model import AnswerUnit, Basis, Polarity, Row, Say
from bot.guidance.answers.offices import offices_to_ask
from bot.guidance.answers.plain import plain_name
from bot.guidance.answers.presence import conditions_of, presence_of
from bot.guidance.catalogue.values import FieldKind, MustCome, Post, Presence
from bot.guidance.channels import Channel, Offered
from bot.guidance.steering.model import Appointment, StepState, Why

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.guidance.answers.fields import Asked

_COMES = ("phải có mặt", "phải đến")
"""How a note of the table says that people have to come all the same."""
_TAKEN_IN_AT = re.compile(r"Nộp trực tiếp (?:ở|tại) (.+)")
"""How a note of the table names the counter."""
_ON_THE_WEB = ("link", "web nao", "trang nao", "trang web", "dia chi web", "web gi")
_CHANNEL_WORDS: dict[Channel, tuple[str, ...]] = {
    Channel.ONLINE: ("mang", "online", "truc tuyen", "web", "cong dich vu", "app", "internet", "vneid", "dien thoai"),
    Channel.POSTAL: ("buu dien", "buu chinh", "by post", "by mail"),
    Channel.IN_PERSON: ("truc tiep", "quay", "tan noi", "in person"),
}


def channel_units(asked: Asked) -> Iterator[AnswerUnit]:
    """Yield which ways are open, and for each whether it is."""
    if keeps_inside(asked.facts) is not None or offline(asked.facts) is not None:
        pass  # which way works from inside, or without the internet, is told instead (``told.py``, ``hindered.py``)
    elif _open(asked):
        said = Say("answers.ways", {"ways": open_ways(asked)})
        yield asked.of_ladder(Focus.CHANNEL, "ways", said, brief=_in_a_line(asked))
    else:
        yield asked.unknown(Focus.CHANNEL, "answers.ways_unknown")
    for channel, words in _CHANNEL_WORDS.items():
        said, yes_no = _by_way(asked, channel)
        yield asked.of_ladder(Focus.CHANNEL, channel.value, said, about=words, yes_no=yes_no)


def _by_way(asked: Asked, channel: Channel) -> tuple[Say, Polarity | None]:
    """Return whether it can be handed in by one way, with all that this takes, and what that comes to."""
    state = asked.ladder.step(channel).state
    offered = asked.ladder.offering.offer(channel).offered
    note = plain_name(asked.ladder.offering.offer(channel).note or "").rstrip(".")
    if state in {StepState.OPEN, StepState.DUTY}:
        if note and offered in {Offered.ELSEWHERE, Offered.LIMITED}:
            # At a counter the limit is which, not whether.
            limited = Polarity.YES if channel is Channel.IN_PERSON else Polarity.DEPENDS
            yes_no = limited if offered is Offered.LIMITED else None
            return Say(f"answers.{channel.value}_{offered.value}", {"note": note}), yes_no
        sure = offered is Offered.YES or asked.ladder.binding or (channel is Channel.IN_PERSON and _desk(asked))
        if sure and offered is not Offered.LIMITED:
            return _by_open_way(asked, channel, note), Polarity.YES
    elif state is StepState.CLOSED and asked.ladder.binding and channel is Channel.IN_PERSON:
        return Say("answers.in_person_no"), Polarity.NO
    return Say(f"answers.{channel.value}_{'not_listed' if offered is Offered.NO else 'unknown'}"), None


def _by_open_way(asked: Asked, channel: Channel, note: str) -> Say:
    key = f"answers.{channel.value}_yes"
    if channel is Channel.IN_PERSON:
        booked = asked.ladder.appointment is Appointment.COMPULSORY
        return Say("answers.in_person_booked") if booked else Say(key)
    said = Say(f"{key}_note", {"note": note}) if note else Say(key)
    why = "" if any(words in note for words in _COMES) else _comes_because(asked)
    return Say("answers.but_come", {"said": said, "why": why}) if why else said


def _comes_because(asked: Asked) -> str:
    """Return why everybody has to come however they hand in; "" where they need not, or nothing says why."""
    told = [one for one in asked.told(FieldKind.PRESENCE).told if isinstance(one.field.value, Presence)]
    if {presence_of(one).must_come for one in told} & {MustCome.NO, MustCome.WHEN}:
        return ""
    coming = [one for one in told if presence_of(one).must_come is MustCome.YES]
    return next(iter(conditions_of(coming)), "")


def _desk(asked: Asked) -> bool:
    """Return whether a source names an office that takes it over the counter."""
    told = asked.told(FieldKind.RECEIVER).told
    return any(one.field.channel is Channel.IN_PERSON for one in told)


def portal_units(asked: Asked) -> Iterator[AnswerUnit]:
    """Yield where on the web it is sent, where the address is published and that way is open."""
    portal = asked.advice.portal
    ruled = asked.advice.about("portal")
    if asked.ladder.step(Channel.ONLINE).state is not StepState.OPEN:
        return
    if portal is None or not portal.value or not ruled:
        yield from _portal_without_address(asked)
        return
    yield AnswerUnit(
        f"{asked.code}/{Focus.CHANNEL}/portal",
        asked.code,
        Focus.CHANNEL,
        Say("answers.portal", {"portal": portal.value}),
        Basis.STATED,
        about=_ON_THE_WEB,
        citations=(ruled[0].citation,),
    )


def _portal_without_address(asked: Asked) -> Iterator[AnswerUnit]:
    """Yield which portal a rule names where no address of it is published for the moment."""
    for advised in asked.advice.about("online"):
        names = advised.rule.params.get("portals")
        if isinstance(names, (list, tuple)) and names:
            yield AnswerUnit(
                f"{asked.code}/{Focus.CHANNEL}/portal",
                asked.code,
                Focus.CHANNEL,
                Say("answers.portal_named", {"portals": ", ".join(str(name) for name in names)}),
                Basis.STATED,
                about=_ON_THE_WEB,
                citations=(advised.citation,),
            )
            return


def post_units(asked: Asked) -> Iterator[AnswerUnit]:
    """Yield what a dossier sent by post must enclose."""
    told = [one for one in asked.told(FieldKind.POST).told if isinstance(one.field.value, Post)]
    if not told or asked.ladder.step(Channel.POSTAL).state is StepState.CLOSED:
        return
    what = tuple(lower_first(plain_name(one.field.value.what)) for one in told if isinstance(one.field.value, Post))
    about = ("buu dien", "buu chinh", "phong bi", "bo vo", "kem theo", "by post")
    said = Say("answers.post_encloses", {"what": Row(what, "; ")})
    yield asked.unit(Focus.PAPERS, "by_post", said, told, about=about)


def open_ways(asked: Asked) -> Row:
    """Return the open ways by their names, those that are open for some of it only told as such."""
    return Row(tuple(_named(asked, channel) for channel in _open(asked)))


def _in_a_line(asked: Asked) -> Say:
    """Return how it is handed in, in one line: by which ways, at which counter, and whether one has to come at all."""
    counter = asked.ladder.step(Channel.IN_PERSON)
    names = [_named(asked, channel) for channel in _open(asked) if channel is not Channel.IN_PERSON]
    sent = _either(names)
    if counter.state is StepState.CLOSED and asked.ladder.binding and names:
        return Say("answers.brief_closed", {"ways": sent})
    if counter.state not in {StepState.OPEN, StepState.DUTY}:
        return Say("answers.brief_ways", {"ways": sent})
    at = _at_the_counter(asked)
    if counter.state is StepState.DUTY:
        before = [_named(asked, way) for way in asked.ladder.first if way is not Channel.IN_PERSON]
        key = "answers.brief_come" if before else "answers.brief_come_only"
        said = Say(key, {"ways": _either(before), "at": at})
    else:
        said = Say("answers.brief_ways", {"ways": _either([*names, at])})
    booked = asked.ladder.appointment is Appointment.COMPULSORY
    return Say("answers.brief_booked", {"said": said}) if booked else said


def _at_the_counter(asked: Asked) -> Say:
    """Return the way to the counter with the offices that take it in, by their names alone."""
    offices = [Say(f"answers.office_{one.value}") for one in offices_to_ask(asked.told(FieldKind.RECEIVER).told)]
    in_person = _named(asked, Channel.IN_PERSON)
    note = plain_name(asked.ladder.offering.in_person.note or "").rstrip(".")
    found = _TAKEN_IN_AT.match(note)
    if found is not None and not offices:
        return Say("answers.brief_at", {"way": in_person, "offices": found[1]})
    if not offices and any(reason.why is Why.UNITS_RECEIVE for reason in asked.ladder.step(Channel.IN_PERSON).reasons):
        offices = [Say("answers.office_one_stop")]
    if not offices:
        return in_person
    return Say("answers.brief_at", {"way": Say("answers.way_in_person"), "offices": _either(offices)})


def _named(asked: Asked, channel: Channel) -> Say:
    limited = asked.ladder.offering.offer(channel).offered is Offered.LIMITED
    way = Say(f"answers.way_{channel.value}")
    return Say("answers.way_limited", {"way": way}) if limited else way


def _either(parts: Sequence[Say]) -> Row | Say:
    others, last = tuple(parts[:-1]), tuple(parts[-1:])
    return Say("answers.either_office", {"one": Row(others), "other": last[0]}) if others else Row(last)


def _open(asked: Asked) -> list[Channel]:
    """The ways that are open for whoever sends this dossier, those with a condition last."""
    found = [step.channel for step in asked.ladder.steps if step.state in {StepState.OPEN, StepState.DUTY}]
    return sorted(found, key=lambda channel: asked.ladder.offering.offer(channel).offered is Offered.LIMITED)


def whole_on_the_web(asked: Asked) -> bool:
    """Return whether the web is open for all of it, not for an appointment only, and to a person who can use it."""
    if offline(asked.facts) is not None:
        return False
    limited = asked.ladder.offering.offer(Channel.ONLINE).offered is Offered.LIMITED
    return asked.ladder.step(Channel.ONLINE).state is StepState.OPEN and not limited
