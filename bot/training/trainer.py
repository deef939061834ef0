"""The queue of trainings: one at a time across all processes, each trained, measured and judged."""

from __future__ import annotations

import asyncio
import logging
import os
from typing import TYPE_CHECKING

from bot.db.events import NLU
from bot.db.nlu_servers import this_machine
from bot.db.pool import INFRASTRUCTURE
from bot.training import cleaning, records
from bot.training.judging import judge_model
from bot.training.measuring import MeasuringFailed, Yardstick
from bot.training.records import State
from bot.training.run import Progress, TrainingCancelled, TrainingFailed, estimate, explain, train
from bot.training.warming import WarmingFailed
from bot.training.workshop import count_messages
from pgkit.connections import connect

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.db.pool import Database
    from bot.training.records import Model
    from bot.training.workshop import Workshop

logger = logging.getLogger(__name__)

LOCK = "motcua nlu train"
"""Whoever holds this advisory lock trains."""

MOST_TRIES = 3
"""A training that was broken off so often is given up."""


class Trainer:
    """Works the queue off; create it while holding ``LOCK``.

    Args:
        database: pools of the process.
        workshop: folders.
    """

    def __init__(self, database: Database, workshop: Workshop) -> None:
        self._database = database
        self._workshop = workshop
        self._name = f"{this_machine()}:{os.getpid()}"

    async def work_off(self) -> None:
        """Train whatever is asked for, until nothing is; what a killed trainer left is taken up first."""
        async with self._database.intake.connection() as connection:
            for model in await records.take_up(connection, MOST_TRIES):
                logger.warning("a training was broken off", extra={"job": model.id, "state": model.state})
        cleaning.sweep(self._workshop)
        while True:
            async with self._database.intake.connection() as connection:
                taken = await records.take_next(connection, self._name)
            if taken is None:
                return
            await self._one(taken)
            await tell_everybody(self._database)

    async def _one(self, model: Model) -> None:
        state, reason = State.FAILED, "bị ngắt"
        try:
            state, reason = await self._make(model)
        except TrainingCancelled:
            state, reason = State.CANCELLED, "đã hủy theo yêu cầu"
        except (TrainingFailed, MeasuringFailed, WarmingFailed) as error:
            reason = str(error)
        except OSError as error:
            reason = explain(str(error)) or str(error)
        except INFRASTRUCTURE:
            raise
        except Exception as error:  # whatever it was: the same process keeps the servers that answer people
            logger.exception("a training failed in a way that is not known", extra={"job": model.id})
            reason = f"lỗi ngoài dự kiến ({type(error).__name__}), xem nhật ký của 'motcua nlu serve'"
        logger.info("a training ended", extra={"job": model.id, "state": state, "reason": reason})
        async with self._database.intake.connection() as connection:
            file = await records.finish(connection, model.id, state, reason)
        if state in {State.FAILED, State.CANCELLED} and file is not None:
            (self._workshop.models / file).unlink(missing_ok=True)  # the next try begins anew
        self._workshop.clear(model.id)
        await cleaning.clean(self._database, self._workshop)

    async def _make(self, model: Model) -> tuple[State, str]:
        self._workshop.check_room()
        data = self._workshop.copy_data(model.id)
        try:
            version, messages = self._workshop.version(data), count_messages(data)
        except ValueError as error:
            raise TrainingFailed(str(error)) from error
        async with self._database.intake.connection() as connection:
            known = await records.of_version(connection, version)
            if known is not None and known.id != model.id:
                return State.CANCELLED, f"dữ liệu này đã có mô hình #{known.id}, không cần huấn luyện lại"
            await records.renamed(connection, model.id, version, messages)
            lately = await records.seconds_lately(connection)
        expected = estimate(messages, lately)
        await train(self._workshop, model.id, data, expected=expected, tell=self._teller(model))
        async with self._database.intake.connection() as connection:
            await records.trained(connection, model.id, self._workshop.file(version).name)
            log = (await records.get(connection, model.id) or model).log
        logger.info("a model is trained", extra={"job": model.id, "version": version})
        fresh = await self._reread(model)
        judgement = await judge_model(
            self._database, self._workshop, Yardstick.of(self._workshop), fresh, tell=self._teller(model, log)
        )
        return (State.READY if judgement.passed else State.REFUSED), judgement.summary

    async def _reread(self, model: Model) -> Model:
        async with self._database.intake.connection() as connection:
            return await records.get(connection, model.id) or model

    def _teller(self, model: Model, log: str = "") -> Callable[[Progress], Awaitable[bool]]:
        async def tell(progress: Progress) -> bool:
            async with self._database.intake.connection() as connection:
                return await records.tell(
                    connection,
                    model.id,
                    step=progress.step,
                    seconds_left=progress.seconds_left,
                    log=progress.log or log,
                )

        return tell


async def try_to_work_off(database: Database, workshop: Workshop) -> bool:
    """Work the queue off unless another process is at it; returns whether this one did."""
    async with await connect(database.direct_url, application_name="motcua trainer") as connection:
        cursor = await connection.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0)) AS ours", [LOCK])
        row = await cursor.fetchone()
        if row is None or not row[0]:
            return False
        await Trainer(database, workshop).work_off()
    return True


async def tell_everybody(database: Database) -> None:
    """Wake whoever waits for news of models."""
    async with database.intake.connection() as connection:
        await connection.execute("SELECT pg_notify(%s, '')", [NLU])


async def work_whenever_asked(
    database: Database, workshop: Workshop, told: asyncio.Event, *, look_every: float = 5.0
) -> None:
    """Work the queue off whenever told, and look every few seconds; until cancelled."""
    while True:
        told.clear()
        try:
            if await _anything_open(database):
                await try_to_work_off(database, workshop)
        except INFRASTRUCTURE as error:
            logger.warning("the queue of trainings cannot be read", extra={"error": str(error).strip()})
        try:
            async with asyncio.timeout(look_every):
                await told.wait()
        except TimeoutError:
            continue


async def _anything_open(database: Database) -> bool:
    rows = await database.fetch(
        "SELECT 1 AS one FROM nlu_models WHERE state IN ('queued', 'training', 'testing') LIMIT 1"
    )
    return bool(rows)
