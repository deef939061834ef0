"""What files said of procedures: names that are found by, codes that ended, and fields that nobody told yet.

Nothing of it is told as agreed: fields are proposed until an official confirms them one by one. What a file says
against an unconfirmed fee or time makes that one disputed; what staff confirmed or hid stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bot.guidance.catalogue.book import FieldCatalogue, ProcedureFields, Reading, Repeal
from bot.guidance.catalogue.changing import Act, digest
from bot.guidance.catalogue.field import State
from bot.guidance.catalogue.values import UNIT_WORDS, Fee, FeeKind, Time, TimeUnit, money_words
from bot.guidance.channels import Offered, Presence
from bot.guidance.moments import local
from bot.guidance.procedures import Catalogue, Procedure
from bot.guidance.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.guidance.catalogue.changing import Change
    from bot.guidance.catalogue.field import Field

MOST_TITLE: Final = 60
"""Most characters of a short name, as the longest of those that were written by hand."""


class Origin(StrEnum):
    """What kind of file said it."""

    API = "api"
    """The portal's data of one procedure."""
    LIST = "list"
    """A row of the portal's catalogue."""
    PAGE = "page"
    """A page of the portal, flattened."""
    TABLE = "table"
    """A table (CSV, XLSX)."""


NAMED_BY: Final = (Origin.API, Origin.LIST, Origin.PAGE, Origin.TABLE)
"""Whose name of a procedure counts, where several files have one."""


class Validity(StrEnum):
    """What a file says of whether a code is valid."""

    VALID = "valid"
    ENDED = "ended"
    UNSAID = "unsaid"


@dataclass(frozen=True, slots=True)
class Imported:
    """What one row of a file says of one procedure.

    Attributes:
        code: national code.
        origin: the kind of file.
        name: official name.
        page: checksum of what the row said.
        field: of administration.
        agency: who carries it out, as the file calls it; kept for staff.
        issuer: who published it.
        decision: by which decision; empty: none, or another province's.
        url: of the portal's page.
        names: what people call it.
        local: another province's own, or internal: it is nothing that somebody here can ask for.
        other_province: it stands under another province's decision.
        validity: whether the code is valid.
        valid_from: its first day; None: not said.
        valid_to: the first day on which it is not valid any more; None: not said.
        replaced_by: codes that took its place.
        own_date: the source's own date; None: it gives none.
    """

    code: str
    origin: Origin
    name: str
    page: str
    field: str = ""
    agency: str = ""
    issuer: str = ""
    decision: str = ""
    url: str = ""
    names: tuple[str, ...] = ()
    local: bool = False
    other_province: bool = False
    validity: Validity = Validity.UNSAID
    valid_from: date | None = None
    valid_to: date | None = None
    replaced_by: tuple[str, ...] = ()
    own_date: date | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """A row in force, or that was once.

    Attributes:
        said: by the file.
        since: the instant from which it counts.
        until: the instant at which it was taken back; None: it was not.
        fields: what it says field by field; empty where only the name was asked for.
    """

    said: Imported
    since: datetime
    until: datetime | None = None
    fields: tuple[Field, ...] = ()

    def stands(self, moment: datetime) -> bool:
        """Return whether it counts at a moment."""
        return self.since <= moment and (self.until is None or moment < self.until)


def newest(versions: Iterable[Version], moment: datetime) -> dict[str, dict[Origin, Version]]:
    """Return code → kind of file → what the latest such file says, as it stands at a moment."""
    found: dict[str, dict[Origin, Version]] = {}
    for one in sorted(versions, key=lambda version: version.since):
        if one.stands(moment):
            found.setdefault(one.said.code, {})[one.said.origin] = one
    return found


@dataclass(frozen=True, slots=True)
class Names:
    """The catalogue with what was imported.

    Attributes:
        catalogue: all procedures, those too that cannot be asked for any more.
        found: those that a search may name.
        ends: code → when it ended; those of imported codes alone.
        again: the day on which this has to be put together again, since a code begins or ends; None: never.
    """

    catalogue: Catalogue
    found: Catalogue
    ends: Mapping[str, Repeal]
    again: date | None


