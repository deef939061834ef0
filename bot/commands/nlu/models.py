"""`motcua nlu models`, `compare`, `promote`, `rollback`: which model answers."""

from __future__ import annotations

import asyncio
import os
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.context import fail, open_context, run
from bot.commands.desk import JSON, show
from bot.commands.nlu.train import STATES
from bot.guidance.moments import VIETNAM
from bot.staff.office import Office
from bot.training import jobs, promotion
from bot.training.gate import KINDS, VERDICTS
from bot.training.promotion import Force
from bot.training.swaps import SwapState
from bot.training.workshop import Workshop

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from bot.training.comparing import Comparison, Difference
    from bot.training.records import Model
    from bot.training.swaps import Swap

_LOOK_EVERY = 0.5
_MOST_FLIPS = 40
_WHICH = "Số (như 12) hoặc đầu mã của mô hình."


@asynccontextmanager
async def _office() -> AsyncIterator[tuple[Office, Workshop]]:
    async with open_context() as context:
        desk = Office(context.database, context.guidance, context.actor, context.now)
        yield desk, Workshop.of(context.settings)


def models(
    *,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Số mô hình mới nhất.")] = 20,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Danh sách mô hình: đang chờ, đang huấn luyện, đạt, đang dùng, đã thay."""

    async def work() -> None:
        async with _office() as (desk, _):
            found = await jobs.models(desk, limit)
        show({"models": [model.to_json() for model in found]}, _lines(found), as_json=as_json)

    run(work)


def _lines(found: list[Model]) -> list[str]:
    lines = []
    for model in found:
        left = f", còn khoảng {model.seconds_left} giây" if model.seconds_left else ""
        when = f"{model.asked_at.astimezone(VIETNAM):%d/%m %H:%M}"
        gone = "" if model.file or not model.done else " (không có tệp)"
        why = f" – {model.reason}" if model.reason else ""
        lines.append(f"#{model.id:<4} {model.version}  {when}  {STATES[model.state]}{left}{gone}{why}")
    return lines or ["Chưa có mô hình nào."]


def compare(
    first: Annotated[str, typer.Argument(metavar="A", help=_WHICH)],
    second: Annotated[str, typer.Argument(metavar="B", help=_WHICH)],
    *,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """So hai mô hình trên bộ câu đánh giá: chung, từng ý định, từng loại tin, câu nào đổi."""

    async def work() -> None:
        async with _office() as (desk, workshop):
            a, b, comparison = await promotion.compare(desk, workshop, first, second)
        data = {"a": a.version, "b": b.version, **comparison.to_json()}
        show(data, [f"A = #{a.id} {a.version}, B = #{b.id} {b.version}", *table(comparison)], as_json=as_json)

    run(work)


def table(comparison: Comparison) -> list[str]:
    """Return a comparison as lines for people; groups in which nothing changed are left out."""
    lines = [
        _row("chung", comparison.overall),
        _row("nhận ra tin ngoài phạm vi", comparison.out_of_scope),
        _row("không từ chối tin trong phạm vi", comparison.accepted),
        "Theo loại tin:",
        *(_row(KINDS[kind], found) for kind, found in comparison.kinds.items()),
        *_changed("Theo nhãn của bộ câu", comparison.tags),
        *_changed("Theo ý định", comparison.intents),
    ]
    if comparison.flips:
        lines.append(f"Câu đổi cách hiểu ({len(comparison.flips)}):")
    for flip in comparison.flips[:_MOST_FLIPS]:
        sign = "+" if flip.right else "-" if flip.was_right else "~"
        lines.append(f"  {sign} “{flip.text}”: {flip.before} → {flip.after} (đúng: {flip.label})")
    if len(comparison.flips) > _MOST_FLIPS:
        lines.append(f"  … và {len(comparison.flips) - _MOST_FLIPS} câu nữa (--json in hết)")
    return lines


def _changed(title: str, groups: Mapping[str, Difference]) -> list[str]:
    rows = [
        _row(name, found) for name, found in groups.items() if found.low != found.high or found.before != found.after
    ]
    return [f"{title}:", *rows] if rows else []


def _row(name: str, found: Difference) -> str:
    return (
        f"  {name:<32} {found.messages:>5} câu  {found.before:>6.1%} → {found.after:>6.1%}"
        f"  [{found.low:+.1%}, {found.high:+.1%}]  +{found.gained} −{found.lost}  {VERDICTS[found.verdict]}"
    )


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
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Đưa một mô hình vào dùng nếu đạt kiểm tra; không gián đoạn, tự quay lại khi lỗi tăng vọt."""
    overruling = Force((os.environ.get(_SECOND) or _asked_for()).strip(), why) if force else None

    async def work() -> None:
        async with _office() as (desk, workshop):
            swap, judgement = await promotion.promote(desk, workshop, model, force=overruling)
            if not as_json:
                typer.echo(f"Kiểm tra: {judgement.summary}.", err=True)
            swap = await _until_settled(desk, swap)
        _told(swap, f"Mô hình “{model}” đang được dùng.", as_json=as_json)

    run(work)


def rollback(
    *,
    why: Annotated[str, typer.Option("--why", help="Lý do, ghi vào nhật ký.")] = "",
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Quay lại mô hình dùng ngay trước mô hình đang dùng; không cần kiểm tra lại."""

    async def work() -> None:
        async with _office() as (desk, workshop):
            swap, model = await promotion.rollback(desk, workshop, why=why or None)
            swap = await _until_settled(desk, swap)
        _told(swap, f"Đã quay lại #{model.id} {model.version}.", as_json=as_json)

    run(work)


def _asked_for() -> str:
    return str(typer.prompt("Mã cá nhân của người thứ hai", hide_input=True, err=True))


async def _until_settled(desk: Office, swap: Swap) -> Swap:
    shown = None
    while not promotion.settled(swap := await promotion.state_of(desk, swap)):
        if swap.step != shown:
            typer.echo(f"· {swap.step}", err=True)
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
