"""Which model a keeper begins with."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.embedded.parts import train_model
from bot.training import records, swaps

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.db.pool import Database
    from bot.training.records import Model
    from bot.training.workshop import Workshop

_BY = "motcua nlu serve"


async def first_model(
    database: Database,
    workshop: Workshop,
    progress: Callable[[str], None],
    *,
    instead_of: Model | None = None,
    why: str | None = None,
) -> Model:
    """Return the live model; where there is none that can be used, one of the present data, which goes live.

    Until somebody has promoted a model, the one of the present data is live: new code brings new data.

    Args:
        database: pools of the process.
        workshop: where models lie.
        progress: told what is being done.
        instead_of: a model that cannot be served.
        why: why that is so.

    Raises:
        PartError: the present data cannot be trained.
    """
    async with database.intake.connection() as connection:
        live = await records.live(connection)
        chosen = await swaps.chosen_by_people(connection)
    version = await asyncio.to_thread(workshop.version)
    unusable = instead_of.id if instead_of is not None else None
    if live is not None and live.id != unusable and (chosen or live.version == version):
        if workshop.file(live.version).is_file():
            return live
        why = f"không còn tệp mô hình {live.version}"
    if instead_of is not None and instead_of.version == version:
        workshop.file(version).unlink(missing_ok=True)  # a broken file; made anew
    log = workshop.models / "logs" / "first-training.log"
    file = await asyncio.to_thread(train_model, progress, log, data=workshop.data, models=workshop.models)
    version = file.name.removesuffix(".tar.gz")
    async with database.transaction() as connection:
        model = await records.adopt(connection, version, file.name, _BY)
        if live is None or live.id != model.id:
            await swaps.first(connection, model.id, why)
        await records.go_live(connection, model.id)
        return await records.get(connection, model.id) or model
