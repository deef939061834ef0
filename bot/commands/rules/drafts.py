"""`motcua rules draft`, `drafts`, `show`, `export`, `submit`, `return`, `approve`, `withdraw`, `drop`."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads the annotation
from typing import TYPE_CHECKING, Annotated, Any

import typer
import yaml

from bot.commands.context import run
from bot.commands.desk import JSON, office, show
from bot.commands.files import OVERWRITE, write
from bot.commands.rules.desk import NUMBER, app, change_json, change_lines, draft_json, draft_line, read_file
from bot.guidance.rulebook.draft import Draft
from bot.staff.approvable import Act, State
from bot.staff.rulebook import approving, drafting, store
from bot.staff.rulebook.drafting import find_entry
from bot.staff.rulebook.publishing import draft_changes

if TYPE_CHECKING:
    from bot.staff.office import Office
    from bot.staff.rulebook.store import DraftRow

_REPLACE = typer.Option("--replace", help="Thay nội dung của bản thảo số này, đang mở.")
_CODE = typer.Option("--code", help="Mã nội dung đã đọc ('rules show'); đã sửa từ lúc đó thì không duyệt.")


@app.command()
def draft(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Tệp YAML; mẫu trong docs/rulebook.md.")],
    replace: Annotated[int | None, _REPLACE] = None,
    *,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Nhận một tệp làm bản thảo: kiểm tra từng mục, chưa ai thấy gì."""

    async def work() -> None:
        async with office() as desk:
            row = await drafting.write(desk, file.name, read_file(file), replace=replace)
            body = await _body(desk)
            said = drafting.corrections(body, row.draft)
            lines = [draft_line(row), *change_lines(draft_changes(body, row))]
            if said and row.draft.correction is None:
                lines.append(
                    f"! Sửa điều đã trả lời cho những ngày đã qua, kể cả hôm nay"
                    f" ({', '.join(change.id for change in said)}): muốn"
                    " công bố thì phải thêm correction: vào đầu tệp."
                )
            lines.append(f"Xem trả lời nào đổi: motcua rules check {file}. Trình: motcua rules submit {row.id}")
            data = {**draft_json(row), "corrects": [change.id for change in said]}
            show(data, lines, as_json=as_json)

    run(work)


async def _body(desk: Office) -> Any:  # noqa: ANN401 - plain JSON
    async with desk.database.intake.connection() as connection:
        return (await store.current(connection)).body


