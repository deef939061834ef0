"""What the Bot API demands of texts, entities and keyboards, with its own words where it refuses.

Sources: https://core.telegram.org/bots/api; the open server (tdlib/telegram-bot-api, Client.cpp) and TDLib
(ReplyMarkup.cpp, MessageEntity.cpp) for the texts; issues of the client libraries for the undocumented limits
(100 buttons, about 10 kB of keyboard, 8 buttons a row).
"""

from __future__ import annotations

import json
import unicodedata
from typing import Any
from urllib.parse import urlsplit

from tests.fakes.telegram.errors import Refusal, bad_request

TEXT_UNITS = 4096
CAPTION_UNITS = 1024
CALLBACK_BYTES = 64
BUTTONS = 100
BUTTONS_A_ROW = 8
KEYBOARD_BYTES = 10_000
ENTITIES = 100
ANSWER_UNITS = 200

ENTITY_KINDS = frozenset(
    {
        "mention",
        "hashtag",
        "cashtag",
        "bot_command",
        "url",
        "email",
        "phone_number",
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "blockquote",
        "expandable_blockquote",
        "code",
        "pre",
        "text_link",
        "text_mention",
        "custom_emoji",
    }
)
CHAT_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def clean_text(value: Any) -> str:
    """Return a message's text as Telegram stores it, or refuse it."""
    if value is None:
        raise bad_request("message text is empty")
    if not isinstance(value, str):
        raise bad_request("text must be a string")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    kept = "".join(" " if ord(c) < 32 and c != "\n" else c for c in value if c != "\r")
    text = kept.strip()
    if all(unicodedata.category(c) in {"Zs", "Zl", "Zp", "Cc", "Cf"} for c in text):
        raise bad_request("message text is empty")
    if units(text) > TEXT_UNITS:
        raise bad_request("message is too long")
    return text


def entities(value: Any, text: str) -> list[dict[str, Any]]:
    found = _json(value, "can't parse entities JSON object")
    if found is None:
        return []
    if not isinstance(found, list):
        raise bad_request("can't parse entities: expected an Array")
    length = units(text)
    kept = []
    for entity in found:
        if not isinstance(entity, dict) or entity.get("type") not in ENTITY_KINDS:
            raise bad_request("can't parse entities: unsupported entity type")
        offset, size = entity.get("offset"), entity.get("length")
        if not isinstance(offset, int) or not isinstance(size, int) or offset < 0 or size < 0:
            raise bad_request("can't parse entities: receive an entity with incorrect offset or length")
        if offset + size > length:
            raise bad_request(
                f"entity beginning at UTF-16 offset {offset} ends after the end of the text at UTF-16 offset {length}"
            )
        _not_within_a_pair(text, offset, "begins")
        _not_within_a_pair(text, offset + size, "ends")
        kept.append(entity)
    return kept[:ENTITIES]  # further ones are ignored


def cut_out(text: str, entity: dict[str, Any]) -> str:
    raw = text.encode("utf-16-le")
    start = entity["offset"] * 2
    return raw[start : start + entity["length"] * 2].decode("utf-16-le")


def reply_markup(value: Any, *, private: bool, inline_only: bool = False) -> dict[str, Any] | None:
    markup = _json(value, "can't parse reply keyboard markup JSON object")
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        _size(markup, "inline_keyboard")
        for button in _buttons(markup["inline_keyboard"], "inline keyboard"):
            _inline_button(button)
        return markup if any(markup["inline_keyboard"]) else None
    if inline_only:
        raise bad_request("inline keyboard expected")
    if "keyboard" in markup:
        _size(markup, "keyboard")
        for button in _buttons(markup["keyboard"], "keyboard"):
            if isinstance(button, dict) and button.get("request_contact") and not private:
                raise bad_request("phone number can be requested in private chats only")
        return markup
    if markup.get("remove_keyboard") is True or markup.get("force_reply") is True:
        return markup
    raise bad_request("can't parse reply keyboard markup JSON object")


def _inline_button(button: Any) -> None:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: expected an Object")
    if not isinstance(button.get("text"), str) or not button["text"].strip():
        raise bad_request("inline keyboard button text must be non-empty")
    if "url" in button:
        _button_url(button["url"])
    elif "callback_data" in button:
        data = button["callback_data"]
        if not isinstance(data, str) or not 1 <= len(data.encode()) <= CALLBACK_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
    else:
        raise bad_request("text buttons are unallowed in the inline keyboard")


def _button_url(url: Any) -> None:
    try:
        address = urlsplit(url)
        host = address.hostname or ""
    except (ValueError, AttributeError, TypeError):
        address, host = None, ""
    fits = address is not None and address.scheme in {"http", "https", "tg"} and "." in host
    if not fits or any(c.isspace() for c in url):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def _size(markup: dict[str, Any], name: str) -> None:
    rows = markup[name]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request("can't parse keyboard: expected an Array of Arrays")
    size = len(json.dumps(markup, ensure_ascii=False, separators=(",", ":")).encode())
    if sum(map(len, rows)) > BUTTONS or size > KEYBOARD_BYTES or any(len(row) > BUTTONS_A_ROW for row in rows):
        raise bad_request("reply markup is too long")


def _buttons(rows: list[list[Any]], what: str) -> list[Any]:
    buttons = [button for row in rows for button in row]
    for button in buttons:
        text = button.get("text") if isinstance(button, dict) else button
        if not isinstance(text, str) or not text.strip():
            raise bad_request(f"{what} button text must be non-empty")
    return buttons


def _not_within_a_pair(text: str, offset: int, verb: str) -> None:
    raw = text.encode("utf-16-le")[offset * 2 : offset * 2 + 2]
    if len(raw) == 2 and 0xDC <= raw[1] <= 0xDF:
        raise bad_request(f"entity beginning at UTF-16 offset {offset} {verb} in a middle of a UTF-16 symbol")


def _json(value: Any, complaint: str) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value) if value else None
    except ValueError:
        raise bad_request(complaint) from None


def integer(parameters: dict[str, Any], name: str, default: int | None = None) -> int | None:
    value = parameters.get(name)
    if value is None or value == "":
        return default
    try:
        return int(value)
    except (TypeError, ValueError):
        raise bad_request(f"{name} must be an Integer") from None


def not_found() -> Refusal:
    return Refusal(404, "Not Found: method not found")


def link_preview(value: Any) -> dict[str, Any] | None:
    """The preview that is shown, or None where it is switched off."""
    if value is None:
        return None
    options: dict[str, Any] = json.loads(value) if isinstance(value, str) else value
    return None if options.get("is_disabled") else options
