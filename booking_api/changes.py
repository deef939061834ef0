"""Carrying out a change once, however often it is asked for under one idempotency key."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fastapi import Response
from pydantic_core import to_json

from booking_api.problems import (
    MEDIA_TYPE,
    PREFIX,
    ChangeAbandoned,
    IdempotencyConflict,
    OutcomeUnknown,
    Problem,
    Unavailable,
)
from booking_api.repositories import events, journal
from booking_api.repositories.journal import Entry, StoredAnswer
from booking_api.schemas import SettledOut, SettledState
from booking_api.services import proofs

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from pydantic import BaseModel

    from booking_api.context import Context
    from booking_api.database import Connection, Database
    from booking_api.services.outcome import Outcome

REPLAYED = "Idempotent-Replayed"
_FIRST_ERROR = 400


def json_response(content: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:  # noqa: ANN401 - JSON
    """Return an answer with a JSON body, or 204 without one."""
    if content is None:
        return Response(status_code=204, headers=headers)
    return Response(to_json(content), status, headers, "application/json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change that a caller asks for.

    Attributes:
        key: the caller's idempotency key.
        operation: method and path without what it names, which stays of a request when its person is erased.
        target: method, path and query, which belong to what the key stands for.
    """

    context: Context
    database: Database
    key: str
    operation: str
    target: str

    async def carry_out(
        self,
        make: Callable[[Connection, Context], Awaitable[Outcome]],
        *,
        body: BaseModel | None = None,
        status: int = 200,
    ) -> Response:
        """Run ``make`` in one transaction with its key and its audit entry, or give the stored answer.

        A refusal changes nothing, and is stored too: the same request under the same key is refused again, even
        if it could be done by then. Answers that a later try may cure (401, 403, 422, 5xx) are not stored.

        Raises:
            Problem: ``make`` refused.
        """
        fingerprint = self._fingerprint(body)
        try:
            async with self.database.transaction() as connection:
                stored = await self._claim(connection, fingerprint)
                if stored is not None:
                    return self._replay(stored, fingerprint)
                outcome = await make(connection, self.context)
                answer = outcome.body.model_dump(mode="json") if outcome.body is not None else None
                entry = Entry(action=outcome.action, subject=outcome.subject, details=outcome.details)
                kept = StoredAnswer(fingerprint, status if answer is not None else 204, answer)
                await journal.settle(connection, self.context, self.key, kept, entry)
                await events.write(connection, self.context, outcome.events)
        except Problem as problem:
            if not problem.stored:
                raise
            stored = await self._store_refusal(problem, fingerprint)
            if stored is not None:
                return self._replay(stored, fingerprint)
            raise
        return json_response(answer, status)

    async def _claim(self, connection: Connection, fingerprint: str) -> StoredAnswer | None:
        return await journal.claim(connection, self.context.caller.name, self.key, fingerprint, self.operation)

    def _fingerprint(self, body: BaseModel | None) -> str:
        content = body.model_dump_json() if body is not None else ""
        return hashlib.sha256(f"{self.target}\n{content}".encode()).hexdigest()

    def _replay(self, stored: StoredAnswer, fingerprint: str) -> Response:
        other_operation = stored.operation not in (None, self.operation)
        if other_operation or stored.fingerprint not in ("", fingerprint):
            raise IdempotencyConflict("this Idempotency-Key was used with another request")
        response = json_response(stored.answer, stored.status, {REPLAYED: "true"})
        if stored.status >= _FIRST_ERROR:
            response.headers["Content-Type"] = MEDIA_TYPE
        return response

    async def _store_refusal(self, problem: Problem, fingerprint: str) -> StoredAnswer | None:
        """Store a refusal, unless the same request was carried out since; then return that answer."""
        caller = self.context.caller.name
        try:
            async with self.database.transaction() as connection:
                stored = await self._claim(connection, fingerprint)
                if stored is None:
                    refusal = StoredAnswer(fingerprint, problem.status, problem.document())
                    await journal.refuse(connection, caller, self.key, refusal)
                    await proofs.note(connection, problem)
                return stored
        except OutcomeUnknown as error:  # of the note only: the change was not made
            raise Unavailable(error.detail) from error


async def settle(database: Database, caller: str, key: str) -> SettledOut:
    """Tell what came of a change under a caller's key; one that was not made is never made afterwards.

    Waits for a change that is under way. A request that comes later than this, from a network that held it back,
    is refused: who asks here may tell a person for good.
    """
    async with database.transaction() as connection:
        stored = await journal.claim(connection, caller, key, "")
        if stored is None:
            refusal = ChangeAbandoned("the key was settled before the change was made")
            await journal.refuse(connection, caller, key, StoredAnswer("", refusal.status, refusal.document()))
            return SettledOut(state=SettledState.NOT_DONE, status=None, answer=None)
    state = SettledState.DONE if stored.status < _FIRST_ERROR else SettledState.REFUSED
    if state is SettledState.REFUSED and stored.answer["type"] == PREFIX + ChangeAbandoned.slug:
        return SettledOut(state=SettledState.NOT_DONE, status=None, answer=None)
    return SettledOut(state=state, status=stored.status, answer=stored.answer)
