"""Telegram updates as ``Inbound``s. Whatever an update looks like, reading it never raises.

One conversation is one person in one chat: ``chat`` is the private chat or the group, ``sender`` the person. In a
group only what is addressed to the bot counts: a mention, a command with its name, a reply to it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.conversation.messages import Inbound, Kind, PlatformName, is_payload
from bot.platforms.text import storable

if TYPE_CHECKING:
    from collections.abc import Mapping

ALLOWED_UPDATES = ("message", "edited_message", "callback_query")
"""What Telegram is asked to send; a blocked or left chat is noticed when sending (403)."""

_MEDIA = (
    "animation", "audio", "checklist", "dice", "document", "game", "paid_media", "photo", "poll", "sticker", "story",
    "video", "video_note", "voice",
)  # fmt: skip
"""What a person may send that is not read but deserves an answer. Service messages are not among them."""

_START = re.compile(r"/start(?:@(?P<name>\w+))?(?:\s+(?P<parameter>.*))?", re.DOTALL | re.IGNORECASE)
_COMMAND_FOR = re.compile(r"(?P<command>/\w+)@(?P<name>\w+)", re.ASCII)
_PARAMETER = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
"""A deep link's parameter (core.telegram.org/bots/features#deep-linking)."""

_GROUPS = frozenset({"group", "supergroup"})


@dataclass(frozen=True, slots=True)
class Me:
    """The bot itself: its id (the token's first part), and its name once Telegram has told it."""

    id: int
    username: str | None = None


@dataclass(frozen=True, slots=True)
class Press:
    """What is needed to answer a pressed button: its query expires within seconds and is kept nowhere else.

    Attributes:
        query: id of the callback query.
        chat: id of the chat.
        message: id of the message that the button stands under.
        label: what stands on the button, or None where Telegram doesn't say (a message too old).
        payload: of the button.
    """

    query: str
    chat: str
    message: int
    label: str | None
    payload: str


def read_update(update: object, me: Me) -> Inbound | None:
    """Return what an update means to the bot; None for nothing."""
    fields = _mapping(update)
    update_id = _integer(fields, "update_id")
    if update_id is None:
        return None
    if "callback_query" in fields:
        return _choice(update_id, _mapping(fields["callback_query"]))
    for name in ("message", "edited_message"):
        if name in fields:
            return _message(update_id, _mapping(fields[name]), me, edited=name == "edited_message")
    return None


def read_press(update: object) -> Press | None:
    """Return how to answer the press that an update tells of; None where it tells of none."""
    query = _mapping(_mapping(update).get("callback_query"))
    query_id, payload = _string(query, "id"), _string(query, "data")
    message = _mapping(query.get("message"))
    message_id, chat_id = _integer(message, "message_id"), _integer(_mapping(message.get("chat")), "id")
    if query_id is None or payload is None or message_id is None or chat_id is None:
        return None
    rows = _list(_mapping(message.get("reply_markup")).get("inline_keyboard"))
    buttons = [_mapping(button) for row in rows for button in _list(row)]
    label = next((_string(b, "text") for b in buttons if _string(b, "callback_data") == payload), None)
    return Press(query_id, str(chat_id), message_id, label, payload)


def _choice(update_id: int, query: Mapping[str, Any]) -> Inbound | None:
    payload = _string(query, "data")
    person = _mapping(query.get("from"))
    sender = _integer(person, "id")
    message = _mapping(query.get("message"))
    chat, message_id = _integer(_mapping(message.get("chat")), "id"), _integer(message, "message_id")
    if payload is None or not is_payload(payload) or sender is None or chat is None or message_id is None:
        return None  # an inline message, a game, or a payload that is not ours
    return Inbound(
        platform=PlatformName.TELEGRAM,
        event_id=str(update_id),
        sender=str(sender),
        chat=str(chat),
        kind=Kind.CHOICE,
        payload=payload,
        sequence=update_id,
        source_message=str(message_id),
        language=_string(person, "language_code"),
    )


