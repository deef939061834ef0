"""Updates of a Zalo bot as ``Inbound``s. Whatever an update looks like, reading it never raises.

One update is ``{"event_name": "message.text.received", "message": {…}}``, in a webhook call wrapped into
``{"ok": true, "result": …}``. Groups are not read: how a bot is addressed there is not documented.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bot.conversation.messages import Inbound, Kind, PlatformName
from bot.platforms.fields import identifier, mapping, moment_ms, string

if TYPE_CHECKING:
    from collections.abc import Mapping

_EVENT = re.compile(r"message\.(?P<kind>[a-z_]{1,40})\.received")
_NOT_SAID = frozenset({"reaction"})
"""Events of a message that deserve no answer."""

_START = "/start"


def read_update(update: object) -> Inbound | None:
    """Return what an update means to the bot; None for nothing.

    Messages of protected people (children, people with disabilities …) come as ``message.unsupported.received``
    without content, and perhaps without ``message``: where there is a chat, it is answered like a picture.
    """
    fields = unwrapped(update)
    event = _EVENT.fullmatch(string(fields, "event_name") or "")
    message = mapping(fields.get("message"))
    chat, person = mapping(message.get("chat")), mapping(message.get("from"))
    chat_id, sender = identifier(chat.get("id")), identifier(person.get("id"))
    message_id, date = identifier(message.get("message_id")), moment_ms(message.get("date"))
    if event is None or event["kind"] in _NOT_SAID or chat_id is None or message_id is None:
        return None
    if person.get("is_bot") is True or string(chat, "chat_type") not in {None, "PRIVATE"}:
        return None
    return Inbound(
        platform=PlatformName.ZALO_BOT,
        event_id=message_id,
        sender=sender or chat_id,
        chat=chat_id,
        sequence=date or 0,
        **_content(message),
    )


def message_id(update: object) -> str | None:
    """Return the id by which an update is known again; None where it has none."""
    return identifier(mapping(unwrapped(update).get("message")).get("message_id"))


def unwrapped(update: object) -> Mapping[str, Any]:
    """Return the update itself out of a webhook's envelope."""
    fields = mapping(update)
    return mapping(fields["result"]) if "result" in fields else fields


def _content(message: Mapping[str, Any]) -> dict[str, Any]:
    text = string(message, "text")
    if text is None or not text.strip():
        return {"kind": Kind.MEDIA, "text": string(message, "caption") or None}
    if text.strip().lower() == _START:
        return {"kind": Kind.START}
    return {"kind": Kind.TEXT, "text": text}
