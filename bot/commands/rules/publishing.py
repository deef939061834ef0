"""`motcua rules publish`, `suspend`, `retire`, `history`, `diff`: what people are told, from when, and by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.broadcasts import drafting as broadcasts
from bot.broadcasts.drafting import Wish
from bot.commands.context import run
from bot.commands.desk import JSON, office, show
from bot.commands.rules.desk import (
    NUMBER,
    REASON,
    app,
    change_json,
    change_lines,
    draft_json,
    draft_line,
    published_json,
    published_lines,
    put_right,
)
from bot.staff.address_mirror import mirror, units_in
from bot.staff.errors import Refused
from bot.staff.reading import read_moment
from bot.staff.roles import may
from bot.staff.rulebook import drafting, publishing
from bot.staff.rulebook.announcing import news_of
from bot.staff.rulebook.told import told_otherwise
from bot.staff.words import moment_words

if TYPE_CHECKING:
    from bot.staff.office import Office
    from bot.staff.rulebook.announcing import News
    from bot.staff.rulebook.publishing import Published

_ENTRIES = typer.Argument(metavar="ENTRY…", help="Mã của quy định, chế độ, liên hệ.")


@app.command()
def publish(
    number: Annotated[int, NUMBER],
    *,
    broadcast: Annotated[
        bool, typer.Option("--broadcast", help="Soạn luôn thông báo cho những người quy định này nói tới.")
    ] = False,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Công bố bản thảo đã duyệt; gợi ý thông báo cho những người mà phạm vi của nó nói tới."""

    async def work() -> None:
        async with office() as desk:
            published = await publishing.publish(desk, number)
        data, lines = published_json(published), published_lines(published)
        await _tell_booking(published, data, lines)
        async with office() as desk:  # as people are told it from now on
            wanted = broadcast and may(desk.actor, "broadcast.new")
            data["broadcasts"] = [
                await _offer(desk, news, lines, draft=wanted)
                for news in news_of(desk.guidance, published.changes, desk.now)
            ]
            put_right(await told_otherwise(desk, (change.id for change in published.changes)), data, lines)
        show(data, lines, as_json=as_json)

    run(work)


async def _offer(desk: Office, news: News, lines: list[str], *, draft: bool) -> dict[str, Any]:
    """Draft a broadcast, or say how; what cannot be drafted is said, for the version is published all the same."""
    made: int | None = None
    problem: str | None = None
    if draft:
        wish = Wish(title=news.title, audience=news.audience, rule=news.rule, text=news.text, text_en=news.text_en)
        try:
            made = (await broadcasts.create(desk, wish)).broadcast.id
        except Refused as refused:
            problem = refused.message
    if made is not None:
        lines.append(f"Đã soạn thông báo {made} về {news.entry}: motcua broadcast preview {made}")
    elif problem is not None:
        lines.append(f"Đã công bố, mà chưa soạn được thông báo về {news.entry}: {problem}")
    else:
        lines.append(f"Báo cho bà con: {news.command}")
        lines += [f"  Nội dung gợi ý: {news.text}"] if news.text is not None else []
    return {
        "rule": news.rule,
        "contact": news.contact,
        "audience": news.audience,
        "text": news.text,
        "broadcast": made,
        "problem": problem,
    }


async def _tell_booking(published: Published, data: dict[str, Any], lines: list[str]) -> None:
    """Give the booking service the addresses that changed, and say what came of it."""
    units = units_in(published.changes)
    if not units:
        return
    async with office(booking=True) as desk:
        done = await mirror(desk, units)
    problem = done.problem.message if done.problem is not None else None
    data["addresses"] = {"units": list(done.units), "problem": problem}
    if problem is not None:
        lines.append(
            f"Trợ lý đã theo bản này, nhưng dịch vụ đặt lịch chưa biết địa chỉ: {problem}"
            " Báo lại: motcua unit addresses"
        )
    elif done.units:
        lines.append("Dịch vụ đặt lịch đã biết địa chỉ mới.")


@app.command()
def suspend(
    entries: Annotated[list[str], _ENTRIES],
    reason: Annotated[str, REASON],
    *,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Ẩn ngay cái sai: từ lúc này không ai được trả lời theo đó. Một người làm được."""

    async def work() -> None:
        async with office() as desk:
            published = await publishing.hide(desk, entries, reason)
        data, lines = published_json(published), published_lines(published)
        async with office() as desk:  # as people are told it from now on
            put_right(await told_otherwise(desk, entries), data, lines)
        await _tell_booking(published, data, lines)
        show(data, lines, as_json=as_json)

    run(work)


@app.command()
def retire(
    entry: Annotated[str, typer.Argument(metavar="ENTRY", help="Mã của quy định, chế độ, liên hệ.")],
    end: Annotated[str, typer.Option("--on", help="Hết hiệu lực từ lúc nào: 2026-12-31, “7h30 ngày 24/8”.")],
    reason: Annotated[str, REASON],
    *,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Soạn bản thảo cho một mục hết hiệu lực; người khác duyệt rồi mới công bố."""

    async def work() -> None:
        async with office() as desk:
            row = await drafting.retire(desk, entry, read_moment(end, desk.now), reason)
        lines = [draft_line(row), f"Trình: motcua rules submit {row.id}"]
        show(draft_json(row), lines, as_json=as_json)

    run(work)


@app.command()
def history(
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help="Số bản mới nhất.")] = 20,
    *,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Các bản đã công bố, mới nhất trước: ai, lúc nào, từ bản thảo nào, vì sao sửa."""

    async def work() -> None:
        async with office() as desk:
            rows = await publishing.versions(desk, limit)
        lines = []
        for row in rows:
            how = {"publish": f"bản thảo {row.draft}", "hide": f"ẩn {', '.join(row.hides)}"}.get(
                row.act or "", "cài đặt"
            )
            why = f": {row.correction}" if row.correction else ""
            lines.append(f"bản {row.id}  {moment_words(row.known_from)}  {row.by}  {how}{why}")
        show({"versions": [row.to_json() for row in rows]}, lines, as_json=as_json)

    run(work)


@app.command()
def diff(
    version: Annotated[int, typer.Argument(metavar="VERSION", help="Bản, trong 'rules history'.")],
    since: Annotated[int | None, typer.Option("--since", help="So với bản này; bỏ trống là bản liền trước.")] = None,
    *,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Một bản đã đổi những gì."""

    async def work() -> None:
        async with office() as desk:
            found = await publishing.changes_of(desk, version, since)
        show({"changes": change_json(found)}, change_lines(found) or ["Không đổi gì."], as_json=as_json)

    run(work)
