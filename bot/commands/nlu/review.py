"""`motcua nlu review`, `apply`, `report`, `lint`: from what the bot misread to better training data."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path  # noqa: TC003 - typer reads the annotation
from typing import TYPE_CHECKING, Annotated

import typer
from psycopg.errors import InsufficientPrivilege

from bot.commands.context import fail, open_context, read_settings, run
from bot.commands.desk import JSON, office, show
from bot.commands.files import why, write
from bot.commands.labelling import drawing
from bot.content.reference import load_reference
from bot.content.texts_loader import load_texts
from bot.conversation.understood import UNREAD
from bot.db import nlu_servers
from bot.embedded.parts import NLU
from bot.guidance.moments import VIETNAM
from bot.review import applying, charts, exchange
from bot.review.collecting import Collector
from bot.review.domain import OUT_OF_SCOPE, Domain
from bot.review.labels import State
from bot.review.meanings import load_meanings
from bot.review.person_names import PlaceNames
from bot.review.queue import TO_DECIDE, ReviewDesk
from bot.review.report import figures
from bot.review.signals import Reason
from bot.review.unanswered import unanswered
from bot.staff.errors import Refused
from bot.staff.office import Office
from bot.staff.reading import read_day
from bot.surfaces import json_line
from bot.training.measuring import MeasuringFailed, read_all

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from bot.commands.context import Context
    from bot.conversation.understood import Understanding
    from bot.db.pool import Database
    from bot.review.applying import Applied
    from bot.review.queue import Item

_DATA = typer.Option("--data", file_okay=False, help="Thư mục dữ liệu huấn luyện khác nlu/data.")
_DAYS = 30
_LISTED = 100
_NONE_WAITS = "Không có câu nào chờ gán nhãn."
_NONE = "Không có câu nào ở trạng thái này."
_WHY = {
    Reason.UNSURE: "chưa chắc",
    Reason.OTHER_READING: "bấm ý khác",
    Reason.SAID_NO: "nói không phải",
    Reason.HUMAN: "xin gặp người",
    Reason.REPHRASED: "hỏi lại",
    Reason.UNFOUND: "máy không tìm thấy",
    Reason.ADDED: "cán bộ thêm",
}


@asynccontextmanager
async def _desk(*, quiet: bool) -> AsyncIterator[tuple[ReviewDesk, PlaceNames]]:
    """Open the desk of whoever runs the command, once all that was answered is in the queue."""
    async with office(tell=not quiet) as found:
        places = PlaceNames(load_reference().places)
        await collect(found.database, places)
        yield ReviewDesk(found, Domain.read(NLU / "domain.yml")), places


def review(
    export: Annotated[
        Path | None,
        typer.Option("--export", dir_okay=False, metavar="FILE", help="Ghi hàng chờ ra tệp JSONL để nhiều người gán."),
    ] = None,
    bring: Annotated[
        Path | None,
        typer.Option("--import", exists=True, dir_okay=False, metavar="FILE", help="Đọc nhãn từ tệp JSONL đã điền."),
    ] = None,
    states: Annotated[
        list[State] | None,
        typer.Option(
            "--state",
            help="Với --list, --export: những câu ở trạng thái này thay cho hàng chờ (wanted: cần ý định mới, kèm lời"
            " người gán); dùng được nhiều lần.",
        ),
    ] = None,
    *,
    listed: Annotated[bool, typer.Option("--list", help="Chỉ liệt kê hàng chờ, không mở màn hình.")] = False,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Gán nhãn những câu trợ lý chưa hiểu: mở màn hình, hoặc xuất, nhập tệp cho nhiều người cùng làm."""
    if sum((export is not None, bring is not None, listed)) > 1:
        fail("Chỉ chọn một trong --export, --import, --list.", code=2)
    if states and not (listed or as_json or export is not None):
        fail("--state chỉ đi với --list hoặc --export.", code=2)

    async def work() -> None:
        async with _desk(quiet=as_json) as (desk, places):
            if export is not None:
                items = await desk.items(states=frozenset(states)) if states else await desk.items(mine=True)
                await _export(items, export, as_json=as_json)
            elif bring is not None:
                await _import(desk, bring, as_json=as_json)
            elif listed or as_json:
                items = await desk.items(states=frozenset(states or TO_DECIDE))
                rows = [exchange.to_line(item) for item in items]
                names = intent_names(desk.domain)
                me = desk.office.actor.name
                lines = [line for item in items[:_LISTED] for line in _lines(item, names, me)] or [
                    _NONE if states else _NONE_WAITS
                ]
                if len(items) > _LISTED:
                    lines.append(f"… và {len(items) - _LISTED} câu nữa; --json hoặc --export cho đủ.")
                since = desk.office.now.astimezone(VIETNAM) - timedelta(days=_DAYS)
                open_ones = len(await unanswered(desk.office, since))
                if open_ones and not states:
                    lines.append(f"Còn {open_ones} câu trợ lý chưa biết trả lời: xem 'motcua nlu unanswered'.")
                show({"queue": rows, "unanswered": open_ones}, lines, as_json=as_json)
            elif not (sys.stdin.isatty() and sys.stdout.isatty()):
                fail("Màn hình gán nhãn cần một cửa sổ dòng lệnh; dùng --list, --export, --import.", code=2)
            else:
                from bot.commands.labelling.screen import LabellingScreen  # noqa: PLC0415 - Textual only for the screen

                meanings = load_meanings(desk.domain, read_settings().nlu_data_dir)
                await LabellingScreen(desk, intent_names(desk.domain), meanings, places).run_async()

    run(work)