def with_names(packaged: Catalogue, versions: Iterable[Version], today: datetime) -> Names:
    """Return the packaged catalogue with the imported procedures behind it.

    A procedure that came with the code keeps its names and gets those that a table adds. One that another took the
    place of, and nobody wrote of by hand, is found no more; the one that took its place is found by its name.
    """
    found = newest(versions, today)
    day = local(today).date()
    ends = {code: end for code, said in found.items() if (end := _end(said)) is not None}
    made = {code: _procedure(said) for code, said in found.items() if code not in packaged}
    added = {code: list(_aliases(said)) for code, said in found.items()}
    hidden = set()
    for code, said in found.items():
        end = ends.get(code)
        ended = end is not None and end.since <= day
        if ended and end is not None and len(end.replaced_by) == 1:
            added.setdefault(end.replaced_by[0], []).append(_first(said).name)
        if ended or _begins(said) > day or _first(said).local:
            hidden.add(code)
    everything = [_also_called(one, added.get(one.code, ())) for one in (*packaged, *made.values())]
    findable = [one for one in everything if one.code in packaged or one.code not in hidden]
    days = [*(end.since for end in ends.values()), *(_begins(said) for said in found.values())]
    again = min((one for one in days if one > day), default=None)
    return Names(Catalogue(tuple(everything)), Catalogue(tuple(findable)), ends, again)


def _first(said: Mapping[Origin, Version]) -> Imported:
    return next(said[origin].said for origin in NAMED_BY if origin in said)


def _aliases(said: Mapping[Origin, Version]) -> Iterable[str]:
    return dict.fromkeys(name for version in said.values() for name in version.said.names)


def _begins(said: Mapping[Origin, Version]) -> date:
    days = [version.said.valid_from for version in said.values() if version.said.valid_from is not None]
    return max(days, default=date.min)


def _end(said: Mapping[Origin, Version]) -> Repeal | None:
    """Return when a code ends, by the latest file that says anything of it."""
    telling = [version for version in said.values() if version.said.validity is not Validity.UNSAID]
    last = max(telling, key=lambda version: version.since, default=None)
    if last is None or last.said.validity is Validity.VALID:
        return None
    since = last.said.valid_to or local(last.since).date()
    return Repeal(since, last.said.replaced_by, last.since)


def _also_called(procedure: Procedure, names: Sequence[str]) -> Procedure:
    known = {fold(name) for name in (*procedure.names, procedure.title, procedure.name)}
    more = [name for name in dict.fromkeys(names) if fold(name) not in known]
    return replace(procedure, names=(*procedure.names, *more)) if more else procedure


def _procedure(said: Mapping[Origin, Version]) -> Procedure:
    """Return an imported procedure as the catalogue has it: named and linked, with nothing that is told of it."""
    first = _first(said)
    versions = said.values()
    day = max(version.said.own_date or local(version.since).date() for version in versions)
    return Procedure(
        code=first.code,
        title=title_of(first.name),
        name=first.name,
        field=next((version.said.field for version in versions if version.said.field), ""),
        level_2021="",
        agency="",
        time="",
        time_shown=False,
        fee="",
        fee_shown=False,
        online=Offered.UNKNOWN,
        online_level="",
        postal=Offered.UNKNOWN,
        postal_scope="",
        must_appear=Presence.UNKNOWN,
        presence_kind="",
        presence_note="",
        source_url=next((version.said.url for version in versions if version.said.url), ""),
        data_as_of=day.isoformat(),
        confidence="low",
        group="",
        copies="",
        names=(),
        imported=True,
    )


_OPENINGS = ("thủ tục hành chính ", "thủ tục ")


def title_of(name: str) -> str:
    """Return a short name: without "Thủ tục", cut between words where it is long."""
    for opening in _OPENINGS:
        if name.casefold().startswith(opening):
            name = name[len(opening) :]
            break
    name = name[:1].upper() + name[1:]
    if len(name) <= MOST_TITLE:
        return name
    return f"{name[: MOST_TITLE - 1].rsplit(' ', 1)[0].rstrip(' ,;:–-')}…"


def with_fields(
    catalogue: FieldCatalogue, versions: Sequence[Version], changes: Sequence[Change], ends: Mapping[str, Repeal]
) -> FieldCatalogue:
    """Return the fields with those that were imported, and with what the files dispute.

    Args:
        catalogue: as it came with the code.
        versions: all of the procedures that are written down or that staff said something of, with their fields.
        changes: what staff published; a field they said something of is disputed by no later file.
        ends: code → when it ended.
    """
    if not versions and not ends:
        return catalogue
    by_code: dict[str, list[Version]] = {}
    for version in versions:
        by_code.setdefault(version.said.code, []).append(version)
    said_first: dict[tuple[str, str], datetime] = {}
    for change in sorted(changes, key=lambda one: one.at):
        said_first.setdefault((change.code, change.field), change.at)
    made = []
    for procedure in catalogue:
        mine = by_code.pop(procedure.code, ())
        fields = [part for one in procedure.fields for part in _disputed(one, mine, said_first.get((one.code, one.id)))]
        fields += _own(mine, changes)
        repeals = _ends(mine) if mine else tuple(filter(None, (ends.get(procedure.code),)))
        made.append(replace(procedure, fields=tuple(fields), repeals=repeals))
    for code, mine in by_code.items():
        made.append(ProcedureFields(code, Reading.NAMED, tuple(_own(mine, changes)), repeals=_ends(mine)))
    known = {one.code for one in made}
    made += [ProcedureFields(code, Reading.NAMED, repeal=end) for code, end in ends.items() if code not in known]
    return FieldCatalogue(made)


