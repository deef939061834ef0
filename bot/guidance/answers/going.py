"""Where and how it is handed in, who must come, who may go instead, what one gets and how."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.guidance.answers.asked import Focus, keeps_inside
from bot.guidance.answers.fields import by_same, lower_first
from bot.guidance.answers.mentioned import HOURS, RECEIVED, mentioned
from bot.guidance.answers.model import AnswerUnit, Basis, Polarity, Row, Say
from bot.guidance.answers.plain import clauses, folded, plain_name, upper_first
from bot.guidance.answers.told import kin_decides
from bot.guidance.catalogue.values import AnotherMay, FieldKind, MustCome, Office, Post, Presence, Receiver, Result
from bot.guidance.channels import Channel, Offered
from bot.guidance.channels import Presence as Duty
from bot.guidance.places.other_provinces import OTHER_PROVINCES
from bot.guidance.steering.model import Appointment, StepState, Why

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.guidance.answers.fields import Asked
    from bot.guidance.catalogue.telling import Told

_MOST_OFFICES = 4
_MOST_NOTES = 130
_ONLY_HELPS = "chỉ giúp"
_HELPS_ONLY = ("chuyển", _ONLY_HELPS, ":")
"""Words in an office's name by which the source says that it only passes the dossier on."""
_NO_DESK = frozenset({Office.PORTAL, Office.POST, Office.OTHER})
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
        yield asked.of_ladder(Focus.PLACE, "closed", Say("answers.place_closed", {"ways": _open_ways(asked)}))
        return
    told = [one for one in asked.told(FieldKind.RECEIVER).told if isinstance(one.field.value, Receiver)]
    desks = [
        one
        for one in told
        if one.field.channel in {None, Channel.IN_PERSON} and _receiver(one).office not in {Office.PORTAL, Office.POST}
    ]
    if not desks:
        yield _place_of_the_table(asked)
        return
    groups = [group for _, group in by_same(desks, _which)]
    groups.sort(key=lambda group: (all(map(_bound, group)), _receiver(group[0]).office in _NO_DESK))
    key = "answers.place_or_online" if _whole_on_the_web(asked) else "answers.place"
    at_desk = not _only_on_the_web(asked) or any(one.field.channel is Channel.IN_PERSON for one in desks)
    if not at_desk:
        key = "answers.place_by_web"
    offices = tuple(_office(group) for group in groups)
    first = tuple(_office(group, brief=True) for group in groups[:_MOST_OFFICES])
    if len(offices) > _MOST_OFFICES:
        first = (*first, Say("answers.place_more"))
    long = Say(key, {"offices": Row(offices, "; ")}) if first != offices else None
    shown = [one for group in groups for one in group]
    yield asked.unit(Focus.PLACE, "desks", Say(key, {"offices": Row(first, "; ")}), shown, long=long)
    named = {_receiver(group[0]).office for group in groups}
    for group in groups:
        office = _receiver(group[0]).office
        if office not in _KNOWN_AS:
            continue
        about = _KNOWN_AS[office]
        if office is Office.COMMUNE_CENTRE and Office.COMMUNE_COMMITTEE in named:
            about = tuple(phrase for phrase in about if phrase != _COMMITTEE)
        said, yes_no = _there(group, at_desk=at_desk)
        yield asked.unit(Focus.PLACE, office.value, said, group, yes_no=yes_no, about=about)


def _there(group: list[Told], *, at_desk: bool) -> tuple[Say, Polarity]:
    """Return whether an office takes it, and what that comes to: one that passes it on takes it all the same."""
    values: dict[str, str | int | Say | Row] = {"office": _office(group)}
    if not at_desk:
        return Say("answers.place_there_by_web", values), Polarity.DEPENDS
    if any(map(_for_some, group)):
        return Say("answers.place_there_if", values), Polarity.DEPENDS
    return Say("answers.place_there", values), Polarity.YES


