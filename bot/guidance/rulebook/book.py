"""The rulebook: what is in force at a moment, for a place and a procedure, and where that stands.

Immutable and pure: the moment comes from the caller, the content was parsed elsewhere. Publishing makes a new rulebook.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from bot.guidance.moments import VIETNAM, local
from bot.guidance.offers import Offering
from bot.guidance.rulebook.advice import (
    Advice,
    AdvisedRegime,
    AdvisedRule,
    Applies,
    Silence,
    VisitWarning,
)
from bot.guidance.rulebook.citation import cite_regime, cite_rule, cite_silence
from bot.guidance.rulebook.model import Scope, Status
from bot.guidance.rulebook.parse import Content, Plain, build, merge
from bot.guidance.rulebook.precedence import resolve
from bot.guidance.rulebook.scope import applies

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.guidance.rulebook.advice import Area
    from bot.guidance.rulebook.model import Contact, Purpose, Regime, Rule


_ALWAYS = datetime.min.replace(tzinfo=UTC)
_MOST_KEPT = 500
"""Advice that a rulebook keeps; each is a few hundred small objects."""

type _Asked = tuple[int, Area | None, str | None, Offering | None]
"""The stretch without a change in which the moment lies, and what was asked about."""


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All published and unpublished content of one version; build it with `parse`."""

    content: Content
    _canonical: str
    _changes: list[datetime] = field(init=False, repr=False, compare=False)
    _kept: dict[_Asked, Advice] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_changes", _changes(self.content))

    @classmethod
    def parse(cls, files: Mapping[str, object]) -> Rulebook:
        """Check and build a rulebook.

        Args:
            files: parsed content by file name, as YAML or JSON gives it. One entry with the canonical form, as
                `to_plain` returned it, is as good as many files.

        Raises:
            RulebookError: naming every problem by file, entry and field.
        """
        plain = merge(files)
        return cls(build(plain), json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")))

    def to_plain(self) -> Plain:
        """The canonical form: plain JSON values, sections and entries in a fixed order. `parse` takes it back."""
        plain: Plain = json.loads(self._canonical)
        return plain

    @property
    def content_hash(self) -> str:
        """SHA-256 of the canonical form; equal content has an equal hash, however it was split into files."""
        return hashlib.sha256(self._canonical.encode()).hexdigest()

    def phrase(self, phrase_id: str, **values: str) -> str:
        """A sentence of the guidance, with its placeholders filled.

        Raises:
            KeyError: the content has no such phrase.
        """
        return self.content.phrases[phrase_id].format(**values)

    def at(self, moment: datetime, area: Area | None = None, procedure: Offering | str | None = None) -> Advice:
        """What holds at `moment`.

        Args:
            moment: any aware moment; a visit's half-day as well as now.
            area: the place asked about, with whether it is locked down; None asks in general.
            procedure: the procedure's offering at that moment, or its bare code when that is not known; None asks in
                general. Rules whose scope the question leaves open are given as conditional.

        Raises:
            ValueError: `moment` has no time zone.
        """
        when = local(moment)
        offering = procedure if isinstance(procedure, Offering) else None
        code = offering.code if offering else procedure if isinstance(procedure, str) else None
        asked = (bisect_right(self._changes, when), area, code, offering)
        kept = self._kept.get(asked)
        if kept is None:
            kept = self._advice(when, area, code, offering)
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            self._kept[asked] = kept
        return kept if kept.moment == when else replace(kept, moment=when)

    def new_warnings(self, now: datetime, visit: datetime, area: Area | None = None) -> tuple[VisitWarning, ...]:
        """Warnings that hold for the visit and do not hold yet: what changes between booking and going."""
        known = {warning.id for warning in self.at(now, area).warnings}
        return tuple(warning for warning in self.at(visit, area).warnings if warning.id not in known)

    def contacts_of(self, unit: str, moment: datetime) -> tuple[Contact, ...]:
        """Phone, address, hours of a one-stop unit at `moment`; of each purpose the one that began last.

        Raises:
            ValueError: `moment` has no time zone.
        """
        when = local(moment)
        found = [c for c in self.content.contacts if c.unit == unit and _told(c) and c.effect.holds(when)]
        latest = sorted(found, key=lambda c: (c.effect.interval.start or _ALWAYS, c.id))
        return tuple({contact.purpose: contact for contact in latest}.values())

    def keeps(self, unit: str, purpose: Purpose, moment: datetime) -> bool:
        """Whether staff keep a unit's phone, address or hours here: one has begun, and perhaps ended or was hidden.

        What others say of it does not count any more then, even where nothing is told now.

        Raises:
            ValueError: `moment` has no time zone.
        """
        when = local(moment)
        return any(
            contact.unit == unit
            and contact.purpose is purpose
            and contact.status in {Status.PUBLISHED, Status.SUSPENDED}
            and (contact.effect.interval.start or _ALWAYS) <= when
            for contact in self.content.contacts
        )

    def unpublished_contacts(self) -> tuple[Contact, ...]:
        """Contacts that staff must still fill in and publish before going live."""
        return tuple(
            contact
            for contact in self.content.contacts
            if contact.required_before_go_live and contact.status is not Status.PUBLISHED
        )

    def _advice(self, when: datetime, area: Area | None, code: str | None, offering: Offering | None) -> Advice:
        current = self._in_force(when, area, code, offering)
        superseded = {rule_id for rule, how in current if how is Applies.YES for rule_id in rule.supersedes}
        kept, beaten = resolve((rule, how) for rule, how in current if rule.id not in superseded)
        rules = tuple(
            AdvisedRule(rule, cite_rule(self.content, rule, when.date(), in_force=True), how) for rule, how in kept
        )
        regimes = tuple(self._regimes(when, area))
        contacts = tuple(c for c in self.content.contacts if _general(c) and c.effect.holds(when))
        return Advice(
            moment=when,
            area=area,
            procedure=code,
            rules=rules,
            beaten=tuple(beaten),
            regimes=regimes,
            contacts=contacts,
            history=tuple(self._history(when, area, code, superseded)),
            past_contacts=tuple(c for c in self.content.contacts if _general(c) and c.effect.is_over(when)),
            warnings=tuple(
                VisitWarning(advised.regime.id, advised.regime.text_vi, advised.citation)
                for advised in regimes
                if advised.regime.warns
            ),
            silences=tuple(self._silences(rules, contacts)),
        )

    def _in_force(
        self, when: datetime, area: Area | None, code: str | None, offering: Offering | None
    ) -> list[tuple[Rule, Applies]]:
        found = []
        for rule in self.content.rules:
            how = applies(rule.scope, area, code, offering)
            if rule.status is Status.PUBLISHED and rule.effect.holds(when) and how is not None:
                found.append((rule, how))
        return found

    def _history(
        self, when: datetime, area: Area | None, code: str | None, superseded: set[str]
    ) -> Iterable[AdvisedRule]:
        # Whether a place is locked down or a procedure offered now says nothing about then.
        then = replace(area, locked=None) if area else None
        for rule in self.content.rules:
            over = rule.effect.is_over(when) or (rule.id in superseded and rule.effect.is_told(when))
            if rule.status is Status.PUBLISHED and over and applies(rule.scope, then, code, None) is not None:
                yield AdvisedRule(rule, cite_rule(self.content, rule, when.date(), in_force=False))

    def _regimes(self, when: datetime, area: Area | None) -> Iterable[AdvisedRegime]:
        for regime in self.content.regimes:
            scope = Scope(province=regime.province)
            told = regime.status is Status.PUBLISHED and regime.effect.holds(when)
            if told and applies(scope, area, None, None) is not None:
                yield AdvisedRegime(regime, cite_regime(self.content, regime))

    def _silences(self, rules: tuple[AdvisedRule, ...], contacts: tuple[Contact, ...]) -> Iterable[Silence]:
        speaking = {advised.citation.document for advised in rules}
        spoken = {topic for advised in rules for topic in advised.rule.topics}
        purposes = {contact.purpose for contact in contacts}
        for topic in self.content.topics:
            silent = next((u for u in self.content.unsaid if u.topic == topic.id and u.document in speaking), None)
            if silent is not None:
                yield Silence(topic.id, silent.text_vi, cite_silence(self.content, silent))
            elif not ({topic.id, *topic.spoken_by} & spoken or topic.spoken_by_contact in purposes):
                yield Silence(topic.id, topic.text_vi, None)


def _changes(content: Content) -> list[datetime]:
    """The moments at which an answer can change, sorted: between two of them the clock decides nothing."""
    moments: set[datetime | None] = set()
    entries: tuple[Rule | Regime | Contact, ...] = (*content.rules, *content.regimes, *content.contacts)
    for entry in entries:
        moments |= {entry.effect.interval.start, entry.effect.interval.end, entry.effect.told_from}
    for document in content.documents.values():
        if document.signed_on is not None:
            moments.add(datetime.combine(document.signed_on, time.min, VIETNAM))
    return sorted(moment for moment in moments if moment is not None)


def _general(contact: Contact) -> bool:
    return contact.unit is None and _told(contact)


def _told(contact: Contact) -> bool:
    return contact.status is Status.PUBLISHED and contact.value is not None
