"""The report as one HTML page: figures, charts drawn as SVG in it, the same numbers as tables. It loads nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot.review.labels import State
from bot.surfaces import CONTENT_POLICY, for_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from bot.review.report import Report, Tally

_WIDTH, _HEIGHT, _LEFT, _BOTTOM = 900, 240, 44, 28
_ROW = 26
_LABELS = 300
_MOST_INTENTS = 25
_WORST = 10
_TICKS = 12
_ENOUGH = 200
"""Messages below which one model's share says little beside another's."""

_STYLE = Path(__file__).with_name("report.css")

_KEYS = (
    '<p class="keys"><span class="key right">hiểu đúng</span><span class="key wrong">hiểu sai (bà con sửa lại)</span>'
    '<span class="key asked">chưa hiểu, phải hỏi lại</span></p>'
)
_NOTE = (
    "<p>“Hiểu sai” là tin đã trả lời mà bà con nói không phải, bấm ý khác, hoặc hỏi lại đúng câu đó bằng lời khác"
    " trong một phút. Tin được báo là ngoài phạm vi tính là hiểu đúng, trừ khi bà con nói khác. Tin trả lời"
    " câu hỏi của máy (tên phường, giờ, “dạ”) không tính vào tỷ lệ. Trang này không có lời hay dữ liệu của ai.</p>"
)
_HEADS = ("hiểu đúng", "hiểu sai", "hỏi lại", "tỷ lệ hiểu đúng", "trả lời trong lúc làm thủ tục", "máy không đọc được")
_QUEUE = {
    State.OPEN: "chờ gán nhãn",
    State.DISPUTED: "đang bất đồng",
    State.REFUSED: "dữ liệu không nhận nên chờ gán lại",
    State.SECOND: "chờ người thứ hai đồng ý",
    State.LABELLED: "đã gán mà chưa đưa vào dữ liệu",
    State.WANTED: "cần ý định mới",
}


def page(report: Report, name: Callable[[str], str]) -> str:
    """Return the page.

    Args:
        report: the figures.
        name: gives an intent's name for people.
    """
    period = f"{_day(report.first)} – {_day(report.last)}"
    intents = [(name(intent), tally) for intent, tally in report.worst_first() if tally.read]
    days = [(_day(day), tally) for day, tally in report.days.items()]
    models = [(_model_name(model, tally), tally) for model, tally in report.models.items()]
    body = "\n".join(
        (
            f"<h1>Trợ lý hiểu bà con đến đâu</h1><p>{period}</p>",
            _tiles(report),
            "<h2>Theo ngày</h2>",
            _KEYS,
            _figure(_by_day(report.days), "Số tin theo ngày: hiểu đúng, hiểu sai, hỏi lại"),
            _table("Theo ngày", "Ngày", days),
            "<h2>Theo ý định, nhiều lỗi nhất trước</h2>",
            _KEYS,
            _figure(_by_intent(intents[:_MOST_INTENTS]), "Số tin theo ý định: hiểu đúng, hiểu sai, hỏi lại"),
            _table("Theo ý định", "Ý định máy đoán", intents),
            _table("Theo mô hình", "Mô hình", models),
            _NOTE,
        )
    )
    head = (
        f'<meta charset="utf-8">{CONTENT_POLICY}'
        '<meta name="viewport" content="width=device-width"><title>Trợ lý hiểu bà con đến đâu,'
        f" {period}</title><style>{_STYLE.read_text(encoding='utf-8')}</style>"
    )
    return f'<!doctype html>\n<html lang="vi"><head>{head}</head>\n<body>\n{body}\n</body></html>\n'


def _model_name(model: str, tally: Tally) -> str:
    """Return a model's name, with a word of caution where it read few messages."""
    name = model or "(từ khóa, không qua mô hình)"
    return name if tally.read >= _ENOUGH else f"{name} (ít tin, chưa so được)"


def lines(report: Report, name: Callable[[str], str]) -> list[str]:
    """Return the figures as lines for a terminal."""
    total = report.total
    told = [
        f"{_day(report.first)} – {_day(report.last)}: {total.read} tin",
        f"  hiểu đúng   {percent(total.share)}",
        f"  hiểu sai    {percent(total.misread / total.understood if total.understood else None)} tin đã trả lời",
        f"  phải hỏi lại {percent(total.asked / total.read if total.read else None)}",
        f"  hàng chờ: {' · '.join(f'{report.queue.get(state, 0)} {words}' for state, words in _QUEUE.items())}",
        "Nhiều lỗi nhất (hiểu sai + hỏi lại / số tin):",
    ]
    worst = [(intent, tally) for intent, tally in report.worst_first() if tally.asked + tally.misread]
    told += [f"  {t.misread + t.asked:>4} / {t.read:<5} {name(intent)}" for intent, t in worst[:_WORST]]
    return told if worst else told[:-1]


