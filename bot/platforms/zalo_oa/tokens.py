"""The one valid pair of tokens, shared by all processes and rotated by one of them at a time."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from bot.platforms.contract import BadCredentials, OutcomeUnknown, PlatformError, PlatformUnavailable
from bot.platforms.zalo_oa.oauth import LoginNeeded, Pair

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from contextlib import AbstractAsyncContextManager

    from bot.platforms.zalo_oa.oauth import OAuth

LOGIN = "run 'motcua zalo login'"
"""What a person has to do when the tokens are lost."""

_REVOKED = f"the account revoked the app's permission: {LOGIN}"

WARN_AHEAD = timedelta(days=7)
_RENEW_AHEAD = timedelta(hours=2)
_STILL_GOOD = timedelta(minutes=1)
_TRY_AGAIN = timedelta(minutes=5)
_LOOK_EVERY = 60.0
_STORE_TRIES = 20
_STORE_PAUSE = 0.25

log = logging.getLogger(__name__)


class StoreUnavailable(Exception):
    """The tokens can't be read or kept at the moment."""


class Unreadable(Exception):
    """The stored tokens can't be opened: another secret key sealed them."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What is kept of an account's tokens.

    Attributes:
        pair: the newest one; None before the first login.
        exchanging: an exchange was begun and its end not noted: its process died, or its answer was lost.
        problem: why a person has to log in; None while all is well.
        refused_at: when Zalo said so.
        seed: mark of the configured refresh token that was used last.
    """

    pair: Pair | None = None
    exchanging: bool = False
    problem: str | None = None
    refused_at: datetime | None = None
    seed: bytes | None = None


class TokenStore(Protocol):
    """Keeps the tokens of one account, sealed. Every method raises ``StoreUnavailable`` when it can't."""

    async def read(self) -> Stored:
        """Return what is kept.

        Raises:
            Unreadable: it was sealed with another key.
        """
        ...

    def exclusively(self) -> AbstractAsyncContextManager[None]:
        """One holder at a time over all processes; a holder that dies frees it."""
        ...

    async def begin(self) -> None:
        """Note, durably, that an exchange begins."""
        ...

    async def keep(self, pair: Pair, *, seed: bytes | None = None) -> None:
        """Keep a new pair, durably; the exchange is over and no problem is left."""
        ...

    async def refuse(self, problem: str, at: datetime, *, seed: bytes | None = None) -> None:
        """Note that Zalo takes the refresh token no more."""
        ...

    async def revoke(self, problem: str, at: datetime) -> None:
        """Note that the account took its permission away; tokens that were issued after ``at`` are others."""
        ...

    def mark(self, token: str) -> bytes:
        """Return a keyed hash by which a configured token is known again."""
        ...


