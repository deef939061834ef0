"""The offices that take a dossier in, as the sources name them, and for whom each of them is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.guidance.answers.fields import lower_first
from bot.guidance.answers.model import Row, Say
from bot.guidance.answers.plain import plain_name
from bot.guidance.catalogue.values import Office, Receiver
from bot.guidance.channels import Channel

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.guidance.catalogue.telling import Told

_MOST_NOTES = 130
ONLY_HELPS = "chỉ giúp"
"""How an office's name says that it takes nothing in and helps to send it."""
_HELPS_ONLY = ("chuyển", ONLY_HELPS, ":")
"""Words in an office's name by which the source says that it only passes the dossier on."""
_WHICH = (" nơi ", " trực tiếp thu", " gần nhất", " có điểm tiếp nhận", " thuận tiện nhất")
"""Words in an office's name by which the source says which one of its kind it is."""
NO_DESK = frozenset({Office.PORTAL, Office.POST, Office.OTHER})
"""What has no counter of a known kind: it goes by the name that the source gives it."""
AT_A_CENTRE = frozenset({Office.COMMUNE_CENTRE, Office.PROVINCE_CENTRE, Office.ONE_STOP, Office.COMMUNE_COMMITTEE})
"""Offices whose dossiers a one-stop centre takes in; those of a commune's committee, by the table of offers."""

_MOST_OFFICES = 2
_AGENCIES = (
    ("Ủy ban nhân dân xã, phường và ", None),
    ("Ủy ban nhân dân xã, phường hoặc ", None),
    ("Ủy ban nhân dân xã, phường, hoặc ", None),
    ("Công an tỉnh hoặc ", None),
    ("Ủy ban nhân dân xã, phường", Office.COMMUNE_COMMITTEE),
    ("Công an xã, phường", Office.COMMUNE_POLICE),
    ("Công an tỉnh", Office.PROVINCE_POLICE),
    ("Bảo hiểm xã hội", Office.SOCIAL_INSURANCE),
    ("Văn phòng đăng ký đất đai", Office.LAND_OFFICE),
    ("Trung tâm Dịch vụ việc làm", Office.EMPLOYMENT_CENTRE),
    ("Cơ quan thủy sản của tỉnh", Office.FISHERIES),
    ("Thuế cơ sở", Office.TAX),
)
"""How the catalogue calls who decides, by its beginning → the kind of office; None: it names two of them."""


def taken_in_elsewhere(receivers: Iterable[Told]) -> bool:
    """Return whether the source names offices that take it in, and none of them is a centre's."""
    offices = {receiver(one).office for one in receivers if one.field.channel in {None, Channel.IN_PERSON}} - {
        Office.PORTAL,
        Office.POST,
    }
    return bool(offices) and not offices & AT_A_CENTRE


def office_to_ask(receivers: Iterable[Told]) -> Office | None:
    """Return the one kind of office that takes a dossier in at its counter; None where the source names several."""
    at_counters = [one for one in receivers if one.field.channel in {None, Channel.IN_PERSON} and not _helps_only(one)]
    offices = {receiver(one).office for one in at_counters} - NO_DESK
    if len(offices) > 1 and offices <= AT_A_CENTRE:
        return Office.ONE_STOP
    return offices.pop() if len(offices) == 1 else None


def offices_to_ask(receivers: Iterable[Told]) -> tuple[Office, ...]:
    """Return the kinds of office that take a dossier in at their counters, two at most; several centres are one."""
    found = [
        receiver(one).office
        for one in receivers
        if one.field.channel in {None, Channel.IN_PERSON} and not _helps_only(one)
    ]
    offices = [office for office in dict.fromkeys(found) if office not in NO_DESK]
    centres = [office for office in offices if office in AT_A_CENTRE]
    if len(centres) > 1:
        offices = [Office.ONE_STOP, *(office for office in offices if office not in AT_A_CENTRE)]
    return tuple(offices[:_MOST_OFFICES])


def office_named(agency: str) -> Office | None:
    """Return the kind of office that the catalogue names as who decides a procedure; None: no kind of its own."""
    return next((office for name, office in _AGENCIES if agency.startswith(name)), None)


def which_office(one: Told) -> tuple[Office, str]:
    """Return which office it is: of those without a kind of their own, by name."""
    value = receiver(one)
    return value.office, value.name if value.office in NO_DESK else ""


def receiver(one: Told) -> Receiver:
    """Return the office that a field names, which is of the kind ``FieldKind.RECEIVER``."""
    value = one.field.value
    if not isinstance(value, Receiver):
        raise TypeError(f"not a receiver: {value}")
    return value


def holds_for_some(one: Told) -> bool:
    """Return whether an office takes it from some only, or only passes it on."""
    return bool(one.field.condition or one.field.case) or _helps_only(one)


def office_said(group: list[Told], *, brief: bool = False) -> Say | str:
    """An office with all that holds for handing in there; ``brief``, that there is much to it."""
    value = receiver(group[0])
    office: Say | str = Say(f"answers.office_{value.office.value}")
    if value.office in NO_DESK:
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
    """Return what the source's name for an office says: that any will do, which one it is, that it passes it on."""
    name = receiver(one).name
    if _helps_only(one):
        return (plain_name(name.partition(":")[2] or name.partition(",")[2] or name.partition("(")[2].rstrip(")")),)
    if receiver(one).office in NO_DESK:
        return ()  # the name itself is told
    _office_is, any_of_them, rest = name.partition(" bất kỳ")
    if any_of_them:
        return (plain_name(f"nơi nào cũng được{rest}"),)
    which = next((word for word in _WHICH if word in name), None)
    if which is None:
        return ()
    return (plain_name(f"nơi {which.replace(' nơi ', '').strip()}{name.partition(which)[2]}"),)


def _helps_only(one: Told) -> bool:
    return any(word in receiver(one).name for word in _HELPS_ONLY)
