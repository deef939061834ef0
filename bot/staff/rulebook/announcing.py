"""What a new version is worth telling people of, and whom its scope says that it is for."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.content.texts_loader import load_texts
from bot.guidance.moments import local
from bot.guidance.places.model import Level
from bot.guidance.rulebook.model import LOCKDOWN, Audience, Status

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from bot.conversation.snapshot import Guidance
    from bot.guidance.places.model import AdminUnit
    from bot.guidance.rulebook.changing import Change
    from bot.guidance.rulebook.model import Contact, Rule
_LONGEST_TITLE = 120
"""Characters that a broadcast's title may have."""


@dataclass(frozen=True, slots=True)
class News:
    """A broadcast that could be drafted.

    Attributes:
        title: for staff.
        audience: as ``motcua broadcast new --audience`` takes it.
        rule: id of the rule whose words and source it takes; None where it is about a contact.
        contact: id of the contact that it is about; None where it is about a rule.
        text: what it says, where it is about a contact.
        text_en: the same in English.
    """

    title: str
    audience: str
    rule: str | None = None
    contact: str | None = None
    text: str | None = None
    text_en: str | None = None

    @property
    def entry(self) -> str:
        """Id of what it is about."""
        return self.rule or self.contact or ""

    @property
    def command(self) -> str:
        """The command that drafts it; for a contact the text goes into a file."""
        said = ["--rule", self.rule] if self.rule is not None else ["--text-file", "TỆP.txt"]
        return shlex.join(["motcua", "broadcast", "new", *said, "--title", self.title, "--audience", self.audience])


def news_of(guidance: Guidance, changes: Iterable[Change], now: datetime) -> tuple[News, ...]:
    """Return what could be told of a version: what it adds or changes, and that is not over.

    Of rules those for citizens, with their own words; of contacts all that have a number, an address or hours. A rule
    for places that are locked down is for nobody while none is.
    """
    changed = {(change.section, change.id): change for change in changes}
    rules = tuple(
        News(f"Quy định {rule.id}", audience, rule=rule.id)
        for rule in guidance.rulebook.content.rules
        if ("rules", rule.id) in changed
        and rule.status is Status.PUBLISHED
        and rule.audience is Audience.CITIZEN
        and not rule.effect.interval.is_over(now)
        and (audience := _audience(guidance, rule, now)) is not None
    )
    contacts = tuple(
        _of_contact(guidance, contact, now, replaces=changed["contacts", contact.id].before is not None)
        for contact in guidance.rulebook.content.contacts
        if ("contacts", contact.id) in changed
        and contact.status is Status.PUBLISHED
        and contact.value
        and not contact.effect.interval.is_over(now)
    )
    return rules + contacts


def _of_contact(guidance: Guidance, contact: Contact, now: datetime, *, replaces: bool) -> News:
    """Return the news of a contact, to those who live where its one-stop unit is; one of all to everybody."""
    units = _units(guidance, {contact.unit}, now) if contact.unit is not None else []
    where = "".join(f" area={shlex.quote(guidance.places.label(unit, now))}" for unit in units)
    start = contact.effect.interval.start
    begins = local(start) if start is not None and start > now else None
    said = {}
    for language, value in (("vi", contact.value), ("en", contact.value_en or contact.value)):
        key = "news.contact_from" if begins else "news.contact"
        day = f"{begins:%d/%m/%Y}" if begins else ""
        said[language] = load_texts().get(language, key, label=contact.label, value=value, date=day)
        if replaces and not begins:
            said[language] += f" {load_texts().get(language, 'news.contact_replaces')}"
    title = f"Liên hệ: {contact.label}"[:_LONGEST_TITLE]
    return News(title, f"topic=rules{where}", contact=contact.id, text=said["vi"], text_en=said["en"])


def _audience(guidance: Guidance, rule: Rule, now: datetime) -> str | None:
    """Who asked to be told of rules, where the rule holds; of its procedures, where it is about some.

    None: it holds nowhere now.
    """
    scope = rule.scope
    known = sorted(code for code in scope.procedures if code in guidance.catalogue)
    parts = [f"topic=procedure procedure={','.join(known)}"] if known else ["topic=rules"]
    include, exclude = (_units(guidance, names, now) for names in (scope.area_include, scope.area_exclude))
    if scope.area_include and not include:
        return None
    if not include and scope.province not in {None, guidance.places.province_at(now).id}:
        include = _units(guidance, {scope.province or ""}, now)
    for sign, units in (("", include), ("-", exclude)):
        parts += [f"{sign}area={shlex.quote(guidance.places.label(unit, now))}" for unit in units]
    return " ".join(parts)


def _units(guidance: Guidance, names: Collection[str], now: datetime) -> list[AdminUnit]:
    """Return the units that a scope names by id, code or name; those that are locked down now, where it says so."""
    wanted = set(names) - {LOCKDOWN}
    if LOCKDOWN in names:
        wanted |= {entry.area for entry in guidance.locks_at(now)}
    found: dict[str, AdminUnit] = {}
    for name in sorted(wanted):
        named = [unit for unit in guidance.places if name in {unit.id, unit.code, unit.name}]
        standing = [unit for unit in named if not unit.ended_by(local(now).date())]
        found |= {unit.id: unit for one in standing or named for unit in _now(guidance, one, now)}
    return list(found.values())


def _now(guidance: Guidance, unit: AdminUnit, now: datetime) -> tuple[AdminUnit, ...]:
    """Return what a unit that is gone has become; a province of before is still what people's places lie in."""
    return (unit,) if unit.level is Level.PROVINCE else guidance.places.at(unit, now)
