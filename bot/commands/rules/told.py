"""`motcua rules told`: who was told a rule, and a correction to those who were told it wrong."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads the annotation
from typing import Annotated

import typer

from bot.broadcasts import drafting
from bot.broadcasts.drafting import Wish
from bot.commands.context import run
from bot.commands.desk import JSON, office, show
from bot.commands.rules.desk import app, read_file
from bot.staff.errors import Refused
from bot.staff.rulebook.told import told
from bot.staff.told_fields import told as told_field
from bot.staff.words import moment_words, number_words

_CORRECT = typer.Option("--correct", help="Tệp lời đính chính (.txt): soạn sẵn thông báo cho đúng những người đó.")


@app.command("told")
def told_(
    rule: Annotated[str, typer.Argument(metavar="ENTRY", help="Mã của quy định, chế độ, liên hệ; hay MÃ-THỦ-TỤC/MỤC.")],
    correct: Annotated[Path | None, _CORRECT] = None,
    *,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Bao nhiêu người đã được trả lời theo một quy định; soạn đính chính cho ai đã nghe nội dung cũ.

    Của danh mục thủ tục thì ghi mã thủ tục và mã mục, như 1.001193/fees:a0-b0 (cột cuối của 'motcua procedures sheet').
    """

    async def work() -> None:
        text = read_file(correct) if correct is not None else None
        async with office() as desk:
            found = await (told_field if "/" in rule else told)(desk, rule)
            number: int | None = None
            if text is not None:
                if found.audience is None:
                    raise Refused(f"Không ai được trả lời theo nội dung cũ của {rule}, không có gì để đính chính.")
                wish = Wish(title=f"Đính chính {rule}", text=text, audience=found.audience)
                number = (await drafting.create(desk, wish)).broadcast.id
        last = f", lần cuối {moment_words(found.last)}" if found.last is not None else ""
        lines = [f"{rule}: {number_words(found.people)} người đã được trả lời{last}."]
        if found.audience is not None:
            lines.append(f"Trong đó {number_words(found.otherwise)} người nghe nội dung nay đã đổi hay đã ẩn.")
        if number is not None:
            lines.append(f"Đã soạn thông báo {number} cho họ: motcua broadcast preview {number}")
        elif found.audience is not None:
            lines.append(f"Đính chính cho họ: motcua rules told {rule} --correct TỆP")
        data = {
            "rule": rule,
            "people": found.people,
            "otherwise": found.otherwise,
            "audience": found.audience,
            "broadcast": number,
        }
        show(data, lines, as_json=as_json)

    run(work)
