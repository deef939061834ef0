"""The page and its files, read once when the routes are built."""

from __future__ import annotations

import gzip
import hashlib
import re
import string
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.surfaces import for_page

if TYPE_CHECKING:
    from collections.abc import Mapping

_FOLDER = Path(__file__).parent / "static"
_SCRIPTS = ("store.js", "view.js", "link.js", "screen.js", "sender.js", "chat.js")
"""Sent as one file, in this order: each stands on those before it."""

_HASH_LENGTH = 12
_DEAD_WEIGHT = re.compile(r"^[ \t]*(?://.*|/\*.*\*/[ \t]*)?\n|^[ \t]+", re.MULTILINE)
"""Indentation, blank lines and lines that are one comment. Our scripts have no string over several lines."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of the page.

    Attributes:
        name: its name in the page, with a hash of its content: a new content is a new name.
        media_type: its content type.
        plain: its bytes.
        packed: the same in gzip.
    """

    name: str
    media_type: str
    plain: bytes
    packed: bytes


class Assets:
    """The page's template and files."""

    def __init__(self) -> None:
        scripts = "\n".join(_read(f"js/{name}") for name in _SCRIPTS)
        self._by_stem = {
            "chat.js": _asset("chat.js", "text/javascript; charset=utf-8", scripts),
            "chat.css": _asset("chat.css", "text/css; charset=utf-8", _read("chat.css")),
            "noscript.css": _asset("noscript.css", "text/css; charset=utf-8", _read("noscript.css")),
            "icon.svg": _asset("icon.svg", "image/svg+xml", _read("icon.svg")),
        }
        self._page = string.Template(_read("page.html"))

    def find(self, name: str) -> tuple[Asset, bool] | None:
        """Return the file for a name with a hash, and whether the hash is that of its content.

        While a new version is rolled out, a page may ask an old process for a file of the new one: it gets what
        is here.
        """
        stem, _, rest = name.partition(".")
        given, _, ending = rest.partition(".")
        asset = self._by_stem.get(f"{stem}.{ending}")
        return None if asset is None or not given else (asset, asset.name == name)

    def page(self, answers: Mapping[str, Any]) -> str:
        """Return the page; ``answers`` is what ``wire.answer_date`` gave."""
        return self._page.substitute(
            css=self._by_stem["chat.css"].name,
            noscript=self._by_stem["noscript.css"].name,
            js=self._by_stem["chat.js"].name,
            icon=self._by_stem["icon.svg"].name,
            date=for_page(answers["date"]),
            unshifted="" if answers["shifted"] else "hidden",
            shifted="hidden" if answers["shifted"] else "",
        )


def _read(name: str) -> str:
    return _DEAD_WEIGHT.sub("", (_FOLDER / name).read_text(encoding="utf-8"))


def _asset(name: str, media_type: str, text: str) -> Asset:
    content = text.encode()
    stem, _, ending = name.partition(".")
    digest = hashlib.sha256(content).hexdigest()[:_HASH_LENGTH]
    return Asset(f"{stem}.{digest}.{ending}", media_type, content, gzip.compress(content, mtime=0))
