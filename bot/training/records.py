"""The rows of models: asked for, trained, tested, live, retired. Plain SQL; who may do what is asked elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

type Connection = AsyncConnection[DictRow]


class State(StrEnum):
    """Where a model is on its way."""

    QUEUED = "queued"
    TRAINING = "training"
    TESTING = "testing"
    READY = "ready"
    REFUSED = "refused"
    FAILED = "failed"
    CANCELLED = "cancelled"
    LIVE = "live"
    RETIRED = "retired"


STATES = {
    State.QUEUED: "đang chờ",
    State.TRAINING: "đang huấn luyện",
    State.TESTING: "đang kiểm tra",
    State.READY: "đạt, chờ đưa vào dùng",
    State.REFUSED: "không đạt",
    State.FAILED: "hỏng",
    State.CANCELLED: "đã hủy",
    State.LIVE: "đang dùng",
    State.RETIRED: "đã thay",
}
"""States for people."""

UNDER_WAY = (State.TRAINING, State.TESTING)
"""A process works on it."""

_ALL = "SELECT * FROM nlu_models"
_OF_A_VERSION = 16
"""Digits that name a version: all of them may be decimal ones."""
_ID_DIGITS = 18


def _is_id(number: str) -> bool:
    return number.isdecimal() and len(number) <= _ID_DIGITS


@dataclass(frozen=True, slots=True)
class Model:
    """A row of ``nlu_models``; the columns' comments in bot/db/schema/nlu.py say what they hold."""

    id: int
    version: str
    state: State
    asked_by: str
    asked_at: datetime
    trainer: str | None
    started_at: datetime | None
    trained_at: datetime | None
    finished_at: datetime | None
    step: str | None
    seconds_left: int | None
    tries: int
    stop_asked_by: str | None
    log: str
    reason: str | None
    file: str | None
    messages: int | None
    live_at: datetime | None
    retired_at: datetime | None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """Read a row."""
        return cls(**{**{name: row[name] for name in cls.__slots__}, "state": State(row["state"])})

    @property
    def done(self) -> bool:
        """Whether nobody works on it and nobody will."""
        return self.state not in {State.QUEUED, *UNDER_WAY}

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values, without its log."""
        moments = {
            name: moment.isoformat() if moment is not None else None
            for name, moment in (
                ("asked_at", self.asked_at),
                ("trained_at", self.trained_at),
                ("live_at", self.live_at),
                ("retired_at", self.retired_at),
            )
        }
        return {
            "id": self.id,
            "version": self.version,
            "state": self.state,
            "asked_by": self.asked_by,
            **moments,
            "step": self.step,
            "seconds_left": self.seconds_left,
            "reason": self.reason,
            "messages": self.messages,
            "file": self.file,
        }


async def _one(connection: Connection, query: str, values: Mapping[str, Any] | None = None) -> Model | None:
    row = await (await connection.execute(query.encode(), values)).fetchone()
    return None if row is None else Model.of(row)


async def _many(connection: Connection, query: str, values: Mapping[str, Any] | None = None) -> list[Model]:
    return [Model.of(row) for row in await (await connection.execute(query.encode(), values)).fetchall()]


async def get(connection: Connection, number: int) -> Model | None:
    """Return the model with this id."""
    return await _one(connection, _ALL + " WHERE id = %(id)s", {"id": number})


async def live(connection: Connection) -> Model | None:
    """Return the live model."""
    return await _one(connection, _ALL + " WHERE state = 'live'")


async def latest(connection: Connection, limit: int = 20) -> list[Model]:
    """Return the models asked for last, the newest first."""
    return await _many(connection, _ALL + " ORDER BY id DESC LIMIT %(limit)s", {"limit": limit})


async def named(connection: Connection, name: str) -> list[Model]:
    """Return the models with this id, or whose version begins like this and is not a failed try; the newest first.

    Digits alone are a number and nothing else: that a version happens to begin with them names no model.
    """
    number = name.lstrip("#")
    if name.startswith("#") or (number.isdigit() and len(number) < _OF_A_VERSION):
        return await _many(connection, _ALL + " WHERE id = %(id)s", {"id": int(number) if _is_id(number) else 0})
    values = {"name": name}
    return await _many(
        connection,
        _ALL + " WHERE (starts_with(version, %(name)s) OR starts_with(version, 'nlu-' || %(name)s))"
        " AND state NOT IN ('failed', 'cancelled') ORDER BY id DESC",
        values,
    )


async def of_version(connection: Connection, version: str) -> Model | None:
    """Return the model of a version that is asked for, under way, or has its file still."""
    return await _one(
        connection,
        _ALL + " WHERE version = %(version)s AND state NOT IN ('failed', 'cancelled')"
        " AND (file IS NOT NULL OR finished_at IS NULL)",
        {"version": version},
    )


async def with_files(connection: Connection) -> list[Model]:
    """Return the models whose files are kept, the newest first."""
    return await _many(connection, _ALL + " WHERE file IS NOT NULL ORDER BY id DESC")


async def queue(connection: Connection, version: str, asked_by: str) -> Model:
    """Ask for a model of a version."""
    made = await _one(
        connection,
        "INSERT INTO nlu_models (version, state, asked_by) VALUES (%(version)s, 'queued', %(by)s) RETURNING *",
        {"version": version, "by": asked_by},
    )
    if made is None:
        raise RuntimeError("an inserted row was not returned")
    return made


async def adopt(connection: Connection, version: str, file: str, asked_by: str) -> Model:
    """Write down a model whose file is there, ready to go live; one that is asked for meanwhile is taken for it."""
    known = await of_version(connection, version)
    if known is not None:
        await connection.execute(
            b"UPDATE nlu_models SET file = %s, finished_at = coalesce(finished_at, now()),"
            b" state = CASE WHEN state IN ('queued', 'training', 'testing') THEN 'ready' ELSE state END WHERE id = %s",
            [file, known.id],
        )
        return await get(connection, known.id) or known
    made = await _one(
        connection,
        "INSERT INTO nlu_models (version, state, asked_by, file, trained_at, finished_at)"
        " VALUES (%(version)s, 'ready', %(by)s, %(file)s, now(), now()) RETURNING *",
        {"version": version, "by": asked_by, "file": file},
    )
    if made is None:
        raise RuntimeError("an inserted row was not returned")
    return made


async def take_next(connection: Connection, trainer: str) -> Model | None:
    """Begin with the oldest one that is asked for; for whoever holds the lock of trainings."""
    return await _one(
        connection,
        "UPDATE nlu_models SET state = 'training', trainer = %(trainer)s, started_at = now(), tries = tries + 1,"
        " step = NULL, log = '' WHERE id = (SELECT id FROM nlu_models WHERE state = 'queued' ORDER BY id LIMIT 1)"
        " RETURNING *",
        {"trainer": trainer},
    )


async def take_up(connection: Connection, most_tries: int) -> list[Model]:
    """Queue again what a trainer that was killed left behind; given up after ``most_tries``. Under the lock.

    Returns:
        The models that were found so.
    """
    return await _many(
        connection,
        "UPDATE nlu_models SET state = CASE WHEN stop_asked_by IS NOT NULL THEN 'cancelled'"
        " WHEN tries >= %(most)s THEN 'failed' ELSE 'queued' END,"
        " finished_at = CASE WHEN stop_asked_by IS NOT NULL OR tries >= %(most)s THEN now() END,"
        " reason = 'tiến trình huấn luyện đã bị ngắt (' || coalesce(trainer, '?') || ')',"
        " step = NULL, seconds_left = NULL, trainer = NULL"
        " WHERE state IN ('training', 'testing') RETURNING *",
        {"most": most_tries},
    )


async def tell(connection: Connection, number: int, *, step: str, seconds_left: int | None, log: str) -> bool:
    """Write progress down; True when somebody asked to stop."""
    cursor = await connection.execute(
        b"UPDATE nlu_models SET step = %s, seconds_left = %s, log = %s WHERE id = %s RETURNING stop_asked_by",
        [step, seconds_left, log, number],
    )
    row = await cursor.fetchone()
    return row is not None and row["stop_asked_by"] is not None


async def renamed(connection: Connection, number: int, version: str, messages: int) -> None:
    """Write down which data a training really uses."""
    await connection.execute(
        b"UPDATE nlu_models SET version = %s, messages = %s WHERE id = %s", [version, messages, number]
    )


async def trained(connection: Connection, number: int, file: str) -> None:
    """Write down that the file is there and is to be tested."""
    await connection.execute(
        b"UPDATE nlu_models SET state = 'testing', trained_at = now(), file = %s WHERE id = %s AND state = 'training'",
        [file, number],
    )


async def finish(connection: Connection, number: int, state: State, reason: str | None) -> str | None:
    """End the work on a model; one that failed has no file any more.

    Returns:
        The name of the file that was trained, where there is one.
    """
    cursor = await connection.execute(
        b"UPDATE nlu_models AS m SET state = %(state)s, reason = %(reason)s, finished_at = now(), step = NULL,"
        b" seconds_left = NULL, trainer = NULL,"
        b" file = CASE WHEN %(state)s IN ('failed', 'cancelled') THEN NULL ELSE m.file END"
        b" FROM nlu_models AS old WHERE old.id = m.id AND m.id = %(id)s"
        b" AND m.state IN ('queued', 'training', 'testing') RETURNING old.file",
        {"id": number, "state": state, "reason": reason},
    )
    row = await cursor.fetchone()
    return None if row is None else row["file"]


async def judged(connection: Connection, number: int, state: State, reason: str) -> None:
    """Write down what the gate says of a model that is not live."""
    await connection.execute(
        b"UPDATE nlu_models SET state = %s, reason = %s WHERE id = %s AND state IN ('ready', 'refused')",
        [state, reason, number],
    )


async def stop(connection: Connection, number: int, by: str) -> Model | None:
    """Ask for an end: one in the queue ends at once, one under way by its trainer; None where nothing is to stop."""
    return await _one(
        connection,
        "UPDATE nlu_models SET stop_asked_by = %(by)s,"
        " state = CASE WHEN state = 'queued' THEN 'cancelled' ELSE state END,"
        " finished_at = CASE WHEN state = 'queued' THEN now() END,"
        " reason = CASE WHEN state = 'queued' THEN 'đã hủy trước khi bắt đầu' ELSE reason END"
        " WHERE id = %(id)s AND state IN ('queued', 'training', 'testing') RETURNING *",
        {"id": number, "by": by},
    )


async def go_live(connection: Connection, number: int) -> None:
    """Make a model the live one and retire the one before; within a transaction."""
    await connection.execute(
        b"UPDATE nlu_models SET state = 'retired', retired_at = now() WHERE state = 'live' AND id <> %s", [number]
    )
    await connection.execute(
        b"UPDATE nlu_models SET state = 'live', live_at = now(), retired_at = NULL WHERE id = %s", [number]
    )


async def forget_file(connection: Connection, number: int) -> None:
    """Write down that a model's file is gone."""
    await connection.execute(b"UPDATE nlu_models SET file = NULL WHERE id = %s", [number])


async def seconds_lately(connection: Connection) -> float | None:
    """Return how long the last training of this installation took, in seconds."""
    cursor = await connection.execute(
        b"SELECT extract(epoch FROM trained_at - started_at) AS seconds FROM nlu_models"
        b" WHERE trained_at > started_at ORDER BY id DESC LIMIT 1"
    )
    row = await cursor.fetchone()
    return None if row is None else float(row["seconds"])