def _for_some(one: Told) -> bool:
    """Return whether an office takes it from some only; its hours are no such condition."""
    held = [clause for clause in clauses(one.field.condition) if not HOURS.search(folded(clause))]
    return bool(one.field.case or held) or _ONLY_HELPS in _receiver(one).name


def _only_on_the_web(asked: Asked) -> bool:
    """Return whether the table of offers says that no counter takes it, and the web does."""
    offering = asked.ladder.offering
    return (
        offering.in_person.offered is Offered.NO
        and offering.offer(Channel.ONLINE).offered is Offered.YES
        and not asked.ladder.binding
    )


def _whole_on_the_web(asked: Asked) -> bool:
    """Return whether the web is open for all of it: where it is for an appointment only, it is no other place."""
    limited = asked.ladder.offering.offer(Channel.ONLINE).offered is Offered.LIMITED
    return asked.ladder.step(Channel.ONLINE).state is StepState.OPEN and not limited


def _place_of_the_table(asked: Asked) -> AnswerUnit:
    """Return where what is only named is handed in: by the table of offers, a rule, the office that decides."""
    counter = asked.ladder.offering.in_person
    if counter.offered is Offered.ELSEWHERE and counter.note:
        return asked.of_ladder(Focus.PLACE, "elsewhere", Say("answers.place_noted", {"note": counter.note.rstrip(".")}))
    receives = any(reason.why is Why.UNITS_RECEIVE for reason in asked.ladder.step(Channel.IN_PERSON).reasons)
    if receives and counter.offered is Offered.YES:
        key = "answers.place_or_online" if _whole_on_the_web(asked) else "answers.place"
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


def _which(one: Told) -> tuple[Office, str]:
    """Return which office it is: of those without a kind of their own, by name."""
    value = _receiver(one)
    return value.office, value.name if value.office in _NO_DESK else ""


def _receiver(one: Told) -> Receiver:
    value = one.field.value
    if not isinstance(value, Receiver):
        raise TypeError(f"not a receiver: {value}")
    return value


def _office(group: list[Told], *, brief: bool = False) -> Say | str:
    """An office with all that holds for handing in there; ``brief``, that there is much to it."""
    value = _receiver(group[0])
    office: Say | str = Say(f"answers.office_{value.office.value}")
    if value.office in _NO_DESK:
        office = lower_first(plain_name(value.name)) if value.name else Say("answers.office_other")
    notes = tuple(lower_first(note) for one in group for note in dict.fromkeys(_notes(one)) if note)
    notes = tuple(dict.fromkeys(notes))
    if brief and sum(map(len, notes)) > _MOST_NOTES:
        return Say("answers.noted", {"text": office, "note": Say("answers.office_depends")})
    return Say("answers.noted", {"text": office, "note": Row(notes, "; ")}) if notes else office


def _notes(one: Told) -> tuple[str, ...]:
    """Return for whom an office is and how: what its name says of some people goes with these, and not beside them."""
    named, held = _said_by_name(one), tuple(filter(None, (one.field.case, one.field.condition)))
    if named and held and not _helps_only(one):
        return (f"{named[0]}: {lower_first(held[0])}", *held[1:])
    return (*named, *held)


def _said_by_name(one: Told) -> tuple[str, ...]:
    """Return what the name by which the source calls an office says: that any will do, that it passes it on."""
    name = _receiver(one).name
    if _helps_only(one):
        return (plain_name(name.partition(":")[2] or name.partition(",")[2] or name.partition("(")[2].rstrip(")")),)
    _office_is, any_of_them, rest = name.partition(" bất kỳ")
    if not any_of_them or _receiver(one).office in _NO_DESK:
        return ()  # the name itself is told
    return (plain_name(f"nơi nào cũng được{rest}"),)


def _bound(one: Told) -> bool:
    return bool(one.field.condition or one.field.case) or _helps_only(one)


def _helps_only(one: Told) -> bool:
    return any(word in _receiver(one).name for word in _HELPS_ONLY)


