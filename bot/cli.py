"""The `motcua` command. Each part lies in bot/commands; only the one that is called is imported."""

from __future__ import annotations

import importlib
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from bot.commands import usage

if TYPE_CHECKING:
    from collections.abc import Iterable

_HELP = """Một Cửa Cà Mau: the assistant, its staff's tools, and what operators need.

Settings come from MOTCUA_… (docs/settings.md). Commands start the embedded parts that they need where no address is
configured, use those that run, and end what they started.
"""


@dataclass(frozen=True, slots=True)
class _Entry:
    """Where a command lies: a typer app, or a function, in a module of bot/commands."""

    module: str
    attribute: str
    help: str


ENTRIES = {
    "demo": _Entry("demo", "demo", "Start the whole system on embedded parts."),
    "run": _Entry("serve", "run", "Run one bot process on the parts that the settings name."),
    "chat": _Entry("chat", "chat", "Talk with the assistant in the terminal."),
    "rules": _Entry("rules.app", "app", "Bộ quy định: đang áp dụng gì; soạn, duyệt, công bố, ẩn cái sai."),
    "procedures": _Entry("procedures", "app", "Find procedures by what people call them."),
    "nlu": _Entry("nlu.app", "app", "What the bot understands, and how well."),
    "unit": _Entry("unit", "app", "Bộ phận một cửa: mở buổi nhận hồ sơ, đóng, danh sách hôm nay, điểm danh."),
    "area": _Entry("area", "app", "Khu vực phong tỏa: đặt, gỡ, xem."),
    "operator": _Entry("operator", "app", "Trực tổng đài: đặt hộ, tìm, đổi, hủy, yêu cầu gọi lại."),
    "offers": _Entry("offers", "app", "Thủ tục nào nộp được qua mạng, bưu chính, tại quầy."),
    "notice": _Entry("notice", "app", "Thông báo cho mọi người nhắn tin, trong một khoảng thời gian."),
    "broadcast": _Entry("broadcast.app", "app", "Thông báo hàng loạt: soạn, duyệt, gửi, theo dõi."),
    "outbox": _Entry("outbox", "app", "Tin gửi đi: xem, gửi lại, bỏ."),
    "pause": _Entry("outbox", "pause", "Tạm dừng một nền tảng."),
    "resume": _Entry("outbox", "resume", "Cho một nền tảng chạy lại."),
    "zalo": _Entry("zalo", "app", "Zalo: đăng nhập OA, xem hạn của mã."),
    "report": _Entry("report", "report", "Báo cáo khó khăn, vướng mắc trong tuần."),
    "staff": _Entry("staff", "app", "Cán bộ: mã cá nhân, vai trò, nhật ký."),
    "db": _Entry("db", "app", "The database: migrate, check, clean up."),
    "docs": _Entry("docs", "app", "Write the pages that are generated from the code."),
}

_OPERATORS = frozenset({"demo", "run", "chat", "procedures", "nlu", "db", "docs"})
"""Commands of those who run or build the system, in English; the others are for staff."""


def build(names: Iterable[str]) -> typer.Typer:
    """Return the command with the entries of ``names`` only."""
    root = typer.Typer(
        help=_HELP,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )

    @root.callback()
    def _root() -> None:
        pass

    for name in names:
        entry = ENTRIES[name]
        found = getattr(importlib.import_module(f"bot.commands.{entry.module}"), entry.attribute)
        if isinstance(found, typer.Typer):
            root.add_typer(found, name=name, help=entry.help)
        else:
            root.command(name=name)(found)
    return root


def main() -> None:
    """Run the command that the arguments name."""
    called = [argument for argument in sys.argv[1:2] if argument in ENTRIES]
    try:
        command = build(called or ENTRIES)
        if _OPERATORS.intersection(called):
            command(prog_name="motcua")
        else:
            _for_staff(command)
    except KeyboardInterrupt:  # Ctrl-C while modules are loaded; a command that runs handles its own
        sys.exit(130)


def _for_staff(command: typer.Typer) -> None:
    """Run a command of staff: what is wrong with its line is said in Vietnamese, with the usual exit codes."""
    try:
        code = command(prog_name="motcua", standalone_mode=False)
    except typer.Abort:
        sys.exit(1)
    except usage.UsageError as error:
        if type(error).__name__ != "NoArgsIsHelpError":  # its help was printed already
            typer.echo(usage.explain(error), err=True)
        sys.exit(2)
    sys.exit(code if isinstance(code, int) else 0)
