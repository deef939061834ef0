"""What the rulebook answers: rules in force with their citations, regimes, contacts, history, warnings, gaps."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.guidance.rulebook.model import Purpose

if TYPE_CHECKING:
    from datetime import date, datetime

    from bot.guidance.rulebook.model import Basis, Contact, Regime, Rule


@dataclass(frozen=True, slots=True)
class Area:
    """Where a question is about, as far as rules care.

    `keys` are all the names or codes a rule may use for this place and for what it lies in; `name` counts as one.
    """

    name: str
    keys: frozenset[str] = frozenset()
    province: str | None = None
    """Id of the province ("ca-mau-2021", "bac-lieu-2021", "ca-mau"); None leaves it open."""
    level: str | None = None
    """"tinh", "huyen" or "xa" of the unit in question; None leaves it open."""
    locked: bool | None = None
    """Locked down at the moment asked about; None when nobody knows."""


@dataclass(frozen=True, slots=True)
class Citation:
    """Where an answer stands, complete enough to be shown without the rulebook."""

    rule: str
    """Id of the rule, regime or contact."""
    document: str | None
    kind: str | None
    """ "Công văn", "Quyết định" …"""
    number: str | None
    paragraph: str | None
    """As a citizen is told: "mục 1"."""
    signed_on: date | None
    effective_from: datetime | None
    effective_to: datetime | None
    end_basis: Basis | None
    in_force: bool
    quote: str | None
    source_url: str | None
    confirmed: bool
    notice: str | None = None
    """The sentence to be told along, when there is one ("Thông tin này cơ quan chưa xác nhận; …")."""
    start_basis: Basis | None = None
    restated: str | None = None
    """The earlier document whose day `effective_from` is, where the cited one only repeats it."""

    @property
    def document_name(self) -> str:
        """Kind and number: "Công văn 4708/UBND-CCHC"; empty when no document is known."""
        return " ".join(part for part in (self.kind, self.number) if part)


class Applies(StrEnum):
    """How surely a rule in force applies to what was asked."""

    YES = "yes"
    CONDITIONAL = "conditional"
    """It depends on something the question left open: the procedure, the area, coming in person."""


class BeatenBy(StrEnum):
    """Why a rule gives way to another."""

    EXCEPTION = "exception"
    NARROWER = "narrower"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class AdvisedRule:
    """A rule with its citation; `citation.in_force` is False for history."""

    rule: Rule
    citation: Citation
    applies: Applies = Applies.YES


@dataclass(frozen=True, slots=True)
class BeatenRule:
    """A rule in force that gives way here, to which one and why."""

    rule: Rule
    by: str
    reason: BeatenBy


@dataclass(frozen=True, slots=True)
class AdvisedRegime:
    """A regime in force, with its citation."""

    regime: Regime
    citation: Citation


@dataclass(frozen=True, slots=True)
class VisitWarning:
    """Something to be heard before going out."""

    id: str
    text_vi: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Silence:
    """That nothing published speaks about a topic."""

    topic: str
    text_vi: str
    citation: Citation | None
    """The document that is silent, when one is in force."""


@dataclass(frozen=True, slots=True)
class CrowdVerdict:
    """Whether so many people may be in one place, by which rule; `ok` is None when no rule in force says."""

    ok: bool | None
    limit: int | None
    citation: Citation | None


@dataclass(frozen=True, slots=True)
class Advice:
    """Everything the rulebook says for a moment, an area and a procedure."""

    moment: datetime
    area: Area | None
    procedure: str | None
    rules: tuple[AdvisedRule, ...]
    """In force and applying (or conditionally so), those that give way removed; in the order of the content."""
    beaten: tuple[BeatenRule, ...]
    regimes: tuple[AdvisedRegime, ...]
    contacts: tuple[Contact, ...]
    history: tuple[AdvisedRule, ...]
    """Published rules about this whose time is over."""
    past_contacts: tuple[Contact, ...]
    warnings: tuple[VisitWarning, ...]
    silences: tuple[Silence, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the rules in force here."""
        return tuple(advised.rule.id for advised in self.rules)

    def get(self, rule_id: str) -> AdvisedRule | None:
        """The rule in force with that id."""
        return next((advised for advised in self.rules if advised.rule.id == rule_id), None)

    def past(self, rule_id: str) -> AdvisedRule | None:
        """The rule with that id among those whose time is over."""
        return next((advised for advised in self.history if advised.rule.id == rule_id), None)

    def about(self, topic: str) -> tuple[AdvisedRule, ...]:
        """Rules in force that speak about `topic`."""
        return tuple(advised for advised in self.rules if topic in advised.rule.topics)

    def past_about(self, topic: str) -> tuple[AdvisedRule, ...]:
        """Rules whose time is over that spoke about `topic`."""
        return tuple(advised for advised in self.history if topic in advised.rule.topics)

    def deciding(self, question: str, *, surely: bool = False) -> tuple[AdvisedRule, ...]:
        """Rules in force that answer `question`; with `surely` only those that apply without an open condition."""
        return tuple(
            advised
            for advised in self.rules
            if question in advised.rule.decides and not (surely and advised.applies is not Applies.YES)
        )

    def silence(self, topic: str) -> Silence | None:
        """The sentence that nothing published speaks about `topic`; None for a topic the content does not know."""
        return next((silence for silence in self.silences if silence.topic == topic), None)

    def contact(self, purpose: Purpose) -> Contact | None:
        """The contact for `purpose` at this moment; None when none is published."""
        return next((contact for contact in self.contacts if contact.purpose is purpose), None)

    @property
    def hotline(self) -> Contact | None:
        """The line appointments are made through, when one is published."""
        return self.contact(Purpose.BOOKING)

    @property
    def portal(self) -> Contact | None:
        """The portal for filing online, when its address is published for this moment."""
        return self.contact(Purpose.PORTAL)

    @property
    def emergency(self) -> tuple[Contact, ...]:
        """111 to 115: told in danger at any moment."""
        return tuple(contact for contact in self.contacts if contact.purpose is Purpose.EMERGENCY)

    def crowd(self, people: int) -> CrowdVerdict:
        """Whether `people` may be gathered at the one-stop unit."""
        for advised in self.rules:
            limit = advised.rule.params.get("max_people")
            if isinstance(limit, int):
                return CrowdVerdict(people <= limit, limit, advised.citation)
        return CrowdVerdict(None, None, None)
