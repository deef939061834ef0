"""What a broadcast is: its content, which is approved by its hash, and the state it is in."""

from __future__ import annotations

import enum
import hashlib
import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from bot.conversation.messages import Choice, Link, PlatformName, Reply, Source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from psycopg.rows import DictRow

REACHED_BY_BROADCAST = (PlatformName.TELEGRAM, PlatformName.ZALO_OA, PlatformName.ZALO_BOT, PlatformName.WEB)
"""Platforms that can be written to unasked; the terminal belongs to a command."""


class State(enum.StrEnum):
    """Where a broadcast stands."""

    DRAFT = "draft"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    PAUSED = "paused"
    ASKING = "asking"
    """It would go on by itself, but something was amiss (overdue, a restored copy): staff decide."""
    DONE = "done"
    CANCELLED = "cancelled"


UNSENT = (State.DRAFT, State.APPROVED, State.SCHEDULED)
"""States in which the content may still change."""


class Offer(enum.StrEnum):
    """A button that a broadcast may carry."""

    BOOK = "book"
    RULES = "rules"


_OFFERS: Mapping[Offer, tuple[str, str, str]] = {
    Offer.BOOK: ("Đặt lịch", "Book a visit", "#book.start"),
    Offer.RULES: ("Xem quy định", "See the rule", "#ask.intent:ask_rule_source"),
}
_ONE_RULE = "#ask.rule:"
"""Begins the payload that asks where one rule stands."""
_IMAGE_LABELS = {"vi": "Xem hình", "en": "See the picture"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Everything that is approved; a change of any of it drops the approval.

    Attributes:
        title: for staff and reports.
        text: in Vietnamese.
        text_en: in English; people whose language is English get the Vietnamese text where it is missing.
        links: to open.
        offers: buttons.
        image: https address of a picture, or None.
        sources: where what is said stands.
        rule: id of the published rule that it tells of, or None.
        rule_hash: of the rule's own content when the draft was made.
        audience: in its canonical spelling.
        at: when to send, by the calendar; None for "when somebody says so".
        urgent: goes out in the quiet hours too.
        corrects: id of the broadcast that this one puts right.
    """

    title: str
    text: str
    text_en: str | None = None
    links: tuple[Link, ...] = ()
    offers: tuple[Offer, ...] = ()
    image: str | None = None
    sources: tuple[Source, ...] = ()
    rule: str | None = None
    rule_hash: str | None = None
    audience: str = ""
    at: datetime | None = None
    urgent: bool = False
    corrects: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Return all of it as JSON values."""
        return {
            "title": self.title,
            "text": self.text,
            "text_en": self.text_en,
            "links": [[link.label, link.url] for link in self.links],
            "offers": list(self.offers),
            "image": self.image,
            "sources": [source.to_json() for source in self.sources],
            "rule": self.rule,
            "rule_hash": self.rule_hash,
            "audience": self.audience,
            "at": self.at.isoformat() if self.at is not None else None,
            "urgent": self.urgent,
            "corrects": self.corrects,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Rebuild what ``to_json`` gave."""
        values = dict(data)
        values["links"] = tuple(Link(label, url) for label, url in data["links"])
        values["offers"] = tuple(Offer(offer) for offer in data["offers"])
        values["sources"] = tuple(Source(**source) for source in data["sources"])
        values["at"] = datetime.fromisoformat(data["at"]) if data["at"] is not None else None
        return cls(**values)

    @property
    def hash(self) -> bytes:
        """What is approved: the SHA-256 of the canonical content."""
        plain = json.dumps(self.to_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(plain.encode()).digest()

    def reply(self, language: str) -> Reply:
        """Return the message as a person of that language gets it."""
        english = language == "en" and self.text_en is not None
        choices = tuple(Choice(_OFFERS[offer][1 if english else 0], self._payload(offer)) for offer in self.offers)
        picture = (Link(_IMAGE_LABELS["en" if english else "vi"], self.image),) if self.image is not None else ()
        text = self.text_en if english and self.text_en is not None else self.text
        links = (*picture, *self.links)
        return Reply(text, choices=choices, citations=self.sources, links=links, image=self.image)

    def _payload(self, offer: Offer) -> str:
        """Return what pressing a button asks: about the rule that is told of, whatever the person asked before."""
        if offer is Offer.RULES and self.rule is not None:
            return f"{_ONE_RULE}{self.rule}"
        return _OFFERS[offer][2]


@dataclass(frozen=True, slots=True)
class Broadcast:
    """A broadcast as it is stored.

    Attributes:
        id: its number.
        content: what is said, to whom.
        state: where it stands.
        author: who wrote it last.
        approved_by: who approved this content, or None.
        alone: approved by one person alone, as urgent.
        due_at: when it starts, by the calendar, once it is scheduled.
        asked_by: who began an approval alone and has to confirm it.
        asked_at: when, on the real clock.
        problem: what staff are asked, or why it does not start.
    """

    id: int
    content: Content
    state: State
    author: str
    approved_by: str | None
    approved_at: datetime | None
    alone: bool
    due_at: datetime | None
    asked_by: str | None
    asked_at: datetime | None
    created_at: datetime
    started_by: str | None
    started_at: datetime | None
    finished_at: datetime | None
    problem: str | None
    topic: str | None

    @classmethod
    def of(cls, row: DictRow) -> Self:
        """Read a row."""
        content = Content.from_json(row["content"])
        approved = row["approved_hash"] is not None and bytes(row["approved_hash"]) == content.hash
        return cls(
            id=row["id"],
            content=content,
            state=State(row["state"]),
            author=row["author"],
            approved_by=row["approved_by"] if approved else None,
            approved_at=row["approved_at"] if approved else None,
            alone=row["alone"],
            due_at=row["due_at"],
            asked_by=row["asked_by"],
            asked_at=row["asked_at"],
            created_at=row["created_at"],
            started_by=row["started_by"],
            started_at=row["started_at"],
            finished_at=row["finished_at"],
            problem=row["problem"],
            topic=row["topic"],
        )

    @property
    def approved(self) -> bool:
        """Whether just this content is approved."""
        return self.approved_by is not None

    def with_content(self, content: Content) -> Self:
        """Return it with other content."""
        return replace(self, content=content)
