"""How stored messages are written for the page."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.conversation.messages import Kind
from bot.guidance.moments import VIETNAM
from bot.platforms.rendering import vietnamese_date
from bot.platforms.webchat.ports import StoredReply

if TYPE_CHECKING:
    from bot.conversation.messages import Inbound, Reply, Source
    from bot.platforms.webchat.ports import HistoryItem, StoredMessage


PICTURES = "/pictures"
"""Where this service itself serves stored pictures; the page and they have one origin."""


def answer_date(answers_for: datetime, now: datetime) -> dict[str, Any]:
    """Return the date that answers hold for, and whether that is another one than today's in Vietnam."""
    day = answers_for.astimezone(VIETNAM).date()
    return {"date": vietnamese_date(day.isoformat()), "shifted": day != now.astimezone(VIETNAM).date()}


def reply_to_wire(stored: StoredReply) -> dict[str, Any]:
    """Return a message of the bot."""
    reply: Reply = stored.message.reply
    moment = (stored.answered_for or stored.at).astimezone(VIETNAM)
    return {
        "id": stored.message.id,
        "at": _milliseconds(stored.at),
        "text": reply.text,
        "choices": [{"label": choice.label, "payload": choice.payload} for choice in reply.choices],
        "citations": [_source_to_wire(source, moment) for source in reply.citations],
        "links": [
            *([{"label": reply.picture.label, "url": f"{PICTURES}/{reply.picture.name}"}] if reply.picture else []),
            *({"label": link.label, "url": link.url} for link in reply.links if is_web_address(link.url)),
        ],
        "file": None if reply.file is None else {"name": reply.file.name, "text": reply.file.text},
    }


def item_to_wire(item: HistoryItem) -> dict[str, Any]:
    """Return a message of either side: ``{"bot": …}`` or ``{"person": …}``."""
    if isinstance(item, StoredReply):
        return {"bot": reply_to_wire(item)}
    return {"person": _message_to_wire(item)}


def is_web_address(url: str) -> bool:
    """Return whether ``url`` may be offered to open: https and a host, nothing else."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname)


def _message_to_wire(stored: StoredMessage) -> dict[str, Any]:
    message: Inbound = stored.message
    wire: dict[str, Any] = {"id": message.event_id, "at": _milliseconds(stored.at), "kind": message.kind.value}
    if message.kind is Kind.CHOICE:
        wire["payload"] = message.payload
        wire["under"] = int(message.source_message) if message.source_message else 0
    elif message.kind is Kind.TEXT:
        wire["text"] = message.text
    return wire


def _source_to_wire(source: Source, moment: datetime) -> dict[str, Any]:
    return {
        "document": source.document,
        "paragraph": source.paragraph,
        "quote": source.quote,
        "signed": _written(source.signed_on),
        "from": _written(source.effective_from),
        "since": source.since,
        "status": _status(source, moment),
        "confirmed": source.confirmed,
        "url": source.url if source.url and is_web_address(source.url) else None,
    }


def _status(source: Source, moment: datetime) -> str:
    """Return ``current``, ``coming`` or ``old``.

    A rule that is not in force may be history, or one that begins later and of which a visit is warned.
    """
    if source.in_force:
        return "current"
    begins = _parse(source.effective_from)
    return "coming" if begins is not None and begins > moment else "old"


def _parse(iso: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(iso or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)


def _written(iso: str | None) -> str | None:
    """Return a day, or a moment, as people write it; what is neither stays as it is."""
    moment = _parse(iso)
    if moment is None:
        return iso
    moment = moment.astimezone(VIETNAM)
    day = vietnamese_date(moment.date().isoformat())
    return f"{moment:%H:%M} ngày {day}" if (moment.hour, moment.minute) != (0, 0) else day


def _milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
