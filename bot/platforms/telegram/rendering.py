"""A reply as Telegram messages: texts, entities and keyboards within the Bot API's limits.

Nothing is ever sent as HTML or Markdown: formatting goes by entities, so what a person or a document wrote can't
become markup. The limits are those of https://core.telegram.org/bots/api and, where it is silent, what the server is
known to refuse: 100 buttons or about 10 kB of keyboard ("reply markup is too long").
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    LinkPreviewOptions,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from bot.conversation.messages import Choice, Link
from bot.platforms.contract import Limits
from bot.platforms.rendering import LOOK_BELOW, citations, link_lines, numbered
from bot.platforms.text import is_blank, presentable, shorten, split_text, utf16_length

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.conversation.messages import File, Picture, Reply

LIMITS = Limits(
    text=4096,
    choices=30,
    choice_label=48,
    per_second=30.0,
    burst=30,
    per_chat_per_second=1.0,
    per_group_per_minute=20.0,
)
"""Text in UTF-16 units. Rates:
https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this.
Thirty buttons with labels of 48 characters stay below 10 kB in any script."""

SHARE_PHONE = "📱 Gửi số điện thoại của tôi"
SHARE_PHONE_HINT = "Bấm nút bên dưới để gửi số điện thoại, hoặc gõ số vào đây."

_SHORT_LABEL = 16
"""Two buttons of this many characters fit side by side on a phone 360 px wide."""

_LONGEST_URL = 2000
_LONGEST_CAPTION = 1024
"""UTF-16 units under a photo."""

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
"""Links in a text stay links: no picture of a stranger's page appears under it."""

type Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove


@dataclass(frozen=True, slots=True)
class Part:
    """One message to send; a file stands alone, above its keyboard, and a picture above a text that it can carry."""

    text: str
    entities: tuple[MessageEntity, ...] = ()
    markup: Markup | None = None
    file: File | None = None
    picture: Picture | None = None


def render(reply: Reply, *, private: bool) -> list[Part]:
    """Return the messages that say ``reply``, in order; none where it says nothing.

    Args:
        reply: what to say.
        private: whether it goes to a person's own chat. The button that shares a phone exists only there, and only
            there is a keyboard that was open for it taken away again, by the next message without buttons.
    """
    reply = _presentable(reply)
    as_buttons = [link for link in reply.links if is_public_url(link.url) and not is_blank(link.label)]
    if len(as_buttons) + len(reply.choices) > LIMITS.choices:
        as_buttons = []
    as_text = [link for link in reply.links if link not in as_buttons]
    keyboard = _keyboard(reply.choices, as_buttons, reply.first_number)
    blocks = [reply.text, link_lines(as_text)]
    if _labels_are_cut(reply.choices):
        blocks.append(numbered(reply.choices, reply.first_number))
    body = "\n\n".join(block for block in blocks if not is_blank(block))
    parts = [Part(text) for text in split_text(body, LIMITS.text, utf16_length)]
    parts = _with_sources(parts, presentable(citations(reply.citations)).strip())
    asks_phone = reply.request_contact and private
    if reply.file is not None:
        parts.append(Part("", file=reply.file))
    if not parts and (keyboard or asks_phone):
        parts = [Part(LOOK_BELOW)]
    if keyboard:
        parts[-1] = replace(parts[-1], markup=InlineKeyboardMarkup(keyboard))
    if asks_phone:
        if keyboard:  # a message carries one keyboard only
            parts.append(Part(SHARE_PHONE_HINT))
        parts[-1] = replace(parts[-1], markup=_phone_keyboard())
    if reply.picture is not None:
        parts = _with_picture(parts, reply.picture)
    if private:
        parts = [replace(part, markup=part.markup or ReplyKeyboardRemove()) for part in parts]
    return parts


def _with_picture(parts: list[Part], picture: Picture) -> list[Part]:
    """Put a picture above the first text, or before it where that is too long to be its caption."""
    if parts and parts[0].file is None and utf16_length(parts[0].text) <= _LONGEST_CAPTION:
        return [replace(parts[0], picture=picture), *parts[1:]]
    return [Part("", picture=picture), *parts]


def pressed_keyboard(label: str, payload: str) -> InlineKeyboardMarkup:
    """Return what is left of a menu once its choice ``label`` was pressed: that choice, ticked."""
    ticked = label if label.startswith("✓") else f"✓ {label}"
    return InlineKeyboardMarkup([[InlineKeyboardButton(ticked, callback_data=payload)]])


def is_public_url(url: str) -> bool:
    """Return whether Telegram takes ``url`` for a button: http(s), a host with a dotted name, no blanks."""
    if len(url) > _LONGEST_URL or not url.isascii() or any(character <= " " for character in url):
        return False
    try:
        address = urlsplit(url)
        host = address.hostname or ""
    except ValueError:
        return False
    top = host.rpartition(".")[2]
    return (
        address.scheme in {"http", "https"} and "." in host.strip(".") and top.isalpha() and "@" not in address.netloc
    )


def _presentable(reply: Reply) -> Reply:
    return replace(
        reply,
        text=presentable(reply.text),
        choices=tuple(Choice(presentable(choice.label), choice.payload) for choice in reply.choices),
        links=tuple(Link(presentable(link.label), presentable(link.url)) for link in reply.links),
    )


def _with_sources(parts: list[Part], sources: str) -> list[Part]:
    """Append the sources, folded up, to the last message, or behind it where they don't fit."""
    if not sources:
        return parts
    if parts:
        text = parts[-1].text
        if utf16_length(text) + 2 + utf16_length(sources) <= LIMITS.text:
            quote = _folded(utf16_length(text) + 2, utf16_length(sources))
            return [*parts[:-1], Part(f"{text}\n\n{sources}", (quote,))]
    pieces = split_text(sources, LIMITS.text, utf16_length)
    return [*parts, *(Part(piece, (_folded(0, utf16_length(piece)),)) for piece in pieces)]


def _folded(offset: int, length: int) -> MessageEntity:
    return MessageEntity(MessageEntity.EXPANDABLE_BLOCKQUOTE, offset, length)


def _labels_are_cut(choices: Sequence[Choice]) -> bool:
    """Whether the buttons alone don't say it: too many, or a label too long. Then the text lists them, numbered."""
    if len(choices) > LIMITS.choices:
        return True
    return any(len(" ".join(choice.label.split())) > LIMITS.choice_label for choice in choices)


def _keyboard(choices: Sequence[Choice], links: Sequence[Link], first: int) -> list[list[InlineKeyboardButton]]:
    """Return rows of one button, or of two where all labels are short; links stand below, one a row."""
    number = _labels_are_cut(choices)
    buttons: list[InlineKeyboardButton] = []
    for position, choice in enumerate(choices[: LIMITS.choices], first):
        label = f"{position}. {choice.label}" if number or is_blank(choice.label) else choice.label
        buttons.append(InlineKeyboardButton(shorten(label, LIMITS.choice_label), callback_data=choice.payload))
    width = 2 if all(len(button.text) <= _SHORT_LABEL for button in buttons) else 1
    rows = [buttons[start : start + width] for start in range(0, len(buttons), width)]
    rows += [[InlineKeyboardButton(shorten(link.label, LIMITS.choice_label), url=link.url)] for link in links]
    return rows


def _phone_keyboard() -> ReplyKeyboardMarkup:
    button = KeyboardButton(SHARE_PHONE, request_contact=True)
    return ReplyKeyboardMarkup([[button]], resize_keyboard=True, one_time_keyboard=True)
