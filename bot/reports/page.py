"""The report of difficulties as one HTML file: opens anywhere, prints, and is read out by screen readers."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from bot.reports import words
from bot.reports.charts import bars
from bot.reports.rows import callbacks_tables, figures, kinds_table, led_table, reason_tables
from bot.surfaces import CONTENT_POLICY, for_page

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.reports.difficulties import Report
    from bot.reports.rows import Table
    from bot.reports.words import Names

_STYLE = """
:root { color-scheme: light dark; --ink: #1b1b1f; --paper: #fff; --line: #c9c9d1; --bar: #0b5cad; --soft: #55555f }
@media (prefers-color-scheme: dark) {
  :root { --ink: #ececf1; --paper: #17171b; --line: #45454f; --bar: #6db3ff; --soft: #b4b4bf }
}
body { font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 0 auto;
  max-width: 60rem; padding: 1rem }
h1 { font-size: 1.5rem } h2 { font-size: 1.25rem; margin-top: 2rem } h3 { font-size: 1.05rem }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem }
caption { text-align: left; color: var(--soft); padding: .25rem 0 }
th, td { border-bottom: 1px solid var(--line); padding: .35rem .5rem; text-align: left; vertical-align: top }
td.number, th.number { text-align: right; white-space: nowrap }
.chart { width: 100%; height: auto; margin: .5rem 0 } .chart text { font: 14px system-ui, sans-serif; fill: var(--ink) }
.chart rect { fill: var(--bar) } .note { color: var(--soft) }
@media print { h2 { break-after: avoid } table, .chart { break-inside: avoid } }
"""

_METHOD = (
    "Mỗi ca là một người với một thủ tục và một lý do, tính một lần trong tuần; ai nhắn trong hai tuần thì tính hai"
    " lần. Nhóm dưới 5 người không tách riêng mà gộp vào phần còn lại, để không chỉ ra ai. Báo cáo không có tên, số"
    " điện thoại hay tin nhắn của ai; người đã xóa dữ liệu vẫn được đếm, nhưng không còn gì dẫn tới họ."
)


def page(report: Report, names: Names) -> str:
    """Return the HTML file."""
    period = f"từ {words.day_words(report.start)} đến {words.day_words(report.end)}"
    numbers = itertools.count(1)
    parts = [
        "<!doctype html>",
        '<html lang="vi">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        CONTENT_POLICY,
        f"<title>Báo cáo khó khăn, vướng mắc {for_page(period)}</title>",
        f"<style>{_STYLE}</style>",
        "</head>",
        "<body>",
        "<main>",
        "<h1>Báo cáo khó khăn, vướng mắc khi nộp hồ sơ</h1>",
        f'<p class="note">Thời gian: {for_page(period)}.</p>',
        *_figures(report),
        *_section("Hướng dẫn đi đường nào", numbers, led_table(report)),
        *_section("Vì sao không nộp qua mạng, bưu điện được", numbers, kinds_table(report)),
    ]
    for reason in report.reasons:
        parts.append(f"<h3>{for_page(words.KINDS.get(reason.kind, reason.kind))}</h3>")
        parts += [line for table in reason_tables("", reason, names) for line in _table(table)]
    for title, reason in (("Lỗi cổng dịch vụ công được báo", report.errors), ("Góp ý, phản ánh", report.complaints)):
        parts.append(f"<h2>{title}</h2>")
        parts.append(f"<p>Tất cả: {reason.total}.</p>")
        parts += [line for table in reason_tables("", reason, names) for line in _table(table)]
    why, *others = callbacks_tables(report.callbacks, names)
    parts += _section("Yêu cầu gọi lại", numbers, why)
    parts += [line for table in others for line in _table(table)]
    parts += ["<h2>Cách đếm</h2>", f'<p class="note">{_METHOD}</p>', "</main>", "</body>", "</html>"]
    return "\n".join(parts) + "\n"


def _figures(report: Report) -> Iterable[str]:
    yield "<table><caption>Số chung</caption><tbody>"
    for what, much in figures(report):
        yield f'<tr><th scope="row">{for_page(what)}</th><td class="number">{for_page(much)}</td></tr>'
    yield "</tbody></table>"


def _section(title: str, numbers: Iterable[int], table: Table) -> Iterable[str]:
    yield f"<h2>{for_page(title)}</h2>"
    if not table.rows:
        yield "<p>Không có.</p>" if table.total == 0 else f"<p>Tất cả: {table.total}; ít người quá nên không tách.</p>"
        return
    rows = [(group, count, _amount(count, table.total)) for group, count in table.rows]
    yield bars(f"chart-{next(iter(numbers))}", title, rows)
    yield from _table(table)


def _table(table: Table) -> Iterable[str]:
    if not table.rows:
        return
    yield f"<table><caption>{for_page(table.item)} theo {for_page(table.by)}, tất cả {table.total}</caption>"
    yield f'<thead><tr><th scope="col">{for_page(table.by.capitalize())}</th>'
    yield '<th scope="col" class="number">Số</th><th scope="col" class="number">Tỷ lệ</th></tr></thead><tbody>'
    for group, count in table.rows:
        share = words.share_words(count, table.total)
        yield f'<tr><th scope="row">{for_page(group)}</th>'
        yield f'<td class="number">{count}</td><td class="number">{share}</td></tr>'
    yield "</tbody></table>"


def _amount(count: int, total: int) -> str:
    return f"{count} ({words.share_words(count, total)})"
