"""What the web chat is told when it is built."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.addresses import is_address

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

_MIN_KEY_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class WebChatConfig:
    """The web chat's settings.

    Attributes:
        session_key: keys the hash that turns a session id into a chat id. Another key means other chats: everybody
            starts anew.
        answers_for: gives the moment that answers hold for (the real one, or that of ``AS_OF``), with a time zone.
        public_url: the address that people open, or None where it is reached directly over http. An https
            address makes the cookie Secure.
        session_days: days that a session lasts after the page was last opened.
        heartbeat: seconds between two signs of life in a stream.
        stream_seconds: seconds after which a stream is ended and opened anew by the page, so that the streams of
            a restarted process spread over the others again.
        poll_seconds: longest wait of one long poll.
        streams: pages that may wait for messages at a time, in one process.
        address_per_second: calls that one public address may make a second.
        now: seconds of a clock that is never put back, by which calls are counted.

    Raises:
        ValueError: the key is shorter than 16 bytes, or the public address is no http(s) address.
    """

    session_key: bytes
    answers_for: Callable[[], datetime]
    public_url: str | None = None
    session_days: int = 30
    heartbeat: float = 15.0
    stream_seconds: float = 600.0
    poll_seconds: float = 25.0
    streams: int = 2_000
    address_per_second: float = 60.0
    now: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        if len(self.session_key) < _MIN_KEY_BYTES:
            raise ValueError(f"session_key needs at least {_MIN_KEY_BYTES} bytes")
        if self.public_url is not None and not is_address(self.public_url):
            raise ValueError(f"public_url is no web address: {self.public_url!r}")

    @property
    def secure(self) -> bool:
        """Whether people reach the page over https."""
        return self.public_url is not None and urlsplit(self.public_url).scheme == "https"

    @property
    def public_origin(self) -> str | None:
        """The public address as a browser writes it in ``Origin``, or None."""
        if self.public_url is None:
            return None
        parts = urlsplit(self.public_url)
        return f"{parts.scheme}://{parts.netloc}".lower()
