"""Web addresses, as settings and other machines give them."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit


def is_address(text: str) -> bool:
    """Return whether this is an address that can be asked: http or https, and a host."""
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number
        return False


def leads_to_this_machine(url: str) -> bool:
    """Return whether an address is one that every machine has for itself."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
