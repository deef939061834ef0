"""Where it is handed in: at which counter, or by which other way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.guidance.answers.asked import Focus
from bot.guidance.answers.fields import by_same
from bot.guidance.answers.mentioned import HOURS
from bot.guidance.answers.model import AnswerUnit, Basis, Polarity, Row, Say
from bot.guidance.answers.offices import NO_DESK, ONLY_HELPS, holds_for_some, office_said, receiver, which_office
from bot.guidance.answers.plain import clauses, folded
from bot.guidance.answers.ways import open_ways, whole_on_the_web
from bot.guidance.catalogue.values import FieldKind, Office, Receiver
from bot.guidance.channels import Channel, Offered
from bot.guidance.steering.model import StepState, Why

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.guidance.answers.fields import Asked
    from bot.guidance.catalogue.telling import Told

_MOST_OFFICES = 4
_COMMITTEE = "uy ban"
_KNOWN_AS: dict[Office, tuple[str, ...]] = {
    Office.COMMUNE_CENTRE: ("xa", "phuong", "mot cua", "trung tam", _COMMITTEE),
    Office.COMMUNE_COMMITTEE: ("xa", "phuong", "uy ban"),
    Office.COMMUNE_POLICE: ("cong an xa", "cong an phuong", "cong an"),
    Office.PROVINCE_CENTRE: ("tinh", "trung tam tinh"),
    Office.PROVINCE_POLICE: ("cong an tinh",),
}
"""What people call an office that a question names; the commune's centre is its committee's where only one is told."""


def place_units(asked: Asked) -> Iterator[AnswerUnit]:
    """Yield where it is handed in: at the counter where one takes it at the moment, else by the ways that are open."""
    if asked.ladder.binding and asked.ladder.step(Channel.IN_PERSON).state is StepState.CLOSED:
        yield asked.of_ladder(Focus.PLACE, "closed", Say("answers.place_closed", {"ways": open_ways(asked)}))
        return
    told = [one for one in asked.told(FieldKind.RECEIVER).told if isinstance(one.field.value, Receiver)]
    desks = [
        one
        for one in told
        if one.field.channel in {None, Channel.IN_PERSON} and receiver(one).office not in {Office.PORTAL, Office.POST}
    ]
    if not desks:
        yield _place_of_the_table(asked)
        return
    groups = [group for _, group in by_same(desks, which_office)]
    groups.sort(key=lambda group: (all(map(holds_for_some, group)), receiver(group[0]).office in NO_DESK))
    key = "answers.place_or_online" if whole_on_the_web(asked) else "answers.place"
    at_desk = not _only_on_the_web(asked) or any(one.field.channel is Channel.IN_PERSON for one in desks)
    if not at_desk:
        key = "answers.place_by_web"
    offices = tuple(office_said(group) for group in groups)
    first = tuple(office_said(group, brief=True) for group in groups[:_MOST_OFFICES])
    if len(offices) > _MOST_OFFICES:
        first = (*first, Say("answers.place_more"))
    long = Say(key, {"offices": Row(offices, "; ")}) if first != offices else None
    shown = [one for group in groups for one in group]
    yield asked.unit(Focus.PLACE, "desks", Say(key, {"offices": Row(first, "; ")}), shown, long=long)
    named = {receiver(group[0]).office for group in groups}
    for group in groups:
        office = receiver(group[0]).office
        if office not in _KNOWN_AS:
            continue
        about = _KNOWN_AS[office]
        if office is Office.COMMUNE_CENTRE and Office.COMMUNE_COMMITTEE in named:
            about = tuple(phrase for phrase in about if phrase != _COMMITTEE)
        said, yes_no = _there(group, at_desk=at_desk)
        yield asked.unit(Focus.PLACE, office.value, said, group, yes_no=yes_no, about=about)


def _there(group: list[Told], *, at_desk: bool) -> tuple[Say, Polarity]:
    """Return whether an office takes it, and what that comes to: one that passes it on takes it all the same."""
    values: dict[str, str | int | Say | Row] = {"office": office_said(group)}
    if not at_desk:
        return Say("answers.place_there_by_web", values), Polarity.DEPENDS
    if any(map(_for_some, group)):
        return Say("answers.place_there_if", values), Polarity.DEPENDS
    return Say("answers.place_there", values), Polarity.YES


def _for_some(one: Told) -> bool:
    """Return whether an office takes it from some only; its hours are no such condition."""
    held = [clause for clause in clauses(one.field.condition) if not HOURS.search(folded(clause))]
    return bool(one.field.case or held) or ONLY_HELPS in receiver(one).name


def _only_on_the_web(asked: Asked) -> bool:
    """Return whether the table of offers says that no counter takes it, and the web does."""
    offering = asked.ladder.offering
    return (
        offering.in_person.offered is Offered.NO
        and offering.offer(Channel.ONLINE).offered is Offered.YES
        and not asked.ladder.binding
    )


def _place_of_the_table(asked: Asked) -> AnswerUnit:
    """Return where what is only named is handed in: by the table of offers, a rule, the office that decides."""
    counter = asked.ladder.offering.in_person
    if counter.offered is Offered.ELSEWHERE and counter.note:
        return asked.of_ladder(Focus.PLACE, "elsewhere", Say("answers.place_noted", {"note": counter.note.rstrip(".")}))
    receives = any(reason.why is Why.UNITS_RECEIVE for reason in asked.ladder.step(Channel.IN_PERSON).reasons)
    if receives and counter.offered is Offered.YES:
        key = "answers.place_or_online" if whole_on_the_web(asked) else "answers.place"
        return asked.of_ladder(Focus.PLACE, "one_stop", Say(key, {"offices": Say("answers.office_one_stop")}))
    if asked.procedure.agency and asked.table_is_of_the_day():
        return AnswerUnit(
            f"{asked.code}/{Focus.PLACE}/agency",
            asked.code,
            Focus.PLACE,
            Say("answers.place_agency", {"agency": asked.procedure.agency}),
            Basis.DERIVED,
            places=(asked.of_the_table(),),
        )
    return asked.unknown(Focus.PLACE)
