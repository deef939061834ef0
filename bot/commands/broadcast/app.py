"""`motcua broadcast`: look at, try out, export; writing, approving and sending stand in files of their own."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path  # noqa: TC003 - typer reads the annotation
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.broadcasts import approving, listing, previewing, trying
from bot.broadcasts.drafting import findings_of
from bot.broadcasts.model import State
from bot.broadcasts.pictures import picture_words
from bot.broadcasts.understood import understood
from bot.commands.broadcast import approving as approving_commands
from bot.commands.broadcast import drafting, numbers, sending, told
from bot.commands.broadcast.content import content_lines
from bot.commands.broadcast.desk import (
    ID,
    PLATFORMS,
    app,
    count_lines,
    desk,
    desk_of,
    duration_words,
    finding_lines,
    headline,
    on_no_platform_lines,
    still_there,
)
from bot.commands.context import run
from bot.commands.desk import JSON, show
from bot.commands.files import OVERWRITE, require_free, why, write, write_bytes
from bot.staff import approvable
from bot.staff.errors import Refused

if TYPE_CHECKING:
    from bot.broadcasts.model import Broadcast
    from bot.staff.office import Office

__all__ = ["app", "approving_commands", "drafting", "numbers", "sending", "told"]

_LINK_SECONDS = 600


@app.command("list")
def list_(
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help="Số thông báo mới nhất.")] = 20,
    *,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Các thông báo, mới nhất trước."""

    async def work() -> None:
        async with desk() as at_hand:
            found = await listing.listed(at_hand.office, limit)
        lines = [headline(broadcast) for broadcast in found] or ["Chưa có thông báo nào."]
        if len(found) == limit:
            lines.append(f"Chỉ {limit} thông báo mới nhất. Cũ hơn nữa: --limit {limit * 5}.")
        show({"broadcasts": [_plain(broadcast) for broadcast in found]}, lines, as_json=as_json)

    run(work)


@app.command("show")
def show_(broadcast: Annotated[int, ID], *, as_json: Annotated[bool, JSON] = False) -> None:
    """Nội dung đầy đủ của một thông báo."""

    async def work() -> None:
        async with desk() as at_hand:
            found = await listing.shown(at_hand.office, broadcast)
            findings = findings_of(at_hand.office, found.content)
            events = await approving.history(at_hand.office, broadcast)
            names = understood(found.content, at_hand.office.guidance, at_hand.office.now)
        data = {
            **_plain(found),
            "code": approving.code_of(found),
            "content": found.content.to_json(),
            "understood": names.to_json(),
            "findings": [finding.to_json() for finding in findings],
            "history": [event.to_json() for event in events],
        }
        lines = (
            [
                "Đã qua tay (giờ thật):",
                *(f"  {event.words}" for event in events if event.act is not approvable.Act.BEGAN),
                "",
            ]
            if events
            else []
        )
        lines += [*finding_lines(findings), *content_lines(found, names)]
        if not found.approved and found.state is State.DRAFT:
            lines.append(f"Duyệt đúng nội dung này: motcua broadcast approve {broadcast} --code {data['code']}")
        show(data, lines, as_json=as_json)

    run(work)


def _plain(broadcast: Broadcast) -> dict[str, Any]:
    return {
        "id": broadcast.id,
        "title": broadcast.content.title,
        "state": broadcast.state,
        "audience": broadcast.content.audience,
        "author": broadcast.author,
        "approval": broadcast.approval.state if broadcast.approval is not None else approvable.State.DRAFT,
        "approved_by": broadcast.approved_by,
        "alone": broadcast.alone,
        "started_by": broadcast.started_by,
        "due_at": broadcast.due_at.isoformat() if broadcast.due_at is not None else None,
        "corrects": broadcast.content.corrects,
    }


@app.command()
def preview(broadcast: Annotated[int, ID], *, as_json: Annotated[bool, JSON] = False) -> None:
    """Xem trước: gửi cho bao nhiêu người, ai không tới được, mất bao lâu, tin trông thế nào."""

    async def work() -> None:
        async with desk_of(broadcast) as at_hand:
            found = await previewing.preview(
                at_hand.office, broadcast, at_hand.reach, at_hand.rates, buttons=at_hand.buttons
            )
        data = {**found.to_json(), "code": approving.code_of(found.broadcast)}
        show(data, _preview_lines(found), as_json=as_json)

    run(work)


def _alike(people: list[list[dict[str, Any]]]) -> list[tuple[list[dict[str, Any]], list[int]]]:
    """Return different renderings once each, with the numbers of the people who see them."""
    found: list[tuple[list[dict[str, Any]], list[int]]] = []
    for number, messages in enumerate(people, 1):
        same = next((numbers for seen, numbers in found if seen == messages), None)
        if same is None:
            found.append((messages, [number]))
        else:
            same.append(number)
    return found