def _message(update_id: int, message: Mapping[str, Any], me: Me, *, edited: bool) -> Inbound | None:
    person, chat = _mapping(message.get("from")), _mapping(message.get("chat"))
    sender, chat_id, kind_of_chat = _integer(person, "id"), _integer(chat, "id"), chat.get("type")
    if sender is None or chat_id is None or person.get("is_bot") is True or "sender_chat" in message:
        return None  # other bots, and people who write in the name of a channel or group
    in_group = isinstance(kind_of_chat, str) and kind_of_chat in _GROUPS
    if not in_group and kind_of_chat != "private":
        return None
    content = _content(message, me, in_group=in_group, edited=edited)
    if content is None:
        return None
    message_id = _integer(message, "message_id")
    return Inbound(
        platform=PlatformName.TELEGRAM,
        event_id=str(update_id),
        sender=str(sender),
        chat=str(chat_id),
        sequence=update_id,
        # In a group the answer is given as a reply to the person's message.
        source_message=str(message_id) if in_group and message_id is not None else None,
        reply_to=_answered(message, me),
        edited=edited,
        language=_string(person, "language_code"),
        **content,
    )


def _content(message: Mapping[str, Any], me: Me, *, in_group: bool, edited: bool) -> dict[str, Any] | None:
    """Return the fields of ``Inbound`` that say what was sent; None where it is nothing for the bot."""
    text, caption = _string(message, "text"), _string(message, "caption")
    written = text if text is not None else caption
    if in_group:
        written = _addressed(written or "", message, me)
        if written is None:
            return None
    if text is not None:
        return _text(written or "")
    if edited and caption is None:
        return None  # a live location that moves, a poll that was answered
    return _attachment(message, written)


def _attachment(message: Mapping[str, Any], caption: str | None) -> dict[str, Any] | None:
    location = _mapping(message.get("location"))
    latitude, longitude = _number(location, "latitude"), _number(location, "longitude")
    if latitude is not None and longitude is not None:
        return {"kind": Kind.LOCATION, "latitude": latitude, "longitude": longitude}
    contact = _mapping(message.get("contact"))
    phone = _string(contact, "phone_number")
    if phone is not None and _integer(contact, "user_id") == _integer(_mapping(message.get("from")), "id"):
        return {"kind": Kind.CONTACT, "phone": phone}
    if contact or any(name in message for name in _MEDIA):
        return {"kind": Kind.MEDIA, "text": caption or None}  # somebody else's phone is not read either
    return None


def _text(text: str) -> dict[str, Any]:
    start = _START.fullmatch(text.strip())
    if start is None and text:
        return {"kind": Kind.TEXT, "text": text}
    parameter = ((start["parameter"] if start else None) or "").strip()
    return {"kind": Kind.START, "text": parameter if _PARAMETER.fullmatch(parameter) else None}


def _answered(message: Mapping[str, Any], me: Me) -> str | None:
    """Return the id of the bot's message that was replied to, or None."""
    answered = _mapping(message.get("reply_to_message"))
    message_id = _integer(answered, "message_id")
    by_me = _integer(_mapping(answered.get("from")), "id") == me.id
    return str(message_id) if by_me and message_id is not None else None


def _addressed(text: str, message: Mapping[str, Any], me: Me) -> str | None:
    """Return what was said to the bot in a group, without its name; None where it was not spoken to."""
    answered = _mapping(message.get("reply_to_message"))
    to_me = _integer(_mapping(answered.get("from")), "id") == me.id
    name = (me.username or "").lower()
    if name:
        command = _COMMAND_FOR.match(text)
        if command is not None and command["name"].lower() == name:
            return command["command"] + text[command.end() :]
        if command is not None:
            return None  # a command for another bot
        without = re.sub(rf"(?<!\w)@{re.escape(name)}(?!\w)", " ", text, flags=re.ASCII | re.IGNORECASE)
        if without != text:
            return without.strip()
    return text if to_me else None


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _integer(fields: Mapping[str, Any], name: str) -> int | None:
    value = fields.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1 << 63 else None


def _number(fields: Mapping[str, Any], name: str) -> float | None:
    value = fields.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= 180:  # noqa: PLR2004
        return None  # degrees; NaN compares as false
    return float(value)


def _string(fields: Mapping[str, Any], name: str) -> str | None:
    value = fields.get(name)
    return storable(value) if isinstance(value, str) else None
