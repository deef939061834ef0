"""A reply as Zalo messages, within the limits of ``v3.0/oa/message/cs``.

A text has 2,000 characters, a message five buttons whose titles have 100. How Zalo counts emoji is not documented: by
default UTF-16 units, of which no text has fewer than characters. Texts are normalised to NFC first.
"""

from __future__ import annotations

import enum
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.conversation.messages import Choice, Link
from bot.platforms.contract import Limits
from bot.platforms.rendering import LOOK_BELOW, citations, file_lines, link_lines, numbered
from bot.platforms.text import is_blank, presentable, shorten, split_text, utf16_length

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.conversation.messages import File, Picture, Reply

LIMITS = Limits(text=2000, choices=5, choice_label=100, per_second=20.0, burst=20)
"""Zalo allows 4,000 calls a minute to an app, and an unpublished number to an account: 20 a second stay below."""

ASK_TITLE = "Gửi số điện thoại của anh/chị"
ASK_SUBTITLE = "Bấm vào đây để gửi số điện thoại, hoặc gõ số ngay trong khung trò chuyện."
ASK_IN_WORDS = "Anh/chị gõ số điện thoại vào đây giúp."

_PICTURE = "Hình kèm theo"
_LONGEST_URL = 1000


class Buttons(enum.StrEnum):
    """How choices are shown."""

    HIDE = "hide"
    """Buttons; a press is not shown in the chat (``oa.query.hide``)."""
    SHOW = "show"
    """Buttons; a press shows its payload in the chat (``oa.query.show``)."""
    OFF = "off"
    """Numbered lines."""


class Count(enum.StrEnum):
    """How the length of a text is counted."""

    UTF16 = "utf16"
    """UTF-16 units: an emoji is two."""
    CHARACTERS = "characters"
    BYTES = "bytes"
    """Of UTF-8: a Vietnamese letter is up to three, an emoji four."""

    def length(self, text: str) -> int:
        """Return the length of ``text``."""
        if self is Count.UTF16:
            return utf16_length(text)
        return len(text) if self is Count.CHARACTERS else len(text.encode(errors="surrogatepass"))


@dataclass(frozen=True, slots=True)
class Part:
    """One message to send.

    Attributes:
        text: what it says.
        buttons: Zalo's button objects under it.
        instead: a text that says the same where Zalo does not take the buttons or the request.
        asks_contact: a request for the person's name and phone, in place of a text.
        picture: a picture (JPG or PNG of at most 1 MB) that is uploaded and shown above ``text``.
        file: a file, in place of a text.
    """

    text: str
    buttons: tuple[dict[str, Any], ...] = ()
    instead: str = ""
    asks_contact: bool = False
    picture: Picture | None = None
    file: File | None = None

    def message(self, image: str | None = None) -> dict[str, Any]:
        """Return the ``message`` object; ``image`` is the picture of a request for contact, where one is set."""
        if self.asks_contact:
            element = {"title": ASK_TITLE, "subtitle": ASK_SUBTITLE} | ({"image_url": image} if image else {})
            payload = {"template_type": "request_user_info", "elements": [element]}
            return {"attachment": {"type": "template", "payload": payload}}
        if self.buttons:
            return {
                "text": self.text,
                "attachment": {"type": "template", "payload": {"buttons": list(self.buttons)}},
            }
        return {"text": self.text}

    def with_picture(self, attachment: str | None) -> dict[str, Any]:
        """Return the ``message`` object that shows an uploaded picture."""
        element = {"media_type": "image", "attachment_id": attachment}
        payload = {"template_type": "media", "elements": [element]}
        return {"text": self.text, "attachment": {"type": "template", "payload": payload}}

    def in_words(self, counts: Count = Count.UTF16) -> list[Part]:
        """Return the same without buttons, request, picture or file; empty where it has none of them."""
        return [Part(part) for part in split_text(self.instead, LIMITS.text, counts.length)]


