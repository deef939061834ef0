"""A platform account's tokens in the database, sealed: ``bot.platforms.zalo_oa.tokens.TokenStore``."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot.db.pool import INFRASTRUCTURE
from bot.db.sealing import Sealer, Unsealable
from bot.platforms.zalo_oa.oauth import Pair
from bot.platforms.zalo_oa.tokens import Stored, StoreUnavailable, Unreadable
from pgkit.connections import connect

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from psycopg.rows import DictRow

    from bot.db.pool import Database
    from pgkit.connections import WatchedConnection

_ACCOUNT = "platform = %(platform)s AND account = %(account)s"
_READ = f"""
SELECT sealed, access_until, refresh_until, exchanging_since, problem, refused_at, seed FROM platform_tokens
WHERE {_ACCOUNT}
"""  # noqa: S608 - constants of this module
_BEGIN = """
INSERT INTO platform_tokens (platform, account, exchanging_since) VALUES (%(platform)s, %(account)s, now())
ON CONFLICT (platform, account) DO UPDATE SET exchanging_since = now()
"""
_KEEP = """
INSERT INTO platform_tokens AS t (platform, account, sealed, access_until, refresh_until, issued_at, seed)
VALUES (%(platform)s, %(account)s, %(sealed)s, %(access_until)s, %(refresh_until)s, now(), %(seed)s)
ON CONFLICT (platform, account) DO UPDATE SET sealed = excluded.sealed, access_until = excluded.access_until,
    refresh_until = excluded.refresh_until, issued_at = now(), exchanging_since = NULL, problem = NULL,
    refused_at = NULL, seed = coalesce(excluded.seed, t.seed)
"""
_REFUSE = f"""
UPDATE platform_tokens SET problem = %(problem)s, refused_at = %(at)s, exchanging_since = NULL,
    seed = coalesce(%(seed)s, seed)
WHERE {_ACCOUNT} AND exchanging_since IS NOT NULL
"""  # noqa: S608 - constants of this module; a pair that was kept meanwhile has ended the exchange

_REVOKE = f"""
UPDATE platform_tokens SET problem = %(problem)s, refused_at = now()
WHERE {_ACCOUNT} AND (issued_at IS NULL OR issued_at < %(at)s)
"""  # noqa: S608 - constants of this module; such a notice comes late, and twice: after a login it is of the old tokens

_LOCK = "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))"
_LOCK_PAUSE = 0.1
_LOCK_SECONDS = 25.0
"""How long to wait for another process' exchange, which takes one call of at most 15 s."""


class PlatformTokens:
    """The tokens of one account.

    Args:
        database: pools of the process.
        secret: MOTCUA_SECRET_KEY.
        platform: name of the platform.
        account: the platform's id of our account.
    """

    def __init__(self, database: Database, secret: bytes, platform: str, account: str) -> None:
        self._database = database
        self._sealer = Sealer(secret, "platform tokens")
        self._values = {"platform": platform, "account": account}
        self._context = f"{platform}\n{account}"

    async def read(self) -> Stored:
        """Return what is kept.

        Raises:
            StoreUnavailable, Unreadable: see ``TokenStore``.
        """
        rows = await self._run(_READ)
        if not rows:
            return Stored()
        row = rows[0]
        return Stored(
            pair=self._pair(row),
            exchanging=row["exchanging_since"] is not None,
            problem=row["problem"],
            refused_at=row["refused_at"],
            seed=row["seed"],
        )

    def _pair(self, row: DictRow) -> Pair | None:
        if row["sealed"] is None:
            return None
        try:
            tokens = json.loads(self._sealer.open(bytes(row["sealed"]), self._context))
        except Unsealable as error:
            raise Unreadable(str(error)) from error
        return Pair(tokens["access"], tokens["refresh"], row["access_until"], row["refresh_until"])

    @asynccontextmanager
    async def exclusively(self) -> AsyncIterator[None]:
        """Hold the account's lock, on a connection of its own: whoever dies frees it."""
        try:
            connection = await connect(self._database.direct_url, application_name="motcua tokens")
        except INFRASTRUCTURE as error:
            raise StoreUnavailable(str(error).strip()) from error
        try:
            await self._lock(connection)
            yield
        finally:
            await connection.close()

    async def _lock(self, connection: WatchedConnection[tuple[bool]]) -> None:
        try:
            async with asyncio.timeout(_LOCK_SECONDS):
                while True:
                    cursor = await connection.execute(_LOCK, [f"motcua tokens\n{self._context}"])
                    row = await cursor.fetchone()
                    if row is not None and row[0]:
                        return
                    await asyncio.sleep(_LOCK_PAUSE)
        except (*INFRASTRUCTURE, TimeoutError) as error:
            raise StoreUnavailable(f"another process holds the tokens: {error}".strip(": ")) from error

    async def begin(self) -> None:
        """Note, durably, that an exchange begins."""
        await self._run(_BEGIN)

    async def keep(self, pair: Pair, *, seed: bytes | None = None) -> None:
        """Keep a new pair, durably."""
        plain = json.dumps({"access": pair.access, "refresh": pair.refresh}).encode()
        await self._run(
            _KEEP,
            sealed=self._sealer.seal(plain, self._context),
            access_until=pair.access_until,
            refresh_until=pair.refresh_until,
            seed=seed,
        )

    async def refuse(self, problem: str, at: datetime, *, seed: bytes | None = None) -> None:
        """Note that the platform takes the refresh token no more."""
        await self._run(_REFUSE, problem=problem, at=at, seed=seed)

    async def revoke(self, problem: str, at: datetime) -> None:
        """Note that the account took its permission away."""
        await self._run(_REVOKE, problem=problem, at=at)

    def mark(self, token: str) -> bytes:
        """Return a keyed hash by which a configured token is known again."""
        return self._sealer.mark(token)

    async def _run(self, query: str, **values: object) -> list[DictRow]:
        try:
            return await self._database.fetch(query, {**self._values, **values})
        except INFRASTRUCTURE as error:
            raise StoreUnavailable(str(error).strip()) from error
