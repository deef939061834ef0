"""`motcua nlu`: what the bot would act on, and the commands around the model."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import typer

from bot.commands import nlu_evaluate, nlu_models, nlu_review, nlu_serve, nlu_train
from bot.commands.nlu_reader import with_ladder

if TYPE_CHECKING:
    from bot.conversation.understood import Understanding
    from bot.understanding.ladder import Ladder

app = typer.Typer(help="What the bot understands, and how well.", no_args_is_help=True, add_completion=False)


@app.callback()
def _group() -> None:
    """Use the Rasa server that runs, or start one with the model of the checkout's data."""


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

    with_ladder(work)


app.command()(nlu_evaluate.evaluate)
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
