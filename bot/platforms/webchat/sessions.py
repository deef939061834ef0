"""The session: a random id in a cookie, and the chat id that the rest of the system knows instead."""

from __future__ import annotations

import hmac
import re
import secrets
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING

from starlette.requests import cookie_parser

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.responses import Response

    from bot.platforms.webchat.config import WebChatConfig

_SESSION_BYTES = 32
_SESSION = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
_SECONDS_A_DAY = 86_400


class Sessions:
    """Makes and reads session cookies. It keeps nothing: who holds the cookie is the person.

    Inside, a chat is named by a keyed hash of the session id, so the database, its backups and the logs hold
    nothing that opens a conversation.
    """

    def __init__(self, config: WebChatConfig) -> None:
        self._key = config.session_key
        self._secure = config.secure
        self._max_age = config.session_days * _SECONDS_A_DAY
        # The __Host- prefix keeps neighbours on other hosts of the domain from setting it (RFC 6265bis, 4.1.3.2).
        self.cookie_name = "__Host-motcua" if config.secure else "motcua"

    def read(self, headers: Mapping[str, str]) -> str | None:
        """Return the session id of a request, or None where it has none that could be ours."""
        found = cookie_parser(headers.get("cookie", "")).get(self.cookie_name, "")
        return found if _SESSION.fullmatch(found) else None

    def chat_of(self, session: str) -> str:
        """Return the chat id for a session id."""
        return hmac.digest(self._key, b"web chat\0" + session.encode(), "sha256").hex()

    def network_of(self, address: str | None) -> str | None:
        """Return a keyed hash of the network of an IP address: of so many as one customer is given (RFC 6177, 2).

        None for what is no public address: behind a proxy that is not in ``TRUSTED_PROXIES`` all people would seem to
        come from one network, and hold each other up.
        """
        try:
            given = ip_address(address or "")
        except ValueError:
            return None
        if isinstance(given, IPv6Address) and given.ipv4_mapped is not None:
            given = given.ipv4_mapped
        if not given.is_global:
            return None
        bits = 24 if isinstance(given, IPv4Address) else 48
        network = ip_network(f"{given}/{bits}", strict=False).network_address
        return hmac.digest(self._key, b"network\0" + network.packed, "sha256").hex()[:16]

    def set_cookie(self, response: Response, session: str | None) -> None:
        """Give ``session``, or a new one, to the browser, for another ``session_days``."""
        response.set_cookie(
            self.cookie_name,
            session or secrets.token_urlsafe(_SESSION_BYTES),
            max_age=self._max_age,
            path="/",
            secure=self._secure,
            httponly=True,
            samesite="lax",
        )
