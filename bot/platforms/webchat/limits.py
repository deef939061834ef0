"""How much one session, one address and all pages together may ask of a process.

The counts are a process's own and are forgotten with it: they keep one visitor from using up what all share. What one
person may say in the long run is the conversation's business.
"""

from __future__ import annotations

import asyncio
import ipaddress
import time
from collections import OrderedDict
from typing import TYPE_CHECKING, Self

from bot.platforms.contract import TooManyRequests

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST_KEYS = 50_000
_SAID_AT_ONCE, _SAID_PER_SECOND = 20, 1.0
"""Messages of a session: somebody who types fast, or a page that sends what it kept while it was offline."""

_READ_AT_ONCE, _READ_PER_SECOND = 60, 4.0
"""Other calls of a session: several tabs that come back at once, each acknowledging what it shows."""

_SECONDS_AT_ONCE = 10
"""Seconds' worth of an address's calls that may come at once."""

_STREAMS_OF_A_SESSION = 8
"""Tabs, and streams that a weak network broke without a word to us; above that the oldest one ends."""

_PLACES_AGAIN = 5.0
"""Seconds after which a page may ask for a place again."""


class Allowance:
    """So many at once, so many a second afterwards, for each key (generic cell rate algorithm).

    Args:
        at_once: calls that may come together.
        per_second: calls in the long run.
        now: seconds of a clock that is never put back.
    """

    def __init__(self, at_once: int, per_second: float, now: Callable[[], float] = time.monotonic) -> None:
        self._interval = 1.0 / per_second
        self._slack = (at_once - 1) * self._interval
        self._now = now
        self._free_at: OrderedDict[str, float] = OrderedDict()

    def take(self, key: str) -> float:
        """Take one call; returns 0.0, or the seconds until one is allowed where it is not."""
        now = self._now()
        free_at = max(now, self._free_at.get(key, now))
        if free_at - now > self._slack:
            return free_at - now - self._slack
        self._free_at[key] = free_at + self._interval
        self._free_at.move_to_end(key)
        if len(self._free_at) > _MOST_KEYS:
            self._free_at.popitem(last=False)
        return 0.0


class WebLimits:
    """The limits of one process.

    Args:
        streams: pages that may wait for messages at a time, by stream or poll.
        address_per_second: calls of one public address a second. Mobile networks put thousands of people behind one.
        now: seconds of a clock that is never put back.
    """

    def __init__(self, *, streams: int, address_per_second: float, now: Callable[[], float] = time.monotonic) -> None:
        self._most = streams
        self._said = Allowance(_SAID_AT_ONCE, _SAID_PER_SECOND, now)
        self._read = Allowance(_READ_AT_ONCE, _READ_PER_SECOND, now)
        self._from = Allowance(round(address_per_second * _SECONDS_AT_ONCE), address_per_second, now)
        self._open: dict[str, list[Place]] = {}
        self._waiting = 0

    @property
    def waiting(self) -> int:
        """How many pages wait for messages at the moment."""
        return self._waiting

    def say(self, chat: str, address: str | None) -> None:
        """Count a message.

        Raises:
            TooManyRequests: of this session, or from this address.
        """
        self._count(self._said, chat, address)

    def read(self, chat: str, address: str | None) -> None:
        """Count another call.

        Raises:
            TooManyRequests: of this session, or from this address.
        """
        self._count(self._read, chat, address)

    def _count(self, allowance: Allowance, chat: str, address: str | None) -> None:
        network = network_of(address)
        wait = self._from.take(network) if network is not None else 0.0
        wait = wait or allowance.take(chat)
        if wait:
            raise TooManyRequests(wait)

    def place(self, chat: str) -> Place:
        """Take a place to wait for messages in; whoever has one leaves it as a context manager.

        Raises:
            TooManyRequests: all places of the process are taken.
        """
        if self._waiting >= self._most:
            raise TooManyRequests(_PLACES_AGAIN)
        place = Place(self, chat)
        places = self._open.setdefault(chat, [])
        places.append(place)
        self._waiting += 1
        if len(places) > _STREAMS_OF_A_SESSION:
            next(one for one in places if not one.over.is_set()).over.set()
        return place

    def leave(self, place: Place) -> None:
        """Give a place back."""
        places = self._open[place.chat]
        places.remove(place)
        self._waiting -= 1
        if not places:
            del self._open[place.chat]


class Place:
    """Where one page waits for messages.

    Attributes:
        chat: whose page it is.
        over: set when the place is to be left, since newer pages of the same person wait.
    """

    def __init__(self, limits: WebLimits, chat: str) -> None:
        self.chat = chat
        self.over = asyncio.Event()
        self._limits = limits

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._limits.leave(self)


def network_of(address: str | None) -> str | None:
    """Return what is counted as one address: a public one of IPv4, the /64 of one of IPv6, else None.

    A private address is a proxy's whose word for the real one is not trusted (``MOTCUA_TRUSTED_PROXIES``): everybody
    would be counted as one.
    """
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return None
    if not parsed.is_global:
        return None
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
