"""`motcua procedures confirm`, `approve`, `return`, `hide`, `waiting`: what officials say of the catalogue's fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.context import run
from bot.commands.desk import JSON, office, show
from bot.guidance.catalogue.values import TimeUnit
from bot.staff import catalogue
from bot.staff.errors import Refused
from bot.staff.reading import read_day

if TYPE_CHECKING:
    from bot.staff.catalogue import ChangeRow

_CODE = typer.Argument(metavar="CODE", help="Mã thủ tục: 2.000815.")
_FIELD = typer.Argument(metavar="FIELD", help="Mã mục, ở cột cuối của 'motcua procedures sheet': fees:a0-b0.")
_NUMBER = typer.Argument(metavar="NUMBER", help="Số của xác nhận, trong 'motcua procedures waiting'.")
_UNITS = {"working_day": TimeUnit.WORKING_DAY, "day": TimeUnit.DAY, "hour": TimeUnit.HOUR, "month": TimeUnit.MONTH}


def confirm(
    code: Annotated[str, _CODE],
    field: Annotated[str, _FIELD],
    official: Annotated[str, typer.Option("--official", help="Cán bộ xác nhận: tên, chức vụ.")],
    document: Annotated[str, typer.Option("--document", help="Theo văn bản nào: số, ngày, cơ quan.")],
    since: Annotated[str, typer.Option("--since", help="Văn bản có hiệu lực từ ngày.")],
    *,
    review_by: Annotated[str | None, typer.Option("--review-by", help="Xem lại trước ngày; bỏ trống: một năm.")] = None,
    amount: Annotated[int | None, typer.Option("--amount", min=0, help="Mức phí ở Cà Mau, đồng; 0 là miễn.")] = None,
    days: Annotated[int | None, typer.Option("--days", min=1, help="Thời hạn, khi cổng không ghi đơn vị.")] = None,
    unit: Annotated[str, typer.Option("--unit", help=f"Đơn vị của --days: {', '.join(_UNITS)}.")] = "working_day",
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Xác nhận một mục là đúng, theo văn bản; người khác duyệt thì mới nói với dân là đã xác nhận."""

    async def work() -> None:
        if unit not in _UNITS:
            raise Refused(f"--unit là một trong: {', '.join(_UNITS)}.")
        async with office() as desk:
            said = catalogue.Confirming(
                official=official,
                document=document,
                since=read_day(since, desk.now, past=True),
                review_by=read_day(review_by, desk.now) if review_by is not None else None,
                amount=amount,
                number=days,
                unit=_UNITS[unit] if days is not None else None,
            )
            row = await catalogue.confirm(desk, code, field, said)
        _tell(row, as_json=as_json)

    run(work)


def approve(
    number: Annotated[int, _NUMBER],
    code: Annotated[str | None, typer.Option("--code", help="Mã nội dung đã đọc ('procedures waiting').")] = None,
    *,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Duyệt xác nhận của người khác: từ lúc đó nói với dân là đã xác nhận."""

    async def work() -> None:
        async with office() as desk:
            row = await catalogue.approve(desk, number, code)
        _tell(row, as_json=as_json)

    run(work)


def return_(
    number: Annotated[int, _NUMBER],
    reason: Annotated[str, typer.Option("--reason", help="Vì sao; người soạn thấy lý do này.")],
    *,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Trả lại một xác nhận đang chờ duyệt, kèm lý do."""

    async def work() -> None:
        async with office() as desk:
            row = await catalogue.send_back(desk, number, reason)
        show(
            _json(row),
            [f"Đã trả lại xác nhận {row.id} cho {row.author}: soạn lại (procedures confirm)."],
            as_json=as_json,
        )

    run(work)


def hide(
    code: Annotated[str, _CODE],
    field: Annotated[str, _FIELD],
    reason: Annotated[str, typer.Option("--reason", help="Sai ở đâu.")],
    *,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Ẩn ngay một mục sai: từ bây giờ không nói với dân nữa; một người làm được."""

    async def work() -> None:
        async with office() as desk:
            row = await catalogue.hide(desk, code, field, reason)
        lines = [f"Đã ẩn: {row.says}", f"Ai đã nghe, và đính chính cho họ: motcua rules told {code}/{field}"]
        show(_json(row), lines, as_json=as_json)

    run(work)


def waiting(*, as_json: Annotated[bool, JSON] = False) -> None:
    """Các xác nhận đang chờ người khác duyệt."""

    async def work() -> None:
        async with office() as desk:
            rows = await catalogue.waiting(desk)
        lines = [line for row in rows for line in _lines(row)]
        show({"waiting": [_json(row) for row in rows]}, lines or ["Không có xác nhận nào đang chờ."], as_json=as_json)

    run(work)


def _tell(row: ChangeRow, *, as_json: bool) -> None:
    show(_json(row), _lines(row), as_json=as_json)


def _lines(row: ChangeRow) -> list[str]:
    one = row.change
    who = one.confirmation
    by = f" ({who.official}, theo {who.document}, từ {who.since:%d/%m/%Y})" if who else ""
    head = f"{row.id}. {one.code} {one.field}: {row.says}{by}"
    if row.published:
        return [head, f"Đã xác nhận, xem lại trước {one.review_by:%d/%m/%Y}."]
    return [head, f"CHỜ NGƯỜI KHÁC DUYỆT: motcua procedures approve {row.id} --code {row.subject.code}"]


def _json(row: ChangeRow) -> dict[str, Any]:
    one = row.change
    who = one.confirmation
    return {
        "id": row.id,
        "code": one.code,
        "field": one.field,
        "act": one.act,
        "says": row.says,
        "official": who.official if who else None,
        "document": who.document if who else None,
        "since": who.since.isoformat() if who else None,
        "review_by": one.review_by.isoformat(),
        "reason": one.reason or None,
        "author": row.author,
        "published": row.published,
        "content": row.subject.code,
    }
