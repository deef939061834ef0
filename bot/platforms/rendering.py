"""How a reply's choices, sources and links are put into words, the same on all platforms."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from bot.platforms.text import is_blank

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.conversation.messages import Choice, File, Link, Reply, Source

LOOK_BELOW = "👇"
"""Stands in for a text that shows nothing, where a platform demands one above its buttons."""

_MOST_LINES = 40


def numbered(choices: Sequence[Choice], first: int = 1) -> str:
    """Return the choices as lines "1. …", from ``first`` on, that can be answered by their number."""
    return "\n".join(f"{number}. {choice.label}" for number, choice in enumerate(choices, first))


def vietnamese_date(iso: str) -> str:
    """Return an ISO date as people here write it: ``2021-08-22`` → ``22/8/2021``. What is no date stays as it is."""
    try:
        day = date.fromisoformat(iso[:10])
    except ValueError:
        return iso
    return f"{day.day}/{day.month}/{day.year}"


def citation(source: Source) -> str:
    """Return a source in one line: document, its date, paragraph, since when, and what to know about it."""
    line = source.document
    if source.signed_on:
        line += f" ngày {vietnamese_date(source.signed_on)}"
    if source.paragraph:
        line += f", {source.paragraph}"
    if source.effective_from:
        line += f"; áp dụng từ {vietnamese_date(source.effective_from)}"
        if source.since:
            line += f" ({source.since})"
    if not source.in_force:
        line += " (không áp dụng vào ngày đang hỏi)"
    if not source.confirmed:
        line += " (cơ quan chưa xác nhận)"
    return line


def citations(sources: Iterable[Source]) -> str:
    """Return the block "Căn cứ: …" of a reply, or an empty text where it rests on nothing."""
    lines: list[str] = []
    for source in sources:
        lines.append(f"• {citation(source)}")
        if source.quote:
            lines.append(f"“{source.quote.strip()}”")
        if source.url:
            lines.append(source.url)
    return "\n".join(("Căn cứ:", *lines)) if lines else ""


def link_lines(links: Iterable[Link]) -> str:
    """Return links as lines "label: address"."""
    return "\n".join(f"{link.label}: {link.url}" if link.label else link.url for link in links)


def file_lines(file: File | None) -> str:
    """Return a file as text: its name, and its latest lines where it has more than anybody reads in a chat."""
    if file is None:
        return ""
    heading, *lines = file.text.strip().splitlines()
    left_out = ["…"] if len(lines) > _MOST_LINES else []
    return "\n".join((f"📎 {file.name}", heading, *left_out, *lines[-_MOST_LINES:]))


def plain_text(reply: Reply) -> str:
    """Return a whole reply as text, for a platform that has neither buttons nor links nor quotes nor files."""
    blocks = (
        reply.text,
        file_lines(reply.file),
        link_lines(reply.links),
        numbered(reply.choices, reply.first_number),
        citations(reply.citations),
    )
    return "\n\n".join(block for block in blocks if not is_blank(block))
