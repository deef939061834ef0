"""Keeps the bot's token, which stands in every address of the Bot API, out of logs and errors."""

from __future__ import annotations

import logging
import re
from typing import override

_TOKEN = re.compile(r"""\d{3,20}(?::|%3A)[A-Za-z0-9_-]{16,}|(?<=/bot)\d+:[^/\s"']+""", re.ASCII)
"""``<bot id>:<secret>``, the secret of today's tokens having 35 characters; in an address any secret."""

_HIDDEN = "<token>"
_LOGGERS = ("httpx", "telegram.Bot")
"""Loggers that write addresses: httpx each request at INFO, the library its base URL at DEBUG."""


def without_tokens(text: str) -> str:
    """Return ``text`` with whatever looks like a bot's token blotted out."""
    return _TOKEN.sub(_HIDDEN, text)


class TokenFilter(logging.Filter):
    """Blots tokens out of log records before any handler sees them."""

    @override
    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        hidden = without_tokens(message)
        if hidden != message:
            record.msg, record.args = hidden, None
        return True


def hide_tokens_in_logs() -> None:
    """Attach a ``TokenFilter`` to the loggers that write addresses; once, however often it is called."""
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        if not any(isinstance(present, TokenFilter) for present in logger.filters):
            logger.addFilter(TokenFilter())