def with_proposed(catalogue: FieldCatalogue, versions: Sequence[Version], moment: datetime) -> FieldCatalogue:
    """Return the fields with those that files in force propose, for staff: of procedures that nobody read by hand.

    What staff have said something of already is left out.
    """
    made = {one.code: one for one in catalogue}
    for code, said in newest(versions, moment).items():
        known = made.get(code, ProcedureFields(code, Reading.NAMED))
        if known.reading in {Reading.TWICE, Reading.ONCE}:
            continue
        settled = {one.id for one in known.fields}
        fields = [one for version in said.values() for one in version.fields if one.id not in settled]
        found = {one.id: replace(one, reason="tệp nhập ghi, chưa ai xác nhận") for one in fields}
        made[code] = replace(known, fields=(*known.fields, *found.values()))
    return FieldCatalogue(made.values())


def _ends(versions: Sequence[Version]) -> tuple[Repeal, ...]:
    """Return when one code ended, as it was known one moment after the other while files came and were taken back."""
    found: list[Repeal] = []
    for moment in sorted({moment for one in versions for moment in (one.since, one.until) if moment is not None}):
        end = next((_end(said) for said in newest(versions, moment).values()), None)
        last = found[-1] if found and found[-1].known_to is None else None
        if last is not None and end is not None and (end.since, end.replaced_by) == (last.since, last.replaced_by):
            continue
        if last is not None:
            found[-1] = replace(last, known_to=moment)
        if end is not None:
            found.append(replace(end, known_from=moment))
    return tuple(found)


def _own(versions: Sequence[Version], changes: Sequence[Change]) -> list[Field]:
    """Return the imported fields that staff said something of, each as they read it; the others are only proposed.

    One proposed beside agreed ones would make a list of papers look as if something of it were held back.
    """
    fields: dict[tuple[str, str], Field] = {}
    confirmed = {(change.code, change.field, change.digest) for change in changes if change.act is Act.CONFIRM}
    hidden = {(change.code, change.field) for change in changes if change.act is Act.HIDE}
    for version in sorted(versions, key=lambda one: one.since):
        for one in version.fields:
            said = digest(one)
            if (one.code, one.id, said) in confirmed or (one.code, one.id) in hidden:
                fields.setdefault((one.id, said), one)
    return list(fields.values())


def _disputed(field: Field, versions: Sequence[Version], kept_from: datetime | None) -> list[Field]:
    """Return the versions of a field, by when files began and ceased to say something else than it does."""
    if not versions or field.state is not State.AGREED or field.case or field.condition:
        return [field]
    steps = sorted({moment for one in versions for moment in (one.since, one.until) if moment is not None})
    found = [field]
    for moment in steps:
        if kept_from is not None and moment >= kept_from:
            break  # staff said what it is
        against = contradicted(field, [one for said in newest(versions, moment).values() for one in said.values()])
        last = found[-1]
        if against == (last.reason if last.state is State.DISPUTED else ""):
            continue
        found[-1] = replace(last, known_to=moment)
        now = replace(field, state=State.DISPUTED, reason=against) if against else field
        found.append(replace(now, known_from=moment))
    return found


def contradicted(field: Field, versions: Iterable[Version]) -> str:
    """Return what files say instead of a fee or time, in words for staff; "" where they bear it out or are silent.

    A 0 and a number without a unit say nothing: either may only mean that nobody entered one.
    """
    for version in versions:
        known = [
            one
            for one in version.fields
            if one.kind is field.kind and field.channel in (None, one.channel) and not one.case and not one.condition
        ]
        others = [text for one in known if (text := _against(field, one))]
        if known and len(others) == len(known):
            day = local(version.since).date()
            return f"tệp nhập {day.day}/{day.month}/{day.year} ghi khác: {', '.join(dict.fromkeys(others))}"
    return ""


def _against(field: Field, other: Field) -> str:
    said, asked = other.value, field.value
    if isinstance(said, Fee) and isinstance(asked, Fee):
        both = said.level is FeeKind.AMOUNT and asked.known
        return money_words(said.amount or 0, said.currency) if both and said.amount != asked.amount else ""
    if isinstance(said, Time) and isinstance(asked, Time) and said.number is not None:
        units = {said.unit, asked.unit} - {TimeUnit.UNSAID}
        if TimeUnit.SAME_DAY in units or asked.number is None:
            return ""
        same = said.number == asked.number and len(units) <= 1
        return "" if same else f"{said.number} {UNIT_WORDS[said.unit]}"
    return ""
