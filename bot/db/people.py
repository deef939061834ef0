"""What is stored of a person: consents, call-back requests, export and erasure. Joins the turn's transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psycopg.types.json import Jsonb

from bot.conversation.reminders import reminders_of

if TYPE_CHECKING:
    from datetime import datetime

    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

    from bot.conversation.reminders import Visit
    from bot.conversation.turn import CallbackRequest

ERASED = "(đã xóa theo yêu cầu)"


class PersonRows:
    """The rows of one person, within a turn's transaction (``bot.conversation.turn.People``)."""

    def __init__(self, connection: AsyncConnection[DictRow], conversation_id: int, as_of: datetime) -> None:
        self._connection = connection
        self._id = conversation_id
        self._as_of = as_of
        self.erased = False

    async def leave_callback(self, request: CallbackRequest) -> int:
        """Store a call-back request and return its number."""
        cursor = await self._connection.execute(
            b"INSERT INTO callbacks (conversation_id, desk, reason, name, phone, procedure, area, details, as_of)"
            b" VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id",
            [
                self._id,
                request.desk,
                request.reason,
                request.name,
                request.phone,
                request.procedure,
                request.area,
                Jsonb(request.details),
                self._as_of,
            ],
        )
        row = await cursor.fetchone()
        return int(row["id"]) if row else 0

    async def open_callbacks(self) -> list[dict[str, Any]]:
        """Return this person's call-back requests that are not closed, oldest first."""
        cursor = await self._connection.execute(
            b"SELECT id, desk, reason, procedure, status, created_at FROM callbacks"
            b" WHERE conversation_id = %s AND status <> 'closed' ORDER BY id",
            [self._id],
        )
        return await cursor.fetchall()

    async def record_consent(self, purpose: str, version: str, text: str, *, given: bool) -> None:
        """Keep as evidence what text was agreed to or withdrawn, and when (Law 91/2025/QH15, Art. 9)."""
        await self._connection.execute(
            b"INSERT INTO consents (conversation_id, purpose, version, text, given) VALUES (%s, %s, %s, %s, %s)",
            [self._id, purpose, version, text, given],
        )

    async def plan_reminders(self, visit: Visit) -> None:
        """Plan the reminders of an appointment that still lie ahead, in place of those planned for it before."""
        await self._connection.execute(
            b"DELETE FROM reminders WHERE conversation_id = %s AND code = %s AND status = 'planned'",
            [self._id, visit.code],
        )
        for kind, due in reminders_of(visit.start):
            if due > self._as_of:
                values = [self._id, visit.code, kind, due, visit.start, Jsonb(visit.reply.to_json())]
                await self._connection.execute(
                    b"INSERT INTO reminders (conversation_id, code, kind, due_at, visit_at, visit)"
                    b" VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
                    values,
                )

    async def drop_reminders(self, code: str) -> None:
        """Remind this person of that appointment no more."""
        await self._connection.execute(
            b"UPDATE reminders SET status = 'dropped', reason = 'cancelled', done_at = now()"
            b" WHERE conversation_id = %s AND code = %s AND status = 'planned'",
            [self._id, code],
        )

    async def subscriptions(self) -> list[dict[str, Any]]:
        """Return this person's subscriptions that stand, oldest first."""
        return await self._all(
            b"SELECT id, topic, area_id, procedure_code, granted_at FROM subscriptions"
            b" WHERE contact_id = %s AND withdrawn_at IS NULL ORDER BY id"
        )

    async def subscribe(self, topic: str, *, area: str | None, procedure: str | None, text: str, version: str) -> None:
        """Keep a subscription with the text that was agreed to; one that stands already stays as it is."""
        await self._connection.execute(
            b"INSERT INTO subscriptions (contact_id, topic, area_id, procedure_code, consent_text, consent_version)"
            b" VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [self._id, topic, area, procedure, text, version],
        )

    async def unsubscribe(self, number: int | None = None) -> int:
        """End one subscription of this person, or all; return how many. Rows stay as evidence."""
        cursor = await self._connection.execute(
            b"UPDATE subscriptions SET withdrawn_at = now() WHERE contact_id = %(person)s AND withdrawn_at IS NULL"
            b" AND (%(number)s::bigint IS NULL OR id = %(number)s)",
            {"person": self._id, "number": number},
        )
        return cursor.rowcount

    async def export(self) -> dict[str, Any]:
        """Return everything stored of this person here."""
        return {
            "profile": await self._one(b"SELECT profile, created_at FROM conversations WHERE id = %s"),
            "messages": await self._all(
                b"SELECT received_at, body ->> 'text' AS text, body ->> 'payload' AS payload FROM inbox"
                b" WHERE conversation_id = %s ORDER BY id"
            ),
            "answers": await self._all(
                b"SELECT created_at, body ->> 'text' AS text, status FROM outbox WHERE conversation_id = %s ORDER BY id"
            ),
            "consents": await self._all(
                b"SELECT purpose, version, text, given, at FROM consents WHERE conversation_id = %s ORDER BY id"
            ),
            "callbacks": await self._all(
                b"SELECT id, desk, reason, name, phone, procedure, status, created_at FROM callbacks"
                b" WHERE conversation_id = %s ORDER BY id"
            ),
            "subscriptions": await self._all(
                b"SELECT id, topic, area_id, procedure_code, consent_text, consent_version, granted_at, withdrawn_at"
                b" FROM subscriptions WHERE contact_id = %s ORDER BY id"
            ),
            "reminders": await self._all(
                b"SELECT code, kind, due_at, status FROM reminders WHERE conversation_id = %s ORDER BY id"
            ),
        }

    async def _all(self, query: bytes) -> list[DictRow]:
        return await (await self._connection.execute(query, [self._id])).fetchall()

    async def _one(self, query: bytes) -> DictRow | None:
        return await (await self._connection.execute(query, [self._id])).fetchone()

    async def erase(self) -> None:
        """Erase this person when the turn is committed.

        The keyed hashes of event ids stay in the inbox, so that a late duplicate of an old update revives nobody.
        """
        self.erased = True
        values = {"id": self._id, "erased": ERASED}
        await self._connection.execute(b"DELETE FROM outbox WHERE conversation_id = %(id)s", values)
        await self._connection.execute(
            b"UPDATE callbacks SET name = %(erased)s, phone = '', reason = %(erased)s, details = '{}', area = NULL,"
            b" status = 'closed', closed_at = coalesce(closed_at, now()), outcome = coalesce(outcome, %(erased)s)"
            b" WHERE conversation_id = %(id)s",
            values,
        )
        await self._connection.execute(
            b"UPDATE inbox SET body = NULL, understanding = NULL, last_error = NULL, status = 'erased', done_at = now()"
            b" WHERE conversation_id = %(id)s",
            values,
        )
        await self._connection.execute(b"DELETE FROM conversations WHERE id = %(id)s", values)