def render(
    reply: Reply, buttons: Buttons = Buttons.HIDE, counts: Count = Count.UTF16, *, picture_address: str | None = None
) -> list[Part]:
    """Return the messages that say ``reply``, in order; none where it says nothing.

    Args:
        reply: what to say.
        buttons: how choices are shown.
        counts: how the length of a text is counted.
        picture_address: where anybody opens its picture, to be written out where Zalo takes no picture.
    """
    reply = _presentable(reply)
    shown = _picture(reply.picture, picture_address)
    pressed = reply.choices if buttons is not Buttons.OFF and len(reply.choices) <= LIMITS.choices else ()
    opened = [link for link in reply.links if is_public_url(link.url) and not is_blank(link.label)]
    if buttons is Buttons.OFF or len(pressed) + len(opened) > LIMITS.choices:
        opened = []
    in_text = [link for link in reply.links if link not in opened]
    cut = any(len(" ".join(choice.label.split())) > LIMITS.choice_label for choice in reply.choices)
    listed = reply.choices if cut or not pressed else ()
    first = reply.first_number
    blocks = (reply.text, link_lines(in_text), numbered(listed, first), presentable(citations(reply.citations)))
    body = "\n\n".join(block.strip() for block in map(_nfc, blocks) if not is_blank(block))
    parts = [Part(text) for text in split_text(body, LIMITS.text, counts.length)]
    objects = (*_queries(pressed, buttons, first if cut else None), *map(_opening, opened))
    if objects:
        last = parts.pop() if parts else Part(LOOK_BELOW)
        in_words = (last.text, numbered(pressed if not listed else (), first), link_lines(opened))
        parts.append(Part(last.text, objects, "\n\n".join(block for block in in_words if block)))
    if reply.file is not None:
        parts.append(Part("", instead=_nfc(presentable(file_lines(reply.file))), file=reply.file))
    if reply.request_contact:
        parts.append(Part("", instead=ASK_IN_WORDS, asks_contact=True))
    return [*shown, *parts]


def _picture(picture: Picture | None, address: str | None) -> list[Part]:
    """Return the message that shows a picture, with its label as the caption.

    A message has buttons or a picture, so the picture goes first.
    """
    if picture is None:
        return []
    caption = picture.label if not is_blank(picture.label) else _PICTURE
    instead = link_lines([Link(caption, address)]) if address is not None and is_public_url(address) else ""
    return [Part(shorten(caption, LIMITS.choice_label), instead=instead, picture=picture)]


def is_public_url(url: str) -> bool:
    """Return whether ``url`` can stand on a button: http(s), a host with a dotted name, no blanks."""
    if len(url) > _LONGEST_URL or not url.isascii() or any(character <= " " for character in url):
        return False
    try:
        address = urlsplit(url)
        host = (address.hostname or "").strip(".")
    except ValueError:
        return False
    named = "." in host and host.rpartition(".")[2].isalpha()
    return address.scheme in {"http", "https"} and named and "@" not in address.netloc


def _queries(choices: Sequence[Choice], buttons: Buttons, first: int | None) -> list[dict[str, Any]]:
    """Return buttons; their labels are numbered from ``first`` on, where it is given."""
    kind = f"oa.query.{buttons}"
    found = []
    for number, choice in enumerate(choices, first or 1):
        label = f"{number}. {choice.label}" if first is not None or is_blank(choice.label) else choice.label
        found.append({"title": shorten(label, LIMITS.choice_label), "type": kind, "payload": choice.payload})
    return found


def _opening(link: Link) -> dict[str, Any]:
    return {"title": shorten(link.label, LIMITS.choice_label), "type": "oa.open.url", "payload": {"url": link.url}}


def _presentable(reply: Reply) -> Reply:
    return replace(
        reply,
        text=presentable(reply.text),
        choices=tuple(Choice(_nfc(presentable(choice.label)), choice.payload) for choice in reply.choices),
        links=tuple(Link(_nfc(presentable(link.label)), presentable(link.url)) for link in reply.links),
    )


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)
