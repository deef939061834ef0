"""What a rulebook is made of: documents, rules, regimes, contacts and what a document leaves unsaid.

All of it is immutable and carries its own dates; nothing here decides. Content comes from
`bot/content/rulebook/*.yaml` or, published, from the database.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from bot.guidance.channels import Channel
    from bot.guidance.moments import Interval

LOCKDOWN = "lockdown"
"""The word in an area scope that stands for every place locked down at the moment."""


class Status(StrEnum):
    """Whether an entry may be told at all; its dates then say when."""

    DRAFT = "draft"
    PUBLISHED = "published"
    SUSPENDED = "suspended"
    NEVER_APPLIED = "never_applied"
    """Issued, and withdrawn before its first day."""


class Audience(StrEnum):
    """Whom a rule speaks to; a staff rule is told to citizens only when they ask about it."""

    CITIZEN = "citizen"
    STAFF = "staff"


class Basis(StrEnum):
    """Where a date comes from."""

    STATED = "stated"
    DERIVED = "derived"
    INFERRED = "inferred"


class Confidence(StrEnum):
    """How sure the content's author is of an entry."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Purpose(StrEnum):
    """What a contact is good for."""

    BOOKING = "booking"
    INFORMATION = "information"
    PORTAL = "portal"
    EMERGENCY = "emergency"
    UNIT_PHONE = "unit_phone"
    UNIT_ADDRESS = "unit_address"
    UNIT_HOURS = "unit_hours"


UNIT_PURPOSES = frozenset({Purpose.UNIT_PHONE, Purpose.UNIT_ADDRESS, Purpose.UNIT_HOURS})
"""What a contact of one one-stop unit is good for; all others are everybody's."""


class Condition(StrEnum):
    """What must hold of a procedure for a rule to apply to it."""

    NONE = "none"
    OFFERED_NEITHER_WAY = "offered_neither_way"
    """Neither online nor by post: the reading of "trực tuyến … hoặc … bưu chính" the project goes by."""
    MUST_APPEAR = "must_appear"


@dataclass(frozen=True, slots=True)
class Effect:
    """When an entry holds, and how well each end is known."""

    interval: Interval
    from_basis: Basis | None = None
    to_basis: Basis | None = None
    to_note: str | None = None
    told_from: datetime | None = None
    """From when it may be told: its signing, or the moment that its author names. None: whenever it holds."""

    def holds(self, moment: datetime) -> bool:
        """Whether it is told as in force to somebody who asks about `moment`."""
        return self.interval.holds(moment) and self.is_told(moment)

    def is_over(self, moment: datetime) -> bool:
        """Whether it is told as history to somebody who asks about `moment`."""
        return self.interval.is_over(moment) and self.is_told(moment)

    def is_told(self, moment: datetime) -> bool:
        """Whether anything of it may be told at `moment`."""
        return self.told_from is None or moment >= self.told_from


@dataclass(frozen=True, slots=True)
class Document:
    """An official document."""

    id: str
    kind: str
    """Its Vietnamese kind, as it stands before the number: "Công văn", "Quyết định"."""
    number: str | None
    issuer: str | None = None
    signed_on: date | None = None
    subject: str | None = None
    sources: tuple[str, ...] = ()
    paragraphs: Mapping[str, str] = field(default_factory=dict)
    """Paragraph key to the name a citizen is told ("mục 1")."""
    text_file: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """An office with duties, under its name then and now."""

    id: str
    name_2021: str
    name_now: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom, where and what an entry is about. Empty means everybody, everywhere, everything."""

    province: str | None = None
    unit_levels: frozenset[str] = frozenset()
    area_include: frozenset[str] = frozenset()
    area_exclude: frozenset[str] = frozenset()
    channel: Channel | None = None
    procedures: frozenset[str] = frozenset()
    """National codes; those of a group are already filled in."""
    group: str | None = None
    condition: Condition = Condition.NONE
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of one document."""

    id: str
    status: Status
    document: str | None
    kind: str
    audience: Audience
    effect: Effect
    scope: Scope
    paragraph: str | None = None
    quote: str | None = None
    duty: str | None = None
    underlying_document: str | None = None
    """The document the quoted one restates; cited instead on days before the quoted one was signed."""
    exception_to: str | None = None
    supersedes: tuple[str, ...] = ()
    decides: Mapping[str, str] = field(default_factory=dict)
    """Question to answer, such as `appointment: required`; two applying rules with other answers contradict."""
    params: Mapping[str, object] = field(default_factory=dict)
    actors: tuple[str, ...] = ()
    counterpart: str | None = None
    topics: tuple[str, ...] = ()
    silent_on: tuple[str, ...] = ()
    """Topics to be told as unsaid along with this rule, because people take it to cover them."""
    do_vi: str | None = None
    """What to do first. May contain `{hotline}`."""
    why_vi: str | None = None
    past_vi: str | None = None
    """How it is told once it no longer holds."""
    confidence: Confidence = Confidence.MEDIUM
    confirmed: bool = False
    """Whether the agency in charge has confirmed it to this service."""
    notice: str | None = None
    """Id of the phrase told along with it ("Cơ quan chưa xác nhận …")."""
    source: str | None = None
    gap: str | None = None
    ambiguity: str | None = None
    needs_check: str | None = None


@dataclass(frozen=True, slots=True)
class Regime:
    """A distancing regime or another overlay: it adds a warning to a visit and never deletes a one-stop rule."""

    id: str
    status: Status
    effect: Effect
    text_vi: str
    """One sentence for citizens."""
    document: str | None = None
    province: str | None = None
    warns: bool = False
    """Whether somebody about to go out must hear of it."""
    provisions: tuple[str, ...] = ()
    confidence: Confidence = Confidence.MEDIUM
    confirmed: bool = False
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """A number or address people are given. It resolves by date as rules do."""

    id: str
    status: Status
    label: str
    value: str | None
    purpose: Purpose
    effect: Effect
    unit: str | None = None
    """Id of the one-stop unit it is of; None for what is everybody's."""
    value_en: str | None = None
    dial: str | None = None
    document: str | None = None
    paragraph: str | None = None
    required_before_go_live: bool = False
    confidence: Confidence = Confidence.MEDIUM
    confirmed: bool = False
    source: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Unsaid:
    """A topic people ask about on which a document is silent."""

    id: str
    """`<document>/<topic>`."""
    document: str
    topic: str
    text_vi: str
    """The sentence that says so; it neither fills the gap nor calls the thing not needed."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic with the sentence for days when no published document speaks about it."""

    id: str
    text_vi: str
    spoken_by: tuple[str, ...] = ()
    """Topics of rules that end the silence, besides the topic itself."""
    spoken_by_contact: Purpose | None = None
    """A published contact of this purpose ends the silence."""


@dataclass(frozen=True, slots=True)
class Group:
    """A named set of procedures a rule can be about."""

    id: str
    name_vi: str
    procedures: frozenset[str]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence of the guidance itself, kept with the rules so that one version holds both."""

    id: str
    vi: str
