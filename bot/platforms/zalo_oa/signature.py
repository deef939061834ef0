"""The signature of Zalo's webhook calls: plain SHA-256, no HMAC, over the raw bytes.

``X-ZEvent-Signature: mac=<hex>`` with ``mac = sha256(app id + body + timestamp + OA secret key)``, the timestamp being
the body's own; the key is the "OA Secret Key" of the app's Webhook page, not the app secret of OAuth (Zalo's Java SDK,
``MacUtils.buildMac``).
"""

from __future__ import annotations

import hashlib
import hmac
import re

HEADER = "x-zevent-signature"
_PREFIX = "mac="
_FORM = re.compile(r"(?:mac=)?[0-9a-fA-F]{64}", re.ASCII)


def build_mac(app_id: str, body: bytes, timestamp: str, secret: str) -> str:
    """Return the mac of a call as 64 lower-case hexadecimal digits."""
    parts = (app_id.encode(), body, timestamp.encode(errors="surrogatepass"), secret.encode())
    return hashlib.sha256(b"".join(parts)).hexdigest()


def is_signed(header: str, app_id: str, body: bytes, timestamp: str, secret: str) -> bool:
    """Return whether ``header`` is the signature of ``body``; compares in constant time."""
    given = header.strip().removeprefix(_PREFIX).lower()
    right = build_mac(app_id, body, timestamp, secret)
    return hmac.compare_digest(given.encode(errors="surrogatepass"), right.encode())


def looks_signed(header: str) -> bool:
    """Return whether ``header`` has the form of a signature at all."""
    return _FORM.fullmatch(header.strip()) is not None
