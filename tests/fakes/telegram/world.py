"""Chats, people, messages and updates: what Telegram knows."""

from __future__ import annotations

import hashlib
import itertools
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.fakes.telegram.checks import cut_out
from tests.fakes.telegram.rates import Flood, Rates

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fakes.forms import Upload

BOT_ID = 7000000001
BOT_NAME = "motcua_demo_bot"
TOKEN = f"{BOT_ID}:AAFakeTokenOfTheTestsDoNotUseItAnywhere0"
QUERY_SECONDS = 15.0
"""How long a button's press waits for its answer; Telegram publishes no figure, people saw 10-15 s and more."""


@dataclass(slots=True)
class Chat:
    id: int
    type: str
    title: str
    open: bool = False
    """Whether the bot may write: the person has written first, or the bot is in the group."""
    gone: str | None = None
    """Why nothing arrives any more, in Telegram's words."""
    moved_to: int | None = None
    last_message: int = 0
    acts: int = 0

    def json(self) -> dict[str, Any]:
        name = "first_name" if self.type == "private" else "title"
        return {"id": self.id, "type": self.type, name: self.title}


@dataclass(slots=True)
class Message:
    id: int
    chat: Chat
    sender: dict[str, Any]
    content: dict[str, Any]
    date: int
    markup: dict[str, Any] | None = None
    reply_to: int | None = None
    edited: bool = False
    file: Upload | None = None
    acts: int = 0
    """How often people had spoken or pressed in this chat when it was sent."""

    @property
    def from_bot(self) -> bool:
        return bool(self.sender["is_bot"])

    def json(self) -> dict[str, Any]:
        body = {"message_id": self.id, "from": self.sender, "chat": self.chat.json(), "date": self.date}
        body |= self.content
        if self.edited:
            body["edit_date"] = self.date
        if self.markup and "inline_keyboard" in self.markup:
            body["reply_markup"] = self.markup
        return body


@dataclass(frozen=True, slots=True)
class Seen:
    """A message as it is drawn on a person's screen."""

    id: int
    text: str
    from_bot: bool
    rows: tuple[tuple[str, ...], ...] = ()
    payloads: dict[str, str] = field(default_factory=dict)
    urls: dict[str, str] = field(default_factory=dict)
    quote: str | None = None
    """What is folded up (expandable block quote)."""
    reply_to: int | None = None
    edited: bool = False
    picture: str | None = None
    """SHA-256 of a photo above the text."""
    file: Upload | None = None

    @property
    def labels(self) -> list[str]:
        """The labels of its buttons, row by row."""
        return [label for row in self.rows for label in row]


@dataclass(slots=True)
class Query:
    chat: int
    message: int
    asked_at: float
    answered: bool = False


@dataclass(slots=True)
class Statistics:
    """What the bot did, for a test to look at."""

    calls: Counter[str] = field(default_factory=Counter)
    refused: list[tuple[str, str]] = field(default_factory=list)
    uploads: int = 0
    """(method, description) of every call that was refused, floods and ordered troubles included."""
    sent: int = 0
    sent_at: list[float] = field(default_factory=list)
    """When each message arrived, by the world's clock."""


class World:
    """All of it, behind one lock: tests act from their thread, the server answers from its own."""

    def __init__(self, rates: Rates, clock: Callable[[], float]) -> None:
        self.lock = threading.RLock()
        self.clock = clock
        self.flood = Flood(rates)
        self.statistics = Statistics()
        self.chats: dict[int, Chat] = {}
        self.messages: dict[int, list[Message]] = {}
        self.photos: dict[str, Upload] = {}
        self.photos_work = True
        self.queries: dict[str, Query] = {}
        self.typing: Counter[int] = Counter()
        self.updates: list[dict[str, Any]] = []
        """Not yet acknowledged, oldest first."""
        self.allowed: frozenset[str] | None = None
        self.on_update: Callable[[], None] = lambda: None
        self._update_ids = itertools.count(910_000_001)
        self._numbers = itertools.count(1)

    @property
    def bot(self) -> dict[str, Any]:
        return {"id": BOT_ID, "is_bot": True, "first_name": "Một Cửa (thử)", "username": BOT_NAME}

    def add_chat(self, kind: str, title: str, first_id: int) -> Chat:
        with self.lock:
            number = next(self._numbers)
            chat = Chat(first_id + number if first_id > 0 else first_id - number, kind, title)
            self.chats[chat.id] = chat
            self.messages[chat.id] = []
            return chat

    def add_message(self, chat: Chat, sender: dict[str, Any], content: dict[str, Any], **more: Any) -> Message:
        with self.lock:
            chat.last_message += 1
            chat.acts += not sender["is_bot"]
            message = Message(chat.last_message, chat, sender, content, int(time.time()), acts=chat.acts, **more)
            self.messages[chat.id].append(message)
            return message

    def message(self, chat: int, message_id: int) -> Message | None:
        return next((m for m in self.messages.get(chat, []) if m.id == message_id), None)

    def emit(self, kind: str, body: dict[str, Any]) -> int | None:
        """Queue an update for the bot; None when it has not asked for this kind."""
        with self.lock:
            if self.allowed is not None and kind not in self.allowed:
                return None
            update_id = next(self._update_ids)
            self.updates.append({"update_id": update_id, kind: body})
        self.on_update()
        return update_id

    def repeat(self, update: dict[str, Any]) -> None:
        """Queue an update once more, as after a webhook answer that was lost."""
        with self.lock:
            self.updates.append(update)
        self.on_update()

    def drawn(self, chat: int) -> list[Seen]:
        with self.lock:
            return [draw(message) for message in self.messages[chat]]

    def doubles(self) -> list[tuple[int, str]]:
        """(chat, text) of messages that the bot said more often than it was spoken to since it last was silent."""
        with self.lock:
            found = []
            for chat, messages in self.messages.items():
                said: Counter[str] = Counter()
                acts = open_acts = 0
                for message in (m for m in messages if m.from_bot):
                    if message.acts > acts:
                        open_acts = max(0, open_acts - said.total()) + message.acts - acts
                        acts = message.acts
                        said.clear()
                    text = str(message.content.get("text"))
                    said[text] += 1
                    if said[text] > max(1, open_acts):
                        found.append((chat, text))
            return found


def _digest(message: Message) -> str | None:
    if "photo" not in message.content or message.file is None:
        return None
    return hashlib.sha256(message.file.content).hexdigest()


def draw(message: Message) -> Seen:
    text = str(message.content.get("text") or message.content.get("caption") or "")
    rows: list[list[dict[str, Any]]] = (message.markup or {}).get("inline_keyboard", [])
    buttons = [button for row in rows for button in row]
    entities = message.content.get("entities") or message.content.get("caption_entities") or []
    folded = [e for e in entities if e["type"] == "expandable_blockquote"]
    return Seen(
        id=message.id,
        text=text,
        from_bot=message.from_bot,
        rows=tuple(tuple(button["text"] for button in row) for row in rows),
        payloads={b["text"]: b["callback_data"] for b in buttons if "callback_data" in b},
        urls={b["text"]: b["url"] for b in buttons if "url" in b},
        quote=cut_out(text, folded[0]) if folded else None,
        reply_to=message.reply_to,
        edited=message.edited,
        picture=_digest(message),
        file=message.file if "document" in message.content else None,
    )
