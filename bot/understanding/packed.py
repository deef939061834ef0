"""The form in which learned weights are packaged: a header in JSON and numbers behind it, compressed."""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_LENGTH = 4
"""Bytes that say how long the header is, the lowest first."""


def pack(header: Mapping[str, object], body: bytes) -> bytes:
    """Return a file of ``header`` and ``body``."""
    head = json.dumps(header, ensure_ascii=False).encode()
    return zlib.compress(len(head).to_bytes(_LENGTH, "little") + head + body, 9)


def unpack(data: bytes) -> tuple[dict[str, Any], bytes]:
    """Return the header and the body of what ``pack`` wrote."""
    raw = zlib.decompress(data)
    start = _LENGTH + int.from_bytes(raw[:_LENGTH], "little")
    return json.loads(raw[_LENGTH:start]), raw[start:]
