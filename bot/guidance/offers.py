"""Which procedure is offered online, by post or at the counter on a date, and whether its person must come.

A table that staff keep; what no row says for a moment is unknown and stays so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.guidance.channels import Channel, Offered, Presence
from bot.guidance.moments import Interval, local, parse_moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime


class OffersError(ValueError):
    """A row of the offers table cannot be read; the message names the line, the code and the field."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What is known about one channel of one procedure at a moment."""

    channel: Channel
    offered: Offered
    basis: str | None = None
    """Vietnamese words for where that is known from, to be told along; None when nothing is known."""
    note: str | None = None
    """Vietnamese remark for the citizen, such as who alone may use this way."""


@dataclass(frozen=True, slots=True)
class PresenceDuty:
    """Whether the person must come for a procedure at a moment."""

    presence: Presence
    basis: str | None = None
    note: str | None = None
    """What has to be done in person, in Vietnamese."""
    question: str | None = None
    """For a conditional duty: the yes/no question whose "yes" means that the person must come."""


@dataclass(frozen=True, slots=True)
class Offering:
    """All channels of one procedure at a moment."""

    code: str
    online: Offer
    postal: Offer
    in_person: Offer
    duty: PresenceDuty

    def offer(self, channel: Channel) -> Offer:
        """The offer of `channel`."""
        return {Channel.ONLINE: self.online, Channel.POSTAL: self.postal, Channel.IN_PERSON: self.in_person}[channel]

    @property
    def bases(self) -> tuple[str, ...]:
        """The distinct sources behind what is known, for telling them once."""
        found = (self.online.basis, self.postal.basis, self.in_person.basis, self.duty.basis)
        return tuple(dict.fromkeys(basis for basis in found if basis))

    @classmethod
    def unknown(cls, code: str) -> Offering:
        """A procedure of which nothing is known at the moment."""
        online, postal, in_person = (Offer(channel, Offered.UNKNOWN) for channel in Channel)
        return cls(code, online, postal, in_person, PresenceDuty(Presence.UNKNOWN))


@dataclass(frozen=True, slots=True)
class _Row[T]:
    code: str
    interval: Interval
    value: T


@dataclass(frozen=True, slots=True)
class Offers:
    """The offers table, immutable; build it with `parse`."""

    _channels: Mapping[str, tuple[_Row[Offer], ...]] = field(repr=False)
    _duties: Mapping[str, tuple[_Row[PresenceDuty], ...]] = field(repr=False)

    @classmethod
    def parse(cls, offers: Iterable[Mapping[str, str]], presence: Iterable[Mapping[str, str]]) -> Offers:
        """Build the table from rows of text, as a CSV reader or a database gives them.

        Args:
            offers: rows with `code`, `channel`, `offered`, `valid_from`, `valid_to`, `basis`, `note`.
            presence: rows with `code`, `presence`, `valid_from`, `valid_to`, `basis`, `note`, `question`.

        Raises:
            OffersError: a word or date cannot be read, or two rows speak about the same moment.
        """
        channels: dict[str, tuple[_Row[Offer], ...]] = {}
        for line, row in enumerate(offers, start=2):
            offer_row = _offer_row(line, row)
            _refuse_overlap(
                line,
                offer_row,
                [o for o in channels.get(offer_row.code, ()) if o.value.channel is offer_row.value.channel],
            )
            channels[offer_row.code] = (*channels.get(offer_row.code, ()), offer_row)
        duties: dict[str, tuple[_Row[PresenceDuty], ...]] = {}
        for line, row in enumerate(presence, start=2):
            duty_row = _duty_row(line, row)
            _refuse_overlap(line, duty_row, duties.get(duty_row.code, ()))
            duties[duty_row.code] = (*duties.get(duty_row.code, ()), duty_row)
        return cls(channels, duties)

    def at(self, moment: datetime, code: str) -> Offering:
        """What is known about procedure `code` at `moment`; unknown where no row speaks."""
        when = local(moment)
        known = {row.value.channel: row.value for row in self._channels.get(code, ()) if row.interval.holds(when)}
        online, postal, in_person = (known.get(c) or Offer(c, Offered.UNKNOWN) for c in Channel)
        duty = next((row.value for row in self._duties.get(code, ()) if row.interval.holds(when)), None)
        return Offering(code, online, postal, in_person, duty or PresenceDuty(Presence.UNKNOWN))

    @property
    def codes(self) -> frozenset[str]:
        """Every procedure the table speaks about at some moment."""
        return frozenset(self._channels) | frozenset(self._duties)


def _offer_row(line: int, row: Mapping[str, str]) -> _Row[Offer]:
    try:
        offer = Offer(Channel(row["channel"]), Offered(row["offered"]), row["basis"] or None, row["note"] or None)
        return _Row(row["code"], _interval(row), offer)
    except (KeyError, ValueError) as error:
        raise OffersError(f"offers line {line} ({row.get('code', 'no code')}): {error}") from error


def _duty_row(line: int, row: Mapping[str, str]) -> _Row[PresenceDuty]:
    try:
        duty = PresenceDuty(
            Presence(row["presence"]), row["basis"] or None, row["note"] or None, row["question"] or None
        )
        return _Row(row["code"], _interval(row), duty)
    except (KeyError, ValueError) as error:
        raise OffersError(f"presence line {line} ({row.get('code', 'no code')}): {error}") from error


def _interval(row: Mapping[str, str]) -> Interval:
    start, end = row["valid_from"], row["valid_to"]
    return Interval(parse_moment(start) if start else None, parse_moment(end) if end else None)


def _refuse_overlap[T](line: int, row: _Row[T], earlier: Iterable[_Row[T]]) -> None:
    if any(row.interval.overlaps(other.interval) for other in earlier):
        raise OffersError(f"line {line} ({row.code}): two rows speak about the same moment")
