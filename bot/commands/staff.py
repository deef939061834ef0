"""`motcua staff`: people who work with the system, their tokens, and the audit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.context import run
from bot.commands.desk import JSON, office, show
from bot.guidance.moments import VIETNAM
from bot.staff import audit, members
from bot.staff.finding import find_place
from bot.staff.roles import GIVEN

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

_HASH = re.compile(r"[0-9a-f]{32,}")
_SHOWN_OF_HASH = 12
"""As many as an approval asks for."""

app = typer.Typer(help="Cán bộ: mã cá nhân, vai trò, nhật ký.", no_args_is_help=True, add_completion=False)


@app.command()
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Tên cán bộ, ghi vào nhật ký.")],
    role: Annotated[str, typer.Option("--role", help=f"Vai trò: {', '.join(GIVEN)}.")],
    unit: Annotated[
        list[str] | None,
        typer.Option("--unit", help="Bộ phận một cửa người này làm việc (vai trò unit, author); ghi nhiều lần được."),
    ] = None,
    *,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Thêm cán bộ, in mã cá nhân (chỉ in một lần). Người đã khóa thêm lại được với mã mới."""

    async def work() -> None:
        async with office() as desk:
            units = [find_place(desk.guidance, text, desk.now).id for text in unit or ()]
            chosen = members.read_role(role)
            token = await members.add(desk, name, chosen, units)
        lines = [
            f"Đã thêm {name} ({chosen}{', ' + ', '.join(units) if units else ''}).",
            "Mã cá nhân, chỉ hiện lần này; người dùng đặt vào biến MOTCUA_STAFF_TOKEN:",
            token,
        ]
        show({"name": name, "role": chosen, "units": units, "token": token}, lines, as_json=as_json)

    run(work)


def _until(moment: datetime | None) -> str:
    return f"  (mã dùng tới {moment.astimezone(VIETNAM):%d/%m/%Y})" if moment is not None else ""


@app.command("list")
def list_(*, as_json: Annotated[bool, JSON] = False) -> None:
    """Danh sách cán bộ."""

    async def work() -> None:
        async with office() as desk:
            rows = await members.everybody(desk)
        data = [
            {
                "name": row["name"],
                "role": row["role"],
                "units": row["units"],
                "created_at": row["created_at"].isoformat(),
                "disabled": row["disabled_at"] is not None,
                "token_until": row["expires_at"].isoformat() if row["expires_at"] else None,
            }
            for row in rows
        ]
        lines = [
            f"{row['name']}  {row['role']}{' ' + ', '.join(row['units']) if row['units'] else ''}"
            f"{'  (đã khóa)' if row['disabled_at'] else _until(row['expires_at'])}"
            for row in rows
        ]
        show({"staff": data}, lines or ["Chưa có cán bộ nào."], as_json=as_json)

    run(work)


@app.command()
def renew(*, as_json: Annotated[bool, JSON] = False) -> None:
    """Đổi mã cá nhân của chính mình lấy mã mới (chỉ in một lần); mã cũ hết dùng ngay."""

    async def work() -> None:
        async with office() as desk:
            token = await members.renew(desk)
        lines = ["Mã cá nhân mới, chỉ hiện lần này; đặt vào biến MOTCUA_STAFF_TOKEN:", token]
        show({"name": desk.actor.name, "token": token}, lines, as_json=as_json)

    run(work)


@app.command()
def disable(name: Annotated[str, typer.Argument(metavar="NAME", help="Tên cán bộ.")]) -> None:
    """Khóa mã của một người; nhật ký của người đó vẫn còn."""

    async def work() -> None:
        async with office() as desk:
            await members.disable(desk, name)
        show({}, [f"Đã khóa mã của {name}."], as_json=False)

    run(work)


@app.command("audit")
def audit_(
    actor: Annotated[str | None, typer.Option("--actor", help="Chỉ việc của người này.")] = None,
    action: Annotated[
        str | None, typer.Option("--action", help="Chỉ việc này (unit.open) hay nhóm việc (unit).")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", help="Số dòng mới nhất.")] = 50,
    *,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Nhật ký: ai làm gì, lúc nào; chỉ thêm, không sửa, không xóa."""

    async def work() -> None:
        async with office() as desk:
            rows = await audit.read(desk, actor=actor, action=action, limit=limit)
        data = [{**row, "at": row["at"].isoformat()} for row in rows]
        lines = [
            f"{row['at'].astimezone(VIETNAM):%d/%m/%Y %H:%M:%S}  {row['actor']} ({row['role']})  {row['action']}"
            f"  {row['target'] or ''}  {_details(row['details'])}".rstrip()
            for row in rows
        ]
        show({"audit": data}, lines or ["Nhật ký chưa có gì."], as_json=as_json)

    run(work)


def _details(details: Mapping[str, Any]) -> str:
    """Return what an audit row holds besides, for people: ``name: value``; long hashes by their beginning."""
    return "; ".join(f"{name}: {_value(value)}" for name, value in details.items() if value not in (None, "", [], {}))


def _value(value: object) -> str:
    if isinstance(value, str):
        return f"{value[:_SHOWN_OF_HASH]}…" if _HASH.fullmatch(value) else value
    if isinstance(value, dict):
        return f"({_details(value)})"
    if isinstance(value, list):
        return ", ".join(_value(one) for one in value)
    return {True: "có", False: "không"}.get(value, str(value)) if isinstance(value, bool) else str(value)
