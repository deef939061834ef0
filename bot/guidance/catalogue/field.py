"""A field of the catalogue: what is said of a procedure, from where, and how far it is trusted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from bot.guidance.catalogue.values import FieldKind, Value
    from bot.guidance.channels import Channel


class State(StrEnum):
    """How far a field is trusted."""

    PROPOSED = "proposed"
    """One reader found it; not told."""
    AGREED = "agreed"
    """Two readers found it apart from each other, or a third settled it; told as unconfirmed."""
    DISPUTED = "disputed"
    """Two readers, or two places of the source, say different things; not told."""
    CONFIRMED = "confirmed"
    """A named official confirmed it, with date and document."""
    HIDDEN = "hidden"
    """Taken back by staff, or refused with a reason; not told."""


class Method(StrEnum):
    """How a field was found."""

    PAGE = "page"
    """Read from the portal's page."""
    API = "api"
    """Taken from the portal's own data."""
    LAW = "law"
    """Read in a law that it cites."""
    STAFF = "staff"
    """Entered by staff."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a field stands; no sentence of it is kept.

    Attributes:
        page: checksum of the source's text.
        part: of the page, by the portal's own name for it; of a law article, clause and point.
        start: first character, counted in the part's text with single spaces.
        end: first character after.
        own_date: the date that the source gives itself; None: it gives none ("không rõ ngày").
        read_on: the day of the copy that was read.
        method: how it was read.
        law: name and number of the cited law, with ``Method.LAW``.
        since: the first day on which that law is in force.
    """

    page: str
    part: str
    start: int
    end: int
    read_on: date
    method: Method
    own_date: date | None = None
    law: str = ""
    since: date | None = None

    @property
    def day(self) -> date:
        """The day on which it said so: its own date, otherwise that of the copy."""
        return self.own_date or self.read_on


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Who confirmed a field, when, and by which document; ``since`` is the day from which the document holds."""

    official: str
    on: date
    document: str
    since: date


@dataclass(frozen=True, slots=True)
class Field:
    """One thing said of a procedure.

    Attributes:
        code: of the procedure.
        id: of the field within the procedure, stable as long as its source entry is.
        value: what it says.
        source: where it stands.
        readers: who found it: "a", "b", "c".
        state: how far it is trusted.
        review_by: the day on which it has to be looked at again.
        case: for which case of the procedure it holds; empty: for all.
        channel: for which way of submission; None: for all.
        condition: when it holds; empty: always.
        instead: what is taken in its place.
        until: the last day for which the source states it ("đến hết 31/12/2025"); None: it names none.
        other_province: the page stands under another province's decision.
        agency_gone: it names an agency that there is no more.
        reason: why it is disputed or hidden, or how the third reader settled it.
        confirmation: with ``State.CONFIRMED``.
        known_from: the instant from which this version was known; None: from installation.
        known_to: the instant at which another version took its place; None: it still stands.
    """

    code: str
    id: str
    value: Value
    source: Source
    readers: tuple[str, ...]
    state: State
    review_by: date
    case: str = ""
    channel: Channel | None = None
    condition: str = ""
    instead: tuple[str, ...] = ()
    until: date | None = None
    other_province: bool = False
    agency_gone: bool = False
    reason: str = ""
    confirmation: Confirmation | None = None
    known_from: datetime | None = None
    known_to: datetime | None = None

    def __post_init__(self) -> None:
        """Refuse what contradicts itself.

        Raises:
            ValueError: it is confirmed by nobody, or by somebody without being confirmed; it ends before it begins.
        """
        if (self.state is State.CONFIRMED) != (self.confirmation is not None):
            raise ValueError(f"{self.code} {self.id}: confirmed by whom, on which day, by which document?")
        if self.known_from and self.known_to and self.known_to <= self.known_from:
            raise ValueError(f"{self.code} {self.id}: known until before it was known")

    @property
    def kind(self) -> FieldKind:
        """What it tells."""
        return self.value.kind

    @property
    def first_day(self) -> date:
        """The first day for which it is known to hold."""
        return self.confirmation.since if self.confirmation else self.source.day

    def known(self, moment: datetime) -> bool:
        """Whether this version was the known one at ``moment``."""
        return not (self.known_from and moment < self.known_from) and not (self.known_to and moment >= self.known_to)

    def confirmed_by(self, confirmation: Confirmation, review_by: date) -> Field:
        """Return it as a named official confirmed it; whatever the readers disputed is settled by that."""
        return replace(
            self, state=State.CONFIRMED, confirmation=confirmation, review_by=review_by, reason="",
            other_province=False, agency_gone=False,
        )  # fmt: skip

    def hidden_for(self, reason: str) -> Field:
        """Return it hidden, with the reason; one person may do that."""
        return replace(self, state=State.HIDDEN, confirmation=None, reason=reason)
