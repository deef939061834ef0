"""A test send to oneself: whoever works with broadcasts links their own chat once, by a code sent from it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from psycopg.types.json import Jsonb

from bot.broadcasts import store
from bot.conversation.runner import STORED_IS_SENT
from bot.staff.audit import record
from bot.staff.roles import require

if TYPE_CHECKING:
    from bot.staff.office import Office

MARK = "[GỬI THỬ] "
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"

_MINE = """
SELECT c.id, c.platform, c.chat, c.profile ->> 'language' AS language FROM staff_contacts AS s
JOIN conversations AS c ON c.id = s.contact_id WHERE s.staff_name = %(name)s ORDER BY c.id
"""
_LINK = b"SELECT link_own_chat(%s, %s) AS id"
_SAY = b"""
INSERT INTO outbox (conversation_id, platform, chat, priority, body, status, finished_at)
VALUES (%(id)s, %(platform)s, %(chat)s, 1, %(body)s, %(status)s, CASE WHEN %(status)s = 'sent' THEN now() END)
"""


@dataclass(frozen=True, slots=True)
class Tried:
    """Where a test message went: platform and the last digits of the chat."""

    platform: str
    chat: str


def new_code() -> str:
    """Return a code to send from one's own chat."""
    return "THU-" + "".join(secrets.choice(_LETTERS) for _ in range(6))


async def link_by_code(office: Office, code: str) -> bool:
    """Link the chat from which ``code`` was sent in the last minutes; return whether there is one."""
    require(office.actor, "broadcast.test")
    async with office.database.transaction() as connection:
        found = await (await connection.execute(_LINK, [office.actor.name, code])).fetchone()
        if found is None or found["id"] is None:
            return False
        await record(connection, office.actor, "broadcast.test", None, step="linked")
    return True


async def try_out(office: Office, broadcast: int) -> list[Tried]:
    """Send a broadcast, marked as a test, to the linked chats of whoever asks; empty where there are none yet."""
    require(office.actor, "broadcast.test")
    found = await store.get(office.database, broadcast)
    mine = await office.database.fetch(_MINE, {"name": office.actor.name})
    if not mine:
        return []
    async with office.database.transaction() as connection:
        for row in mine:
            reply = found.content.reply(row["language"] or "vi")
            values = {
                **row,
                "body": Jsonb(replace(reply, text=MARK + reply.text).to_json()),
                "status": "sent" if row["platform"] in STORED_IS_SENT else "queued",
            }
            await connection.execute(_SAY, values)
        await record(connection, office.actor, "broadcast.test", str(broadcast), chats=len(mine))
    for platform in {row["platform"] for row in mine}:
        await office.database.fetch("SELECT pg_notify('motcua_outbox', %(platform)s)", {"platform": platform})
    return [Tried(row["platform"], f"…{row['chat'][-4:]}") for row in mine]