def channel_units(asked: Asked) -> Iterator[AnswerUnit]:
    """Yield which ways are open, and for each whether it is."""
    if keeps_inside(asked.facts) is not None:
        pass  # which way works from inside is told instead (``told.inside_units``)
    elif _open(asked):
        yield asked.of_ladder(Focus.CHANNEL, "ways", Say("answers.ways", {"ways": _open_ways(asked)}))
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


_COMES = ("phải có mặt", "phải đến")
"""How a note of the table says that people have to come all the same."""


def _comes_because(asked: Asked) -> str:
    """Return why everybody has to come however they hand in; "" where they need not, or nothing says why."""
    told = [one for one in asked.told(FieldKind.PRESENCE).told if isinstance(one.field.value, Presence)]
    if {_presence(one).must_come for one in told} & {MustCome.NO, MustCome.WHEN}:
        return ""
    coming = [one for one in told if _presence(one).must_come is MustCome.YES]
    return next(iter(_conditions(coming)), "")


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


_ON_THE_WEB = ("link", "web nao", "trang nao", "trang web", "dia chi web", "web gi")


_CHANNEL_WORDS: dict[Channel, tuple[str, ...]] = {
    Channel.ONLINE: ("mang", "online", "truc tuyen", "web", "cong dich vu", "app", "internet", "vneid", "dien thoai"),
    Channel.POSTAL: ("buu dien", "buu chinh", "by post", "by mail"),
    Channel.IN_PERSON: ("truc tiep", "quay", "tan noi", "in person"),
}


def _desk(asked: Asked) -> bool:
    """Return whether a source names an office that takes it over the counter."""
    told = asked.told(FieldKind.RECEIVER).told
    return any(one.field.channel is Channel.IN_PERSON for one in told)


def _open(asked: Asked) -> list[Channel]:
    """The ways that are open for whoever sends this dossier, those with a condition last."""
    found = [step.channel for step in asked.ladder.steps if step.state in {StepState.OPEN, StepState.DUTY}]
    return sorted(found, key=lambda channel: asked.ladder.offering.offer(channel).offered is Offered.LIMITED)


def _open_ways(asked: Asked) -> Row:
    parts = []
    for channel in _open(asked):
        limited = asked.ladder.offering.offer(channel).offered is Offered.LIMITED
        way = Say(f"answers.way_{channel.value}")
        parts.append(Say("answers.way_limited", {"way": way}) if limited else way)
    return Row(tuple(parts))


def presence_units(asked: Asked) -> Iterator[AnswerUnit]:
    """Yield whether the person must come, and whether somebody else may go instead."""
    told = [one for one in asked.told(FieldKind.PRESENCE).told if isinstance(one.field.value, Presence)]
    yield _must_come(asked, told)
    yield from _another_may(asked, told)


def _must_come(asked: Asked, told: list[Told]) -> AnswerUnit:
    duty = asked.ladder.offering.duty
    speaking = [one for one in told if _presence(one).must_come is not MustCome.UNSAID]
    if speaking:
        words = {_presence(one).must_come for one in speaking}
        conditions = _conditions(speaking)
        only = words.pop() if len(words) == 1 else MustCome.WHEN
        yes_no = {MustCome.YES: Polarity.YES, MustCome.NO: Polarity.NO}.get(only, Polarity.DEPENDS)
        key = f"answers.come_{only.value}" + ("_because" if conditions else "")
        why_they = "; ".join((*map(upper_first, conditions[:1]), *conditions[1:]))
        values: dict[str, str | int | Say | Row] = {"why": why_they} if conditions else {}
        return asked.unit(Focus.MUST_COME, only.value, Say(key, values), speaking, yes_no=yes_no)
    known = {
        Duty.REQUIRED: ("yes", Polarity.YES),
        Duty.NOT_REQUIRED: ("no", Polarity.NO),
        Duty.CONDITIONAL: ("when", Polarity.DEPENDS),
    }.get(duty.presence)
    if known is None:
        others = [one for one in told if _presence(one).another_may is not AnotherMay.UNSAID]
        if not others:
            return asked.unknown(Focus.MUST_COME, "answers.come_unknown")
        rules = Row(tuple(_rules_for_another(others)), " ")
        said = Say("answers.come_by_another", {"rules": rules})
        return asked.unit(Focus.MUST_COME, "another", said, others, basis=Basis.DERIVED)
    word, yes_no = known
    key = f"answers.come_{word}" + ("_because" if duty.note else "")
    why: dict[str, str | int | Say | Row] = {"why": upper_first(duty.note.rstrip("."))} if duty.note else {}
    return asked.of_ladder(Focus.MUST_COME, word, Say(key, why), yes_no=yes_no)


