"""Keeps secrets that stand in addresses or errors out of logs."""

from __future__ import annotations

import logging
from typing import override

_HIDDEN = "<secret>"
_LOGGERS = ("httpx", "httpcore.connection", "httpcore.http11", "httpcore.proxy")
"""Loggers that write addresses: httpx each request at INFO, httpcore what it does at DEBUG."""


class _SecretFilter(logging.Filter):
    """Blots known secrets out of log records before any handler sees them."""

    def __init__(self) -> None:
        super().__init__()
        self.secrets: set[str] = set()

    @override
    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        hidden = blot(message, self.secrets)
        if hidden != message:
            record.msg, record.args = hidden, None
        return True


def blot(text: str, secrets: set[str] | frozenset[str]) -> str:
    """Return ``text`` with every one of ``secrets`` replaced."""
    for secret in secrets:
        text = text.replace(secret, _HIDDEN)
    return text


def hide_in_logs(*secrets: str) -> None:
    """Blot ``secrets`` out of what HTTP clients log, from now on in this process."""
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        found = next((present for present in logger.filters if isinstance(present, _SecretFilter)), None)
        if found is None:
            found = _SecretFilter()
            logger.addFilter(found)
        found.secrets.update(secret for secret in secrets if secret)
