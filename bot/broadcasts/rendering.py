"""How a message looks on each platform, by the renderers that send it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.conversation.messages import PlatformName
from bot.platforms.telegram import rendering as telegram
from bot.platforms.webchat.wire import is_web_address
from bot.platforms.zalo_bot.platform import render as render_zalo_bot
from bot.platforms.zalo_oa import rendering as zalo

if TYPE_CHECKING:
    from bot.conversation.messages import Picture, Reply


def rendered(reply: Reply, platform: str, buttons: zalo.Buttons) -> list[dict[str, Any]]:
    """Return the messages that a person gets: each with its ``text``, the labels of its ``buttons`` and its ``image``.

    The image is the name of the stored picture above the text, or None.
    """
    if platform == PlatformName.TELEGRAM:
        return [_telegram(part) for part in telegram.render(reply, private=True)]
    if platform == PlatformName.ZALO_OA:
        return [
            {
                "text": part.text,
                "buttons": [button["title"] for button in part.buttons],
                "image": part.picture.name if part.picture is not None else None,
            }
            for part in zalo.render(reply, buttons)
        ]
    if platform == PlatformName.ZALO_BOT:
        return _above(reply.picture, [{"text": text, "buttons": []} for text in render_zalo_bot(reply)])
    links = [link.label for link in reply.links if is_web_address(link.url)]
    sources = [source.document for source in reply.citations]
    opened = [reply.picture.label] if reply.picture is not None else []
    labels = [*(choice.label for choice in reply.choices), *opened, *links, *sources]
    return [{"text": reply.text, "buttons": labels, "image": None}]


def _above(picture: Picture | None, messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    image = picture.name if picture is not None else None
    return [{**message, "image": image if number == 0 else None} for number, message in enumerate(messages)]


def _telegram(part: telegram.Part) -> dict[str, Any]:
    rows = getattr(part.markup, "inline_keyboard", ())
    buttons = [button.text for row in rows for button in row]
    return {"text": part.text, "buttons": buttons, "image": part.picture.name if part.picture is not None else None}
