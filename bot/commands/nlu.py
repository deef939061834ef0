"""`motcua nlu`: what the bot would act on, and how well it understands a labelled set."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path  # noqa: TC003 - typer reads the annotation
from typing import TYPE_CHECKING, Any

import typer

from bot.commands import nlu_models, nlu_review, nlu_serve, nlu_train
from bot.commands.context import SETUP_ERRORS, fail, progress, read_settings
from bot.embedded.system import EmbeddedSystem
from bot.logs import set_up
from bot.understanding.ladder import Ladder
from bot.understanding.rasa import RasaClient
from bot.understanding.scores import LabelledMessage, score

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable

    from bot.conversation.understood import Understanding

app = typer.Typer(help="What the bot understands, and how well.", no_args_is_help=True, add_completion=False)

_PATIENCE = 10.0


@app.callback()
def _group() -> None:
    """Use the Rasa server that runs, or start one with the model of the checkout's data."""


def _with_ladder(work: Callable[[Ladder], Coroutine[Any, Any, None]]) -> None:
    settings = read_settings()
    set_up("ERROR")

    async def go(url: str, token: str | None) -> None:
        client = RasaClient(lambda: url.rstrip("/"), token=token, deadline=_PATIENCE)
        try:
            await work(Ladder(client))
        finally:
            await client.close()

    try:
        with EmbeddedSystem(settings, progress if sys.stderr.isatty() else lambda _line: None) as system:
            filled = system.start(nlu=True, database=False)
            if filled.nlu_url is None:
                fail("no Rasa server: set MOTCUA_NLU_URL", code=4)
            token = filled.nlu_token.get_secret_value() if filled.nlu_token is not None else None
            asyncio.run(go(filled.nlu_url, token))
    except SETUP_ERRORS as error:
        fail(str(error), code=4)


def as_json(text: str, understanding: Understanding) -> dict[str, Any]:
    """Return a reading as the interface promises it."""
    stored = understanding.to_json()
    return {
        "text": text,
        "intent": stored["intent"],
        "confidence": stored["confidence"],
        "entities": stored["entities"],
        "ranking": stored["ranking"],
        "secondary": stored["secondary"],
    }


@app.command()
def parse(
    *,
    json_lines: bool = typer.Option(False, "--json", help="Print a JSON object per line of stdin."),
) -> None:
    """Read lines from stdin and show what the bot would act on; `nlu_fallback` where it is unsure."""

    async def work(ladder: Ladder) -> None:
        for line in sys.stdin:
            text = line.rstrip("\r\n")
            understanding = await ladder.read(text)
            if json_lines:
                typer.echo(json.dumps(as_json(text, understanding), ensure_ascii=False))
            else:
                typer.echo(f"{understanding.confidence:.2f}  {understanding.intent:<26} {text}")

    _with_ladder(work)


@app.command()
def evaluate(
    file: Path = typer.Argument(help="JSONL: text, intent, entities (entity, start, end), tags.", exists=True),  # noqa: B008 - typer's way
    *,
    json_output: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """Score a labelled set as the bot would act, the fallback applied."""
    messages = list(_read(file.read_text(encoding="utf-8").splitlines()))

    async def work(ladder: Ladder) -> None:
        read = [(message, await ladder.read(message.text)) for message in messages]
        report = score(read)
        typer.echo(json.dumps(report.to_json(), ensure_ascii=False) if json_output else report.table())

    _with_ladder(work)


def _read(lines: Iterable[str]) -> Iterable[LabelledMessage]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield LabelledMessage.from_json(json.loads(line))
        except (ValueError, KeyError, TypeError) as error:
            fail(f"line {number} is not a labelled message: {error}", code=2)


app.command()(nlu_serve.serve)
app.command()(nlu_train.train)
app.command()(nlu_train.cancel)
app.command()(nlu_train.log)
app.command()(nlu_models.models)
app.command()(nlu_models.compare)
app.command()(nlu_models.promote)
app.command()(nlu_models.rollback)
app.command()(nlu_review.review)
app.command()(nlu_review.apply)
app.command()(nlu_review.report)
app.command()(nlu_review.lint)
