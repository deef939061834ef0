"""Throwing old models' files away: the live one, the one before it, and the newest few are kept."""

from __future__ import annotations

import fcntl
import logging
import shutil
from typing import TYPE_CHECKING

from bot.training import records, swaps
from bot.training.records import State

if TYPE_CHECKING:
    from bot.db.pool import Database
    from bot.training.workshop import Workshop

logger = logging.getLogger(__name__)


async def clean(database: Database, workshop: Workshop) -> list[str]:
    """Remove the files of models that are not kept; returns their versions."""
    async with database.intake.connection() as connection:
        models = await records.with_files(connection)
        before = await swaps.before_live(connection)
        coming = await swaps.open_one(connection)
    needed = {before, coming.model_id if coming is not None else None}
    spare = [
        model
        for model in models
        if model.state in {State.READY, State.REFUSED, State.RETIRED, State.FAILED, State.CANCELLED}
        and model.id not in needed
    ]
    going = {model.id for model in spare[workshop.keep :]}
    # Two rows may tell of one file: a training that was given up, and the next one of the same messages.
    kept = {model.version for model in models if model.id not in going}
    gone = []
    for model in spare[workshop.keep :]:
        if model.version not in kept:
            try:
                workshop.file(model.version).unlink(missing_ok=True)
            except OSError as error:  # no reason to end the servers: it is tried again after the next model
                logger.warning("cannot remove the old model %s: %s", model.version, error.strerror)
                continue
            gone.append(model.version)
        async with database.intake.connection() as connection:
            await records.forget_file(connection, model.id)
    if gone:
        logger.info("old models were removed", extra={"models": gone})
    return gone


def sweep(workshop: Workshop) -> None:
    """Remove what trainings that were killed left half-done, unless one is under way in the same folder."""
    workshop.models.mkdir(parents=True, exist_ok=True)
    with (workshop.models / ".lock").open("w") as lock:  # train.py holds it while it works
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return
        for left in workshop.models.glob(".training-*"):
            shutil.rmtree(left, ignore_errors=True)
