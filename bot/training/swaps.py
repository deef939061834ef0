"""The rows of changes from one model to another: asked for by people, done by whoever keeps the Rasa servers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.training.records import Connection


class Kind(StrEnum):
    """Why a model changes."""

    FIRST = "first"
    """Nobody chose it: there was none, none that worked, or a demo's own newer one passed the gate."""
    PROMOTE = "promote"
    ROLLBACK = "rollback"
    RETURN = "return"
    """By itself, since errors or fallbacks jumped."""


class SwapState(StrEnum):
    """Where a change is on its way."""

    ASKED = "asked"
    WARMING = "warming"
    MOVED = "moved"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Swap:
    """A row of ``nlu_swaps``; the columns' comments in bot/db/schema/nlu.py say what they hold."""

    id: int
    kind: Kind
    model_id: int
    from_id: int | None
    asked_by: str
    asked_at: datetime
    why: str | None
    machine: str | None
    state: SwapState
    step: str | None
    reason: str | None
    moved_at: datetime | None
    mark: int | None
    settled_at: datetime | None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """Read a row."""
        plain = {name: row[name] for name in cls.__slots__}
        return cls(**{**plain, "kind": Kind(row["kind"]), "state": SwapState(row["state"])})


async def _one(connection: Connection, query: str, values: Mapping[str, Any] | None = None) -> Swap | None:
    row = await (await connection.execute(query.encode(), values)).fetchone()
    return None if row is None else Swap.of(row)


async def ask(connection: Connection, kind: Kind, model_id: int, *, asked_by: str, why: str | None) -> Swap:
    """Ask for a change to a model."""
    made = await _one(
        connection,
        "INSERT INTO nlu_swaps (kind, model_id, from_id, asked_by, why) VALUES (%(kind)s, %(model)s,"
        " (SELECT id FROM nlu_models WHERE state = 'live'), %(by)s, %(why)s) RETURNING *",
        {"kind": kind, "model": model_id, "by": asked_by, "why": why},
    )
    if made is None:
        raise RuntimeError("an inserted row was not returned")
    return made


async def get(connection: Connection, number: int) -> Swap | None:
    """Return the change with this id."""
    return await _one(connection, "SELECT * FROM nlu_swaps WHERE id = %(id)s", {"id": number})


async def open_one(connection: Connection) -> Swap | None:
    """Return a change that is asked for or under way."""
    return await _one(
        connection,
        "SELECT * FROM nlu_swaps WHERE state IN ('asked', 'warming') ORDER BY id LIMIT 1",
    )


async def take(connection: Connection, machine: str) -> Swap | None:
    """Take the oldest change that is asked for; None where there is none, or another machine is at it."""
    return await _one(
        connection,
        "UPDATE nlu_swaps SET state = 'warming', machine = %(machine)s WHERE id = ("
        " SELECT id FROM nlu_swaps WHERE state = 'asked' AND NOT EXISTS"
        " (SELECT 1 FROM nlu_swaps WHERE state = 'warming')"
        " ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING *",
        {"machine": machine},
    )


async def give_up(connection: Connection, machine: str) -> None:
    """Mark as failed what this machine was at when its keeper was ended."""
    await connection.execute(
        "UPDATE nlu_swaps SET state = 'failed', reason = 'motcua nlu serve đã bị ngắt giữa chừng'"
        " WHERE state = 'warming' AND machine = %s",
        [machine],
    )


def lock_of(machine: str) -> str:
    """Return the name of the advisory lock that a machine's keeper holds as long as it lives."""
    return f"motcua nlu serve {machine}"


async def give_up_of_gone(connection: Connection) -> None:
    """Mark as failed what machines were at whose keeper is gone; they may never come back under the same name."""
    await connection.execute(
        "WITH open AS MATERIALIZED (SELECT id, machine FROM nlu_swaps WHERE state = 'warming')"
        " UPDATE nlu_swaps AS s SET state = 'failed', step = NULL,"
        " reason = 'motcua nlu serve của máy ' || s.machine || ' đã dừng giữa chừng' FROM open"
        " WHERE s.id = open.id AND s.state = 'warming'"
        " AND pg_try_advisory_xact_lock(hashtextextended(%s || open.machine, 0))".encode(),
        [lock_of("")],
    )


