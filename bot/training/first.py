"""Which model a keeper begins with, and what becomes of newer messages.

The live model stays live as long as it can be served: another one goes live when a person says so. Only where there is
no live model, or none that works, the one of the present messages takes its place. A demo, in which nobody ever chose a
model, lets the gate say instead of a person.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.embedded.parts import train_model
from bot.staff import audit
from bot.staff.actor import SYSTEM
from bot.training import records, swaps
from bot.training.judging import judge_model
from bot.training.measuring import MeasuringFailed, Yardstick
from bot.training.records import State
from bot.training.swaps import Kind, SwapState
from bot.training.trainer import tell_everybody
from bot.training.warming import WarmingFailed

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.db.pool import Database
    from bot.training.records import Model
    from bot.training.workshop import Workshop

_BY = "motcua nlu serve"
_LOOK_EVERY = 0.2


async def first_model(
    database: Database,
    workshop: Workshop,
    progress: Callable[[str], None],
    *,
    instead_of: Model | None = None,
    why: str | None = None,
) -> Model:
    """Return the live model; where there is none that can be used, one of the present messages, which goes live.

    Args:
        database: pools of the process.
        workshop: where models lie.
        progress: told what is being done.
        instead_of: a model that cannot be served.
        why: why that is so.

    Raises:
        PartError: the present messages cannot be trained.
    """
    async with database.intake.connection() as connection:
        live = await records.live(connection)
    version = await asyncio.to_thread(workshop.version)
    unusable = instead_of.id if instead_of is not None else None
    if live is not None and live.id != unusable:
        if workshop.file(live.version).is_file():
            if live.version != version:
                progress(
                    f"the training messages are newer than {live.version}, which stays live:"
                    " 'motcua nlu train' trains them, 'motcua nlu promote' puts the model live"
                )
            return live
        why = f"không còn tệp mô hình {live.version}"
    broken = instead_of is not None and instead_of.version == version
    if broken:
        workshop.file(version).unlink(missing_ok=True)  # a broken file; made anew
    log = workshop.models / "logs" / "first-training.log"
    file = await asyncio.to_thread(train_model, progress, log, data=workshop.data, models=workshop.models, anew=broken)
    version = file.name.removesuffix(".tar.gz")
    async with database.transaction() as connection:
        model = await records.adopt(connection, version, file.name, _BY)
        if live is None or live.id != model.id:
            await swaps.first(connection, model.id, why)
        await records.go_live(connection, model.id)
        before = live.version if live is not None else None
        await audit.record(connection, SYSTEM, "nlu.first", model.version, why=why, before=before)
        return await records.get(connection, model.id) or model


async def try_newer(database: Database, workshop: Workshop, progress: Callable[[str], None]) -> None:
    """Put the model of newer messages live where nobody ever chose one and the gate passes it; tell what became of it.

    For a demo: whoever changes the messages there is who would promote. A keeper must run, and the model's file must
    have been trained.

    Args:
        database: pools of the process.
        workshop: where models lie.
        progress: told what is being done, in English.
    """
    version = await asyncio.to_thread(workshop.version)
    async with database.intake.connection() as connection:
        live = await records.live(connection)
        chosen = await swaps.chosen_by_people(connection)
    if live is None or live.version == version or not workshop.file(version).is_file():
        return
    if chosen:
        progress(f"{live.version} was chosen by a person and stays live: 'motcua nlu train' trains the newer messages")
        return
    progress(f"the messages have changed: measuring {version} against {live.version}, which is live")
    async with database.intake.connection() as connection:
        model = await records.adopt(connection, version, workshop.file(version).name, "motcua demo")
    try:
        judgement = await judge_model(database, workshop, Yardstick.of(workshop), model, niceness=0)
    except (WarmingFailed, MeasuringFailed) as error:
        progress(f"{version} cannot be measured ({error}): {live.version} stays live")
        return
    async with database.transaction() as connection:
        await records.judged(
            connection, model.id, State.READY if judgement.passed else State.REFUSED, judgement.summary
        )
        if judgement.passed:
            swap = await swaps.ask(connection, Kind.FIRST, model.id, asked_by=SYSTEM.name, why=judgement.summary)
            await audit.record(connection, SYSTEM, "nlu.first", version, why=judgement.summary, before=live.version)
    if not judgement.passed:
        progress(f"{version} does not pass the gate ({judgement.summary}): {live.version} stays live")
        return
    await tell_everybody(database)
    while swap.state not in {SwapState.MOVED, SwapState.FAILED}:
        await asyncio.sleep(_LOOK_EVERY)
        async with database.intake.connection() as connection:
            swap = await swaps.get(connection, swap.id) or swap
    if swap.state is SwapState.FAILED:
        progress(f"{version} was not put live ({swap.reason}): {live.version} stays live")
    else:
        progress(f"{version} passes the gate and is live ({judgement.summary})")
