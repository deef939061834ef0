"""JSON log lines without phones or identity numbers."""

from __future__ import annotations

import json
import logging
import re
import sys
from typing import Any

from booking_api.contact import mask_numbers

_ROW = re.compile(r"DETAIL:.*")
_STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName", "color_message"}


def _masked(value: Any) -> Any:  # noqa: ANN401 - whatever was logged
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, dict):
        return {str(name): _masked(item) for name, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_masked(item) for item in value]
    return mask_numbers(str(value))


class JsonFormatter(logging.Formatter):
    """One JSON object a line: moment, level, logger, message, and whatever ``extra`` held."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, Any] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": mask_numbers(record.getMessage()),
        }
        line |= {name: _masked(value) for name, value in record.__dict__.items() if name not in _STANDARD}
        if record.exc_info:
            # PostgreSQL's detail may be a whole row, names included.
            line["error"] = mask_numbers(_ROW.sub("DETAIL: …", self.formatException(record.exc_info)))
        return json.dumps(line, ensure_ascii=False)


def set_up(level: str) -> None:
    """Send all logs of this process to stderr as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    logging.getLogger("psycopg.pool").setLevel("ERROR")