@app.command()
def drafts(
    *,
    everything: Annotated[bool, typer.Option("--all", help="Cả những bản đã công bố hay đã bỏ.")] = False,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Các bản thảo đang mở; trong đó có nội dung mà bản phần mềm mới đề nghị."""

    async def work() -> None:
        async with office() as desk:
            rows = await drafting.listed(desk, closed=everything)
        lines = [draft_line(row) for row in rows] or ["Không có bản thảo nào."]
        show({"drafts": [draft_json(row) for row in rows]}, lines, as_json=as_json)

    run(work)


@app.command("show")
def show_(number: Annotated[int, NUMBER], *, as_json: Annotated[bool, JSON] = False) -> None:
    """Xem một bản thảo: đổi gì so với đang áp dụng, ai đã làm gì, mã để duyệt."""

    async def work() -> None:
        async with office() as desk:
            row = await drafting.shown(desk, number)
            events = await approving.history(desk, number)
            found = draft_changes(await _body(desk), row) if row.version is None else ()
        lines = [draft_line(row), *(f"  {event.words}" for event in events if event.act is not Act.BEGAN), ""]
        lines += [f"Sửa điều đã qua: {row.draft.correction}"] if row.draft.correction else []
        lines += change_lines(found)
        lines += _next(row)
        data = {
            **draft_json(row),
            "changes": change_json(found),
            "history": [event.to_json() for event in events],
            "source": row.source,
        }
        show(data, lines, as_json=as_json)

    run(work)


def _next(row: DraftRow) -> list[str]:
    if row.closed_by is not None:
        return []
    if row.state is State.APPROVED:
        return [f"Công bố: motcua rules publish {row.id}"]
    return [f"Duyệt đúng nội dung này: motcua rules approve {row.id} --code {row.subject.code}"]


@app.command()
def export(
    entries: Annotated[list[str], typer.Argument(metavar="ENTRY…", help="Mã của quy định, chế độ, liên hệ.")],
    file: Annotated[Path | None, typer.Option("--to", help="Tệp ghi ra; bỏ trống thì in ra màn hình.")] = None,
    *,
    overwrite: Annotated[bool, OVERWRITE] = False,
) -> None:
    """Lấy những mục đang áp dụng ra thành một tệp, để sửa rồi 'rules draft'."""

    async def work() -> None:
        async with office() as desk:
            body = await _body(desk)
        found: dict[str, list[dict[str, Any]]] = {}
        for entry_id in entries:
            section, entry = find_entry(body, entry_id)
            found.setdefault(section, []).append(entry)
        document = Draft(f"Sửa {', '.join(entries)}"[:120], found).document
        text = yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=120)
        if file is None:
            typer.echo(text)
        else:
            write(file, text, overwrite=overwrite)

    run(work)


@app.command()
def submit(number: Annotated[int, NUMBER], *, as_json: Annotated[bool, JSON] = False) -> None:
    """Trình duyệt: bản thảo đã xong, nhờ người khác đọc và duyệt."""

    async def work() -> None:
        async with office() as desk:
            row = await approving.submit(desk, number)
        lines = [draft_line(row), f"Người duyệt xem: motcua rules show {number}, nội dung mã {row.subject.code}."]
        show(draft_json(row), lines, as_json=as_json)

    run(work)


@app.command("return")
def return_(
    number: Annotated[int, NUMBER],
    reason: Annotated[str, typer.Option("--reason", help="Vì sao; người soạn thấy lý do này.")],
    *,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Trả lại bản thảo cho người soạn, kèm lý do."""

    async def work() -> None:
        async with office() as desk:
            row = await approving.send_back(desk, number, reason)
        show(draft_json(row), [draft_line(row)], as_json=as_json)

    run(work)


@app.command()
def withdraw(
    number: Annotated[int, NUMBER],
    reason: Annotated[str | None, typer.Option("--reason", help="Vì sao.")] = None,
    *,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Rút lại bản thảo đã trình hay đã duyệt mà chưa công bố."""

    async def work() -> None:
        async with office() as desk:
            row = await approving.withdraw(desk, number, reason)
        show(draft_json(row), [draft_line(row)], as_json=as_json)

    run(work)


@app.command()
def drop(number: Annotated[int, NUMBER], *, as_json: Annotated[bool, JSON] = False) -> None:
    """Bỏ hẳn một bản thảo chưa công bố."""

    async def work() -> None:
        async with office() as desk:
            row = await drafting.drop(desk, number)
        show(draft_json(row), [draft_line(row)], as_json=as_json)

    run(work)


@app.command()
def approve(
    number: Annotated[int, NUMBER],
    code: Annotated[str | None, _CODE] = None,
    confirm: Annotated[
        str | None, typer.Option("--confirm", help="Mã xác nhận lần hai, khi duyệt gấp một mình.")
    ] = None,
    *,
    urgent: Annotated[bool, typer.Option("--urgent", help="Duyệt gấp một mình: chạy hai lần, được ghi rõ.")] = False,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Duyệt đúng bản thảo đã đọc, của người khác soạn; rồi mới công bố được."""

    async def work() -> None:
        async with office() as desk:
            asked: str | None = None
            if urgent or confirm:
                done = await approving.approve_alone(desk, number, confirm)
                asked = done if isinstance(done, str) else None
                row = await drafting.shown(desk, number)
            else:
                row = await approving.approve(desk, number, code)
        lines = [draft_line(row)]
        if asked is not None:
            lines.append(
                "DUYỆT GẤP MỘT MÌNH, nhật ký ghi rõ. Đã đọc kỹ thì xác nhận lần hai trong 10 phút: motcua rules approve"
                f" {number} --urgent --confirm {asked}"
            )
        lines += _next(row) if asked is None else []
        show({**draft_json(row), "confirm": asked}, lines, as_json=as_json)

    run(work)
