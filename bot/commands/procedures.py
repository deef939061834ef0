"""`motcua procedures`: find procedures by what people call them."""

from __future__ import annotations

import sys

import typer

from bot.content.reference import load_reference
from bot.surfaces import for_terminal, json_line

app = typer.Typer(help="Find procedures by what people call them.", no_args_is_help=True, add_completion=False)


@app.callback()
def _group() -> None:
    """Search the catalogue that comes with the code; needs no server."""


@app.command()
def search(
    query: str | None = typer.Argument(None, help="What people call it; without one, a query per line of stdin."),
    *,
    as_json: bool = typer.Option(False, "--json", help="Print a JSON object per query."),
) -> None:
    """Show the five likeliest procedures."""
    index = load_reference().search
    lines = [query] if query is not None else (line.rstrip("\r\n") for line in sys.stdin)
    for line in lines:
        hits = index.search(line, limit=5)
        if as_json:
            results = [{"code": hit.code, "name": hit.name, "score": round(hit.score, 4)} for hit in hits]
            typer.echo(json_line({"query": line, "results": results}))
            continue
        typer.echo(for_terminal(line))
        for hit in hits:
            typer.echo(f"  {hit.score:.2f}  {hit.code}  {hit.name}")
