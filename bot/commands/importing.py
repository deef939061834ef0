"""`motcua procedures import`, `imports …`, `imported`: procedures out of files, and what becomes of them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path  # noqa: TC003 - Typer reads the annotation
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.context import run
from bot.commands.desk import JSON, office, show
from bot.guidance.catalogue.sheet import KINDS, in_words
from bot.staff import catalogue
from bot.staff.errors import Refused
from bot.staff.importing import naming, service
from bot.staff.words import moment_words, number_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.guidance.catalogue.field import Field
    from bot.staff.importing.comparing import Change
    from bot.staff.importing.service import Prepared
    from bot.staff.importing.store import ImportRow
    from bot.staff.importing.told import Remark

app = typer.Typer(
    help="Các lần nhập thủ tục từ tệp: xem, duyệt, trả lại, rút.", no_args_is_help=True, add_completion=False
)

_SHOWN = 30
"""So many lines of a kind are printed; JSON has them all."""
_NUMBER = typer.Argument(metavar="NUMBER", help="Số của bản nhập, trong 'motcua procedures imports list'.")
_STATES = {"waiting": "chờ duyệt", "published": "đang dùng", "returned": "đã trả lại", "undone": "đã rút"}


def import_(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="Tệp .json, .jsonl (.gz), .csv, .xlsx, hay thư mục.")
    ],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ xem sẽ đổi gì, không ghi gì cả.")] = False,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Nhập thủ tục từ tệp: của Cổng Dịch vụ công, hay bảng của cơ quan; người khác duyệt thì mới dùng.

    Dòng nào không nhận được thì nói rõ vì sao, các dòng khác vẫn nhận. Tên nhập vào thì tìm được; giấy tờ, phí, thời
    hạn chỉ để cán bộ xác nhận từng mục, chưa nói với dân. Điều cán bộ đã xác nhận hay ẩn không bị ghi đè.
    """

    async def work() -> None:
        async with office() as desk:
            prepared = await service.prepare(desk, files)
            row = None if dry_run else await service.add(desk, prepared)
        show(
            _prepared_json(prepared, row, dry_run=dry_run),
            list(_prepared(prepared, row, dry_run=dry_run)),
            as_json=as_json,
        )
        if not prepared.compared.taken:
            raise Refused("Không nhận được dòng nào.")

    run(work)