class TokenKeeper:
    """Gives valid access tokens.

    A new pair is kept before anybody uses it, also by a process that is asked to stop meanwhile. When a process dies
    between exchange and keeping, the next one tries the old refresh token once more, since the exchange may never have
    reached Zalo; if Zalo refuses it, a person must log in, and nothing goes out meanwhile.

    Args:
        oauth: exchanges tokens.
        store: where they are kept.
        seed: a refresh token from the settings, for the first start, or after a refusal where it is a new one.
        now: the real clock.

    Attributes:
        problem: why no valid token is to be had, for ``/readyz``; None while all is well.
        refresh_until: when the refresh token ends, as last seen; None where that is not known.
    """

    def __init__(
        self,
        oauth: OAuth,
        store: TokenStore,
        *,
        seed: str | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._oauth = oauth
        self._store = store
        self._seed = seed
        self._now = now
        self._pair: Pair | None = None
        self._unkept: tuple[Pair, bytes | None] | None = None
        self._lock = asyncio.Lock()
        self.problem: str | None = None
        self.refresh_until: datetime | None = None

    @property
    def warning(self) -> str | None:
        """What an operator should know: the problem, or that the refresh token ends within seven days."""
        if self.problem is not None or self.refresh_until is None:
            return self.problem
        left = self.refresh_until - self._now()
        if left > WARN_AHEAD:
            return None
        return f"the refresh token ends on {self.refresh_until:%Y-%m-%d}, in {max(0, left.days)} days: {LOGIN}"

    async def access(self) -> str:
        """Return an access token that is valid as far as is known here.

        Raises:
            BadCredentials: a person has to log in.
            PlatformUnavailable: there is none at the moment.
        """
        pair = self._pair
        if pair is not None and pair.access_until - self._now() > _STILL_GOOD:
            return pair.access
        return await self.renew(None)

    async def renew(self, dead: str | None) -> str:
        """Return another access token than ``dead``: another process' newer one, or a new one.

        Raises:
            BadCredentials, PlatformUnavailable: as ``access``.
        """
        async with self._lock:
            if (known := self._usable(self._pair, dead, _STILL_GOOD)) is not None:
                return known.access
            try:
                await self._keep_unkept()
                async with self._store.exclusively():
                    pair = await self._renew(dead)
            except StoreUnavailable as error:
                raise PlatformUnavailable(f"the tokens' store is away: {error}") from error
            except Unreadable as error:
                raise self._lost(f"the stored tokens were sealed with another MOTCUA_SECRET_KEY: {LOGIN}") from error
            self._adopt(pair)
            return pair.access

    async def keep_fresh(self, stop: asyncio.Event) -> None:
        """Renew the access token two hours ahead, until ``stop`` is set; so no message has to wait for it."""
        while not stop.is_set():
            try:
                await self._look()
            except PlatformError as error:
                log.warning("Zalo's tokens could not be renewed: %s", error)
            try:
                async with asyncio.timeout(_LOOK_EVERY):
                    await stop.wait()
            except TimeoutError:
                continue

    async def _look(self) -> None:
        with contextlib.suppress(StoreUnavailable, Unreadable):
            if (await self._store.read()).problem is not None:
                self._pair = None  # another process was told; ``access`` says it here too
        token = await self.access()
        if self._usable(self._pair, None, _RENEW_AHEAD) is None:
            await self.renew(token)

    def revoked(self) -> None:
        """Forget the token: the account took its permission away."""
        self._pair = None
        self.problem = _REVOKED

    async def note_revocation(self, at: datetime) -> None:
        """Keep for all processes that the account took its permission away, until a person logs in.

        Raises:
            StoreUnavailable: it could not be kept.
        """
        await self._store.revoke(_REVOKED, at)

    def _usable(self, pair: Pair | None, dead: str | None, ahead: timedelta) -> Pair | None:
        """Return ``pair`` where it is another one than ``dead`` and holds for longer than ``ahead``."""
        if pair is None or pair.access == dead or pair.access_until - self._now() <= ahead:
            return None
        return pair

    def _adopt(self, pair: Pair) -> None:
        self._pair, self.refresh_until, self.problem = pair, pair.refresh_until, None

    def _lost(self, problem: str) -> BadCredentials:
        self._pair, self.problem = None, problem
        return BadCredentials(problem)

    async def _renew(self, dead: str | None) -> Pair:
        """Look what is kept, and exchange it where it is the dead one. Runs in one process at a time."""
        stored = await self._store.read()
        newer = self._usable(stored.pair, dead, _STILL_GOOD)
        if newer is not None and stored.problem is None:
            return newer
        token, seed = self._what_to_exchange(stored)
        return await _to_the_end(self._exchange(token, seed, broken_off=stored.exchanging))

    async def _exchange(self, token: str, seed: bytes | None, *, broken_off: bool) -> Pair:
        await self._store.begin()
        try:
            pair = await self._oauth.refresh(token)
        except LoginNeeded as error:
            lost = "the last exchange was broken off, and " if broken_off else ""
            problem = f"{lost}Zalo takes the refresh token no more ({error}): {LOGIN}"
            await self._store.refuse(problem, self._now(), seed=seed)
            raise self._lost(problem) from None
        except OutcomeUnknown as error:
            # The mark of the begun exchange stays: the next try tells whether it was done.
            raise PlatformUnavailable(f"no answer to the exchange of tokens: {error}") from None
        self._unkept = (pair, seed)
        await self._keep_unkept()
        return pair

    def _what_to_exchange(self, stored: Stored) -> tuple[str, bytes | None]:
        """Return the refresh token, and its mark where it comes from the settings."""
        mark = self._store.mark(self._seed) if self._seed else None
        if self._seed and mark != stored.seed and (stored.pair is None or stored.problem is not None):
            return self._seed, mark
        refused = stored.refused_at if stored.problem is not None else None
        if refused is not None and self._now() - refused < _TRY_AGAIN:
            # What is wrong may be the app's secret, and not the token: a rare further try costs nothing.
            raise self._lost(stored.problem or LOGIN)
        if stored.pair is not None:
            return stored.pair.refresh, None
        if self._seed:
            return self._seed, mark
        raise self._lost(stored.problem or f"there are no tokens yet: {LOGIN}")

    async def _keep_unkept(self) -> None:
        """Keep a new pair that is not kept yet; a store that is away for a moment must not cost it."""
        if self._unkept is None:
            return
        for attempt in range(_STORE_TRIES):
            try:
                await self._store.keep(self._unkept[0], seed=self._unkept[1])
            except StoreUnavailable:
                if attempt == _STORE_TRIES - 1:
                    raise
                await asyncio.sleep(_STORE_PAUSE)
            else:
                self._unkept = None
                return


async def _to_the_end[T](work: Coroutine[object, object, T]) -> T:
    """Do what must not be broken off: a process that is asked to stop waits for its end, seconds at most."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.gather(task, return_exceptions=True)
        raise