def _rules_for_another(speaking: list[Told]) -> list[Say]:
    """Return who may go instead, each rule with those for whom it is: what holds for some is not told as for all."""
    parts: list[Say] = []
    for may, group in by_same(speaking, lambda one: _presence(one).another_may)[:2]:
        conditions = _conditions(group)
        key = f"answers.another_{may.value}" + ("_when" if conditions else "")
        if parts and may is AnotherMay.YES and conditions:
            # beside those who need an authorisation
            told_so = any("ủy quyền" in one or "uỷ quyền" in one for one in conditions)
            key = "answers.another_also_told" if told_so else "answers.another_also"
        if key in _OWN_SENTENCE:
            conditions = (upper_first(conditions[0]), *conditions[1:])
        parts.append(Say(key, {"condition": Row(conditions, "; ")} if conditions else {}))
    return parts


def _rules_apart(speaking: list[Told]) -> Say:
    """Return who may go instead where some may not: that it depends, and each rule with those for whom it is."""
    rules = []
    for may, group in by_same(speaking, lambda one: _presence(one).another_may):
        when = _conditions(group) or (Say("answers.another_otherwise"),)
        rules.append(Say(f"answers.another_mixed_{may.value}", {"condition": Row(when, "; ")}))
    return Say("answers.another_mixed", {"rules": Row(tuple(rules), " ")})


_OWN_SENTENCE = frozenset({"answers.another_also_told", "answers.another_with_authorisation_when"})
"""After these a condition is a sentence of its own."""


def _another_may(asked: Asked, told: list[Told]) -> Iterator[AnswerUnit]:
    speaking = [one for one in told if _presence(one).another_may is not AnotherMay.UNSAID]
    if not speaking:
        yield _nobody_else_named(asked, told)
        return
    words = {_presence(one).another_may for one in speaking}
    parts: list[Say] = _rules_for_another(speaking)
    bound = any(_presence(one).must_come in {MustCome.YES, MustCome.WHEN} for one in speaking)
    if bound and words != {AnotherMay.NO}:
        yes_no = Polarity.DEPENDS
        told_of = _conditions(speaking)
        if not told_of:
            yield _nobody_else_named(asked, told)
            return
        parts = [Say("answers.another_depends", {"condition": Row(told_of, "; ")})]
    elif words == {AnotherMay.NO}:
        yes_no = Polarity.DEPENDS if _conditions(speaking) else Polarity.NO
    elif AnotherMay.NO in words:
        yes_no, parts = Polarity.DEPENDS, [_rules_apart(speaking)]
    elif words == {AnotherMay.YES} and _conditions(speaking):
        yes_no = Polarity.DEPENDS
    else:
        yes_no = Polarity.YES
    yield asked.unit(
        Focus.WHO_MAY_GO,
        "may",
        Say("answers.another", {"rules": Row(tuple(parts), " ")}),
        speaking,
        yes_no=yes_no,
        needs=kin_decides(asked),
    )