def name(
    code: Annotated[str, typer.Argument(metavar="CODE", help="Mã thủ tục: 2.000815.")],
    names: Annotated[list[str], typer.Argument(metavar="NAME…", help="Bà con còn gọi là gì; mỗi tên một cụm từ.")],
    *,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Thêm tên mà bà con hay gọi một thủ tục; người khác duyệt (imports approve) thì tìm được bằng tên đó."""

    async def work() -> None:
        async with office() as desk:
            row = await naming.give_names(desk, code, names)
        show(_json(row), [_line(row), *_how_to_approve(row)], as_json=as_json)

    run(work)


@app.command("list")
def list_(*, as_json: Annotated[bool, JSON] = False) -> None:
    """Các lần nhập gần đây, mới nhất trước."""

    async def work() -> None:
        async with office() as desk:
            rows = await service.listed(desk)
        lines = [_line(row) for row in rows] or ["Chưa nhập tệp nào."]
        show({"imports": [_json(row) for row in rows]}, lines, as_json=as_json)

    run(work)


@app.command("show")
def show_(number: Annotated[int, _NUMBER], *, as_json: Annotated[bool, JSON] = False) -> None:
    """Một bản nhập đổi những gì, và mã nội dung để duyệt."""

    async def work() -> None:
        async with office() as desk:
            row, changes = await service.shown(desk, number)
        data = {**_json(row), "diff": [change.to_json() for change in changes]}
        show(data, [_line(row), *_changes(changes), *_how_to_approve(row)], as_json=as_json)

    run(work)


@app.command()
def approve(
    number: Annotated[int, _NUMBER],
    code: Annotated[str | None, typer.Option("--code", help="Mã nội dung đã đọc ('imports show').")] = None,
    *,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Duyệt bản nhập của người khác: từ lúc đó mọi máy tìm được các thủ tục này."""

    async def work() -> None:
        async with office() as desk:
            row = await service.approve(desk, number, code)
        show(_json(row), [_line(row)], as_json=as_json)

    run(work)


@app.command("return")
def return_(
    number: Annotated[int, _NUMBER],
    reason: Annotated[str, typer.Option("--reason", help="Vì sao; người nhập thấy lý do này.")],
    *,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Trả lại một bản nhập đang chờ duyệt, kèm lý do."""

    async def work() -> None:
        async with office() as desk:
            row = await service.send_back(desk, number, reason)
        show(_json(row) | {"state": "returned"}, [f"Đã trả lại bản nhập {row.id} cho {row.author}."], as_json=as_json)

    run(work)


@app.command()
def undo(
    number: Annotated[int, _NUMBER],
    reason: Annotated[str, typer.Option("--reason", help="Sai ở đâu.")],
    *,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Rút ngay một bản nhập sai: dùng lại những gì có trước đó; một người làm được."""

    async def work() -> None:
        async with office() as desk:
            row = await service.undo(desk, number, reason)
        show(_json(row), [_line(row)], as_json=as_json)

    run(work)


def imported(
    code: Annotated[str, typer.Argument(metavar="CODE", help="Mã thủ tục: 2.000815.")],
    *,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Các tệp đã nhập ghi gì về một thủ tục, từng mục: để cán bộ xác nhận (procedures confirm) hay ẩn."""

    async def work() -> None:
        async with office() as desk:
            fields = await catalogue.imported(desk, code)
        lines = [f"{field.id}: {KINDS[field.kind]}: {in_words(field)}" for field in fields]
        show(
            {"code": code, "fields": [_field(field) for field in fields]},
            lines or [f"Chưa nhập gì về thủ tục {code}."],
            as_json=as_json,
        )

    run(work)


def _field(field: Field) -> dict[str, Any]:
    return {
        "field": field.id,
        "kind": field.kind,
        "says": in_words(field),
        "state": field.state,
        "own_date": field.source.own_date.isoformat() if field.source.own_date else None,
        "read_on": field.source.read_on.isoformat(),
    }


def _prepared_json(prepared: Prepared, row: ImportRow | None, *, dry_run: bool) -> dict[str, Any]:
    told = prepared.told
    return {
        **prepared.counts,
        "refused": [{**_place(one), "why": one.text} for one in told.refused],
        "notes": [{**_place(one), "what": one.text} for one in told.notes],
        "diff": [change.to_json() for change in prepared.compared.changes],
        "dry_run": dry_run,
        "import": _json(row) if row is not None else None,
    }


def _place(one: Remark) -> dict[str, Any]:
    place = one.place
    return {"file": place.file, "sheet": place.sheet or None, "row": place.row, "code": one.code or None}


def _prepared(prepared: Prepared, row: ImportRow | None, *, dry_run: bool) -> Iterable[str]:
    counts = {key: number_words(value) for key, value in prepared.counts.items()}
    taken = f"{counts['new']} mới, {counts['changed']} có đổi, {counts['unchanged']} như cũ"
    yield f"Nhận {counts['taken']} thủ tục: {taken}. Không nhận {counts['refused']} dòng."
    yield from _remarks("Không nhận:", prepared.told.refused)
    yield from _remarks("Lưu ý:", prepared.told.notes)
    yield from _changes(prepared.compared.changes)
    if dry_run:
        yield "Mới xem thử, chưa ghi gì (--dry-run)."
    elif row is None:
        yield "Không có gì để đổi."
    else:
        yield _line(row)
        yield from _how_to_approve(row)


def _remarks(title: str, remarks: Sequence[Remark]) -> Iterable[str]:
    if not remarks:
        return
    yield title
    for one in remarks[:_SHOWN]:
        yield f"  {one.place.words}: {one.code + ': ' if one.code and one.code not in one.text else ''}{one.text}"
    if len(remarks) > _SHOWN:
        most = Counter(one.text for one in remarks[_SHOWN:]).most_common(1)[0]
        yield f"  … và {len(remarks) - _SHOWN} điều nữa (nhiều nhất, {most[1]} lần: {most[0]}); xem hết bằng --json"


def _changes(changes: Sequence[Change]) -> Iterable[str]:
    marked = sorted(changes, key=lambda change: (not change.disputes, not change.kept, change.new))
    for change in marked[:_SHOWN]:
        yield f"{'+' if change.new else '~'} {change.code} {change.name}"
        for what, before, after in change.parts:
            yield f"    {what}: {before or '(không có)'} → {after or '(không có)'}"
        for line in change.disputes:
            yield f"    sẽ thôi nói với dân vì hai nguồn khác nhau: {line}"
        for line in change.kept:
            yield f"    cán bộ đã xác nhận hay ẩn, giữ nguyên: {line}"
    if len(changes) > _SHOWN:
        yield f"… và {len(changes) - _SHOWN} thủ tục nữa; xem hết bằng --json"


def _line(row: ImportRow) -> str:
    counts = row.counts
    files = ", ".join(str(file["name"]) for file in row.files)
    why = f": {row.retired_why}" if row.retired_why else ""
    what = f"{counts['new']} mới, {counts['changed']} đổi, {counts['refused']} không nhận"
    return f"{row.id}. {moment_words(row.written_at)}  {row.author}  {files}: {what}; {_STATES[row.state]}{why}"


def _how_to_approve(row: ImportRow) -> Iterable[str]:
    if row.state == "waiting":
        yield f"CHỜ NGƯỜI KHÁC DUYỆT: {row.subject.command('approve')} --code {row.subject.code}"


def _json(row: ImportRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "state": row.state,
        "author": row.author,
        "written_at": row.written_at.isoformat(timespec="seconds"),
        "published_at": row.published_at.isoformat(timespec="seconds") if row.published_at else None,
        "files": row.files,
        "counts": row.counts,
        "content": row.subject.code,
        "undone": row.retired_why,
    }