async def tell(connection: Connection, number: int, step: str) -> None:
    """Write down what is being done."""
    await connection.execute(b"UPDATE nlu_swaps SET step = %s WHERE id = %s", [step, number])


async def fail(connection: Connection, number: int, reason: str) -> None:
    """Write down that a change did not come about."""
    await connection.execute(
        b"UPDATE nlu_swaps SET state = 'failed', reason = %s, step = NULL WHERE id = %s", [reason, number]
    )


async def first(connection: Connection, model_id: int, why: str | None) -> None:
    """Write down that a model went live because there was none, or none that works."""
    await connection.execute(
        b"INSERT INTO nlu_swaps (kind, model_id, from_id, asked_by, why, state, moved_at, settled_at)"
        b" VALUES ('first', %s, (SELECT id FROM nlu_models WHERE state = 'live'), 'motcua nlu serve', %s, 'moved',"
        b" now(), now())",
        [model_id, why],
    )


async def moved(connection: Connection, number: int) -> None:
    """Write down that bots are told, and which message came in last before; what a return has undone is settled."""
    await connection.execute(
        b"UPDATE nlu_swaps SET state = 'moved', step = NULL, moved_at = now(),"
        b" mark = (SELECT coalesce(max(id), 0) FROM inbox) WHERE id = %s",
        [number],
    )
    await connection.execute(
        "UPDATE nlu_swaps AS undone SET settled_at = now(), reason = 'tự quay lại: ' || back.why FROM nlu_swaps AS back"
        " WHERE back.id = %(id)s AND back.kind = 'return' AND undone.settled_at IS NULL AND undone.id = ("
        " SELECT max(id) FROM nlu_swaps WHERE state = 'moved' AND kind IN ('promote', 'rollback')"
        " AND id < %(id)s)".encode(),
        {"id": number},
    )


async def watched(connection: Connection) -> Swap | None:
    """Return the last change that came about, where it is still being watched."""
    return await _one(
        connection,
        "SELECT * FROM (SELECT * FROM nlu_swaps WHERE state = 'moved' ORDER BY id DESC LIMIT 1)"
        " AS last WHERE settled_at IS NULL AND kind IN ('promote', 'rollback') AND from_id IS NOT NULL",
    )


async def settle(connection: Connection, number: int, reason: str | None = None) -> None:
    """Stop watching a change; with a reason where it was undone."""
    await connection.execute(b"UPDATE nlu_swaps SET settled_at = now(), reason = %s WHERE id = %s", [reason, number])


async def returns_from(connection: Connection, swap: Swap) -> list[Swap]:
    """Return the tries to undo a change that came about, the oldest first."""
    cursor = await connection.execute(
        b"SELECT * FROM nlu_swaps WHERE kind = 'return' AND id > %s AND model_id = %s ORDER BY id",
        [swap.id, swap.from_id],
    )
    return [Swap.of(row) for row in await cursor.fetchall()]


async def lock(connection: Connection) -> None:
    """Let nobody else ask for a change until the transaction ends."""
    await connection.execute(b"LOCK TABLE nlu_swaps IN SHARE ROW EXCLUSIVE MODE")


async def before_live(connection: Connection) -> int | None:
    """Return the id of the model that was live before the live one, and has its file still.

    That is the one beside which people chose the live model. One that was left, by a rollback or by itself since errors
    or fallbacks jumped, is not gone back to: who goes back twice does not get the bad model again.
    """
    cursor = await connection.execute(
        b"SELECT s.from_id FROM nlu_swaps AS s JOIN nlu_models AS m ON m.id = s.model_id AND m.state = 'live'"
        b" JOIN nlu_models AS old ON old.id = s.from_id AND old.file IS NOT NULL"
        b" WHERE s.state = 'moved' AND s.kind IN ('first', 'promote') AND s.from_id <> s.model_id"
        b" ORDER BY s.id DESC LIMIT 1"
    )
    row = await cursor.fetchone()
    return None if row is None else int(row["from_id"])


async def chosen_by_people(connection: Connection) -> bool:
    """Return whether the live model is one that somebody chose, not just the first that was there."""
    cursor = await connection.execute(b"SELECT kind FROM nlu_swaps WHERE state = 'moved' ORDER BY id DESC LIMIT 1")
    row = await cursor.fetchone()
    return row is not None and row["kind"] != Kind.FIRST
