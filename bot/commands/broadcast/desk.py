"""What the commands of broadcasts share: the office with what the settings let us send, and words for people."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from bot.broadcasts.callers import asks_bookings
from bot.broadcasts.means import buttons_of, rates_of, reach_of
from bot.broadcasts.model import State
from bot.broadcasts.reasons import REASONS
from bot.broadcasts.store import STATE_WORDS
from bot.commands.context import open_context
from bot.staff import approvable
from bot.staff.actor import require_still
from bot.staff.office import Office
from bot.staff.words import moment_words, number_words

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Mapping

    from bot.broadcasts.audience_sql import Reach
    from bot.broadcasts.checks import Finding
    from bot.broadcasts.model import Broadcast
    from bot.broadcasts.previewing import Preview
    from bot.broadcasts.progress import Progress
    from bot.platforms.zalo_oa.rendering import Buttons

app = typer.Typer(
    help="Thông báo hàng loạt: soạn, xem trước, duyệt, gửi, theo dõi. Hướng dẫn: docs/broadcast.md.",
    no_args_is_help=True,
    add_completion=False,
)
"""Filled by the modules beside this one."""

ID = typer.Argument(metavar="ID", help="Số của thông báo, như 'broadcast list' cho thấy.")
PLATFORMS = {"telegram": "Telegram", "zalo_oa": "Zalo OA", "zalo_bot": "Zalo Bot", "web": "Web"}


@dataclass(frozen=True, slots=True)
class Desk:
    """The office, and how messages go out.

    Attributes:
        office: of whoever runs the command.
        reach: who can be reached.
        rates: platform → messages a second.
        buttons: how choices are shown on Zalo.
    """

    office: Office
    reach: Reach
    rates: Mapping[str, float]
    buttons: Buttons


@asynccontextmanager
async def desk(*, booking: bool = False) -> AsyncIterator[Desk]:
    """Open what a command works with; ``booking``: with the booking service."""
    async with open_context(booking=booking) as context:
        office = Office(
            database=context.database,
            guidance=context.guidance,
            actor=context.actor,
            now=context.now,
            booking=context.booking,
            as_of=None if context.settings.calendar.is_today else context.now,
            approval_days=context.settings.approval_days,
        )
        settings = context.settings
        yield Desk(office, reach_of(settings), rates_of(settings), buttons_of(settings))


@asynccontextmanager
async def desk_of(broadcast: int) -> AsyncIterator[Desk]:
    """Open what a command about one broadcast works with; the booking service too, if it is about appointments."""
    async with desk() as at_hand:
        if not await asks_bookings(at_hand.office, broadcast):
            yield at_hand
            return
    async with desk(booking=True) as at_hand:
        yield at_hand


async def still_there(office: Office) -> None:
    """Ask whether whoever watches may still do so, once for each time that a command looks again.

    Raises:
        NotAllowed: they were disabled meanwhile.
    """
    async with office.database.intake.connection() as connection:
        await require_still(connection, office.actor)


def on_no_platform_lines(broadcast: int, people: int | None) -> list[str]:
    """Return what is known of people with an appointment whom no message reaches."""
    if people is None:
        return ["Người có hẹn mà không tin nào tới được: chưa biết, dịch vụ đặt lịch không trả lời."]
    if not people:
        return []
    line = (
        f"{number_words(people)} người có hẹn mà không tin nào tới được (đặt qua tổng đài, tại quầy; đã chặn, đã ngừng"
        f" nhận hay quá hạn Zalo): nhắn SMS. Trực tổng đài hay một cửa lấy số: motcua broadcast numbers {broadcast}"
    )
    return [line]


def count_lines(found: Preview) -> list[str]:
    """Return how many people a broadcast is for, where, and how many of them can't be reached."""
    lines = [f"Gửi cho {number_words(found.count)} người{':' if found.count else '. KHÔNG CÓ AI nhận.'}"]
    lines += [
        f"  {PLATFORMS.get(platform, platform)}: {number_words(count)}" for platform, count in found.by_platform.items()
    ]
    if found.unreachable:
        reachable = found.count - sum(found.unreachable.values())
        lines += [
            f"Trong đó lúc này tới được {number_words(reachable)} người; không tới được:",
            *reason_lines(found.unreachable),
        ]
    return [*lines, *on_no_platform_lines(found.broadcast.id, found.on_no_platform)]


