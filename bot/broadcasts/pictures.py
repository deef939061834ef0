"""Pictures of broadcasts: fetched once while they are drafted, looked at as data, and stored under their hash."""

from __future__ import annotations

import asyncio
import hashlib
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image

from bot.conversation.messages import Picture
from bot.staff.errors import Refused
from bot.staff.fetching import MOST_BYTES
from bot.staff.words import number_words

if TYPE_CHECKING:
    from psycopg import AsyncConnection
    from psycopg.rows import DictRow

    from bot.staff.actor import Actor
    from bot.staff.fetching import Fetcher

ZALO_BYTES = 1_000_000
"""Zalo shows no larger pictures (its upload API)."""
_MOST_SIDES = 10_000
_LONGEST_RATIO = 20
"""Telegram's limits of a photo: both sides together, and one to the other (core.telegram.org/bots/api#sendphoto)."""
_MOST_PIXELS = 20_000_000
"""An old phone unpacks a picture to four bytes a pixel: 80 MB."""
_MAGIC = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
_FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG"}
_KEEP = b"""
INSERT INTO pictures (hash, media_type, width, height, content, origin, stored_by)
VALUES (%(hash)s, %(media_type)s, %(width)s, %(height)s, %(content)s, %(origin)s, %(by)s) ON CONFLICT DO NOTHING
"""

Image.MAX_IMAGE_PIXELS = None  # its own limit warns only; ours is asked below, before anything is unpacked


@dataclass(frozen=True, slots=True)
class Upload:
    """A picture that somebody handed in: the file's name, and what is in it."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Looked:
    """A picture that may be sent.

    Attributes:
        picture: what stands for it.
        origin: the address or the file that it is from.
        width: in pixels.
        height: likewise.
        content: its bytes, which are what is sent.
    """

    picture: Picture
    origin: str
    width: int
    height: int
    content: bytes


async def had(fetcher: Fetcher, wanted: str | Upload) -> Looked:
    """Return the picture that somebody wants to send: handed in, or fetched from an address.

    Raises:
        Refused: it can't be had, or is none that everybody's phone shows.
    """
    if isinstance(wanted, Upload):
        content, origin = wanted.content, wanted.name
    else:
        content, origin = await fetcher.fetch(wanted), wanted
    return await asyncio.to_thread(look, content, origin)


def look(content: bytes, origin: str) -> Looked:
    """Read a picture: what it is, its own bytes say, and not its name or what a server called it.

    Raises:
        Refused: it is no PNG or JPEG, broken, or too large.
    """
    if len(content) > MOST_BYTES:
        raise Refused(f"Hình {origin} lớn hơn {MOST_BYTES // 1_000_000} MB; thu nhỏ lại.")
    kind = next((kind for kind, magic in _MAGIC.items() if content.startswith(magic)), None)
    if kind is None:
        raise Refused(f"{origin} không phải tệp hình PNG hay JPG; lưu lại thành .png hay .jpg.")
    try:
        with Image.open(io.BytesIO(content), formats=(_FORMATS[kind],)) as image:
            width, height = image.size
            _require_size(origin, width, height)
            image.load()
    except (OSError, ValueError, SyntaxError, MemoryError) as error:
        raise Refused(f"Hình {origin} bị hỏng, không mở được; lưu lại rồi thử lại.") from error
    picture = Picture(hashlib.sha256(content).hexdigest(), kind, len(content))
    return Looked(picture, origin, width, height, content)


def _require_size(origin: str, width: int, height: int) -> None:
    if (
        width * height > _MOST_PIXELS
        or width + height > _MOST_SIDES
        or max(width, height) > _LONGEST_RATIO * min(width, height)
    ):
        size = f"{number_words(width)} × {number_words(height)} điểm"
        raise Refused(f"Hình {origin} có kích thước {size}: điện thoại không hiện được; thu nhỏ lại.")


async def keep(connection: AsyncConnection[DictRow], found: Looked, actor: Actor) -> None:
    """Store a picture under its hash; one that is there stays as it is."""
    values = {
        "hash": bytes.fromhex(found.picture.hash),
        "media_type": found.picture.media_type,
        "width": found.width,
        "height": found.height,
        "content": found.content,
        "origin": found.origin,
        "by": actor.name,
    }
    await connection.execute(_KEEP, values)


def picture_words(picture: Picture) -> str:
    """Return what staff are told of a stored picture: the code that stands for it, its kind and size."""
    return (
        f"{picture.hash[:12].upper()} ({_FORMATS[picture.media_type]}, {number_words(max(1, picture.size // 1000))} KB)"
    )
