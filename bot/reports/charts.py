"""Bar charts as inline SVG: no script, nothing fetched, and every value in words for whoever does not see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.surfaces import for_page

if TYPE_CHECKING:
    from collections.abc import Sequence

_WIDTH = 640
_ROW = 46
_BAR = 16
_TEXT = 14
"""All in pixels of the drawing; it scales with the page."""


def bars(name: str, title: str, rows: Sequence[tuple[str, int, str]]) -> str:
    """Return a horizontal bar chart.

    Args:
        name: unique in the page, for the ids.
        title: what it shows.
        rows: (label, value, value in words), drawn from the top.
    """
    largest = max((value for _, value, _ in rows), default=0) or 1
    told = "; ".join(f"{label}: {words}" for label, _, words in rows)
    box = f"0 0 {_WIDTH} {_ROW * len(rows)}"
    lines = [
        f'<svg class="chart" role="img" aria-labelledby="{name}-title {name}-desc" viewBox="{box}">',
        f'<title id="{name}-title">{for_page(title)}</title>',
        f'<desc id="{name}-desc">{for_page(told)}</desc>',
    ]
    for number, (label, value, words) in enumerate(rows):
        top = number * _ROW
        length = max(2, round(value / largest * (_WIDTH - 4)))
        lines += [
            f'<text x="0" y="{top + _TEXT}">{for_page(label)}: {for_page(words)}</text>',
            f'<rect x="0" y="{top + _TEXT + 6}" width="{length}" height="{_BAR}" rx="3"/>',
        ]
    lines.append("</svg>")
    return "\n".join(lines)