def headline(broadcast: Broadcast) -> str:
    """Return a broadcast in one line."""
    parts = [
        f"{broadcast.id}",
        state_words(broadcast),
        f"“{broadcast.content.title}”",
        broadcast.content.audience,
    ]
    parts.append(f"soạn: {broadcast.author}")
    if broadcast.approved_by is not None:
        parts.append(f"duyệt: {broadcast.approved_by}{' (một mình, gấp)' if broadcast.alone else ''}")
    if broadcast.due_at is not None:
        parts.append(f"gửi lúc {moment_words(broadcast.due_at)}")
    return "  ".join(parts)


def state_words(broadcast: Broadcast) -> str:
    """Return where a broadcast stands; of a draft, how far it is on its way to be approved."""
    approval = broadcast.approval
    if broadcast.state is State.DRAFT and approval is not None and approval.hash == broadcast.content.hash:
        if approval.state is approvable.State.SUBMITTED:
            return f"đang chờ duyệt ({approval.submitted_by} trình)"
        if approval.state is approvable.State.RETURNED:
            return f"bị {approval.returned_by} trả lại: {approval.why}"
    return STATE_WORDS[broadcast.state]


def finding_lines(findings: Iterable[Finding]) -> list[str]:
    """Return what was found, a line each."""
    return [f"{'✗ Phải sửa' if finding.blocks else '! Xem lại'}: {finding.message}" for finding in findings]


def reason_lines(reasons: Mapping[str, int]) -> list[str]:
    """Return why people are not reached, a line each."""
    return [f"  {number_words(count)} người: {REASONS.get(kind, kind)}" for kind, count in reasons.items()]


def progress_lines(progress: Progress) -> list[str]:
    """Return how far a broadcast is."""
    broadcast = progress.broadcast
    sent = progress.number("sent", "delivered", "seen")

    def told(*statuses: str) -> str:
        return number_words(progress.number(*statuses))

    lines = [
        headline(broadcast),
        (
            f"Tổng {number_words(progress.total)}: đã gửi {number_words(sent)} (đã nhận {told('delivered', 'seen')},"
            f" đã xem {told('seen')}), còn {number_words(progress.left)}, không được {told('failed')}, không rõ"
            f" {told('unknown')}, bỏ qua {number_words(progress.skipped)}."
        ),
    ]
    for platform, found in sorted(progress.counts.items()):
        done = sum(found.get(status, 0) for status in ("sent", "delivered", "seen"))
        lines.append(f"  {PLATFORMS.get(platform, platform)}: {number_words(done)}/{number_words(sum(found.values()))}")
    lines += reason_lines(progress.reasons or {})
    if progress.sms is not None:
        lines.append(f"{progress.sms.words}. Lấy số: motcua broadcast numbers {broadcast.id} (tổng đài, một cửa).")
    if broadcast.state is State.SCHEDULED and broadcast.due_at is not None:
        lines.append(f"Đang đợi tới {moment_words(broadcast.due_at)}; chưa gửi cho ai.")
    if progress.seconds_left is not None:
        lines.append(f"Còn khoảng {duration_words(progress.seconds_left)}.")
    if broadcast.problem is not None:
        lines.append(
            f"Cần quyết định: {broadcast.problem}. Gửi tiếp: motcua broadcast resume {broadcast.id}; thôi: motcua"
            f" broadcast cancel {broadcast.id}."
        )
    return lines


def duration_words(seconds: float) -> str:
    """Return a duration for people: "3 phút", "1 giờ 5 phút", "dưới 1 phút"."""
    minutes = round(seconds / 60)
    if minutes == 0:
        return "dưới 1 phút"
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} phút"
    return f"{hours} giờ {rest} phút" if rest else f"{hours} giờ"
