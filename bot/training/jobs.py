"""Staff's work on trainings: asking for one, stopping it, looking at it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from psycopg.errors import UniqueViolation

from bot.staff import audit
from bot.staff.actor import Actor
from bot.staff.errors import Refused
from bot.staff.roles import Role, require
from bot.training import records
from bot.training.trainer import tell_everybody

if TYPE_CHECKING:
    from bot.db.pool import Database
    from bot.staff.office import Office
    from bot.training.records import Model
    from bot.training.workshop import Workshop

_NIGHT = Actor("lịch hằng đêm", Role.ADMIN)


async def ask_for_training(office: Office, workshop: Workshop) -> tuple[Model, bool]:
    """Queue a training of the present data.

    Returns:
        The model, and whether it is new: data that was trained already, or is in the queue, is not trained again.

    Raises:
        Refused: the data cannot be read.
    """
    require(office.actor, "nlu.train")
    return await _queue(office.database, workshop, office.actor)


async def ask_at_night(database: Database, workshop: Workshop) -> tuple[Model, bool]:
    """Queue a training of the present data by the schedule."""
    return await _queue(database, workshop, _NIGHT)


async def _queue(database: Database, workshop: Workshop, actor: Actor) -> tuple[Model, bool]:
    if not any(workshop.data.glob("*.yml")):
        raise Refused(f"Không có câu huấn luyện nào trong {workshop.data} (MOTCUA_NLU_DATA_DIR).")
    version = await asyncio.to_thread(workshop.version)
    async with database.intake.connection() as connection:
        known = await records.of_version(connection, version)
    if known is not None:
        return known, False
    try:
        async with database.transaction() as connection:
            model = await records.queue(connection, version, actor.name)
            await audit.record(connection, actor, "nlu.train", f"#{model.id}", version=version)
    except UniqueViolation:  # somebody asked in the same instant
        async with database.intake.connection() as connection:
            known = await records.of_version(connection, version)
        if known is None:
            raise
        return known, False
    await tell_everybody(database)
    return model, True


async def cancel(office: Office, name: str | None) -> Model:
    """Ask to stop a training; the one under way, or the next in the queue, where none is named.

    Raises:
        Refused: nothing is to stop.
    """
    require(office.actor, "nlu.cancel")
    number = await _to_stop(office, name)
    async with office.database.transaction() as connection:
        stopped = await records.stop(connection, number, office.actor.name)
        if stopped is None:
            raise Refused(f"Việc huấn luyện #{number} đã xong từ trước. Xem 'motcua nlu models'.")
        await audit.record(connection, office.actor, "nlu.cancel", f"#{number}", version=stopped.version)
    await tell_everybody(office.database)
    return stopped


async def _to_stop(office: Office, name: str | None) -> int:
    if name is not None:
        return (await pick(office, name)).id
    async with office.database.intake.connection() as connection:
        models = await records.latest(connection, 1000)
    waiting = sorted((model for model in models if not model.done), key=lambda model: (model.trainer is None, model.id))
    if not waiting:
        raise Refused("Không có việc huấn luyện nào đang chạy hay đang chờ.")
    return waiting[0].id


async def pick(office: Office, name: str) -> Model:
    """Return the model that somebody means: by its number, or by the beginning of its version.

    Raises:
        Refused: there is none, or more than one.
    """
    async with office.database.intake.connection() as connection:
        found = await records.named(connection, name.strip()) if name.strip() else []
    if not found:
        raise Refused(f"Không có mô hình “{name}”. Xem 'motcua nlu models'.")
    if len({model.version for model in found}) > 1:
        raise Refused(f"“{name}” chỉ nhiều mô hình: {', '.join(f'#{model.id}' for model in found[:5])}. Ghi rõ số.")
    return found[0]


async def models(office: Office, limit: int = 20) -> list[Model]:
    """Return the models asked for last, the newest first."""
    require(office.actor, "nlu.models")
    async with office.database.intake.connection() as connection:
        return await records.latest(connection, limit)


async def log_of(office: Office, name: str | None) -> Model:
    """Return a model with the end of its log; the one asked for last where none is named."""
    require(office.actor, "nlu.log")
    if name is not None:
        return await pick(office, name)
    async with office.database.intake.connection() as connection:
        found = await records.latest(connection, 1)
    if not found:
        raise Refused("Chưa có lần huấn luyện nào.")
    return found[0]
