"""A person's own data: all that is stored of them, and its erasure. Plain SQL, within the turn's transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

ERASED = "(đã xóa theo yêu cầu)"
WITHDRAWN = "(người dân đã rút yêu cầu)"

_EXPORT = {
    "tickets": b"SELECT id, opened_at, closed_at FROM tickets WHERE conversation_id = ANY(%s) ORDER BY id",
    "messages": (
        b"SELECT received_at, body ->> 'text' AS text, body ->> 'payload' AS payload, body ->> 'phone' AS phone,"
        b" body ->> 'latitude' AS latitude, body ->> 'longitude' AS longitude FROM inbox"
        b" WHERE conversation_id = ANY(%s) ORDER BY id"
    ),
    "answers": (
        b"SELECT created_at, body ->> 'text' AS text, status FROM outbox WHERE conversation_id = ANY(%s) ORDER BY id"
    ),
    "consents": b"SELECT purpose, version, text, given, at FROM consents WHERE conversation_id = ANY(%s) ORDER BY id",
    "callbacks": (
        b"SELECT id, desk, reason, name, phone, procedure, area, details, status, created_at FROM callbacks"
        b" WHERE conversation_id = ANY(%s) ORDER BY id"
    ),
    "subscriptions": (
        b"SELECT id, topic, area_id, procedure_code, consent_text, consent_version, granted_at, withdrawn_at"
        b" FROM subscriptions WHERE contact_id = ANY(%s) ORDER BY id"
    ),
    "procedures_asked_about": (
        b"SELECT procedure_code, asked_at FROM contact_procedures WHERE contact_id = ANY(%s) ORDER BY asked_at"
    ),
    "visits": (
        b"SELECT code, unit_id, procedure_code, visit_at FROM contact_visits WHERE contact_id = ANY(%s)"
        b" ORDER BY visit_at"
    ),
    "broadcasts": (
        b"SELECT b.content ->> 'text' AS text, r.status, r.done_at FROM broadcast_recipients AS r"
        b" JOIN broadcasts AS b ON b.id = r.broadcast_id WHERE r.contact_id = ANY(%s) ORDER BY r.broadcast_id"
    ),
    "rules_told": b"SELECT rule, told_at FROM told_rules WHERE conversation_id = ANY(%s) ORDER BY told_at, rule",
    "fields_told": (
        b"SELECT code, told_at, ARRAY(SELECT split_part(f, '=', 1) FROM unnest(fields) AS f) AS fields FROM told_fields"
        b" WHERE conversation_id = ANY(%s) ORDER BY told_at, code"
    ),
    "for_review": (
        b"SELECT received_at, text, reading ->> 'before' AS before, reading ->> 'next' AS next FROM nlu_reviews"
        b" WHERE conversation_id = ANY(%s) ORDER BY id"
    ),
    "not_answered": (
        b"SELECT asked_at, text, topic FROM unanswered WHERE conversation_id = ANY(%s) AND text IS NOT NULL ORDER BY id"
    ),
    "reminders": b"SELECT code, kind, due_at, status FROM reminders WHERE conversation_id = ANY(%s) ORDER BY id",
}
"""What is shown of all conversations of a person (``%s``: their ids), by the name under which it is shown."""

SECTIONS = ("profile", "linked", *_EXPORT, "outcomes")
"""The names of what ``export`` gives, in its order."""

# What the report of difficulties counts of this person this week; earlier rows lead to nobody.
_OUTCOMES = b"""
SELECT o.day, o.wish, o.led, o.obstacles, o.procedure, o.area FROM outcomes AS o
WHERE o.day > %(as_of)s::date - 8 AND o.person IN (
    SELECT (c.state #>> '{memo,week,1}')::uuid FROM conversations AS c WHERE c.id = ANY(%(ids)s)
)
ORDER BY o.id
"""

# In a group somebody's words and home hang on a row of their own; who they are is the platform and its id of them.
_EVERYWHERE = b"""
SELECT id FROM conversations WHERE (platform, sender) IN (
    SELECT platform, sender FROM conversations WHERE id = ANY(%s)
) ORDER BY id
"""

# Broadcasts keep their counts, and nothing that leads to the person. The keyed hashes of event ids stay in the inbox,
# so that a late duplicate of an old update revives nobody. What was kept for labelling goes with the conversations.
# Whoever notes a message's fate locks its row first and its recipient's after it, and so does this; what is queued just
# now by whoever has the recipient's row is there once that is free.
_ERASE = (
    b"SELECT 1 FROM outbox WHERE conversation_id = ANY(%(id)s) AND recipient_id IS NOT NULL ORDER BY id FOR UPDATE",
    (
        b"UPDATE broadcast_recipients SET contact_id = NULL,"
        b" status = CASE WHEN status IN ('waiting', 'queued') THEN 'skipped' ELSE status END,"
        b" reason = CASE WHEN status IN ('waiting', 'queued') THEN 'erased' ELSE reason END"
        b" WHERE contact_id = ANY(%(id)s)"
    ),
    b"DELETE FROM outbox WHERE conversation_id = ANY(%(id)s)",
    (
        b"UPDATE callbacks SET name = %(erased)s, phone = '', reason = %(erased)s, details = '{}', area = NULL,"
        b" status = 'closed', closed_at = coalesce(closed_at, now()), outcome = %(erased)s"
        b" WHERE conversation_id = ANY(%(id)s)"
    ),
    (
        b"UPDATE inbox SET body = NULL, understanding = NULL, last_error = NULL, status = 'erased', done_at = now()"
        b" WHERE conversation_id = ANY(%(id)s)"
    ),
    b"DELETE FROM conversations WHERE id = ANY(%(id)s)",
)


async def export(
    connection: AsyncConnection[DictRow], conversation: int, ids: Sequence[int], as_of: datetime
) -> dict[str, Any]:
    """Return everything stored of a person.

    Args:
        connection: to the bot's database.
        conversation: the one in which they ask; its profile comes first.
        ids: all conversations that they have linked, this one too.
        as_of: the moment for which they are answered.
    """
    ids = await everywhere(connection, ids)
    profiles = await connection.execute(
        b"SELECT id, platform, profile, created_at, state #> '{memo,matters}' AS matters FROM conversations"
        b" WHERE id = ANY(%s) ORDER BY id",
        [list(ids)],
    )
    rows = await profiles.fetchall()
    own = next((row for row in rows if row["id"] == conversation), None)
    outcomes = await connection.execute(_OUTCOMES, {"as_of": as_of, "ids": list(ids)})
    return {
        "profile": None if own is None else {name: own[name] for name in ("profile", "created_at")},
        "linked": [row for row in rows if row["id"] != conversation],
        **{name: await (await connection.execute(query, [list(ids)])).fetchall() for name, query in _EXPORT.items()},
        "outcomes": await outcomes.fetchall(),
    }


async def erase(connection: AsyncConnection[DictRow], ids: Sequence[int]) -> None:
    """Erase a person with all these conversations of theirs, and with what they wrote in groups."""
    ids = await everywhere(connection, ids)
    for statement in _ERASE:
        await connection.execute(statement, {"id": list(ids), "erased": ERASED})


async def everywhere(connection: AsyncConnection[DictRow], ids: Sequence[int]) -> list[int]:
    """Return all conversations of the people whose these are: in groups each has another row of the same sender."""
    return [row["id"] for row in await (await connection.execute(_EVERYWHERE, [list(ids)])).fetchall()]
