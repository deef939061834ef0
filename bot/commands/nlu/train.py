"""`motcua nlu train`, `cancel`, `log`: trainings of the model."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.context import open_context, run
from bot.commands.desk import JSON, show
from bot.commands.nlu.steps import left_words, step_words
from bot.staff.office import Office
from bot.training import jobs, records
from bot.training.records import STATES, State
from bot.training.trainer import try_to_work_off
from bot.training.workshop import Workshop

if TYPE_CHECKING:
    from bot.db.pool import Database
    from bot.training.records import Model

_LOOK_EVERY = 1.0
_MODEL = typer.Argument(metavar="[MODEL]", help="Số (như 12) hoặc đầu mã của mô hình; bỏ trống: việc mới nhất.")


def train(
    *,
    wait: Annotated[bool, typer.Option("--wait/--no-wait", help="Chờ tới khi xong, hay chỉ xếp hàng.")] = True,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Huấn luyện mô hình với dữ liệu hiện có (mỗi lúc một việc), rồi so với mô hình đang dùng. Chưa đưa vào dùng."""

    async def work() -> None:
        async with open_context(shared=True) as context:
            desk = Office(context.database, context.guidance, context.actor, context.now)
            workshop = Workshop.of(context.settings)
            model, new = await jobs.ask_for_training(desk, workshop)
            if wait and not model.done:
                try:
                    await _follow(context.database, workshop, model, quiet=as_json)
                except asyncio.CancelledError:
                    typer.echo(
                        f"#{model.id} chưa xong. Việc vẫn nằm trong hàng chờ: 'motcua nlu serve' làm lại từ đầu; xem"
                        " 'motcua nlu models', bỏ hẳn thì 'motcua nlu cancel'.",
                        err=True,
                    )
                    raise
            model = await _again(context.database, model)
        lines = [f"#{model.id} {model.version}: {STATES[model.state]}. {model.reason or ''}".rstrip()]
        if not new and model.done:
            lines.insert(0, "Dữ liệu không đổi so với mô hình này, không huấn luyện lại.")
        if model.state is State.READY and workshop.outside is not None:
            lines.append(
                f"MOTCUA_NLU_URL trỏ tới máy chủ Rasa bên ngoài ({workshop.outside}): ở đây không đổi mô hình được."
            )
        elif model.state is State.READY:
            lines.append(f"Đưa vào dùng: motcua nlu promote {model.id}")
        show({**model.to_json(), "new": new}, lines, as_json=as_json)
        if model.state in {State.FAILED, State.REFUSED, State.CANCELLED}:
            raise typer.Exit(1)

    run(work)


async def _follow(database: Database, workshop: Workshop, model: Model, *, quiet: bool) -> None:
    """Train here unless another process does; show the progress meanwhile."""
    training = asyncio.ensure_future(_until_done(database, workshop, model))
    shown = ""
    try:
        while not training.done():
            await asyncio.wait({training}, timeout=_LOOK_EVERY)
            model = await _again(database, model)
            line = progress_line(model)
            if line != shown and not quiet and not model.done:
                typer.echo(line, err=True)
                shown = line
        training.result()
    finally:
        training.cancel()
        await asyncio.gather(training, return_exceptions=True)


async def _until_done(database: Database, workshop: Workshop, model: Model) -> None:
    while not (await _again(database, model)).done:
        if not await try_to_work_off(database, workshop):
            await asyncio.sleep(_LOOK_EVERY)


def progress_line(model: Model) -> str:
    """Return how far a training is, for people."""
    step = f": {step_words(model.step)}" if model.step else ""
    return f"#{model.id} {STATES[model.state]}{step}{left_words(model)}"


async def _again(database: Database, model: Model) -> Model:
    async with database.intake.connection() as connection:
        return await records.get(connection, model.id) or model


def cancel(
    model: Annotated[str | None, _MODEL] = None,
    *,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Dừng việc huấn luyện đang chạy hoặc đang chờ; dữ liệu và mô hình đang dùng giữ nguyên."""

    async def work() -> None:
        async with open_context() as context:
            desk = Office(context.database, context.guidance, context.actor, context.now)
            stopped = await jobs.cancel(desk, model)
        done = "đã hủy" if stopped.done else "sẽ dừng trong giây lát"
        show(stopped.to_json(), [f"#{stopped.id}: {done}."], as_json=as_json)

    run(work)


def log(
    model: Annotated[str | None, _MODEL] = None,
    *,
    lines: Annotated[int, typer.Option("--lines", min=1, help="Số dòng cuối.")] = 20,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Các dòng cuối trong nhật ký của một lần huấn luyện."""

    async def work() -> None:
        async with open_context() as context:
            desk = Office(context.database, context.guidance, context.actor, context.now)
            found = await jobs.log_of(desk, model)
        said = found.log.splitlines()[-lines:]
        head = f"{progress_line(found)}. {found.reason or ''}".rstrip()
        show({**found.to_json(), "log": said}, [head, *said], as_json=as_json)

    run(work)
