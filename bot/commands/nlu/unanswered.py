"""`motcua nlu unanswered`: which questions found no answer, for whoever writes the answers."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from bot.commands.context import run
from bot.commands.desk import JSON, office, show
from bot.commands.nlu.review import collect
from bot.content.reference import load_reference
from bot.content.texts_loader import load_texts
from bot.guidance.moments import VIETNAM
from bot.review.person_names import PlaceNames
from bot.review.unanswered import OpenQuestion
from bot.review.unanswered import unanswered as open_questions


def unanswered(
    days: Annotated[int, typer.Option("--days", min=1, max=400, help="Trong bao nhiêu ngày gần đây.")] = 30,
    procedure: Annotated[
        str | None, typer.Option("--procedure", metavar="CODE", help="Chỉ của một thủ tục, ví dụ 1.001193.")
    ] = None,
    top: Annotated[int, typer.Option("--top", min=1, help="Nhiều nhất bao nhiêu câu.")] = 50,
    *,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Những câu trợ lý nói “chưa biết”, nhiều người hỏi trước; chỉ câu từ hai người trở lên hoặc đã gán nhãn."""

    async def work() -> None:
        async with office() as found:
            await collect(found.database, PlaceNames(load_reference().places))
            asked = await open_questions(found, found.now.astimezone(VIETNAM) - timedelta(days=days), topic=procedure)
        shown = asked[:top]
        lines = [_line(question) for question in shown] or ["Chưa có câu nào từ hai người trở lên."]
        if len(asked) > len(shown):
            lines.append(f"… và {len(asked) - len(shown)} câu nữa; --top để xem thêm.")
        show({"unanswered": [question.to_json() for question in shown]}, lines, as_json=as_json)

    run(work)


def _line(question: OpenQuestion) -> str:
    found = load_reference().catalogue.get(question.topic or "")
    about = found.title if found is not None else question.topic or "chưa rõ việc nào"
    focus = load_texts().get("vi", f"answers.focus_{question.focus}") if question.focus else "chưa rõ hỏi gì"
    return f"{question.people:>4} người {question.times:>4} lần  {about} · {focus}: {question.text}"