def _preview_lines(found: previewing.Preview) -> list[str]:
    lines = [headline(found.broadcast), *found.understood.lines, *count_lines(found)]
    lines.append(f"Thời gian gửi: {duration_words(found.seconds)}.")
    for platform, people in found.samples.items():
        for messages, whose in _alike(people):
            lines.append(f"── {PLATFORMS.get(platform, platform)}, người nhận mẫu {', '.join(map(str, whose))} ──")
            for message in messages:
                if message["image"] is not None:
                    lines.append(f"  [hình: {message['image']}]")
                lines.append(message["text"])
                lines += [f"  [{label}]" for label in message["buttons"]]
    lines += finding_lines(found.findings)
    number = found.broadcast.id
    lines.append(
        f"Gửi thử cho mình: motcua broadcast test {number}. Nhờ người khác duyệt đúng nội dung này: motcua broadcast"
        f" approve {number} --code {approving.code_of(found.broadcast)}"
    )
    return lines


@app.command()
def picture(
    broadcast: Annotated[int, ID],
    file: Annotated[Path, typer.Option("--to", help="Tệp ghi hình ra, để mở xem.")],
    *,
    overwrite: Annotated[bool, OVERWRITE] = False,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Lấy đúng tấm hình đã lưu, sẽ gửi, để mở xem trước khi duyệt."""

    async def work() -> None:
        async with desk() as at_hand:
            found, content = await listing.picture(at_hand.office, broadcast)
        write_bytes(file, content, overwrite=overwrite)
        data = {"id": broadcast, "hash": found.hash, "media_type": found.media_type, "size": found.size}
        show(data, [f"Hình {picture_words(found)} đã ghi vào {file}."], as_json=as_json)

    run(work)


@app.command("test")
def try_(broadcast: Annotated[int, ID], *, as_json: Annotated[bool, JSON] = False) -> None:
    """Gửi thử cho chính mình; lần đầu cần nhắn một mã cho trợ lý để biết đâu là mình."""

    async def work() -> None:
        async with desk() as at_hand:
            office = at_hand.office
            sent = await trying.try_out(office, broadcast)
            if not sent:
                await _link_first(office)
                sent = await trying.try_out(office, broadcast)
        data = {"sent": [{"platform": where.platform, "chat": where.chat} for where in sent]}
        lines = [f"Đã gửi thử tới {PLATFORMS.get(where.platform, where.platform)} {where.chat}." for where in sent]
        show(data, lines, as_json=as_json)

    async def _link_first(office: Office) -> None:
        code = trying.new_code()
        typer.echo(
            f"Mở Telegram, Zalo hay trang web của trợ lý bằng máy của mình và nhắn đúng mã này: {code}\nĐang chờ (tối"
            " đa 10 phút, Ctrl-C để thôi) …",
            err=True,
        )
        until = time.monotonic() + _LINK_SECONDS
        while not await trying.link_by_code(office, code):
            if time.monotonic() > until:
                raise Refused("Chưa thấy mã nào được nhắn tới; chạy lại khi sẵn sàng.")
            await asyncio.sleep(1)
            await still_there(office)

    run(work)


@app.command()
def export(
    broadcast: Annotated[int, ID],
    folder: Annotated[Path | None, typer.Option("--to", help="Thư mục ghi các tệp SMS và loa.txt.")] = None,
    *,
    overwrite: Annotated[bool, OVERWRITE] = False,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Nội dung cho SMS (đếm số tin tính tiền) và cho loa phát thanh của xã."""

    async def work() -> None:
        async with desk_of(broadcast) as at_hand:
            found = await listing.exported(at_hand.office, broadcast, at_hand.reach)
        plain, full, loud = found.plain, found.full, found.loudspeaker
        data = {
            "sms": [
                {"text": made.text, "encoding": made.encoding, "length": made.length, "segments": made.segments}
                for made in (plain, full)
            ],
            "loudspeaker": loud,
            "on_no_platform": found.on_no_platform,
            "approved": found.approved,
        }
        lines = [] if found.approved else [f"{listing.UNAPPROVED}: chỉ để xem, chưa được phát hay nhắn cho ai."]
        lines += [
            f"SMS không dấu ({plain.encoding}, {plain.length} ký tự, {plain.segments} tin):",
            plain.text,
            f"SMS có dấu ({full.encoding}, {full.length} ký tự, {full.segments} tin):",
            full.text,
            "Loa phát thanh:",
            loud,
            *on_no_platform_lines(broadcast, found.on_no_platform),
        ]
        if folder is not None:
            texts = {"sms-khong-dau.txt": plain.text, "sms-co-dau.txt": full.text, "loa.txt": loud}
            lines += _write(folder, texts, overwrite=overwrite)
        show(data, lines, as_json=as_json)

    run(work)


def _write(folder: Path, texts: dict[str, str], *, overwrite: bool) -> list[str]:
    """Write the texts into a folder, which is made where the one above it is there; return what to say of it."""
    paths = {folder / name: text for name, text in texts.items()}
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise Refused(f"Không tạo được thư mục {folder}: {why(error)}.") from error
    require_free(*paths, overwrite=overwrite)
    for path, text in paths.items():
        write(path, f"{text.rstrip()}\n", overwrite=overwrite)
    return [f"Đã ghi {path}" for path in paths]
