"""What a broadcast is: its content, which is approved by its hash, and the state it is in."""

from __future__ import annotations

import enum
import hashlib
import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from bot.conversation.messages import Choice, Link, Picture, PlatformName, Reply, Source
from bot.staff.approvable import Kind, Subject, standing_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from psycopg.rows import DictRow

    from bot.staff.approvable import Standing

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
        image: where its picture was fetched from, or the name of the file that was handed in; None for no picture.
        picture: the picture as it was fetched and stored.
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
    picture: Picture | None = None
    sources: tuple[Source, ...] = ()
    rule: str | None = None
    rule_hash: str | None = None
    audience: str = ""
    at: datetime | None = None
    urgent: bool = False
    corrects: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Return all of it as JSON values."""
        # What was approved before pictures were stored keeps its hash.
        stored = {} if self.picture is None else {"picture": self.picture.to_json()}
        return {
            **stored,
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
        values["sources"] = tuple(Source.from_json(source) for source in data["sources"])
        if "picture" in data:
            values["picture"] = Picture(**data["picture"])
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
        label = _IMAGE_LABELS["en" if english else "vi"]
        picture = replace(self.picture, label=label) if self.picture is not None else None
        text = self.text_en if english and self.text_en is not None else self.text
        return Reply(text, choices=choices, citations=self.sources, links=self.links, picture=picture)

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
        approval: where its approval stands; None where nobody noted any.
        due_at: when it starts, by the calendar, once it is scheduled.
        confirmed_at: when somebody last said to send it, on the real clock.
        problem: what staff are asked, or why it does not start.
    """

    id: int
    content: Content
    state: State
    author: str
    approval: Standing | None
    due_at: datetime | None
    created_at: datetime
    confirmed_at: datetime | None
    started_by: str | None
    started_at: datetime | None
    finished_at: datetime | None
    problem: str | None
    topic: str | None

    @classmethod
    def of(cls, row: DictRow) -> Self:
        """Read a row, joined with its approval's as ``approval_…``."""
        return cls(
            id=row["id"],
            content=Content.from_json(row["content"]),
            state=State(row["state"]),
            author=row["author"],
            approval=standing_of(row, "approval_"),
            due_at=row["due_at"],
            created_at=row["created_at"],
            confirmed_at=row["confirmed_at"],
            started_by=row["started_by"],
            started_at=row["started_at"],
            finished_at=row["finished_at"],
            problem=row["problem"],
            topic=row["topic"],
        )

    @property
    def subject(self) -> Subject:
        """What is approved."""
        return subject_of(self.id, self.content)

    @property
    def approved(self) -> bool:
        """Whether just this content is approved."""
        return self.approval is not None and self.approval.approves(self.content.hash)

    @property
    def approved_by(self) -> str | None:
        """Who approved this content."""
        return self.approval.approved_by if self.approval is not None and self.approved else None

    @property
    def approved_at(self) -> datetime | None:
        """When, on the real clock."""
        return self.approval.approved_at if self.approval is not None and self.approved else None

    @property
    def alone(self) -> bool:
        """Whether one person approved it alone, as urgent."""
        return self.approval is not None and self.approved and self.approval.alone

    def with_content(self, content: Content) -> Self:
        """Return it with other content."""
        return replace(self, content=content)


def subject_of(broadcast: int, content: Content) -> Subject:
    """Return what is approved of a broadcast."""
    return Subject(Kind.BROADCAST, str(broadcast), content.hash)
