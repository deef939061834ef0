"""`motcua rules check`: what a draft changes for people, before anybody approves it."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads the annotation
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.context import run
from bot.commands.desk import JSON, office, show
from bot.commands.rules.desk import app, change_json, change_lines, read_file
from bot.staff.rulebook import effect
from bot.staff.words import moment_words, number_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.guidance.effect.answering import Line
    from bot.guidance.effect.comparing import Summary
    from bot.guidance.effect.holes import Hole
    from bot.staff.rulebook.effect import Checked

_SHOWN = 15
_FILE = typer.Argument(metavar="FILE", help="Tệp bản thảo; bỏ trống thì xem bộ quy định đang áp dụng có gì hở.")
_QUESTIONS = typer.Option("--questions", help="Tệp câu hỏi, nơi, lúc của mình; bỏ trống là tệp đi kèm.")


@app.command()
def check(
    file: Annotated[Path | None, _FILE] = None,
    questions: Annotated[Path | None, _QUESTIONS] = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help="Mọi câu hỏi có trả lời đổi.")] = False,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Thử một bản thảo: câu hỏi nào, ở đâu, lúc nào được trả lời khác; còn chỗ nào hở. Chưa lưu gì."""

    async def work() -> None:
        asked = read_file(questions) if questions is not None else None
        async with office() as desk:
            if file is None:
                found = await effect.look_over(desk, questions=asked)
                show({"holes": [_hole_json(hole) for hole in found]}, _holes(found, "Chỗ hở"), as_json=as_json)
                return
            checked = await effect.try_out(desk, file.name, read_file(file), questions=asked)
        show(_json(checked), _lines(checked, everything=everything), as_json=as_json)

    run(work)


def _lines(checked: Checked, *, everything: bool) -> list[str]:
    grid = checked.grid
    lines = change_lines(checked.changes) or ["Bản thảo không đổi gì."]
    lines.append(
        f"Thử {len(grid.questions)} câu hỏi × {len(grid.places)} nơi × {len(grid.moments)} lúc, và quanh những ngày bản"
        f" thảo đổi: {len(checked.effects)} câu hỏi được trả lời khác, {number_words(checked.answers)} trường hợp."
    )
    if checked.unheard:
        lines.append(
            "! Không câu trả lời nào đổi. Nếu bản thảo phải đổi gì đó thì phạm vi, ngày hay ngoại lệ ghi chưa đúng,"
            " hoặc tệp câu hỏi còn thiếu câu hỏi về việc này."
        )
    resting = [change.id for change in checked.changes if (change.after or {}).get("status") == "draft"]
    if resting:
        lines.append(
            f"! Còn ghi status: draft, nên không ai được trả lời theo: {', '.join(resting)}. Muốn trả lời thì ghi"
            " status: published."
        )
    shown = checked.effects if everything else checked.effects[:_SHOWN]
    for summary in shown:
        lines += _summary(summary, checked)
    if len(shown) < len(checked.effects):
        lines.append(f"… còn {len(checked.effects) - len(shown)} câu hỏi nữa: --all")
    if checked.corrects:
        names = ", ".join(change.id for change in checked.corrects)
        lines.append(
            f"! Sửa điều đã trả lời cho những ngày đã qua, kể cả hôm nay ({names}): phải ghi correction: trong tệp."
        )
    lines += _holes(checked.brings, "Chỗ hở do bản thảo")
    lines += _holes(checked.mends, "Chỗ hở hết nhờ bản thảo") if checked.mends else []
    return lines


def _summary(summary: Summary, checked: Checked) -> list[str]:
    first = summary.first
    where = ", ".join(checked.places[place] for place in summary.places[:3])
    more = f" và {len(summary.places) - 3} nơi nữa" if len(summary.places) > 3 else ""  # noqa: PLR2004 - three are read
    lines = [
        f"• “{first.question.ask}”: {where}{more}; từ {moment_words(summary.moments[0])}, {len(summary.moments)} lúc"
    ]
    lines += [f"    trước: {_one_line(line)}" for line in first.before] or ["    trước: (không nói)"]
    lines += [f"    sau:   {_one_line(line)}" for line in first.after] or ["    sau:   (không nói)"]
    return lines


def _one_line(line: Line) -> str:
    return f"[{line.entry}] {' '.join(line.text.split())}"


def _holes(found: Iterable[Hole], title: str) -> list[str]:
    lines = [f"  - {hole.entry}: {hole.message}" for hole in found]
    return [f"{title}:", *lines] if lines else [f"{title}: không có."]


def _hole_json(hole: Hole) -> dict[str, Any]:
    return {"kind": hole.kind, "entry": hole.entry, "message": hole.message}


def _json(checked: Checked) -> dict[str, Any]:
    return {
        "questions": len(checked.grid.questions),
        "areas": len(checked.grid.places),
        "moments": len(checked.grid.moments),
        "changes": change_json(checked.changes),
        "corrects": [change.id for change in checked.corrects],
        "answers": checked.answers,
        "effects": [
            {
                "ask": summary.first.question.ask,
                "procedure": summary.first.question.procedure,
                "areas": [checked.places[place] for place in summary.places],
                "moments": [moment.isoformat() for moment in summary.moments],
                "before": [line._asdict() for line in summary.first.before],
                "after": [line._asdict() for line in summary.first.after],
            }
            for summary in checked.effects
        ],
        "unheard": checked.unheard,
        "brings": [_hole_json(hole) for hole in checked.brings],
        "mends": [_hole_json(hole) for hole in checked.mends],
    }