def percent(share: float | None) -> str:
    """Return a share as people write it, a dash where there is none."""
    return "–" if share is None else f"{100 * share:.1f} %".replace(".", ",")


def _tiles(report: Report) -> str:
    total = report.total
    tiles = [
        (percent(total.share), "hiểu đúng"),
        (percent(total.misread / total.understood if total.understood else None), "hiểu sai, trong số đã trả lời"),
        (percent(total.asked / total.read if total.read else None), "phải hỏi lại"),
        (str(total.read), "tin tự máy phải hiểu"),
        *((str(report.queue.get(state, 0)), words) for state, words in _QUEUE.items()),
        (str(report.added), "câu đã đưa vào dữ liệu"),
    ]
    return f'<ul class="tiles">{"".join(f"<li><b>{value}</b><span>{words}</span></li>" for value, words in tiles)}</ul>'


def _figure(drawing: str, caption: str) -> str:
    return f"<figure>{drawing}<figcaption>{caption}</figcaption></figure>"


def _parts(tally: Tally) -> tuple[tuple[str, int], ...]:
    return ("right", tally.right), ("wrong", tally.understood - tally.right), ("asked", tally.asked)


def _by_day(days: dict[date, Tally]) -> str:
    """Draw a column for each day."""
    most = max((tally.read for tally in days.values()), default=0) or 1
    width, height = _WIDTH - _LEFT, _HEIGHT - _BOTTOM
    step = width / max(1, len(days))
    marks = [
        f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH}" y1="{y:.1f}" y2="{y:.1f}"/>'
        f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{value}</text>'
        for value in sorted({0, most // 2, most})
        for y in [height - height * 0.95 * value / most]
    ]
    every = -(-len(days) // _TICKS) or 1
    for number, (day, tally) in enumerate(days.items()):
        x, y = _LEFT + number * step, float(height)
        for kind, count in _parts(tally):
            tall = height * 0.95 * count / most
            y -= tall
            if count:
                marks.append(
                    f'<rect class="{kind}" x="{x + step * 0.1:.1f}" y="{y:.1f}" width="{step * 0.8:.1f}"'
                    f' height="{tall:.1f}"><title>{_told(_day(day), tally)}</title></rect>'
                )
        if number % every == 0:
            marks.append(
                f'<text x="{x + step / 2:.1f}" y="{_HEIGHT - 8}" text-anchor="middle">{day.day}/{day.month}</text>'
            )
    return _svg(_WIDTH, _HEIGHT, marks)


def _by_intent(intents: Sequence[tuple[str, Tally]]) -> str:
    """Draw a bar for each intent."""
    most = max((tally.read for _, tally in intents), default=0) or 1
    scale = (_WIDTH - _LABELS - 60) / most
    marks = []
    for number, (name, tally) in enumerate(intents):
        x, y = float(_LABELS), number * _ROW
        marks.append(f'<text class="name" x="{_LABELS - 8}" y="{y + 17}" text-anchor="end">{for_page(name)}</text>')
        for kind, count in _parts(tally):
            if count:
                marks.append(
                    f'<rect class="{kind}" x="{x:.1f}" y="{y + 4}" width="{count * scale:.1f}" height="{_ROW - 8}">'
                    f"<title>{_told(name, tally)}</title></rect>"
                )
            x += count * scale
        marks.append(f'<text x="{x + 6:.1f}" y="{y + 17}">{percent(tally.share)}</text>')
    return _svg(_WIDTH, max(1, len(intents)) * _ROW, marks)


def _svg(width: int, height: int, marks: Iterable[str]) -> str:
    # The numbers stand in the table below, which a screen reader can walk through.
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    return f'<svg {size} aria-hidden="true">{"".join(marks)}</svg>'


def _told(name: str, tally: Tally) -> str:
    return for_page(f"{name}: {tally.right} hiểu đúng, {tally.misread} hiểu sai, {tally.asked} hỏi lại")


def _table(caption: str, first: str, rows: Sequence[tuple[str, Tally]]) -> str:
    heads = "".join(f'<th scope="col">{head}</th>' for head in (first, *_HEADS))
    cells = "".join(
        f'<tr><th scope="row">{for_page(name)}</th><td>{tally.right}</td><td>{tally.misread}</td><td>{tally.asked}</td>'
        f"<td>{percent(tally.share)}</td><td>{tally.in_dialogue}</td><td>{tally.unread}</td></tr>"
        for name, tally in rows
    )
    return (
        f"<details><summary>Bảng số: {caption.lower()}</summary><table><thead><tr>{heads}</tr></thead>"
        f"<tbody>{cells}</tbody></table></details>"
    )


def _day(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"
