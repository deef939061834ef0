"""`motcua nlu models`, `compare`, `promote`, `rollback`: which model answers."""

from __future__ import annotations

import asyncio
import os
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.asking import YES, ask
from bot.commands.context import fail, open_context, read_settings, run
from bot.commands.desk import JSON, show
from bot.commands.nlu.comparison import plan_of, table
from bot.commands.nlu.review import intent_names
from bot.commands.nlu.steps import left_words
from bot.embedded.parts import NLU
from bot.guidance.moments import VIETNAM
from bot.review.domain import Domain
from bot.staff.office import Office
from bot.surfaces import for_terminal
from bot.training import jobs, promotion, swaps
from bot.training.promotion import Force
from bot.training.records import STATES, State
from bot.training.swaps import SwapState
from bot.training.workshop import Workshop

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from bot.training.promotion import Plan
    from bot.training.records import Model
    from bot.training.swaps import Swap

_LOOK_EVERY = 0.5
_WHICH = "Số (như 12) hoặc đầu mã của mô hình."


@asynccontextmanager
async def _office(*, quiet: bool) -> AsyncIterator[tuple[Office, Workshop]]:
    async with open_context(tell=not quiet) as context:
        desk = Office(context.database, context.guidance, context.actor, context.now)
        yield desk, Workshop.of(context.settings)


def models(
    *,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Số mô hình mới nhất.")] = 20,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Danh sách mô hình: đang chờ, đang huấn luyện, đạt, đang dùng, đã thay."""

    async def work() -> None:
        async with _office(quiet=as_json) as (desk, _):
            found = await jobs.models(desk, limit)
            watched = await _watch_words(desk, timedelta(minutes=read_settings().nlu_watch_minutes))
        show({"models": [model.to_json() for model in found]}, _lines(found, watched), as_json=as_json)

    run(work)


async def _watch_words(desk: Office, watch: timedelta) -> str:
    """Return how long the last change is still watched, and empty where it is no more."""
    async with desk.database.intake.connection() as connection:
        swap = await swaps.watched(connection)
    if swap is None or swap.moved_at is None:
        return ""
    left = (watch - (datetime.now(UTC) - swap.moved_at)).total_seconds()
    return f", còn theo dõi {max(1, round(left / 60))} phút" if left > 0 else ""


def _lines(found: list[Model], watched: str) -> list[str]:
    lines = []
    for model in found:
        when = f"{model.asked_at.astimezone(VIETNAM):%d/%m %H:%M}"
        gone = "" if model.file or not model.done else " (không có tệp)"
        why = f" – {model.reason}" if model.reason else ""
        measured = f" (đo lúc {model.finished_at.astimezone(VIETNAM):%d/%m %H:%M})" if why and model.finished_at else ""
        state = STATES[model.state] + (watched if model.state is State.LIVE else "")
        lines.append(f"#{model.id:<4} {model.version}  {when}  {state}{left_words(model)}{gone}{why}{measured}")
    return lines or ["Chưa có mô hình nào."]


def compare(
    first: Annotated[str, typer.Argument(metavar="A", help=_WHICH)],
    second: Annotated[str, typer.Argument(metavar="B", help=_WHICH)],
    *,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """So hai mô hình trên bộ câu đánh giá: chung, từng ý định, từng loại tin, câu nào đổi."""

    async def work() -> None:
        async with _office(quiet=as_json) as (desk, workshop):
            a, b, comparison, lately = await promotion.compare(desk, workshop, first, second)
        changed = [{"text": one.text, "before": one.before, "after": one.after} for one in lately.changed]
        recent = {"messages": lately.looked_at, "changed": changed}
        data = {"a": a.version, "b": b.version, **comparison.to_json(), "recent": recent}
        head = f"A = #{a.id} {a.version}, B = #{b.id} {b.version}"
        show(data, [head, *table(comparison, lately, _names())], as_json=as_json)

    run(work)


_SECOND = "MOTCUA_SECOND_STAFF_TOKEN"
"""Only from the surroundings or typed unseen: the words of a command are read by everybody on the machine (`ps`)."""


def promote(
    model: Annotated[str, typer.Argument(metavar="MODEL", help=_WHICH)],
    *,
    force: Annotated[
        bool,
        typer.Option(
            "--force",
            help=(
                "Bỏ qua kết quả kiểm tra; cần --why, và hỏi mã cá nhân của người thứ hai"
                " (hoặc đọc MOTCUA_SECOND_STAFF_TOKEN)."
            ),
        ),
    ] = False,
    why: Annotated[str, typer.Option("--why", help="Lý do bỏ qua kiểm tra.")] = "",
    yes: Annotated[bool, YES] = False,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Đưa một mô hình vào dùng nếu đạt kiểm tra: cho xem đổi gì rồi hỏi; tự quay lại khi lỗi tăng vọt."""
    overruling = Force((os.environ.get(_SECOND) or _asked_for()).strip(), why) if force else None

    async def work() -> None:
        async with _office(quiet=as_json) as (desk, workshop):
            agree = _agreeing("Đưa mô hình #{} vào dùng?", yes=yes)
            swap, judgement = await promotion.promote(desk, workshop, model, force=overruling, agree=agree)
            if yes and not as_json:
                typer.echo(for_terminal(f"Kiểm tra: {judgement.summary}."), err=True)
            swap = await _until_settled(desk, swap)
            chosen = await jobs.pick(desk, f"#{swap.model_id}")
        _told(swap, f"Mô hình #{chosen.id} {chosen.version} đang được dùng.", as_json=as_json)

    run(work)


def rollback(
    *,
    why: Annotated[str, typer.Option("--why", help="Lý do, ghi vào nhật ký.")] = "",
    yes: Annotated[bool, YES] = False,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Quay lại mô hình dùng ngay trước mô hình đang dùng: nói là mô hình nào rồi hỏi; không cần kiểm tra lại."""

    async def work() -> None:
        async with _office(quiet=as_json) as (desk, workshop):
            agree = _agreeing("Quay lại mô hình #{}?", yes=yes)
            swap, model = await promotion.rollback(desk, workshop, why=why or None, agree=agree)
            swap = await _until_settled(desk, swap)
        _told(swap, f"Đã quay lại #{model.id} {model.version}.", as_json=as_json)

    run(work)


def _names() -> dict[str, str]:
    return intent_names(Domain.read(NLU / "domain.yml"))


def _agreeing(question: str, *, yes: bool) -> Callable[[Plan], None]:
    """Return what shows a change and asks for it."""

    def agree(plan: Plan) -> None:
        ask(plan_of(plan, _names()), question.format(plan.model.id), yes=yes)

    return agree


def _asked_for() -> str:
    return str(typer.prompt("Mã cá nhân của người thứ hai", hide_input=True, err=True))


async def _until_settled(desk: Office, swap: Swap) -> Swap:
    shown = None
    while not promotion.settled(swap := await promotion.state_of(desk, swap)):
        if swap.step != shown:
            typer.echo(for_terminal(f"· {swap.step}"), err=True)
            shown = swap.step
        await asyncio.sleep(_LOOK_EVERY)
    return swap


def _told(swap: Swap, done: str, *, as_json: bool) -> None:
    data = {"swap": swap.id, "state": swap.state, "reason": swap.reason}
    if swap.state is SwapState.FAILED:
        if as_json:
            show(data, [], as_json=True)
        fail(f"Không đổi được, mô hình cũ vẫn trả lời: {swap.reason}")
    show(data, [done], as_json=as_json)
