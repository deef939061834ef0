"""The stored pictures of broadcasts, by their hash: for platforms that upload them, and for whoever opens one."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from bot.db.pool import INFRASTRUCTURE
from bot.platforms.contract import PlatformUnavailable

if TYPE_CHECKING:
    from bot.conversation.messages import Picture
    from bot.db.pool import Database

PATH = "/pictures"
_KEPT = 4
"""Pictures that a process keeps at hand: at most 20 MB; a broadcast has one."""
_READ = "SELECT content, media_type FROM pictures WHERE hash = %(hash)s"


class StoredPictures:
    """Pictures out of the database.

    Args:
        database: of the bot.
        public_url: under which people and platforms reach this service; None where they can't.
    """

    def __init__(self, database: Database, public_url: str | None) -> None:
        self._database = database
        self._public_url = public_url.rstrip("/") if public_url is not None else None
        self._kept: OrderedDict[str, tuple[bytes, str]] = OrderedDict()

    async def content(self, picture: Picture) -> bytes | None:
        """Return a picture's bytes; None where it is not stored.

        Raises:
            PlatformUnavailable: the database is away; the message waits.
        """
        try:
            found = await self.find(picture.hash)
        except INFRASTRUCTURE as error:
            raise PlatformUnavailable(f"the picture can't be read: {str(error).strip()}") from error
        return found[0] if found is not None else None

    async def find(self, digest: str) -> tuple[bytes, str] | None:
        """Return the bytes and the media type of a picture, by the SHA-256 of its bytes in hexadecimal digits."""
        if digest in self._kept:
            self._kept.move_to_end(digest)
            return self._kept[digest]
        rows = await self._database.fetch(_READ, {"hash": bytes.fromhex(digest)})
        if not rows:
            return None
        found = self._kept[digest] = bytes(rows[0]["content"]), rows[0]["media_type"]
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return found

    def address(self, picture: Picture) -> str | None:
        """Return where anybody opens a picture; None where this service has no public address."""
        return f"{self._public_url}{PATH}/{picture.name}" if self._public_url is not None else None
