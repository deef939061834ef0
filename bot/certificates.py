"""The authorities that are trusted, read once a process: each client of its own would take a twentieth of a second."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    import ssl


@functools.cache
def trusted(*, environment: bool = True) -> ssl.SSLContext:
    """Return the TLS context of all clients of this process.

    Args:
        environment: let ``SSL_CERT_FILE`` and ``SSL_CERT_DIR`` name the authorities.
    """
    return httpx.create_ssl_context(trust_env=environment)
