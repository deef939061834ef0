"""Platforms take turns: what floods one of them keeps nobody on another waiting."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bot.conversation import inbox
from bot.conversation.messages import Inbound, Kind, PlatformName

if TYPE_CHECKING:
    from bot.db.pool import Database

FLOOD = 300


async def accept(database: Database, platform: PlatformName, number: int, kind: Kind) -> None:
    what = {"payload": "#menu"} if kind is Kind.CHOICE else {"text": "xin chào"}
    who = f"{platform}-{number}"
    async with database.intake.connection() as connection:
        found = Inbound(platform, f"event-{who}", who, who, sequence=1, kind=kind, **what)
        assert await inbox.accept(connection, b"only-for-tests", found, datetime.now(UTC))


@pytest.mark.parametrize("kind", [Kind.CHOICE, Kind.TEXT])
async def test_a_message_passes_those_that_flood_another_platform(database: Database, kind: Kind) -> None:
    for number in range(FLOOD):
        await accept(database, PlatformName.WEB, number, kind)
    for number, platform in enumerate([PlatformName.TELEGRAM, PlatformName.ZALO_OA]):
        await accept(database, platform, number, kind)
    turns = inbox.Turns()
    order = []
    for _ in range(12):
        async with database.transaction() as connection:
            if kind is Kind.TEXT:
                unread = await inbox.claim_unread(connection, turns)
                assert unread is not None
                order.append(unread.inbound.platform)
            else:
                claimed = await inbox.claim(connection, turns)
                assert claimed is not None
                order.append(claimed.platform)
                await connection.execute(b"UPDATE inbox SET status = 'done' WHERE id = %s", [claimed.inbox_id])
    assert {PlatformName.TELEGRAM, PlatformName.ZALO_OA} <= set(order)
    assert order.count(PlatformName.WEB) == 10


async def test_messages_that_name_no_platform_are_answered_too(database: Database) -> None:
    await accept(database, PlatformName.WEB, 1, Kind.CHOICE)
    async with database.transaction() as connection:
        await connection.execute(b"UPDATE inbox SET platform = ''")
        claimed = await inbox.claim(connection, inbox.Turns())
    assert claimed is not None
    assert claimed.platform == PlatformName.WEB


async def test_a_paused_platform_gives_its_turn_away(database: Database) -> None:
    for platform in (PlatformName.WEB, PlatformName.TELEGRAM):
        await accept(database, platform, 1, Kind.CHOICE)
    async with database.transaction() as connection:
        await connection.execute(
            b"INSERT INTO platforms (platform, paused_at) VALUES ('telegram', now())"
            b" ON CONFLICT (platform) DO UPDATE SET paused_at = now()"
        )
    turns = inbox.Turns()
    for _ in range(6):
        async with database.transaction() as connection:
            claimed = await inbox.claim(connection, turns)
        assert claimed is not None
        assert claimed.platform == PlatformName.WEB