async def _export(items: list[Item], file: Path, *, as_json: bool) -> None:
    rows = "".join(json_line(exchange.to_line(item)) + "\n" for item in items)
    write(file, rows, overwrite=True)
    show({"exported": len(items)}, [f"Đã ghi {len(items)} câu ra {file}. Điền 'label' rồi --import."], as_json=as_json)


async def _import(desk: ReviewDesk, file: Path, *, as_json: bool) -> None:
    try:
        rows = await asyncio.to_thread(file.read_text, encoding="utf-8-sig")  # some editors put a mark in front
    except OSError as error:
        raise Refused(f"Không đọc được tệp {file}: {why(error)}.") from error
    except UnicodeDecodeError as error:
        raise Refused(f"{file} không phải UTF-8: lưu lại tệp theo bảng mã UTF-8 rồi nhập lại.") from error
    done = await exchange.bring_in(desk, rows.split("\n"))
    lines = [f"Đã ghi {done.labelled} nhãn, {done.unchanged} đã có, {done.empty} câu chưa điền."]
    lines += [f"  dòng {number}: {why}" for number, why in done.refused]
    if done.disputed:
        lines.append(
            f"Mọi người gán khác nhau ở câu số {', '.join(map(str, done.disputed))}: xem lại bằng 'nlu review'."
        )
    show(done.to_json(), lines, as_json=as_json)
    if done.refused:
        raise typer.Exit(2)


