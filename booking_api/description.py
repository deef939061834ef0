"""What the OpenAPI description says beyond the routes' own signatures."""

from __future__ import annotations

from typing import Any

from booking_api.changes import REPLAYED
from booking_api.problems import ProblemDocument

_REQUEST_ID = {
    "X-Request-ID": {
        "description": "Names this request in the logs: the caller's own, where it sent a plain one.",
        "schema": {"type": "string"},
    }
}
_REPLAYED = {
    REPLAYED: {
        "description": "true where this is the answer that was stored under the key.",
        "schema": {"type": "string", "enum": ["true"]},
    }
}
_BY_STATUS: dict[str, dict[str, Any]] = {
    "401": {"WWW-Authenticate": {"schema": {"type": "string"}}},
    "503": {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "string"}}},
}


def complete(schema: dict[str, Any]) -> None:
    """Add to a description: problem documents, the key that every change needs, and the headers of answers."""
    schema["components"]["schemas"]["ProblemDocument"] = ProblemDocument.model_json_schema()
    for item in schema["paths"].values():
        for operation in item.values():
            changes = _require_key(operation)
            for status, answer in operation["responses"].items():
                headers = {**_REQUEST_ID, **(_REPLAYED if changes else {}), **_BY_STATUS.get(status, {})}
                answer["headers"] = {**answer.get("headers", {}), **headers}


def _require_key(operation: dict[str, Any]) -> bool:
    """Tell whether an operation is a change; then its key is no option, though a missing one has its own refusal."""
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "header" and parameter["name"].lower() == "idempotency-key":
            parameter["required"] = True
            parameter["schema"] = {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"}
            return True
    return False
