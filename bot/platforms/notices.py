"""What a platform tells besides what people say: receipts, staff who answer by hand, people who come and go.

Notices are not messages: nothing is answered to them. Each says when it happened, so that it may come late or twice.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from bot.conversation.messages import PlatformName


@dataclass(frozen=True, slots=True)
class Interacted:
    """A person did something that opens the platform's reply window (wrote, followed, pressed, called)."""

    platform: PlatformName
    chat: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AnsweredByHand:
    """Somebody of the office wrote to this person in the platform's own tool: the bot keeps quiet for a while."""

    platform: PlatformName
    chat: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Receipts:
    """Messages of ours arrived at a person, or were seen.

    Attributes:
        chat: the person's.
        message_ids: the platform's ids, as its ``Receipt`` gave them.
        seen: whether they were seen, and not only received.
    """

    platform: PlatformName
    chat: str
    message_ids: tuple[str, ...]
    seen: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Echoed:
    """The platform shows a message that we sent through its API: it surely went out."""

    platform: PlatformName
    chat: str
    message_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Left:
    """A person stopped following; nothing is sent until they write."""

    platform: PlatformName
    chat: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PermissionRevoked:
    """The office took the app's permission away: its tokens are dead."""

    platform: PlatformName
    at: datetime


type Notice = Interacted | AnsweredByHand | Receipts | Echoed | Left | PermissionRevoked

_KINDS = {kind.__name__: kind for kind in (Interacted, AnsweredByHand, Receipts, Echoed, Left, PermissionRevoked)}


def to_json(notice: Notice) -> dict[str, Any]:
    """Return a notice as JSON can hold it."""
    return {**asdict(notice), "kind": type(notice).__name__, "at": notice.at.isoformat()}


def from_json(record: dict[str, Any]) -> Notice:
    """Return the notice of which ``to_json`` made a record.

    Raises:
        ValueError: it is none.
    """
    fields = {**record, "platform": PlatformName(record["platform"]), "at": datetime.fromisoformat(record["at"])}
    kind = _KINDS.get(str(fields.pop("kind")))
    if kind is None:
        raise ValueError("not a notice")
    if "message_ids" in fields:
        fields["message_ids"] = tuple(fields["message_ids"])
    made: Notice = kind(**fields)
    return made
