"""Measuring a model and judging it beside the live one; readings are kept, so each model is measured once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.training import kept_readings, recent, records
from bot.training.comparing import compare
from bot.training.gate import judge
from bot.training.golden import misread
from bot.training.measuring import read_all
from bot.training.run import NICEST, Progress, TrainingCancelled
from bot.training.warming import RasaServer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from bot.conversation.understood import Understanding
    from bot.db.pool import Database
    from bot.training.comparing import Comparison
    from bot.training.gate import Judgement
    from bot.training.measuring import Yardstick
    from bot.training.records import Model
    from bot.training.workshop import Workshop

_EVERY = 50
"""Messages between two looks whether somebody asked to stop."""
_PER_MESSAGE = 0.012
"""Seconds for one reading, for the estimate."""


async def _quietly(_progress: Progress) -> bool:
    return False


async def readings_of(
    database: Database,
    workshop: Workshop,
    yardstick: Yardstick,
    model: Model,
    *,
    tell: Callable[[Progress], Awaitable[bool]] = _quietly,
    niceness: int = NICEST,
) -> dict[str, Understanding]:
    """Return what a model makes of the yardstick's messages; measured now where that is not kept.

    Args:
        database: pools of the process.
        workshop: where models lie.
        yardstick: the messages.
        model: who reads them.
        tell: told the progress; True means stop.
        niceness: of the Rasa server that reads: answers to people go first by default.

    Raises:
        WarmingFailed: its Rasa server does not get ready.
        MeasuringFailed: a message was not answered.
        TrainingCancelled: ``tell`` said so.
    """
    async with database.intake.connection() as connection:
        kept = await kept_readings.of(connection, model.id, yardstick.checksum)
    if kept is not None:
        return kept
    texts = yardstick.texts
    server = RasaServer(workshop, model.version, workshop.models / "logs")
    found: dict[str, Understanding] = {}
    try:
        await server.start(niceness=niceness)
        for at in range(0, len(texts), _EVERY):
            left = round((len(texts) - at) * _PER_MESSAGE) + 1
            if await tell(Progress(f"kiểm tra: {at}/{len(texts)} câu", left, "")):
                raise TrainingCancelled
            found.update(await read_all(server.url, server.token, texts[at : at + _EVERY]))
    finally:
        await server.stop()
        server.forget_log()
    async with database.intake.connection() as connection:
        await kept_readings.keep(connection, model.id, yardstick.checksum, found)
    return found


async def judge_model(
    database: Database,
    workshop: Workshop,
    yardstick: Yardstick,
    model: Model,
    *,
    tell: Callable[[Progress], Awaitable[bool]] = _quietly,
    niceness: int = NICEST,
) -> Judgement:
    """Return what the gate says of a model beside the live one.

    Raises:
        WarmingFailed, MeasuringFailed, TrainingCancelled: as ``readings_of`` does.
    """
    after = await readings_of(database, workshop, yardstick, model, tell=tell, niceness=niceness)
    async with database.intake.connection() as connection:
        live = await records.live(connection)
    comparison, lately = None, recent.Recent()
    if live is not None and live.id != model.id:
        before = await readings_of(database, workshop, yardstick, live, tell=tell, niceness=niceness)
        comparison = compare(yardstick.labelled, before, after)
        lately = await read_recent(database, workshop, live, model, niceness=niceness)
    return judge(comparison, misread(yardstick.golden, after), lately)


async def read_recent(
    database: Database, workshop: Workshop, first: Model, second: Model, *, niceness: int = NICEST
) -> recent.Recent:
    """Return what two models read otherwise of what people wrote lately.

    Raises:
        WarmingFailed, MeasuringFailed: as ``readings_of`` does.
    """
    async with database.intake.connection() as connection:
        wrote = await recent.texts(connection)
    found = [await _recent_of(database, workshop, model, wrote, niceness) for model in (first, second)] if wrote else []
    return recent.changes(wrote, *found) if found else recent.Recent()


async def _recent_of(
    database: Database, workshop: Workshop, model: Model, wrote: Mapping[int, str], niceness: int
) -> dict[int, str]:
    async with database.intake.connection() as connection:
        kept = await recent.kept(connection, model.id)
    known = {number: intent for number, intent in kept.items() if number in wrote}
    missing = {number: text for number, text in wrote.items() if number not in known}
    if not missing:
        return known
    server = RasaServer(workshop, model.version, workshop.models / "logs")
    try:
        await server.start(niceness=niceness)
        read = await read_all(server.url, server.token, missing.values())
    finally:
        await server.stop()
        server.forget_log()
    known |= {number: read[text].intent for number, text in missing.items()}
    async with database.intake.connection() as connection:
        await recent.keep(connection, model.id, known)
    return known


async def compare_models(
    database: Database, workshop: Workshop, yardstick: Yardstick, first: Model, second: Model
) -> tuple[Comparison, recent.Recent]:
    """Return the differences of two models on the yardstick's labelled messages, and what they read otherwise of late.

    Raises:
        WarmingFailed, MeasuringFailed: as ``readings_of`` does.
    """
    before = await readings_of(database, workshop, yardstick, first)
    after = await readings_of(database, workshop, yardstick, second)
    return compare(yardstick.labelled, before, after), await read_recent(database, workshop, first, second)