def _nobody_else_named(asked: Asked, told: list[Told]) -> AnswerUnit:
    """Return what follows for somebody else where the source only says who must come."""
    coming = [one for one in told if _presence(one).must_come in {MustCome.YES, MustCome.WHEN}]
    if not coming:
        return asked.unknown(Focus.WHO_MAY_GO, "answers.another_unknown")
    always = all(_presence(one).must_come is MustCome.YES for one in coming)
    key = "answers.another_must_come" if always else "answers.another_must_come_when"
    first = _conditions(coming)[:1]
    values: dict[str, str | int | Say | Row] = {"why": first[0]} if first else {}
    return asked.unit(
        Focus.WHO_MAY_GO, "nobody", Say(f"{key}_because" if first else key, values), coming, basis=Basis.DERIVED
    )


def _conditions(told: Iterable[Told]) -> tuple[str, ...]:
    """Return the conditions of fields, each once."""
    found = (": ".join(filter(None, (one.field.case, one.field.condition))) for one in told)
    return tuple(dict.fromkeys(lower_first(text) for text in found if text))


def _presence(one: Told) -> Presence:
    value = one.field.value
    if not isinstance(value, Presence):
        raise TypeError(f"not about presence: {value}")
    return value


def result_units(asked: Asked) -> Iterator[AnswerUnit]:
    """Yield what one gets; how it is brought is seldom written down."""
    told = [one for one in asked.told(FieldKind.RESULT).told if isinstance(one.field.value, Result)]
    names = [lower_first(plain_name(one.field.value.name)) for one in told if isinstance(one.field.value, Result)]
    received = mentioned(asked, RECEIVED)
    by_post = tuple(text for text in received if "bưu" in text)
    names.sort(key=lambda name: name.startswith(("bản sao", "bản điện tử", "cập nhật")))
    if names:
        results = Row(tuple(dict.fromkeys(names)), "; ")
        if received:
            short = Say("answers.result_how", {"results": results, "how": Row(received, "; ")})
        elif _brings_papers(asked):
            short = Say("answers.result_with_papers", {"results": results})
        else:
            short = Say("answers.result", {"results": results})
        yield asked.unit(Focus.RESULT, "names", short, told, basis=Basis.DERIVED)
    else:
        yield asked.unknown(Focus.RESULT, "answers.result_unknown")
    for proposition, about in _BROUGHT.items():
        if proposition == "post" and by_post:
            said = Say("answers.result_by_post", {"how": upper_first("; ".join(by_post))})
            yield asked.unit(Focus.RESULT, proposition, said, told, basis=Basis.DERIVED, about=about)
            continue
        yield AnswerUnit(
            f"{asked.code}/{Focus.RESULT}/{proposition}",
            asked.code,
            Focus.RESULT,
            Say(f"answers.result_{proposition}_unknown"),
            Basis.SILENT,
            about=about,
        )


def _brings_papers(asked: Asked) -> bool:
    return any("nhận kết quả" in one.field.condition for one in asked.told(FieldKind.PAPER).told)


_BROUGHT = {
    "post": ("buu dien", "gui", "ve nha", "tan nha", "toi nha", "by post", "by mail"),
    "another": ("gium", "dum", "thay", "ho", "giup"),
}


def post_units(asked: Asked) -> Iterator[AnswerUnit]:
    """Yield what a dossier sent by post must enclose."""
    told = [one for one in asked.told(FieldKind.POST).told if isinstance(one.field.value, Post)]
    if not told or asked.ladder.step(Channel.POSTAL).state is StepState.CLOSED:
        return
    what = tuple(lower_first(plain_name(one.field.value.what)) for one in told if isinstance(one.field.value, Post))
    about = ("buu dien", "buu chinh", "phong bi", "bo vo", "kem theo", "by post")
    said = Say("answers.post_encloses", {"what": Row(what, "; ")})
    yield asked.unit(Focus.PAPERS, "by_post", said, told, about=about)


