"""Logs as JSON lines, with the ids of conversation and message; personal data and secrets are masked on the way out."""

from __future__ import annotations

import logging
import sys
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TextIO

from bot.surfaces import for_log, json_line
from bot.understanding.masking import mask

if TYPE_CHECKING:
    from collections.abc import Iterator

_context: ContextVar[dict[str, int] | None] = ContextVar("message_context", default=None)
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


@contextmanager
def message_context(conversation_id: int, message_id: int) -> Iterator[None]:
    """Put the ids of conversation and message into every log line of the block."""
    token = _context.set({"conversation_id": conversation_id, "message_id": message_id})
    try:
        yield
    finally:
        _context.reset(token)


class JsonFormatter(logging.Formatter):
    """One JSON object a line; phones, 12-digit numbers and tokens are masked in every text of it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as a line of JSON."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line.update(_context.get() or {})
        line.update({name: value for name, value in vars(record).items() if name not in _STANDARD})
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json_line(_masked(line), default=lambda value: mask(for_log(str(value))))


def _masked(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(value, str):
        return mask(for_log(value))
    if isinstance(value, dict):
        return {_masked(key): _masked(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_masked(inner) for inner in value]
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10**8:
        return mask(str(value))
    return value


def set_up(level: str = "INFO", stream: TextIO | None = None) -> None:
    """Send all logs of this process to ``stream`` (stderr by default) as JSON lines."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for noisy in ("httpx", "httpcore", "telegram", "uvicorn.access", "psycopg.pool", "asyncio"):
        logging.getLogger(noisy).setLevel(logging.WARNING)  # httpx writes whole URLs, tokens included
