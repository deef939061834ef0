"""A question before something that cannot be taken back; scripts answer it with ``--yes``."""

from __future__ import annotations

import sys

import typer

from bot.staff.errors import Refused
from bot.surfaces import for_terminal
from bot.understanding.fold import canonical

YES = typer.Option("--yes", help="Không hỏi lại: cho kịch bản, khi đã biết chắc.")
_AGREES = frozenset({"co", "dong y", "y", "yes"})


def ask(lines: list[str], question: str, *, yes: bool) -> None:
    """Show what is about to happen and ask; the answer is a line of standard input, typed or piped.

    Args:
        lines: what happens, to whom.
        question: what is asked.
        yes: it was answered on the command line; nothing is shown.

    Raises:
        Refused: the answer is another one, or there is nobody to give any.
    """
    if yes:
        return
    for line in lines:
        typer.echo(for_terminal(line), err=True)
    typer.echo(for_terminal(f"{question} Gõ “có” rồi Enter, không thì Enter:"), err=True)
    answer = sys.stdin.readline() if sys.stdin is not None else ""
    if canonical(answer) not in _AGREES:
        raise Refused("Chưa làm gì cả. Chạy lại và gõ “có”; trong kịch bản thì thêm --yes.")
