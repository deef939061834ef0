"""The report of difficulties as plain rows: what the terminal, the CSV and the page's tables show alike."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.reports import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.reports.difficulties import Callbacks, Reason, Report
    from bot.reports.suppression import Breakdown
    from bot.reports.words import Names

BYTE_ORDER_MARK = "\ufeff"
"""Makes Excel read a CSV as UTF-8."""
_HEADER = ("Phần", "Mục", "Theo", "Nhóm", "Số", "Tỷ lệ")


@dataclass(frozen=True, slots=True)
class Table:
    """A count broken down.

    Attributes:
        section: the report's part, as a heading.
        item: what is counted.
        by: by what it is broken down.
        rows: (group, count); the rest comes last. None where too few people are counted to break it down.
        total: what the shares are of.
    """

    section: str
    item: str
    by: str
    rows: tuple[tuple[str, int], ...]
    total: int


def tables(report: Report, names: Names) -> Iterator[Table]:
    """Yield every table of the report, in its order."""
    yield led_table(report)
    yield kinds_table(report)
    for reason in report.reasons:
        yield from reason_tables("Vì sao không nộp qua mạng, bưu điện được", reason, names)
    yield from reason_tables("Lỗi cổng dịch vụ công được báo", report.errors, names)
    yield from reason_tables("Góp ý, phản ánh", report.complaints, names)
    yield from callbacks_tables(report.callbacks, names)


def led_table(report: Report) -> Table:
    """Return where people were led to."""
    rows = _rows(report.led, lambda key: words.WAYS.get(key, key))
    return Table("Hướng dẫn đi đường nào", "Lượt hướng dẫn", "cách nộp", rows, report.led.total)


def kinds_table(report: Report) -> Table:
    """Return the difficulties by kind."""
    rows = _rows(report.kinds, lambda key: words.KINDS.get(key, key))
    return Table("Vì sao không nộp qua mạng, bưu điện được", "Khó khăn", "lý do", rows, report.kinds.total)


def reason_tables(section: str, reason: Reason, names: Names) -> tuple[Table, Table]:
    """Return one kind of difficulty by procedure and by area."""
    item = words.KINDS.get(reason.kind, reason.kind)
    return (
        Table(section, item, "thủ tục", _rows(reason.procedures, names.procedure), reason.total),
        Table(section, item, "nơi ở", _rows(reason.areas, names.area), reason.total),
    )


def callbacks_tables(callbacks: Callbacks, names: Names) -> tuple[Table, ...]:
    """Return the call-back requests by reason, desk, procedure and area."""
    found: tuple[tuple[str, Breakdown, Callable[[str], str]], ...] = (
        ("lý do", callbacks.reasons, lambda key: words.CANNOT.get(key, key)),
        ("nơi nhận", callbacks.desks, lambda key: words.DESKS.get(key, key)),
        ("thủ tục", callbacks.procedures, names.procedure),
        ("nơi ở", callbacks.areas, names.area),
    )
    return tuple(Table("Yêu cầu gọi lại", "Yêu cầu", by, _rows(of, name), callbacks.left) for by, of, name in found)


def figures(report: Report) -> list[tuple[str, str]]:
    """Return the report's single figures: what, and how much."""
    callbacks = report.callbacks
    found = [
        ("Người nhắn tin có việc", str(report.people)),
        ("Lỗi cổng dịch vụ công được báo", str(report.errors.total)),
        ("Góp ý, phản ánh", str(report.complaints.total)),
        ("Yêu cầu gọi lại", str(callbacks.left)),
    ]
    if callbacks.desks.groups:
        found += [
            ("… đang chờ", str(callbacks.waiting)),
            ("… đã xong", str(callbacks.closed)),
            ("… người dân tự xóa", str(callbacks.withdrawn)),
            ("Một nửa được nhận trong", words.wait_words(callbacks.speed.median)),
            ("Chín phần mười được nhận trong", words.wait_words(callbacks.speed.p90)),
        ]
    for desk, speed in callbacks.speeds:
        if speed.median is not None:
            waits = f"{words.wait_words(speed.median)}; {words.wait_words(speed.p90)}"
            found.append((f"{words.DESKS.get(desk, desk)} nhận trong (một nửa; chín phần mười)", waits))
    return found


def _rows(found: Breakdown, name: Callable[[str], str]) -> tuple[tuple[str, int], ...]:
    """Return what is told by itself, then the rest; nothing where everything would be the rest."""
    shown = [(name(key) if key is not None else words.UNKNOWN, count) for key, count in found.groups]
    return (*shown, *([(words.REST, found.rest)] if shown and found.rest else []))


def as_csv(report: Report, names: Names) -> str:
    """Return everything as one CSV that spreadsheets open as it is."""
    text = io.StringIO()
    write = csv.writer(text, lineterminator="\r\n")
    write.writerow(_HEADER)
    period = f"{words.day_words(report.start)} đến {words.day_words(report.end)}"
    write.writerow(("Thời gian", period, "", "", "", ""))
    for what, much in figures(report):
        write.writerow(("Số chung", what, "", "", much, ""))
    for table in tables(report, names):
        write.writerow((table.section, table.item, table.by, "Tất cả", table.total, ""))
        for group, count in table.rows:
            share = words.share_words(count, table.total)
            write.writerow((table.section, table.item, table.by, group, count, share))
    return BYTE_ORDER_MARK + text.getvalue()


def as_lines(report: Report, names: Names) -> list[str]:
    """Return the report as lines for a terminal."""
    lines = [f"Báo cáo khó khăn, vướng mắc từ {words.day_words(report.start)} đến {words.day_words(report.end)}", ""]
    lines += [f"  {what}: {much}" for what, much in figures(report)]
    for table in tables(report, names):
        if table.rows:
            lines += ["", f"{table.section}: {table.item.lower()}, theo {table.by} (tất cả {table.total})"]
            lines += [
                f"  {count:>6}  {words.share_words(count, table.total):>6}  {group}" for group, count in table.rows
            ]
    return lines
