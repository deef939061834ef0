"""`motcua nlu`: what the bot would act on, and the commands around the model."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import typer

from bot.commands.nlu import evaluate, models, review, serve, train, unanswered
from bot.commands.nlu.reader import with_ladder
from bot.content.reference import load_reference
from bot.surfaces import for_terminal, json_line
from bot.understanding.clauses import ClauseReader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.conversation.understood import Understanding
    from bot.understanding.clauses import Clause
    from bot.understanding.ladder import Ladder

app = typer.Typer(
    help="Trợ lý hiểu những gì, hiểu đúng đến đâu, và làm cho nó hiểu hơn.", no_args_is_help=True, add_completion=False
)


@app.callback()
def _group() -> None:
    """Use the Rasa server that runs, or start one with the model of the checkout's data."""


def as_json(text: str, understanding: Understanding, clauses: Sequence[Clause] = ()) -> dict[str, Any]:
    """Return a reading as the interface promises it."""
    stored = understanding.to_json()
    return {
        "text": text,
        "intent": stored["intent"],
        "confidence": stored["confidence"],
        "entities": stored["entities"],
        "ranking": stored["ranking"],
        "secondary": stored["secondary"],
        "clauses": [clause.to_json() for clause in clauses],
    }


@app.command()
def parse(
    *,
    json_lines: bool = typer.Option(False, "--json", help="Mỗi dòng của stdin một đối tượng JSON."),
) -> None:
    """Đọc từng dòng từ stdin và cho xem trợ lý sẽ hiểu là gì; `nlu_fallback` là chưa chắc."""

    async def work(ladder: Ladder) -> None:
        clauses = ClauseReader.naming(load_reference().search)
        for line in sys.stdin:
            text = line.rstrip("\r\n")
            understanding = await ladder.read(text)
            if json_lines:
                typer.echo(json_line(as_json(text, understanding, clauses.read(text))))
            else:
                typer.echo(for_terminal(f"{understanding.confidence:.2f}  {understanding.intent:<26} {text}"))

    with_ladder(work)


app.command()(evaluate.evaluate)
app.command()(serve.serve)
app.command()(train.train)
app.command()(train.cancel)
app.command()(train.log)
app.command()(models.models)
app.command()(models.compare)
app.command()(models.promote)
app.command()(models.rollback)
app.command()(review.review)
app.command()(review.add)
app.command()(review.apply)
app.command("take-back")(review.take_back)
app.command()(review.report)
app.command()(unanswered.unanswered)
app.command()(review.lint)
