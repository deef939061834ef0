"""Idempotency keys with their answers, and the append-only audit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psycopg.types.json import Jsonb

from booking_api.database import every, one

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from psycopg.rows import DictRow

    from booking_api.context import Context
    from booking_api.database import Connection


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """What a key was answered. ``fingerprint`` is empty when the request's person was erased.

    ``operation`` is None where none was carried out, and in rows of before it was kept.
    """

    fingerprint: str
    status: int
    answer: Any
    operation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What the audit keeps of a change. Never a name, a phone or an owner."""

    action: str
    subject: str
    details: dict[str, object]


async def claim(
    connection: Connection, caller: str, key: str, fingerprint: str, operation: str | None = None
) -> StoredAnswer | None:
    """Make a key this transaction's own, or return what it was answered.

    Waits for another transaction that has claimed it and is not through.
    """
    mine = await one(
        connection,
        "INSERT INTO idempotency_keys (caller, key, fingerprint, operation) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT DO NOTHING RETURNING key",
        [caller, key, fingerprint, operation],
    )
    if mine is not None:
        return None
    row = await one(
        connection,
        "SELECT fingerprint, status, answer, operation FROM idempotency_keys WHERE caller = %s AND key = %s",
        [caller, key],
    )
    return StoredAnswer(**row) if row else None


async def settle(connection: Connection, context: Context, key: str, stored: StoredAnswer, entry: Entry) -> None:
    """Store the answer of a claimed key and the change's audit entry, in one statement."""
    await connection.execute(
        """
        WITH noted AS (
            INSERT INTO audit (token, acting_staff, action, subject, details, request_id)
            VALUES (%(caller)s, %(acting_staff)s, %(action)s, %(subject)s, %(details)s, %(request_id)s))
        UPDATE idempotency_keys SET status = %(status)s, answer = %(answer)s, subject = %(subject)s
         WHERE caller = %(caller)s AND key = %(key)s
        """,
        {
            "caller": context.caller.name,
            "acting_staff": context.acting_staff,
            "action": entry.action,
            "subject": entry.subject,
            "details": Jsonb(entry.details),
            "request_id": context.request_id,
            "status": stored.status,
            "answer": Jsonb(stored.answer),
            "key": key,
        },
    )


async def refuse(connection: Connection, caller: str, key: str, stored: StoredAnswer) -> None:
    """Store a refusal as a claimed key's answer."""
    await connection.execute(
        "UPDATE idempotency_keys SET status = %s, answer = %s WHERE caller = %s AND key = %s AND fingerprint = %s",
        [stored.status, Jsonb(stored.answer), caller, key, stored.fingerprint],
    )


async def note(connection: Connection, context: Context, entry: Entry) -> None:
    """Note in the audit that somebody looked at people's data."""
    await connection.execute(
        "INSERT INTO audit (token, acting_staff, action, subject, details, request_id) VALUES (%s, %s, %s, %s, %s, %s)",
        [
            context.caller.name,
            context.acting_staff,
            entry.action,
            entry.subject,
            Jsonb(entry.details),
            context.request_id,
        ],
    )


async def entries(connection: Connection, *, subject: str | None, before: int | None, limit: int) -> list[DictRow]:
    """Return audit entries, the newest first."""
    return await every(
        connection,
        "SELECT id, at, token, acting_staff, action, subject, details, request_id FROM audit"
        " WHERE (%(subject)s::text IS NULL OR subject = %(subject)s)"
        " AND (%(before)s::bigint IS NULL OR id < %(before)s) ORDER BY id DESC LIMIT %(limit)s",
        {"subject": subject, "before": before, "limit": limit},
    )


async def delete_keys_before(connection: Connection, age: dt.timedelta, *, most: int) -> int:
    """Delete at most so many keys that are older than ``age``; returns how many."""
    done = await connection.execute(
        "DELETE FROM idempotency_keys WHERE ctid = ANY (ARRAY("
        "SELECT ctid FROM idempotency_keys WHERE created_at < clock_timestamp() - %s LIMIT %s))",
        [age, most],
    )
    return done.rowcount


async def end_audit(connection: Connection, age: dt.timedelta, *, most: int) -> int:
    """Delete at most so many audit entries that are older than ``age``, as the owner; returns how many."""
    await connection.execute("SET LOCAL motcua.retention = 'on'")
    done = await connection.execute(
        "DELETE FROM audit WHERE ctid = ANY (ARRAY("
        "SELECT ctid FROM audit WHERE at < clock_timestamp() - %s ORDER BY id LIMIT %s))",
        [age, most],
    )
    return done.rowcount


async def forget(connection: Connection, subjects: Iterable[str]) -> None:
    """Take people's data out of stored answers.

    A late repeat of the operation still gets its answer, whatever it names, and has no second effect.
    """
    await connection.execute(
        """
        UPDATE idempotency_keys SET fingerprint = '', answer = answer || coalesce(
               (SELECT jsonb_object_agg(name, 'null'::jsonb) FROM jsonb_object_keys(answer) AS name
                 WHERE name IN ('visitor', 'owner')), '{}')
         WHERE subject = ANY(%s) AND jsonb_typeof(answer) = 'object'
        """,
        [list(subjects)],
    )
