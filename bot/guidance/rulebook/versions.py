"""Rulebooks one after the other: what was known when.

Two axes: the moment that somebody asks about, and the moment by which something was known. A version is known from
when it was published, on the real clock. So the answer for a pair of moments never changes, whatever is published
later; and a version that would change what is said of days that are gone is a correction, and says why.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.guidance.rulebook.changing import past_changes

if TYPE_CHECKING:
    from datetime import datetime

    from bot.guidance.offers import Offering
    from bot.guidance.rulebook.advice import Advice, Area
    from bot.guidance.rulebook.book import Rulebook
    from bot.guidance.rulebook.changing import Change


class RewritesPast(ValueError):
    """A version would change what is said of the past and does not say that it is a correction."""

    def __init__(self, found: tuple[Change, ...]) -> None:
        self.changes = found
        super().__init__(", ".join(change.id for change in found))


@dataclass(frozen=True, slots=True)
class Version:
    """A published rulebook.

    Attributes:
        known_from: when it was published, on the real clock.
        correction: why it changes what is said of the past; None where it does not.
    """

    rulebook: Rulebook
    known_from: datetime
    correction: str | None = None


@dataclass(frozen=True, slots=True)
class Versions:
    """All published rulebooks, the oldest first."""

    found: tuple[Version, ...] = ()

    def publish(self, rulebook: Rulebook, moment: datetime, correction: str | None = None) -> Versions:
        """Return these and one more.

        Raises:
            RewritesPast: it changes the past without a reason.
            ValueError: it would be known before the latest one.
        """
        latest = self.found[-1] if self.found else None
        if latest is not None:
            if moment < latest.known_from:
                raise ValueError("a version is known after the ones before it")
            require_stable(latest.rulebook, rulebook, moment, correction)
        return Versions((*self.found, Version(rulebook, moment, correction)))

    def as_known(self, known_at: datetime) -> Version | None:
        """Return the version that was known at a moment; None before the first."""
        position = bisect_right([version.known_from for version in self.found], known_at)
        return self.found[position - 1] if position else None

    def at(
        self,
        moment: datetime,
        known_at: datetime,
        area: Area | None = None,
        procedure: Offering | str | None = None,
    ) -> Advice | None:
        """Return what was known at `known_at` to hold at `moment`; None where nothing was known yet."""
        version = self.as_known(known_at)
        return version.rulebook.at(moment, area, procedure) if version is not None else None


def require_stable(before: Rulebook, after: Rulebook, moment: datetime, correction: str | None) -> None:
    """Make sure that a new version leaves the past alone, or says why it does not.

    Raises:
        RewritesPast: neither.
    """
    found = past_changes(before.to_plain(), after.to_plain(), moment)
    if found and not (correction or "").strip():
        raise RewritesPast(found)
