"""The staff chat in the audit: its clerks have no tokens, the chat itself is what lets them in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.staff.actor import Actor
from bot.staff.audit import record
from bot.staff.roles import Role

if TYPE_CHECKING:
    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

    from bot.conversation.messages import Inbound


async def record_clerk(
    connection: AsyncConnection[DictRow], inbound: Inbound, action: str, ticket: int, details: dict[str, object]
) -> None:
    """Note what somebody in the staff chat did to a ticket; who it was is known by the platform's id."""
    actor = Actor(f"{inbound.platform}:{inbound.sender} (nhóm trực)", Role.OPERATOR)
    await record(connection, actor, action, str(ticket), **details)
