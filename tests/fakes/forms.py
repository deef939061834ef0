"""What a form with files says, as servers read it."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes
from typing import Any


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a form."""

    name: str
    content: bytes


def multipart(content_type: str, body: bytes) -> dict[str, Any]:
    """Return the fields of a ``multipart/form-data`` body: text, or an ``Upload`` where one has a file name."""
    form = message_from_bytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
    fields: dict[str, Any] = {}
    for part in form.get_payload():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        file = part.get_filename()
        fields[name] = content.decode() if file is None else Upload(file, content)
    return fields