def authority_units(asked: Asked) -> Iterator[AnswerUnit]:
    """Yield which office decides: the catalogue names it, from its own first day on."""
    if not asked.procedure.agency or not asked.table_is_of_the_day():
        yield asked.unknown(Focus.AUTHORITY)
        return
    yield AnswerUnit(
        f"{asked.code}/{Focus.AUTHORITY}/agency",
        asked.code,
        Focus.AUTHORITY,
        Say("answers.authority", {"agency": asked.procedure.agency}),
        Basis.STATED,
        places=(asked.of_the_table(),),
    )


_ALL_OVER = ("cả nước", "toàn quốc", "không kể nơi cư trú", "nơi thuận lợi")
_RESIDES = ("tạm trú",)
_SAME_PROVINCE = ("cùng tỉnh", "trong tỉnh")


_AT_A_CENTRE = frozenset({Office.COMMUNE_CENTRE, Office.PROVINCE_CENTRE, Office.ONE_STOP, Office.COMMUNE_COMMITTEE})
"""Offices whose dossiers a one-stop centre takes in; those of a commune's committee, by the table of offers."""


def taken_in_elsewhere(receivers: Iterable[Told]) -> bool:
    """Return whether the source names offices that take it in, and none of them is a centre's."""
    offices = {_receiver(one).office for one in receivers if one.field.channel in {None, Channel.IN_PERSON}} - {
        Office.PORTAL,
        Office.POST,
    }
    return bool(offices) and not offices & _AT_A_CENTRE


def territory_units(asked: Asked) -> Iterator[AnswerUnit]:
    """Yield whether another commune or province takes it: by what the source says of the office, else the web."""
    told = [one for one in asked.told(FieldKind.RECEIVER).told if isinstance(one.field.value, Receiver)]
    at_desk = [one for one in told if one.field.channel in {None, Channel.IN_PERSON}]
    yield from _anywhere(asked, at_desk)
    desks = [one for one in at_desk if not _within(one)]
    anywhere = [one for one in desks if _says(one, _ALL_OVER)]
    residence = [one for one in desks if _says(one, _RESIDES) and one not in anywhere]
    found = anywhere or residence
    online = (
        asked.ladder.step(Channel.ONLINE).state is StepState.OPEN
        and asked.ladder.offering.offer(Channel.ONLINE).offered is Offered.YES
    )
    if not found:
        key = "answers.elsewhere_online" if online else "answers.elsewhere_unknown"
        yield asked.of_ladder(Focus.TERRITORY, "elsewhere", Say(key), about=OTHER_PROVINCES)
        return
    groups = [group for _, group in by_same(found, _which)]
    sure = bool(anywhere) and not any(one.field.condition or one.field.case for one in found)
    key = "answers.elsewhere" if sure else "answers.elsewhere_depends"
    key += "_or_online" if online else ""
    yield asked.unit(
        Focus.TERRITORY,
        "elsewhere",
        Say(key, {"offices": Row(tuple(_office(group) for group in groups), "; ")}),
        [one for group in groups for one in group],
        yes_no=Polarity.YES if sure else Polarity.DEPENDS,
        about=OTHER_PROVINCES,
    )


def _anywhere(asked: Asked, desks: list[Told]) -> Iterator[AnswerUnit]:
    """Yield that it need not be handed in where one lives, as far as the source says so."""
    for proposition, found in (
        ("anywhere", [one for one in desks if _says(one, _ALL_OVER) and not _within(one)]),
        ("within", [one for one in desks if _within(one)]),
    ):
        if not found:
            continue
        sure = not any(one.field.condition or one.field.case for one in found)
        offices = Row(tuple(_office(group) for _, group in by_same(found, _which)), "; ")
        yield asked.unit(
            Focus.TERRITORY,
            proposition,
            Say(f"answers.{proposition}" if sure else f"answers.{proposition}_depends", {"offices": offices}),
            found,
        )


def _says(one: Told, words: tuple[str, ...]) -> bool:
    said = f"{_receiver(one).name} {one.field.condition} {one.field.case}"
    return any(word in said for word in words)


def _within(one: Told) -> bool:
    """Return whether the source limits an office to the own province."""
    return _says(one, _SAME_PROVINCE)
