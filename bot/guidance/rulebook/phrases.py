"""The phrases a rulebook must hold, and the placeholders its texts may use."""

from __future__ import annotations

from string import Formatter
from typing import TYPE_CHECKING

from bot.guidance.channels import Channel
from bot.guidance.steering.model import Remedy, Why

if TYPE_CHECKING:
    from collections.abc import Iterator

PLACEHOLDERS = {
    "hotline": frozenset({"hotline"}),
    "phrases": frozenset({"hotline", "ask", "way", "ways", "date", "basis", "document"}),
}
"""Names in braces by kind of text: sentences told with the booking line, and phrases."""


def required_phrases() -> Iterator[str]:
    """Ids of the phrases that citing, telling and the ladder look up."""
    yield from ("history.over", "history.over_inferred", "history.superseded", "hotline.unpublished", "ask.office")
    yield from ("since.derived", "since.inferred", "since.restated")
    yield from ("basis", "no_exception")
    ways = ("ways", "ways_then_come", "come", "agency", "unknown", "blocked", "general", "general_binding", "only_ways")
    yield from (f"first.{name}" for name in ways)
    yield from (f"way.{channel}" for channel in Channel)
    yield "way.elsewhere"
    yield from (f"ladder.{why}" for why in Why if why is not Why.OFFERED)
    yield from (f"remedy.{remedy}" for remedy in Remedy)


def strange_placeholder(text: str, allowed: frozenset[str]) -> str | None:
    """The first placeholder in `text` that nothing would fill, or the whole text when its braces do not close."""
    try:
        names = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    except ValueError:
        return text
    return next((name for name in names if name not in allowed), None)
