"""Tokens in the database: sealed, rotated by one at a time, and what a crash in the middle leaves."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from bot.conversation.messages import PlatformName
from bot.db.contacts import ReplyWindows, note_by_hand, note_interaction
from bot.db.events import Events
from bot.db.platform_tokens import PlatformTokens
from bot.db.pool import Database
from bot.db.sealing import Sealer, Unsealable
from bot.delivery.notices import Notices, NoticeSpool
from bot.platforms.contract import BadCredentials, PlatformUnavailable
from bot.platforms.notices import PermissionRevoked
from bot.platforms.zalo_oa import OAuth, TokenKeeper
from tests.fakes.zalo import FakeZalo, Trouble

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

SECRET = b"s" * 32
TOKENS = "/v4/oa/access_token"


class Died(BaseException):
    """The process ended here."""


class DyingStore(PlatformTokens):
    """Ends the process before it can keep the new pair."""

    async def keep(self, *_: object, **__: object) -> None:
        raise Died


@pytest.fixture
def zalo() -> Iterator[FakeZalo]:
    with FakeZalo() as zalo:
        yield zalo


@pytest.fixture
async def database(bot_database: str) -> AsyncIterator[Database]:
    async with opened(bot_database) as database:
        yield database


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    database = Database(url, size=4)
    await database.open()
    try:
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def keeper(
    zalo: FakeZalo, database: Database, *, store: type[PlatformTokens] = PlatformTokens, seed: str | None = None
) -> AsyncIterator[TokenKeeper]:
    oauth = OAuth(zalo.url, zalo.app_id, zalo.app_secret, answer_seconds=5.0)
    try:
        yield TokenKeeper(oauth, store(database, SECRET, "zalo_oa", zalo.oa_id), seed=seed)
    finally:
        await oauth.close()


def the_row(url: str) -> tuple[object, ...]:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT platform_tokens.* FROM platform_tokens").fetchone()
    assert row is not None
    return row


async def test_tokens_lie_sealed(zalo: FakeZalo, database: Database, bot_database: str) -> None:
    async with keeper(zalo, database, seed=zalo.world.first_refresh_token) as first:
        assert await first.access() == zalo.world.tokens.access
    stored = b"".join(bytes(value) for value in the_row(bot_database) if isinstance(value, bytes))
    for token in (zalo.world.tokens.access, zalo.world.tokens.refresh, zalo.world.first_refresh_token):
        assert token.encode() not in stored
    async with keeper(zalo, database) as other:  # another process, later, without the setting
        assert await other.access() == zalo.world.tokens.access
    assert zalo.world.tokens.exchanges == 2  # the fake's own first pair, and ours


async def test_another_secret_key_asks_for_a_login(zalo: FakeZalo, database: Database) -> None:
    async with keeper(zalo, database, seed=zalo.world.first_refresh_token) as first:
        await first.access()
    oauth = OAuth(zalo.url, zalo.app_id, zalo.app_secret)
    stranger = TokenKeeper(oauth, PlatformTokens(database, b"t" * 32, "zalo_oa", zalo.oa_id))
    with pytest.raises(BadCredentials, match=r"MOTCUA_SECRET_KEY.*motcua zalo login"):
        await stranger.access()
    await oauth.close()


async def test_processes_rotate_one_at_a_time(zalo: FakeZalo, database: Database, bot_database: str) -> None:
    seed = zalo.world.first_refresh_token
    async with opened(bot_database) as second, keeper(zalo, database, seed=seed) as one, keeper(zalo, second) as two:
        old = await one.access()
        assert await two.access() == old
        zalo.world.tokens.kill_access()
        new = await asyncio.gather(*(keeper.renew(old) for keeper in (one, two, one, two)))
        assert set(new) == {zalo.world.tokens.access}
        assert len(zalo.world.tokens.used) == 2


async def test_a_crash_after_the_exchange_is_told_with_the_command(zalo: FakeZalo, database: Database) -> None:
    async with keeper(zalo, database, seed=zalo.world.first_refresh_token) as first:
        old = await first.access()
    async with keeper(zalo, database, store=DyingStore) as dying:
        with pytest.raises(Died):
            await dying.renew(old)
    async with keeper(zalo, database) as next_process:
        with pytest.raises(BadCredentials, match=r"broken off.*run 'motcua zalo login'"):
            await next_process.renew(old)
        assert "motcua zalo login" in (next_process.warning or "")


class SlowStore(PlatformTokens):
    """Takes its time to keep a new pair, as on a busy disk."""

    async def keep(self, *arguments: Any, **more: Any) -> None:
        await asyncio.sleep(0.3)
        await super().keep(*arguments, **more)


async def test_a_stop_in_the_middle_of_the_exchange_loses_no_token(zalo: FakeZalo, database: Database) -> None:
    async with keeper(zalo, database, seed=zalo.world.first_refresh_token) as first:
        old = await first.access()
    async with keeper(zalo, database, store=SlowStore) as stopping:
        renewing = asyncio.create_task(stopping.renew(old))
        for _ in range(500):
            if zalo.world.tokens.access != old:
                break
            await asyncio.sleep(0.01)
        renewing.cancel()  # as a process does that is asked to stop
        with pytest.raises(asyncio.CancelledError):
            await renewing
    async with keeper(zalo, database) as next_process:
        assert await next_process.access() == zalo.world.tokens.access != old


async def test_a_crash_before_the_exchange_costs_nothing(zalo: FakeZalo, database: Database) -> None:
    async with keeper(zalo, database, seed=zalo.world.first_refresh_token) as first:
        old = await first.access()
        store = PlatformTokens(database, SECRET, "zalo_oa", zalo.oa_id)
        await store.begin()  # and then the process ended
        assert (await store.read()).exchanging
    async with keeper(zalo, database) as next_process:
        assert await next_process.renew(old) == zalo.world.tokens.access
        assert not (await store.read()).exchanging


async def test_a_new_token_in_the_settings_mends_a_refusal(zalo: FakeZalo, database: Database) -> None:
    first_seed = zalo.world.first_refresh_token
    async with keeper(zalo, database, seed=first_seed) as first:
        old = await first.access()
        zalo.world.tokens.revoke()
        with pytest.raises(BadCredentials):
            await first.renew(old)
    fresh = zalo.world.tokens.issue(zalo.world.now())["refresh_token"]
    async with keeper(zalo, database, seed=first_seed) as unchanged:
        with pytest.raises(BadCredentials):
            await unchanged.access()
    async with keeper(zalo, database, seed=fresh) as mended:
        assert await mended.access() == zalo.world.tokens.access


async def test_fresh_tokens_are_fetched_ahead(zalo: FakeZalo, database: Database) -> None:
    later = [timedelta()]
    oauth = OAuth(zalo.url, zalo.app_id, zalo.app_secret)
    store = PlatformTokens(database, SECRET, "zalo_oa", zalo.oa_id)
    seed = zalo.world.first_refresh_token
    ahead = TokenKeeper(oauth, store, seed=seed, now=lambda: datetime.now(UTC) + later[0])
    first = await ahead.access()
    later[0] = timedelta(hours=24)
    stop = asyncio.Event()
    keeping = asyncio.create_task(ahead.keep_fresh(stop))
    for _ in range(500):
        if zalo.world.tokens.access != first:
            break
        await asyncio.sleep(0.01)
    stop.set()
    await keeping
    assert await ahead.access() == zalo.world.tokens.access != first
    zalo.trouble(TOKENS, Trouble("page", 503))
    with pytest.raises(PlatformUnavailable):
        await ahead.renew(zalo.world.tokens.access)
    assert await ahead.access() == zalo.world.tokens.access  # what still holds goes on being used
    await oauth.close()


async def look_once(keeper: TokenKeeper) -> None:
    """Let ``keep_fresh`` look once."""
    stop = asyncio.Event()
    keeping = asyncio.create_task(keeper.keep_fresh(stop))
    await asyncio.sleep(1.0)
    stop.set()
    await keeping


async def test_a_revoked_permission_is_known_to_all_processes(
    zalo: FakeZalo, database: Database, tmp_path: Path
) -> None:
    store = PlatformTokens(database, SECRET, "zalo_oa", zalo.oa_id)
    async with keeper(zalo, database, seed=zalo.world.first_refresh_token) as told, keeper(zalo, database) as other:
        await told.access()
        await other.access()
        spool = NoticeSpool(tmp_path)
        notices = Notices(database, Events(database.url), spool, by_hand_minutes=30, on_revoked=told.note_revocation)
        told.revoked()
        await notices.take(PermissionRevoked(PlatformName.ZALO_OA, datetime.now(UTC)))
        for each in (told, other):
            await look_once(each)
            assert "revoked" in (each.warning or ""), "the warning was cleared by itself"
            with pytest.raises(BadCredentials, match="motcua zalo login"):
                await each.access()
        assert "revoked" in ((await store.read()).problem or "")
        pair = (await store.read()).pair
        assert pair is not None
        await store.keep(pair)  # as a login does
        for each in (told, other):
            await look_once(each)
            assert each.warning is None


async def test_a_late_notice_of_revocation_does_not_touch_a_new_login(zalo: FakeZalo, database: Database) -> None:
    async with keeper(zalo, database, seed=zalo.world.first_refresh_token) as told:
        await told.access()
        told.revoked()
        await told.note_revocation(datetime.now(UTC) - timedelta(hours=2))
        await look_once(told)
        assert told.warning is None


async def test_a_store_that_is_away_is_no_bad_token(zalo: FakeZalo, bot_database: str) -> None:
    database = Database(bot_database, size=4)  # never opened
    async with keeper(zalo, database, seed=zalo.world.first_refresh_token) as away:
        with pytest.raises(PlatformUnavailable):
            await away.access()


async def test_the_window_is_kept_per_person(database: Database) -> None:
    windows = ReplyWindows(database, "zalo_oa")
    now = datetime.now(UTC)
    assert await windows.last_interaction("p1") is None
    async with database.transaction() as connection:
        await note_interaction(connection, "zalo_oa", "p1", now)
        assert not await note_by_hand(connection, "zalo_oa", "p1", now, 30)
    assert await windows.last_interaction("p1") is None  # nobody is revived by a notice
    await database.fetch("INSERT INTO conversations (platform, chat, sender) VALUES ('zalo_oa', 'p1', 'p1')")
    async with database.transaction() as connection:
        await note_interaction(connection, "zalo_oa", "p1", now - timedelta(days=3))
        await note_interaction(connection, "zalo_oa", "p1", now - timedelta(days=9))
        assert await note_by_hand(connection, "zalo_oa", "p1", now, 30)
    assert await windows.last_interaction("p1") == now - timedelta(days=3)
    await database.fetch(
        "INSERT INTO inbox (event_key, conversation_id, as_of, ready, received_at)"
        " SELECT 'k', id, now(), true, now() - interval '1 day' FROM conversations"
    )
    last = await windows.last_interaction("p1")
    assert last is not None
    assert timedelta(hours=23) < datetime.now(UTC) - last < timedelta(hours=25)


def test_sealed_bytes_open_with_their_key_and_context_only() -> None:
    sealer = Sealer(SECRET, "test")
    sealed = sealer.seal("Xin chào".encode(), "a")
    assert sealer.open(sealed, "a").decode() == "Xin chào"
    assert sealed != sealer.seal("Xin chào".encode(), "a")
    for other, context, given in [
        (Sealer(b"t" * 32, "test"), "a", sealed),
        (Sealer(SECRET, "other"), "a", sealed),
        (sealer, "b", sealed),
        (sealer, "a", sealed[:-1] + bytes([sealed[-1] ^ 1])),
        (sealer, "a", b""),
        (sealer, "a", b"\x02" + sealed[1:]),
    ]:
        with pytest.raises(Unsealable):
            other.open(given, context)
