"""The report as one HTML page that needs nothing else: charts are drawn as SVG, in two themes, readable aloud."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from bot.broadcasts.progress import SENT
from bot.broadcasts.reasons import REASONS
from bot.broadcasts.store import STATE_WORDS
from bot.content.texts_loader import load_texts
from bot.conversation.texts import MissingText
from bot.guidance.moments import VIETNAM
from bot.staff.words import moment_words, number_words, share_words
from bot.surfaces import CONTENT_POLICY, for_page

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.broadcasts.reporting import Report

_PLATFORMS = {"telegram": "Telegram", "zalo_oa": "Zalo OA", "zalo_bot": "Zalo Bot", "web": "Web"}
_STYLE = """
:root{color-scheme:light dark;--ink:#1c2733;--soft:#5b6875;--line:#d7dee5;--bar:#1f6fb2;--back:#fff}
@media(prefers-color-scheme:dark){:root{--ink:#e6ecf2;--soft:#9fb0c0;--line:#33414f;--bar:#5aa9e6;--back:#10171e}}
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--back)}
body{max-width:860px;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.3rem .5rem;border-bottom:1px solid var(--line)}
td.n{text-align:right;font-variant-numeric:tabular-nums}
blockquote{white-space:pre-wrap;border-left:4px solid var(--bar);margin:1rem 0;padding:.2rem 1rem}
svg{width:100%;height:auto}svg rect{fill:var(--bar)}svg text{fill:var(--ink);font:13px system-ui,sans-serif}
.soft{color:var(--soft)}.urgent{font-weight:600}
"""
_SHIFTED = (
    '<p class="soft">Trợ lý đang chạy thử cho một ngày khác: lúc lập, bắt đầu, xong ở đây là giờ thật; ngày giờ trong'
    " bài và giờ hẹn là của ngày chạy thử.</p>"
)
_WIDTH, _LABELS, _ROW = 800, 300, 28
_LETTERS, _LINE = 36, 16
"""How many letters of a label fit beside its bar, and how far below each other its lines stand."""
_TIMELINE_HEIGHT = 160


def page(report: Report, now: datetime) -> str:
    """Return the page.

    Args:
        report: what it shows.
        now: when it was made.
    """
    progress = report.progress
    broadcast = progress.broadcast
    counts = {
        "đã gửi": progress.number(*SENT),
        "trong đó đã nhận": progress.number("delivered", "seen"),
        "trong đó đã xem": progress.number("seen"),
        "còn chờ gửi": progress.left,
        "không gửi được": progress.number("failed"),
        "không rõ": progress.number("unknown"),
        "bỏ qua": progress.skipped,
    }
    reasons = {REASONS[kind]: count for kind, count in report.reasons.items()}
    sms = progress.sms
    if sms is not None and sms.people:
        reasons["phải nhắn SMS"] = sms.people
    title = for_page(broadcast.content.title)
    parts = [
        f"<h1>Thông báo {broadcast.id}: {title}</h1>",
        (
            f'<p class="soft">Lập lúc {moment_words(now)}. {number_words(progress.total)} người nhận trên các nền tảng;'
            f" đã gửi cho {share_words(report.reached_share)} những người thông báo này nhắm tới.</p>"
        ),
        *([f'<p class="urgent">{for_page(sms.words)}.</p>'] if sms is not None else []),
        *([_SHIFTED] if report.shifted else []),
        _facts(report),
        f"<blockquote>{for_page(broadcast.content.text)}</blockquote>",
        "<h2>Kết quả</h2>",
        _bars(counts, "Số người theo kết quả"),
        "<h2>Theo nền tảng</h2>",
        _by_platform(report),
        "<h2>Chưa tới được, và vì sao</h2>",
        _bars(reasons, "Số người theo lý do") if reasons else _nobody(report),
        "<h2>Số tin gửi theo thời gian</h2>",
        _timeline(report) if report.timeline else "<p>Chưa gửi tin nào.</p>",
        "<h2>Người nhận hỏi gì trong 24 giờ sau đó</h2>",
        _questions(report),
        '<p class="soft">Loại có dưới 5 tin nhắn được gộp vào “khác”.</p>',
    ]
    body = "\n".join(parts)
    return (
        '<!doctype html>\n<html lang="vi"><head><meta charset="utf-8">'
        f"{CONTENT_POLICY}"
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>Báo cáo thông báo {broadcast.id}: {title}</title><style>{_STYLE}</style></head>\n<body>\n{body}\n"
        "</body></html>\n"
    )


def _nobody(report: Report) -> str:
    """Say that there is nobody left to reach, where that is known."""
    progress = report.progress
    if progress.sms is not None and progress.sms.people is None:
        return "<p>Trên các nền tảng: không có ai. Ai phải nhắn SMS thì chưa biết.</p>"
    return "<p>Chưa gửi cho ai.</p>" if not progress.total and progress.sms is None else "<p>Không có ai.</p>"


def _facts(report: Report) -> str:
    broadcast = report.progress.broadcast
    approved = for_page(broadcast.approved_by or "—")
    if broadcast.alone:
        approved += ' <span class="urgent">(duyệt một mình, việc gấp)</span>'
    if not broadcast.approved:
        approved = '<span class="urgent">CHƯA DUYỆT</span>'
    names = report.understood.lines if report.understood is not None else []
    rows = [
        ("Trạng thái", for_page(STATE_WORDS[broadcast.state])),
        ("Gửi cho", f"<code>{for_page(broadcast.content.audience)}</code>"),
        *(("Hiểu là", for_page(line)) for line in names),
        ("Người soạn", for_page(broadcast.author)),
        ("Người duyệt", approved),
        ("Bấm gửi", for_page(broadcast.started_by or "—")),
        ("Bắt đầu", moment_words(broadcast.started_at) if broadcast.started_at else "—"),
        ("Xong", moment_words(broadcast.finished_at) if broadcast.finished_at else "—"),
    ]
    if broadcast.content.corrects is not None:
        rows.append(("Đính chính cho", f"thông báo {broadcast.content.corrects}"))
    cells = "".join(f'<tr><th scope="row">{name}</th><td>{value}</td></tr>' for name, value in rows)
    return f"<table>{cells}</table>"


def _questions(report: Report) -> str:
    questions = {_intent(intent): count for intent, count in report.questions.items()}
    parts = [_bars(questions, "Số tin nhắn theo nội dung hỏi")] if questions else []
    if report.cleared:
        kept = f"{number_words(report.cleared)} tin nhắn đã hết thời hạn lưu, không còn biết hỏi gì."
        parts.append(f"<p>{kept} Lập báo cáo sớm, ngay sau 24 giờ, để có đủ.</p>")
    return "\n".join(parts) or "<p>Chưa có câu hỏi nào.</p>"


def _by_platform(report: Report) -> str:
    names = ("total", "sent", "failed", "unknown", "skipped", "left")
    heads = ("Nền tảng", "Người nhận", "Đã gửi", "Không được", "Không rõ", "Bỏ qua", "Còn chờ")
    progress = report.progress
    lines = []
    for platform, found in sorted(progress.counts.items()):
        values = {
            "total": sum(found.values()),
            "sent": sum(found.get(status, 0) for status in SENT),
            "failed": found.get("failed", 0),
            "unknown": found.get("unknown", 0),
            "skipped": found.get("skipped", 0),
            "left": found.get("waiting", 0) + found.get("queued", 0),
        }
        cells = "".join(f'<td class="n">{number_words(values[name])}</td>' for name in names)
        lines.append(f'<tr><th scope="row">{_PLATFORMS.get(platform, for_page(platform))}</th>{cells}</tr>')
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>"


def _bars(values: Mapping[str, int], title: str) -> str:
    """Return horizontal bars with their numbers; the numbers stand in the text, so nothing depends on colour."""
    most = max(values.values(), default=0) or 1
    room = _WIDTH - _LABELS - 90
    lines = []
    height = 0
    for label, count in values.items():
        words = textwrap.wrap(label, _LETTERS) or [""]
        middle = height + 19 + (len(words) - 1) * _LINE // 2
        width = round(count / most * room, 1)
        lines += [
            f'<text x="{_LABELS - 8}" y="{height + 19 + place * _LINE}" text-anchor="end">{for_page(line)}</text>'
            for place, line in enumerate(words)
        ]
        lines.append(
            f'<rect x="{_LABELS}" y="{middle - 14}" width="{width}" height="{_ROW - 10}" rx="3"></rect>'
            f'<text x="{_LABELS + width + 8}" y="{middle}">{number_words(count)}</text>'
        )
        height += _ROW + (len(words) - 1) * _LINE
    told = for_page("; ".join(f"{label}: {count}" for label, count in values.items()))
    return (
        f'<svg role="img" viewBox="0 0 {_WIDTH} {height}"><title>{for_page(title)}</title><desc>{told}</desc>'
        f"{''.join(lines)}</svg>"
    )


def _timeline(report: Report) -> str:
    first, last = min(report.timeline), max(report.timeline)
    bars = max(1, round((last - first).total_seconds() / report.step) + 1)
    width = _WIDTH / bars
    most = max(report.timeline.values())
    lines = []
    for at, count in report.timeline.items():
        left = (at - first).total_seconds() / report.step * width
        height = count / most * (_TIMELINE_HEIGHT - 40)
        lines.append(
            f'<rect x="{left:.1f}" y="{_TIMELINE_HEIGHT - 20 - height:.1f}" width="{max(width - 1, 0.5):.1f}"'
            f' height="{height:.1f}"><title>{at.astimezone(VIETNAM):%H:%M:%S}: {number_words(count)}</title></rect>'
        )
    start, end = (moment.astimezone(VIETNAM).strftime("%H:%M:%S %d/%m") for moment in (first, last))
    axis = (
        f'<text x="0" y="{_TIMELINE_HEIGHT - 4}">{start}</text>'
        f'<text x="{_WIDTH}" y="{_TIMELINE_HEIGHT - 4}" text-anchor="end">{end}</text>'
        f'<text x="0" y="14">nhiều nhất {number_words(most)} tin trong {report.step:g} giây</text>'
    )
    return (
        f'<svg role="img" viewBox="0 0 {_WIDTH} {_TIMELINE_HEIGHT}"><title>Số tin gửi theo thời gian</title>'
        f"{''.join(lines)}{axis}</svg>"
    )


def _intent(intent: str) -> str:
    names = {"other": "khác", "choice": "bấm nút", "nlu_fallback": "chưa hiểu được"}
    if intent in names:
        return names[intent]
    try:
        return load_texts().get("vi", f"intent.{intent}")
    except MissingText:
        return intent
