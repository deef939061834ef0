"""`motcua procedures`: find procedures by what people call them; say what of them the office should confirm."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands import confirming, importing
from bot.commands.stored_guidance import read_guidance
from bot.commands.stored_names import found_by
from bot.content.needs import load_needs
from bot.content.reference import load_reference
from bot.guidance.catalogue.sheet import KINDS, REASONS, sheet
from bot.spreadsheet import as_csv
from bot.surfaces import for_terminal, json_line

if TYPE_CHECKING:
    from bot.guidance.catalogue.sheet import Line

app = typer.Typer(
    help="Find procedures by what people call them; list what the office should confirm.",
    no_args_is_help=True,
    add_completion=False,
)


@app.callback()
def _group() -> None:
    """Search the catalogue: what comes with the code and, where a database is there, what was imported."""


@app.command()
def search(
    query: str | None = typer.Argument(None, help="What people call it; without one, a query per line of stdin."),
    *,
    as_json: bool = typer.Option(False, "--json", help="Print a JSON object per query."),
) -> None:
    """Show the five likeliest procedures; needs no server, and asks the one that is configured or runs."""
    index = found_by(load_reference())
    lines = [query] if query is not None else (line.rstrip("\r\n") for line in sys.stdin)
    for line in lines:
        hits = index.search(line, limit=5)
        if as_json:
            results = [{"code": hit.code, "name": hit.name, "score": round(hit.score, 4)} for hit in hits]
            typer.echo(json_line({"query": line, "results": results}))
            continue
        typer.echo(for_terminal(line))
        for hit in hits:
            typer.echo(for_terminal(f"  {hit.score:.2f}  {hit.code}  {hit.name}"))


@app.command("sheet")
def sheet_(
    code: Annotated[list[str] | None, typer.Option("--code", help="Only these procedures; may be repeated.")] = None,
    *,
    untold: Annotated[bool, typer.Option("--untold", help="Only what citizens are not told now.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object per line.")] = False,
) -> None:
    """List what the office should confirm: most asked first, then soonest due. CSV for a spreadsheet, or JSON.

    As the bots have it: without what officials confirmed already, and with what imported files propose of procedures
    that nobody read by hand. Where no database is there, what comes with the code.
    """
    guidance, _ = read_guidance(proposed=True)
    asked = {need.code: need.asked for need in load_needs() if need.code}
    if unknown := [one for one in code or [] if guidance.fields.get(one) is None]:
        raise typer.BadParameter(f"không có thủ tục {', '.join(unknown)}", param_hint="--code")
    lines = [
        line
        for line in sheet(guidance.fields, asked, known_at=datetime.now(UTC))
        if (not code or line.code in code) and not (untold and line.told)
    ]
    titles = {one.code: one.title for one in guidance.catalogue} | {need.code: need.need for need in load_needs()}
    if as_json:
        for line in lines:
            typer.echo(json_line(asdict(line) | {"title": titles.get(line.code, "")}, default=str))
        return
    sys.stdout.write(as_csv([_HEADINGS, *(_cells(line, titles.get(line.code, "")) for line in lines)]))


_HEADINGS = (
    "mức hỏi", "mã", "thủ tục", "mục", "nội dung", "đang nói với dân", "vì sao chưa", "ghi chú người đọc",
    "chỗ trên cổng", "ngày của nguồn", "bản chụp", "xem lại trước", "đúng/sai", "sửa thành", "văn bản, ngày", "mã mục",
)  # fmt: skip


def _cells(line: Line, title: str) -> tuple[object, ...]:
    source_day = line.own_date or ("không rõ ngày" if line.id else "")
    return (
        line.asked, line.code, title, KINDS[line.kind] if line.kind else "tất cả các mục", line.says,
        "có" if line.told else "không", REASONS[line.why] if line.why else "", line.note, line.part,
        source_day, line.read_on or "", line.review_by or "", "", "", "", line.id,
    )  # fmt: skip


for _name, _command in (
    ("confirm", confirming.confirm),
    ("approve", confirming.approve),
    ("return", confirming.return_),
    ("hide", confirming.hide),
    ("waiting", confirming.waiting),
    ("import", importing.import_),
    ("imported", importing.imported),
    ("name", importing.name),
):
    app.command(_name)(_command)
app.add_typer(importing.app, name="imports")