def apply(
    *,
    dry: Annotated[bool, typer.Option("--dry-run", help="Chỉ cho xem sẽ thay đổi gì, không ghi.")] = False,
    data: Annotated[Path | None, _DATA] = None,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Đưa các câu đã gán nhãn vào dữ liệu huấn luyện, và cho xem từng dòng thay đổi."""

    async def work() -> None:
        async with _desk(quiet=as_json) as (desk, places):
            done = await applying.apply(desk, _project(data), places, dry=dry)
            waiting = len(await desk.items(states=frozenset({State.SECOND})))
        lines = _told(done, dry=dry)
        if waiting:
            lines.append(
                f"{waiting} câu gán khác với điều máy đang tin chắc (từ 80 %): một người nữa gán giống vậy thì mới"
                " đưa vào."
            )
        show(done.to_json(), lines, as_json=as_json)

    run(work)


def add(
    text: Annotated[str, typer.Argument(metavar="CÂU", help="Câu như bà con hay nhắn, đặt trong dấu nháy.")],
    *,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Thêm một câu vào hàng chờ gán nhãn: câu trợ lý trả lời sai mà không ai nói lại, hay câu nghe ở quầy."""

    async def work() -> None:
        async with open_context(tell=not as_json) as context:
            found = Office(context.database, context.guidance, context.actor, context.now)
            reading = await _read_live(context, text)
            desk = ReviewDesk(found, Domain.read(NLU / "domain.yml"))
            group = await desk.add(text, PlaceNames(load_reference().places), reading)
        show({"group": group}, [f"Đã thêm vào hàng chờ, số {group}. Gán nhãn: motcua nlu review"], as_json=as_json)

    run(work)


async def _read_live(context: Context, text: str) -> Understanding:
    """Return what the live model makes of a sentence; where none answers, that nobody read it."""
    async with context.database.intake.connection() as connection:
        servers = await nlu_servers.find(connection, context.settings.secret())
    for server in servers[:1]:
        with contextlib.suppress(MeasuringFailed):
            return (await read_all(server.url, server.token, [text]))[text]
    return UNREAD


def take_back(
    group: Annotated[int, typer.Argument(metavar="SỐ", help="Số của câu trong 'nlu review --list --state applied'.")],
    data: Annotated[Path | None, _DATA] = None,
    *,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Lấy một câu đã đưa vào dữ liệu huấn luyện ra lại; câu trở về hàng chờ. Muốn có tác dụng thì huấn luyện lại."""

    async def work() -> None:
        async with _desk(quiet=as_json) as (desk, _):
            diff = await applying.take_back(desk, _project(data), group)
        done = f"Đã lấy câu số {group} ra khỏi dữ liệu; câu trở về hàng chờ. Huấn luyện lại: motcua nlu train"
        show({"group": group, "diff": diff}, [*diff.splitlines(), done], as_json=as_json)

    run(work)


def _project(data: Path | None) -> applying.Project:
    return applying.Project(NLU, data or read_settings().nlu_data_dir, (NLU / "evaluation",))


def _told(done: Applied, *, dry: bool) -> list[str]:
    if not done.outcomes:
        return ["Không có câu nào đã gán nhãn mà chưa đưa vào dữ liệu."]
    words = applying.TRIED if dry else applying.TOLD
    lines = [f"{words[outcome.how]:<28} {outcome.item.text}  ({outcome.detail})" for outcome in done.outcomes]
    added = sum(outcome.how == "added" for outcome in done.outcomes)
    refused = sum(outcome.how not in applying.IN_THE_DATA for outcome in done.outcomes)
    total = (
        f"{'Sẽ thêm' if dry else 'Thêm'} {added} câu, {len(done.outcomes) - added - refused} câu coi như đã có,"
        f" {refused} câu trả lại hàng chờ.{' Đây là xem thử, chưa ghi gì.' if dry else ''}"
    )
    return [*lines, "", *done.diff.splitlines(), "", total]


def report(
    first: Annotated[str | None, typer.Option("--from", help="Từ ngày; bỏ trống là 30 ngày gần đây.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Đến hết ngày; bỏ trống là hôm nay.")] = None,
    out: Annotated[Path | None, typer.Option("--out", dir_okay=False, help="Ghi trang HTML có biểu đồ ra tệp.")] = None,
    *,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Trợ lý hiểu đúng bao nhiêu phần trăm, hiểu sai, phải hỏi lại, theo ngày và theo ý định."""

    async def work() -> None:
        now = datetime.now(VIETNAM)
        until = read_day(last, now, past=True) if last is not None else now.date()
        since = read_day(first, now, past=True) if first is not None else until - timedelta(days=_DAYS - 1)
        async with office() as found:
            await collect(found.database, PlaceNames(load_reference().places))
            numbers = await figures(found, since, until)
        names = intent_names(Domain.read(NLU / "domain.yml"))
        lines = charts.lines(numbers, lambda intent: names.get(intent, intent))
        if out is not None:
            page = charts.page(numbers, lambda intent: names.get(intent, intent))
            write(out, page, overwrite=True)
            lines.append(f"Trang có biểu đồ: {out}")
        show(numbers.to_json(), lines, as_json=as_json)

    run(work)


def lint(
    data: Annotated[Path | None, _DATA] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Mỗi lỗi một đối tượng JSON trên một dòng.")] = False,
) -> None:
    """Soát dữ liệu huấn luyện: câu trùng, câu ở hai ý định, ý định lệch, đánh dấu sai, lộ dữ liệu cá nhân."""
    command = [str(_project(None).python), str(NLU / "lint.py"), "--data", str(data or read_settings().nlu_data_dir)]
    done = subprocess.run([*command, *(["--json"] if as_json else [])], check=False)
    raise typer.Exit(done.returncode)


def intent_names(domain: Domain) -> dict[str, str]:
    """Return what each intent is called for people."""
    texts = load_texts()
    names = {intent: texts.get("vi", f"intent.{intent}") for intent in domain.intents}
    return {**names, OUT_OF_SCOPE: "Ngoài phạm vi trợ lý"}


def _lines(item: Item, names: Mapping[str, str], me: str) -> list[str]:
    reasons = ", ".join(_WHY[reason] for reason in sorted(item.reasons))
    dispute = {State.DISPUTED: "  BẤT ĐỒNG", State.SECOND: "  CẦN NGƯỜI THỨ HAI"}.get(item.state, "")
    if item.state in TO_DECIDE and item.left_by(me):
        dispute += "  (bạn đã xem)"
    lines = [f"{item.group_id:>5}  {item.people:>3} người  {item.likeliest:<26} {item.text}  ({reasons}){dispute}"]
    told = [f"{given.labeller}: {drawing.words(given.label, names, item.text)}" for given in item.given]
    if item.state is not State.OPEN and told:
        lines.append(f"         → {'; '.join(told)}")
    if item.applied is not None:
        lines.append(f"         dữ liệu huấn luyện: {applying.in_words(item.applied)}")
    return lines


async def collect(database: Database, places: PlaceNames) -> None:
    """Collect what turns have marked since the bots last did; staff's own login may not, then they do by themselves."""
    with contextlib.suppress(InsufficientPrivilege):
        await Collector(database, places).collect(wait=True)
